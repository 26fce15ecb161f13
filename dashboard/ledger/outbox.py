"""The outbox: notices written with the entries they tell of, sent later, marked after they were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from dashboard.cases import AGED
from dashboard.ledger import Lease, LedgerError, beside
from dashboard.ledger.beside import LOST_LEASE
from dashboard.ledger.database import insert, reading, writing
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import OUTBOX
from dashboard.privacy import scrub

DATA = "data"
"""The word of a notice that is JSON: a mask over the whole of it could break it, or take a case number."""

GONE = "gone"
"""The batch of a notice whose words have aged out."""
WORDLESS = dict.fromkeys(("title_zh", "title_en", "text_zh", "text_en"), AGED)


class Standing(StrEnum):
    """What has become of a notice."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"  # somebody had acknowledged before it went
    DEAD = "dead"  # given up: it is shown until somebody has it tried again


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one post is to be told over one channel; `mark` is what it is: the same one is written once."""

    mark: str
    thing: str  # the key of what it is about
    occasion: str
    post: str
    channel: str
    words: Mapping[str, str]  # title_zh, title_en, text_zh, text_en
    link: str = ""
    urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class Kept(Notice):
    """A notice in the outbox."""

    id: int
    state: Standing
    batch: str
    tries: int
    trouble: str
    created_at: datetime
    not_before: datetime
    settled_at: datetime | None


def put(
    notices: Sequence[Notice], *, at: datetime, settles: Iterable[str] = ()
) -> Callable[[sa.Connection], None]:
    """What `Ledger.append` writes alongside: notices that wait for what is `settles` go, then these come."""
    gone, rows = sorted(set(settles)), [row_of(notice, at) for notice in notices]

    def written(connection: sa.Connection) -> None:
        if gone:
            about = sa.and_(OUTBOX.c.thing.in_(gone), OUTBOX.c.state == Standing.WAITING)
            connection.execute(sa.update(OUTBOX).where(about).values(state=Standing.DROPPED, settled_at=at))
        if rows:
            once = insert(connection.engine, OUTBOX).on_conflict_do_nothing(index_elements=["mark"])
            connection.execute(once, rows)

    return written


def row_of(notice: Notice, at: datetime) -> dict[str, Any]:
    """A notice as it begins to wait, masked; the texts in its data are masked by who writes them."""
    words = {name: text if name == DATA else scrub(text) for name, text in notice.words.items()}
    said = {name: getattr(notice, name) for name in ("mark", "thing", "occasion", "post", "channel", "link")}
    begun = {"state": Standing.WAITING, "batch": "", "tries": 0, "trouble": ""}
    return said | begun | {"words": words, "urgent": notice.urgent, "created_at": at, "not_before": at}


class Outbox:
    """The notices of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def listed(
        self, *states: Standing, channel: str = "", limit: int = 1_000, newest: bool = False
    ) -> list[Kept]:
        """Notices of these states, all if none is named, in the order they were written."""
        wanted = sa.select(OUTBOX).order_by(OUTBOX.c.id.desc() if newest else OUTBOX.c.id).limit(limit)
        if states:
            wanted = wanted.where(OUTBOX.c.state.in_(states))
        if channel:
            wanted = wanted.where(OUTBOX.c.channel == channel)
        with reading(self.ledger.engine) as connection:
            return [kept(row) for row in connection.execute(wanted)]

    def claim(self, notices: Sequence[Kept], lease: Lease | None) -> tuple[str, list[Kept]]:
        """Note that these go together before they go; the key of the batch, and those that still wait.

        A sender that is killed leaves the batch as it is: the next one sends the same under the same key.
        """
        ids = [notice.id for notice in notices]
        batch = notices[0].batch or key_of(notice.mark for notice in notices)
        these = sa.and_(OUTBOX.c.id.in_(ids), OUTBOX.c.state == Standing.WAITING)
        with writing(self.ledger.engine) as connection:
            held(connection, lease)
            connection.execute(sa.update(OUTBOX).where(these).values(batch=batch))
            rows = connection.execute(sa.select(OUTBOX).where(these).order_by(OUTBOX.c.id)).all()
        return batch, [kept(row) for row in rows]

    def mark(self, notices: Sequence[Kept], lease: Lease | None, **values: Any) -> None:
        """Write what became of these; one that was acknowledged meanwhile and was not sent stays dropped."""
        these: sa.ColumnElement[bool] = OUTBOX.c.id.in_([notice.id for notice in notices])
        if values.get("state") != Standing.SENT:
            these = sa.and_(these, OUTBOX.c.state == Standing.WAITING)
        with writing(self.ledger.engine) as connection:
            held(connection, lease)
            connection.execute(sa.update(OUTBOX).where(these).values(**values))

    def retry(self, at: datetime, ids: Sequence[int] = ()) -> int:
        """Have the dead, or some of them, and all that wait tried now; returns how many."""
        again: sa.ColumnElement[bool] = OUTBOX.c.state.in_([Standing.DEAD, Standing.WAITING])
        if ids:
            again = sa.and_(again, OUTBOX.c.id.in_(ids))
        fresh = {"state": Standing.WAITING, "not_before": at, "settled_at": None, "tries": 0}
        with writing(self.ledger.engine) as connection:
            return connection.execute(sa.update(OUTBOX).where(again).values(**fresh)).rowcount

    def forget(self, before: datetime) -> int:
        """Take the words of notices that were settled before a moment; of how many. None goes out again."""
        old = sa.and_(
            OUTBOX.c.state != Standing.WAITING, OUTBOX.c.settled_at < before, OUTBOX.c.batch != GONE
        )
        with writing(self.ledger.engine) as connection:
            given_up = sa.and_(old, OUTBOX.c.state == Standing.DEAD)
            connection.execute(sa.update(OUTBOX).where(given_up).values(state=Standing.DROPPED))
            left = {"words": WORDLESS, "trouble": "", "batch": GONE}
            return connection.execute(sa.update(OUTBOX).where(old).values(**left)).rowcount


def held(connection: sa.Connection, lease: Lease | None) -> None:
    """Refuse to write for somebody who has lost the lease."""
    if lease and beside.fence(connection, lease.name) != lease.fence:
        raise LedgerError(LOST_LEASE, holder=lease.holder, name=lease.name, fence=lease.fence)


def key_of(marks: Iterable[str]) -> str:
    """The key under which some notices go together: the same notices, the same key."""
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:40]


def kept(row: Any) -> Kept:
    """A row of the outbox as a notice."""
    said = dict(row._mapping)
    return Kept(**said | {"state": Standing(said["state"])})
