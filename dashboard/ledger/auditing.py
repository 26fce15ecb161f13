"""The audit: who has done what and was refused what, in a chain of its own, kept apart from the cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from dashboard.clock import now
from dashboard.ledger import Action, Audited, AuditFilter, LedgerError, Note, Verdict
from dashboard.ledger.anchor import Anchor
from dashboard.ledger.appending import ROTATED, Seal
from dashboard.ledger.audit_leaves import COLUMNS, NEWEST, Leaf, Tally, Turn, audited, counted, turned
from dashboard.ledger.chain import GENESIS, canonical, key_check
from dashboard.ledger.checking import BEHIND, CUT, EDITED, HEAD, MISSING, MOVED, OTHER
from dashboard.ledger.database import reading
from dashboard.ledger.tables import AUDIT, AUDIT_CHAIN, HEADS, micros
from dashboard.privacy import masked, scrub
from dashboard.text import Text, filled

BATCH = 10_000
LONGEST = 200
"""Characters of one text of a note."""
LINK = re.compile(r"[0-9a-f]{64}")
"""A link of the chain, in which a mask would see a number of somebody by chance."""
AS_THEY_ARE = {"actor", "roles", "address", "action", "outcome"}
OWN_WORDS = {
    Action.REVEAL, Action.PERSON_ADD, Action.PERSON_CHANGE, Action.DEVICE_ADD, Action.DEVICE_RENEW,
    Action.AGE,
}  # fmt: skip
"""Acts whose words come from our own people: they are scrubbed, and else stay readable."""
TRIMMED = Text(
    "第 {seq} 条之前的记录缺失，且没有清理登记",
    "what stood before note {seq} is missing, and no trim is registered",
)
Row = Sequence[Any]


Seals = tuple[Seal, ...]
"""What seals now, and what did before it."""
Also = Callable[[sa.Connection], None]
"""What must be done in the same transaction."""
ALL = AuditFilter()
Writing = Callable[[], AbstractContextManager[sa.Connection]]


class AuditBook:
    """The audit of one ledger."""

    def __init__(
        self, engine: sa.Engine, ledger: str, seals: Seals, anchor: Anchor | None, writing: Writing
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._seals = seals
        self._anchor = anchor and replace(anchor, path=anchor.path.with_suffix(".audit-head"))
        self._writing = writing
        self._proven: Proven | None = None
        self._tally = Tally()
        self.whole_at: datetime | None = None
        """When this process last walked the whole chain."""

    def write(self, notes: Sequence[Note], *, recorded_at: datetime) -> int:
        """Write notes, durable on return; the seq of the last."""
        with self._writing() as connection:
            self._current(connection)
            seq = noted(connection, notes, recorded_at, self._seals[0])
            head = audit_head(connection)
        self._mark(head)
        return seq

    def read(self, *, before: int | None = None, limit: int = 200, where: AuditFilter = ALL) -> list[Audited]:
        """The notes that are meant, newest first; `before` a seq, for the next page."""
        with reading(self._engine) as connection:
            return audited(connection, Turn(before=before), limit, where)

    def leaf(self, turn: Turn = NEWEST, *, limit: int = 200, where: AuditFilter = ALL) -> Leaf:
        """Some of the notes that are meant, and where among all of them they stand, at one moment."""
        with reading(self._engine, frozen=True) as connection:
            return turned(connection, turn, limit, where, self._tally)

    def count(self, where: AuditFilter = ALL) -> int:
        """How many notes are meant."""
        with reading(self._engine) as connection:
            return counted(connection, where)

    def head(self) -> tuple[int, str]:
        """The seq and the chain of the last note."""
        with reading(self._engine) as connection:
            return audit_head(connection)

    def trim(self, older: datetime, *, actor: str, recorded_at: datetime) -> int:
        """Let go of the notes from before a moment, and note that; the chain holds. How many went."""
        with self._writing() as connection:
            self._current(connection)
            cut = trimmed(connection, older)
            if cut is None:
                return 0
            noted(connection, [replace(cut[0], actor=actor)], recorded_at, self._seals[0])
            head = audit_head(connection)
        self._mark(head)
        return cut[1]

    def verify(self) -> Verdict:
        """Walk the chain: the first bad note and what is wrong with it, or that all is as written."""
        anchor = self._anchor.read() if self._anchor else None
        with reading(self._engine, frozen=True) as connection:
            verdict, self._proven = verified(connection, self._seals, anchor)
        self.whole_at = now()
        return verdict

    def followed(self) -> Verdict:
        """The same, but of what this process walked before only that it is there: as dear as what is new."""
        anchor, known = self._anchor.read() if self._anchor else None, self._proven
        with reading(self._engine, frozen=True) as connection:
            if known is None or not stands(connection, known, anchor):
                known, self.whole_at = None, now()
            verdict, self._proven = verified(connection, self._seals, anchor, known)
            first = sa.select(sa.func.coalesce(sa.func.min(AUDIT.c.seq), 1))
            return replace(verdict, entries=verdict.head[0] - connection.execute(first).scalar_one() + 1)

    def rotate(self, key: bytes, note: Note, *, recorded_at: datetime, also: Also) -> Seals:
        """Have another key seal from the next note on, which tells of it; the keys then, the newest first."""
        new = Seal(key=key, algorithm=self._seals[0].algorithm)
        check = key_check(key, self._ledger, new.algorithm)
        with self._writing() as connection:
            self._current(connection)
            also(connection)
            this = HEADS.c.name == AUDIT_CHAIN
            connection.execute(sa.update(HEADS).where(this).values(key_check=check))
            noted(connection, [note], recorded_at, new)
            head = audit_head(connection)
        self._seals, self._proven = (new, *self._seals), None
        self._anchor = self._anchor and replace(self._anchor, key=key)
        self._mark(head)
        return self._seals

    def _current(self, connection: sa.Connection) -> None:
        """Refuse to write with a key that another process has rotated away."""
        wanted = sa.select(HEADS.c.key_check).where(HEADS.c.name == AUDIT_CHAIN).with_for_update()
        seal = self._seals[0]
        if connection.execute(wanted).scalar_one() != key_check(seal.key, self._ledger, seal.algorithm):
            raise LedgerError(ROTATED)

    def _mark(self, head: tuple[int, str]) -> None:
        if self._anchor:
            self._anchor.write(*head)


def noted(connection: sa.Connection, notes: Sequence[Note], recorded_at: datetime, seal: Seal) -> int:
    """Write notes behind the head, locked until the commit; the seq of the last."""
    seq, chain = audit_head(connection, lock=True)
    rows = []
    for note in notes:
        seq += 1
        texts = {name: written(name, value, note.action) for name, value in asdict(note).items()}
        row = {"seq": seq, "recorded_at": micros(recorded_at), **texts}
        chain = linked(chain, [row[name] for name in COLUMNS], seal)
        rows.append({**row, "chain": chain})
    if rows:
        connection.execute(sa.insert(AUDIT), rows)
        moved = sa.update(HEADS).where(HEADS.c.name == AUDIT_CHAIN).values(seq=seq, chain=chain)
        connection.execute(moved)
    return seq


def written(name: str, value: Any, action: Action) -> Any:
    """One column of a note; who it was and from where are told as they are, what strangers type is masked.

    What was looked at for which reason, and what was changed, an auditor must be able to read.
    """
    if not isinstance(value, str):
        return value
    if name in AS_THEY_ARE:
        return line(value)
    return line(scrub(value)) if action in OWN_WORDS else told(value)


def line(text: str) -> str:
    """A text in one line, without what could be taken for another one."""
    return "".join(sign if sign.isprintable() else " " for sign in text[:LONGEST])


def told(text: str) -> str:
    """A text in one line, without what could be taken for another one, nor personal data."""
    if LINK.fullmatch(text):
        return text
    return str(masked("".join(sign if sign.isprintable() else " " for sign in text[: 4 * LONGEST])))[:LONGEST]


def linked(previous: str, columns: Sequence[Any], seal: Seal) -> str:
    """The chain after a note; without the ledger's key nobody can make another."""
    return seal.digest(previous + canonical(list(columns)))


