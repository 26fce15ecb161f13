"""Texts that go: erased one by one or aged out by rule, each registered by an entry; the chain holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from dashboard.cases import Fact, aged
from dashboard.ledger import LedgerError, Receipt
from dashboard.ledger.appending import Delivery, Seal, append, erase, locked, prepared
from dashboard.ledger.chain import canonical
from dashboard.ledger.database import shown
from dashboard.ledger.tables import BODIES, ENTRIES
from dashboard.privacy import scrub
from dashboard.text import Text

REGISTER = "config"
"""The stream that registers which text went."""
ERASE, AGE = "erase", "age"
"""Its kinds: one text was erased (the key ends in its seq), or many have aged (`seqs` of the body)."""
A_TURN = 2_000
"""Entries whose texts age in one transaction."""
NO_ENTRY = Text("账本 {ledger} 没有第 {seq} 条", "the ledger {ledger} has no entry {seq}")


@dataclass(frozen=True, kw_only=True)
class Doing:
    """Who lets texts go, when, why, and with what the register is sealed."""

    actor: str
    reason: str
    recorded_at: datetime
    known_at: datetime
    seal: Seal

    def registered(self, kind: str, of: int, **said: Any) -> Delivery:
        """The entry that tells of it."""
        body = {"reason": scrub(self.reason), **said}
        fact = Fact(key=f"{kind}:{of}", kind=kind, version="1", happened_at=self.known_at, body=body)
        made = prepared(
            REGISTER, [fact], recorded_at=self.recorded_at, known_at=self.known_at, seal=self.seal
        )
        return replace(made, actor=self.actor)


def erased(connection: sa.Connection, seq: int, doing: Doing) -> tuple[Receipt, str]:
    """Erase the text of an entry for ever, wherever it stands, and register that."""
    if not erase(connection, seq):
        raise LedgerError(NO_ENTRY, ledger=shown(connection.engine), seq=seq)
    return append(connection, doing.registered(ERASE, seq), doing.seal)


def aged_out(
    connection: sa.Connection, seqs: Sequence[int], old: Collection[int], doing: Doing
) -> tuple[Receipt, str, int]:
    """Age the texts of these entries and register by what each was replaced; how many went.

    `old` are all entries that may age: a text that another entry says too stays while that one is young.
    """
    texts = dict(_ageing(connection, seqs, old))
    if not texts:
        seq, chain = locked(connection)
        return Receipt(seq=seq), chain, 0
    told = {digest: doing.seal.digest(text) for digest, text in texts.items()}
    gone = sa.update(BODIES).where(BODIES.c.digest == sa.bindparam("of")).values(body=sa.bindparam("left"))
    connection.execute(gone, [{"of": digest, "left": text} for digest, text in texts.items()])
    owners = sa.select(ENTRIES.c.seq).where(ENTRIES.c.digest.in_(texts)).order_by(ENTRIES.c.seq)
    named = list(connection.execute(owners).scalars())
    register = doing.registered(AGE, named[0], seqs=named, texts=told)
    return *append(connection, register, doing.seal), len(texts)


def _ageing(
    connection: sa.Connection, seqs: Sequence[int], old: Collection[int]
) -> Iterator[tuple[str, str]]:
    """The digest of each text that may go, and what is left of it."""
    said = sa.select(BODIES).join(ENTRIES, ENTRIES.c.digest == BODIES.c.digest)
    rows = connection.execute(said.where(ENTRIES.c.seq.in_(seqs), BODIES.c.body.is_not(None)).distinct())
    left = {row.digest: (row.body, canonical(aged(orjson.loads(row.body)))) for row in rows}
    found = {digest: text for digest, (body, text) in left.items() if text != body}
    owners = sa.select(ENTRIES.c.digest, ENTRIES.c.seq).where(ENTRIES.c.digest.in_(found))
    young = {digest for digest, seq in connection.execute(owners) if seq not in old}
    yield from ((digest, text) for digest, text in found.items() if digest not in young)


def registered(connection: sa.Connection) -> tuple[set[str], Mapping[str, str]]:
    """The digests of the texts that are registered as erased, and by what those that aged were replaced."""
    wanted = sa.select(ENTRIES.c.key).where(ENTRIES.c.stream == REGISTER, ENTRIES.c.kind == ERASE)
    seqs = {int(key.rpartition(":")[2]) for key in connection.execute(wanted).scalars()}
    gone = connection.execute(sa.select(ENTRIES.c.digest).where(ENTRIES.c.seq.in_(seqs))).scalars()
    bodies = sa.select(BODIES.c.body).join(ENTRIES, ENTRIES.c.digest == BODIES.c.digest)
    told = connection.execute(bodies.where(ENTRIES.c.stream == REGISTER, ENTRIES.c.kind == AGE)).scalars()
    texts: dict[str, str] = {}
    for body in told:
        if body is not None:
            texts |= orjson.loads(body).get("texts", {})
    return set(gone), texts
