"""The sessions that one process has read, so that a request need not ask the database who sends it."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard.access import Session, Viewer, devices, people, sessions
from dashboard.access.changing import counted
from dashboard.clock import monotonic
from dashboard.ledger import LedgerError
from dashboard.ledger.database import reading, writing
from dashboard.ledger.people import DEVICES

EVERY = 0.25
"""Seconds after which it is looked again whether another process has changed anything."""
WRITTEN = timedelta(minutes=1)
"""How often it is written down that a session is used."""
MOST = 10_000


@dataclass(slots=True, kw_only=True)
class Held:
    """A session, and whom it lets in."""

    viewer: Viewer
    used_at: datetime
    written_at: datetime
    until: datetime
    count: int  # of the changes when it was read
    networks: tuple[str, ...] = ()  # of a device

    def ends(self, idle: timedelta) -> datetime:
        """When it is over if it is not used; that of a device does not end by resting."""
        return self.until if self.networks else min(self.until, self.used_at + idle)

    def over(self, now: datetime, idle: timedelta) -> bool:
        """Whether it has lasted or rested too long."""
        return now >= self.until or now > self.ends(idle)

    def seen_from(self, address: str) -> Viewer | None:
        """Who asks from an address; a device is let in from its own networks only."""
        if self.networks and not devices.within(address, self.networks):
            return None
        if self.viewer.address != address:
            self.viewer = replace(self.viewer, address=address)
        return self.viewer


class Remembered:
    """Who holds which session; what this or another process changes drops all that was read before."""

    def __init__(self, engine: sa.Engine, idle: timedelta) -> None:
        self._engine = engine
        self._idle = idle
        self._held: dict[str, Held] = {}
        self._count = -1
        self._looked = -EVERY
        self._looking = threading.Lock()

    def viewer(self, id_: str, *, address: str, active: bool, now: datetime) -> Viewer | None:
        """Who asks with a session; None if it does not exist, is over, or comes from a wrong place."""
        held = self._valid(id_, now)
        if held is None or (viewer := held.seen_from(address)) is None:
            return None
        if active or held.networks:
            self._use(id_, held, now)
        return viewer

    def left(self, id_: str, now: datetime) -> timedelta:
        """How long a session still lasts if nobody uses it."""
        held = self._valid(id_, now)
        return held.ends(self._idle) - now if held else timedelta(0)

    def changed(self, count: int) -> None:
        """Hear how often something was changed: what was read before is not believed any more."""
        self._count = max(self._count, count)

    def _valid(self, id_: str, now: datetime) -> Held | None:
        self._look()
        held = self._held.get(id_)
        if held is None or held.count != self._count or held.over(now, self._idle):
            held = self._read(id_)  # if it rested too long here, it may have been used in another process
        return None if held is None or held.over(now, self._idle) else held

    def _look(self) -> None:
        if monotonic() - self._looked < EVERY:
            return
        with self._looking:
            if (at := monotonic()) - self._looked >= EVERY:
                with reading(self._engine) as connection:
                    self.changed(counted(connection))
                self._looked = at

    def _read(self, id_: str) -> Held | None:
        with reading(self._engine) as connection:
            count = counted(connection)  # first: what is read after it is at least as new
            session = sessions.kept(connection, id_)
            held = held_of(connection, session, count) if session else None
        self.changed(count)
        old = self._held.pop(id_, None)
        if held:
            if old:
                held.used_at = max(held.used_at, old.used_at)
            if len(self._held) >= MOST:
                self._held.clear()
            self._held[id_] = held
        return held

    def _use(self, id_: str, held: Held, now: datetime) -> None:
        held.used_at = max(held.used_at, now)
        if now - held.written_at < WRITTEN:
            return
        held.written_at = now
        with suppress(LedgerError), writing(self._engine) as connection:  # a busy ledger hinders no reader
            sessions.used(connection, id_, now)
            if held.networks:
                this = DEVICES.c.name == held.viewer.account
                connection.execute(sa.update(DEVICES).where(this).values(seen_at=now))


def held_of(connection: sa.Connection, session: Session, count: int) -> Held | None:
    """The session with whom it lets in; None if that person or device is disabled or gone."""
    found = of_device(connection, session) if session.kind == "device" else of_person(connection, session)
    if found is None:
        return None
    viewer, until, networks = found
    return Held(
        viewer=viewer,
        used_at=session.used_at,
        written_at=session.used_at,
        until=until,
        count=count,
        networks=networks,
    )


def of_person(connection: sa.Connection, session: Session) -> tuple[Viewer, datetime, tuple[str, ...]] | None:
    """The person of a session, and until when."""
    row = people.found(connection, session.account)
    if row is None or row.disabled:
        return None
    viewer = Viewer(
        account=row.account,
        post=row.post,
        kind="person",
        grants=people.granted(connection, row.account).get(row.account, ()),
        session=session.id,
        address=session.address,
    )
    return viewer, session.until, ()


def of_device(connection: sa.Connection, session: Session) -> tuple[Viewer, datetime, tuple[str, ...]] | None:
    """The device of a session, until when, and from where."""
    device = devices.kept(connection, session.account)
    if device is None or device.disabled:
        return None
    viewer = Viewer(
        account=device.name,
        post=device.title,
        kind="device",
        grants=devices.GRANTS,
        session=session.id,
        address=session.address,
    )
    return viewer, device.expires_at, device.addresses
