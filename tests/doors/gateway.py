"""The doors to sign in by, alone on a server, over real accounts and a real audit."""

from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient

from dashboard.access.accounts import Accounts
from dashboard.access.cookies import taken
from dashboard.access.proxied import peer
from dashboard.access.refusals import Refusals
from dashboard.clock import now
from dashboard.doors.ways import register
from dashboard.ledger import Audited, AuditFilter
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings
from tests.access.small_access import CHIEF, GOOD, QUICK
from tests.identity_provider import CLIENT, SECRET, Identity
from tests.small_ledger import KEY

HERE = "http://localhost:8050"
BACK = f"{HERE}/sign-in/oidc/back"


@dataclass
class Gateway:
    """A server with the doors, and a room behind them that says who is in it."""

    settings: Settings
    accounts: Accounts
    ledger: Ledger

    def __post_init__(self) -> None:
        self.server = Flask("gateway", static_folder=None)
        self.server.add_url_rule("/wall", view_func=self.room)
        self.server.add_url_rule("/sign-in", view_func=lambda: "sign in")
        desk = SimpleNamespace(
            settings=self.settings,
            accounts=self.accounts,
            ledger=self.ledger,
            refusals=Refusals(lambda notes: self.ledger.audit(notes, recorded_at=now()), now),
        )
        register(self.server, desk)  # type: ignore[arg-type]

    def room(self) -> str:
        token, address = taken(request, self.settings), peer(request, self.settings)
        viewer = self.accounts.viewer(token, address=address, active=True) if token else None
        return viewer.account if viewer else "nobody"

    def noted(self, outcome: str = "") -> list[Audited]:
        """What stands in the audit, oldest first."""
        return self.ledger.book.read(where=AuditFilter(outcome=outcome))[::-1]

    def browser(self) -> FlaskClient:
        return self.server.test_client()


def gateway(folder: Any, **given: Any) -> Gateway:
    """The doors over accounts of a new ledger: `chief` who signs in elsewhere, `local` with a password."""
    ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}", key=KEY)
    accounts = Accounts(ledger, passwords=QUICK)
    accounts.add("chief", post="值班长", grants=[CHIEF], password=None)
    accounts.add("local", post="值班长", grants=[CHIEF], password=GOOD)
    return Gateway(Settings(**given), accounts, ledger)


def by_oidc(identity: Identity) -> dict[str, Any]:
    """Settings of a site with this provider."""
    identity.back = identity.back or BACK
    return {
        "oidc": {"issuer": identity.url, "client": CLIENT},
        "secrets": {"oidc": SECRET},
        "public_address": identity.back.removesuffix("/sign-in/oidc/back"),
    }
