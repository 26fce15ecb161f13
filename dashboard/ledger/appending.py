"""One delivery into the ledger, in one transaction: judged, chained, written, accounted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from dashboard.cases import AHEAD, STATE, Fact
from dashboard.ledger import LedgerError, Receipt, Rejected
from dashboard.ledger.chain import canonical, digest, key_check, link
from dashboard.ledger.database import CHANNEL, insert, is_sqlite
from dashboard.ledger.judging import Judge, Line, Outcome
from dashboard.ledger.tables import (
    ACCOUNTS,
    BODIES,
    CONFIRMED,
    CYCLES,
    ENTRIES,
    ENTRIES_CHAIN,
    HEADS,
    MICROSECOND,
    QUARANTINE,
    micros,
)
from dashboard.privacy import MASKED, formerly, masked, scrub
from dashboard.text import Text

KEYS_A_QUERY = 10_000
ROTATED = Text(
    "密钥已更换：请重启本程序，未记入任何内容",
    "the key was rotated: start this program again; nothing was written",
)


@dataclass(frozen=True, kw_only=True)
class Seal:
    """What digests and links are made with, and the keys that made digests before, the newest first."""

    key: bytes
    algorithm: str
    former: tuple[bytes, ...] = ()

    def digest(self, text: str) -> str:
        """The keyed digest of a canonical text."""
        return digest(self.key, text, self.algorithm)

    def before(self) -> list[Seal]:
        """What made digests before, the newest first."""
        return [Seal(key=key, algorithm=self.algorithm) for key in self.former]


def seals(keys: Iterable[bytes], algorithm: str) -> tuple[Seal, ...]:
    """What each of these keys makes by itself."""
    return tuple(Seal(key=key, algorithm=algorithm) for key in keys)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """What one call brings, ready to be judged."""

    stream: str
    recorded_at: datetime
    lines: Sequence[Line]
    rejected: Sequence[Rejected]
    actor: str = ""


def prepared(
    stream: str, facts: Sequence[Fact], *, recorded_at: datetime, known_at: datetime | None, seal: Seal
) -> Delivery:
    """The facts as lines; those no database could keep (naive times, NaN, lone surrogates) are set aside."""
    lines: list[Line] = []
    spoiled: list[Rejected] = []
    known = None if known_at is None else micros(known_at)
    for fact in facts:
        try:
            lines.append(_line(fact, known, seal))
        except (TypeError, ValueError, RecursionError) as error:
            reason = f"不可存储 cannot be stored: {type(error).__name__}: {error}"
            spoiled.append(Rejected(where=masked(fact.key), reason=reason, raw=masked(fact.body)))
    return Delivery(stream=stream, recorded_at=recorded_at, lines=lines, rejected=spoiled)


def _line(fact: Fact, known: int | None, seal: Seal) -> Line:
    text = canonical(dict(fact.body))
    happened = micros(fact.happened_at)
    names = fact.key + fact.kind + fact.version
    names.encode()
    if "\0" in names:
        raise ValueError("a NUL in key, kind or version")
    known = happened if known is None else known
    former = tuple(formerly_digested(fact, text, seal))
    return Line(fact.key, fact.kind, fact.version, happened, known, seal.digest(text), text, former)


def formerly_digested(fact: Fact, text: str, seal: Seal) -> Iterator[str]:
    """The digests of the same fact under the keys before: as it would have been told under each."""
    for turn, one in enumerate(seal.before()):
        was = formerly(fact.body, turn)
        yield one.digest(text if was == fact.body else canonical(was))


def append(connection: sa.Connection, delivery: Delivery, seal: Seal) -> tuple[Receipt, str]:
    """Write a delivery behind the head, locked until the commit; its account and the new chain."""
    head = locked(connection)
    receipt, chain = entered(connection, delivery, head, seal)
    _set_aside(connection, delivery, seal)
    receipt += Receipt(quarantined=len(delivery.rejected))
    if receipt.received:
        account(connection, delivery, receipt)
    return receipt, chain


def locked(connection: sa.Connection) -> tuple[int, str]:
    """The head, nobody else's until the commit: seq and chain."""
    head = sa.select(HEADS.c.seq, HEADS.c.chain).where(HEADS.c.name == ENTRIES_CHAIN).with_for_update()
    seq, chain = connection.execute(head).one()
    return seq, chain


