"""People to sign in, saying only what matters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher

from dashboard.access import Grant, Person
from dashboard.access.accounts import Accounts
from dashboard.access.passwords import Passwords
from dashboard.access.proving import Entry
from dashboard.scope import WHOLE, Scope
from tests.small_ledger import NOON

QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
GOOD = "kite marble 47 lantern"
OTHER = "seven quiet otters 31"
HERE, THERE = "10.1.2.3", "10.9.9.9"
WATER = Grant(role="department-head", scope=Scope(departments=frozenset({"water"})))
CHIEF = Grant(role="duty-chief", scope=WHOLE)


class Watch:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def pass_(self, **span: float) -> None:
        self.at += timedelta(**span)


def add(accounts: Accounts, account: str = "chief", **given: Any) -> Person:
    said = {"post": "值班长 02 席", "grants": [CHIEF], "password": GOOD} | given
    return accounts.add(account, **said)


def try_in(accounts: Accounts, account: str = "chief", password: str = GOOD, **given: str) -> Entry:
    said = {"address": HERE, "agent": "Chromium"} | given
    return accounts.sign_in(account, password, **said)


def fail(accounts: Accounts, times: int, account: str = "chief", **given: str) -> list[str]:
    return [try_in(accounts, account, "not this one 12", **given).refused for _ in range(times)]


def token(accounts: Accounts, account: str = "chief", **given: str) -> str:
    entry = try_in(accounts, account, **given)
    assert entry.token, entry
    return entry.token


def is_in(accounts: Accounts, held: str, *, address: str = HERE, active: bool = False) -> bool:
    return bool(accounts.viewer(held, address=address, active=active))
