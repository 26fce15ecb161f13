"""Who returned how many cases, and who got them after that."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.assignments import assignments
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.timing import start
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each time a unit was given a case in the window and returned it; `to` is who got it next."""
    rows = assignments(tables, ask)
    return split(
        rows.filter(rows.returned), tables, ask, moment="since", cases=lately(tables.cases, start(ask))
    )


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many there are from each to each; by nothing else than by who returned."""
    rows = behind(tables, ask)
    return rows.aggregate(by=[*ask.by, "to"], n=rows.count())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Sorted by the names of the units; those that nobody has taken stand last."""
    keys = [column for column in frame.columns if column != "n"]
    return frame.sort_values(keys, na_position="last", ignore_index=True)


HAND_OFFS = Indicator(
    name="hand-offs",
    title=Text("退单往来", "Hand-offs"),
    unit=Text("次", "returns"),
    formula=Text(
        "窗口 [起, 此刻) 内派到该单位、被其退回（当时或之后）的次数，按其后接到的单位分列，尚无人接的另列；"
        "每行之和即退单率的分子；简易程序与来源不说经手的案件不计",
        "Of the times a unit was given a case in the window [start, now), those it returned, then or later, "
        "by the unit that got the case next, apart where nobody has yet; a row sums to what the return rate "
        "counts as returned; simple cases and those whose source does not tell hands do not count",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    by=("department",),
    shifts=True,
    cells=("to",),
    behind=behind,
    attribution=Attribution.EVENT,
)
