"""What each unit has to show for a window, in groups of peers, the neediest first, ties told as ties."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.district import District
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.elapsed import ELAPSED
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.proportions import wilson
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.returns import RETURNS
from layouts import Need, Query, View
from layouts.asking import ask, values
from layouts.names import is_code
from layouts.rows import rows

LEAST = 10
"""Cases settled in the window below which a unit is shown with its counts alone."""
BY_UNIT = ("department",)
MEASURES: Mapping[str, Indicator] = {
    "units-received": RECEIVED, "units-open": OPEN, "units-overdue": OVERDUE, "units-on-time": ON_TIME,
    "units-elapsed": ELAPSED, "units-returns": RETURNS,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Rate:
    """A share of `n`, with its interval; unknown where there is nothing."""

    hits: int = 0
    n: int = 0
    share: float = math.nan
    low: float = math.nan
    high: float = math.nan

    @classmethod
    def of(cls, row: Any, hits: str) -> Rate:
        """The rate that a row of an indicator tells; none of none."""
        if row is None:
            return cls()
        return cls(hits=int(getattr(row, hits)), n=int(row.n), share=row.share, low=row.low, high=row.high)

    @classmethod
    def summed(cls, parts: Sequence[Rate]) -> Rate:
        """The rate of several together."""
        hits, n = sum(part.hits for part in parts), sum(part.n for part in parts)
        low, high = (float(side.iloc[0]) for side in wilson(pd.Series([hits]), pd.Series([n])))
        return cls(hits=hits, n=n, share=hits / n if n else math.nan, low=low, high=high)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One unit; the code is empty for what is in nobody's hands."""

    code: str
    received: int = 0
    open: int = 0
    overdue: int = 0
    on_time: Rate = Rate()
    median: float = math.nan  # used ÷ limit
    returns: Rate = Rate()

    @property
    def compared(self) -> bool:
        """Whether there are enough cases to compare it."""
        return self.on_time.n >= LEAST


@dataclass(frozen=True, kw_only=True)
class Group:
    """Peers: those compared with one another, the neediest first, and those with too few cases."""

    code: str
    compared: Sequence[Line]
    rest: Sequence[Line]


def needs(query: Query) -> Mapping[str, Need]:
    """Every measure by unit: always of all units, so that one unit is seen among its peers."""
    return {
        name: Need(indicator=one, ask=of_all(query, windowed=one.window is not None))
        for name, one in MEASURES.items()
    }


def of_all(query: Query, *, windowed: bool) -> Ask:
    """The question of the page by unit, its filters but that by unit in force."""
    others = {word: said for word, said in query.items() if word != "department"}
    return ask(others, by=BY_UNIT, windowed=windowed)


def chosen(query: Query) -> frozenset[str]:
    """The units that the page is filtered by; none: all."""
    return frozenset(values(query.get("department", "")))


def one_unit(query: Query) -> str:
    """The unit that the page is filtered by, if it is exactly one."""
    (only,) = found if len(found := chosen(query)) == 1 else ("",)
    return only


def beside(query: Query, district: District) -> frozenset[str]:
    """The units that a filtered page shows: those it is filtered by, one alone among its peers; none: all."""
    org = district.org(one_unit(query))
    if org is None or not org.peer:
        return chosen(query)
    return frozenset(one.code for one in district.orgs if one.peer == org.peer)


def lines(view: View) -> list[Line]:
    """What every unit has to show, filtered or not."""
    told = {
        name: {row.department if is_code(row.department) else "": row for row in rows(view.frames[name])}
        for name in MEASURES
    }
    codes = sorted({code for found in told.values() for code in found})
    return [line(code, {name: found.get(code) for name, found in told.items()}) for code in codes]


def line(code: str, told: Mapping[str, Any]) -> Line:
    """One unit of what the measures tell of it."""
    counts = (told["units-received"], told["units-open"], told["units-overdue"])
    received, stock, overdue = (0 if row is None else int(row.value) for row in counts)
    elapsed = told["units-elapsed"]
    return Line(
        code=code,
        received=received,
        open=stock,
        overdue=overdue,
        on_time=Rate.of(told["units-on-time"], "on_time"),
        median=math.nan if elapsed is None else float(elapsed.median),
        returns=Rate.of(told["units-returns"], "returned"),
    )


def groups(found: Sequence[Line], district: District) -> list[Group]:
    """The units by group, groups in the order of the district file; those of no group come last."""
    order = [peer.code for peer in district.peers]
    peers: dict[str, list[Line]] = {}
    for one in found:
        org = district.org(one.code)
        peers.setdefault(org.peer if org else "", []).append(one)
    codes = sorted(
        peers, key=lambda code: (not code, order.index(code) if code in order else len(order), code)
    )
    return [
        Group(
            code=code,
            compared=sorted(
                (one for one in peers[code] if one.compared), key=lambda one: (one.on_time.share, one.code)
            ),
            rest=sorted(
                (one for one in peers[code] if not one.compared), key=lambda one: (-one.received, one.code)
            ),
        )
        for code in codes
    ]
