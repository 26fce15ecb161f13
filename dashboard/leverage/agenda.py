"""What stands before leaders: what asks for a word of theirs within the budget, and why the rest does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from dashboard.fold.borrowing import LEADERS
from dashboard.leverage.whys import Why


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The nominations that are put up, best first, and those that are not, each with `withheld`."""

    put_up: pd.DataFrame
    withheld: pd.DataFrame

    @property
    def reasons(self) -> list[tuple[Why, int]]:
        """Why they are not put up, the commonest reason first."""
        told = Counter(self.withheld["withheld"])
        return [(Why(why), n) for why, n in sorted(told.items(), key=lambda one: (-one[1], one[0]))]


def agenda(nominations: pd.DataFrame) -> Agenda:
    """The nominations parted: what overrides, however many, and what asks for a leader and has a place.

    What a lower lever settles is seen to by the centre, and takes none of a leader's week.
    """
    over, asks = nominations["override"] != "", nominations["level"].isin(LEADERS)
    shown = nominations["rank"] > 0
    up = over | (shown & asks)
    rest = nominations[~up]
    told = rest["withheld"].where(~shown[~up], Why.CENTRE.value)
    rank = nominations.loc[up, "rank"]
    order = rank.mask(rank == 0, len(nominations) + 1).sort_values(kind="stable").index
    return Agenda(
        put_up=nominations.loc[order].reset_index(drop=True),
        withheld=rest.assign(withheld=told).reset_index(drop=True),
    )
