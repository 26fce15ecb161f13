"""Where the same comes back: each place once, told by the report that has the most others around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LeverState
from dashboard.indicators import AT_A_MOMENT, Ask, Indicator
from dashboard.indicators.binding import kept
from dashboard.indicators.dimensions import responsible, split
from dashboard.indicators.joining import beside
from dashboard.indicators.nearby import cells, close
from dashboard.indicators.timing import in_window
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.recurring import LEAST
from dashboard.leverage.repeats import WINDOW, recent
from dashboard.text import Text

AROUND = "around"
"""What the list behind a place is filtered by: the key of the report in its middle."""
OF_THE_MIDDLE = ("street", "category", "department", "source", "urgency", "feed", "lon", "lat", "place")
COUNTED = ("value", "persons", "known", "since", "last", "open", "holders", "lever", "level")
COLUMNS = ("key", *OF_THE_MIDDLE, *COUNTED)


def reported(tables: Tables, ask: Ask) -> ir.Table:
    """Reports with a point that is meant, of the window (`fresh`) and up to 30 days before it."""
    span = ask.window or WINDOW
    rows = cells(recent(tables, span + WINDOW))
    rows = rows.mutate(
        department=responsible(rows), fresh=in_window(rows.reported_at, replace(ask, window=span))
    )
    where = tuple((name, values) for name, values in ask.where if name != AROUND)
    return split(rows, tables, replace(ask, by=(), where=where))


def paired(rows: ir.Table) -> ir.Table:
    """Each report with every other of its category that is at most 50 m and 30 days away."""
    told = rows.select("key", "category", "lon", "lat", "cx", "cy", "reported_at")
    pairs = close(told, told)
    apart = pairs.reported_at.epoch_seconds() - pairs.reported_at_there.epoch_seconds()
    return pairs.filter(apart.abs() <= int(WINDOW.total_seconds()))


def middles(rows: ir.Table, pairs: ir.Table) -> ir.Table:
    """The reports of the window with the largest stars: of those near one another the first alone.

    The star counts, not the chain that could be reached from it.
    """
    stars = pairs.group_by("key").agg(star=pairs.count() + 1)
    found = rows.filter(rows.fresh).inner_join(stars.filter(stars.star >= LEAST), "key")
    order = [found.star.desc(), found.reported_at.desc(), found.key.desc()]
    found = found.mutate(nth=ibis.row_number().over(order_by=order))
    near = pairs.select("key", "key_there").inner_join(found.select("key", "nth"), "key")
    near = near.inner_join(found.select(key_there="key", nth_there="nth"), "key_there")
    return found.anti_join(near.filter(near.nth_there < near.nth), "key")


def members(found: ir.Table, pairs: ir.Table) -> ir.Table:
    """The reports of each place, that of its middle included; `around` is the key of the middle."""
    others = pairs.semi_join(found, "key").select(around="key", key="key_there")
    return found.select(around="key", key="key").union(others)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The reports of the places that the question means; one that lies between two is counted at both."""
    rows = reported(tables, ask)
    pairs = paired(rows)
    told = members(middles(rows, pairs), pairs)
    return kept(told, [(name, values) for name, values in ask.where if name == AROUND])


def borrowed(tables: Tables) -> ir.Table:
    """By case: the highest power that is being borrowed for it, or is lent."""
    levers = borrowings(tables.levers)
    levers = levers.filter(levers.live, levers.state != LeverState.SUGGESTED.value)
    levers = levers.select("level", lever="key", key=levers.cases.unnest())
    return levers.group_by("key").agg(lever=levers.lever.argmax(levers.level), level=levers.level.max())


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Each place: how many reports, of how many persons, since when, the last, who has them, what is lent."""
    rows = reported(tables, ask)
    pairs = paired(rows)
    found = middles(rows, pairs)
    cases = rows.select("key", "requester_key", "reported_at", "open", "holder")
    told = beside(members(found, pairs).inner_join(cases, "key"), borrowed(tables), "key")
    summed = told.group_by("around").agg(
        value=told.count(),
        persons=told.requester_key.nunique(),
        known=told.requester_key.count(),
        since=told.reported_at.min(),
        last=told.reported_at.max(),
        open=told.open.sum(),
        holders=told.holder.collect(where=told.open & told.holder.notnull()),  # noqa: PD004
        lever=told.lever.argmax(told.level),
        level=told.level.max(),
    )
    named = found.select("key", *OF_THE_MIDDLE).rename(around="key")
    joined = named.inner_join(summed, "around").rename(key="around")
    return joined.select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The most reports first, then the newest; each holder once."""
    holders = frame["holders"].map(lambda held: sorted({*held}) if held is not None else [])
    return frame.assign(holders=holders.astype(object)).sort_values(
        ["value", "last", "key"], ascending=[False, False, True], ignore_index=True
    )


RECURRING_POINTS = Indicator(
    name="recurring-points",
    title=Text("反复点位", "Recurring points"),
    unit=Text("处", "places"),
    formula=Text(
        "窗口内上报、50 米内同类别前后 30 天共有至少 3 件的地点，每处以周围件数最多的一件为中心；"
        "件数只算这一圈，不算辗转相连者；人数只算来源给出诉求人的；作废、不予受理和没有可信位置的不计",
        "Places with at least 3 reports of a category within 50 m and 30 days of one that came in the "
        "window; each is told by the report with the most others around it, and counts that star, not the "
        "chain that could be reached from it; persons as far as the source names requesters by a key; "
        "void and rejected ones and those without a point that is meant do not count",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=AT_A_MOMENT,
    cells=(AROUND,),
    behind=behind,
    cases="own",
)
