"""The levers of a window with all that is measured of them: the record that `leverage.conversion` reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask
from dashboard.indicators.binding import known
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import in_window, now
from dashboard.leverage.advice import RAISE, STREAM
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.conversion import LEVER_COLUMNS
from dashboard.leverage.conversion.health import FOLLOW

OVERRIDES = ("SAFETY", "CROWD", "MEDIA", "MUNI_ORDER")
"""Exemptions of what stands outside every budget (T11, T13)."""
MORE = ("state", "doc_no", "premature", "exemption_code", "response_kind", "now")
COLUMNS = (*LEVER_COLUMNS, *MORE)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def record(tables: Tables, ask: Ask) -> ir.Table:
    """One row a borrowing that began in the window; its first case stands for the matter."""
    return recorded(begun(borrowings(tables.levers), ask), tables).select(*COLUMNS)


def begun(levers: ir.Table, ask: Ask) -> ir.Table:
    """The levers whose first moment lies in the window."""
    first = ibis.coalesce(levers.suggested_at, levers.drafted_at, levers.issued_at)
    return levers.mutate(begun_at=first).filter(in_window(first, ask))


def recorded(levers: ir.Table, tables: Tables) -> ir.Table:
    """Levers with the category of their case, when it was detected, and who looked at it again."""
    rows = levers.mutate(
        matter=ibis.coalesce(levers.cases[0], levers.matter),
        override=ibis.coalesce(levers.exemption_code.isin(OVERRIDES), ibis.literal(False)).cast("int64"),
        now=now(),
    )
    rows = beside(rows, tables.cases.select("category", matter="key"), "matter")
    rows = beside(rows, raised(rows, tables), "key")
    return beside(rows, followed(rows, tables), "key")


def raised(levers: ir.Table, tables: Tables) -> ir.Table:
    """When the advice about a lever's matter was raised last before it was suggested."""
    facts = tables.facts.filter(tables.facts.stream == STREAM, tables.facts.kind == RAISE)
    told = facts.select(matter=facts.key.replace(f"{STREAM}:", ""), raised_at="happened_at")
    rows = levers.select("key", "matter", "suggested_at").inner_join(told, "matter")
    rows = rows.filter(rows.raised_at <= rows.suggested_at)
    return rows.group_by("key").agg(detected_at=rows.raised_at.max())


def followed(levers: ir.Table, tables: Tables) -> ir.Table:
    """When somebody touched a lever, or noted something of its case, 7 and 30 days after the issue on."""
    early, late = (ibis.interval(seconds=int(after.total_seconds())) for after in FOLLOW)
    issued = levers.filter(known(levers.issued_at)).select("key", "matter", "issued_at")
    steps = tables.lever_steps.filter(known(tables.lever_steps.post)).select("key", looked="happened_at")
    notes = tables.notes.select(matter="key", looked="noted_at")
    looks = issued.inner_join(steps, "key").select("key", "issued_at", "looked")
    looks = looks.union(issued.inner_join(notes, "matter").select("key", "issued_at", "looked"))
    return looks.group_by("key").agg(
        followed_at=looks.looked.min(where=looks.looked >= looks.issued_at + early),
        followed_late_at=looks.looked.min(where=looks.looked >= looks.issued_at + late),
    )


def at_now(frame: pd.DataFrame) -> datetime:
    """The moment at which a record was read."""
    return frame["now"].iloc[0].to_pydatetime() if len(frame) else NEVER


def weeks(ask: Ask) -> Any:
    """How many weeks the window of a question has."""
    return ibis.literal((ask.window or timedelta(days=28)) / timedelta(days=7))
