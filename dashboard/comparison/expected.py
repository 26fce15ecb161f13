"""What is expected of a stratum: its own frozen history, a little drawn to the mean of all."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.comparison import Counts, Floats

PRIOR = 5
"""How many cases the mean of all is worth beside a stratum's own; more would call hard cases easy."""


@dataclass(frozen=True, kw_only=True)
class Expected:
    """By cell: the chance of being on time, its variance as an estimate; and the mean of all."""

    chance: Floats
    doubt: Floats
    mean: float


def expected(counts: Counts) -> Expected:
    """`p_s = (x_s + 5 p) / (n_s + 5)` over the history, with the variance of its Beta posterior.

    The identification trap, and why a stratum's own history and a prior of 5: Spiegelhalter 2005,
    Statistics in Medicine 24:1185, for the funnel; the prior is the Beta–binomial of Gelman et al., BDA §2.4.
    """
    n, x = (counts.by_stratum(blocks.sum(axis=0)) for blocks in (counts.past, counts.past_hits))
    mean = (float(x.sum()) + 0.5) / (float(n.sum()) + 1.0)
    chance = (x + PRIOR * mean) / (n + PRIOR)
    doubt = chance * (1 - chance) / (n + PRIOR + 1)
    return Expected(chance=chance[counts.stratum], doubt=doubt[counts.stratum], mean=mean)
