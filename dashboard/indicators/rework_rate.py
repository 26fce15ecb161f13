"""How often checks failed, for each case that was to be closed."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator, Rival, on_time
from dashboard.indicators.proportions import by_split, last
from dashboard.indicators.ratios import FOUR_WEEKS, PERCENT
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that the on-time rate judges, and those it does not."""
    return on_time.behind(tables, ask)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many cases were to be closed, and how many checks of theirs have failed."""
    rows = behind(tables, ask)
    due = rows.outcome.isin(on_time.COUNTS)
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=due),
        reworks=rows.reworks.sum(where=due).coalesce(0),
        **{outcome: rows.count(where=rows.outcome == outcome) for outcome in on_time.EXCLUDES},
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Failed checks a case; each of a case counts, so it is no proportion and has no interval."""
    failed = frame["reworks"].astype("int64")  # a sum of whole numbers comes as a decimal
    share = failed / frame["n"].where(frame["n"] > 0)
    found = by_split(frame.assign(reworks=failed, share=share))
    apart = on_time.EXCLUDES
    return last(found, apart)


REWORK_RATE = Indicator(
    name="rework-rate",
    title=Text("返工率", "Rework rate"),
    unit=PERCENT,
    formula=Text(
        "返工数 ÷ 应结案数：least(结案, 到期) 落在窗口 [起, 此刻) 的案件，其核查不通过的次数（按次计）÷ 件数",
        "Failed checks (each counts) of the cases with least(closed, due) in the window [start, now) ÷ those "
        "cases",
    ),
    measure=measure,
    finish=finish,
    behind=behind,
    counts=on_time.COUNTS,
    excludes=on_time.EXCLUDES,
    cells=("outcome",),
    window=FOUR_WEEKS,
    splits=DIMENSIONS,
    shifts=True,
    attribution=Attribution.DUE,
    better="down",
    bounds=(0.03, 0.06, 0.10),
    rivals=(
        Rival(
            name="rework-by-checks",
            because=Text(
                "一种以应结案数为分母、按次计；另一种以核查次数为分母",
                "one divides by cases to be closed and counts each time; the other divides by checks made",
            ),
        ),
    ),
)
