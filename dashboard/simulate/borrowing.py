"""What was borrowed for the stories: the moves of people and tick, made by everybody's rules."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dashboard.access.policy import Policy, shipped
from dashboard.cases import Fact
from dashboard.district_words import Plain
from dashboard.fold import Known
from dashboard.fold.borrowing import Move
from dashboard.fold.lever import fold_lever
from dashboard.leverage.book import book_of
from dashboard.leverage.completeness import Completeness
from dashboard.leverage.duties import lender_of
from dashboard.leverage.ground import Actor, Ground
from dashboard.leverage.lifecycle import moved
from dashboard.leverage.naming import new_key, next_version
from dashboard.scope import WHOLE
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.series import Turn, key_of, named, turns
from dashboard.simulate.stories import cast_of, moment

FILE = Path(__file__).parent / "borrowings.toml"
BY_TICK = frozenset({Move.SUGGEST, Move.OVERDUE, Move.EXPIRE, Move.LAPSE})
COMPLETE = Completeness(value=0.9, missing=("history",))


class Borrowing(Plain):
    """One lever of a story, and its moves."""

    story: str
    kind: str
    unit: str
    co_units: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    decision: str = ""
    exemption: str = ""
    score: float | None = None
    lottery: int = 0  # 1: drawn by lot
    moves: tuple[str, ...]


@dataclass
class Lent:
    """A lever as far as it has been played."""

    key: str
    of: Borrowing
    matter: str
    category: str
    case: dict[str, Any]  # what is known of it that a draft rests on
    stand: date  # from which its moments count
    facts: list[Fact] = field(default_factory=list)

    @property
    def row(self) -> dict[str, Any] | None:
        """Its record."""
        return fold_lever(self.key, known(self.facts)).lever if self.facts else None


def borrowings() -> tuple[Borrowing, ...]:
    """All that was borrowed."""
    said = tomllib.loads(FILE.read_text("utf-8"))["borrowings"]
    return tuple(Borrowing.model_validate(one) for one in said)


def played(plan: Plan, until: datetime) -> list[Fact]:
    """The facts of all levers of the stories up to a moment, in the order in which they happened."""
    levers = lent(plan)
    lines = sorted(
        ((moment(plan, one.stand, line.split()[0]), n, m) for n, one in enumerate(levers)
         for m, line in enumerate(one.of.moves))
    )  # fmt: skip
    for instant, n, m in lines:
        when = datetime.fromtimestamp(instant / 1e6, UTC)
        if when <= until:
            levers[n].facts.append(fact(plan, levers, levers[n], levers[n].of.moves[m], when))
    return sorted(
        (fact for one in levers for fact in one.facts), key=lambda fact: (fact.happened_at, fact.key)
    )


def lent(plan: Plan) -> list[Lent]:
    """The levers of the stories, each under its case, and of all turns of the series."""
    return [*of_stories(plan), *(of_turn(plan, one) for one in plan.once(turns, 0))]


def of_turn(plan: Plan, one: Turn) -> Lent:
    """The lever of one time of a series."""
    power, kind = named(plan, one.of.kind)
    lender = lender_of(
        power.level, one.unit, None, district=plan.district, book=book_of(plan.district), today=one.day
    )
    moves = (one.spoken(line).replace("{lender}", lender.post if lender else "") for line in one.moves)
    of = Borrowing(
        story=one.of.name, kind=one.of.kind, unit=one.unit, rules=one.of.rules, decision=one.of.decision,
        score=one.of.score, lottery=int(one.of.lots), moves=tuple(moves),
    )  # fmt: skip
    return lever_of(one.case, new_key(key_of(one.case), kind.step or power.level, ()), of, one.day)


def of_stories(plan: Plan) -> list[Lent]:
    """The levers of the stories."""
    stories = {story.name: (index, story) for index, story in enumerate(plan.profile.stories)}
    found = list[Lent]()
    for one in borrowings():
        index, story = stories[one.story]
        case = cast_of(plan, plan.anchor, story, index)[0]
        power, kind = named(plan, one.kind)
        matter, slot = key_of(case), kind.step or power.level
        before = [{"level": slot} for other in found if (other.matter, slot_in(other.key)) == (matter, slot)]
        found.append(lever_of(case, new_key(matter, slot, before), one, plan.anchor))
    return found


def lever_of(case: Matter, key: str, of: Borrowing, stand: date) -> Lent:
    """A lever for a case, not played yet."""
    told = {"flags": list(case.flags), "source": case.source, "hands": hands_of(case)}
    return Lent(key, of, key_of(case), case.category, told, stand)


def hands_of(case: Matter) -> list[str]:
    """The units that had a case of a story, in their order."""
    return [str(step.said["to_org"]) for step in case.steps if step.said.get("to_org")]


def slot_in(key: str) -> str:
    """The slot that a key tells of."""
    return key.removeprefix("lever:").partition("-")[0]


def fact(plan: Plan, levers: Sequence[Lent], lever: Lent, line: str, when: datetime) -> Fact:
    """One move as a fact."""
    _, name, *rest = line.split()
    move, row, said = Move(name), lever.row, words(plan, rest[1:], levers, lever)
    if move in BY_TICK:
        body = grounds(plan, lever) if move is Move.SUGGEST else {}
    else:
        others = [other.row for other in levers if other.matter == lever.matter and other is not lever]
        base = {"seen": row["seq"] if row else 0, **drafting(plan, lever)}
        ground = Ground(
            district=plan.district, book=book_of(plan.district), calendar=plan.calendar, now=when,
            approvals=shipped().approvals, matter={"score": lever.of.score, "failed_levers": 1, **lever.case},
            others=[one for one in others if one], complete=COMPLETE,
        )  # fmt: skip
        dated = {"instruction_date": ground.today.isoformat()} if move is Move.INSTRUCT else {}
        body = moved(move, row, person(rest[0], shipped()), {**base, **dated, **said}, ground)
    version = next_version(len(lever.facts))
    return Fact(key=lever.key, kind=move, version=version, happened_at=when, body=body)


def drafting(plan: Plan, lever: Lent) -> dict[str, Any]:
    """What the lever's draft says."""
    of, (power, _) = lever.of, named(plan, lever.of.kind)
    lender = lender_of(
        power.level, of.unit, None, district=plan.district, book=book_of(plan.district), today=lever.stand
    )
    said = {
        "kind": of.kind, "unit": of.unit, "co_units": list(of.co_units), "rules": list(of.rules),
        "decision_requested": of.decision, "exemption_code": of.exemption, "matter": lever.matter,
        "cases": [lever.matter], "lender_post": lender.post if lender else "",
        "lender_org": lender.org if lender else "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def grounds(plan: Plan, lever: Lent) -> dict[str, Any]:
    """What the software suggested it with."""
    book = book_of(plan.district)
    power, kind = named(plan, lever.of.kind)
    said: dict[str, Any] = {
        "level": power.level, "cost": power.cost, "completeness": COMPLETE.value, "book": book.version,
        "lottery": lever.of.lottery,
    }  # fmt: skip
    if kind.step:
        said["step"] = kind.step
    return drafting(plan, lever) | said | ({"score": lever.of.score} if lever.of.score is not None else {})


def words(plan: Plan, rest: Sequence[str], levers: Sequence[Lent], lever: Lent) -> dict[str, Any]:
    """What a move says besides; `next=N` is the Nth lever of the same matter, counted from none."""
    said: dict[str, Any] = dict(word.split("=", 1) for word in rest)
    if "next" in said:
        said["next"] = [other for other in levers if other.matter == lever.matter][int(said["next"])].key
    if "until" in said:
        said["valid_until"] = datetime.fromtimestamp(moment(plan, lever.stand, said.pop("until")) / 1e6, UTC)
    return said


def person(role: str, policy: Policy) -> Actor:
    """Somebody of a role; a unit's name stands for its officer."""
    known_as = policy.roles.get(role, policy.roles["department-officer"])
    return Actor(
        post=known_as.title.zh, by=role, roles=frozenset({role}), acts=known_as.acts,
        approves={role: frozenset(known_as.approves)}, scope=WHOLE,
    )  # fmt: skip


def known(facts: Sequence[Fact]) -> Iterator[Known]:
    """Facts as the fold sees them."""
    for n, one in enumerate(facts, 1):
        body: Mapping[str, Any] = one.body
        yield Known(
            kind=one.kind, version=one.version, digest="", happened_at=one.happened_at, body=body, seq=n
        )
