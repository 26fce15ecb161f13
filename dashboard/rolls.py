"""Long lists in blocks: their order is held while somebody scrolls, so that no row shifts or comes twice."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from dashboard.drawing import Sitting
from dashboard.hindsight import shown_of
from dashboard.indicators.listing import NAMED, NUMBERS, numbered, rows_of
from dashboard.scope import Sight
from dashboard.text import Lang
from layouts import BLOCK, Need, View
from layouts.listed import ask, away, of, ordering, row, said
from layouts.pages import known
from layouts.rows import rows
from layouts.sites import CASES
from layouts.windows import AGAINST

if TYPE_CHECKING:
    from dashboard.desk import Desk

LISTED = "/lists/cases"
START, ROLL = "start", "roll"
"""The words of its address that no page knows: the first row that is asked for, and in which roll."""
HELD, MOST = 4_000_000, 1_000
"""Numbers of cases, and lists, that are held; the list that was asked for last is always held."""
APART = ("columns", "theme", AGAINST.key)
"""Words of the page that do not change its list."""
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Roll:
    """The order of one list at one version of the board: the numbers of its cases."""

    name: str
    asked: tuple[Any, ...]  # what it is the order of
    numbers: Numbers
    mark: str  # of what its rows say, as the picture of the list has it
    now: int  # milliseconds of the moment it was made at


@dataclass
class Rolls:
    """The rolls of a process; two who ask the same at one version share one, the longest unread go first."""

    held: OrderedDict[str, Roll] = field(default_factory=OrderedDict)
    size: int = 0  # numbers of all that are held
    lock: Lock = field(default_factory=Lock)

    def named(self, name: str) -> Roll | None:
        """The roll of a name, if it is still held."""
        with self.lock:
            if found := self.held.get(name):
                self.held.move_to_end(name)
            return found

    def of(self, name: str, made: Callable[[], Roll]) -> Roll:
        """The roll of a name, made now if nobody has asked for it."""
        if found := self.named(name):
            return found
        roll = made()
        with self.lock:
            if other := self.held.pop(name, None):  # somebody else made it meanwhile
                self.size -= len(other.numbers)
            self.held[name] = roll
            self.size += len(roll.numbers)
            while len(self.held) > 1 and (self.size > HELD or len(self.held) > MOST):
                self.size -= len(self.held.popitem(last=False)[1].numbers)
        return roll


@dataclass(frozen=True, kw_only=True)
class Listing:
    """One list as one reader asks for it, at one moment of the board."""

    sitting: Sitting
    view: View

    @property
    def asked(self) -> tuple[Any, ...]:
        """What its order depends on, besides the board."""
        query = {word: said for word, said in self.view.query.items() if word not in APART}
        return (*sorted(query.items()), self.view.lang, self.sitting.sight)

    @property
    def name(self) -> str:
        """The name of its roll: equal for equal lists at one version and minute."""
        version = self.sitting.reader.seq, int(self.view.now.timestamp() // 60)
        return hashlib.blake2b(repr((version, self.asked)).encode(), digest_size=12).hexdigest()

    def roll(self) -> Roll:
        """All its cases in order."""
        order = ordering(self.view.query)
        need = Need(indicator=numbered(of(self.view.query), order), ask=ask(self.view.query))
        frame = self.sitting.frame(need)
        numbers, column = frame["no"].to_numpy(np.int64), order.removeprefix("-")
        if column in NAMED:
            ranks = ranked(frame["named"], lambda code: said(column, code, self.view))
            numbers = numbers[by_rank(ranks, down=order.startswith("-"))]
        mark = np.bitwise_xor.reduce(frame["mark"].to_numpy(np.uint64), initial=np.uint64(0))
        now = round(self.view.now.timestamp() * 1000)
        return Roll(name=self.name, asked=self.asked, numbers=numbers, mark=str(mark), now=now)

    def rows(self, numbers: Numbers) -> pd.DataFrame:
        """The rows of these cases in this order, as the reader may see them; those that are away left out."""
        whole = self.sitting.sight.cases.district
        reader = self.sitting.reader if whole else self.sitting.own
        wanted = numbers.tolist()
        found = reader.frame("rows", lambda: rows_of(reader.tables), bound={NUMBERS: wanted})
        there = found.set_index("no", drop=False)
        return self.sitting.legible(there.loc[[no for no in wanted if no in there.index]])


@contextmanager
def opened(desk: Desk, query: Mapping[str, str], lang: Lang, sight: Sight) -> Iterator[Listing]:
    """The list that a query asks for, at the moment that its page shows."""
    asked, now = known(CASES.name, query), desk.clock.now()
    past = CASES.moment(asked, now, desk.district)
    now = past.at if past else now
    view = View(frames={}, now=now, lang=lang, query=asked, district=desk.district, geometry=desk.geometry)
    with shown_of(desk.board, now, past) as reader:
        sitting = Sitting(
            reader=reader, query=asked, lang=lang, now=now, sight=sight, page=CASES, district=desk.district
        )
        yield Listing(sitting=sitting, view=view)


def block(
    desk: Desk, query: Mapping[str, str], lang: Lang, sight: Sight, *, start: int, name: str
) -> dict[str, Any] | None:
    """The rows of a list from the `start`-th on, in the order of the roll `name`; None: it is held no longer.

    Without a name the roll of this moment is taken. Order and membership are those of the roll, what a row
    says is of now; a case that has left the reader's sight since keeps its place and says no more than that.
    """
    with opened(desk, query, lang, sight) as listing:
        roll = desk.rolls.named(name) if name else desk.rolls.of(listing.name, listing.roll)
        if roll is None or roll.asked != listing.asked:
            return None
        part = roll.numbers[start : start + BLOCK]
        told = {case.no: row(case, listing.view) for case in rows(listing.rows(part))}
    return {
        "rows": [told.get(no) or away(no, lang) for no in part.tolist()],
        "cases": len(roll.numbers),
        "roll": roll.name,
        "mark": roll.mark,
        "now": roll.now,
    }


def ranked(codes: pd.Series[Any], called: Callable[[Any], str]) -> Numbers:
    """The place of each code among the names of all; one without a name has none and comes last: −1."""
    places, found = pd.factorize(codes)
    names = [called(code) for code in found]
    order = {name: n for n, name in enumerate(sorted(set(names)))}
    ranks = np.array([*(order[name] for name in names), -1], dtype=np.int64)
    return ranks[places]  # factorize says −1 for nothing: the last


def by_rank(ranks: Numbers, *, down: bool) -> Numbers:
    """The order of ranks, equal ones as they came, those without one last."""
    last = np.where(ranks < 0, len(ranks) + 1, -ranks if down else ranks)
    return np.argsort(last, kind="stable")
