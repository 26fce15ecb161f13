"""Whether levered cases close within ten days more often than cases that were as stuck at the same moment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.leverage.effect import CONTROLS, DRAWS, HORIZON, LEAST, LOOK_BACK, WASHOUT, WINDOW, Figure
from dashboard.leverage.effect.evidence import Codes, Evidence, Numbers, Truths

RATIOS = (0.5, 0.8, 1.0, 1.5, 2.5)
"""Edges between cases that are alike in their use of the limit."""
MOVES = (1, 3)
"""Edges between cases that are alike in their last four days: none, one or two, three and more."""


@dataclass(frozen=True)
class Issue:
    """A lever of one case: when it was issued, and in which draw it was won, if in any."""

    case: int
    moment: float
    draw: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of the comparison: whom each row stands beside, its days, whether it closed, its weight."""

    pair: Codes
    days: Numbers
    closed: Truths
    moved: Numbers  # 1 if it moved before the issue: what no lever can have caused; NaN: too young to tell
    weight: Numbers

    def surviving(self, resampled: Numbers) -> Numbers:
        """Share still open at the horizon (Kaplan–Meier), for each row of weights of the pairs."""
        order = np.lexsort((~self.closed, self.days))
        weights = (resampled[:, self.pair] * self.weight)[:, order]
        at_risk = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1]
        ends = self.closed[order] & (self.days[order] <= HORIZON)
        with np.errstate(divide="ignore", invalid="ignore"):
            stays = 1.0 - np.where(ends & (weights > 0), weights / at_risk, 0.0)
        found: Numbers = np.clip(stays, 0.0, 1.0).prod(axis=1)
        return found

    def stirring(self, resampled: Numbers) -> Numbers:
        """Share that moved well before the issue, for each row of weights of the pairs."""
        told = ~np.isnan(self.moved)
        weights = (resampled[:, self.pair] * self.weight)[:, told]
        found: Numbers = (weights * self.moved[told]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return found


def closed_difference(
    known: Evidence, issues: list[Issue], levered: Numbers, *, seed: int
) -> tuple[Figure, Figure]:
    """By how much more often levered cases close within ten days (ATT), and the same for what came before.

    Matched at the moment of issue; `levered` is when each case got its own first lever of this kind, where
    its comparison ends. The second figure is the placebo: who had moved in the window before the
    wash-out; where the sides differ in that, they differ in more than the lever. Intervals are percentiles
    of a bootstrap over the levered cases.
    """
    chance = np.random.default_rng(seed)
    pairs = [(issue, alike(known, issue, levered, chance)) for issue in issues]
    pairs = [(issue, found) for issue, found in pairs if len(found)]
    n = len(pairs)
    if n < LEAST:
        return Figure(n=n), Figure(n=n)
    cases, others = sides(known, pairs, levered)
    drawn = chance.multinomial(n, np.full(n, 1 / n), size=DRAWS).astype("float64")
    resampled = np.vstack([np.ones((1, n)), drawn])
    return (
        figure(n, others.surviving(resampled) - cases.surviving(resampled)),
        figure(n, cases.stirring(resampled) - others.stirring(resampled)),
    )


def figure(n: int, values: Numbers) -> Figure:
    """The first value as the estimate, the rest as its spread."""
    low, high = np.percentile(values[1:], [2.5, 97.5])
    return Figure(n=n, estimate=float(values[0]), lo=float(low), hi=float(high))


def alike(known: Evidence, issue: Issue, levered: Numbers, chance: np.random.Generator) -> Codes:
    """Up to five cases that were open, nominated, unlevered and alike at the moment of an issue.

    Where the draw is known, those that took part in it and lost: chance has made them alike.
    """
    pool = losers(known, issue) if issue.draw else neighbours(known, issue)
    moment = issue.moment
    waits = (known.created[pool] <= moment) & (known.closed[pool] > moment) & (levered[pool] > moment)
    pool = pool[waits]
    if not issue.draw:
        pool = pool[known.nominated(pool, moment) & resembles(known, issue, pool)]
    return pool if len(pool) <= CONTROLS else chance.choice(pool, CONTROLS, replace=False)


def neighbours(known: Evidence, issue: Issue) -> Codes:
    """The cases of the same kind."""
    return known.kinds[str(known.cases["kind"].iat[issue.case])]


def losers(known: Evidence, issue: Issue) -> Codes:
    """All that took part in the draw of an issue."""
    told = known.nominations
    if told is None:
        return np.array([], dtype="int64")
    return np.unique(told.loc[told["draw"] == issue.draw, "case"].to_numpy("int64"))


def resembles(known: Evidence, issue: Issue, pool: Codes) -> Truths:
    """Whether each case has used as much of its limit, moved as often lately, and is as entangled."""
    mine, moment = np.array([issue.case]), issue.moment
    ratio = np.digitize(known.ratio(pool, moment), RATIOS) == np.digitize(known.ratio(mine, moment), RATIOS)
    lately = moment - LOOK_BACK
    moves = np.digitize(known.active(pool, lately, moment), MOVES)
    found: Truths = (
        ratio
        & (moves == np.digitize(known.active(mine, lately, moment), MOVES))
        & (known.cross[pool] == known.cross[issue.case])
    )
    return found


def sides(known: Evidence, pairs: list[tuple[Issue, Codes]], levered: Numbers) -> tuple[Side, Side]:
    """The levered cases, and those beside them; each levered one weighs as much as all its others."""
    issues = [issue for issue, _ in pairs]
    counts = np.array([len(found) for _, found in pairs])
    moments = np.array([issue.moment for issue in issues])
    mine = np.array([issue.case for issue in issues])
    theirs = np.concatenate([found for _, found in pairs])
    rows = np.arange(len(pairs))
    never = np.full(len(mine), np.inf)
    pair = np.repeat(rows, counts)
    return (
        side(known, mine, moments, never, pair=rows, weight=np.ones(len(mine))),
        side(known, theirs, moments[pair], levered[theirs], pair=pair, weight=1.0 / counts[pair]),
    )


def side(
    known: Evidence, cases: Codes, moments: Numbers, own: Numbers, *, pair: Codes, weight: Numbers
) -> Side:
    """Cases followed until they close, get a lever of their own, or nothing more is known."""
    stop = np.minimum(own, known.end)
    closed = known.closed[cases]
    since, till = moments - WASHOUT - WINDOW, moments - WASHOUT
    moved = known.active(cases, since, till) > 0
    return Side(
        pair=pair,
        days=np.minimum(closed, stop) - moments,
        closed=closed <= stop,
        moved=np.where(known.created[cases] < till, moved, np.nan),
        weight=weight,
    )