def entered(
    connection: sa.Connection, delivery: Delivery, head: tuple[int, str], seal: Seal
) -> tuple[Receipt, str]:
    """Judge and write the lines of a delivery behind the locked head; what became of them, and the chain."""
    in_force(connection, seal)
    judge = Judge(*_known(connection, delivery))
    for line in delivery.lines:
        judge.hear(line)
    seq, chain = _write(connection, delivery, judge.stored, head, seal)
    _remember(connection, delivery, judge)
    receipt = Receipt(
        applied=judge.counts[Outcome.APPLIED],
        duplicate=judge.counts[Outcome.DUPLICATE],
        superseded=judge.counts[Outcome.SUPERSEDED],
        seq=seq,
    )
    return receipt, chain


def in_force(connection: sa.Connection, seal: Seal) -> None:
    """Refuse to write with a key that another process has changed."""
    this = HEADS.c.name == ENTRIES_CHAIN
    head = connection.execute(sa.select(HEADS.c.ledger, HEADS.c.key_check).where(this)).one()
    if key_check(seal.key, head.ledger, seal.algorithm) != head.key_check:
        raise LedgerError(ROTATED)


def erase(connection: sa.Connection, seq: int) -> bool:
    """Erase the text of an entry; False: there is no such entry."""
    found = sa.select(ENTRIES.c.digest).where(ENTRIES.c.seq == seq).scalar_subquery()
    gone = sa.update(BODIES).where(BODIES.c.digest == found).values(body=None)
    return connection.execute(gone).rowcount > 0


def _known(
    connection: sa.Connection, delivery: Delivery
) -> tuple[list[tuple[str, str, str, str, int]], list[Line]]:
    """What the ledger knows of the keys of a delivery."""
    now_is = {former: line.digest for line in delivery.lines for former in line.former}
    known: list[tuple[str, str, str, str, int]] = []
    confirmed: list[Line] = []
    said, same = ENTRIES.c, CONFIRMED.c
    latest = said.known_at + AHEAD // MICROSECOND  # as `judging.mark_of` has it
    happened = sa.case((said.happened_at > latest, latest), else_=said.happened_at)
    columns = (said.key, said.kind, said.version, said.digest, happened)
    for keys in _pages(sorted({line.key for line in delivery.lines})):
        entries = sa.select(*columns).where(said.stream == delivery.stream, said.key.in_(keys))
        for key, kind, version, was, at in connection.execute(entries):
            known.append((key, kind, version, now_is.get(was, was), at))
    for keys in _pages(sorted({line.key for line in delivery.lines if line.kind == STATE})):
        states = sa.select(CONFIRMED).where(same.stream == delivery.stream, same.key.in_(keys))
        for row in connection.execute(states):
            confirmed.append(Line(row.key, STATE, row.version, row.happened_at, row.known_at, row.digest, ""))
    return known, confirmed


def _pages(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), KEYS_A_QUERY):
        yield keys[start : start + KEYS_A_QUERY]


def _write(
    connection: sa.Connection, delivery: Delivery, lines: list[Line], head: tuple[int, str], seal: Seal
) -> tuple[int, str]:
    if not lines:
        return head
    seq, chain = head
    recorded = micros(delivery.recorded_at)
    names = ENTRIES.columns.keys()
    rows = []
    for line in lines:
        seq += 1
        told = (seq, recorded, line.known_at, delivery.stream, line.key, line.kind, line.version)
        columns = (*told, line.happened_at, delivery.actor, line.digest)
        chain = link(chain, columns, seal.algorithm)
        rows.append(dict(zip(names, (*columns, chain), strict=True)))
    texts = {line.digest: line.text for line in delivery.lines}  # one that is stated again has none itself
    bodies = {line.digest: text for line in lines if (text := line.text or texts.get(line.digest))}
    if bodies:
        told_of = [{"digest": name, "body": body} for name, body in bodies.items()]
        connection.execute(insert(connection.engine, BODIES).on_conflict_do_nothing(), told_of)
    connection.execute(sa.insert(ENTRIES), rows)
    connection.execute(sa.update(HEADS).where(HEADS.c.name == ENTRIES_CHAIN).values(seq=seq, chain=chain))
    if not is_sqlite(connection.engine):
        connection.execute(sa.select(sa.func.pg_notify(CHANNEL, str(seq))))
    return seq, chain


