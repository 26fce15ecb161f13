"""Faults of the ledger's keeping: killed at any step, restored elsewhere, its target gone or full."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard import backups
from dashboard.__main__ import app
from dashboard.clock import now
from dashboard.ledger import LedgerError
from dashboard.ledger.keeping import PART, restore
from dashboard.ledger.store import Ledger
from tests.faults.stepping import PAGES
from tests.faults.telling import history
from tests.living import KEY as LIVING_KEY
from tests.living import desk_in, ledger_in
from tests.running import ROOT, living_district
from tests.small_ledger import KEY, NOON, counts, event

STEPPING = Path(__file__).parent / "stepping.py"
ENTRIES = PAGES * 50


def killed_at_steps(what: str, folder: Path, most: int) -> list[dict]:
    """How things stood after each of so many kills, spread evenly over the steps of the work."""
    done = subprocess.run(
        [sys.executable, str(STEPPING), what, str(folder), str(most)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(told) == most
    assert all(one["killed"] and one["good"] for one in told), told
    return told


@pytest.mark.thorough
@pytest.mark.parametrize(("what", "head"), [("birth", 0), ("migration", ENTRIES)])
def test_f76_a_ledger_killed_at_its_birth_or_in_a_migration_opens_again_and_has_lost_nothing(
    tmp_path, what, head
):
    assert {(one["head"], one["sealed"]) for one in killed_at_steps(what, tmp_path, 9)} == {(head, False)}


@pytest.mark.thorough
def test_f76_a_backup_killed_at_any_step_leaves_the_ledger_alone_and_the_next_one_sweeps_up(tmp_path):
    told = killed_at_steps("backup", tmp_path, 9)
    assert {(one["head"], one["copy"], *one["left"]) for one in told} == {(ENTRIES, ENTRIES)}


@pytest.mark.thorough
def test_f76_a_restore_killed_at_any_step_has_brought_back_all_or_nothing(tmp_path):
    told = killed_at_steps("restore", tmp_path, 9)
    assert {one["found"] for one in told} <= {0, ENTRIES}
    assert {(one["head"], one["sealed"]) for one in told} == {(ENTRIES, False)}


@pytest.mark.thorough
def test_f76_a_rebuild_killed_at_any_step_is_made_good_by_the_next_process(tmp_path):
    told = killed_at_steps("rebuild", tmp_path, 5)
    assert {(tuple(one["cases"]), one["head"]) for one in told} == {((40, 40), 80)}


@pytest.fixture
def ledger(tmp_path):
    with closing(Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)) as found:
        found.append("hotline", [event(n) for n in range(20)], recorded_at=NOON)
        yield found


def test_f76_what_killed_backups_of_other_names_left_is_swept_when_it_is_old(ledger, tmp_path):
    copies = tmp_path / "copies"
    copies.mkdir()
    old, young, own = (copies / f"{name}.db{PART}" for name in ("old", "young", "today"))
    for one in (old, young, own, copies / f"today.db{PART}-journal", copies / "mine.part"):
        one.write_bytes(b"half a copy")
    hours_ago = (now() - timedelta(hours=2)).timestamp()
    os.utime(old, (hours_ago, hours_ago))
    ledger.backup(copies / "today.db")
    assert sorted(path.name for path in copies.iterdir()) == ["mine.part", "today.db", young.name]


@pytest.mark.thorough
def test_f87_a_ledger_restored_in_another_folder_zone_and_language_amounts_to_the_same(tmp_path):
    """As on another host: what of the surroundings can be another is another."""
    ledger_in(tmp_path, history()).close()
    copy, there = tmp_path / "copy.db", tmp_path / "another place" / "区"
    with closing(ledger_in(tmp_path)) as ledger:
        ledger.backup(copy)
    restore(copy, f"sqlite:///{there / 'ledger.db'}", key=LIVING_KEY)
    states = []
    for folder, zone in ((tmp_path, "Asia/Shanghai"), (there, "Pacific/Kiritimati")):
        told = subprocess.run(
            [sys.executable, str(STEPPING.with_name("telling.py")), str(folder)],
            cwd=folder,
            env=os.environ | {"TZ": zone, "LC_ALL": "C", "LANG": "C", "HOME": str(folder)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        states.append(json.loads(told.splitlines()[-1]))
    assert states[0]["cases"] == 12
    assert states[0] == states[1]


def test_f90_a_backup_whose_target_is_full_or_gone_leaves_polling_alone(ledger, tmp_path, monkeypatch):
    blocked = tmp_path / "gone"
    blocked.write_text("a file where a folder should be")
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.backup(blocked / "copy.db")
    assert counts(ledger.append("hotline", [event(99)], recorded_at=NOON)) == (1, 0, 0, 0)
    assert ledger.sealed is None


def test_f90_a_backup_to_a_full_disk_leaves_nothing_half_and_polling_alone(ledger, small_disk):
    (small_disk / "ballast").write_bytes(b"x" * (5 * 2**20 - 8192))
    with pytest.raises(LedgerError, match="cannot be written"):
        ledger.backup(small_disk / "copy.db")
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]
    assert counts(ledger.append("hotline", [event(99)], recorded_at=NOON)) == (1, 0, 0, 0)


def test_f90_readyz_tells_how_old_the_last_backup_is_and_when_that_is_too_old(tmp_path, monkeypatch):
    desk = desk_in(tmp_path)
    assert desk.health()["backup"] == {"age_s": None, "late": True}
    backups.note(tmp_path, to=tmp_path / "copy.db", seq=1)
    told = desk.health()["backup"]
    assert told["age_s"] < 60
    assert told["late"] is False
    monkeypatch.setattr(backups, "now", lambda: now() + timedelta(hours=37))
    assert desk.health()["backup"]["late"] is True
    (tmp_path / backups.NOTE).write_text("not ours")
    assert desk.health()["backup"] == {"age_s": None, "late": True}
    desk.close()


def test_f90_the_command_notes_a_backup_that_was_verified_and_none_that_failed(tmp_path, monkeypatch):
    home = tmp_path / "home"
    monkeypatch.setenv("JIEQUAN_DISTRICT", str(living_district(tmp_path, "")))
    monkeypatch.setenv("JIEQUAN_HOME", str(home))
    (tmp_path / "taken.db").write_text("something else")
    failed = CliRunner().invoke(app, ["ledger", "backup", str(tmp_path / "taken.db")])
    assert isinstance(failed.exception, LedgerError)
    assert not (home / backups.NOTE).exists()
    assert CliRunner().invoke(app, ["ledger", "backup", str(tmp_path / "copy.db")]).exit_code == 0
    assert json.loads((home / backups.NOTE).read_text())["to"] == str(tmp_path / "copy.db")
