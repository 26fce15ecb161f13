"""The book of levers: the five powers as a district may borrow them, from one checked, versioned file."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, ValidationError, model_validator

from dashboard.access.policy import Policy
from dashboard.calendar import Limit
from dashboard.district import District
from dashboard.district_bounds import Costs
from dashboard.district_words import Plain, Within, Words, plainly
from dashboard.leverage import Level
from dashboard.refusal import Refusal
from dashboard.text import Text

FILE = Path(__file__).parent / "levers.toml"
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
Answer = Literal["ack", "measure", "attendance", "decision", "none"]
Lends = Literal["municipal", "duty", "unit", "leader", "top"]


class BookError(Refusal):
    """The book of levers cannot be used: which words, what is wrong with them, what to write."""


class Kind(Plain):
    """An instrument of a lever."""

    code: Code
    name: Words
    approval: str  # a line of [approvals] in the policy
    step: Literal["", "L2.1", "L2.2", "L2.3"] = ""
    respond: Within | None = None  # instead of the time of the lever's first answer
    notice: bool = False  # tells and asks nothing: no borrowing, costs nothing


class Awaited(Plain):
    """What counts as an answer, and by when."""

    kind: Answer
    within: Within
    urgent: Within | None = None
    means: Words


class Action(Plain):
    """By when the unit must have begun, from the issue or from the first answer on."""

    within: Within
    after: Literal["issue", "answer"] = "issue"
    means: Words


class Lever(Plain):
    """One of the five powers (domain.md §3.2)."""

    level: Level
    title: Words
    lenders: Words
    borrowed: Words
    converts: Words
    preconditions: Words
    approver: Words
    ends: Words
    risks: Words
    validity: Within | Literal["due"]  # due: until the limit of its matter
    most: Within = Limit.parse("30N")  # the longest term where its matter has no limit
    held: Within | None = None
    cost: int = Field(ge=0, le=100)
    completeness: float = Field(default=0, ge=0, le=1)
    ask: bool = False  # only with a decision that is asked for
    lends: tuple[Lends, ...] = Field(min_length=1)
    kinds: tuple[Kind, ...] = Field(min_length=1)
    answers: tuple[Awaited, ...] = Field(min_length=1)
    action: Action | None = None

    @model_validator(mode="after")
    def _spent(self) -> Self:
        if self.ask and not self.cost:
            raise ValueError("cost: a leader's attention takes at least 1; what costs none is a notice")
        return self

    @model_validator(mode="after")
    def _steps(self) -> Self:
        for kind in self.kinds:
            if bool(kind.step) != (self.level is Level.ACCOUNTABILITY):
                raise ValueError(
                    f"kinds.{kind.code}: a step (L2.1, L2.2, L2.3) belongs to L2, and to it alone"
                )
        return self

    @property
    def reply(self) -> Awaited | None:
        """The answer that is owed after the first: the minutes, the written reply."""
        return self.answers[-1] if len(self.answers) > 1 else None

    def respond(self, kind: Kind, *, urgent: bool) -> Limit:
        """How long the first answer may take."""
        first = self.answers[0]
        return kind.respond or (first.urgent if urgent and first.urgent else first.within)


class Book(Plain):
    """All levers, with what they may ask for."""

    version: Annotated[str, StringConstraints(min_length=1)]
    cooldown: Within
    grace: Within
    stale_days: int = Field(ge=1)
    decisions: dict[Code, Words]
    exemptions: dict[str, Words]
    proposes: dict[Annotated[str, StringConstraints(pattern=r"^T[0-9]{2}$")], str]
    levers: tuple[Lever, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        said = [lever.level for lever in self.levers]
        if sorted(said) != sorted(Level):
            raise ValueError(f"levers: each of L1 to L5 once; there are {', '.join(said)}")
        codes = [kind.code for lever in self.levers for kind in lever.kinds]
        if twice := sorted({code for code in codes if codes.count(code) > 1}):
            raise ValueError(f"kinds: {', '.join(twice)} twice; give each its own code")
        for rule, decision in self.proposes.items():
            if decision not in self.decisions:
                raise ValueError(f"proposes.{rule} = {decision!r}: decisions has no such word")
        return self

    def lever(self, level: str) -> Lever:
        """One of the five."""
        return next(lever for lever in self.levers if lever.level == level)

    def kind(self, code: str) -> tuple[Lever, Kind] | None:
        """An instrument and its lever; None for a word that the book does not know."""
        found = ((lever, kind) for lever in self.levers for kind in lever.kinds if kind.code == code)
        return next(found, None)

    def kind_at(self, level: str, step: str = "") -> Kind:
        """The ordinary instrument of a lever, or of a step of the second."""
        kinds = self.lever(level).kinds
        usual = USUAL.get(step or level, "")
        fitting = [kind for kind in kinds if kind.step == step or not step]
        return next((kind for kind in fitting if kind.code == usual), fitting[0])

    def proposed(self, rules: Sequence[str]) -> str:
        """The decision that the first of these triggers with one asks for; empty: none."""
        return next((self.proposes[rule] for rule in rules if rule in self.proposes), "")


USUAL = {
    "L1": "upward-request",
    "L2": "supervision",
    "L2.1": "reminder",
    "L2.2": "supervision",
    "L2.3": "yellow-card",
    "L3": "consultation",
    "L4": "special-report",
    "L5": "top-meeting",
}
"""What is usually taken first of a lever."""


def load(path: Path = FILE) -> Book:
    """Read a book; a `BookError` lists everything that is wrong with it."""
    try:
        said = tomllib.loads(path.read_text("utf-8"))
        return Book.model_validate(said)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BookError(f"book of levers {path}: {error}") from error
    except ValidationError as error:
        told = "\n  ".join(plainly(one["loc"], one["type"], one["msg"], said) for one in error.errors())
        raise BookError(f"book of levers {path}:\n  {told}") from error


@cache
def shipped() -> Book:
    """The book of this program."""
    return load()


@cache
def brought(path: Path) -> Book | None:
    """The book of a folder as it was when it was first asked for; a change counts from the next start on."""
    return load(path) if path.is_file() else None


def book_of(district: District) -> Book:
    """The book that a district brings in its folder, else the shipped one."""
    return priced(brought(district.folder / FILE.name) or shipped(), district.bounds.costs)


def priced(book: Book, costs: Costs) -> Book:
    """A book with the attention points that a district has set."""
    said = costs.model_dump()
    if all(lever.cost == said[lever.level] for lever in book.levers):
        return book
    levers = tuple(lever.model_copy(update={"cost": said[lever.level]}) for lever in book.levers)
    return book.model_copy(update={"levers": levers})


def unapproved(book: Book, policy: Policy) -> Iterator[Text]:
    """Instruments that nobody could approve: the policy, which says who does, has not their approval."""
    known = ", ".join(policy.approvals)
    for kind in (kind for lever in book.levers for kind in lever.kinds):
        if kind.approval not in policy.approvals:
            name = f"kinds.{kind.code}.approval = {kind.approval!r}"
            yield Text(
                f"{name}：policy.toml 的 approvals 中没有，可写 {known}",
                f"{name}: the approvals of policy.toml have no such line; there are {known}",
            )


def approvable(book: Book, policy: Policy) -> None:
    """Stop the start of a program whose policy does not say who approves every instrument of its book."""
    if found := list(unapproved(book, policy)):
        raise BookError("\n".join(f"{text.zh}\n  {text.en}" for text in found))
