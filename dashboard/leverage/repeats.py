"""The same matter again: the star of reports around a case, and surges of a category in a street."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase, Place
from dashboard.indicators.surge import BASELINE_DAYS, blocks
from dashboard.indicators.timing import before, now

METRES = 50
WINDOW = timedelta(days=30)
DEGREE = 111_195.08
"""Metres of a degree of latitude on the mean sphere."""
TALL, WIDE = 0.0005, 0.001
"""A cell in degrees: at least 50 m both ways up to 63° of latitude, so that a star lies within nine cells."""


def located(cases: ir.Table) -> Any:
    """Whether a case has a point that is meant: neither missing nor a default geocode."""
    return (
        cases.lon.notnull() & cases.lat.notnull() & ~cases.place.isin([Place.NONE.value, Place.DEFAULT.value])
    )


def recent(tables: Tables, window: timedelta) -> ir.Table:
    """What was reported in the window and was not an error; who reported it, or else through which source."""
    cases = tables.cases
    rows = cases.filter(
        cases.reported_at >= before(window),
        cases.reported_at <= now(),
        ~cases.phase.isin([Phase.VOIDED.value, Phase.REJECTED.value]),
    )
    return rows.mutate(person=ibis.coalesce(rows.requester_key, rows.source, ""))


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


def stars(matters: ir.Table, tables: Tables) -> ir.Table:
    """By key: reports within 50 m, of the category, in 30 days, itself included, and of how many persons.

    `near` are those of the others that are open.
    """
    pairs = around(matters, tables)
    somebody_else = pairs.person_there.nullif(pairs.person)
    return pairs.group_by("key").agg(
        star=pairs.count() + 1,
        persons=somebody_else.nunique() + 1,
        near=pairs.key_there.collect(where=pairs.open),
    )


def around(matters: ir.Table, tables: Tables) -> ir.Table:
    """Each case with every other report of its star, as `key_there`, and whether that is open."""
    columns = ("key", "person", "category", "lon", "lat", "cx", "cy")
    reported = cells(recent(tables, WINDOW)).select(*columns, "open")
    return close(cells(matters).select(*columns), reported)


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


def insistence(matters: ir.Table, tables: Tables) -> ir.Table:
    """By key: how often the same requester has reported the same category in 30 days, this time included.

    `again` are those of the others that are open.
    """
    pairs = again(matters, tables)
    others = pairs.other != pairs.key
    return pairs.group_by("key").agg(
        same=pairs.count(where=others) + 1, again=pairs.other.collect(where=others & pairs.open)
    )


def again(matters: ir.Table, tables: Tables) -> ir.Table:
    """Each case with every report of its category by its requester, itself included, as `other`."""
    rows = recent(tables, WINDOW)
    asked = rows.filter(rows.requester_key.notnull()).select("requester_key", "category", "open", other="key")
    mine = matters.filter(matters.requester_key.notnull()).select("key", "requester_key", "category")
    return mine.join(asked, ["requester_key", "category"])


def surges(tables: Tables) -> ir.Table:
    """By street and category: reports of the last 24 hours against the same weekday of the four weeks before.

    The spread of so few days is taken as that of a Poisson count, never below one.
    """
    rows = blocks(tables)
    daily = rows.group_by(["street", "category"]).agg(
        surge=rows.count(where=rows.days == 0), usual=rows.count(where=rows.days != 0) / len(BASELINE_DAYS)
    )
    spread = ibis.greatest(daily.usual, 1.0).sqrt()
    return daily.mutate(surge_z=(daily.surge - daily.usual) / spread)
