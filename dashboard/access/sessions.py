"""Sessions as the database has them: begun, found, listed, ended; what the browser holds is never kept."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dashboard.access import Session
from dashboard.ledger.people import SESSIONS

IDLE = timedelta(minutes=30)
LASTS = timedelta(hours=8)
LIVE = 10
"""Sessions that an account may have at once."""
TOKEN_BYTES = 32
ID = re.compile(r"[0-9a-f]{64}")
AGENT = 200
"""Characters kept of what a browser calls itself."""


def new_token() -> str:
    """What a browser is to hold: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hashed(token: str) -> str:
    """What the table holds of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def session_of(row: Any) -> Session:
    """The session of a row."""
    return Session(id=row.token, **{name: value for name, value in row._mapping.items() if name != "token"})


def agent_of(said: str) -> str:
    """What a browser calls itself, as it can be kept and shown."""
    return "".join(sign if sign.isprintable() else " " for sign in said)[:AGENT]


def begun(connection: sa.Connection, session: Session, idle: timedelta) -> bool:
    """Begin a session; whether the oldest of its account had to end for it. What is over is swept."""
    columns = {name: value for name, value in asdict(session).items() if name != "id"}
    connection.execute(sa.insert(SESSIONS), columns | {"token": session.id})
    connection.execute(sa.delete(SESSIONS).where(sa.not_(is_live(session.created_at, idle))))
    own = sa.select(SESSIONS.c.token).where(of(session.account, session.kind))
    newest = own.order_by(SESSIONS.c.created_at.desc(), sa.desc(SESSIONS.c.token == session.id))
    many = connection.execute(newest.offset(LIVE)).scalars().all()
    return bool(many) and ended(connection, SESSIONS.c.token.in_(many)) > 0


def is_live(now: datetime, idle: timedelta) -> sa.ColumnElement[bool]:
    """Whether a session is not over at a moment; that of a device is not ended by resting."""
    rested = sa.or_(SESSIONS.c.kind == "device", SESSIONS.c.used_at >= now - idle)
    return sa.and_(SESSIONS.c.until > now, rested)


def live(
    connection: sa.Connection, *, account: str, kind: str, now: datetime, idle: timedelta
) -> list[Session]:
    """The sessions of an account that are not over, newest first."""
    own = sa.and_(SESSIONS.c.account == account, SESSIONS.c.kind == kind, is_live(now, idle))
    rows = connection.execute(sa.select(SESSIONS).where(own).order_by(SESSIONS.c.created_at.desc()))
    return [session_of(row) for row in rows]


def one(id_: str) -> sa.ColumnElement[bool]:
    """The session of an id; none of what can be no id."""
    return SESSIONS.c.token == (id_ if ID.fullmatch(id_) else "")


def kept(connection: sa.Connection, id_: str) -> Session | None:
    """The session of an id, over or not."""
    row = connection.execute(sa.select(SESSIONS).where(one(id_))).one_or_none()
    return None if row is None else session_of(row)


def used(connection: sa.Connection, id_: str, now: datetime) -> None:
    """Write down that a session was used."""
    connection.execute(sa.update(SESSIONS).where(one(id_)).values(used_at=now))


def prolonged(connection: sa.Connection, device: str, until: datetime) -> None:
    """Let the sessions of a device go on until its token expires."""
    connection.execute(sa.update(SESSIONS).where(of(device, "device")).values(until=until))


def ended(connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
    """End sessions; how many there were."""
    return connection.execute(sa.delete(SESSIONS).where(which)).rowcount


def of(account: str, kind: str, *, but: str = "") -> sa.ColumnElement[bool]:
    """All sessions of an account, or all but one."""
    return sa.and_(SESSIONS.c.account == account, SESSIONS.c.kind == kind, SESSIONS.c.token != but)
