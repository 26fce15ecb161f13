"""Counts by cell and block, from rows of cases or from rows that are counted already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.comparison import Counts, Flags, Floats, Ints


@dataclass(frozen=True, kw_only=True)
class Cells:
    """Rows by number: the unit and the stratum of each."""

    units: pd.Index[Any]
    strata: pd.Index[Any]
    unit: Ints
    stratum: Ints

    @classmethod
    def of(cls, unit: pd.Series[Any], stratum: pd.Series[Any]) -> Cells:
        """Rows whose units and strata are told by name."""
        u, units = pd.factorize(unit, use_na_sentinel=False)
        s, strata = pd.factorize(stratum, use_na_sentinel=False)
        return cls(
            units=pd.Index(units), strata=pd.Index(strata), unit=u.astype(np.intp), stratum=s.astype(np.intp)
        )

    @property
    def key(self) -> Ints:
        """One number for the unit and the stratum of a row."""
        return self.unit * len(self.strata) + self.stratum


def counted(rows: Cells, judged: Flags, block: Ints, hits: Floats, n: Floats | None = None) -> Counts:
    """The counts of rows by block, 0 being the oldest of its period; without `n` each row is one case."""
    known, cell = distinct(rows.key, len(rows.units) * len(rows.strata))

    def table(kept: Flags, of: Floats | None, blocks: int) -> Floats:
        weights = None if of is None else of[kept]
        flat = np.bincount(block[kept] * len(known) + cell[kept], weights, blocks * len(known))
        return flat.reshape(blocks, len(known)).astype("float64")

    past = int(block[~judged].max(initial=0)) + 1
    return Counts(
        units=rows.units,
        strata=rows.strata,
        unit=known // max(len(rows.strata), 1),
        stratum=known % max(len(rows.strata), 1),
        past=table(~judged, n, past),
        past_hits=table(~judged, hits, past),
        now=table(judged, n, 2),
        now_hits=table(judged, hits, 2),
    )


def distinct(key: Ints, high: int) -> tuple[Ints, Ints]:
    """The keys there are, in order, and the place of each row among them."""
    if high > 4 * len(key) + 1_000:
        known, place = np.unique(key, return_inverse=True)
        return known.astype(np.intp), place.astype(np.intp)
    there = np.bincount(key, minlength=high) > 0
    return np.flatnonzero(there), (np.cumsum(there) - 1)[key]
