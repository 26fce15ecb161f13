"""The same matter again: the star of reports around a case, and surges of a category in a street.

In SQL, since scores and triggers ask for it at every tick; of tables `same_matter` says the same.
"""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators.nearby import cells, close
from dashboard.indicators.surge import BASELINE_DAYS, blocks
from dashboard.indicators.timing import before, now

WINDOW = timedelta(days=30)


def recent(tables: Tables, window: timedelta) -> ir.Table:
    """What was reported in the window and was not an error; who reported it, or else through which source."""
    cases = tables.cases
    rows = cases.filter(
        cases.reported_at >= before(window),
        cases.reported_at <= now(),
        ~cases.phase.isin([Phase.VOIDED.value, Phase.REJECTED.value]),
    )
    return rows.mutate(person=ibis.coalesce(rows.requester_key, rows.source, ""))


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