def audit_head(connection: sa.Connection, *, lock: bool = False) -> tuple[int, str]:
    """The seq and the chain of the last note."""
    wanted = sa.select(HEADS.c.seq, HEADS.c.chain).where(HEADS.c.name == AUDIT_CHAIN)
    row = connection.execute(wanted.with_for_update() if lock else wanted).one()
    return row.seq, row.chain


def trimmed(connection: sa.Connection, before: datetime) -> tuple[Note, int] | None:
    """Cut the notes from before a moment: the note that registers it, and how many; None: there are none."""
    last = sa.select(sa.func.max(AUDIT.c.seq)).where(AUDIT.c.recorded_at < micros(before))
    seq = connection.execute(last).scalar_one()
    if seq is None or seq == audit_head(connection)[0]:
        return None
    chain = connection.execute(sa.select(AUDIT.c.chain).where(AUDIT.c.seq == seq)).scalar_one()
    gone = connection.execute(sa.delete(AUDIT).where(AUDIT.c.seq <= seq)).rowcount
    return Note(actor="", action=Action.TRIM, object=str(seq), after=chain), gone


@dataclass(frozen=True, kw_only=True)
class Proven:
    """How far a chain was walked and held: the last note, its link, and what may seal the next ones."""

    seq: int
    chain: str
    keys: Seals


