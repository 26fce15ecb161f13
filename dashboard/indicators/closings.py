"""Closings of a window, each once, and callbacks of a window: what is judged of them is said beside."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import judgeable, judged
from dashboard.indicators.timing import in_window


def closings(tables: Tables, ask: Ask, *columns: str) -> ir.Table:
    """Those with their moment in the window, with these attributes of their cases."""
    return judgeable(ended(tables, in_window(tables.closings.closed_at, ask)), tables, ask, *columns)


def callbacks(tables: Tables, ask: Ask) -> ir.Table:
    """The closings about which somebody answered in the window."""
    return judgeable(ended(tables, in_window(tables.closings.visited_at, ask)), tables, ask)


def ended(tables: Tables, within: Any) -> ir.Table:
    """Some closings, each as the end of its own episode."""
    return tables.closings.filter(within).mutate(episode=tables.closings.n)


def asked(rows: ir.Table, outcome: Any, tables: Tables, ask: Ask, moment: str = "closed_at") -> ir.Table:
    """The rows that the question means, each with its outcome."""
    return split(judged(rows, tables, outcome), tables, ask, moment=moment)


def yes(holds: Any, hit: str, miss: str) -> Any:
    """One outcome where something holds, else the other; where it cannot be known, the other."""
    return ibis.ifelse(ibis.coalesce(holds, ibis.literal(False)), hit, miss)
