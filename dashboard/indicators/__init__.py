"""Measures of the board: one a file, an Ibis expression over the tables handed to it plus a pandas finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Literal

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.text import Text


@dataclass(frozen=True, kw_only=True)
class Sought:
    """A word that a row of a list must show: in its number, a name, or its text where that is seen."""

    word: str  # in small letters
    named: tuple[tuple[str, tuple[str, ...]], ...] = ()  # column, codes whose name has the word; "": none
    text: bool = False  # whether the short text counts too: only for whom it is shown


@dataclass(frozen=True, kw_only=True)
class Ask:
    """How one indicator is asked: split by which dimensions, over which window, along which moments."""

    by: tuple[str, ...] = ()  # of DIMENSIONS
    window: timedelta | None = None  # None: the indicator's own
    trend: bool = False  # along all of `tables.moments`; otherwise at now alone
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()  # only rows whose dimension is one of these; "": none
    ago: timedelta = timedelta()  # how long before now the window ends
    since: str = (
        ""  # at which midnight it begins: TODAY, MONDAY or a local day; the window says about how long
    )
    sought: tuple[Sought, ...] = ()  # of a list: only cases whose row shows every one of these words


TODAY, MONDAY = "today", "monday"
"""Midnights that move with now: of its day, of its ISO week."""
DIMENSIONS = ("department", "street", "category", "source", "urgency", "feed", "day")
AT_A_MOMENT = DIMENSIONS[:-1]
"""A stock can be split by everything but the day."""
Cases = Literal["none", "own", "kept"]
"""Whether rows tell of single cases, which are shown to those alone in whose scope they lie.

`own`: it is measured on the cases of the scope; `kept`: on all, and the rows of the scope are kept.
"""


class Attribution(StrEnum):
    """Into which window a case falls (domain.md §2.1)."""

    DUE = "due"  # settled: at its end or its due time, whichever came first
    RECEIPT = "receipt"
    EVENT = "event"  # when it happened
    STOCK = "stock"  # whatever holds at the moment

    @property
    def label(self) -> Text:
        """What the screen says of it."""
        return ATTRIBUTIONS[self]


ATTRIBUTIONS = {
    Attribution.DUE: Text("按到期归期：least(完成, 到期)", "due-based: least(ended, due)"),
    Attribution.RECEIPT: Text("按受理归期", "receipt cohort"),
    Attribution.EVENT: Text("按发生时刻归期", "by the moment it happened"),
    Attribution.STOCK: Text("此刻存量", "stock at the moment"),
}
Better = Literal["up", "down", "none"]
CENTRE = Text("区城运中心", "the centre")


@dataclass(frozen=True, kw_only=True)
class Rival:
    """Another formula under the same or a like name, and why the two say different things."""

    name: str  # of the indicator
    because: Text


@dataclass(frozen=True, kw_only=True)
class Learning:
    """What an indicator learns from history, once a day: on the board as it was known at the day's beginning.

    It is of the whole district whatever the scope; `apply` lays it over what was measured now.
    """

    name: str
    measure: Callable[[Tables], ir.Table]
    learn: Callable[[pd.DataFrame], Any]
    apply: Callable[[pd.DataFrame, Any], pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One measure: what it is called, how it is meant, and how it is computed.

    `measure` filters by `tables.clock` and `tables.moments`, never by a literal moment, so that its SQL text
    can be cached; `finish` turns the measured frame into the answer and must not change its input.
    """

    name: str
    title: Text
    unit: Text
    formula: Text
    measure: Callable[[Tables, Ask], ir.Table]
    finish: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    window: timedelta | None = None  # the default window, where it has one; None: it looks at a moment
    splits: tuple[str, ...] = ()  # the dimensions it can be asked by
    by: tuple[str, ...] = ()  # the split where the ask names none
    trends: bool = False  # whether it can be asked along all moments
    shifts: bool = False  # whether its window can end before now
    cells: tuple[str, ...] = ()  # what its rows can be filtered by besides dimensions
    behind: Callable[[Tables, Ask], ir.Table] | None = (
        None  # the rows it counts, each with the `key` of a case
    )
    seeks: bool = False  # whether it is a list whose rows can be found by words
    cases: Cases = "none"
    learning: Learning | None = None  # laid over what was measured before it is finished
    attribution: Attribution | None = None  # None: a list or a record, no measure one is judged by
    counts: tuple[str, ...] = ()  # the outcomes of its rows that its denominator counts; none: all
    hits: tuple[str, ...] = ()  # those of them that its numerator counts
    excludes: tuple[str, ...] = ()  # outcomes that are told apart, each with its count in a column
    better: Better = "none"
    bounds: tuple[float, ...] = ()  # green, light, amber; the district file says otherwise under `targets`
    bounded: str = ""  # what they are bounds of, as it is written; empty: of the number itself
    rivals: tuple[Rival, ...] = ()
    version: int = 1  # of its definition
    owner: Text = CENTRE  # who answers for its definition
