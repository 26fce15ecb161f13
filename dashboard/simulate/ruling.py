"""The rules proposed for the stories: moves of people on what their levers show, by everybody's rules."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from dashboard.access.policy import shipped
from dashboard.cases import Fact
from dashboard.district_words import Plain
from dashboard.fold.rule_proposal import RuleMove, fold_rule
from dashboard.leverage.book import book_of
from dashboard.leverage.naming import next_version, rule_key
from dashboard.leverage.rule_gaps import HIGH, LAST, OF_LEVER, finish
from dashboard.leverage.rule_moves import Place, moved
from dashboard.simulate.borrowing import FILE, Lent, known, lent, person, played
from dashboard.simulate.plan import Plan
from dashboard.simulate.stories import moment

LEAST = 3


class Ruling(Plain):
    """One proposed rule of the stories, and its moves."""

    category: str
    unit: str
    moves: tuple[str, ...]


def rulings() -> tuple[Ruling, ...]:
    """All that was proposed."""
    said = tomllib.loads(FILE.read_text("utf-8"))["rules"]
    return tuple(Ruling.model_validate(one) for one in said)


def ruled(plan: Plan, until: datetime) -> list[Fact]:
    """The facts of all proposed rules up to a moment."""
    found: list[Fact] = []
    for one in rulings():
        facts: list[Fact] = []
        for line in one.moves:
            when = datetime.fromtimestamp(moment(plan, plan.anchor, line.split()[0]) / 1e6, UTC)
            if when <= until:
                facts.append(fact(plan, one, facts, line, when))
        found += facts
    return found


def fact(plan: Plan, of: Ruling, before: Sequence[Fact], line: str, when: datetime) -> Fact:
    """One move as a fact."""
    _, name, role, *rest = line.split()
    move, said = RuleMove(name), spoken(rest)
    key = rule_key(of.category, of.unit, 1)
    rule = fold_rule(key, known(before)).rule if before else None
    gap = place(plan, of, when) if move is RuleMove.DRAFT else None
    on = Place(district=plan.district, book=book_of(plan.district), now=when, gap=gap)
    seen = {"seen": rule["seq"] if rule else 0}
    body = moved(move, rule, person(role, shipped()), {**seen, **said}, on)
    return Fact(key=key, kind=move, version=next_version(len(before)), happened_at=when, body=body)


def spoken(rest: Sequence[str]) -> dict[str, Any]:
    """What a move says besides, as acts have it."""
    said: dict[str, Any] = dict(word.split("=", 1) for word in rest)
    for name in ("adopted_on", "answer_by"):
        if name in said:
            said[name] = date.fromisoformat(said[name])
    return said


def place(plan: Plan, of: Ruling, when: datetime) -> dict[str, Any]:
    """What T18 found then of the category and unit, from the levers of the stories."""
    levers = [row for one in as_of(plan, when) if (row := shown(one, of, when))]
    if len(levers) < LEAST:
        raise ValueError(f"{of.category} of {of.unit} had {len(levers)} levers by {when}: no rule is missing")
    (found,) = finish(pd.DataFrame(levers)).to_dict("records")
    return {str(name): value for name, value in found.items()}


def as_of(plan: Plan, when: datetime) -> list[Lent]:
    """The levers of the stories with what had happened by then."""
    facts, found = played(plan, when), lent(plan)
    for one in found:
        one.facts = [fact for fact in facts if fact.key == one.key]
    return found


def shown(lever: Lent, of: Ruling, when: datetime) -> dict[str, Any] | None:
    """A lever of L3 or higher of the place as `rule_gaps` measures it; None where it is none."""
    row = lever.row
    if row is None or row["issued_at"] is None or row["level"] not in HIGH or row["unit"] != of.unit:
        return None
    if lever.category != of.category:
        return None
    told = {"category": of.category, "unit": of.unit, "lever": lever.key, "cases": row["cases"], "now": when}
    told |= {"moment": row["issued_at"], "listed_at": None} | {name: row[name] for name in OF_LEVER}
    return told | dict.fromkeys(LAST)
