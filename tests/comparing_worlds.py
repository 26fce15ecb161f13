"""Worlds to compare units in: many rare strata, units from 20 to 2,000 cases, known effects."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from scipy.stats import norm

from dashboard.comparison import TIERED
from dashboard.comparison.tiers import picked

PRIOR = 5
HISTORY, YEAR, WINDOW = 12, 52, 4
"""Weeks."""
NEWTON = 25


@dataclass(frozen=True, kw_only=True)
class World:
    """How units and strata are made: `owned` strata as of departments, else shared as of streets."""

    owned: bool
    effect: float = 0.0  # sd of the planted effects, log-odds
    shock: float = 0.0  # sd of the effects of a unit's single weeks, in the history too
    season: float = 0.0  # what befalls all units in the window
    units: int = 0
    history: int = HISTORY

    @property
    def count(self) -> int:
        return self.units or (40 if self.owned else 20)


def lived(world: World, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """The cases in the order of time, with the rate of their stratum as `truth`; the effect of each unit."""
    chance = np.random.default_rng(seed)
    sizes = np.exp(chance.uniform(np.log(20), np.log(2000), world.count))
    unit, stratum, share = mix(world, sizes, chance)
    weekly = share * sizes[unit] / WINDOW
    known = np.bincount(stratum, chance.poisson(weekly * world.history)).astype(int)
    hits = chance.binomial(known, chance.beta(1.5, 0.6, len(known)))
    rate = (hits + PRIOR * hits.sum() / known.sum()) / (known + PRIOR)
    planted = chance.normal(0, world.effect, world.count) if world.effect else np.zeros(world.count)
    weeks = []
    for week in range(world.history + WINDOW):
        now = week >= world.history
        moved = (planted + world.season) * now + chance.normal(0, world.shock, world.count)
        cell = chance.permutation(np.repeat(np.arange(len(unit)), chance.poisson(weekly)))
        odds = expit(logit(rate[stratum[cell]]) + moved[unit[cell]])
        weeks.append(
            pd.DataFrame(
                {
                    "period": "now" if now else "hist",
                    "week": week,
                    "unit": unit[cell],
                    "stratum": stratum[cell],
                    "truth": rate[stratum[cell]],
                    "on_time": (chance.random(len(cell)) < odds).astype(int),
                }
            )
        )
    cases = pd.concat(weeks, ignore_index=True)
    return cases.assign(sim=seed, case_id=np.arange(len(cases))), planted


def seer(world: World, cases: pd.DataFrame) -> np.ndarray:
    """The effects as one would guess them who knows all but them and the shocks: what no formula can excel.

    The mode of each unit's posterior, given the rates of strata and the spreads of effects and shocks.
    """
    now = cases[cases["period"] == "now"]
    unit, base = now["unit"].to_numpy(), logit(now["truth"].to_numpy())
    met = np.bincount(unit, now["on_time"], world.count)
    spread = world.effect**2 + world.shock**2 / WINDOW
    guess = np.zeros(world.count)
    for _ in range(NEWTON):
        odds = expit(base + guess[unit])
        slope = met - np.bincount(unit, odds, world.count) - guess / spread
        guess += slope / (np.bincount(unit, odds * (1 - odds), world.count) + 1 / spread)
    return guess


def finder(world: World, cases: pd.DataFrame) -> np.ndarray:
    """Whom one would call worse at the same false discovery rate who knows all rates and shocks."""
    now = cases[cases["period"] == "now"]
    unit, rate = now["unit"].to_numpy(), now["truth"].to_numpy()
    n, met, due, doubt = (
        np.bincount(unit, weights, world.count)
        for weights in (np.ones(len(now)), now["on_time"], rate, rate * (1 - rate))
    )
    gap = (met - due) / np.maximum(doubt, 1e-9)
    z = gap / np.sqrt(1 / np.maximum(doubt, 1e-9) + world.shock**2 / WINDOW)
    return picked(norm.cdf(z), n >= TIERED)


def mix(
    world: World, sizes: np.ndarray, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The unit and stratum of each cell, and its share of the cases of its unit; most strata are rare."""
    if world.owned:
        many = np.clip(np.sqrt(sizes) * chance.uniform(0.5, 2, len(sizes)), 2, 80).astype(int)
        unit = np.repeat(np.arange(len(sizes)), many)
        stratum = np.arange(many.sum())
        weight = np.concatenate([chance.permutation(np.arange(1, one + 1) ** -1.2) for one in many])
    else:
        unit, stratum = np.repeat(np.arange(len(sizes)), 200), np.tile(np.arange(200), len(sizes))
        weight = np.tile(np.arange(1, 201) ** -1.1, len(sizes)) * chance.gamma(1.0, 1, len(unit))
    return unit, stratum, weight / np.bincount(unit, weight)[unit]


def dated(cases: pd.DataFrame) -> pd.DataFrame:
    """The cases with the day of each."""
    return cases.assign(date=pd.Timestamp("2026-01-05") + pd.to_timedelta(cases["week"] * 7, unit="D"))
