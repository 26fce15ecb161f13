"""Which cases are alike: strata within strata, from the coarse to the fine, as a tree of numbered nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Nodes = NDArray[np.int64]
ROOT = 0
"""The node of all cases."""


@dataclass(frozen=True)
class Level:
    """The strata of one column: which words it has, and which node each has under each parent."""

    words: pd.Index[Any]
    steps: Nodes  # parent · words + word, rising: the nodes of the level in their order
    first: int  # the number of the first of them

    def below(self, parents: Nodes, said: pd.Series[Any]) -> Nodes:
        """The node of each word under its parent; −1 for one that has never been seen there."""
        codes, words = coded(said)
        word = self.words.get_indexer(words)[codes]
        step = parents * len(self.words) + word
        at = np.minimum(np.searchsorted(self.steps, step), len(self.steps) - 1)
        known = (word >= 0) & (parents >= 0) & (self.steps[at] == step)
        return np.where(known, self.first + at, -1)


@dataclass(frozen=True)
class Strata:
    """The tree of strata that some cases fall into."""

    columns: tuple[str, ...]
    levels: tuple[Level, ...]
    size: int  # nodes, the root included

    @classmethod
    def of(cls, frame: pd.DataFrame, columns: Sequence[str]) -> tuple[Strata, Nodes]:
        """The tree of a frame, and the finest node of each of its rows."""
        at, size, levels = np.full(len(frame), ROOT, dtype=np.int64), 1, []
        for column in columns:
            codes, words = coded(frame[column])
            places, steps = pd.factorize(at * len(words) + codes, sort=True)
            levels.append(Level(words, np.asarray(steps, dtype=np.int64), size))
            at, size = places + size, size + len(steps)
        return cls(tuple(columns), tuple(levels), size), at

    def finest(self, frame: pd.DataFrame) -> Nodes:
        """The finest known node of each row: that of its parent where its own was never seen."""
        found = at = np.full(len(frame), ROOT, dtype=np.int64)
        for column, level in zip(self.columns, self.levels, strict=True):
            if len(level.steps):
                at = level.below(at, frame[column])
                found = np.where(at >= 0, at, found)
        return found

    def parents(self) -> Nodes:
        """The parent of each node; the root is its own."""
        found = [np.zeros(1, dtype=np.int64)]
        found += [level.steps // max(len(level.words), 1) for level in self.levels]
        return np.concatenate(found)

    def spans(self) -> Iterator[tuple[int, int]]:
        """The nodes of each level, from the root down: first, and one past the last."""
        yield 0, 1
        for level in self.levels:
            yield level.first, level.first + len(level.steps)


def coded(said: pd.Series[Any]) -> tuple[Nodes, pd.Index[Any]]:
    """A column as numbers of its words; what is not said is a word too: the empty one."""
    codes, words = pd.factorize(said)
    known = list(words)
    found = known if "" in known else [*known, ""]
    return np.where(codes < 0, found.index(""), codes).astype(np.int64), pd.Index(found, dtype="object")


def upwards(counts: NDArray[Any], strata: Strata, join: np.ufunc = np.add) -> NDArray[Any]:
    """Counts of the finest nodes, joined into every node above them."""
    parents = strata.parents()
    for first, last in reversed(list(strata.spans())[1:]):
        join.at(counts, parents[first:last], counts[first:last])
    return counts
