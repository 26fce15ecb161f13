"""The life of one case: which phase it was in and who had it, from its first moment to now."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.text import Text


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """The spans of the case."""
    return of_the_case(tables.spans).select("n", "phase", "open", "holder", "since", "till")


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In order; each begins where the one before it ended."""
    return frame.sort_values("n", ignore_index=True)


CASE_LIFE = Indicator(
    name="case-life",
    title=Text("时间花在谁手里", "Whose hands held the time"),
    unit=Text("段", "spans"),
    formula=Text(
        "一件案件自上报至结案（或此刻）的每一段：环节与承办单位，首尾相接、不重不漏",
        "Every span of one case from its report to its close, or to now: phase and unit, end to end, nothing "
        "twice and nothing left out",
    ),
    measure=measure,
    finish=finish,
    cells=RECORD,
    cases="own",
)
