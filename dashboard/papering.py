"""The paper of a lever or a proposed rule as a file: what the board knows of it in its template's words."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from dashboard.board.reader import Reader
from dashboard.clock import now as wall
from dashboard.fold.rule_proposal import PREFIX as RULE
from dashboard.ledger.numbering import numbered
from dashboard.leverage.book import book_of
from dashboard.papers import Evidence, Kind, number
from dashboard.papers.ruling import rule_drawn
from dashboard.papers.templates import made, template
from dashboard.papers.wording import MOST, Head, drawn
from dashboard.scope import Sight
from layouts.happenings import happened
from layouts.names import is_code, unit

if TYPE_CHECKING:
    from dashboard.desk import Desk

DOOR = "/papers/<path:lever>/<kind>.docx"
"""Where a paper is fetched."""
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GATHERED = ("hands", "returns", "reworks", "extensions", "reminders", "failed_levers", "holder")
Row = Mapping[str, Any]


def paper(desk: Desk, key: str, kind: Kind, sight: Sight, actor: str) -> bytes | None:
    """The paper of a lever; None where there is none, or somebody does not see its cases."""
    if (kind is Kind.RULE) != key.startswith(RULE):
        return None
    if kind is Kind.RULE:
        return paper_of_rule(desk, key, sight, actor)
    now = desk.clock.now()
    with desk.board.reading(now) as reader:
        lever = lever_at(reader, key)
        cases = cases_of(reader.within(sight.cases), lever) if lever else []
        if lever is None or not cases:
            return None
        evidence = evidence_of(reader, [case["key"] for case in cases], desk)
    said = numbered_as(desk, kind, key, actor) if lever.get("approved_at") is not None else ""
    head = Head(district=desk.district, now=now, number=said, words=words_of(desk))
    fields = drawn(kind, lever, matter_of(cases), evidence, head)
    return made(template(kind, desk.district), fields)


def paper_of_rule(desk: Desk, key: str, sight: Sight, actor: str) -> bytes | None:
    """The paper of a proposed rule; None where there is none, or somebody does not see what shows it."""
    found = rule_and_levers(desk, key, sight)
    if found is None:
        return None
    rule, levers = found
    said = numbered_as(desk, Kind.RULE, key, actor) if rule["proposed_at"] is not None else ""
    head = Head(district=desk.district, now=desk.clock.now(), number=said, words=words_of(desk))
    return made(template(Kind.RULE, desk.district), rule_drawn(rule, levers, head))


def rule_and_levers(desk: Desk, key: str, sight: Sight) -> tuple[Row, list[Row]] | None:
    """A proposed rule and the levers that show it, for somebody who sees the cases of all of them."""
    with desk.board.reading(desk.clock.now()) as reader:
        found = reader.rows("SELECT * FROM rule_proposals WHERE key = $1", key)
        if not found or not cases_of(reader.within(sight.cases), found[0]):
            return None
        asked = "SELECT * FROM levers WHERE key IN (SELECT unnest($1::VARCHAR[])) ORDER BY issued_at, key"
        return found[0], [*reader.rows(asked, list(found[0]["levers"]))]


def numbered_as(desk: Desk, kind: Kind, key: str, actor: str) -> str:
    """The number of a paper, taken now if it has none."""
    year = desk.clock.now().astimezone(desk.district.tz).year
    nth = numbered(desk.ledger, kind, key, year=year, at=wall(), actor=actor)
    return number(kind, desk.district.papers.sign, *nth)


def words_of(desk: Desk) -> dict[str, str]:
    """What instruments and decisions are called in the book of levers."""
    book = book_of(desk.district)
    kinds = {kind.code: kind.name.zh for lever in book.levers for kind in lever.kinds}
    return kinds | {code: words.zh for code, words in book.decisions.items()}


def lever_at(reader: Reader, key: str) -> Row | None:
    """The lever of a key, as the board has it."""
    found = reader.rows("SELECT * FROM levers WHERE key = $1", key)
    return found[0] if found else None


def cases_of(reader: Reader, lever: Row) -> list[Row]:
    """The cases of a lever that this reader finds."""
    keys = list(lever.get("cases") or ())
    named = f"SELECT * FROM {reader.prefix}cases WHERE key IN (SELECT unnest($1::VARCHAR[])) ORDER BY key"
    found = reader.rows(named, keys)
    return [*found] if len(found) == len(keys) else []


def matter_of(cases: list[Row]) -> dict[str, Any]:
    """What several cases are as one matter: the oldest speaks for all, the worst counts."""
    oldest = min(cases, key=lambda case: case["reported_at"])
    worst = max(cases, key=lambda case: len(case["hands"] or ()))
    dues = [case["due_at"] for case in cases if case["due_at"]]
    said = {name: worst[name] for name in GATHERED}
    said |= {name: oldest[name] for name in ("category", "street", "reported_at")}
    return said | {"keys": [case["key"] for case in cases], "due_at": min(dues, default=None)}


def evidence_of(reader: Reader, keys: list[str], desk: Desk) -> list[Evidence]:
    """The newest things told of these cases, in words, each with the entry of the ledger that says so."""
    asked = """
        SELECT seq, happened_at, kind, org, to_org, reason_code FROM facts
        WHERE key IN (SELECT unnest($1::VARCHAR[])) ORDER BY happened_at DESC, seq DESC LIMIT $2
    """
    lines = []
    for row in reader.rows(asked, keys, 3 * MOST):
        fact = SimpleNamespace(**row)
        if words := happened(fact, desk.district, "zh", by=False):
            who = unit(desk.district, fact.org, "zh") if is_code(fact.org) else ""
            lines.append(Evidence(when=fact.happened_at, who=who, what=words, seq=fact.seq))
    return lines[:MOST]
