"""Opening: a ledger is found, begun or refused, and never replaced."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dashboard.ledger import LedgerError
from dashboard.ledger.database import engine_for, reading, writing
from dashboard.ledger.opening import MIGRATIONS, migrate
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import ENTRIES, HEADS, METADATA, QUARANTINE, REVISION, VERSION_TABLE
from tests.small_ledger import KEY, NOON, event, of_the_first_schema

pytestmark = pytest.mark.sweep

PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "ledger.db"


def at(path: Path) -> Ledger:
    return Ledger.open(f"sqlite:///{path}", key=KEY)


def filled(path: Path, count: int = 3) -> None:
    ledger = at(path)
    ledger.append("hotline", [event(n) for n in range(count)], recorded_at=NOON)
    ledger.close()


def test_what_was_written_is_there_after_opening_again(opened):
    first = opened()
    first.append("hotline", [event(1)], recorded_at=NOON)

    second = opened()

    assert second.head() == first.head()
    assert second.identity == first.identity
    assert second.sealed is None


def test_programs_that_begin_a_ledger_at_once_find_one_and_the_same(opened):
    with ThreadPoolExecutor(4) as pool:
        ledgers = list(pool.map(lambda _: opened(), range(4)))

    assert len({ledger.identity for ledger in ledgers}) == 1


def test_a_ledger_in_a_folder_that_does_not_exist_yet_is_begun(tmp_path):
    filled(tmp_path / "new" / "deeper" / "ledger.db")

    assert at(tmp_path / "new" / "deeper" / "ledger.db").head()[0] == 3


def test_the_schema_that_migrations_make_is_the_one_the_program_uses(url):
    engine = engine_for(url)
    migrate(engine, KEY, "sha256")
    with engine.connect() as connection:
        options = {"compare_type": True, "version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
        assert context.get_current_revision() == REVISION
    engine.dispose()


def test_the_newest_migration_is_the_one_the_program_knows():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == REVISION


def test_migrations_are_run_once_and_then_only_looked_at(url, opened, monkeypatch):
    opened()
    monkeypatch.setattr("dashboard.ledger.opening._upgrade", lambda _: pytest.fail("migrated again"))

    opened()


def test_a_ledger_of_the_first_schema_is_migrated_and_keeps_what_was_set_aside(url, opened):
    engine = engine_for(url)
    with writing(engine) as connection:
        of_the_first_schema(connection)
        old = {"stood": "line 1", "reason": "no id", "raw": "{}", "fingerprint": "x", "times": 3}
        moments = {"first_at": NOON, "last_at": NOON}
        columns = {name: QUARANTINE.c[name] for name in ("stream", *old, *moments)}
        rows = sa.table("quarantine", *(sa.column(name, c.type) for name, c in columns.items()))
        connection.execute(sa.insert(rows), {"stream": "hotline"} | old | moments)
    engine.dispose()

    (kept,) = opened().quarantined()
    assert (kept.where, kept.times, kept.last_at, kept.replayable) == ("line 1", 3, NOON, False)
    assert opened().waiting() == {"hotline": (1, 0)}


def test_f86_a_newer_schema_is_refused_politely_and_left_alone(url, opened):
    opened().close()
    engine = engine_for(url)
    with writing(engine) as connection:
        connection.exec_driver_sql(f"UPDATE {VERSION_TABLE} SET version_num = '9999'")

    with pytest.raises(LedgerError, match=f"schema 9999, this one knows up to {REVISION}"):
        opened()
    with reading(engine) as connection:
        assert connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar_one() == "9999"
    engine.dispose()


def test_another_key_is_refused(opened):
    opened()

    with pytest.raises(LedgerError, match="key does not fit"):
        opened(key=b"another key")


def test_no_key_is_refused(opened):
    with pytest.raises(LedgerError, match="needs a key"):
        opened(key=b"")


def test_a_ledger_is_begun_with_sm3_and_stays_with_it(opened):
    try:
        first = opened(algorithm="sm3")
    except LedgerError:
        pytest.skip("this OpenSSL has no SM3")
    first.append("hotline", [event(1)], recorded_at=NOON)

    assert opened(algorithm="sha256").verify().good


def test_an_unknown_digest_is_refused_by_name(opened):
    with pytest.raises(LedgerError, match="md1 is not available; there are sha256, sm3"):
        opened(algorithm="md1")


@pytest.mark.parametrize("url", ["", "mysql://x/y", "ledger.db", "sqlite://", "sqlite:///:memory:"])
def test_an_address_of_no_use_is_refused_with_a_better_one(url):
    with pytest.raises(LedgerError, match="write sqlite:///path or postgresql"):
        Ledger.open(url, key=KEY)


def test_the_password_of_an_address_is_never_told():
    with pytest.raises(LedgerError) as caught:
        Ledger.open("postgresql+psycopg://me:s3cret@127.0.0.1:1/none", key=KEY)
    assert "s3cret" not in str(caught.value) + caught.value.words.zh


def test_f82_a_page_of_html_in_place_of_the_ledger_is_refused_and_left_alone(path):
    path.write_text("<html>login</html>" * 300)

    with pytest.raises(LedgerError, match="not a ledger of ours"):
        at(path)
    assert path.read_text().startswith("<html>login")


def test_f82_the_database_of_another_program_is_refused_and_left_alone(path):
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE theirs (x)")
    before = path.read_bytes()

    with pytest.raises(LedgerError, match="not a ledger of ours"):
        at(path)
    assert path.read_bytes() == before


@pytest.mark.postgres
def test_f82_tables_of_another_program_in_postgres_are_refused_and_left_alone(postgres_url):
    engine = engine_for(postgres_url)
    with writing(engine) as connection:
        connection.exec_driver_sql("CREATE TABLE entries (theirs text)")
        connection.exec_driver_sql("INSERT INTO entries VALUES ('x')")

    with pytest.raises(LedgerError, match="not a ledger of ours"):
        Ledger.open(postgres_url, key=KEY)
    with reading(engine) as connection:
        assert connection.exec_driver_sql("SELECT theirs FROM entries").scalar_one() == "x"
        assert sa.inspect(connection).get_table_names() == ["entries"]
    engine.dispose()


@pytest.mark.parametrize("left", [None, b""], ids=["missing", "zero bytes"])
def test_f82_a_lost_ledger_is_never_replaced_by_an_empty_one(path, left):
    filled(path)
    path.unlink()
    if left is not None:
        path.write_bytes(left)

    with pytest.raises(LedgerError, match="had 3 entries: restore a backup"):
        at(path)
    assert (path.read_bytes() if left is not None else path.exists()) == (
        left or False if left is None else left
    )


def test_f82_a_truncated_ledger_is_refused_or_sealed(path):
    filled(path, 300)
    path.write_bytes(path.read_bytes()[:40_000])

    try:
        ledger = at(path)
    except LedgerError:
        return
    with pytest.raises(LedgerError):
        ledger.append("hotline", [event(999)], recorded_at=NOON)


def test_f83_a_lost_log_is_found_and_the_ledger_read_only(path):
    ledger = at(path)
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    with ledger.engine.connect() as connection:
        connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    ledger.append("hotline", [event(2), event(3)], recorded_at=NOON)
    kept = path.read_bytes()  # as a copy of the file without its log would be
    ledger.close()
    path.write_bytes(kept)

    again = at(path)

    assert "the tail was cut: the anchor knows of entry 3, the ledger ends at 1" in str(again.sealed)
    with pytest.raises(LedgerError, match="read-only"):
        again.append("hotline", [event(4)], recorded_at=NOON)
    assert [entry.seq for entry in again.entries(0)] == [1]


def test_a_kill_between_the_birth_of_the_file_and_of_its_tables_does_no_harm(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")

    assert at(path).head()[0] == 0


def test_an_anchor_that_power_loss_left_empty_is_no_reason_to_refuse_a_whole_ledger(path):
    filled(path)
    Path(f"{path}.head").write_text("")

    assert at(path).sealed is None


def test_a_forged_anchor_says_nothing(path):
    filled(path)
    anchor = Path(f"{path}.head")
    anchor.write_text(anchor.read_text().replace('"seq":3', '"seq":2'))

    assert at(path).sealed is None


def test_an_anchor_that_cannot_be_written_stops_nothing(path):
    Path(f"{path}.head.new").mkdir()
    filled(path)

    assert at(path).head()[0] == 3


def test_every_connection_to_a_file_is_durable_and_forgets_what_is_erased(path):
    ledger = at(path)
    with ledger.engine.connect() as one, ledger.engine.connect() as other:
        for connection in (one, other):
            said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in PRAGMAS}
            assert said == PRAGMAS


def test_a_lost_head_is_found(path):
    filled(path)
    engine = engine_for(f"sqlite:///{path}")
    with writing(engine) as connection:
        connection.execute(sa.delete(HEADS))
    engine.dispose()

    with pytest.raises(LedgerError, match=r"head of the ledger .* is missing"):
        at(path)


def test_a_changed_tail_is_found_at_opening(path):
    filled(path, 5)
    engine = engine_for(f"sqlite:///{path}")
    with writing(engine) as connection:
        connection.execute(sa.update(ENTRIES).where(ENTRIES.c.seq == 4).values(actor="me"))
    engine.dispose()

    assert "entry 4 was edited" in str(at(path).sealed)


def test_errors_speak_both_languages(path):
    path.write_text("no database" * 100)

    with pytest.raises(LedgerError) as caught:
        at(path)
    assert "不是本系统的账本" in caught.value.words.zh
    assert str(path) in caught.value.words.zh
