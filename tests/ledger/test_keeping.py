"""A backup is verified, restores on either database, and never overwrites."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from dashboard.access.accounts import Accounts
from dashboard.ledger import Action, FeedState, LedgerError, Note, Once
from dashboard.ledger.database import engine_for, writing
from dashboard.ledger.keeping import restore
from dashboard.ledger.outbox import put
from dashboard.ledger.people import PASSING
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import ENTRIES, METADATA
from tests.access.small_access import CHIEF, GOOD, QUICK
from tests.notices.small_notices import notice
from tests.small_ledger import KEY, NOON, counts, event, minute, of_the_first_schema, rejected, state

pytestmark = pytest.mark.sweep


@pytest.fixture
def full(ledger) -> Ledger:
    """A ledger with something in every table."""
    ledger.append("hotline", [event(n) for n in range(5)], recorded_at=NOON, rejected=[rejected()])
    ledger.append("folder", [state("open", 1), state("open", 3)], recorded_at=NOON)
    ledger.erase(2, reason="asked for", actor="auditor", recorded_at=NOON)
    ledger.save_feed_state(FeedState(name="hotline", cursor={"since": "x"}, notes=("drift",)))
    once = Once(key="k1", content=b"{}")
    ledger.deliver("push", [event(9)], once=once, recorded_at=NOON, known_at=NOON)
    ledger.lease("poll", "a", now=NOON, lasts=timedelta(minutes=1))
    doors = Accounts(ledger, now=lambda: NOON, passwords=QUICK)
    doors.add("chief", post="值班长", grants=[CHIEF], password=GOOD)
    doors.second_factor("chief")
    doors.add_device("hall", title="大厅", addresses=["10.1.2.0/24"], days=30)
    ledger.append("act", [event(99)], recorded_at=NOON, alongside=put([notice()], at=NOON))
    ledger.audit([Note(actor="chief", action=Action.SIGN_IN)], recorded_at=NOON)
    return ledger


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def elsewhere(request, tmp_path) -> str:
    """Where a backup may be restored, on the same or the other database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'elsewhere' / 'ledger.db'}"
    return request.getfixturevalue("another_postgres_url")


@pytest.fixture
def another_postgres_url(postgres_schema) -> str:
    return postgres_schema()


def rows(ledger: Ledger) -> dict[str, list]:
    with ledger.engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))
            ]
            for table in METADATA.sorted_tables
            if not table.info.get(PASSING)
        }


def test_a_backup_of_the_first_schema_is_restored_into_todays(tmp_path):
    old = tmp_path / "old.db"
    engine = engine_for(f"sqlite:///{old}")
    with writing(engine) as connection:
        of_the_first_schema(connection)
    engine.dispose()
    before = old.read_bytes()

    verdict = restore(old, f"sqlite:///{tmp_path / 'new' / 'ledger.db'}", key=KEY)

    restored = Ledger.open(f"sqlite:///{tmp_path / 'new' / 'ledger.db'}", key=KEY)
    restored.append("hotline", [event(1)], recorded_at=NOON, rejected=[rejected()])
    assert (verdict.good, restored.head()[0], len(restored.quarantined())) == (True, 1, 1)
    restored.close()
    assert old.read_bytes() == before


def test_a_restored_ledger_holds_the_same_in_every_table_and_goes_on(full, opened, tmp_path, elsewhere):
    full.backup(tmp_path / "copy.db")

    verdict = restore(tmp_path / "copy.db", elsewhere, key=KEY)

    restored = opened(url=elsewhere, anchor=None)
    assert rows(restored) == rows(full)
    assert all(rows(full).values())
    assert verdict.head == restored.head() == full.head()
    more = [event(4), event(9)]
    receipt = restored.append("hotline", more, recorded_at=minute(9), rejected=[rejected(2)])
    assert counts(receipt) == (1, 1, 0, 1)
    assert restored.verify().good


