"""How long the risk of lateness takes: a fit on a million cases, a score of 50,000 open ones."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np
import pandas as pd

from dashboard.leverage.lateness import STRATA
from dashboard.leverage.lateness.forecast import Forecast, learnt, seen
from dashboard.leverage.lateness.hazard import fit
from dashboard.leverage.lateness.history import WATCHED
from dashboard.leverage.lateness.strata import Strata

CASES, OPEN = 1_000_000, 50_000
DAYS = 182


def lateness_speed() -> list[tuple[str, str]]:
    """Median CPU seconds of three runs, one thread; 40 departments, 300 categories, half a year."""
    chance = np.random.default_rng(20261128)
    past, open_ = some_past(chance, CASES), some_open(chance, OPEN)
    forecast: Forecast = learnt(past)
    runs = {
        f"the table fitted on {CASES:,} cases (bar 1 s)": lambda: fitted(past),
        "the same with the watch over the week before (seven more fits)": lambda: learnt(past),
        f"{OPEN:,} open cases scored (bar 0.1 s)": lambda: forecast.of(open_),
    }
    return [(what, f"{seconds(run):.3f} s CPU") for what, run in runs.items()]


def fitted(past: pd.DataFrame) -> None:
    """Strata and table, as once a day."""
    strata, node = Strata.of(past, STRATA)
    fit(strata, seen(past, node, 0))


def some_past(chance: np.random.Generator, n: int) -> pd.DataFrame:
    """Cases of half a year with limits of five days, most of them closed."""
    born, lasted, limit = chance.random(n) * DAYS, chance.gamma(2.0, 2.0, n), 5.0
    closed = born - lasted
    ratios = {
        f"r{days}": np.clip(np.minimum(born - days, lasted), 0, None) / limit for days in range(WATCHED + 1)
    }
    return kinds(chance, n).assign(
        born=born, closed=np.where(closed >= 0, closed, np.nan), due=born - limit, **ratios
    )


def some_open(chance: np.random.Generator, n: int) -> pd.DataFrame:
    """Open cases somewhere in their limit."""
    return kinds(chance, n).assign(ratio=chance.random(n), late=False)


def kinds(chance: np.random.Generator, n: int) -> pd.DataFrame:
    """The strata of cases."""
    words = {
        "long": np.array(["short", "long"])[(chance.random(n) < 0.2).astype(int)],
        "department": np.array([f"D{code:02}" for code in range(40)])[chance.integers(0, 40, n)],
        "category": np.array([f"E{code:04}" for code in range(300)])[chance.integers(0, 300, n)],
    }
    return pd.DataFrame(words)


def seconds(run: Callable[[], object]) -> float:
    """The median of three runs."""
    spent = []
    for _ in range(3):
        begun = process_time()
        run()
        spent.append(process_time() - begun)
    return median(spent)
