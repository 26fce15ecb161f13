"""What may grow while the wall runs on and on, and by how much; pure, so that the judge can be judged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import isfinite

from tests.soak.gauges import slope

MB = 1e6
WARM = 1 / 3
"""The part of a run in which caches fill and code is compiled: it is measured and not judged."""

Sample = Mapping[str, float]
"""One look at everything: `minute`, `updates`, and the measures by name."""


Taken = tuple[float, float]
"""A value, and how far it may be wrong: what is only noise passes no judgement."""


@dataclass(frozen=True)
class Limit:
    """One measure, what is taken of it, the most that may be, and why so much."""

    measure: str
    taken: Callable[[Sequence[float], Sequence[Sample]], Taken]
    most: float
    unit: str
    why: str


@dataclass(frozen=True)
class Finding:
    """What was taken of one measure, against its limit."""

    limit: Limit
    value: float
    doubt: float

    @property
    def good(self) -> bool:
        """Whether it stayed within the limit, or may have; too few looks to tell are no good ones."""
        return isfinite(self.doubt) and self.value - self.doubt <= self.limit.most

    def __str__(self) -> str:
        sign, of = "●" if self.good else "▲", self.limit
        measured = (
            f"{self.value:10.2f} ± {self.doubt:<8.2f}" if self.doubt else f"{self.value:10.2f}           "
        )
        return f"{sign} {of.measure:14} {measured} of at most {of.most:g} {of.unit}: {of.why}"


def scaled(taken: Taken, factor: float) -> Taken:
    """The same in another unit."""
    return taken[0] * factor, taken[1] * factor


def per_thousand_updates(values: Sequence[float], samples: Sequence[Sample]) -> Taken:
    """Growth in megabytes for each thousand updates of the screen."""
    return scaled(slope([one["updates"] for one in samples], values), 1000 / MB)


def drift(values: Sequence[float], samples: Sequence[Sample]) -> Taken:
    """Growth along the line over the whole judged part, in percent of the least there was."""
    along = [one["updates"] for one in samples]
    return scaled(slope(along, values), 100 * (along[-1] - along[0]) / max(1.0, min(values)))


def highest(values: Sequence[float], _samples: Sequence[Sample]) -> Taken:
    """The most there ever was."""
    return max(values), 0.0


def highest_mb(values: Sequence[float], _samples: Sequence[Sample]) -> Taken:
    """The most there ever was, in megabytes."""
    return max(values) / MB, 0.0


LIMITS = (
    Limit("heap", per_thousand_updates, 5.0, "MB per 1,000 updates", "a wall stands for weeks"),
    Limit("nodes", drift, 10.0, "% over the run", "rows come and go; one node an update would be 40 %"),
    Limit("listeners", drift, 10.0, "% over the run", "the same elements listen all the time"),
    Limit("silence", highest, 60.0, "s without an update", "a minute is a new picture; a fault lasts 15 s"),
    Limit(
        "serve_rss", drift, 15.0, "% over the run", "an hour of cases arrives each minute: its board grows"
    ),
    Limit("serve_files", highest, 120.0, "open files", "ledger, board, and a line for each viewer"),
    Limit("serve_threads", highest, 60.0, "threads", "those of granian and DuckDB, and the follower"),
    Limit("poll_rss", drift, 15.0, "% over the run", "it keeps a board as well, for the advice"),
    Limit("poll_files", highest, 120.0, "open files", "ledger, board, a line to each source"),
    Limit("poll_threads", highest, 60.0, "threads", "a worker a source and a few of its own"),
    Limit("wal", highest_mb, 134.0, "MB", "merged at 64 MB; as much again while a page is written"),
)


def judged(samples: Sequence[Sample], limits: Sequence[Limit] = LIMITS) -> list[Finding]:
    """Each limit against the samples of the settled part that have its measure; two at least are needed."""
    findings = []
    for limit in limits:
        lived = longest_life([one for one in samples if limit.measure in one], limit.measure)
        here = lived[round(len(lived) * WARM) :]
        if len(here) >= 2:
            findings.append(Finding(limit, *limit.taken([one[limit.measure] for one in here], here)))
    return findings


def longest_life(samples: Sequence[Sample], measure: str) -> list[Sample]:
    """The most samples in a row of one and the same process: one that was mended begins anew."""
    owner = measure.partition("_")[0] + "_pid"
    lives = [list(life) for _, life in groupby(samples, lambda one: one.get(owner))]
    return max(lives, key=len, default=[])


def unmeasured(samples: Sequence[Sample], limits: Sequence[Limit] = LIMITS) -> list[str]:
    """Limits that nothing was measured for: a soak that saw nothing has not passed."""
    seen = {finding.limit.measure for finding in judged(samples, limits)}
    return [limit.measure for limit in limits if limit.measure not in seen]
