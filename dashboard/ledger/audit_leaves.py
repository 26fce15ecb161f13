"""Reading the audit: the notes that are meant, a leaf at a time, turned by their numbers."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from dashboard.ledger import Audited, AuditFilter
from dashboard.ledger.tables import AUDIT, instant, micros

COLUMNS = [column.name for column in AUDIT.columns if column.name != "chain"]


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Where a leaf begins or ends: the notes before this number, or those after it; else the newest."""

    before: int | None = None
    after: int | None = None


NEWEST = Turn()


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """Some notes, newest first; how many are meant in all, and how many of those are newer."""

    notes: tuple[Audited, ...]
    total: int
    newer: int

    @property
    def older(self) -> int:
        """How many of those that are meant are older."""
        return self.total - self.newer - len(self.notes)


def turned(connection: sa.Connection, turn: Turn, limit: int, where: AuditFilter) -> Leaf:
    """One leaf of the notes that are meant."""
    notes = tuple(audited(connection, turn, limit, where))
    total = counted(connection, where)
    if notes:
        newer = counted(connection, where, after=notes[0].seq)
    else:  # turned too far: all of them are newer than what ends before this one, or none is
        newer = total if turn.before is not None else 0
    return Leaf(notes=notes, total=total, newer=newer)


def audited(connection: sa.Connection, turn: Turn, limit: int, where: AuditFilter) -> list[Audited]:
    """The notes that are meant, newest first, on one side of a number."""
    said = AUDIT.c
    wanted = sa.select(*(said[name] for name in COLUMNS)).where(*conditions(where)).limit(limit)
    if turn.before is not None:
        wanted = wanted.where(said.seq < turn.before)
    if turn.after is not None:
        wanted = wanted.where(said.seq > turn.after)
    up = turn.after is not None and turn.before is None
    rows = connection.execute(wanted.order_by(said.seq if up else said.seq.desc())).mappings().all()
    found = [Audited(**{**row, "recorded_at": instant(row["recorded_at"])}) for row in rows]
    return found[::-1] if up else found


def counted(connection: sa.Connection, where: AuditFilter, *, after: int = 0) -> int:
    """How many notes are meant, of those behind a number."""
    wanted = sa.select(sa.func.count()).select_from(AUDIT).where(AUDIT.c.seq > after, *conditions(where))
    return int(connection.execute(wanted).scalar_one())


def conditions(where: AuditFilter) -> list[sa.ColumnElement[bool]]:
    """What a note must be to be meant; a day that ends one filter begins the next."""
    said = AUDIT.c
    found = [
        said[name] == value for name in ("actor", "action", "outcome") if (value := getattr(where, name))
    ]
    if where.object:
        found.append(said.object.contains(where.object, autoescape=True))
    if where.since:
        found.append(said.recorded_at >= micros(where.since))
    if where.until:
        found.append(said.recorded_at < micros(where.until))
    return found
