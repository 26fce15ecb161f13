"""What a matter risks and who is watching: the flags and sources that weigh more than the clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.cases import Flag, Source

ALARMS = frozenset({Flag.SAFETY, Flag.CROWD, Flag.THREAT, Flag.MEDIA})
"""What is told to leaders at once (T11)."""

RISKS: tuple[tuple[int, frozenset[Flag]], ...] = (
    (10, frozenset({Flag.SAFETY, Flag.CROWD, Flag.THREAT})),
    (6, frozenset({Flag.VULNERABLE, Flag.SENSITIVE_SITE})),
    (3, frozenset({Flag.PUBLIC_SPACE})),
)
EXPOSURES: tuple[tuple[int, frozenset[Flag], frozenset[Source]], ...] = (
    (10, frozenset({Flag.MUNICIPAL}), frozenset({Source.MUNICIPAL})),
    (8, frozenset({Flag.MEDIA, Flag.LEADER}), frozenset({Source.MEDIA, Source.LEADER})),
    (5, frozenset({Flag.HOT}), frozenset()),
)
"""Tenths of a full bar, the weightiest first: whole numbers, which every engine divides alike."""

RISKY = frozenset({Flag.SAFETY, Flag.CROWD, Flag.SENSITIVE_SITE, Flag.EVENT_GUARD, Flag.MEDIA})
"""High risk in the choice of a lever (domain.md §3.3)."""

EXEMPTIONS = {
    Flag.SAFETY: "SAFETY",
    Flag.THREAT: "SAFETY",
    Flag.CROWD: "CROWD",
    Flag.MUNICIPAL: "MUNI_ORDER",
    Flag.MEDIA: "MEDIA",
    Flag.EVENT_GUARD: "EVENT_GUARD",
    Flag.LEADER: "LEADER_REQUEST",
}
"""The reason codes that free L4 from having tried a lower lever first."""


def flagged(cases: ir.Table, flags: Iterable[Flag]) -> Any:
    """Whether a case carries any of the flags."""
    carried = [cases.flags.contains(flag) for flag in sorted(flag.value for flag in flags)]
    return ibis.coalesce(ibis.or_(*carried), ibis.literal(False))


def from_any(cases: ir.Table, sources: Iterable[Source]) -> Any:
    """Whether a case comes from any of the sources."""
    return ibis.coalesce(cases.source.isin(sorted(source.value for source in sources)), ibis.literal(False))


def risk(cases: ir.Table) -> Any:
    """0…1: danger to people first, then who or what is exposed to it, then public space."""
    return ibis.cases(*((flagged(cases, flags), tenths) for tenths, flags in RISKS), else_=0) / 10


def exposure(cases: ir.Table) -> Any:
    """0…1: the city is watching, then media or a leader, then the hotline's top ten."""
    watched = (
        (flagged(cases, flags) | from_any(cases, sources), tenths) for tenths, flags, sources in EXPOSURES
    )
    return ibis.cases(*watched, else_=0) / 10


def municipal(cases: ir.Table) -> Any:
    """Whether a case is an order of the city (T13)."""
    _, flags, sources = EXPOSURES[0]
    return flagged(cases, flags) | from_any(cases, sources)


def exemption(flags: Iterable[str]) -> str:
    """The reason code of the first exempting flag, empty where none is set."""
    carried = set(flags)
    return next((code for flag, code in EXEMPTIONS.items() if flag.value in carried), "")
