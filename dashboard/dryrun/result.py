"""What a dry run has found, as it is kept in the home folder and shown until the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, Field, ValidationError

from dashboard.district_words import Plain
from dashboard.scope import Scope

FILE = "dry-run.json"


class Difference(Plain):
    """One word of the rules that the copy has otherwise: where it stands, what it says here and there."""

    where: str
    before: str
    after: str
    idle: bool = False  # it changes nothing: the duty list of the folder stands in place of that of the file


class Number(Plain):
    """One number by both rules, on how many it rests, and how many cases count otherwise."""

    before: float | None
    after: float | None
    n_before: int | None = None  # None: it is a count itself
    n_after: int | None = None
    tier_before: float | None = None  # of a unit that is compared with the history of its kinds of case
    tier_after: float | None = None
    moved: int = 0

    @property
    def changed(self) -> bool:
        """Whether the rules make a difference to it, to what it rests on, or to a case behind it."""
        told = (
            (self.before, self.n_before, self.tier_before),
            (self.after, self.n_after, self.tier_after),
        )
        return self.moved > 0 or told[0] != told[1]


class Subject(Plain):
    """The case that a line is about: what it is called by, and whose it is; nothing of what was said."""

    key: str
    category: str = ""
    street: str = ""
    unit: str = ""  # that answers for it
    held_by: tuple[str, ...] = ()  # all units that have or have had it

    def within(self, scope: Scope) -> bool:
        """Whether it lies in a scope."""
        return (
            scope.district or self.street in scope.streets or not scope.departments.isdisjoint(self.held_by)
        )


class Moved(Plain):
    """A case that a number counts otherwise: the outcomes that it has by both rules; none: not counted."""

    of: Subject
    before: tuple[str, ...]
    after: tuple[str, ...]


class Measure(Plain):
    """An indicator by both rules: of the district, of each unit, and the cases that make the difference."""

    name: str
    whole: Number
    units: Mapping[str, Number] = Field(default_factory=dict)
    moved: tuple[Moved, ...] = ()  # at most so many as are kept


class Standing(Plain):
    """How a matter stood on one morning by one of the rules."""

    score: float | None = None
    ratio: float | None = None  # used ÷ limit
    fired: tuple[str, ...] = ()
    withheld: str = ""  # why it was nominated and yet not put up
    post: str = ""  # who would be asked


class Matter(Plain):
    """A matter that leaders would be shown by one of the rules alone, or whose lender would be another."""

    of: Subject
    morning: date  # the first on which it was so
    mornings: int
    before: Standing
    after: Standing


class Fired(Plain):
    """A trigger by both rules: on how many matters it fired at all, and on which by one of them alone."""

    name: str
    before: int
    after: int
    newly: int
    no_longer: int
    some: tuple[Matter, ...] = ()


class Counts(Plain):
    """Of how many matters something is other, whoever may see which."""

    newly: int = 0
    no_longer: int = 0
    readdressed: int = 0


class Flags(Plain):
    """What leaders would have been shown on the mornings of the time."""

    before: int  # matters
    after: int
    counts: Counts = Counts()
    newly: tuple[Matter, ...] = ()
    no_longer: tuple[Matter, ...] = ()
    readdressed: tuple[Matter, ...] = ()
    triggers: tuple[Fired, ...] = ()


class Result(Plain):
    """A whole dry run: who made it and when, what was compared over which time, and what came of it."""

    form: Literal[1] = 1  # another form of the file is not read
    made_at: AwareDatetime
    post: str
    district: str  # its code
    mark: str  # of the file of today that was compared
    copy_of: str  # the name of the folder or file of the copy
    first: date
    last: date
    at: str  # the time of day of the mornings
    every: int = 1  # days from one to the next
    seq: int  # the last entry that was looked at
    entries: int
    differences: tuple[Difference, ...]
    measures: tuple[Measure, ...]
    flags: Flags


def keep(home: Path, found: Result) -> Path:
    """Write it whole or not at all, for its owner alone; the path."""
    path, fresh = home / FILE, home / f"{FILE}.new"
    fresh.touch(mode=0o600)
    fresh.write_text(found.model_dump_json(), "utf-8")
    fresh.replace(path)
    return path


def kept(home: Path) -> Result | None:
    """The last one; None where there is none, or none that this program can read."""
    try:
        return Result.model_validate_json((home / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def seen(found: Result, scope: Scope) -> Result:
    """The same for somebody who sees the cases of a scope: counts stay, other cases go."""
    if scope.district:
        return found
    flags = found.flags.model_copy(
        update={
            **{
                name: near(getattr(found.flags, name), scope)
                for name in ("newly", "no_longer", "readdressed")
            },
            "triggers": tuple(
                one.model_copy(update={"some": near(one.some, scope)}) for one in found.flags.triggers
            ),
        }
    )
    measures = tuple(
        one.model_copy(update={"moved": tuple(case for case in one.moved if case.of.within(scope))})
        for one in found.measures
    )
    return found.model_copy(update={"flags": flags, "measures": measures})


def near(matters: tuple[Matter, ...], scope: Scope) -> tuple[Matter, ...]:
    """Those of a scope."""
    return tuple(one for one in matters if one.of.within(scope))


def age(found: Result, now: datetime) -> float:
    """Seconds since it was made."""
    return max(0.0, (now - found.made_at).total_seconds())
