"""How each unit fares against what its kind of case has always met, with interval, tier and places."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.comparison import FEW, Counts, Floats
from dashboard.comparison.counting import Cells, counted
from dashboard.comparison.judging import Judged, judged
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.binding import word
from dashboard.indicators.dimensions import local, responsible
from dashboard.indicators.kinds import BLOCK, HISTORY, JUDGED, STRATUM, kind, never_closed
from dashboard.indicators.on_time import COUNTS, behind
from dashboard.indicators.proportions import wilson
from dashboard.indicators.timing import before, instant_of, now
from dashboard.text import Text

QUARTER = timedelta(days=92)
ENOUGH = 2 * BLOCK
"""History that must be known before a quarter, for it to be frozen there."""
SAID = (
    "n", "on_time", "share", "low", "high", "expected", "adjusted", "effect", "se", "index", "lo", "hi",
    "tier", "comparable", "moved", "mean", "mixture", "drift", "frozen", "until",
)  # fmt: skip


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Cases settled and settled on time by unit, kind of case and block of four weeks back from now."""
    rows = blocks(tables, ask)
    return rows.aggregate(
        by=(*ask.by, "stratum", "block"),
        n=rows.count(),
        on_time=rows.count(where=rows.outcome == "on_time"),
        frozen=rows.frozen.any(),
        until=rows.until.max(),
    )


def blocks(tables: Tables, ask: Ask) -> ir.Table:
    """The settled cases with their kind and block of four weeks: two are judged, the others are history.

    History ends with the quarter before the judged blocks begin, so that a unit cannot sink into its own
    standard week by week; only where the board knows too little before that, it ends where they begin.
    Kinds that their unit has never closed are not among them: they are one topic of it (`never-closed`).
    """
    edge = before(JUDGED * BLOCK)
    rows = behind(tables, replace(ask, window=(HISTORY + JUDGED) * BLOCK + QUARTER))
    rows = rows.filter(rows.outcome.isin(COUNTS))
    frozen = rows.settled_at.min().over() <= quarter() - ibis.interval(days=ENOUGH.days)
    rows = rows.mutate(frozen=frozen)
    rows = rows.mutate(until=ibis.ifelse(rows.frozen, quarter(), edge))
    fresh = rows.settled_at > edge
    rows = rows.filter(fresh | (rows.settled_at <= rows.until))
    old = JUDGED + ago(rows.until, rows.settled_at)
    rows = rows.mutate(stratum=kind(rows), block=ibis.ifelse(fresh, ago(now(), rows.settled_at), old))
    rows = rows.mutate(unit=responsible(rows)).filter(rows.block < HISTORY + JUDGED)
    return rows.anti_join(never_closed(tables), ["unit", STRATUM])


def ago(end: Any, moment: Any) -> Any:
    """How many whole blocks a moment lies before another."""
    return ((end.epoch_seconds() - moment.epoch_seconds()) // int(BLOCK.total_seconds())).cast("int64")


def quarter() -> Any:
    """The local midnight with which the quarter began in which the judged blocks begin."""
    return instant_of(word("zone"), local(before(JUDGED * BLOCK)).truncate("Q"))


def lately(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that are judged: those of the newest blocks, however old the history is."""
    rows = blocks(tables, ask)
    return rows.filter(rows.block < JUDGED)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a unit: raw rate with its interval, index with its own, tier, comparable share, movement."""
    by = dimensions_of(frame)
    if frame.empty:
        return pd.DataFrame(columns=[*by, *SAID])
    counts = counts_of(frame, by)
    found = judged(counts)
    version = {"frozen": bool(frame["frozen"].any()), "until": frame["until"].max()}
    widths = {"mixture": found.mixture, "drift": found.drift}
    units = found.units.assign(moved=moved(counts, found), mean=found.want.mean, **widths, **version)
    if not counts.past.sum():
        units[UNKNOWN] = np.nan
    units = units[units["n"] > 0]
    low, high = wilson(units["on_time"], units["n"])
    units = units.assign(share=units["on_time"] / units["n"], low=low, high=high)
    few = units["n"] < FEW
    units.loc[few, UNTOLD] = np.nan
    return named(units, by)[[*by, *SAID]].sort_values(["index", *by], ignore_index=True)


UNKNOWN = [
    "expected", "adjusted", "effect", "se", "index", "lo", "hi", "tier", "moved", "mean", "mixture", "drift",
]  # fmt: skip
"""What is not said of anybody where there is no history."""
UNTOLD = ["effect", "se", "index", "lo", "hi", "adjusted", "share", "low", "high", "moved"]
"""What is not said of a unit with few cases."""


def dimensions_of(frame: pd.DataFrame) -> list[str]:
    """What the counts are split by besides stratum and block."""
    return list(frame.columns[: frame.columns.get_loc("stratum")])


def counts_of(frame: pd.DataFrame, by: list[str]) -> Counts:
    """The counts by unit, stratum and block of what was measured; several dimensions make one unit."""
    name = frame[by].fillna("").astype("str").agg("\x1f".join, axis=1) if len(by) > 1 else frame[by[0]]
    kept = frame.assign(unit=name)[frame["n"] > 0]
    block = kept["block"].to_numpy(dtype=np.intp)
    now_ = block < JUDGED
    number = np.where(now_, 1 - block, int(block.max(initial=2)) - block)
    n, hits = (kept[column].to_numpy(dtype="float64") for column in ("n", "on_time"))
    return counted(Cells.of(kept["unit"], kept["stratum"]), now_, number, hits, n)


def moved(counts: Counts, found: Judged) -> Floats:
    """By unit: its (O - E) / n in the newer of the two blocks less that in the older; nan without both."""
    gaps = []
    for n, hits in zip(counts.now, counts.now_hits, strict=True):
        total = counts.by_unit(n)
        gap = counts.by_unit(hits - n * found.want.chance)
        gaps.append(np.divide(gap, total, out=np.full(len(total), np.nan), where=total > 0))
    return np.asarray(gaps[1] - gaps[0])


def named(units: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """The units with a column for each of what they are split by."""
    if len(by) == 1:
        return units.rename(columns={"unit": by[0]})
    parts = [str(name).split("\x1f") for name in units["unit"]]
    told: dict[str, Any] = {name: [part[n] or None for part in parts] for n, name in enumerate(by)}
    return units.assign(**told)


FAIR_COMPARISON = Indicator(
    name="fair-comparison",
    title=Text("与本类案件历史水平相比", "Against the history of its kind of case"),
    unit=Text("对数优势", "log-odds"),
    formula=Text(
        "近两个 4 周内应结案件的按时数，与同类案件（类别 × 紧急程度 × 时限）此前至多一年的按时率相比，"
        "换算为对数优势；不含偶然与案件构成之差。历史按季冻结，此前所知不足八周则止于这两个 4 周之前。"
        "该单位从未办结的类不在内，另成一题。方法见 docs/ranking.md",
        "Cases on time of those settled in the last two blocks of 4 weeks, against the on-time rate of their "
        "kind (category × urgency × limit) in up to a year before, in log-odds: chance and case mix allowed "
        "for. History is frozen by quarter; where less than eight weeks are known before it, it ends where "
        "the two blocks begin. Kinds that the unit has never closed are a topic of their own. The method: "
        "docs/ranking.md",
    ),
    measure=measure,
    finish=finish,
    splits=AT_A_MOMENT,
    by=("department",),
    cells=("outcome",),
    behind=lately,
    attribution=Attribution.DUE,
)
