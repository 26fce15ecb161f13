"""What makes each unit's result: the part of each kind of case, adding up to the whole."""

from __future__ import annotations

import pandas as pd

from dashboard.comparison.drivers import drivers
from dashboard.comparison.judging import judged
from dashboard.indicators import Indicator
from dashboard.indicators.fair_comparison import counts_of, dimensions_of, measure, named
from dashboard.indicators.kinds import BLOCK, HISTORY
from dashboard.text import Text

SAID = ("category", "urgency", "limit", "n", "on_time", "expected", "gap", "points", "effect")


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a unit and kind of case, the worst first; nothing where there is no history to compare with."""
    by = dimensions_of(frame)
    nothing = pd.DataFrame(columns=[*by, *SAID])
    if frame.empty:
        return nothing
    counts = counts_of(frame, by)
    if not counts.past.sum() or not counts.now.sum():
        return nothing
    found = judged(counts)
    told = drivers(counts, found.want, found.found)
    told[["category", "urgency", "limit"]] = told["stratum"].str.split("|", expand=True, regex=False)
    return named(told, by)[[*by, *SAID]]


FAIR_DRIVERS = Indicator(
    name="fair-drivers",
    title=Text("因何高低", "What drives it"),
    unit=Text("百分点", "points"),
    formula=Text(
        f"近两个 4 周内每类案件（类别 × 紧急程度 × 时限）的（按时数 − 按该类此前至多 {HISTORY} 个 4 周的"
        "按时率应有数）÷ 该单位件数；各类相加即调整后按时率与历史水平之差",
        f"Of each kind of case (category × urgency × limit) in the last two blocks of {BLOCK.days} days: (on "
        f"time − expected by the up to {HISTORY} blocks before) ÷ the unit's cases; they add up to the gap "
        "between its adjusted rate and history",
    ),
    measure=measure,
    finish=finish,
    splits=("department", "street"),
    by=("department",),
)
