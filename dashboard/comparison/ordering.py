"""The block of each case: as told, by its date, or else by its order, if that can be time."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.comparison import Ints

FEWEST, MOST = 2, 13
DAYS = 28.0
LOOKED = 20_000
"""How many rows are looked at to see by what they are sorted."""
MIXED = 0.5
"""Below this share of the changes from row to row that chance would make, rows are sorted by what changes."""


def block_count(past: int, now: int) -> int:
    """Into how many blocks a history is cut so that each is about as long as the judged period."""
    return int(np.clip(round(past / max(now, 1)), FEWEST, MOST))


def by_order(cell: Ints, unit: Ints, hit: Ints, blocks: int) -> Ints:
    """The block of each row, rows in the order of their cases: each unit's rows cut into equal parts.

    Rows that stand sorted by kind of case are cut cell by cell, so that a block is not a kind of case. Rows
    that stand sorted by outcome say nothing of time: they are dealt out in turn, and no drift can be seen.
    """
    looked = slice(LOOKED)
    if changes(cell[looked], hit[looked]) < MIXED:
        return standing(unit)[0] % blocks
    place, size = standing(cell if changes(unit[looked], cell[looked]) < MIXED else unit)
    return (2 * place + 1) * blocks // (2 * size)


def changes(group: Ints, value: Ints) -> float:
    """How often the value changes from row to row within a group, 0 if rows are sorted by it, 1 in any order.

    Of m rows of which m_v have value v, sorted ones change once less than there are values, others
    Σ m_v (m - m_v) / m times (Wald & Wolfowitz 1940, Annals of Mathematical Statistics 11:147).
    """
    order = np.argsort(group, kind="stable")
    g, v = group[order], value[order]
    seen = int(((g[1:] == g[:-1]) & (v[1:] != v[:-1])).sum())
    pair, size = np.unique(group * (int(value.max(initial=0)) + 1) + value, return_counts=True)
    of = pair // (int(value.max(initial=0)) + 1)
    total = np.bincount(group).astype("float64")[of]
    least = len(pair) - len(np.unique(of))
    usual = float((size * (total - size) / total).sum())
    return (seen - least) / (usual - least) if usual >= least + 1 else 1.0


def standing(group: Ints) -> tuple[Ints, Ints]:
    """By row: how many rows of its group stand before it, and how many there are."""
    sizes = np.bincount(group)
    order = np.argsort(group.astype(np.min_scalar_type(len(sizes))), kind="stable")  # short ones sort faster
    place = np.empty(len(group), np.intp)
    place[order] = np.arange(len(group)) - (np.cumsum(sizes) - sizes)[group[order]]
    return place, sizes[group]


def by_date(dates: pd.Series[pd.Timestamp], *, judged: bool) -> Ints:
    """The block of each row of one period by its date, in four weeks each, counted back from its last day.

    Of the judged period the last four weeks are one block, what lies before is the other; what is too
    short for two such blocks is cut in halves.
    """
    back = ((dates.max() - dates) / pd.Timedelta(days=1)).to_numpy(dtype="float64")
    span = float(back.max(initial=0.0))
    length = DAYS if span > 2 * DAYS - 2 else span / 2 + 1e-6
    number = np.floor(back / length).astype(np.intp)
    number = np.minimum(number, 1) if judged else number
    return np.asarray(number.max(initial=0) - number)


def by_name(blocks: pd.Series[Any], *, judged: bool) -> Ints:
    """The block of each row of one period as it is told; those of the judged period are joined to two."""
    number, names = pd.factorize(blocks, sort=True)
    return np.asarray(number * 2 // max(len(names), 1) if judged else number, dtype=np.intp)
