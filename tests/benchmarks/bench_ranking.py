"""Whether the comparison of units holds its promises in simulated worlds, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import process_time

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from dashboard.comparison.judging import Judged, judged
from dashboard.comparison.tables import counts_of, ranked
from dashboard.comparison.tiers import Tier
from tests.comparing_worlds import HISTORY, YEAR, World, finder, lived, seer

RUNS = 200
FAR = (-0.9, -0.7)
"""Units of whom it is asked whether they are found."""
WORLDS = (
    *((owned, shock, HISTORY) for owned in (True, False) for shock in (0.0, 0.35)),
    *((owned, 0.35, YEAR) for owned in (True, False)),
)
"""Whose strata are owned, how far their weeks move, and how many weeks of history are known."""


@dataclass
class Found:
    """What was said in many runs of one world."""

    any_red: list[bool] = field(default_factory=list)
    red: list[bool] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    order: list[float] = field(default_factory=list)
    bound: list[float] = field(default_factory=list)
    power: list[bool] = field(default_factory=list)
    could: list[bool] = field(default_factory=list)

    def note(self, said: Judged, planted: np.ndarray, guess: np.ndarray, sure: np.ndarray) -> None:
        units = said.units
        truth, red = planted[units["unit"]], (units["tier"] == Tier.WORSE).to_numpy()
        self.any_red.append(bool(red.any()))
        self.red += list(red)
        self.covered += list((units["lo"] <= truth) & (truth <= units["hi"]))
        if planted.any():
            self.order.append(float(spearmanr(units["index"], truth).statistic))
            self.bound.append(float(spearmanr(guess, planted).statistic))
            self.power += list(red[(truth > FAR[0]) & (truth < FAR[1])])
            self.could += list(sure[(planted > FAR[0]) & (planted < FAR[1])])


def simulated(world: World, runs: int) -> Found:
    """So many runs, seeded one by one."""
    found = Found()
    for seed in range(runs):
        cases, planted = lived(world, seed)
        guess = seer(world, cases) if planted.any() else planted
        found.note(judged(counts_of(cases)), planted, guess, finder(world, cases))
    return found


def ranking_speed(runs: int = RUNS) -> list[tuple[str, str]]:
    """False alarms, coverage, order and power in six worlds; the time for 30 units and a million cases."""
    rows = []
    for owned, shock, history in WORLDS:
        strata, weeks = "owned" if owned else "shared", "weekly shocks" if shock else "no shocks"
        name = f"{strata} strata, {weeks}, {history} weeks known"
        null = simulated(World(owned=owned, shock=shock, history=history), runs)
        rows.append(
            (
                f"ranking, all units equal, {name}: runs with a false red · units · coverage",
                f"{np.mean(null.any_red):.1%} · {np.mean(null.red):.2%} · {np.mean(null.covered):.3f}",
            )
        )
        real = simulated(World(owned=owned, shock=shock, effect=0.4, history=history), runs)
        rows.append(
            (
                f"ranking, sd 0.4 planted, {name}: Spearman (its bound) · red at −0.8 (its bound) · coverage",
                f"{np.mean(real.order):.2f} ({np.mean(real.bound):.2f}) · "
                f"{np.mean(real.power):.0%} ({np.mean(real.could):.0%}) · {np.mean(real.covered):.3f}",
            )
        )
    return [*rows, ("ranking, 30 units × 1 M cases, from the table to tiers", f"{million() * 1000:.0f} ms")]


def million() -> float:
    """Seconds of one core for a million cases, the best of three."""
    chance = np.random.default_rng(20261128)
    count = 1_000_000
    cases = pd.DataFrame(
        {
            "period": np.where(np.arange(count) < 750_000, "hist", "now"),
            "case_id": np.arange(count),
            "unit": np.char.add("U", chance.integers(0, 30, count).astype("U")),
            "stratum": np.char.add("S", chance.integers(0, 300, count).astype("U")),
            "on_time": (chance.random(count) < 0.8).astype(int),
        }
    )
    spent = []
    for _ in range(3):
        begun = process_time()
        ranked(cases)
        spent.append(process_time() - begun)
    return min(spent)
