"""What has been learnt from all that was known at one moment, and what it says of open cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.leverage.lateness import STRATA
from dashboard.leverage.lateness.drift import Drift
from dashboard.leverage.lateness.hazard import Hazards, Seen, fit
from dashboard.leverage.lateness.history import WATCHED
from dashboard.leverage.lateness.ladder import SUPPORT, Rung, rungs, words
from dashboard.leverage.lateness.strata import Nodes, Strata

FOUND = ["risk", "prob", "low", "high", "n", "word", "rung"]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """The table of a moment, how long its history is, and whether percentages still hold."""

    hazards: Hazards
    days: float  # since the oldest case of the history
    closed: int  # cases of the history that have ended
    drift: Drift

    def of(self, cases: pd.DataFrame) -> pd.DataFrame:
        """The open `cases` (strata, `ratio`, `late`) with `FOUND`; without a limit nothing can be late.

        `risk` orders them: P(late), 1 for what is late already, 0 without a limit; by the clock alone while
        there is no history. `prob` is P(late) where it may be shown.
        """
        ratio = cases["ratio"].to_numpy(dtype=float, na_value=np.nan)
        late, limited = cases["late"].to_numpy(dtype=bool), ~np.isnan(ratio)
        chances = self.hazards.chances(self.hazards.strata.finest(cases), np.nan_to_num(ratio))
        long = (cases["long"] == "long").to_numpy(dtype=bool)
        rung = rungs(chances, long, days=self.days, closed=self.closed, drift=self.drift)
        running = limited & ~late
        ordered = np.where(rung == Rung.RULE, np.clip(np.nan_to_num(ratio), 0, 1), chances.late)
        percent = running & (rung == Rung.PERCENT).to_numpy()
        worded = running & rung.isin([Rung.PERCENT, Rung.WORD]).to_numpy()
        found = {
            "risk": np.where(late, 1.0, np.where(limited, ordered, 0.0)),
            "prob": np.where(percent, chances.late, np.nan),
            "low": np.where(percent, chances.low, np.nan),
            "high": np.where(percent, chances.high, np.nan),
            "n": np.where(running, chances.n, 0),
            "word": np.where(worded, words(chances.late), ""),
            "rung": np.where(running, rung, ""),
        }
        return cases.assign(**found).astype({"word": "str", "rung": "str"})


def learnt(history: pd.DataFrame, strata: Sequence[str] = STRATA) -> Forecast:
    """The forecast of everything known now (`history`: the rows of `lateness.history`)."""
    tree, node = Strata.of(history, strata)
    born = history["born"].to_numpy(dtype=float)
    return Forecast(
        hazards=fit(tree, seen(history, node, 0)),
        days=float(born.max(initial=0.0)),
        closed=int(history["closed"].notna().sum()),
        drift=drifted(history, tree, node),
    )


def seen(history: pd.DataFrame, node: Nodes, days: int) -> Seen:
    """What was known so many days ago: later cases did not exist, later closings had not happened."""
    born, closed, due = (
        history[name].to_numpy(dtype=float, na_value=np.nan) for name in ("born", "closed", "due")
    )
    there = born >= days
    return Seen(
        node=node[there],
        ratio=history[f"r{days}"].to_numpy(dtype=float)[there],
        ended=(closed >= days)[there],
        due=(due >= days)[there],
        began=born[there] - days,
    )


def drifted(history: pd.DataFrame, tree: Strata, node: Nodes) -> Drift:
    """How the percentages of the last days fared, each case that fell due by the first word said of it."""
    told = np.zeros(len(history), dtype=bool)
    said, came = [np.zeros(0)], [np.zeros(0)]
    for rows, late in said_before(history, tree, node):
        first = ~told[rows]
        told[rows] = True
        said.append(late[first])
        came.append(was_late(history, rows[first]))
    return Drift.of(np.concatenate(said), np.concatenate(came))


def said_before(
    history: pd.DataFrame, tree: Strata, node: Nodes
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """For each day of the last week: supported cases that fell due since, and what was said of them."""
    born, closed, due = (
        history[name].to_numpy(dtype=float, na_value=np.nan) for name in ("born", "closed", "due")
    )
    short = (history["long"] == "short").to_numpy(dtype=bool)
    for days in range(WATCHED, 0, -1):
        rows = np.flatnonzero(short & (born >= days) & ~(closed >= days) & (due < days) & (due >= 0))
        if not len(rows):
            continue
        table = fit(tree, seen(history, node, days))
        chances = table.chances(node[rows], history[f"r{days}"].to_numpy(dtype=float)[rows])
        kept = chances.n >= SUPPORT
        yield rows[kept], chances.late[kept]


def was_late(history: pd.DataFrame, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """1 where a case that has fallen due was not closed by then."""
    closed, due = (history[name].to_numpy(dtype=float, na_value=np.nan)[rows] for name in ("closed", "due"))
    return (~(closed >= due)).astype(float)
