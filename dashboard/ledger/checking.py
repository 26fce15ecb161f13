"""Whether the ledger still says what it said: walks the chain, names the first bad entry and its trouble."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import LedgerError, Verdict
from dashboard.ledger.ageing import registered
from dashboard.ledger.appending import Seal
from dashboard.ledger.chain import GENESIS, link
from dashboard.ledger.database import is_sqlite, reading
from dashboard.ledger.following import WITH_BODY
from dashboard.ledger.following import head as head_of
from dashboard.ledger.generations import Since, since
from dashboard.ledger.tables import ACCOUNTS, CYCLES, ENTRIES
from dashboard.text import Text, filled

Progress = Callable[[int, int], None]
Row = Sequence[Any]
"""The columns of an entry in the order of the table, and its body."""

BATCH = 10_000

MISSING = Text("第 {seq} 条缺失（被删除）", "entry {seq} is missing: it was deleted")
EDITED = Text(
    "第 {seq} 条被改动，或其前的条目被替换", "entry {seq} was edited, or what stood before it was replaced"
)
MOVED = Text(
    "次序被改动：第 {seq} 条现位于第 {found} 条", "reordered: what was entry {seq} stands at {found}"
)
TEXT_EDITED = Text("第 {seq} 条的内容被改动", "the text of entry {seq} was edited")
TEXT_MISSING = Text(
    "第 {seq} 条的内容缺失，且没有删除登记",
    "the text of entry {seq} is missing, and no erasure is registered",
)
CUT = Text(
    "尾部被截断：{witness}记录到第 {noted} 条，账本只到第 {last} 条",
    "the tail was cut: {witness} knows of entry {noted}, the ledger ends at {last}",
)
OTHER = Text(
    "第 {noted} 条与{witness}所记不符：其前的历史被改写",
    "entry {noted} is not the one {witness} knows: history before it was rewritten",
)
BEHIND = Text(
    "账头停在第 {noted} 条，其后另有条目", "the head stands at {noted}, yet there are entries behind it"
)
DAMAGED = Text("第 {seq} 条起无法读取：{said}", "from entry {seq} on it cannot be read: {said}")
STRUCTURE = Text(
    "链完好，但文件结构受损：{said}", "the chain holds, but the structure of the file is damaged: {said}"
)
ACCOUNT = Text(
    "来源 {stream} 的总账与逐次记录不符", "the account of {stream} is not the sum of its deliveries"
)
HEAD, ANCHOR = Text("账头", "the head"), Text("锚点文件", "the anchor")


class _Bad(Exception):
    """What is wrong at which entry."""

    def __init__(self, words: Text, seq: int | None, **values: object) -> None:
        super().__init__(words.en)
        self.kind, self.seq, self.words = words, seq, filled(words, seq=seq, **values)


def verify(
    engine: sa.Engine,
    seal: Seal,
    *,
    anchor: tuple[int, str] | None = None,
    start: int = 0,
    progress: Progress | None = None,
) -> Verdict:
    """Walk the chain behind entry `start` up to the head, and compare it with head and anchor."""
    walk = _Walk(seal, dict([anchor] if anchor else []))
    try:
        _along(engine, walk, start, progress)
        if start == 0:
            _structure(engine)
    except _Bad as bad:
        return Verdict(entries=walk.count, head=walk.head, seq=bad.seq, words=bad.words)
    except LedgerError as error:
        seq = walk.head[0] + 1
        words = filled(DAMAGED, seq=seq, said=error.words)
        return Verdict(entries=walk.count, head=walk.head, seq=seq, words=words)
    return Verdict(entries=walk.count, head=walk.head)


class _Walk:
    """Where the walk stands, and which chain was met at the noted entries."""

    def __init__(self, seal: Seal, noted: dict[int, str]) -> None:
        self.seal = seal
        self.since: Since = ()  # from which entry on which key made the digests
        self.noted = noted
        self.head: tuple[int, str] = (0, GENESIS)
        self.count = 0
        self.erased: set[str] = set()
        self.aged: Mapping[str, str] = {}  # by what a text that has aged was replaced

    def step(self, row: Row) -> None:
        """Check one entry against the one before it."""
        seq, before = self.head[0] + 1, self.head[1]
        *columns, chain, body = row
        if columns[0] != seq:
            raise _Bad(MISSING, seq)
        if not _follows(before, columns, chain, self.seal.algorithm):
            raise _Bad(EDITED, seq)
        self._text(seq, columns[-1], body)
        self.head = (seq, chain)
        self.count += 1
        if self.noted.get(seq, chain) != chain:
            raise _Bad(OTHER, seq, noted=seq, witness=ANCHOR)

    def _text(self, seq: int, digest: str, body: str | None) -> None:
        if body is None:
            if digest not in self.erased:
                raise _Bad(TEXT_MISSING, seq)
            return
        try:
            same = self._key_at(seq).digest(body) == digest or self._aged(digest, body)
        except (AttributeError, ValueError):  # a flipped bit made it another type, or no text at all
            same = False
        if not same:
            raise _Bad(TEXT_EDITED, seq)

    def _key_at(self, seq: int) -> Seal:
        """What made the digest of an entry; no former key makes one that is newer than its change."""
        key = next((key for start, key in reversed(self.since) if start <= seq), self.seal.key)
        return replace(self.seal, key=key)

    def _aged(self, digest: str, body: str) -> bool:
        """Whether this is what a register says is left of a text, whichever key made the register."""
        left = self.aged.get(digest)
        return left is not None and any(one.digest(body) == left for one in (self.seal, *self.seal.before()))


def _follows(before: str, columns: Sequence[Any], chain: str, algorithm: str) -> bool:
    try:
        return link(before, columns, algorithm) == chain
    except (TypeError, ValueError):  # a flipped bit made a column another type, or no text at all
        return False


def _along(engine: sa.Engine, walk: _Walk, start: int, progress: Progress | None) -> None:
    """Batch by batch, each in a transaction of its own: a long reader would keep the log from shrinking."""
    with _unguarded(engine) as connection:
        head = head_of(connection)
        walk.erased, walk.aged = registered(connection)
        walk.since = since(connection, walk.seal)
        if start:
            walk.head = (start, _chain_at(connection, start))
    for rows in _batches(engine, start):
        for row in rows:
            _step(engine, walk, row)
        if progress:
            progress(walk.head[0], max(head[0], walk.head[0]))
    with _unguarded(engine) as connection:
        _compare(connection, walk, head)


def _step(engine: sa.Engine, walk: _Walk, row: Row) -> None:
    """One step; a text that went since the walk began has its register by now."""
    try:
        walk.step(row)
    except _Bad as bad:
        if bad.kind not in (TEXT_MISSING, TEXT_EDITED):
            raise _moved(engine, walk, row, bad) from bad
        with _unguarded(engine) as connection:
            walk.erased, walk.aged = registered(connection)
        walk.step(row)


def _compare(connection: sa.Connection, walk: _Walk, head: tuple[int, str]) -> None:
    """The end of the walk against the head as it was before, the anchor, and the head as it is now."""
    last = walk.head[0]
    for noted, witness in ((head[0], HEAD), (max(walk.noted, default=0), ANCHOR)):
        if noted > last:
            raise _Bad(CUT, last + 1, noted=noted, last=last, witness=witness)
    if head_of(connection)[0] < last:
        raise _Bad(BEHIND, last, noted=head[0])
    if head[0] and _chain_at(connection, head[0]) != head[1]:
        raise _Bad(OTHER, head[0], noted=head[0], witness=HEAD)


def _moved(engine: sa.Engine, walk: _Walk, row: Row, bad: _Bad) -> _Bad:
    """The same trouble, or that the entry which belongs here stands elsewhere."""
    if bad.kind is not EDITED:
        return bad
    seq, before = walk.head[0] + 1, walk.head[1]
    for rows in _batches(engine, seq):
        for other in rows:
            columns = (seq, *other[1:-2])
            if any(_follows(before, columns, chain, walk.seal.algorithm) for chain in (other[-2], row[-2])):
                return _Bad(MOVED, seq, found=other[0])
    return bad


def _batches(engine: sa.Engine, after: int) -> Iterator[list[Row]]:
    while rows := _batch(engine, after):
        yield rows
        after = rows[-1][0]


def _batch(engine: sa.Engine, after: int) -> list[Row]:
    with _unguarded(engine) as connection:
        return list(connection.execute(WITH_BODY, {"after": after, "at_most": BATCH}).all())


def _chain_at(connection: sa.Connection, seq: int) -> str:
    chain = connection.execute(sa.select(ENTRIES.c.chain).where(ENTRIES.c.seq == seq)).scalar_one_or_none()
    return chain or GENESIS


def _structure(engine: sa.Engine) -> None:
    """What the chain cannot see: indexes and pages of a SQLite file, and the sums of the accounts."""
    names = ("applied", "duplicate", "superseded", "quarantined")
    summed = sa.select(CYCLES.c.stream, *(sa.func.sum(CYCLES.c[name]) for name in names))
    with reading(engine) as connection:
        if is_sqlite(engine):
            said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar_one()
            if said != "ok":
                raise _Bad(STRUCTURE, None, said=said)
        sums = {row[0]: tuple(row[1:]) for row in connection.execute(summed.group_by(CYCLES.c.stream))}
        for row in connection.execute(sa.select(ACCOUNTS)):
            if sums.get(row.stream) != tuple(getattr(row, name) for name in names):
                raise _Bad(ACCOUNT, None, stream=row.stream)


@contextmanager
def _unguarded(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A reading connection that also hands out what is no text any more."""
    with reading(engine) as connection:
        driver = connection.connection.driver_connection
        if not is_sqlite(engine) or driver is None:
            yield connection
            return
        driver.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        try:
            yield connection
        finally:
            driver.text_factory = str
