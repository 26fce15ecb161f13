"""From which values on the triggers fire, and what a week has to spend: as the board of a district says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.district_bounds import FILE, Bounds, Thresholds, read
from dashboard.district_bounds import BoundsError as ThresholdError
from dashboard.district_bounds import shipped as shipped_bounds
from dashboard.district_bounds import told as told_bounds
from dashboard.indicators.timing import now

__all__ = [
    "FILE",
    "ThresholdError",
    "Thresholds",
    "bounds_of",
    "days_ago",
    "load",
    "number",
    "said",
    "shipped",
    "weight",
    "weights",
]
SAID = "bounds"
"""The column in which a measured frame carries them."""


def load(*paths: Path) -> Thresholds:
    """The thresholds of a file over the shipped ones; a `ThresholdError` says what is wrong."""
    return read(next(iter(paths[1:]), None)).triggers


def shipped() -> Thresholds:
    """Those of this program."""
    return shipped_bounds().triggers


def said(tables: Tables) -> Any:
    """All bounds of the district in one text, for the column of a measured frame."""
    return tables.bounds.said.max().as_scalar()


def number(tables: Tables, part: str, name: str) -> Any:
    """One whole number of the bounds, to measure with."""
    own = tables.bounds.said.min().as_scalar().cast("json")[part][name].unwrap_as("int64")
    return own.coalesce(getattr(getattr(shipped_bounds(), part), name))


def weights(tables: Tables) -> ir.Table:
    """One row: the points of each full bar of the score, as `weight_…`."""
    said = tables.bounds.agg(said=tables.bounds.said.min())
    own = said.said.cast("json")["score"]
    return said.select(**{
        weight(bar): own[bar].unwrap_as("float64").coalesce(points)
        for bar, points in shipped_bounds().score.model_dump().items()
    })  # fmt: skip


def weight(bar: str) -> str:
    """The column in which the rows carry the weight of a bar."""
    return f"weight_{bar}"


def days_ago(tables: Tables, name: str) -> Any:
    """The moment so many days ago as a trigger looks back."""
    return now() - number(tables, "triggers", name).as_interval("D")


def bounds_of(frame: pd.DataFrame) -> Bounds:
    """The bounds that a measured frame carries; those of this program where it carries none."""
    told = frame[SAID].dropna() if SAID in frame else frame.iloc[:0]
    return told_bounds(str(told.iloc[0])) if len(told) else shipped_bounds()
