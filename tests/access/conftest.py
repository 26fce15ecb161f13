"""Accounts over a ledger on SQLite and on PostgreSQL, at a time of the test's own."""

from __future__ import annotations

import pytest

from dashboard.access.accounts import Accounts
from tests.access.small_access import QUICK, Watch
from tests.ledger.conftest import ledger, opened, url

__all__ = ["ledger", "opened", "url"]


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def accounts(ledger, watch) -> Accounts:
    """No accounts yet."""
    return Accounts(ledger, now=watch.now, passwords=QUICK)


@pytest.fixture
def elsewhere(opened, watch, monkeypatch) -> Accounts:
    """The same accounts in another process, where it is looked for changes at every request."""
    monkeypatch.setattr("dashboard.access.remembered.EVERY", 0.0)
    return Accounts(opened(), now=watch.now, passwords=QUICK)
