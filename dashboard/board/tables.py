"""The tables of one moment of the board, as indicators see them."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.expr.types as ir


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The board already scoped, filtered and as of one moment (columns: `board.schema`)."""

    cases: ir.Table
    spans: ir.Table
    stages: ir.Table
    facts: ir.Table
    advice: ir.Table
    clock: ir.Table  # one row: `now` and its ordinal on each clock
    moments: ir.Table  # the moments of a trend, each with its ordinals
    orgs: ir.Table
    streets: ir.Table
