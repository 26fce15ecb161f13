"""What the board knows of its district besides the ledger: units, streets, leaders, bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from dashboard.board.columns import tabled
from dashboard.board.tables import columns
from dashboard.district import District, Org

if TYPE_CHECKING:
    from dashboard.places import Geometry


def district_tables(district: District, geometry: Geometry | None) -> Mapping[str, pa.Table]:
    """The tables that are filled when a board opens."""
    rows = {
        "orgs": [unit(org, centre=org.code == district.centre) for org in district.orgs],
        "streets": streets(district, geometry),
        "leaders": leaders(district),
        "bounds": [{"said": district.bounds.said}],
    }
    return {name: tabled(found, columns(name)) for name, found in rows.items()}


def unit(org: Org, *, centre: bool) -> dict[str, Any]:
    """One unit."""
    return {
        "code": org.code,
        "name_zh": org.name.zh,
        "name_en": org.name.en,
        "short_zh": org.short.zh,
        "short_en": org.short.en,
        "kind": org.kind,
        "peer": org.peer,
        "inside": org.inside,
        "centre": centre,
    }


def streets(district: District, geometry: Geometry | None) -> list[dict[str, Any]]:
    """The streets, each with its size and label where its shape is known."""
    shapes = {shape.code: shape for shape in geometry.streets} if geometry else {}
    return [
        {
            "code": street.code,
            "name_zh": street.name.zh,
            "name_en": street.name.en,
            "area_km2": shape.area_km2 if shape else None,
            "lon": shape.label[0] if shape else None,
            "lat": shape.label[1] if shape else None,
        }
        for street in district.streets
        for shape in [shapes.get(street.code)]
    ]


def leaders(district: District) -> list[dict[str, Any]]:
    """The post that leads each unit, the first of several, and the first of the top under no unit."""
    led: dict[str | None, str] = {}
    for leader in district.leaders:
        for whom in (*leader.portfolio, *([None] if leader.top else [])):
            led.setdefault(whom, leader.post)
    return [{"unit": whom, "post": post} for whom, post in led.items()]
