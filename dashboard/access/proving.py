"""The proof at the door: account, password and code, the same answer and work whether the account exists."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from dashboard.access import Person, attempts, browsers, people
from dashboard.access.attempts import Place
from dashboard.access.changing import alone
from dashboard.access.factors import Factors, asked
from dashboard.access.passwords import Passwords

Begin = Callable[[sa.Connection, Person], str | None]
"""What is done for somebody who has proven who they are, in the same transaction; the token of it."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What became of somebody at the door: the token for the browser, or why there is none."""

    token: str | None = field(default=None, repr=False)
    person: Person | None = None
    refused: Literal["", "wrong", "locked", "code"] = (
        ""  # code: that of the second factor is missing or wrong
    )
    wait: float = 0.0  # seconds until another try is looked at


WRONG = Entry(refused="wrong")
NOBODYS = -1
"""The count of browsers of no account: none was ever sealed under it."""


@dataclass(frozen=True, kw_only=True)
class Try:
    """What somebody typed, and where."""

    account: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str
    browser: str = field(default="", repr=False)  # what the browser says it is known by
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Prover:
    """Looks at tries, one account and place after the other, and counts what fails."""

    engine: sa.Engine
    passwords: Passwords
    factors: Factors
    key: bytes = field(repr=False)  # names typed are kept as digests: they may be anything
    browsers: bytes = field(repr=False)  # the key by which a browser is known again

    def entry(self, tried: Try, begin: Begin) -> Entry:
        """The answer to a try; only one that proves who it is begins anything."""
        mark = hmac.digest(self.key, tried.account.encode("utf-8", "replace"), "sha256").hex()
        with alone(self.engine) as connection:
            row = people.found(connection, tried.account)
            place = self._place(row, tried)
            number, wait = attempts.booked(connection, mark, place, tried.at)
        if wait:
            return Entry(refused="locked", wait=wait.total_seconds())
        kept = row.password if row else None
        if not self.passwords.fits(kept, tried.password):
            return WRONG
        newer = self._newer(kept, tried)
        with alone(self.engine) as connection:
            row = people.found(connection, tried.account)
            if row is None or row.disabled or row.password != kept:
                return WRONG
            refusal = self._code(connection, row, tried, mark, place)
            if refusal and not tried.code:  # a password without its code is no failure
                attempts.taken_back(connection, number)
            if refusal:
                return refusal
            attempts.forgiven(connection, mark, place)
            people.updated(connection, row.account, **newer)
            person = people.person(connection, row)
            return Entry(token=begin(connection, person), person=person)

    def renewed(self, row: Any, said: str, at: datetime) -> str:
        """What a browser holds from now on in which an account has just proven who it is."""
        return browsers.renewed(self.browsers, said, row.account, row.browsers, at)

    def _place(self, row: Any, tried: Try) -> Place:
        """Where the failures of a try are counted; the same work where there is no such account."""
        count = NOBODYS if row is None or row.disabled else row.browsers
        browser = browsers.known(self.browsers, tried.browser, tried.account, count, tried.at)
        return Place(address=tried.address, browser=browser)

    def _newer(self, kept: str | None, tried: Try) -> dict[str, str]:
        """The hash with today's parameters, where it was made with others."""
        aged = kept is not None and self.passwords.aged(kept)
        return {"password": self.passwords.hashed(tried.password)} if aged else {}

    def _code(self, connection: sa.Connection, row: Any, tried: Try, mark: str, place: Place) -> Entry | None:
        """Why the code does not do; None if it does, or none is asked for."""
        if not asked(row, tried.code):
            return None
        if wait := attempts.codes_wait(connection, mark, place, tried.at):
            return Entry(refused="locked", wait=wait.total_seconds())
        if tried.code and self.factors.taken(connection, row, tried.code, tried.at):
            return None
        if tried.code:
            attempts.failed(connection, mark, place, "code", tried.at)
        return Entry(refused="code")
