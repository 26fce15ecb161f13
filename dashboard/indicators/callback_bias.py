"""Whether citizens whose case went badly are called back as often as the others."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Result
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.closings import asked, closings
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.proportions import by_split, last
from dashboard.indicators.ratios import FOUR_WEEKS
from dashboard.text import Text

COUNTS = ("bad", "bad_reached", "good", "good_reached")


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Closings of the window to be called back, by how they went and whether somebody answered.

    Badly: late, with a failed check, or not solved by the unit's own word.
    """
    rows = closings(tables, ask)
    rows = rows.filter(rows.calls)
    unsolved = rows.claim.notnull() & (rows.claim != Result.SOLVED.value)  # noqa: PD004  columns of Ibis
    bad = (rows.closed_at > rows.due_at).fill_null(False) | (rows.reworks > 0) | unsolved.fill_null(False)
    reached = rows.visited_at.notnull()  # noqa: PD004  columns of Ibis
    outcome = ibis.cases(
        (bad & reached, "bad_reached"), (bad, "bad"), (reached, "good_reached"), else_="good"
    )
    return asked(rows, outcome, tables, ask)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many of either kind there are, and how many of them answered."""
    rows = behind(tables, ask)
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=rows.outcome.isin(COUNTS)),
        bad=rows.count(where=rows.outcome.isin(["bad", "bad_reached"])),
        bad_reached=rows.count(where=rows.outcome == "bad_reached"),
        good=rows.count(where=rows.outcome.isin(["good", "good_reached"])),
        good_reached=rows.count(where=rows.outcome == "good_reached"),
        **{outcome: rows.count(where=rows.outcome == outcome) for outcome in NOT_JUDGED},
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Coverage of those that went badly ÷ coverage of the others; null where either cannot be told."""
    bad = frame["bad_reached"] / frame["bad"].where(frame["bad"] > 0)
    good = frame["good_reached"] / frame["good"].where(frame["good_reached"] > 0)
    found = by_split(frame.assign(ratio=bad / good))
    return last(found, NOT_JUDGED)


CALLBACK_BIAS = Indicator(
    name="callback-bias",
    title=Text("回访偏好", "Callback bias"),
    unit=Text("比", "ratio"),
    formula=Text(
        "窗口 [起, 此刻) 内结案、应回访的件：办得不好的（逾期、返工或自报未解决）回访覆盖率 ÷ 其余的回访覆"
        "盖率；"
        "小于 1 即回避。是要问的事，不是扣分",
        "Of the closings in the window [start, now) that are to be called back: coverage of those that "
        "went badly "
        "(late, a failed check, or not solved by the unit's own word) ÷ coverage of the others; below 1 "
        "they are "
        "avoided. A question to ask, never a deduction",
    ),
    measure=measure,
    finish=finish,
    behind=behind,
    counts=COUNTS,
    excludes=NOT_JUDGED,
    cells=("outcome",),
    window=FOUR_WEEKS,
    splits=DIMENSIONS,
    shifts=True,
    attribution=Attribution.EVENT,
    better="up",
    bounds=(0.8,),
)
