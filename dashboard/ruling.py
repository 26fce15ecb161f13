"""A move of a proposed rule: its record, the place of T18 behind it, and the fact that it becomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dashboard.acts import Rule
from dashboard.board.reader import Reader
from dashboard.borrowed import plain, rows
from dashboard.district import District
from dashboard.fold.rule_proposal import PREFIX, RuleMove
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger.outbox import Notice
from dashboard.leverage.book import book_of
from dashboard.leverage.ground import Actor
from dashboard.leverage.naming import next_version, rule_key
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.rule_gaps import RULE_GAPS
from dashboard.leverage.rule_moves import Place, entitled, moved
from dashboard.notices import addressed
from dashboard.telling_rules import of_rule

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ruling:
    """The fact of a move, and the last entry of its proposal that it has seen."""

    key: str
    version: str
    body: Mapping[str, Any]
    seen: int
    tells: Sequence[Notice]


def ruled(district: District, reader: Reader, who: Actor, act: Rule, now: datetime) -> Ruling:
    """What a move becomes, if it may; `reader` finds what who acts may see."""
    rule = rule_at(reader, act.on) if act.on.startswith(PREFIX) else None
    if act.on.startswith(PREFIX) and rule is None:
        raise ActError(Why.UNKNOWN, key=act.on)
    entitled(act.move, rule, who)
    gap = gap_of(reader, act.on, rule) if act.move is RuleMove.DRAFT else None
    on = Place(district=district, book=book_of(district), now=now, gap=gap)
    if rule is None and act.move is not RuleMove.DRAFT:
        raise ActError(Why.UNKNOWN, key=act.on)
    body = moved(act.move, rule, who, act.said(), on)
    key = str(rule["key"]) if rule else new_key(reader, body)
    version = next_version(int(rule["version"]) if rule else 0)
    told = of_rule(act.move, (key, version), {**(rule or {}), **body}, district)
    tells = [notice for one in told for notice in addressed(one, district)]
    return Ruling(key=key, version=version, body=body, seen=int(rule["seq"]) if rule else 0, tells=tells)


def rule_at(reader: Reader, key: str) -> Row | None:
    """The record of a proposed rule."""
    found = rows(reader, "rule-at", reader.tables.rule_proposals, key)
    return found[0] if found else None


def gap_of(reader: Reader, on: str, rule: Row | None) -> Row | None:
    """The place of T18 that a lever belongs to, or that a proposal is about; None: T18 does not name it."""
    found = plain(answer(RULE_GAPS, Ask(), reader))
    if rule:
        return next(
            (gap for gap in found if (gap["category"], gap["unit"]) == (rule["category"], rule["unit"])), None
        )
    if not any(lever["key"] == on for lever in rows(reader, "lever-at", reader.tables.levers, on)):
        raise ActError(Why.UNKNOWN, key=on)
    return next((gap for gap in found if on in gap["levers"].split(", ")), None)


def new_key(reader: Reader, body: Mapping[str, Any]) -> str:
    """The key of the next proposal of a category and unit: the same for whoever counts those before it."""
    rules = plain(reader.frame("every-rule", lambda: reader.tables.rule_proposals))
    place = (body["category"], body["unit"])
    nth = 1 + sum((rule["category"], rule["unit"]) == place for rule in rules)
    return rule_key(*place, nth)
