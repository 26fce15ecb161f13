"""Faults of the storage under the ledger: kills, full and failing disks, second writers."""

from __future__ import annotations

import os
import sqlite3
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dashboard.ledger import FeedState, LedgerError, LedgerFatalError, LedgerFullError
from dashboard.ledger.store import Ledger
from tests.faults.committer import PAGE
from tests.faults.kills import harness, judged, tallied
from tests.small_ledger import KEY, NOON, counts, event, rejected, told

pytestmark = pytest.mark.sweep

KILLS = 50


@pytest.fixture
def url(tmp_path) -> str:
    return f"sqlite:///{tmp_path / 'ledger.db'}"


def test_f75_nothing_acknowledged_is_lost_by_fifty_kills_during_commits(url):
    """`make soak` does it two hundred times."""
    tally = tallied(url, KILLS, seed=7, patience=110)
    assert (tally.kills, tally.lost, tally.torn) == (KILLS, 0, 0)
    assert tally.acknowledged > KILLS
    assert tally.verdict.good, tally.verdict
    assert tally.good


def test_f75_the_count_sees_what_is_lost_and_what_is_torn(url):
    """A measure that cannot fail says nothing."""
    ledger = Ledger.open(url, key=KEY)
    ledger.append("round0", [event(n) for n in range(PAGE)], recorded_at=NOON, rejected=[rejected()])
    ledger.append("round1", [event(n) for n in range(PAGE - 1)], recorded_at=NOON)
    tally = judged(ledger, {"round0": {0, 1}, "round1": {0}})
    assert (tally.acknowledged, tally.lost, tally.unheard) == (3, 1, 0)
    assert tally.torn == 2, "half a page, and an account that does not fit"
    assert not tally.good
    ledger.close()


def test_f84_two_processes_that_append_to_one_file_take_turns(url):
    """Serialised, and not refused: pollers are told apart by the lease, imports run beside them."""
    writers = [harness("write", url, name, "12") for name in ("a", "b")]
    for writer in writers:
        said, trouble = writer.communicate(timeout=110)
        assert (said, trouble, writer.returncode) == ("", "", 0)

    ledger = Ledger.open(url, key=KEY)
    entries = ledger.entries(0, 10**6)

    assert [entry.seq for entry in entries] == list(range(1, 2 * 12 * PAGE + 1))
    assert Counter(entry.stream for entry in entries) == {"a": 12 * PAGE, "b": 12 * PAGE}
    assert ledger.verify().good
    ledger.close()


