"""Faults of what the ledger stands on: a write that fails, a medium that is read-only, an endless reader."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.ledger import LedgerError, LedgerFatalError, checking, database
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings, ledger_key
from tests.entering import moved_in
from tests.faults.writing import BEFORE, PAGE
from tests.living import NOON, desk_in, dispatched
from tests.running import ROOT, await_answer, free_port, living_district, started
from tests.small_ledger import KEY, counts, event

pytestmark = pytest.mark.sweep

WRITING = Path(__file__).parent / "writing.py"


def spoiled(how: str, folder: Path, most: int) -> list[dict]:
    """What was said while one write failed, and how the ledger stood then, at so many places."""
    done = subprocess.run(
        [sys.executable, str(WRITING), how, str(folder), str(most)],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == most
    return told


def whole(told: dict, refusals: set[str]) -> None:
    """Each delivery was kept whole and acknowledged, or refused whole and in words; the ledger goes on."""
    kept = {BEFORE + number for number, said in enumerate(told["said"]) if not said}
    assert set(told["said"]) - {""} <= refusals, told
    assert set(told["stored"]) == set(range(BEFORE)) | kept, told
    assert told["head"] == PAGE * (BEFORE + len(kept)), told
    assert told["good"], told
    assert told["refused"] == "", told


@pytest.mark.thorough
def test_f78_a_disk_that_is_full_at_the_nth_write_costs_that_delivery_alone(tmp_path):
    if (
        not shutil.which("strace")
        or subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode
    ):
        pytest.skip(
            "strace is not here or may not trace: writes that stop in their middle tell nearly the same"
        )
    said = spoiled("full", tmp_path, 20)
    for told in said:
        whole(told, {"LedgerFullError"})
        assert told["said"].count("LedgerFullError") <= 1
    assert sum("LedgerFullError" in told["said"] for told in said) >= 10, "hardly any write was spoiled"


@pytest.mark.sweep
def test_f78_a_write_that_stops_in_its_middle_is_told_and_the_ledger_opens_whole(tmp_path):
    """As on a disk that fails: nothing more is taken until the ledger is opened again."""
    for told in spoiled("short", tmp_path, 15):
        whole(told, {"LedgerFatalError"})
        assert told["said"][-1] == "LedgerFatalError"


@pytest.fixture
def home(small_disk, tmp_path):
    """Settings of a living district whose home is a disk of its own."""
    chosen = Settings(home=small_disk / "home", district=str(living_district(tmp_path, "")))
    chosen.home.mkdir()
    with closing(Ledger.open(chosen.ledger_url, key=ledger_key(chosen))) as ledger:
        facts = [fact for number in range(5) for fact in dispatched(number)]
        ledger.append("hotline", facts, recorded_at=NOON)
    return chosen


def read_only(chosen: Settings) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(chosen.home.parent)], check=True)


def test_f80_a_ledger_on_a_read_only_medium_is_read_and_takes_nothing(home):
    read_only(home)
    with closing(Ledger.open(home.ledger_url, key=ledger_key(home))) as ledger:
        assert ledger.head()[0] == 10
        assert len(ledger.entries(0)) == 10
        assert ledger.verify().good
        with pytest.raises(LedgerFatalError, match=r"ledger\.db stands where nothing can be written"):
            ledger.append("hotline", [event(1)], recorded_at=NOON)
        with pytest.raises(LedgerError, match="cannot be opened or written"):
            ledger.lease("poll", "me", now=NOON, lasts=NOON - NOON)


LEFT_OPEN = """
import os, sys
from dashboard.ledger.store import Ledger
from tests.living import NOON, dispatched
Ledger.open(sys.argv[1], key=bytes.fromhex(sys.argv[2])).append("hotline", dispatched(77), recorded_at=NOON)
os._exit(0)
"""


def test_f80_what_stands_in_the_log_only_is_read_as_well(home):
    """A disk that fails is made read-only under a process that dies: its log was never merged."""
    words = [home.ledger_url, ledger_key(home).hex()]
    subprocess.run([sys.executable, "-c", LEFT_OPEN, *words], cwd=ROOT, check=True)
    assert (home.home / "ledger.db-wal").stat().st_size > 0
    read_only(home)
    with closing(Ledger.open(home.ledger_url, key=ledger_key(home))) as ledger:
        assert ledger.head()[0] == 12
        assert ledger.verify().good


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
def test_f80_the_wall_of_a_read_only_home_shows_what_there_is_and_says_so(home):
    household = moved_in(home.home)
    before = sorted(path.name for path in home.home.iterdir())
    read_only(home)
    with closing(Desk.open(home, role="serve")) as desk:
        desk.look()
        assert (desk.health()["ready"], desk.health()["cases"]) == (True, 5)
        assert [caution.mark.en for caution in desk.warnings()][-1] == "▲ read-only"
        client = create_app(desk).server.test_client()
        client.set_cookie("jq", household.boss)
        layout = client.get("/_dash-layout", headers={"Accept-Language": "zh"})
        assert "▲ 只读" in layout.text
        assert "所在目录不可写" in layout.text
    assert sorted(path.name for path in home.home.iterdir()) == before


@pytest.mark.sweep
def test_f80_serve_comes_up_on_a_read_only_home(home, tmp_path):
    household = moved_in(home.home)
    read_only(home)
    port = free_port()
    environment = {
        "JIEQUAN_HOME": str(home.home),
        "JIEQUAN_DISTRICT": home.district,
        "JIEQUAN_PORT": str(port),
    }
    with (tmp_path / "log").open("wb") as log:
        server = started(["serve"], environment, log)
    try:
        health = orjson.loads(await_answer(f"http://127.0.0.1:{port}/readyz", 60, household.system))
    finally:
        server.terminate()
        server.wait(20)
    assert (health["cases"], health["trouble"]) == (5, "")


@pytest.mark.parametrize("words", [["poll"], ["poll", "--once"], ["import"]], ids=" ".join)
def test_f80_who_must_write_is_refused_with_a_reason(home, words, monkeypatch):
    read_only(home)
    monkeypatch.setenv("JIEQUAN_HOME", str(home.home))
    monkeypatch.setenv("JIEQUAN_DISTRICT", home.district)
    monkeypatch.setattr("dashboard.commands.running.listen", lambda _event: None)
    refused = CliRunner().invoke(app, words).exception
    assert isinstance(refused, LedgerFatalError)
    assert "nothing can be written" in str(refused)


def test_f80_a_ledger_of_an_older_schema_is_not_migrated_there_and_says_so(home, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.opening.REVISION", "9999")
    read_only(home)
    with pytest.raises(LedgerError, match="open it once where it can"):
        Ledger.open(home.ledger_url, key=ledger_key(home))


def test_f80_a_key_that_is_missing_on_a_read_only_medium_is_named(home):
    (home.home / "key").unlink()
    read_only(home)
    with pytest.raises(Exception, match=r"key file .*Read-only file system"):
        ledger_key(home)


LOG = 50 * 4096
"""Bytes of log after which it is merged, instead of 64 MB."""


@pytest.fixture
def small_log(monkeypatch):
    """A log that is merged and cut at fifty pages."""
    pragmas = [p for p in database.SQLITE_PRAGMAS if not p.startswith(("wal_autocheckpoint", "journal_size"))]
    pragmas += ["wal_autocheckpoint=50", f"journal_size_limit={LOG}"]
    monkeypatch.setattr(database, "SQLITE_PRAGMAS", tuple(pragmas))


def delivery(number: int) -> list:
    return [event(number * 20 + n, note="x" * 400) for n in range(20)]


def log_size(folder: Path) -> int:
    return (folder / "ledger.db-wal").stat().st_size


def test_f85_a_long_verification_does_not_keep_the_log_from_shrinking(tmp_path, small_log, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 40)
    with closing(Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)) as ledger:
        for number in range(20):
            ledger.append("hotline", delivery(number), recorded_at=NOON)
        numbers, sizes = iter(range(20, 60)), []

        def meanwhile(_done: int, _of: int) -> None:
            for number in [*numbers][:4]:
                ledger.append("hotline", delivery(number), recorded_at=NOON)
            sizes.append(log_size(tmp_path))

        assert ledger.verify(meanwhile).good
        assert len(sizes) >= 10
        assert max(sizes) < 3 * LOG


def test_f85_a_foreign_reader_that_never_ends_costs_log_only_until_it_ends(tmp_path, small_log):
    with closing(Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)) as ledger:
        ledger.append("hotline", delivery(0), recorded_at=NOON)
        with closing(ledger.engine.raw_connection()) as reader:
            reader.execute("BEGIN")
            assert reader.execute("SELECT count(*) FROM entries").fetchone() == (20,)
            for number in range(1, 40):
                assert counts(ledger.append("hotline", delivery(number), recorded_at=NOON))[0] == 20
            assert log_size(tmp_path) > 3 * LOG
            assert reader.execute("SELECT count(*) FROM entries").fetchone() == (20,)
            reader.rollback()
        for number in range(40, 44):
            ledger.append("hotline", delivery(number), recorded_at=NOON)
        assert log_size(tmp_path) <= 2 * LOG
        assert ledger.verify().good


def test_f85_who_reads_the_board_for_hours_holds_no_place_in_the_ledger(tmp_path):
    desk = desk_in(tmp_path, dispatched(1))
    desk.look()
    with desk.board.reading(NOON) as reader:
        desk.ledger.append("hotline", dispatched(2), recorded_at=NOON)
        desk.look()
        with desk.ledger.engine.connect() as connection:
            held = connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        assert held[0] == 0, "something reads the ledger"
        assert log_size(tmp_path) == 0
        assert reader.seq == 2
        assert desk.board.seq == 4
    desk.close()


def test_f85_a_text_erased_while_the_ledger_is_verified_is_no_fault(tmp_path, monkeypatch):
    monkeypatch.setattr(checking, "BATCH", 5)
    with closing(Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)) as ledger:
        ledger.append("hotline", [event(n, note=str(n)) for n in range(20)], recorded_at=NOON)
        erased = threading.Event()

        def meanwhile(_done: int, _of: int) -> None:
            if not erased.is_set():
                ledger.erase(18, reason="asked for", actor="auditor", recorded_at=NOON)
                erased.set()

        assert ledger.verify(meanwhile).good
        assert erased.is_set()
        assert os.path.getsize(tmp_path / "ledger.db") > 0
