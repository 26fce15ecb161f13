"""Reading the audit: the notes that are meant, a leaf at a time, turned by their numbers."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import sqlalchemy as sa

from dashboard.ledger import Audited, AuditFilter
from dashboard.ledger.tables import AUDIT, instant, micros

FILTERS, MARKS = 63, 15
"""How many filters besides the one that is asked for, and numbers of each, a tally remembers."""
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


@dataclass
class Tally:
    """How many notes are meant up to a number, as far as that was counted before: notes never change."""

    first: int = 0  # of the audit; where its beginning was trimmed all is counted anew
    counts: dict[AuditFilter, dict[int, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def upto(self, connection: sa.Connection, where: AuditFilter, seq: int) -> int:
        """How many there are up to a number; only those behind the nearest one that is known are counted."""
        with self.lock:
            return self._upto(connection, where, seq)

    def _upto(self, connection: sa.Connection, where: AuditFilter, seq: int) -> int:
        first = connection.execute(sa.select(sa.func.min(AUDIT.c.seq))).scalar_one() or 0
        if first != self.first:
            self.first, self.counts = first, {}
        known = self.counts.pop(where, {})
        near = max((at for at in known if at <= seq), default=0)
        found = known.get(near, 0) + (counted(connection, where, after=near, upto=seq) if seq > near else 0)
        kept = {**{at: known[at] for at in [*known][-MARKS:]}, seq: found}
        self.counts = {**{one: self.counts[one] for one in [*self.counts][-FILTERS:]}, where: kept}
        return found


def turned(
    connection: sa.Connection, turn: Turn, limit: int, where: AuditFilter, tally: Tally | None = None
) -> Leaf:
    """One leaf of the notes that are meant; what was counted before is not counted again."""
    tally = tally or Tally()
    notes = tuple(audited(connection, turn, limit, where))
    here = tally.upto(connection, where, notes[0].seq) if notes else 0
    head = connection.execute(sa.select(sa.func.max(AUDIT.c.seq))).scalar_one() or 0
    total = tally.upto(connection, where, head)
    past = total if turn.before is not None else 0  # turned too far: all are newer than this leaf, or none
    newer = total - here if notes else past
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


def counted(connection: sa.Connection, where: AuditFilter, *, after: int = 0, upto: int | None = None) -> int:
    """How many notes are meant, of those behind a number and up to another."""
    among = [AUDIT.c.seq > after, *([] if upto is None else [AUDIT.c.seq <= upto]), *conditions(where)]
    wanted = sa.select(sa.func.count()).select_from(AUDIT).where(*among)
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
