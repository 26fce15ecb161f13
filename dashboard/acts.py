"""The shapes of acts: what a page may send, one model a kind, closed against unknown words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
)

from dashboard.fold.borrowing import Move
from dashboard.fold.rule_proposal import RuleMove
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.rule_kind import RuleKind
from dashboard.text import Text

Key = Annotated[str, StringConstraints(pattern=r"^(case|lever|matter|silence|rule|unit):[^\s\x00]{1,180}$")]
Subject = Annotated[str, StringConstraints(pattern=r"^(case|matter):[^\s\x00]{1,180}$")]
CaseKey = Annotated[str, StringConstraints(pattern=r"^case:[^\s\x00]{1,180}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Letters = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
NEEDED = frozenset({"once", "act", "on", "note", "reason"})
LISTS = frozenset({"co_units", "members"})
Fact = tuple[str, str, dict[str, Any]]
"""Key, kind and body."""


class Shape(BaseModel):
    """What every act says: the word by which a repetition is known, what it does, and to what."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    right: ClassVar[str] = ""
    words: ClassVar[Text] = Text("", "")

    once: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    act: str
    on: Key

    def about(self) -> tuple[str, ...]:
        """The keys it is about, which whoever acts must be able to see."""
        return (self.on,)

    def fact(self, now: datetime) -> Fact:
        """The fact that it becomes; `now` is local."""
        raise NotImplementedError


class Borrow(Shape):
    """A move of a borrowed power; `seen` is the `seq` of the lever on the screen, 0 for a new one."""

    act: Literal[
        "lever.draft", "lever.submit", "lever.approve", "lever.reject", "lever.downgrade", "lever.issue",
        "lever.instruct", "lever.refuse", "lever.delegate", "lever.respond", "lever.begin", "lever.effect",
        "lever.relapse", "lever.return", "lever.withdraw", "lever.escalate",
    ]  # fmt: skip
    seen: Annotated[int, Field(ge=0)] = 0
    why: Words | None = None
    kind: Name | None = None
    unit: Name | None = None
    co_units: Annotated[tuple[Name, ...], Field(max_length=12)] = ()
    lender_post: Name | None = None
    decision_requested: Name | None = None
    ask: Words | None = None
    impact: Words | None = None
    photos: Annotated[int, Field(ge=0, le=99)] = 0
    recording: bool = False
    exemption_code: Name | None = None
    reason_code: Name | None = None
    previous: Key | None = None
    doc_no: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] | None = None
    valid_until: AwareDatetime | None = None
    level: Literal["L4", "L5"] | None = None
    for_post: Name | None = None
    instruction: Words | None = None
    instruction_no: (
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None
    ) = None
    instruction_date: date | None = None
    not_mine: bool = False
    to_post: Name | None = None
    response_kind: Name | None = None
    outcome: Name | None = None
    next: Key | None = None
    case_key: CaseKey | None = None

    @property
    def move(self) -> Move:
        """The move it is."""
        return Move(self.act.removeprefix("lever."))

    def said(self) -> dict[str, Any]:
        """What it says besides what every act says."""
        told = self.model_dump(exclude={"once", "act", "on"}, exclude_defaults=True)
        told |= {name: list(value) for name, value in told.items() if isinstance(value, tuple)}
        if self.instruction_date:
            told["instruction_date"] = self.instruction_date.isoformat()
        return told


class Remind(Shape):
    """Remind the unit that has a case (L2.1)."""

    right, words = "remind", Text("催办", "remind")
    act: Literal["remind"]
    on: CaseKey
    note: Words | None = None

    def fact(self, now: datetime) -> Fact:
        """A reminder of the case itself, which counts as those of its source do."""
        return self.on, "remind", {"note": self.note} if self.note else {}


class Acknowledge(Shape):
    """Say that a case of the duty queue was seen."""

    right, words = "acknowledge", Text("知悉", "acknowledge")
    act: Literal["acknowledge"]
    on: CaseKey

    def fact(self, now: datetime) -> Fact:
        """An acknowledgement."""
        return f"duty:{self.on}", "acknowledge", {}


class Jot(Shape):
    """Note something of a case."""

    right, words = "note", Text("备注", "note")
    act: Literal["note"]
    on: CaseKey
    note: Words

    def fact(self, now: datetime) -> Fact:
        """A note."""
        return f"note:{self.on}", "note", {"note": self.note}


class Silence(Shape):
    """Say nothing of a case or matter until a moment: who, why, until when."""

    right, words = "silence", Text("静默", "silence")
    act: Literal["silence"]
    on: Subject
    reason: Words
    until: AwareDatetime | date  # a day: to its end
    rule: Annotated[str, StringConstraints(pattern=r"^T[0-9]{2}$")] | None = None

    def fact(self, now: datetime) -> Fact:
        """A silence of its own key."""
        until = self.until
        if not isinstance(until, datetime):
            until = datetime.combine(until + timedelta(days=1), time(), now.tzinfo)
        if until <= now:
            raise ActError(Why.PAST, until=until.isoformat())
        said = {"subject": self.on, "reason": self.reason, "until": until.isoformat()}
        return f"silence:{short(self.once)}", "silence", said | ({"rule": self.rule} if self.rule else {})


