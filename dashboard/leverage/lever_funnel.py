"""What became of the levers on the board: how far each got, what share was issued, answered, effective."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.binding import kept
from dashboard.indicators.timing import now
from dashboard.leverage.conversion import HELD_DAYS, RESOLVED
from dashboard.leverage.conversion.funnel import STEPS, funnel
from dashboard.leverage.conversion.shares import dependence, rates, response_by_completeness
from dashboard.leverage.lever_record import at_now, record
from dashboard.text import Text

QUARTER = timedelta(days=91)
LEVERS = Text("笔", "levers")
PERCENT = Text("%", "%")


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The matter of each lever, once for every step that the lever reached."""
    rows = record(tables, ask)
    solved = ibis.ifelse(rows.outcome == RESOLVED, rows.effective_at, None)
    held = solved + ibis.interval(days=HELD_DAYS)
    moments = dict(
        zip(
            STEPS,
            (ibis.coalesce(rows.detected_at, rows.suggested_at), rows.suggested_at, rows.approved_at,
             rows.issued_at, rows.responded_at, rows.first_action_at, solved,
             ibis.ifelse(rows.relapse_case.isnull(), held, None)),
            strict=True,
        )
    )  # fmt: skip
    names = list(STEPS)
    reached = {
        name: ibis.or_(*(ibis.coalesce(moments[later] <= now(), False) for later in names[place:]))
        for place, name in enumerate(names)
    }
    parts = [
        rows.filter(reached[name]).select("level", key="matter", step=ibis.literal(name)) for name in names
    ]
    found = ibis.union(*parts)
    return kept(found, ask.where)


LEVER_FUNNEL = Indicator(
    name="lever-funnel",
    title=Text("转化", "Conversion"),
    unit=LEVERS,
    formula=Text(
        "窗口 [起, 此刻) 内开始的借权，走到每一步的笔数：发现→建议→批准→借出→响应→首次动作→解决→稳住 30 天；"
        "走到后一步者前面各步都算走到；合计与 L1–L5 分列；"
        "每步另列比率（Wilson 95 %）、已断与仍可能、相邻两步用时中位数",
        "Of the levers begun in the window [start, now), how many reached each step: detected, suggested, "
        "approved, issued, answered, first action, resolved, held for 30 days; a later step counts for the "
        "earlier ones; together and by lever; with the share of the step before (Wilson 95 %), lost and "
        "still open ones, and the median time between two steps",
    ),
    measure=record,
    finish=lambda frame: funnel(frame, at_now(frame)),
    window=QUARTER,
    cells=("step", "level"),
    behind=behind,
    attribution=Attribution.EVENT,
)
LEVER_RATES = Indicator(
    name="lever-rates",
    title=Text("借权各率", "Rates of levers"),
    unit=PERCENT,
    formula=Text(
        "借出率 = 借出 ÷ 建议；按时响应率 = 限内答复 ÷ 已到答复期；见效率 = 有效期内解决 ÷ 已到期或已了结；"
        "稳住率 = 30 天未复发 ÷ 解决满 30 天；还权率 = 按期归还 ÷ 应还；窗口内开始的借权，Wilson 95 %",
        "Issued ÷ suggested; answered in time ÷ due to answer; resolved within validity ÷ run out or ended; "
        "no relapse in 30 days ÷ resolved 30 days ago; returned in time ÷ due to return; of the levers begun "
        "in the window, Wilson 95 %",
    ),
    measure=record,
    finish=lambda frame: rates(frame, at_now(frame)),
    window=QUARTER,
    attribution=Attribution.EVENT,
)
COMPLETENESS_RESPONSE = Indicator(
    name="completeness-response",
    title=Text("信息越全，答复越多？", "Does better information buy more answers?"),
    unit=PERCENT,
    formula=Text(
        "窗口内开始、已到答复期的借权，按借出时完整度 C 四分位，各看按时响应率；Wilson 95 %",
        "Of the levers begun in the window and due to answer, the share answered in time by quartile of "
        "completeness C at issue; Wilson 95 %",
    ),
    measure=record,
    finish=lambda frame: response_by_completeness(frame, at_now(frame)),
    window=QUARTER,
    attribution=Attribution.EVENT,
)
DEPENDENCE = Indicator(
    name="dependence",
    title=Text("不批不办", "Dependence"),
    unit=PERCENT,
    formula=Text(
        "不批不办指数：窗口内开始、靠借权解决的事项中，用到 L4 及以上者所占比例，按责任单位；Wilson 95 %",
        "Of the matters resolved with a lever begun in the window, the share that took L4 or more, by the "
        "unit that owns them; Wilson 95 %",
    ),
    measure=record,
    finish=dependence,
    window=QUARTER,
    attribution=Attribution.EVENT,
)
