"""The shrunk discrete-time hazard table: how likely a case open at a stage ends late (statistics §1.2).

r = used ÷ limit on the case's own clock, cut at `EDGES`. For stage b of stratum g, E_gb cases were closed in
it and R_gb reached it (half of those still open inside it left out):
h = (E + k·h_parent) ÷ (R + k), from h₀ = (E + ½) ÷ (R + 1) down;  S(r) = ∏ (1 − h) up to r;
P(late | open at r) = S(1) ÷ S(r).
Cases count by how lately they began, half for each 28 days, because ways of working drift.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.leverage.lateness.strata import Nodes, Strata, upwards

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
EDGES: Floats = np.array([0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0])
STAGES = len(EDGES) - 1
SHRINK = 20.0
"""Cases that the parent's word weighs as much as."""
HALF_LIFE = 28.0
"""Days after which a case counts half."""
WHOLE = 2.0**20
"""Weights are whole parts of this one, so that sums are exact and no order of rows changes a bit."""
CERTAIN = 1 - 1e-9
Z95 = 1.959964


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What was known of cases at one moment, a row each: how far they came, and whether they ended there."""

    node: Nodes  # the finest stratum
    ratio: Floats  # used ÷ limit, at the close or at the moment
    ended: Mask
    due: Mask  # the due time had passed
    began: Floats  # days before the moment


@dataclass(frozen=True, kw_only=True)
class Chances:
    """What the table says of open cases, a row each."""

    late: Floats  # P(late)
    low: Floats  # of its 95 % interval (Greenwood, delta method on the logarithm)
    high: Floats
    n: NDArray[np.int64]  # matured alike cases that were still open at this stage
    known_days: Floats  # since when the finest stratum is known


@dataclass(frozen=True, kw_only=True)
class Hazards:
    """The table: a row for each stratum, a column for each edge or stage."""

    strata: Strata
    survival: Floats  # log S at the edges
    variance: Floats  # of log S at the edges
    matured: NDArray[np.int64]  # cases past their due time that were open when the stage began
    known_days: Floats  # days since the first case of the stratum

    def chances(self, node: Nodes, ratio: Floats) -> Chances:
        """What it says of open cases at `ratio` in these strata."""
        stage, share = staged(ratio)
        at = np.clip(stage, 0, STAGES - 1)
        share = np.where(stage < STAGES, share, 1.0)

        def left(table: Floats) -> Floats:
            here, next_ = table[node, at], table[node, at + 1]
            return np.asarray(table[node, STAGES] - (here + share * (next_ - here)))

        late, spread = np.exp(left(self.survival)), Z95 * np.sqrt(np.maximum(left(self.variance), 0))
        return Chances(
            late=late,
            low=late * np.exp(-spread),
            high=np.minimum(late * np.exp(spread), 1.0),
            n=self.matured[node, at],
            known_days=self.known_days[node],
        )


def staged(ratio: Floats) -> tuple[NDArray[np.int64], Floats]:
    """The stage of each ratio, `STAGES` past the limit, and how much of that stage has gone by."""
    stage = np.clip(np.searchsorted(EDGES, ratio, side="right") - 1, 0, STAGES)
    begin, end = EDGES[np.minimum(stage, STAGES - 1)], EDGES[np.minimum(stage, STAGES - 1) + 1]
    return stage, np.clip((ratio - begin) / (end - begin), 0.0, 1.0)


def fit(strata: Strata, seen: Seen) -> Hazards:
    """The table of all that was seen."""
    stage, _ = staged(seen.ratio)
    weight = np.asarray(np.rint(0.5 ** (seen.began / HALF_LIFE) * WHOLE) / WHOLE, dtype=np.float64)
    closed = tallied(strata, seen.node, stage, weight * seen.ended)
    waiting = tallied(strata, seen.node, stage, weight * ~seen.ended)
    reached = reaching(closed + waiting) - waiting / 2
    events, at_risk = closed[:, :STAGES], reached[:, :STAGES]
    hazard = shrunk(strata, events, at_risk)
    steps = hazard / ((1 - hazard) * (at_risk + SHRINK))
    known = np.full(strata.size, -np.inf)
    np.maximum.at(known, seen.node, seen.began)
    return Hazards(
        strata=strata,
        survival=summed(np.log1p(-hazard)),
        variance=summed(steps),
        matured=np.rint(reaching(tallied(strata, seen.node, stage, seen.due * 1.0)))[:, :STAGES].astype(int),
        known_days=upwards(known, strata, np.maximum),
    )


def shrunk(strata: Strata, events: Floats, at_risk: Floats) -> Floats:
    """The hazard of each stratum and stage, drawn towards that of its parent."""
    hazard = np.empty_like(events)
    hazard[0] = (events[0] + 0.5) / (at_risk[0] + 1)
    parents = strata.parents()
    for first, last in list(strata.spans())[1:]:
        above = hazard[parents[first:last]]
        hazard[first:last] = (events[first:last] + SHRINK * above) / (at_risk[first:last] + SHRINK)
    return np.clip(hazard, 0.0, CERTAIN)


def tallied(strata: Strata, node: Nodes, stage: NDArray[np.int64], weight: NDArray[Any]) -> Floats:
    """The weight in each stage (the last: past the limit) of each stratum, those above included."""
    wide = STAGES + 1
    counts = np.bincount(node * wide + stage, weight, strata.size * wide).reshape(strata.size, wide)
    return upwards(counts, strata)


def reaching(counts: Floats) -> Floats:
    """How many came at least as far as each stage."""
    return np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]


def summed(steps: Floats) -> Floats:
    """Running sums along the edges, from zero at the first."""
    return np.concatenate([np.zeros((len(steps), 1)), np.cumsum(steps, axis=1)], axis=1)
