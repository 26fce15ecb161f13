"""Accounts: people, their passwords and second factors, sessions, and the devices that hang on walls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from dashboard import clock
from dashboard.access import AccessError, Device, Grant, Person, Session, Viewer, devices, people
from dashboard.access import sessions as sitting
from dashboard.access.apart import apart, mixed
from dashboard.access.changing import alone, bumped
from dashboard.access.factors import Factors
from dashboard.access.passwords import Passwords, checked
from dashboard.access.proving import WRONG, Entry, Prover, Try
from dashboard.access.remembered import Remembered
from dashboard.access.sessions import IDLE, LASTS, hashed
from dashboard.ledger.database import reading
from dashboard.ledger.store import Ledger
from dashboard.text import Text

ELSEWHERE = Text(
    "账号 {account} 由统一身份认证登录，没有本地密码",
    "the account {account} signs in elsewhere: it has no password here",
)
SAME = Text("新密码与现在的相同：请换一个", "the new password is the present one: choose another")
FACTORS = "second factors"
"""What the key is for under which they are sealed."""


class Accounts:
    """People and devices of one ledger; threads share one, and each process has its own."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        now: Callable[[], datetime] = clock.now,
        passwords: Passwords | None = None,
        idle: timedelta = IDLE,
        lasts: timedelta = LASTS,
    ) -> None:
        self._engine = ledger.engine
        self._now = now
        self._passwords = passwords or Passwords()
        self._idle = idle
        self._lasts = lasts
        self._factors = Factors(ledger.key_for(FACTORS))
        self._prover = Prover(
            engine=ledger.engine,
            passwords=self._passwords,
            factors=self._factors,
            key=ledger.key_for("tries to sign in"),
            browsers=ledger.key_for("known browsers"),
        )
        self._remembered = Remembered(ledger.engine, idle)

    def add(self, account: str, *, post: str, grants: Iterable[Grant], password: str | None) -> Person:
        """Make an account; without a password it signs in elsewhere."""
        person = people.born(account, post, apart(grants), self._now())
        kept = None if password is None else self._passwords.hashed(checked(password, (account, post)))
        with alone(self._engine) as connection:
            people.added(connection, person, kept)
            return people.person(connection, people.there(connection, account))

    def person(self, account: str) -> Person | None:
        """The person of an account."""
        with reading(self._engine) as connection:
            row = people.found(connection, account)
            return None if row is None else people.person(connection, row)

    def exists(self, account: str) -> bool:
        """Whether there is an account of this name; it costs the same where there is none."""
        with reading(self._engine) as connection:
            return people.found(connection, account) is not None

    def people(self) -> list[Person]:
        """Everybody, by account."""
        with reading(self._engine) as connection:
            return people.people(connection)

    def anybody(self, role: str) -> bool:
        """Whether an account that is not disabled has this role."""
        with reading(self._engine) as connection:
            return people.anybody(connection, role)

    def mixed(self) -> list[tuple[str, str, str]]:
        """Accounts that hold two roles which nobody may hold together, with the two."""
        return mixed(self.people())

    def set_password(self, account: str, password: str, *, but: str = "") -> None:
        """Give an account another password; its sessions end, all or all but one, and no browser is known."""
        with reading(self._engine) as connection:
            row = people.there(connection, account)
        if row.password is None:
            raise AccessError(ELSEWHERE, account=account)
        kept = self._passwords.hashed(checked(password, (account, row.post)))
        if self._passwords.fits(row.password, password):
            raise AccessError(SAME)
        with alone(self._engine) as connection:
            people.updated(connection, account, password=kept, changed_at=self._now(), **people.UNKNOWN)
            self._end(connection, sitting.of(account, "person", but=but))

    def change(
        self, account: str, *, post: str | None = None, grants: Iterable[Grant] | None = None
    ) -> Person:
        """Give an account another post, or other rights; whoever has other rights signs in anew."""
        grants = None if grants is None else apart(grants)
        with alone(self._engine) as connection:
            old = people.person(connection, people.there(connection, account))
            if post is not None:
                people.updated(connection, account, post=people.shown(post, account))
            if grants is not None and people.united(grants) != old.grants:
                people.regranted(connection, account, grants)
                self._end(connection, sitting.of(account, "person"))
            self._bump(connection)
            return people.person(connection, people.there(connection, account))

    def disable(self, account: str) -> None:
        """Shut an account, and end its sessions at once; no browser is known any more."""
        with alone(self._engine) as connection:
            people.updated(connection, account, disabled=True, **people.UNKNOWN)
            self._end(connection, sitting.of(account, "person"))

    def enable(self, account: str) -> None:
        """Let an account sign in again; not one that holds what is kept apart."""
        with alone(self._engine) as connection:
            apart(people.person(connection, people.there(connection, account)).grants)
            people.updated(connection, account, disabled=False)

    def second_factor(self, account: str) -> str:
        """A new secret for an authenticator app, as its URI; in force from its first good code on."""
        with alone(self._engine) as connection:
            if people.there(connection, account).password is None:
                raise AccessError(ELSEWHERE, account=account)
            return self._factors.offered(connection, account)

    def confirm(self, account: str, code: str) -> bool:
        """Put a new second factor in force by its first code; whether the code was good."""
        with alone(self._engine) as connection:
            row = people.there(connection, account)
            return self._factors.taken(connection, row, code, self._now())

    def no_second_factor(self, account: str) -> None:
        """Ask an account for no second factor any more."""
        with alone(self._engine) as connection:
            people.updated(connection, account, secret=None, next_secret=None)

    def sign_in(
        self, account: str, password: str, *, code: str = "", address: str, agent: str, browser: str = ""
    ) -> Entry:
        """Begin a session for whoever knows the password, and the code where one is asked for.

        `browser` is what it says it is known by: it proves nothing, and has tries of its own.
        """

        def begin(connection: sa.Connection, person: Person) -> str:
            return self._begun(connection, person.account, address=address, agent=agent)

        return self._prover.entry(self._tried(account, password, code, address, browser), begin)

    def proven(
        self, account: str, password: str, *, code: str = "", address: str, browser: str = ""
    ) -> Entry:
        """The same proof without a session, as before an act that asks for the password again."""
        return self._prover.entry(self._tried(account, password, code, address, browser), lambda _, __: None)

    def known_browser(self, account: str, browser: str) -> str:
        """By what a browser is known from now on in which an account has just proven who it is."""
        with reading(self._engine) as connection:
            row = people.there(connection, account)
        return self._prover.renewed(row, browser, self._now())

    def admit(self, account: str, *, address: str, agent: str) -> Entry:
        """Begin a session for somebody proven elsewhere, whose account is known for that."""
        with alone(self._engine) as connection:
            row = people.found(connection, account.strip().lower())
            if row is None or row.disabled or row.password is not None:
                return WRONG
            person = people.person(connection, row)
            token = self._begun(connection, person.account, address=address, agent=agent)
            return Entry(token=token, person=person)

    def viewer(self, token: str, *, address: str, active: bool) -> Viewer | None:
        """Who holds a token; None where nobody does any more. A hand that moves (`active`) prolongs it."""
        return self._remembered.viewer(hashed(token), address=address, active=active, now=self._now())

    def left(self, session: str) -> float:
        """Seconds until a session is over if nobody uses it."""
        return self._remembered.left(session, self._now()).total_seconds()

    def sessions(self, account: str) -> list[Session]:
        """The live sessions of a person, newest first."""
        with reading(self._engine) as connection:
            return sitting.live(connection, account=account, kind="person", now=self._now(), idle=self._idle)

    def end(self, session_id: str) -> None:
        """End a session, in every process."""
        with alone(self._engine) as connection:
            self._end(connection, sitting.one(session_id))

    def end_all(self, account: str, *, but: str = "") -> int:
        """End the sessions of a person, all or all but one; how many."""
        with alone(self._engine) as connection:
            return self._end(connection, sitting.of(account, "person", but=but))

    def add_device(self, name: str, *, title: str, addresses: Sequence[str], days: int) -> str:
        """Make a device; its token, which is not kept and cannot be told again."""
        now, token = self._now(), sitting.new_token()
        device = Device(
            name=name,
            title=title,
            addresses=tuple(addresses),
            created_at=now,
            expires_at=devices.lasting(days, now),
        )
        with alone(self._engine) as connection:
            devices.added(connection, device, token)
        return token

    def renew_device(self, name: str, days: int) -> None:
        """Let the token of a device last so many days from now; its sessions go on."""
        expires = devices.lasting(days, self._now())
        with alone(self._engine) as connection:
            if devices.updated(connection, name, expires_at=expires).disabled:
                raise AccessError(devices.DISABLED, name=name)
            sitting.prolonged(connection, name, expires)
            self._bump(connection)

    def disable_device(self, name: str) -> None:
        """Shut a device, and end its sessions at once."""
        with alone(self._engine) as connection:
            devices.updated(connection, name, disabled=True)
            self._end(connection, sitting.of(name, "device"))

    def devices(self) -> list[Device]:
        """Every device, by name."""
        with reading(self._engine) as connection:
            return devices.all_of(connection)

    def enter(self, token: str, *, address: str, agent: str) -> Entry:
        """Begin a session for the device that holds a token, where it should be."""
        now = self._now()
        with reading(self._engine) as connection:  # whoever guesses stops nobody who writes
            if not devices.may_enter(devices.holding(connection, token), address, now):
                return WRONG
        with alone(self._engine) as connection:
            device = devices.holding(connection, token)
            if device is None or not devices.may_enter(device, address, now):  # shut meanwhile
                return WRONG
            devices.updated(connection, device.name, seen_at=now)
            said = {"address": address, "agent": agent}
            return Entry(token=self._begun(connection, device.name, **said, device=device))

    def _tried(self, account: str, password: str, code: str, address: str, browser: str) -> Try:
        typed = account.strip().lower()
        told = {"password": password, "code": code, "address": address, "browser": browser}
        return Try(account=typed, at=self._now(), **told)

    def _begun(
        self,
        connection: sa.Connection,
        account: str,
        *,
        address: str,
        agent: str,
        device: Device | None = None,
    ) -> str:
        now, token = self._now(), sitting.new_token()
        session = Session(
            id=hashed(token),
            account=account,
            kind="device" if device else "person",
            address=address,
            agent=sitting.agent_of(agent),
            created_at=now,
            used_at=now,
            until=device.expires_at if device else now + self._lasts,
        )
        if sitting.begun(connection, session, self._idle):
            self._bump(connection)
        return token

    def _end(self, connection: sa.Connection, which: sa.ColumnElement[bool]) -> int:
        count = sitting.ended(connection, which)
        self._bump(connection)
        return count

    def _bump(self, connection: sa.Connection) -> None:
        self._remembered.changed(bumped(connection))
