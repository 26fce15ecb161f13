"""Which matter a case belongs to, as it is recorded: one that people put together goes before the rule's."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators.joining import beside

HAND = 2**48
"""More than any entry number: what people did stands before what the rule did later."""


def membership(tables: Tables) -> ir.Table:
    """By case: the matter it belongs to; of several the one by hand, then the newest."""
    grouped = tables.grouped
    rows = grouped.select(
        key=grouped.members.unnest(),
        matter="key",
        weight=ibis.coalesce(grouped.seq, 0)
        + ibis.ifelse(ibis.coalesce(grouped.by_hand, ibis.literal(False)), HAND, 0),
    )
    return rows.group_by("key").agg(matter=rows.matter.argmax(rows.weight))


def together(tables: Tables) -> ir.Table:
    """By matter: its cases that are open."""
    rows, cases = membership(tables), tables.cases
    open_ = rows.semi_join(cases.filter(cases.open), "key")
    return open_.group_by("matter").agg(members=open_.key.collect())


def joined(rows: ir.Table, tables: Tables) -> ir.Table:
    """The rows with `grouped` (the recorded matter, or null), its `members`, and what is kept `apart`."""
    found = beside(rows, membership(tables).rename(grouped="matter"), "key")
    found = beside(found, together(tables).rename(grouped="matter"), "grouped")
    parted = tables.grouped.select(key=tables.grouped.apart.unnest()).distinct()
    return found.mutate(
        matter=ibis.coalesce(found.grouped, found.key),
        apart=parted.key.collect().as_scalar(),
    )


def spread(rows: ir.Table, tables: Tables) -> ir.Table:
    """The rows under their own `key`, and under that of each case that is one matter with it; each once."""
    named = membership(tables)
    ours = beside(rows, named, "key")
    ours = ours.filter(ours.matter.notnull()).drop("key")
    shared = ours.inner_join(named, "matter")
    return rows.union(shared.select(*rows.columns), distinct=True)
