"""What a lever takes to be drafted: a stake of the city, a second unit, grounds of an exemption."""

from __future__ import annotations

from dashboard.cases import Source
from dashboard.district import OrgKind
from dashboard.leverage import Level
from dashboard.leverage.book import Lever
from dashboard.leverage.ground import Ground, Row, list_of
from dashboard.leverage.naming import unit_of
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.risk import EXEMPTIONS

OF_SOURCES = {Source.MUNICIPAL: "MUNI_ORDER", Source.MEDIA: "MEDIA", Source.LEADER: "LEADER_REQUEST"}
"""The exemptions that the source of a case gives ground for."""


def founded(power: Lever, said: Row, on: Ground) -> None:
    """Whether what the lever rests on is there (domain.md §3.2); an `ActError` says what is missing."""
    if (code := said.get("exemption_code")) and code not in (backed := grounds(on)):
        raise ActError(Why.NOT_BACKED, code=code, known=", ".join(sorted(backed)) or "–")
    suited(power, on)
    if power.level == Level.POWER and "MUNI_ORDER" not in grounds(on) and not beyond(said, on):
        raise ActError(Why.NO_STAKE)
    if power.level == Level.CAPABILITY and not able(said, on):
        raise ActError(Why.ONE_UNIT, unit=said.get("unit") or "–")


def suited(power: Lever, on: Ground) -> None:
    """Whether this lever can be about that: a unit is a topic for the top leaders alone."""
    if unit_of(on.matter.get("key")) and power.level != Level.AUTHORITY:
        raise ActError(Why.ONLY_TOP, level=power.level)


def grounds(on: Ground) -> frozenset[str]:
    """The exemptions that the case gives ground for: by its flags, its source, an instruction on record."""
    flags = set(list_of(on.matter.get("flags")))
    found = {code for flag, code in EXEMPTIONS.items() if flag.value in flags}
    found |= {code for source, code in OF_SOURCES.items() if on.matter.get("source") == source.value}
    if any(other.get("instruction") for other in on.others):
        found.add("LEADER_REQUEST")
    return frozenset(found)


def involved(said: Row, on: Ground) -> set[str]:
    """The units that a lever is about: those it names, and those that have or had the case."""
    had = [*list_of(on.matter.get("hands")), str(on.matter.get("holder") or "")]
    return {str(said.get("unit") or ""), *list_of(said.get("co_units")), *had} - {""}


def beyond(said: Row, on: Ground) -> bool:
    """Whether a party is out of the district's reach: of the city, of the state, of another district."""
    found = (on.district.org(unit) for unit in involved(said, on))
    return any(org is not None and (not org.inside or org.kind is OrgKind.MUNICIPAL) for org in found)


def able(said: Row, on: Ground) -> bool:
    """Whether two units are competent, or one has the power of the law to enforce."""
    units = involved(said, on) - {on.district.centre}
    enforces = (on.district.org(unit) for unit in units)
    return len(units) > 1 or any(org is not None and org.kind is OrgKind.ENFORCEMENT for org in enforces)
