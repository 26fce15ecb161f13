"""The leader-attention score: six bars between 0 and 1, weighed and added (domain.md §3.5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.district_bounds import shipped

WEIGHTS: Mapping[str, float] = shipped().score.model_dump()
"""Points of a full bar, together 100, where a district sets none of its own."""

ENTER = 60
"""A matter is put before leaders from this score on …"""
LEAVE = 50
"""… and taken off only below this one."""


def stuck(rows: ir.Table) -> Any:
    """Returns, levers without effect, reworks and each three working days of silence; full at four."""
    return capped((rows.returns + rows.failed_levers + rows.reworks + rows.idle / 3) * 0.25)


def late(rows: ir.Table) -> Any:
    """Empty up to three quarters of the limit, full at twice the limit; empty without a limit."""
    return ibis.coalesce(capped((rows.ratio - 0.75) / 1.25), 0.0)


def repeat(rows: ir.Table) -> Any:
    """Rises with every repetition, ever less."""
    return 1 - (rows.repeats * (-1 / 3)).exp()


def tractable(rows: ir.Table) -> Any:
    """Whether a leader can do something: a decision is asked for, and more than one unit is in it."""
    return (rows.ask.cast("int64") + (rows.units >= 2).cast("int64")) / 2


def capped(value: Any) -> Any:
    """The value, kept between 0 and 1."""
    return ibis.least(ibis.greatest(value, 0.0), 1.0)


def points(rows: ir.Table, weights: Mapping[str, Any], *bars: str) -> Any:
    """The sum of these bars, each by its weight: all six make the score, five of them its base."""
    return sum((rows[bar] * weights[bar] for bar in bars), ibis.literal(0.0))
