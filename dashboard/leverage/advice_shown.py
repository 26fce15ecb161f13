"""What is advised for cases that are shown, whatever they score: that of a page, the queue of the watch."""

from __future__ import annotations

from itertools import compress

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.indicators.timing import timed
from dashboard.leverage.attention import advised, asked, firing, override
from dashboard.leverage.duty_queue import measure as queue
from dashboard.leverage.matters import barred, marked, open_cases, weighed
from dashboard.leverage.score import ENTER, LEAVE
from dashboard.text import Text

FORMULA = Text(
    "在办案件此刻触发的规则与据此建议的借权，不论得分：关注分不足 60（在榜不足 50）且非直报的，"
    "不建议请领导，只建议 L1 至 L3；随用随算，不入台账",
    "The triggers of open cases and the levers advised on them now, whatever the score: below 60 (standing: "
    "below 50), and without an override, no lever of leaders is named, L1 to L3 alone; computed when shown, "
    "no fact is written",
)


def looked_at(rows: ir.Table, tables: Tables) -> ir.Table:
    """A few open cases with all that triggers and score look at."""
    found = marked(rows)
    return weighed(found.mutate(rule_total=found.ruled.sum().over()), tables)


def of_case(tables: Tables, _ask: Ask) -> ir.Table:
    """The case that is asked for."""
    return looked_at(of_the_case(barred(timed(open_cases(tables)))), tables)


def of_queue(tables: Tables, ask: Ask) -> ir.Table:
    """The cases of the queue of the watch."""
    shown = queue(tables, ask).select("key")
    return looked_at(barred(timed(open_cases(tables))).semi_join(shown, "key"), tables)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Each case with its score, what fired (`fired`) and the levers for it (`advice`), the main first."""
    fired = firing(frame)
    found = asked(frame, fired)
    found = found.assign(
        override=override(found, fired),
        members=pd.Series([[key] for key in found["key"]], found.index, dtype="object"),
    )
    worthy = (found["score"] >= ENTER) | (found["standing"].astype(bool) & (found["score"] >= LEAVE))
    names = fired.columns.tolist()
    held = [list(compress(names, row)) for row in fired.to_numpy()]
    found = found.assign(reaches=worthy | (found["override"] != ""))
    found = found.assign(fired=pd.Series(held, found.index, dtype="object"))
    return advised(found).reset_index(drop=True)


CASE_ADVICE = Indicator(
    name="case-advice",
    title=Text("本件建议", "Advice on this case"),
    unit=Text("件", "cases"),
    formula=FORMULA,
    measure=of_case,
    finish=finish,
    cells=RECORD,
    cases="own",
)
DUTY_ADVICE = Indicator(
    name="duty-advice",
    title=Text("值班队列的建议", "Advice on the queue"),
    unit=Text("件", "cases"),
    formula=FORMULA,
    measure=of_queue,
    finish=finish,
    cases="own",
)
