"""Between which ways a leader may choose: each unit that could lead, with the clause that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard.district import District
from dashboard.leverage.duties import duty_of
from dashboard.leverage.ground import list_of

MOST = 3


@dataclass(frozen=True, kw_only=True)
class Option:
    """One unit leads, the others that have had the matter help; `named`: its clause names the category."""

    unit: str
    helpers: tuple[str, ...]
    clause: str = ""
    named: bool = False


def options(matter: Mapping[str, Any], district: District) -> tuple[Option, ...]:
    """The units that have had the matter, those first whose duty names it, then who has it now."""
    units = list(dict.fromkeys([*list_of(matter.get("hands")), *list_of_one(matter.get("holder"))]))
    found = [option(unit, units, matter.get("category"), district) for unit in units]
    order = sorted(found, key=lambda one: (not one.named, not one.clause, one.unit != matter.get("holder")))
    return tuple(order[:MOST])


def option(unit: str, units: list[str], category: Any, district: District) -> Option:
    """One way."""
    duty = duty_of(district, unit, category)
    return Option(
        unit=unit,
        helpers=tuple(one for one in units if one != unit),
        clause=duty.clause if duty else "",
        named=duty is not None and category in duty.categories,
    )


def list_of_one(value: Any) -> list[str]:
    """A unit as a list; none for none."""
    return [value] if isinstance(value, str) and value else []
