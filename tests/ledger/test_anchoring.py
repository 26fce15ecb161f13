"""Anchors in a second place: a ledger that was set back as a whole is found, and nobody can forge one."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.ledger import Action, LedgerError, Note
from dashboard.ledger.anchoring import anchored, contradiction, dropped
from dashboard.ledger.database import writing
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import AUDIT, AUDIT_CHAIN, ENTRIES, ENTRIES_CHAIN, HEADS
from tests.small_ledger import KEY, event, minute

pytestmark = pytest.mark.sweep


def grown(ledger, begin, end):
    for n in range(begin, end):
        ledger.append("hotline", [event(n)], recorded_at=minute(n))
        ledger.audit([Note(actor="a", action=Action.EXPORT, object=str(n))], recorded_at=minute(n))


@pytest.fixture
def elsewhere(tmp_path):
    (tmp_path / "other-disk").mkdir()
    return str(tmp_path / "other-disk" / "anchors.log")


@pytest.fixture
def full(ledger, elsewhere):
    grown(ledger, 0, 5)
    dropped(elsewhere, anchored(ledger, minute(60)))
    grown(ledger, 5, 8)
    dropped(elsewhere, anchored(ledger, minute(120)))
    return ledger


def test_a_ledger_that_went_on_contradicts_no_anchor(full, elsewhere):
    assert contradiction(full, elsewhere) is None
    grown(full, 8, 10)
    assert contradiction(full, elsewhere) is None


def test_without_an_anchor_there_is_nothing_to_contradict(full, elsewhere):
    assert contradiction(full, "") is None
    assert contradiction(full, elsewhere + ".none") is None
    assert contradiction(full, "syslog:/dev/log") is None


@pytest.mark.parametrize(
    ("table", "name", "of"), [(ENTRIES, ENTRIES_CHAIN, "entries"), (AUDIT, AUDIT_CHAIN, "notes")]
)
def test_a_cut_tail_with_its_head_is_found(full, elsewhere, table, name, of):
    with writing(full.engine) as connection:
        chain = connection.execute(sa.select(table.c.chain).where(table.c.seq == 6)).scalar_one()
        connection.execute(sa.delete(table).where(table.c.seq > 6))
        connection.execute(sa.update(HEADS).where(HEADS.c.name == name).values(seq=6, chain=chain))
    words = contradiction(full, elsewhere)
    assert words.en.startswith(of)
    assert "end at 6, yet the anchor" in words.en
    assert "knows of 8" in words.en


@pytest.mark.parametrize(("table", "of"), [(ENTRIES, "entries"), (AUDIT, "notes")])
def test_history_that_was_written_anew_is_found(full, elsewhere, table, of):
    with writing(full.engine) as connection:
        connection.execute(sa.update(table).where(table.c.seq == 5).values(chain="0" * 64))
    words = contradiction(full, elsewhere)
    assert words.en.startswith(of)
    assert "entry 5 is not the one of the anchor" in words.en


def test_a_file_that_was_set_back_together_with_all_that_stands_beside_it_is_found(tmp_path, elsewhere):
    home = tmp_path / "home"
    home.mkdir()
    ledger = Ledger.open(f"sqlite:///{home / 'ledger.db'}", key=KEY)
    grown(ledger, 0, 3)
    ledger.close()
    shutil.copytree(home, tmp_path / "yesterday")
    ledger = Ledger.open(f"sqlite:///{home / 'ledger.db'}", key=KEY)
    grown(ledger, 3, 6)
    dropped(elsewhere, anchored(ledger, minute(9)))
    ledger.close()
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "yesterday", home)
    ledger = Ledger.open(f"sqlite:///{home / 'ledger.db'}", key=KEY)
    assert ledger.verify().good
    assert ledger.book.verify().good
    assert "end at 3, yet" in contradiction(ledger, elsewhere).en
    ledger.close()


def test_a_trimmed_beginning_of_the_audit_contradicts_nothing(full, elsewhere):
    full.book.trim(minute(6), actor="a", recorded_at=minute(90))
    assert contradiction(full, elsewhere) is None


@pytest.mark.parametrize("forged", ["not json", "{}", "[]", '{"seal": "0"}', '{"seal": 3, "ledger": "x"}'])
def test_what_others_write_into_the_file_is_passed_over(full, elsewhere, forged):
    with Path(elsewhere).open("a") as file:
        file.write(forged + "\n")
    assert contradiction(full, elsewhere) is None


def test_an_anchor_that_somebody_changed_counts_no_more(full, elsewhere):
    last = json.loads(Path(elsewhere).read_text().splitlines()[-1])
    last["entries"] = [99, "0" * 64]
    Path(elsewhere).write_text(json.dumps(last))
    assert contradiction(full, elsewhere) is None


def test_a_place_that_cannot_be_written_is_named(full, tmp_path):
    with pytest.raises(LedgerError, match="cannot be written"):
        dropped(str(tmp_path / "nowhere" / "anchors"), anchored(full, minute(1)))


def test_an_anchor_goes_to_the_log_of_another_machine(full):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as log:
        log.bind(("127.0.0.1", 0))
        log.settimeout(5)
        line = anchored(full, minute(1))
        dropped(f"syslog:127.0.0.1:{log.getsockname()[1]}", line)
        assert line in log.recv(4096).decode()
