"""The same work for every account that is tried: nobody learns from a clock which ones there are."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from argon2 import Parameters, PasswordHasher, extract_parameters

from dashboard.access.accounts import Accounts
from dashboard.access.passwords import Passwords
from tests.access.small_access import GOOD, add, try_in

pytestmark = pytest.mark.sweep

WRONG = "not this one 12"
PARAMETERS = {"time_cost": 1, "memory_cost": 16, "parallelism": 1}


class Counting(PasswordHasher):
    """A hasher that remembers what it was made to do, and with which parameters."""

    def __init__(self) -> None:
        super().__init__(**PARAMETERS)
        self.done: list[tuple[str, Parameters]] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        self.done.append(("verify", extract_parameters(str(hash))))
        return super().verify(hash, password)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        made = super().hash(password, salt=salt)
        self.done.append(("hash", extract_parameters(made)))
        return made


@pytest.fixture
def hasher() -> Counting:
    return Counting()


@pytest.fixture
def door(ledger, watch, hasher) -> Accounts:
    """Somebody who can sign in, one who is shut, one who signs in elsewhere, one with a second factor."""
    made = Accounts(ledger, now=watch.now, passwords=Passwords(hasher))
    for name in ("chief", "shut", "coded"):
        add(made, name)
    add(made, "elsewhere", password=None)
    made.disable("shut")
    made.second_factor("coded")
    hasher.done.clear()
    return made


KINDS = {
    "wrong password": "chief",
    "unknown": "nobody",
    "disabled": "shut",
    "signs in elsewhere": "elsewhere",
    "second factor": "coded",
    "no name at all": "",
    "no account's name": "无此人 \x00",
}


@pytest.mark.parametrize("account", KINDS.values(), ids=KINDS)
def test_one_comparison_with_the_parameters_of_today_is_made_for_each(door, hasher, account):
    assert try_in(door, account, WRONG).refused == "wrong"
    ((what, cost),) = hasher.done
    assert what == "verify"
    today = extract_parameters(hasher.hash(GOOD))
    assert cost == today
    assert (cost.time_cost, cost.memory_cost, cost.parallelism) == tuple(PARAMETERS.values())


@pytest.mark.parametrize("account", [name for name in KINDS.values() if name != "chief"])
def test_the_right_password_of_somebody_else_is_compared_once_too(door, hasher, account):
    try_in(door, account, GOOD)
    assert [what for what, _ in hasher.done] == ["verify"]


@pytest.mark.parametrize("account", ["chief", "nobody", "shut", "elsewhere"])
def test_while_a_place_is_shut_nothing_is_compared_for_any(door, hasher, account):
    for _ in range(5):
        try_in(door, account, WRONG)
    hasher.done.clear()
    assert try_in(door, account, GOOD).refused == "locked"
    assert hasher.done == []


def test_the_database_is_asked_the_same_for_each(door, ledger):
    asked: dict[str, list[str]] = {}
    for account in KINDS.values():
        said = asked[account] = []
        note = lambda _c, _u, text, *_rest, said=said: said.append(text)  # noqa: E731
        sa.event.listen(ledger.engine, "before_cursor_execute", note)
        try_in(door, account, WRONG)
        sa.event.remove(ledger.engine, "before_cursor_execute", note)
    known = asked["chief"]
    assert any("people" in text for text in known)
    assert all(said == known for account, said in asked.items() if account.isascii() and account)
    named = [text for text in known if "FROM people" not in text]  # what can be no account is not looked for
    assert asked[""] == asked["无此人 \x00"] == named
