"""What the board knows of a matter and the powers borrowed for it: for those who act, and for the tick."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from dashboard.access.policy import Approval
from dashboard.board.reader import Reader
from dashboard.board.tables import Tables
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import EventKind
from dashboard.district import District
from dashboard.fold.borrowing import LEADERS
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.binding import KEY, among, bound, word
from dashboard.indicators.judging import in_episodes
from dashboard.indicators.timing import before
from dashboard.leverage import Level
from dashboard.leverage.book import Book
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.completeness import completeness
from dashboard.leverage.duties import Lender, lender_of
from dashboard.leverage.failing_units import FAILING_UNITS, RULE
from dashboard.leverage.ground import Actor, Ground
from dashboard.leverage.membership import membership
from dashboard.leverage.naming import UNIT, unit_of
from dashboard.leverage.refusals import ActError, Why
from dashboard.leverage.repeats import insistence, stars
from dashboard.leverage.tried import LATELY, relapsed

Row = dict[str, Any]
WEEK = timedelta(days=8)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A matter: its cases, and the row of the one that stands for it."""

    cases: list[str]
    row: Row


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where and when something is judged: the district, its book, its approvals, its clocks, now."""

    district: District
    book: Book
    calendar: WorkCalendar
    now: datetime
    approvals: Mapping[str, Approval] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of a lever, and what is known of it and of the others of its matter."""

    said: Mapping[str, Any]
    lever: Row | None
    others: Sequence[Row]
    last: Row
    asked: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, kw_only=True)
class Judged:
    """What a move is judged on, and who would lend."""

    ground: Ground
    lender: Lender | None


def lever_at(reader: Reader, key: str) -> Row | None:
    """The record of a lever."""
    found = rows(reader, "lever-at", reader.tables.levers, key)
    return found[0] if found else None


def levers_of(reader: Reader, matter: str, cases: Sequence[str] = ()) -> list[Row]:
    """Every lever of a matter, and of its cases from before they were one, the oldest first."""
    tables = reader.tables
    frame = reader.frame(
        "levers-of",
        lambda: tables.levers.filter(among(tables.levers.matter, KEY, (matter,))),
        bound=bound([(KEY, [matter, *cases])]),
    )
    return sorted(plain(frame), key=lambda row: (row["state_since"], row["key"]))


def asked_of_leaders(reader: Reader) -> list[Row]:
    """What waits for leaders or was put before them lately, of any matter."""
    levers = reader.tables.levers
    lately = levers.live | (levers.issued_at >= before(WEEK))
    return plain(reader.frame("asked-of-leaders", lambda: levers.filter(levers.level.isin(LEADERS), lately)))


def matter_of(reader: Reader, key: str) -> str:
    """The matter that a case is recorded in; its own key where it is in none."""
    found = rows(reader, "matter-of", membership(reader.tables), key) if key.startswith("case:") else []
    return str(found[0]["matter"]) if found else key


def within(reader: Reader, key: str, *, whole: bool) -> bool:
    """Whether a reader sees all that a key is about: of a matter every case, of a silence what it is of.

    `whole`: who sees the whole district, and nobody else, speaks of a unit as a topic; they also end the
    silence of a matter that was taken apart since.
    """
    kind, tables = key.partition(":")[0], reader.tables
    if unit := unit_of(key):
        return whole and bool(rows(reader, "org-at", tables.orgs.rename(key="code"), unit))
    if kind == "case":
        return bool(rows(reader, "case-at", tables.cases, key))
    if kind == "silence":
        found = rows(reader, "silence-at", tables.silences, key)
        return bool(found) and (whole or within(reader, str(found[0]["subject"]), whole=False))
    members = members_of(reader, key)
    return whole or (bool(members) and all(within(reader, one, whole=False) for one in members))


def reached(reader: Reader, who: Actor, *keys: str) -> None:
    """Refuse what is not wholly within somebody's sight: to them it is not there; an empty key is none."""
    for key in keys:
        if key and not within(reader, key, whole=who.scope.district):
            raise ActError(Why.UNKNOWN, key=key)


def members_of(reader: Reader, key: str) -> list[str]:
    """The cases of a matter; none where it was taken apart."""
    found = rows(reader, "matter-at", reader.tables.grouped, key)
    return list(found[0]["members"] if found else ())


def last_seen(reader: Reader, key: str) -> Row:
    """The last step of a lever; empty before the first."""
    steps = sorted(rows(reader, "steps-of", reader.tables.lever_steps, key), key=lambda row: row["n"])
    return steps[-1] if steps else {}


def appeal_at(reader: Reader, key: str) -> Row | None:
    """The last appeal about a case, with the episode whose settlement it disputes."""
    appeals = in_episodes(reader.tables.appeals, reader.tables, "filed_at")
    found = rows(reader, "appeals-of", appeals, key)
    return max(found, key=lambda row: row["n"]) if found else None


