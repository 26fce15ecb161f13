"""Faults between sessions of PostgreSQL: locks that time out, deadlocks, histories without an order."""

from __future__ import annotations

import threading
from contextlib import closing, contextmanager

import psycopg
import pytest

from dashboard.ledger import LedgerBusyError
from dashboard.ledger.store import TRIES, Ledger
from dashboard.polling import Turn
from tests.polling.rig import page, pages, poller
from tests.small_ledger import KEY, NOON, counts, event

pytestmark = pytest.mark.postgres


@contextmanager
def another(url: str):
    """A session of somebody else, in a transaction."""
    with closing(psycopg.connect(url.replace("+psycopg", ""))) as session:
        yield session
        session.rollback()


def waiting(session: psycopg.Connection) -> bool:
    """Whether anybody waits for a lock."""
    found = session.execute(
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    ).fetchone()
    return bool(found and found[0])


@contextmanager
def appending(ledger: Ledger, watch: psycopg.Connection):
    """An append in a thread, that has come to wait for a lock; what it gave is in the list afterwards."""
    got: list = []

    def work() -> None:
        try:
            got.append(counts(ledger.append("hotline", [event(n) for n in range(5)], recorded_at=NOON)))
        except LedgerBusyError as error:
            got.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    while not waiting(watch):
        assert thread.is_alive(), got
    yield got
    thread.join(30)
    assert not thread.is_alive()


def options(url: str, words: str) -> str:
    return url.replace("options=", f"options=-c{words.replace('=', '%3D')}%20")


@pytest.fixture
def opened(postgres_url):
    """Open the ledger with settings of the session; all are closed at the end."""
    ledgers: list[Ledger] = []

    def open_(words: str = "deadlock_timeout=50ms") -> Ledger:
        ledgers.append(Ledger.open(options(postgres_url, words), key=KEY))
        return ledgers[-1]

    yield open_
    for ledger in ledgers:
        ledger.close()


@pytest.fixture
def tries(monkeypatch) -> list[int]:
    """One number for each time that the ledger begins to write."""
    made: list[int] = []
    real = Ledger._writing
    monkeypatch.setattr(Ledger, "_writing", lambda self: made.append(1) or real(self))
    return made


def test_f89_a_deadlock_is_tried_again_and_the_delivery_is_taken_once(opened, postgres_url, tries):
    ledger = opened()
    ledger.append("hotline", [event(90)], recorded_at=NOON)
    tries.clear()
    with another(postgres_url) as watch, another(postgres_url) as other:
        other.execute("SET deadlock_timeout = '60s'")  # the ledger is to be the one that gives way
        other.execute("SELECT * FROM accounts WHERE stream = 'hotline' FOR UPDATE")
        with appending(ledger, watch) as got:  # it holds the head, and waits for the account
            other.execute("SELECT * FROM heads FOR UPDATE")
            other.commit()
    assert (got, len(tries)) == ([(5, 0, 0, 0)], 2)
    assert ledger.accounts()["hotline"].received == 6
    assert ledger.verify().good


def test_f89_a_history_that_cannot_be_put_in_order_is_tried_again(opened, postgres_url, tries):
    ledger = opened("default_transaction_isolation=serializable")
    ledger.append("hotline", [event(90)], recorded_at=NOON)
    tries.clear()
    with another(postgres_url) as watch, another(postgres_url) as other:
        other.execute("UPDATE heads SET seq = seq")
        with appending(ledger, watch) as got:  # its moment is taken; what it waits for will be newer
            other.commit()
    assert (got, len(tries)) == ([(5, 0, 0, 0)], 2)
    assert ledger.head()[0] == 6
    assert ledger.verify().good


def test_f89_a_lock_that_is_never_released_is_told_after_a_bounded_time_and_harms_nothing(
    opened, postgres_url, monkeypatch, tries
):
    monkeypatch.setattr("dashboard.ledger.database.BUSY_SECONDS", 0.05)
    ledger = opened()
    with another(postgres_url) as other:
        other.execute("SELECT * FROM heads FOR UPDATE")
        with pytest.raises(LedgerBusyError, match=r"held by another process \(.*lock timeout"):
            ledger.append("hotline", [event(1)], recorded_at=NOON)
        assert len(tries) == TRIES
        assert ledger.sealed is None
    assert counts(ledger.append("hotline", [event(1)], recorded_at=NOON)) == (1, 0, 0, 0)


def test_f89_a_poll_that_meets_a_lock_keeps_its_place_and_the_next_one_takes_the_page(
    opened, postgres_url, monkeypatch
):
    """The error is the job's: said once in the log by its schedule; the badge shows how old the feed is."""
    monkeypatch.setattr("dashboard.ledger.database.BUSY_SECONDS", 0.05)
    ledger = opened()
    one = poller(ledger, pages(page(1, at=1)))
    with another(postgres_url) as other:
        other.execute("SELECT * FROM heads FOR UPDATE")
        with pytest.raises(LedgerBusyError):
            one.poll(Turn())
        assert ledger.feed_states().get("stub") is None
    assert one.poll(Turn()).account.applied == 1
    assert ledger.feed_states()["stub"].cursor["read"] == {"at": 1}
