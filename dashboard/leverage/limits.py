"""功能互限: each function bounds the others: approvers refuse, lenders decline, terms end."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LEADERS, LENT, LeverState, Move
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.binding import kept, known
from dashboard.indicators.proportions import wilson
from dashboard.indicators.timing import in_window, now
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.mechanisms import hit
from dashboard.text import Text

LIMITS = {
    "turned-down": Text("审批驳回、降级", "Turned down by approvers"),
    "premature": Text("未到答复期即升级", "Escalated before the answer was due"),
    "declined": Text("出借方不予出借", "Declined by lenders"),
    "exempt": Text("免走低级", "Exempt from the ladder"),
    "over-term": Text("逾期仍借着", "On loan past its term"),
    "self-dealing": Text("自拟自批", "Approved by its drafter"),
}
BREACHES = ("over-term", "self-dealing")
"""What may not be at all: any is red."""
MONTH = timedelta(days=28)
REFUSALS = (Move.REJECT.value, Move.DOWNGRADE.value)


def limits(tables: Tables, ask: Ask) -> ir.Table:
    """Levers that reached a bound in the window, once for each of `LIMITS`, and whether it held them."""
    levers = borrowings(tables.levers).mutate(matter_key=lambda rows: rows.cases[0])
    steps = tables.lever_steps
    turned = steps.filter(steps.move.isin(REFUSALS), in_window(steps.happened_at, ask))
    asked = levers.filter(in_window(levers.submitted_at, ask) | levers.key.isin(turned.key))
    issued = levers.filter(in_window(levers.issued_at, ask))
    put = levers.filter(
        in_window(levers.issued_at, ask)
        | ((levers.state == LeverState.REFUSED.value) & in_window(levers.state_since, ask))
    )
    lent = levers.filter(levers.lent | in_window(levers.issued_at, ask))
    over = lent.state.isin(OPEN) & (lent.valid_until <= now())
    own = in_both(issued.drafters, issued.approvers) | past_the_desks(issued, tables)
    found = ibis.union(
        bound(asked, "turned-down", asked.key.isin(turned.key)),
        bound(issued, "premature", issued.premature),
        bound(put, "declined", put.state == LeverState.REFUSED.value),
        bound(issued, "exempt", known(issued.exemption_code)),
        bound(lent, "over-term", over | late_back(lent)),
        bound(issued, "self-dealing", own),
    )
    return kept(found, ask.where)


@ibis.udf.scalar.builtin(name="list_has_any")  # type: ignore[untyped-decorator]
def in_both(one: dt.Array(dt.string), other: dt.Array(dt.string)) -> dt.boolean:  # type: ignore[valid-type]
    """Whether two lists share anything."""


def past_the_desks(issued: ir.Table, tables: Tables) -> ir.Value:
    """What rests on an instruction that no leader of the district gave, or at a level leaders do not lend."""
    strange = ~issued.for_post.isin(tables.leaders.post) | ~issued.level.isin(LEADERS)
    return ibis.coalesce(known(issued.for_post) & strange, ibis.literal(False))


OPEN = tuple(sorted(state.value for state in LENT - {LeverState.EFFECTIVE}))


def late_back(levers: ir.Table) -> ir.Value:
    """What took effect and was to be given back by now."""
    return (levers.state == LeverState.EFFECTIVE.value) & (levers.return_by <= now())


def bound(rows: ir.Table, name: str, holds: ir.Value) -> ir.Table:
    """Rows under one limit."""
    return rows.select(key="matter_key", limit=ibis.literal(name), outcome=hit(holds))


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many levers each limit is about, and how many it met."""
    rows = limits(tables, ask)
    return rows.group_by("limit").agg(n=rows.count(), hits=rows.count(where=rows.outcome == "yes"))


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Every limit, those without a lever too: null, never 0 %; a breach is one from the first on."""
    counts = frame.set_index("limit").reindex(list(LIMITS), fill_value=0).rename_axis("limit").reset_index()
    counts = counts.astype({"n": "int64", "hits": "int64"})
    low, high = wilson(counts["hits"], counts["n"])
    share = counts["hits"] / counts["n"].where(counts["n"] > 0)
    breach = counts["limit"].isin(BREACHES) & (counts["hits"] > 0)
    return counts.assign(share=share, low=low, high=high, breach=breach)


BOUNDS = Indicator(
    name="limits",
    title=Text("功能互限", "Mutual limitation"),
    unit=Text("笔", "levers"),
    formula=Text(
        "窗口 [起, 此刻) 内：送审的借权中被驳回或降级的；借出的中，低一级还未到答复期就升级的、"
        "以理由码免走低级的、"
        "拟稿与审批为同一人的、"
        "以非区领导批示或以批示代替审批的（应为 0）；送到出借方而不予出借的；在借或窗口内借出的中，"
        "已过有效期或还权期的（应为 0）",
        "In the window [start, now): of the levers put before approvers, those rejected or downgraded; of "
        "those issued, those issued before the answer to the lower one was due, those exempt from the "
        "ladder by a reason code, those approved by a drafter or resting on an "
        "instruction that no leader could give (must be none); of those put to "
        "lenders, those "
        "declined; of those on loan or issued, those past their term or return (must be none)",
    ),
    measure=measure,
    finish=finish,
    window=MONTH,
    cells=("limit", "outcome"),
    behind=limits,
    attribution=Attribution.EVENT,
)