def _remember(connection: sa.Connection, delivery: Delivery, judge: Judge) -> None:
    """Keep the confirmations up to date, but for those of what a key before has the digest of.

    They could not be stated again later, having no text under this key; their source says them again.
    """
    same, stream = CONFIRMED.c, delivery.stream
    textless = _textless(connection, [line.digest for line in judge.remembered.values() if line.former])
    if judge.forgotten:
        gone = sa.delete(CONFIRMED).where(
            same.stream == stream,
            same.key == sa.bindparam("of"),
            same.version == sa.bindparam("as_of"),
            same.digest == sa.bindparam("content"),
        )
        names = [{"of": key, "as_of": mark[1], "content": mark[2]} for key, mark in judge.forgotten]
        connection.execute(gone, names)
    if judge.remembered:
        rows = [
            {"stream": stream, "key": line.key, "version": line.version, "digest": line.digest}
            | {"happened_at": line.happened_at, "known_at": line.known_at}
            for line in judge.remembered.values()
            if line.digest not in textless
        ]
        if rows:
            connection.execute(sa.insert(CONFIRMED), rows)


def _textless(connection: sa.Connection, digests: list[str]) -> set[str]:
    """Which of these digests have no text under the key in force."""
    left = set(digests)
    for some in _pages(sorted(left)):
        left -= set(connection.execute(sa.select(BODIES.c.digest).where(BODIES.c.digest.in_(some))).scalars())
    return left


def _set_aside(connection: sa.Connection, delivery: Delivery, seal: Seal) -> None:
    """Keep what was rejected once each, scrubbed once more."""
    if not delivery.rejected:
        return
    moment, rows = delivery.recorded_at, []
    for one in delivery.rejected:
        texts = {"stood": clean(one.where), "reason": clean(one.reason), "raw": clean(one.raw)}
        seen = {"first_at": moment, "last_at": moment, "times": 1, "sealed": one.sealed or None}
        mark = fingerprint(**texts, sealed=one.sealed, seal=seal)
        rows.append({"stream": delivery.stream, "fingerprint": mark} | texts | seen)
    new = insert(connection.engine, QUARANTINE)
    again = {"last_at": new.excluded.last_at, "times": QUARANTINE.c.times + 1}
    connection.execute(new.on_conflict_do_update(index_elements=["stream", "fingerprint"], set_=again), rows)


def clean(text: str) -> str:
    """A text as the quarantine may keep it."""
    return scrub(text)[:MASKED]


def fingerprint(*, stood: str, reason: str, raw: str, sealed: bytes | None, seal: Seal) -> str:
    """By what a record set aside is known again: all that is kept of it, its sealed copy too."""
    texts = {"stood": stood, "reason": reason, "raw": raw, "sealed": (sealed or b"").hex()}
    return seal.digest(canonical(texts))


def account(connection: sa.Connection, delivery: Delivery, receipt: Receipt) -> None:
    """Add what became of a delivery to the account of its stream, and note it as a cycle."""
    counts = {
        "applied": receipt.applied,
        "duplicate": receipt.duplicate,
        "superseded": receipt.superseded,
        "quarantined": receipt.quarantined,
    }
    new = insert(connection.engine, ACCOUNTS)
    added = {name: ACCOUNTS.c[name] + new.excluded[name] for name in counts}
    total = new.on_conflict_do_update(index_elements=["stream"], set_=added | {"seq": new.excluded.seq})
    row = {"stream": delivery.stream, "seq": receipt.seq} | counts
    connection.execute(total, row)
    connection.execute(sa.insert(CYCLES), row | {"recorded_at": delivery.recorded_at})