class Unsilence(Shape):
    """End a silence before its time."""

    right, words = "silence", Text("解除静默", "end a silence")
    act: Literal["unsilence"]

    def fact(self, now: datetime) -> Fact:
        """The end of a silence."""
        if not self.on.startswith("silence:"):
            raise ActError(Why.UNKNOWN, key=self.on)
        return self.on, "unsilence", {}


class Group(Shape):
    """Put cases together as one matter, under the first of them or a matter that is there."""

    right, words = "group", Text("并为一事", "group")
    act: Literal["group"]
    on: Subject
    members: Annotated[tuple[CaseKey, ...], Field(min_length=1, max_length=200)]
    reason: Words

    def about(self) -> tuple[str, ...]:
        """All its cases."""
        return (self.on, *self.members)

    def fact(self, now: datetime) -> Fact:
        """A matter with its members."""
        members = sorted({*self.members, *((self.on,) if self.on.startswith("case:") else ())})
        if self.on.startswith("case:") and len(members) < 2:
            raise ActError(Why.FEW)
        key = self.on if self.on.startswith("matter:") else f"matter:{short(self.on)}"
        return key, "group", {"members": members, "reason": self.reason}


class Ungroup(Shape):
    """Take cases out of a matter, or the matter apart."""

    right, words = "group", Text("拆分", "take apart")
    act: Literal["ungroup"]
    members: Annotated[tuple[CaseKey, ...], Field(max_length=200)] = ()
    reason: Words

    def about(self) -> tuple[str, ...]:
        """The matter, and those that are taken out of it."""
        return (self.on, *self.members)

    def fact(self, now: datetime) -> Fact:
        """A matter without them."""
        if not self.on.startswith("matter:"):
            raise ActError(Why.UNKNOWN, key=self.on)
        return self.on, "ungroup", {"members": list(self.members), "reason": self.reason}


class Appeal(Shape):
    """Dispute how a settled case is judged: why, and where the evidence is kept."""

    right, words = "appeal", Text("申诉", "appeal")
    act: Literal["appeal.file"]
    on: CaseKey
    reason: Words
    evidence: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Review(Shape):
    """Say of an appeal whether it is right; two people do, one after another."""

    right, words = "review-appeal", Text("复核申诉", "review an appeal")
    act: Literal["appeal.review"]
    on: CaseKey
    verdict: Literal["uphold", "reject"]
    reason: Words


class Rule(Shape):
    """A move of a proposed rule, `seen` as of a lever; a new one is drafted `on` a lever that shows it."""

    act: Literal["rule.draft", "rule.propose", "rule.adopt", "rule.decline", "rule.withdraw"]
    seen: Annotated[int, Field(ge=0)] = 0
    why: Words | None = None
    kind: RuleKind | None = None
    owner: Name | None = None
    answer_by: date | None = None
    text_zh: Letters | None = None
    text_en: Letters | None = None
    doc_no: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)] | None = (
        None
    )
    adopted_on: date | None = None

    @property
    def move(self) -> RuleMove:
        """The move it is."""
        return RuleMove(self.act.removeprefix("rule."))

    def said(self) -> dict[str, Any]:
        """What it says besides what every act says."""
        told = {name: getattr(self, name) for name in type(self).model_fields if name not in NEEDED}
        return {name: value for name, value in told.items() if value is not None}


Act = Borrow | Remind | Acknowledge | Jot | Silence | Unsilence | Group | Ungroup | Appeal | Review | Rule
READER: TypeAdapter[Act] = TypeAdapter(Annotated[Act, Field(discriminator="act")])


def listed(name: str, value: Any) -> Any:
    """What a form has as one text with commas, as a list."""
    return re.split(r"[,\s]+", value.strip()) if name in LISTS and isinstance(value, str) else value


def short(text: str) -> str:
    """A short name that nobody else has."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read(said: Mapping[str, Any]) -> Act:
    """An act as it was sent, forms included; an `ActError` says which word of it cannot be read.

    A form sends texts alone: an empty one says nothing, and a list stands in one text with commas.
    """
    told = {name: listed(name, value) for name, value in said.items() if value != "" or name in NEEDED}
    try:
        return READER.validate_json(orjson.dumps(told))
    except TypeError as error:  # a number or a sign that JSON knows and no text or column can hold
        raise ActError(Why.SHAPE, what=str(error)[:200]) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"][1:]) or "act"
        raise ActError(
            Why.SHAPE, what=f"{where}: {first['msg']}"[:200].replace("{", "(").replace("}", ")")
        ) from error