def test_people_and_devices_are_restored_with_their_secrets_but_nobody_is_signed_in(
    full, opened, tmp_path, elsewhere
):
    doors = Accounts(full, now=lambda: NOON, passwords=QUICK)
    held = doors.sign_in("chief", GOOD, address="10.1.2.3", agent="x").token
    doors.sign_in("chief", "not this one", address="10.1.2.3", agent="x")
    full.backup(tmp_path / "copy.db")
    copy = opened(url=f"sqlite:///{tmp_path / 'copy.db'}", anchor=None)
    restore(tmp_path / "copy.db", elsewhere, key=KEY)

    for ledger in (copy, opened(url=elsewhere, anchor=None)):
        again = Accounts(ledger, now=lambda: NOON, passwords=QUICK)
        assert again.people() == doors.people()
        assert again.devices() == doors.devices()
        assert again.viewer(held, address="10.1.2.3", active=True) is None
        with ledger.engine.connect() as connection:
            for table in METADATA.sorted_tables:
                if table.info.get(PASSING):
                    assert connection.execute(sa.select(table)).all() == []
        assert again.sign_in("chief", GOOD, address="10.1.2.3", agent="x").token
    assert doors.viewer(held, address="10.1.2.3", active=True)


def test_the_bytes_of_a_backup_hold_no_session(full, tmp_path):
    doors = Accounts(full, now=lambda: NOON, passwords=QUICK)
    for n in range(40):
        doors.sign_in("chief", GOOD, address="10.77.1.2", agent=f"A browser of the tests {n}")
    full.backup(tmp_path / "copy.db")
    assert b"10.77.1.2" not in (tmp_path / "copy.db").read_bytes()


def test_a_backup_is_one_file_that_is_whole_in_itself(full, tmp_path):
    full.backup(tmp_path / "backup" / "copy.db")

    assert [path.name for path in (tmp_path / "backup").iterdir()] == ["copy.db"]
    (tmp_path / "backup" / "copy.db").chmod(0o400)
    restore(tmp_path / "backup" / "copy.db", f"sqlite:///{tmp_path / 'again.db'}", key=KEY)


def test_a_backup_can_be_opened_as_a_ledger(full, opened, tmp_path):
    full.backup(tmp_path / "copy.db")

    assert opened(url=f"sqlite:///{tmp_path / 'copy.db'}", anchor=None).entries(0) == full.entries(0)


def test_a_backup_is_taken_while_others_append(full, opened, tmp_path, monkeypatch):
    other = opened()
    real = Ledger.backup

    def busy(ledger, to):
        other.append("hotline", [event(100)], recorded_at=NOON)
        real(ledger, to)
        other.append("hotline", [event(101)], recorded_at=NOON)

    monkeypatch.setattr(Ledger, "backup", busy)
    full.backup(tmp_path / "copy.db")

    copy = opened(url=f"sqlite:///{tmp_path / 'copy.db'}", anchor=None)
    assert copy.entries(0) == full.entries(0)[:-1]


def test_a_backup_never_overwrites(full, tmp_path):
    (tmp_path / "copy.db").write_text("something else")

    with pytest.raises(LedgerError, match="exists already"):
        full.backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "something else"


def test_a_damaged_ledger_gives_no_backup(full, tmp_path):
    with writing(full.engine) as connection:
        connection.execute(sa.update(ENTRIES).where(ENTRIES.c.seq == 3).values(actor="me"))

    with pytest.raises(LedgerError, match="entry 3 was edited"):
        full.backup(tmp_path / "copy.db")
    assert not [path for path in tmp_path.iterdir() if "copy" in path.name]