def test_f84_a_writer_that_never_lets_go_is_named_after_a_while_and_does_no_harm(url, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.database.BUSY_SECONDS", 0.05)
    ledger, other = Ledger.open(url, key=KEY), Ledger.open(url, key=KEY)
    with other.engine.connect().execution_options(writes=True) as holder, holder.begin():
        with pytest.raises(LedgerError, match="held by another process"):
            ledger.append("hotline", [event(1)], recorded_at=NOON)
        assert ledger.entries(0) == []

    assert counts(ledger.append("hotline", [event(1)], recorded_at=NOON)) == (1, 0, 0, 0)
    ledger.close()
    other.close()


@pytest.mark.postgres
def test_f84_a_session_of_postgres_that_never_lets_go_is_named_as_well(postgres_url, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.database.BUSY_SECONDS", 0.05)
    ledger = Ledger.open(postgres_url, key=KEY)
    with ledger.engine.connect() as holder, holder.begin():
        holder.exec_driver_sql("SELECT * FROM heads FOR UPDATE")
        with pytest.raises(LedgerError, match="held by another process"):
            ledger.append("hotline", [event(1)], recorded_at=NOON)

    assert counts(ledger.append("hotline", [event(1)], recorded_at=NOON)) == (1, 0, 0, 0)
    ledger.close()


@pytest.mark.postgres
def test_f88_after_postgres_cut_its_sessions_the_same_delivery_is_taken_once(postgres_url):
    ledger = Ledger.open(postgres_url, key=KEY)
    facts = [event(n) for n in range(5)]
    with ledger.engine.connect() as connection:
        others = (
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        ledger.append("hotline", facts, recorded_at=NOON)
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM ({others}) AS others")

    assert counts(ledger.append("hotline", facts, recorded_at=NOON)) == (0, 5, 0, 0)
    assert ledger.head()[0] == 5
    ledger.close()


def big(number: int):
    return [event(number * 100 + n, note=os.urandom(400).hex()) for n in range(100)]


def fill(ledger: Ledger) -> int:
    """Append until there is no space left; how many deliveries were acknowledged."""
    for number in range(1000):
        try:
            ledger.append("hotline", big(number), recorded_at=NOON, rejected=[rejected(number)])
        except LedgerFullError:
            return number
    raise AssertionError("the disk never filled")


def test_f77_a_full_file_refuses_whole_deliveries_and_goes_on_when_there_is_room(url):
    ledger = Ledger.open(url, key=KEY)
    with sqlite_pages(ledger, 300):
        done = fill(ledger)
        assert len(ledger.entries(0, 10**6)) == 100 * done
        with pytest.raises(LedgerFullError) as caught:
            ledger.append("hotline", big(done), recorded_at=NOON)
        assert "磁盘已满" in caught.value.words.zh
        assert ledger.sealed is None

    assert counts(ledger.append("hotline", big(done), recorded_at=NOON)) == (100, 0, 0, 0)
    assert ledger.accounts()["hotline"].quarantined == done
    assert ledger.verify().good
    ledger.close()


@contextmanager
def sqlite_pages(ledger: Ledger, most: int):
    """Let the file grow to so many pages only, as a full disk would."""

    def limit(connection, _record, _proxy):
        connection.execute(f"PRAGMA max_page_count = {most}")

    sa.event.listen(ledger.engine, "checkout", limit)
    try:
        yield
    finally:
        sa.event.remove(ledger.engine, "checkout", limit)
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")


def test_f77_a_full_disk_refuses_whole_deliveries_and_goes_on_when_there_is_room(small_disk):
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * 2_000_000)
    ledger = Ledger.open(f"sqlite:///{small_disk / 'ledger.db'}", key=KEY)
    done = fill(ledger)
    head = ledger.head()
    assert head[0] == 100 * done

    ballast.unlink()

    assert counts(ledger.append("hotline", big(done), recorded_at=NOON)) == (100, 0, 0, 0)
    ledger.close()
    again = Ledger.open(f"sqlite:///{small_disk / 'ledger.db'}", key=KEY)
    assert again.sealed is None
    assert again.verify().entries == 100 * (done + 1)
    again.close()


WRITES = {
    "append": lambda ledger: ledger.append("hotline", [event(2)], recorded_at=NOON),
    "feed state": lambda ledger: ledger.save_feed_state(FeedState(name="hotline")),
    "lease": lambda ledger: ledger.lease("poll", "a", now=NOON, lasts=timedelta(seconds=9)),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_f79_after_a_failed_write_nothing_more_is_taken_until_it_is_opened_again(url, write, monkeypatch):
    """SQLite itself would go on as if nothing had happened."""
    ledger = Ledger.open(url, key=KEY)
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    monkeypatch.setattr(ledger.engine.dialect, "do_commit", failing_disk)

    with pytest.raises(LedgerFatalError, match="disk I/O error"):
        write(ledger)
    monkeypatch.undo()
    with pytest.raises(LedgerFatalError, match="takes nothing more"):
        ledger.append("hotline", [event(3)], recorded_at=NOON)
    assert told(ledger) == [("dispatch", "E00001")]
    ledger.close()

    again = Ledger.open(url, key=KEY)
    assert counts(again.append("hotline", [event(3)], recorded_at=NOON)) == (1, 0, 0, 0)
    again.close()


def failing_disk(_connection) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    raise error
