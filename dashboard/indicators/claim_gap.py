"""By how many points a unit claims more solved than its citizens say."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Result
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.closings import asked, callbacks
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.proportions import by_split, last
from dashboard.indicators.ratios import FOUR_WEEKS
from dashboard.text import Text

COUNTS, EXCLUDES = ("both",), ("one_side", *NOT_JUDGED)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Callbacks of the window about which both sides have said what became of the matter."""
    rows = callbacks(tables, ask)
    outcome = ibis.ifelse(rows.claim.notnull() & rows.result.notnull(), "both", "one_side")  # noqa: PD004  columns of Ibis
    return asked(rows, outcome, tables, ask, "visited_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How often the unit said solved, and how often the citizen."""
    rows = behind(tables, ask)
    both = rows.outcome == "both"
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=both),
        claimed=rows.count(where=both & (rows.claim == Result.SOLVED.value)),
        confirmed=rows.count(where=both & (rows.result == Result.SOLVED.value)),
        **{outcome: rows.count(where=rows.outcome == outcome) for outcome in EXCLUDES},
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The difference of the two shares, from −1 to 1; of nothing there is none."""
    found = by_split(
        frame.assign(gap=(frame["claimed"] - frame["confirmed"]) / frame["n"].where(frame["n"] > 0))
    )
    return last(found, EXCLUDES)


CLAIM_GAP = Indicator(
    name="claim-gap",
    title=Text("自报与回访差", "Claim against callback"),
    unit=Text("点", "points"),
    formula=Text(
        "窗口 [起, 此刻) 内有答复、双方都说了结果的回访中，单位自报解决的比例 − 市民说解决的比例；只有一方"
        "说的另列。"
        "是要问的事，不是扣分",
        "Of the callbacks answered in the window [start, now) about which both sides told a result: share "
        "the unit "
        "claims as solved − share the citizen confirms; told by one side only apart. A question to ask, "
        "never a "
        "deduction",
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
    better="down",
    bounds=(0.15,),
)