def test_a_backup_where_nothing_can_be_written_says_so(full, tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(LedgerError, match="cannot be written"):
        full.backup(tmp_path / "file" / "copy.db")


def test_a_restore_never_overwrites_a_ledger_with_entries(full, tmp_path, elsewhere, opened):
    full.backup(tmp_path / "copy.db")
    opened(url=elsewhere, anchor=None).append("other", [event(1)], recorded_at=NOON)

    with pytest.raises(LedgerError, match="has 1 entries and is not overwritten"):
        restore(tmp_path / "copy.db", elsewhere, key=KEY)
    assert opened(url=elsewhere, anchor=None).head()[0] == 1


def test_a_restore_into_an_empty_ledger_takes_over_its_place(full, tmp_path, elsewhere, opened):
    full.backup(tmp_path / "copy.db")
    opened(url=elsewhere, anchor=None)

    assert restore(tmp_path / "copy.db", elsewhere, key=KEY).head == full.head()


def test_f82_a_lost_file_is_restored_in_its_place_though_its_anchor_knows_more(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    ledger = Ledger.open(url, key=KEY)
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    ledger.backup(tmp_path / "copy.db")
    ledger.append("hotline", [event(2)], recorded_at=NOON)
    ledger.close()
    (tmp_path / "ledger.db").rename(tmp_path / "broken.db")
    with pytest.raises(LedgerError, match="is missing or empty"):
        Ledger.open(url, key=KEY)

    restore(tmp_path / "copy.db", url, key=KEY)

    again = Ledger.open(url, key=KEY)
    assert (again.sealed, again.head()[0]) == (None, 1)
    again.close()


def test_an_edited_backup_is_refused_and_nothing_written(full, tmp_path, elsewhere, opened):
    full.backup(tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        copy.execute("UPDATE entries SET actor = 'me' WHERE seq = 2")
        copy.commit()

    with pytest.raises(LedgerError, match="does not verify: entry 2 was edited"):
        restore(tmp_path / "copy.db", elsewhere, key=KEY)
    assert opened(url=elsewhere, anchor=None).head()[0] == 0


@pytest.mark.parametrize("content", [b"", b"<html></html>" * 100], ids=["empty", "html"])
def test_what_is_no_backup_is_refused(content, tmp_path):
    (tmp_path / "copy.db").write_bytes(content)

    with pytest.raises(LedgerError):
        restore(tmp_path / "copy.db", f"sqlite:///{tmp_path / 'l.db'}", key=KEY)
    with pytest.raises(LedgerError, match="no backup at"):
        restore(tmp_path / "none.db", f"sqlite:///{tmp_path / 'l.db'}", key=KEY)


def test_a_backup_made_with_another_key_is_refused(full, tmp_path):
    full.backup(tmp_path / "copy.db")

    with pytest.raises(LedgerError, match="key does not fit"):
        restore(tmp_path / "copy.db", f"sqlite:///{tmp_path / 'l.db'}", key=b"other")


def test_a_restore_that_fails_in_the_middle_leaves_an_empty_ledger(
    full, tmp_path, elsewhere, opened, monkeypatch
):
    full.backup(tmp_path / "copy.db")
    nowhere = sa.Table("nowhere", sa.MetaData(), sa.Column("x", sa.Text))
    tables = SimpleNamespace(sorted_tables=[*METADATA.sorted_tables, nowhere])
    monkeypatch.setattr("dashboard.ledger.keeping.METADATA", tables)

    with pytest.raises(LedgerError):
        restore(tmp_path / "copy.db", elsewhere, key=KEY)
    monkeypatch.undo()

    assert opened(url=elsewhere, anchor=None).entries(0) == []
    assert restore(tmp_path / "copy.db", elsewhere, key=KEY).good


def test_states_of_a_restored_feed_are_as_they_were(full, opened, tmp_path, elsewhere):
    full.backup(tmp_path / "copy.db")
    restore(tmp_path / "copy.db", elsewhere, key=KEY)

    restored = opened(url=elsewhere, anchor=None)
    assert restored.feed_states() == full.feed_states()
    assert restored.quarantined() == full.quarantined()
