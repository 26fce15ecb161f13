"""The kind of a case, in which it is held against history, and which kinds a unit has never closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.comparison.sharing import DEAD, MATURED, dead
from dashboard.indicators.binding import known
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.judging import judged
from dashboard.indicators.timing import before

BLOCK = timedelta(days=28)
HISTORY = 13
"""Blocks of history at most: a year, so that each season is in it."""
JUDGED = 2
"""Blocks that are judged, the newest; the others are history."""
BANDS = (1, 3, 7, 15, 30)
"""Limits in days; cases between the same two are of one kind."""
STRATUM = "stratum"
DUE = "due"
LEFT_AFTER = 30
"""Days after its due time from which on an open case is left."""


def kind(rows: ir.Table) -> ir.StringValue:
    """The kind of a case: its category, its urgency, and how long its limit is."""
    days = (rows.due_at.epoch_seconds() - rows.reported_at.epoch_seconds()) / 86_400
    band = ibis.cases(*((days <= most, str(most)) for most in BANDS), else_="+")
    words = (ibis.coalesce(rows.category, ""), ibis.coalesce(rows.urgency, ""), band)
    return words[0] + "|" + words[1] + "|" + words[2]


def never_closed(tables: Tables) -> ir.Table:
    """`unit, stratum` of what a unit has never closed in its history; what is nobody's is none's.

    The judged blocks have no say in it: what is left open today cannot take itself out of its own judgement.
    Only kinds that leave enough cases at all are looked at closer, since most leave hardly any.
    """
    first, last = before((HISTORY + JUDGED) * BLOCK), before(JUDGED * BLOCK)
    rows = tables.cases.filter(tables.cases.settled_at >= first, tables.cases.settled_at <= last)
    rows = rows.mutate(about=ibis.coalesce(rows.category, ""))
    late = rows.filter(left(rows))
    suspects = late.group_by("about").agg(n=late.count())
    past = rows.semi_join(suspects.filter(suspects.n >= DEAD * MATURED), "about")
    past = judged(past, tables, ibis.literal(DUE))
    past = past.filter(past.outcome == DUE)
    past = past.mutate(stratum=kind(past), unit=responsible(past), gone=left(past))
    past = past.filter(known(past.unit))
    found = past.group_by(["unit", STRATUM]).agg(matured=past.count(), left=past.count(where=past.gone))
    return found.filter(dead(found)).select("unit", STRATUM)


def left(rows: ir.Table) -> Any:
    """Whether cases were still open so long after their due time."""
    return ibis.coalesce(rows.closed_at > rows.due_at + ibis.interval(days=LEFT_AFTER), ibis.literal(True))
