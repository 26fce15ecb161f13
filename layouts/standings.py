"""How each unit stands against the history of its kind of case: tier, interval, place among its peers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.comparison.places import among_peers
from dashboard.comparison.shares import as_share
from dashboard.comparison.sharing import COMPARABLE
from dashboard.comparison.tiers import Tier
from dashboard.district import District
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.text import Lang, Text
from layouts import Need, Node, Query, View
from layouts.elements import dashed, span
from layouts.names import is_code
from layouts.rows import rows
from layouts.states import DASH
from layouts.units import of_all

FAIR = "fair"
"""The name of the need."""
ATTENTION, HINT, NORMAL, BETTER, NONE, FEW = "attention", "hint", "normal", "better", "none", "few"
TIERS: Mapping[float, str] = {
    Tier.WORSE: ATTENTION, Tier.HINT: HINT, Tier.SAME: NORMAL, Tier.BETTER: BETTER,
}  # fmt: skip
SIGNS = {ATTENTION: "▲", HINT: "△", NORMAL: "●", BETTER: "★", NONE: "○", FEW: "○"}
SYMBOLS = {
    ATTENTION: "triangle-up", HINT: "triangle-up-open", NORMAL: "circle", BETTER: "star", NONE: "circle-open",
    FEW: "circle-open",
}  # fmt: skip
"""The same signs as Plotly calls them."""
WORDS = {
    ATTENTION: Text("需关注", "needs help"),
    HINT: Text("可留意", "worth a look"),
    NORMAL: Text("正常", "normal"),
    BETTER: Text("显著优于", "better"),
    NONE: Text("不评级", "no tier"),
    FEW: Text("只列件数", "counts only"),
}


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One unit: counts, raw rate, index with its interval as shares, tier, place, how comparable it is."""

    code: str
    peer: str
    n: int
    hits: int
    share: float
    low: float
    high: float
    index: float
    interval: tuple[float, float, float]  # of the index, as shares
    adjusted: float
    tier: str
    comparable: float
    moved: float
    mean: float
    mixture: float  # φ
    drift: float  # σ²
    first: float
    last: float
    peers: int

    @property
    def compared(self) -> bool:
        """Whether there are cases and history enough to say anything but counts."""
        return not math.isnan(self.index)

    @property
    def place(self) -> str:
        """The places it may hold among its peers; `=`: it cannot be told from any of them."""
        if math.isnan(self.first) or self.peers < 2:
            return DASH
        if (self.first, self.last) == (1, self.peers):
            return "="
        first, last = int(self.first), int(self.last)
        return str(first) if first == last else f"{first}–{last}"

    @property
    def ordered(self) -> bool:
        """Whether enough of its cases are of kinds that others have too."""
        return self.comparable >= COMPARABLE


def need(query: Query) -> Need:
    """The comparison of all units, with the page's filters but that by unit."""
    return Need(indicator=FAIR_COMPARISON, ask=of_all(query, windowed=False))


def standings(view: View) -> list[Standing]:
    """All units that settled anything in eight weeks, groups in the order of the file, the neediest first."""
    frame = view.frames[FAIR].reset_index(drop=True)
    if frame.empty:
        return []
    peer = frame["department"].map(lambda code: peer_of(view.district, code)).astype("str")
    placed = pd.concat([frame, among_peers(frame, peer)], axis=1).assign(peer=peer)
    order = [one.code for one in view.district.peers]
    found = [standing(row) for row in rows(placed)]
    return sorted(found, key=lambda one: (not one.peer, place_in(order, one.peer), one.peer, *needy(one)))


def place_in(order: Sequence[str], code: str) -> int:
    """Where a group stands in the file."""
    return order.index(code) if code in order else len(order)


def needy(one: Standing) -> tuple[bool, float, str]:
    """The neediest first; those that are not compared last, the largest of them first."""
    return (not one.compared, one.index if one.compared else -one.n, one.code)


def peer_of(district: District, code: Any) -> str:
    """The group of peers of a unit; none: empty."""
    org = district.org(code) if is_code(code) else None
    return org.peer if org else ""


def standing(row: Any) -> Standing:
    """One row of the comparison."""
    tier = TIERS.get(row.tier, NONE) if not math.isnan(row.index) else FEW
    return Standing(
        code=row.department if is_code(row.department) else "", peer=row.peer, n=int(row.n),
        hits=int(row.on_time), share=row.share, low=row.low, high=row.high, index=row.index,
        interval=(as_share(row.lo, row.mean), as_share(row.index, row.mean), as_share(row.hi, row.mean)),
        adjusted=row.adjusted, tier=tier, comparable=row.comparable, moved=row.moved, mean=row.mean,
        mixture=row.mixture, drift=row.drift,
        first=row.first, last=row.last, peers=int(row.peers),
    )  # fmt: skip


def chip(tier: str, lang: Lang) -> Node:
    """The tier as shape and word."""
    sign = span("jq-tier-sign", SIGNS[tier], **dashed(aria_hidden="true"))
    return span(f"jq-tier jq-tier-{tier}", sign, WORDS[tier].to(lang))
