"""Reports of one category close to one another: within 50 m of a case, found exactly by cells."""

from __future__ import annotations

import math
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.cases import Place

METRES = 50
DEGREE = 111_195.08
"""Metres of a degree of latitude on the mean sphere."""
TALL, WIDE = 0.0005, 0.001
"""A cell in degrees: at least 50 m both ways up to 63° of latitude, so that a star lies within nine cells."""


def located(cases: ir.Table) -> Any:
    """Whether a case has a point that is meant: neither missing nor a default geocode."""
    return (
        cases.lon.notnull() & cases.lat.notnull() & ~cases.place.isin([Place.NONE.value, Place.DEFAULT.value])
    )


def cells(rows: ir.Table) -> ir.Table:
    """The located rows with the cell each lies in."""
    return rows.filter(located(rows)).mutate(
        cx=(rows.lon / WIDE).floor().cast("int64"), cy=(rows.lat / TALL).floor().cast("int64")
    )


def apart(pairs: ir.Table) -> Any:
    """Metres between the two close points of each pair."""
    east = (pairs.lon - pairs.lon_there) * (pairs.lat * (math.pi / 180)).cos()
    north = pairs.lat - pairs.lat_there
    return (east * east + north * north).sqrt() * DEGREE


def close(these: ir.Table, reported: ir.Table) -> ir.Table:
    """Each of `these` with every other report of its category within 50 m, whose columns end in `_there`.

    The star of the case counts, not the chain that could be reached from it. Nine cells are looked up for
    each case, which finds exactly what a search over all points would find.
    """
    reach = ibis.array([-1, 0, 1])
    nine = these.mutate(dx=reach.unnest()).mutate(dy=reach.unnest())
    nine = nine.mutate(cx=nine.cx + nine.dx, cy=nine.cy + nine.dy)
    pairs = nine.join(reported, ["category", "cx", "cy"], rname="{name}_there")
    return pairs.filter(pairs.key != pairs.key_there, apart(pairs) <= METRES)
