"""The numbers of a time by one set of rules, and the cases behind each with the outcome they have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.reader import Reader
from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.answering import answer, checked, name_of
from dashboard.indicators.fair_comparison import FAIR_COMPARISON

DEPARTMENT = "department"
BY_UNIT = (DEPARTMENT,)
VALUES = ("median", "share", "ratio", "gap", "value")
"""The column of an answer that is its number, the first that it has."""
COUNTED = "counted"
"""The outcome of a row that has none."""
Rows = dict[str, tuple[str, ...]]
"""The outcomes of each case, in order: with the unit that they count for."""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """A number: what it is, and on how many rows it rests (None: it is a count)."""

    value: float | None
    n: int | None
    tier: float | None = None  # of a unit, where it is compared with the history of its kinds

    @classmethod
    def of(cls, row: Mapping[Any, Any]) -> Measured:
        """The number that a row of an answer tells."""
        name = next(name for name in VALUES if name in row)
        value = None if row[name] is None or math.isnan(row[name]) else float(row[name])
        return cls(value=value, n=int(row["n"]) if "n" in row else None)


NOTHING = Measured(value=None, n=None)


@dataclass(frozen=True, kw_only=True)
class Account:
    """One indicator by one set of rules."""

    whole: Measured
    units: Mapping[str, Measured]
    rows: Rows


def compared(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Those that a dry run compares: one number of the district and of each unit, with the rows it counts.

    What counts since midnight has counted nothing at the end of a day. The fair comparison has one number of
    each unit, and is measured by `dryrun.tiers`.
    """
    return [
        one
        for one in indicators
        if one is FAIR_COMPARISON
        or (one.attribution is not None and one.behind is not None and DEPARTMENT in one.splits and not one.by
        and (one.window is not None or one.attribution is Attribution.STOCK)
        and not {"hour", "weekday"} & {*one.cells})
    ]  # fmt: skip


def account(of: Indicator, reader: Reader, window: timedelta) -> Account:
    """The numbers of an indicator at a reader's moment."""
    span = window if of.window is not None else None
    whole = answer(of, Ask(window=span), reader).to_dict("records")
    units = answer(of, Ask(window=span, by=BY_UNIT), reader)
    return Account(
        whole=Measured.of(whole[0]) if whole else NOTHING,
        units={named(row[DEPARTMENT]): Measured.of(row) for row in units.to_dict("records")},
        rows=behind(of, reader, span),
    )


def behind(of: Indicator, reader: Reader, window: timedelta | None) -> Rows:
    """The outcomes of every case that it counts."""
    ask = checked(of, Ask(window=window, by=BY_UNIT))
    frame = reader.frame(f"dry-run|{of.name}|{name_of(of, ask)}", lambda: outcomes(of, reader.tables, ask))
    found: dict[str, list[str]] = {}
    for key, unit, outcome, times in frame.itertuples(index=False):
        found.setdefault(key, []).extend([f"{named(unit)}|{outcome}"] * int(times))
    return {key: tuple(sorted(outcomes_)) for key, outcomes_ in found.items()}


def outcomes(of: Indicator, tables: Tables, ask: Ask) -> ir.Table:
    """The rows that it counts, by case, unit and outcome."""
    assert of.behind is not None
    rows = of.behind(tables, ask)
    rows = rows if "outcome" in rows.columns else rows.mutate(outcome=ibis.literal(COUNTED))
    found = rows.group_by("key", DEPARTMENT, "outcome").agg(times=rows.count())
    return found.select("key", DEPARTMENT, "outcome", "times")


def named(unit: Any) -> str:
    """The code of a unit; empty for nobody."""
    return unit if isinstance(unit, str) and not pd.isna(unit) else ""
