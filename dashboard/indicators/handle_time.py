"""How long handling takes, what still runs past its limit included."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.proportions import by_split
from dashboard.indicators.ratios import FOUR_WEEKS
from dashboard.indicators.settled_stages import APART, LATE, ON_TIME, OPEN_LATE, settled_stages
from dashboard.text import Text

COUNTS = (ON_TIME, LATE, OPEN_LATE)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The handlings that were due."""
    return settled_stages(tables, ask, Stage.HANDLE)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Median, 90th percentile and mean of the minutes used, and how many of them still run."""
    rows = behind(tables, ask)
    due = rows.outcome.isin(COUNTS)
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=due),
        running=rows.count(where=rows.outcome == OPEN_LATE),
        median=rows.used.median(where=due),
        p90=rows.used.quantile(0.9, where=due),
        mean=rows.used.mean(where=due),
        **{outcome: rows.count(where=rows.outcome == outcome) for outcome in APART},
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order of what it is split by."""
    return by_split(frame)


HANDLE_TIME = Indicator(
    name="handle-time",
    title=Text("处置时长", "Handling time"),
    unit=Text("分钟", "minutes"),
    formula=Text(
        "应处置环节用时的中位数与 P90（分钟，按本案时钟，扣除挂账）；至今未处置而已超限的以已用时计（"
        "running），"
        "不会因为不办而好看；均值仅供参考",
        "Median and 90th percentile of the minutes used by the handling stages that were due, on the clock "
        "of "
        "each, pauses subtracted; what still runs past its limit counts with the time used so far (running)"
        ", so "
        "that nobody looks better by not closing; the mean is for information only",
    ),
    measure=measure,
    finish=finish,
    behind=behind,
    counts=COUNTS,
    excludes=APART,
    cells=("outcome",),
    window=FOUR_WEEKS,
    splits=DIMENSIONS,
    shifts=True,
    attribution=Attribution.DUE,
    better="down",
)
