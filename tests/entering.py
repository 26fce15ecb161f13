"""People for tests: an account with roles, and the token that its browser holds."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from dashboard.access import Grant, people
from dashboard.access.accounts import Accounts
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.ledger.database import writing
from dashboard.ledger.store import Ledger
from dashboard.scope import WHOLE
from dashboard.settings import Settings, ledger_keys

NUMBERS: Iterator[int] = itertools.count(1)
WHOLE_CENTRE = (
    Grant(role="director", scope=WHOLE),
    Grant(role="system-admin"),
    Grant(role="security-admin"),
    Grant(role="auditor"),
)
"""What no account is given: everything at once, for tests that look at every page."""
SEEING = (Grant(role="director", scope=WHOLE), Grant(role="auditor"))
"""What somebody who sees most of the pages may be given."""
AT_HOME = "127.0.0.1"


def token_of(desk: Desk, *grants: Grant, post: str = "值班长", address: str = AT_HOME) -> str:
    """What the browser of a new person with these roles holds."""
    account = f"u{next(NUMBERS)}"
    desk.accounts.add(account, post=post, grants=grants[:1], password=None)
    with writing(desk.ledger.engine) as connection:  # past the check of what is kept apart
        people.regranted(connection, account, grants)
    entry = desk.accounts.admit(account, address=address, agent="test")
    assert entry.token, entry
    return entry.token


@dataclass(frozen=True)
class Household:
    """The tokens of an installation's wall, of somebody who sees most of it, and of who asks how it is."""

    wall: str
    boss: str
    system: str


def moved_in(home: Path, ledger: str = "") -> Household:
    """The people and the wall of an installation, before it starts."""
    chosen = Settings(home=home, ledger=ledger)
    home.mkdir(parents=True, exist_ok=True)
    opened = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    accounts = Accounts(opened)
    accounts.add("boss", post="中心主任", grants=SEEING, password=None)
    accounts.add(
        "keeper", post="安全管理员", grants=[Grant(role="security-admin")], password="quaint otter 47 mills"
    )
    accounts.add("system", post="系统管理员", grants=[Grant(role="system-admin")], password=None)
    token = accounts.add_device("wall", title="值班大厅", addresses=[AT_HOME], days=9)
    tokens = [
        accounts.enter(token, address=AT_HOME, agent="test").token,
        *(accounts.admit(name, address=AT_HOME, agent="test").token for name in ("boss", "system")),
    ]
    opened.close()
    assert all(tokens)
    return Household(*map(str, tokens))


def client_of(desk: Desk, *grants: Grant) -> FlaskClient:
    """A browser of somebody with these roles; without any, of somebody who may see every page."""
    client = create_app(desk).server.test_client()
    client.set_cookie("jq", token_of(desk, *(grants or WHOLE_CENTRE)))
    return client