def verified(
    connection: sa.Connection,
    seals: Seals,
    anchor: tuple[int, str] | None = None,
    known: Proven | None = None,
) -> tuple[Verdict, Proven | None]:
    """Walk the chain of notes: the first bad one and what is wrong with it, or that all is as written.

    A key seals up to the note that tells of the next one, and nothing after that. From what is `known` to
    hold only the notes behind it are walked. What holds by now is told too; nothing where something does not.
    """
    head, keys = audit_head(connection), list(known.keys if known else seals)
    last, chain, count = (known.seq, known.chain, 0) if known else (0, GENESIS, 0)
    noted_at = dict([anchor] if anchor else [])
    for row in rows_of(connection, after=last if known else -1):
        columns, link = list(row[:-1]), row[-1]
        begins = known is None and not count
        if begins and columns[0] != 1:
            cuts = cut_at(connection)
            if cuts.get(columns[0] - 1) is None:
                return bad(count, (last, chain), TRIMMED, columns[0]), None
            last, chain = columns[0] - 1, cuts[columns[0] - 1]
        if columns[0] != last + 1:
            return bad(count, (last, chain), MISSING, last + 1), None
        if not fits(chain, columns, link, keys, begins=begins):
            return misplaced(connection, keys[-1], (last, chain), columns, count), None
        last, chain, count = columns[0], link, count + 1
        if noted_at.get(last, chain) != chain:
            return bad(count, (last, chain), OTHER, last, noted=last, witness=HEAD), None
    verdict = ended(count, (last, chain), head, max(noted_at, default=0))
    return verdict, Proven(seq=last, chain=chain, keys=tuple(keys)) if verdict.good else None


def stands(connection: sa.Connection, known: Proven, anchor: tuple[int, str] | None) -> bool:
    """Whether what was known to hold is still there, and what was noted elsewhere says nothing else of it."""
    told = [(known.seq, known.chain), *([anchor] if anchor and anchor[0] <= known.seq else [])]
    wanted = sa.select(AUDIT.c.seq, AUDIT.c.chain).where(AUDIT.c.seq.in_([seq for seq, _ in told]))
    return {tuple(row) for row in connection.execute(wanted)} == {*told}


def fits(chain: str, columns: list[Any], link: str, keys: list[Seal], *, begins: bool) -> bool:
    """Whether the oldest of the keys that are left made this link; those that were rotated away are dropped.

    The note of a rotation is sealed by the next key; an audit whose beginning was trimmed begins with any.
    """
    if linked(chain, columns, keys[-1]) == link:
        return True
    turns = begins or columns[COLUMNS.index("action")] == Action.KEY
    if not turns or len(keys) == 1:
        return False
    keys.pop()
    return fits(chain, columns, link, keys, begins=begins)


def ended(count: int, last: tuple[int, str], head: tuple[int, str], noted: int) -> Verdict:
    """What the end of the walk says beside the head and what was noted elsewhere."""
    seen = max(head[0], noted)
    if seen > last[0]:
        return bad(count, last, CUT, last[0] + 1, noted=seen, last=last[0], witness=HEAD)
    if head[0] < last[0]:
        return bad(count, last, BEHIND, last[0], noted=head[0])
    if head[1] != last[1]:
        return bad(count, last, OTHER, last[0], noted=last[0], witness=HEAD)
    return Verdict(entries=count, head=last)


def misplaced(
    connection: sa.Connection, seal: Seal, last: tuple[int, str], columns: list[Any], count: int
) -> Verdict:
    """Whether the note that belongs here stands elsewhere, or this one was edited."""
    seq, chain = last[0] + 1, last[1]
    links = {row[-1]: row[0] for row in rows_of(connection)}
    for row in rows_of(connection):
        if linked(chain, [seq, *row[1:-1]], seal) in links and row[0] != seq:
            return bad(count, last, MOVED, seq, found=row[0])
    return bad(count, last, EDITED, columns[0])


def cut_at(connection: sa.Connection) -> dict[int, str]:
    """The chain at each registered cut, by the seq up to which was cut."""
    wanted = sa.select(AUDIT.c.object, AUDIT.c.after).where(AUDIT.c.action == Action.TRIM.value)
    return {int(seq): chain for seq, chain in connection.execute(wanted) if seq.isdigit()}


def rows_of(connection: sa.Connection, after: int = -1) -> Iterator[Row]:
    """All notes in the order of the chain, or those behind one."""
    wanted = sa.select(AUDIT).order_by(AUDIT.c.seq).limit(BATCH)
    while rows := connection.execute(wanted.where(AUDIT.c.seq > after)).all():
        yield from rows
        after = rows[-1][0]


def bad(count: int, head: tuple[int, str], words: Text, seq: int, **values: object) -> Verdict:
    """The verdict over a chain that does not hold."""
    return Verdict(entries=count, head=head, seq=seq, words=filled(words, seq=seq, **values))
