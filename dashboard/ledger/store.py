"""The ledger as everybody uses it: open, append, read, verify, keep."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dashboard.cases import Fact
from dashboard.clock import monotonic
from dashboard.ledger import (
    Answered,
    FeedState,
    Lease,
    LedgerBusyError,
    LedgerError,
    LedgerFatalError,
    Note,
    Once,
    Receipt,
    Rejected,
    Retried,
    Verdict,
    ageing,
    beside,
    following,
)
from dashboard.ledger.anchor import Anchor
from dashboard.ledger.appending import Seal, append, prepared, seals
from dashboard.ledger.auditing import Also, AuditBook
from dashboard.ledger.checking import Progress, verify
from dashboard.ledger.database import copy_at, engine_for, forget, shown, writing
from dashboard.ledger.delivering import Seen, deliver, unchanged
from dashboard.ledger.generations import changed, seal_of
from dashboard.ledger.keeping import backup
from dashboard.ledger.opening import (
    NO_KEY,
    READ_ONLY,
    Head,
    Keys,
    anchor_of,
    known,
    migrate,
    newer_than,
    refuse_strangers,
    sealing,
    unwritable,
)
from dashboard.ledger.replaying import replay
from dashboard.ledger.standing import Standing
from dashboard.text import Text

TRIES = 3
TAIL = 200  # entries that are verified at opening

Work = Callable[[sa.Connection], tuple[Receipt, str]]
"""What appends within a transaction: the account of it, and the chain after it."""

SEALED = Text(
    "账本 {ledger} 核验未通过，只可读：{said}。请运行 jiequan ledger verify，并从备份恢复",
    "the ledger {ledger} does not verify and is read-only: {said}. "
    "Run jiequan ledger verify, and restore a backup",
)


class Ledger(Standing):
    """The append-only truth in one database; shared between threads, never across a fork.

    A ledger that does not verify at opening, stands where nothing can be written, or whose storage failed,
    is `sealed`: it can still be read.
    """

    def __init__(self, engine: sa.Engine, head: Head, keys: Keys, anchor: Anchor | None) -> None:
        self.engine = engine
        self.identity, self.algorithm = head.ledger, head.algorithm
        self.sealed: LedgerError | None = None
        self._seal = seal_of(engine, keys, head)
        ours = sealing(engine, keys)
        newer = newer_than(keys, ours[0])
        self._seals, self._newer = (seals(of, head.algorithm) for of in (ours, newer))
        self._anchor = anchor and replace(anchor, key=ours[0], newer=newer)
        self._door = threading.Lock()
        self._news = threading.Condition()
        self._watch = beside.Watch()
        self.book = AuditBook(engine, head.ledger, self._seals, self._anchor, self._entering)

    @classmethod
    def open(cls, url: str, *, key: Keys, algorithm: str = "sha256", anchor: Path | None = None) -> Ledger:
        """Open or begin the ledger at `url`; its head is noted in `anchor` (SQLite: `<file>.head`).

        `key` may be all that the ledger ever had, the newest first.
        """
        if not key:
            raise LedgerError(NO_KEY)
        engine = engine_for(url)
        noted = anchor_of(engine, key, anchor)
        try:
            refuse_strangers(engine, noted)
            if still := unwritable(engine):
                engine = copy_at(still)
            head = known(engine, key) if still else migrate(engine, key, algorithm)
            ledger = cls(engine, head, key, noted)
            tail = ledger._verdict(start=max(0, ledger.head()[0] - TAIL))
        except LedgerError:
            engine.dispose()
            raise
        if still:
            ledger.sealed = LedgerFatalError(READ_ONLY, ledger=shown(engine))
        if tail.words:
            ledger.sealed = LedgerFatalError(SEALED, ledger=shown(engine), said=tail.words)
        return ledger

    def append(
        self,
        stream: str,
        facts: Sequence[Fact],
        *,
        recorded_at: datetime,
        known_at: datetime | None = None,
        actor: str = "",
        rejected: Sequence[Rejected] = (),
        lease: Lease | None = None,
        seen: Seen | None = None,
        alongside: Callable[[sa.Connection], object] | None = None,
    ) -> Receipt:
        """Write a delivery in one transaction, durable on return; with `lease`, only while it is not lost.

        `known_at` None declares a backfill: each fact was known as it happened. With `seen`, only while its
        keys end with the entries that were seen (else `LedgerChangedError`). What `alongside` writes beside
        the chain (notices) is there if the facts are, and not if they are not.
        """
        delivery = prepared(stream, facts, recorded_at=recorded_at, known_at=known_at, seal=self._seal)
        delivery = replace(delivery, actor=actor, rejected=[*rejected, *delivery.rejected])

        def work(connection: sa.Connection) -> tuple[Receipt, str]:
            beside.holding(connection, lease)
            unchanged(connection, seen or {})
            receipt = append(connection, delivery, self._seal)
            if alongside:
                alongside(connection)
            return receipt

        return self.committed(work)

    def deliver(
        self,
        stream: str,
        facts: Sequence[Fact],
        *,
        once: Once,
        recorded_at: datetime,
        known_at: datetime | None,
        rejected: Sequence[Rejected] = (),
        actor: str = "",
        seen: Seen | None = None,
        lease: Lease | None = None,
        alongside: Callable[[sa.Connection], object] | None = None,
    ) -> Answered:
        """Append what its sender may repeat; a repetition is answered the same and writes nothing.

        With `seen`, only while its keys end with the entries that were seen (else `LedgerChangedError`).
        """
        delivery = prepared(stream, facts, recorded_at=recorded_at, known_at=known_at, seal=self._seal)
        delivery = replace(delivery, actor=actor, rejected=[*rejected, *delivery.rejected])
        answers: list[Answered] = []

        def work(connection: sa.Connection) -> tuple[Receipt, str]:
            beside.holding(connection, lease)
            said, (seq, chain) = deliver(connection, delivery, once, self._seal, seen)
            answers.append(said)
            if alongside and not said.again:
                alongside(connection)
            return Receipt(seq=seq), chain

        self.committed(work)
        return answers[-1]

    def erase(self, seq: int, *, reason: str, actor: str, recorded_at: datetime) -> Receipt:
        """Erase the text of an entry for ever, wherever it stands, and register that; the chain holds."""
        doing = ageing.Doing(
            actor=actor, reason=reason, recorded_at=recorded_at, known_at=recorded_at, seal=self._seal
        )
        receipt = self.committed(lambda connection: ageing.erased(connection, seq, doing))
        forget(self.engine)
        return receipt

    def age(
        self,
        old: Sequence[int],
        *,
        reason: str,
        actor: str,
        recorded_at: datetime,
        known_at: datetime,
        ends: Callable[[], bool] = lambda: False,
    ) -> int:
        """Let the texts of entries age out, and register that, until it `ends`; how many texts went."""
        doing = ageing.Doing(
            actor=actor, reason=reason, recorded_at=recorded_at, known_at=known_at, seal=self._seal
        )
        gone: list[int] = []

        def work(connection: sa.Connection) -> tuple[Receipt, str]:
            receipt, chain, texts = ageing.aged_out(connection, some, may, doing)
            gone.append(texts)
            return receipt, chain

        may = frozenset(old)
        for start in range(0, len(old), ageing.A_TURN):
            if not ends():
                some = old[start : start + ageing.A_TURN]
                self.committed(work)
        forget(self.engine)
        return sum(gone)

    def committed(self, work: Work) -> Receipt:
        """Do work that appends, in one transaction, durable on return."""
        with self._door:
            receipt, chain = self._tried(work)
            if self._anchor:
                self._anchor.write(receipt.seq, chain)
        with self._news:
            self._news.notify_all()
        return receipt

    def _tried(self, work: Work, tries: int = TRIES) -> tuple[Receipt, str]:
        if self.sealed:
            raise self.sealed
        try:
            with self._writing() as connection:
                return work(connection)
        except LedgerBusyError:
            if tries > 1:
                return self._tried(work, tries - 1)
            raise

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        try:
            with writing(self.engine) as connection:
                yield connection
        except LedgerFatalError as error:  # SQLite would go on as if nothing had happened
            self.sealed = error
            raise

    def wait(self, after: int, timeout: float) -> int:
        """Rest until there is news behind seq `after`, at most `timeout` seconds; the head then."""
        until = monotonic() + timeout
        with following.listening(self.engine, self._news) as rest:
            while (seq := self.head()[0]) <= after and (left := until - monotonic()) > 0:
                rest(left)
        return seq

    def verify(self, progress: Progress | None = None) -> Verdict:
        """Walk the whole chain: the first bad entry and what is wrong with it, or that all is as written."""
        return self._verdict(progress=progress)

    def _verdict(self, *, start: int = 0, progress: Progress | None = None) -> Verdict:
        noted = self._anchor.read() if self._anchor else None
        return verify(self.engine, self._seal, anchor=noted, start=start, progress=progress)

    def audit(self, notes: Sequence[Note], *, recorded_at: datetime) -> int:
        """Write notes into the audit, durable on return; it has a chain of its own and moves no version."""
        return self.book.write(notes, recorded_at=recorded_at)

    def rotate(
        self, key: bytes, note: Note, *, recorded_at: datetime, also: Also, digests: bool = False
    ) -> None:
        """Have another key seal audit and anchors from now on, `also` in the same transaction.

        With `digests` it makes those too, and whatever stands for a person.
        """
        made: list[Seal] = []

        def done(connection: sa.Connection) -> None:
            also(connection)
            if digests:
                made.append(changed(connection, self._seal, key, note.actor, recorded_at))

        self._seals = self.book.rotate(key, note, recorded_at=recorded_at, also=done)
        self._seal = next(iter(made), self._seal)
        if self._anchor:
            self._anchor = replace(self._anchor, key=key)
            self._anchor.write(*self.head())

    @contextmanager
    def _entering(self) -> Iterator[sa.Connection]:
        with self._door:
            if self.sealed:
                raise self.sealed
            with self._writing() as connection:
                yield connection

    def backup(self, to: Path) -> None:
        """Copy the ledger into a new SQLite file while it lives; the copy is verified before it is named."""
        backup(self.engine, self._seal, to)

    def save_feed_state(self, state: FeedState) -> None:
        """Replace what is known of a connection, but for its account."""
        with self._door, self._writing() as connection:
            beside.save_feed_state(connection, state)

    def replay(
        self,
        stream: str,
        retried: Sequence[Retried],
        *,
        recorded_at: datetime,
        known_at: datetime,
        actor: str = "",
    ) -> Receipt:
        """Take records out of the quarantine into the chain, and move their counts, in one transaction.

        The receipt counts what left the quarantine as negative; what cannot be used yet stays there.
        """
        said: dict[str, Any] = {"recorded_at": recorded_at, "known_at": known_at, "actor": actor}
        return self.committed(lambda connection: replay(connection, stream, retried, seal=self._seal, **said))

    def sweep(self, before: datetime) -> int:
        """Let go of what was set aside and has not come again since `before`; returns how many."""
        with self._door, self._writing() as connection:
            return beside.sweep(connection, before)

    def lease(self, name: str, holder: str, *, now: datetime, lasts: timedelta) -> Lease | None:
        """Take or keep the lease `name` until `now + lasts`; None: somebody else has it."""
        wanted = Lease(name=name, holder=holder, fence=0, until=now + lasts)
        with self._door, self._writing() as connection:
            return beside.lease(connection, wanted, now=now, lasts=lasts, watch=self._watch)

    def release(self, held: Lease, *, now: datetime) -> None:
        """Give a lease back before its time."""
        with self._door, self._writing() as connection:
            beside.release(connection, held, now)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()
