"""A share of what a question counts: one builder for the family; each file says only what it counts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import DIMENSIONS, Ask, Indicator
from dashboard.indicators.proportions import last, proportion
from dashboard.indicators.stocks import in_order
from dashboard.text import Text

FOUR_WEEKS = timedelta(days=28)
PERCENT = Text("%", "%")
Behind = Callable[[Tables, Ask], ir.Table]


def ratio(
    *,
    behind: Behind,
    hits: tuple[str, ...],
    misses: tuple[str, ...],
    excludes: tuple[str, ...] = (),
    **given: Any,
) -> Indicator:
    """The share of the rows whose `outcome` is one of `hits` in those that are one of `hits` or `misses`.

    Of nothing there is no share. Rows with another outcome are counted apart, each under its own name.
    """
    counts = (*hits, *misses)
    windowed: dict[str, Any] = {"window": FOUR_WEEKS, "splits": DIMENSIONS, "shifts": True}
    return Indicator(
        **{
            "unit": PERCENT,
            "measure": lambda tables, ask: counted(behind(tables, ask), ask, counts, hits, excludes),
            "finish": lambda frame: shared(frame, excludes),
            "cells": ("outcome",),
            "behind": behind,
            "counts": counts,
            "hits": hits,
            "excludes": excludes,
            **windowed,
            **given,
        }
    )


def counted(
    rows: ir.Table, ask: Ask, counts: tuple[str, ...], hits: tuple[str, ...], excludes: tuple[str, ...]
) -> ir.Table:
    """How many rows the denominator counts, how many of them the numerator, how many stand apart."""
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=rows.outcome.isin(counts)),
        hits=rows.count(where=rows.outcome.isin(hits)),
        **{outcome: rows.count(where=rows.outcome == outcome) for outcome in excludes},
    )


def shared(frame: pd.DataFrame, excludes: tuple[str, ...]) -> pd.DataFrame:
    """The share with its Wilson interval, and beside it what stands apart."""
    found = proportion(frame, "hits")
    return last(found, excludes)


def count(*, behind: Behind, **given: Any) -> Indicator:
    """How many rows a question counts."""

    def measure(tables: Tables, ask: Ask) -> ir.Table:
        rows = behind(tables, ask)
        return rows.aggregate(by=ask.by, value=rows.count())

    windowed: dict[str, Any] = {"window": FOUR_WEEKS, "splits": DIMENSIONS, "shifts": True}
    return Indicator(measure=measure, finish=in_order, behind=behind, **{**windowed, **given})
