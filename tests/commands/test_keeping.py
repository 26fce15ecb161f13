"""Verify, back up, restore, rebuild: one sentence each, and never over something that is there."""

from __future__ import annotations

import pytest

from dashboard.commands.keeping import backed_up, rebuilt, restored, verified
from dashboard.desk import ROLES, board_path
from dashboard.ledger.store import Ledger
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_key
from tests.living import NOON, dispatched


@pytest.fixture
def settings(tmp_path):
    made = Settings(home=tmp_path / "home", district="yunjiang")
    made.home.mkdir()
    ledger = Ledger.open(made.ledger_url, key=ledger_key(made))
    ledger.append("hotline", [fact for n in range(3) for fact in dispatched(n)], recorded_at=NOON)
    ledger.close()
    return made


def test_a_sound_ledger_is_called_sound(settings):
    line, good = verified(settings)
    assert good
    assert "6" in line


def test_one_changed_byte_is_found_and_the_entry_named(settings):
    import sqlite3

    with sqlite3.connect(settings.home / "ledger.db") as base:
        base.execute("UPDATE entries SET version = 'forged' WHERE seq = 4")
    base.close()
    line, good = verified(settings)
    assert not good
    assert "4" in line


def test_a_backup_restores_into_an_empty_home_and_verifies(settings, tmp_path):
    copy = tmp_path / "copy.db"
    assert "6" in backed_up(settings, copy)
    key = settings.home / "key"
    other = Settings(home=tmp_path / "other", district="yunjiang", key_file=key)
    other.home.mkdir()
    assert "6" in restored(other, copy)
    assert verified(other)[1]


def test_a_ledger_that_holds_something_is_never_overwritten(settings, tmp_path):
    copy = tmp_path / "copy.db"
    backed_up(settings, copy)
    with pytest.raises(Refusal):
        restored(settings, copy)


def test_the_board_is_folded_anew_from_the_ledger(settings):
    for role in ROLES:
        board_path(settings.home, role).write_bytes(b"no board")
    assert "3" in rebuilt(settings)
    assert board_path(settings.home, ROLES[0]).stat().st_size > 1000
