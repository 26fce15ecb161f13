"""What stands before one leader or several: the matters put up within each week's budget, and the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from dashboard.district import District
from dashboard.leverage import WEEKLY_BUDGET, Level
from dashboard.leverage.budget import LEADERS, Why
from dashboard.leverage.duties import leader_of


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


def agenda(nominations: pd.DataFrame, district: District) -> Agenda:
    """The nominations parted: of what asks for a leader no more than the week's budget of each of them.

    Overrides stand outside of every budget.
    """
    shown = nominations[nominations["rank"] > 0].sort_values("rank")
    over = pd.Series(list(beyond(shown, district)), index=shown.index, dtype="bool")
    rest = nominations[nominations["rank"] == 0]
    spilt = shown[over].assign(withheld=Why.LEADER.value)
    return Agenda(
        put_up=shown[~over].reset_index(drop=True),
        withheld=pd.concat([spilt, rest]).reset_index(drop=True),
    )


def beyond(shown: pd.DataFrame, district: District) -> Iterator[bool]:
    """Whether each row in order is more than its leader's week allows."""
    taken: Counter[str] = Counter()
    for row in shown.to_dict("records"):
        if row["override"] or row["level"] not in LEADERS:
            yield False
            continue
        leader = leader_of(district, row["holder"], top=bool(row["level"] == Level.AUTHORITY))
        post = leader.post if leader else ""
        taken[post] += 1
        yield taken[post] > WEEKLY_BUDGET
