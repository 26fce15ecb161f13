"""Put columns of another table beside rows, without the second copy of what they are joined on."""

from __future__ import annotations

import ibis.expr.types as ir


def beside(rows: ir.Table, other: ir.Table, *on: str) -> ir.Table:
    """`rows` with the other columns of `other`, null where it has no row for them.

    A projection, not a drop: Ibis shares a projection that is used twice, and repeats the text of a drop.
    """
    there = other.rename({f"{name}_there": name for name in on})
    joined = rows.left_join(there, [rows[name] == there[f"{name}_there"] for name in on])
    return joined.select(*rows.columns, *(name for name in other.columns if name not in on))
