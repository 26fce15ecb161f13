"""A delivery that its sender may repeat: taken once, and answered the same while it is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.ledger import Answered, Once, Receipt, Rejected
from dashboard.ledger.appending import Delivery, Seal, append, clean, locked
from dashboard.ledger.tables import DELIVERIES

REMEMBERED = timedelta(days=7)
"""How long a repetition is known as such; after that its facts are duplicates, and do no harm either."""

TOLD = 100
"""Records set aside that an answer names; its account counts them all."""


def deliver(
    connection: sa.Connection, delivery: Delivery, once: Once, seal: Seal
) -> tuple[Answered, tuple[int, str]]:
    """What is answered to a delivery, and the head after it; one that was answered before changes nothing."""
    head = locked(connection)
    this = DELIVERIES.c
    connection.execute(sa.delete(DELIVERIES).where(this.recorded_at < delivery.recorded_at - REMEMBERED))
    named = {"stream": delivery.stream, "mark": seal.digest(once.key)}
    content = seal.digest(hashlib.sha256(once.content).hexdigest())
    same = sa.select(DELIVERIES).where(this.stream == named["stream"], this.mark == named["mark"])
    row = connection.execute(same).one_or_none()
    if row is not None:
        return replace(_answered(row.answer), again=True, same=row.content == content), head
    receipt, chain = append(connection, delivery, seal)
    aside = [(clean(one.where), clean(one.reason)) for one in delivery.rejected[:TOLD]]
    answer = {"account": asdict(receipt), "aside": aside}
    kept = named | {"content": content, "answer": answer, "recorded_at": delivery.recorded_at}
    connection.execute(sa.insert(DELIVERIES), kept)
    return _answered(answer), (receipt.seq, chain)


def _answered(answer: Mapping[str, Any]) -> Answered:
    aside = tuple(Rejected(where=where, reason=reason, raw="") for where, reason in answer["aside"])
    return Answered(account=Receipt(**answer["account"]), aside=aside)
