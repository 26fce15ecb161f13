"""How content citizens are: the mean weight of their marks."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.closings import asked, callbacks
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.proportions import by_split, last
from dashboard.indicators.ratios import FOUR_WEEKS, PERCENT
from dashboard.text import Text

COUNTS, EXCLUDES = ("marked",), ("unmarked", *NOT_JUDGED)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Callbacks of the window, each with its mark or without."""
    rows = callbacks(tables, ask)
    outcome = ibis.ifelse(rows.content.isnull(), "unmarked", "marked")  # noqa: PD003  a column of Ibis
    return asked(rows, outcome, tables, ask, "visited_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many marks there are, and what they weigh together."""
    rows = behind(tables, ask)
    marked = rows.outcome == "marked"
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=marked),
        weight=ibis.coalesce(rows.content.sum(where=marked), 0.0),
        **{outcome: rows.count(where=rows.outcome == outcome) for outcome in EXCLUDES},
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The mean weight, of no marks none; a mean of weights is no proportion and has no Wilson interval."""
    found = by_split(frame.assign(share=frame["weight"] / frame["n"].where(frame["n"] > 0)))
    return last(found, EXCLUDES)


SATISFIED_RATE = Indicator(
    name="satisfied-rate",
    title=Text("市民满意率", "Satisfaction, weighted"),
    unit=PERCENT,
    formula=Text(
        "Σ 得分折算 ÷ 打了分的有效回访数：窗口 [起, 此刻) 内有答复的回访；各分折算见地区文件 satisfaction",
        "Σ weight of marks ÷ callbacks with a mark: those answered in the window [start, now); what each "
        "mark "
        "weighs stands in the district file (satisfaction)",
    ),
    measure=measure,
    finish=finish,
    behind=behind,
    counts=COUNTS,
    excludes=EXCLUDES,
    cells=("outcome",),
    window=FOUR_WEEKS,
    splits=DIMENSIONS,
    shifts=True,
    attribution=Attribution.EVENT,
    better="up",
    bounds=(0.93, 0.90, 0.80),
)
