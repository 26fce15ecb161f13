"""Each time a unit was given a case: when, by whose hands it left again, and why."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import EventKind, Phase, Procedure
from dashboard.indicators import Ask
from dashboard.indicators.dimensions import with_case
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import before, in_window


def assignments(tables: Tables, ask: Ask) -> ir.Table:
    """Each time a unit got a case in the window: `holder`, `since`, `returned`, `reason_code`, `to`.

    Whether it came back is known by what followed, also after the window. Cases mended on the spot and those
    whose source does not tell hands are left out: they could never come back.
    """
    found = handed(tables, ask)
    rows = found.filter(found.holder.notnull(), in_window(found.since, tables, ask))
    rows = beside(rows, returns_told(tables, ask), "key", "left_at")
    shown = (rows.then_phase == Phase.RETURNED.value) & rows.then_holder.isnull()
    rows = rows.mutate(returned=ibis.coalesce(shown | rows.told, ibis.literal(False)))
    rows = with_case(rows, tables.cases, "procedure", "tells_hands")
    kept = (ibis.coalesce(rows.procedure, "") != Procedure.SIMPLE.value) & rows.tells_hands
    return rows.filter(kept).select("key", "holder", "since", "returned", "reason_code", "to")


def handed(tables: Tables, ask: Ask) -> ir.Table:
    """The spans with which a case changed hands, and who had it in which phase from when after that.

    What ended before the window is history; the last span before it says who had the case then. `to` is the
    next unit that got it, null where none has: between two units it is in nobody's hands at most once.
    """
    spans = tables.spans
    start = before(tables, (ask.window or timedelta()) + ask.ago)
    ended = spans.filter(spans.till >= start)
    lasting = spans.filter(
        spans.till.isnull(), spans.open | (spans.since >= start)
    )  # not every case ever closed
    recent = spans.filter(spans.since >= start).select("key").distinct()  # else nothing changed hands
    rows = ended.union(lasting).semi_join(recent, "key")
    life = ibis.window(group_by="key", order_by="n")
    rows = rows.mutate(had=rows.holder.lag().over(life))
    rows = rows.filter(~rows.holder.identical_to(rows.had))
    return rows.select(
        "key",
        "holder",
        "since",
        then_holder=rows.holder.lead().over(life),
        then_phase=rows.phase.lead().over(life),
        left_at=rows.since.lead().over(life),
        to=ibis.coalesce(rows.holder.lead().over(life), rows.holder.lead(2).over(life)),
    )


def returns_told(tables: Tables, ask: Ask) -> ir.Table:
    """Returns that a source told as events, by the moment the case left a unit, with their reason.

    States show a return without its reason; events also tell one that was followed by a dispatch at once.
    """
    facts = tables.facts
    start = before(tables, (ask.window or timedelta()) + ask.ago)
    rows = facts.filter(facts.kind == EventKind.RETURN.value, facts.happened_at >= start)
    found = rows.group_by("key", left_at=rows.happened_at).agg(reason_code=rows.reason_code.max())
    return found.mutate(told=ibis.literal(True))
