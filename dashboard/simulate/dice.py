"""Chance that repeats itself: the same seed and the same words throw the same dice."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import exp
from typing import Generic, TypeVar

import numpy as np

Thing = TypeVar("Thing")


class Urn(Generic[Thing]):
    """Things with weights, ready to be drawn from."""

    def __init__(self, weights: Mapping[Thing, float]) -> None:
        kept = {thing: weight for thing, weight in weights.items() if weight > 0}
        self.things = tuple(kept)
        self.edges = tuple(accumulate(kept.values()))


class Dice:
    """One stream of chance; `words` tell apart what is thrown from the same seed."""

    def __init__(self, seed: int, *words: int) -> None:
        self.rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))

    def chance(self, share: float) -> bool:
        """True in `share` of all throws."""
        return bool(self.rng.random() < share)

    def between(self, low: float, high: float) -> float:
        """Any number from `low` up to `high`."""
        return low + (high - low) * float(self.rng.random())

    def below(self, count: int) -> int:
        """A whole number from 0 up to, but not, `count`."""
        return int(self.rng.random() * count)

    def around(self, median: float, sigma: float) -> float:
        """A log-normal number with this median."""
        return median * exp(sigma * float(self.rng.standard_normal()))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of `things`, each as likely."""
        return things[self.below(len(things))]

    def draw(self, urn: Urn[Thing]) -> Thing:
        """One thing of an urn, as likely as its weight."""
        return urn.things[bisect_right(urn.edges, float(self.rng.random()) * urn.edges[-1])]