def matter_at(
    reader: Reader, key: str, parted: Sequence[str] = (), *, drawn_up: bool = False
) -> Matter | None:
    """A case, or the matter that several were put together as: the oldest open one stands for it.

    `parted`: its cases, should the matter have been taken apart since; `drawn_up`: whether a lever is, which
    asks of a unit why it should be a topic.
    """
    if unit := unit_of(key):
        return topic_at(reader, unit, drawn_up=drawn_up)
    together = key.startswith("matter:")
    members = members_of(reader, key) or list(parted) if together else [key]
    known = [row for member in members for row in rows(reader, "case-at", reader.tables.cases, member)]
    if not known:
        return None
    first = min(known, key=lambda row: (not row["open"], row["reported_at"], row["key"]))
    hands = list(first["hands"]) if first["hands"] is not None else []
    told = rows(reader, "advised-at", reader.tables.advice, first["key"])
    more = {"last_hand": hands[-1] if hands else None, "score": told[0]["score"] if told else None}
    more["relapsed"] = bool(rows(reader, "relapsed-at", relapsed(reader.tables), first["key"]))
    return Matter(cases=members, row={**first, **more, **dispute(reader, first["key"])})


def topic_at(reader: Reader, unit: str, *, drawn_up: bool) -> Matter:
    """A unit as a topic, without a case: whether T17 names it, or a leader lent power against it lately."""
    row: Row = {"key": f"{UNIT}{unit}", "holder": unit, "rules": []}
    if drawn_up:
        named = unit in set(answer(FAILING_UNITS, Ask(), reader)["department"])
        lent = reader.frame("lent-against", lambda: lent_against(reader.tables), bound={KEY: unit})
        row |= {"rules": [RULE] if named else [], "leader_issued": bool(len(lent))}
    return Matter(cases=[], row=row)


def lent_against(tables: Tables) -> ir.Table:
    """The levers of leaders (L4) that were issued lately for a unit to answer."""
    levers = borrowings(tables.levers)
    of_unit = (levers.unit == word(KEY)) & (levers.level == Level.MOMENTUM.value)
    return levers.filter(of_unit, levers.issued_at >= before(LATELY))


def dispute(reader: Reader, key: str) -> Row:
    """How many returns of a case told their reason, and whether earlier cases were found around it."""
    tables = reader.tables
    facts = rows(reader, "facts-at", tables.facts, key)
    reasoned = sum(1 for fact in facts if fact["kind"] == EventKind.RETURN and fact["reason_code"])

    def around() -> ir.Table:
        return repeats(tables)

    near = reader.frame("repeats-at", around, bound={KEY: key})
    return {"reasoned": reasoned, "linked": bool(len(near))}


def repeats(tables: Tables) -> ir.Table:
    """Whether a case has a star or an insistent requester."""
    mine = tables.cases.filter(tables.cases.key == word(KEY))
    mine = mine.mutate(person=mine.requester_key.coalesce(mine.source, ""))
    near, again = stars(mine, tables), insistence(mine, tables)
    return near.filter(near.star > 1).select("key").union(again.filter(again.same > 1).select("key"))


def ground(place: Place, matter: Matter, told: Told) -> Judged:
    """All that a move is judged on."""
    book, lever, said = place.book, told.lever or {}, told.said
    found = book.kind(str(said.get("kind") or lever.get("kind") or ""))
    level = found[0].level if found else str(lever.get("level") or "L2")
    unit, category = said.get("unit") or lever.get("unit"), matter.row.get("category")
    today = place.now.astimezone(place.district.tz).date()
    lender = lender_of(level, unit, category, district=place.district, book=book, today=today)
    duty = lender_of("L2", unit, category, district=place.district, book=book, today=today)
    known = {**matter.row, "clause": duty.clause if duty else ""}
    return Judged(
        ground=Ground(
            district=place.district,
            book=book,
            calendar=place.calendar,
            now=place.now,
            approvals=place.approvals,
            matter=matter.row,
            others=told.others,
            last=told.last,
            asked=told.asked,
            complete=None if unit_of(matter.row["key"]) else completeness(known, said),
            stale=bool(lender and lender.stale),
        ),
        lender=lender,
    )


def rows(reader: Reader, name: str, table: ir.Table, key: str) -> list[Row]:
    """The rows of a table under one key."""
    frame = reader.frame(name, lambda: table.filter(table.key == word(KEY)), bound={KEY: key})
    return plain(frame)


def plain(frame: pd.DataFrame) -> list[Row]:
    """Rows with None where nothing is known, moments as datetimes, and lists as lists."""
    return [{str(name): single(value) for name, value in row.items()} for row in frame.to_dict("records")]


def single(value: Any) -> Any:
    """One value as Python has it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if value is None or (not isinstance(value, (list, str)) and pd.isna(value)):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
