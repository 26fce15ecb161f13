"""What of the levers is a borrowing: a notice (要情) tells and asks nothing, and counts for none."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir


def borrowings(levers: ir.Table) -> ir.Table:
    """The levers that ask for a power."""
    return levers.filter(~told_only(levers))


def told_only(levers: ir.Table) -> ir.Value:
    """Whether a lever is a notice."""
    return ibis.coalesce(levers.notice, ibis.literal(False))
