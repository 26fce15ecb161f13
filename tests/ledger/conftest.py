"""The same tests on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dashboard.ledger.store import Ledger
from tests.small_ledger import KEY


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path) -> str:
    """Where a ledger may be begun."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'ledger.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def opened(url, tmp_path) -> Iterator[Callable[..., Ledger]]:
    """Open the ledger at `url`, as often as one likes; its head is noted in one and the same file."""
    ledgers: list[Ledger] = []

    def open_(**given) -> Ledger:
        given = {"key": KEY, "anchor": tmp_path / "ledger.db.head"} | given
        ledgers.append(Ledger.open(given.pop("url", url), **given))
        return ledgers[-1]

    yield open_
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def ledger(opened) -> Ledger:
    """An empty ledger."""
    return opened()
