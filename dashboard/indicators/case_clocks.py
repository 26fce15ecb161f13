"""The clocks of one case: every clocked stage it went through, used against its limit."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.indicators.timing import timed
from dashboard.text import Text

COLUMNS = (
    "n", "stage", "holder", "outcome", "started_at", "ended_at", "due_at", "clock", "start_ord", "end_ord",
    "used", "allowed", "left", "ratio", "late", "state", "paused",
)  # fmt: skip


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """The stages with what they have used; `paused`: the clock of a running one stands."""
    rows = timed(of_the_case(tables.stages))
    paused = ~rows.paused_ord.isnull()  # noqa: PD003  a column of Ibis
    return rows.mutate(paused=paused).select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order they began."""
    return frame.sort_values(["started_at", "n"], ignore_index=True)


CASE_CLOCKS = Indicator(
    name="case-clocks",
    title=Text("时钟", "Clocks"),
    unit=Text("分钟", "minutes"),
    formula=Text(
        "一件案件各环节的用时与时限，各按自己的时钟；自派遣起计，不自签收起计；挂账期间停表",
        "Time used and limit of each stage of one case, each on its own clock; clocks start at dispatch, not "
        "at sign-off, and stand while the case is suspended",
    ),
    measure=measure,
    finish=finish,
    cells=RECORD,
    cases="own",
)
