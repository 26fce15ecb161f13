"""`jiequan ledger verify` itself: whatever was done to the file behind the program is named, its end is 1."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.clock import now
from dashboard.ledger import Action, AuditFilter, Note
from dashboard.ledger.anchoring import anchored, dropped
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings, ledger_keys
from tests.living import NOON, dispatched

pytestmark = pytest.mark.sweep

COUNT = 10
"""Entries, and notes of the audit."""
LAST = COUNT // 2
CHAINS = {"entries": "version", "audit": "object"}
"""By name: the column in which what is put in differs."""
SHIFT = "UPDATE {of} SET seq = -seq WHERE seq >= 5; UPDATE {of} SET seq = 1 - seq WHERE seq < 0;"
DONE = {
    "edit": ("UPDATE {of} SET actor = 'nobody' WHERE seq = 4", "entry 4 was edited"),
    "deletion": ("DELETE FROM {of} WHERE seq = 5", "entry 5 is missing"),
    "insertion": (
        SHIFT + "CREATE TABLE more AS SELECT * FROM {of} WHERE seq = 4; "
        "UPDATE more SET seq = 5, {mark} = 'x'; INSERT INTO {of} SELECT * FROM more; DROP TABLE more;",
        "entry 5",
    ),
    "swap": (
        "UPDATE {of} SET seq = -4 WHERE seq = 4; UPDATE {of} SET seq = 4 WHERE seq = 6; "
        "UPDATE {of} SET seq = 6 WHERE seq = -4;",
        "what was entry 4 stands at 6",
    ),
    "truncation": ("DELETE FROM {of} WHERE seq > 8", "the ledger ends at 8"),
    "truncation with its head": (
        "DELETE FROM {of} WHERE seq > 8; "
        "UPDATE heads SET seq = 8, chain = (SELECT chain FROM {of} WHERE seq = 8) WHERE name = '{of}'",
        "the ledger ends at 8",
    ),
}
"""What somebody may do to a chain with the database in their hands, and what is said of it."""


def grown(chosen, begin, end):
    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    for n in range(begin, end):
        ledger.append("hotline", dispatched(n), recorded_at=NOON)
        for step in (0, 1):
            note = Note(actor=f"u{n}", action=Action.EXPORT, object=f"list {n} {step}")
            ledger.audit([note], recorded_at=NOON + timedelta(minutes=n))
    return ledger


@pytest.fixture
def elsewhere(tmp_path):
    return tmp_path / "elsewhere.log"


@pytest.fixture
def home(tmp_path, elsewhere, monkeypatch):
    """An installation with ten entries and ten notes, noted elsewhere."""
    chosen = Settings(home=tmp_path / "home", anchor_to=str(elsewhere))
    chosen.home.mkdir()
    ledger = grown(chosen, 0, LAST)
    dropped(chosen.anchor_to, anchored(ledger, now()))
    ledger.close()
    monkeypatch.setenv("JIEQUAN_HOME", str(chosen.home))
    monkeypatch.setenv("JIEQUAN_ANCHOR_TO", chosen.anchor_to)
    return chosen


def verify():
    done = CliRunner().invoke(app, ["ledger", "verify"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def spoil(home, script):
    with closing(sqlite3.connect(home.home / "ledger.db")) as base:
        base.executescript(script)


def test_a_whole_ledger_is_called_whole_and_the_audit_notes_that_somebody_asked(home):
    code, said = verify()
    assert code == 0
    assert said.count(f"{COUNT} entries") == 2
    ledger = Ledger.open(home.ledger_url, key=ledger_keys(home))
    (note,) = ledger.book.read(where=AuditFilter(action=Action.VERIFY.value))
    assert (note.object, note.outcome) == (str(COUNT), "done")
    ledger.close()


@pytest.mark.parametrize("of", CHAINS)
@pytest.mark.parametrize("how", sorted(DONE))
def test_what_was_done_to_a_chain_is_named_by_its_number(home, of, how):
    script, wanted = DONE[how]
    spoil(home, script.format(of=of, mark=CHAINS[of]))
    code, said = verify()
    assert code == 1
    bad = next(line for line in said.splitlines() if "not whole" in line)
    assert wanted in bad
    assert bad.startswith("审计 · audit") == (of == "audit")


def test_an_audit_that_takes_no_more_notes_is_judged_all_the_same(home):
    spoil(home, DONE["insertion"][0].format(of="audit", mark="object"))
    code, said = verify()
    assert code == 1
    assert "entry 5" in said
    assert "not noted in the audit" in said


@pytest.mark.parametrize("of", CHAINS)
def test_the_other_chain_is_still_called_whole(home, of):
    spoil(home, DONE["edit"][0].format(of=of))
    _, said = verify()
    assert said.count("is whole") == 1


def test_a_text_that_was_changed_beside_the_chain_is_named(home):
    spoil(home, "UPDATE bodies SET body = '{}' WHERE digest = (SELECT digest FROM entries WHERE seq = 1)")
    code, said = verify()
    assert (code, "the text of entry 1 was edited" in said) == (1, True)


def set_back(home, tmp_path):
    """Everything that stands in the home as it was yesterday, before it went on."""
    shutil.copytree(home.home, tmp_path / "yesterday")
    ledger = grown(home, LAST, LAST + 2)
    dropped(home.anchor_to, anchored(ledger, now()))
    ledger.close()
    shutil.rmtree(home.home)
    shutil.copytree(tmp_path / "yesterday", home.home)


def test_a_ledger_that_was_set_back_as_a_whole_is_named_against_its_anchor(home, tmp_path):
    set_back(home, tmp_path)
    code, said = verify()
    assert code == 1
    assert said.count("is whole") == 2, "both chains hold in themselves"
    assert f"entries end at {COUNT}, yet the anchor" in said
    assert f"knows of {COUNT + 4}" in said
    assert "整体回退" in said


def test_nothing_inside_the_file_tells_of_it_where_no_anchor_is_kept(home, tmp_path, monkeypatch):
    set_back(home, tmp_path)
    monkeypatch.delenv("JIEQUAN_ANCHOR_TO")
    assert verify()[0] == 0


def test_a_ledger_that_was_set_back_and_went_on_otherwise_is_named(home, tmp_path):
    set_back(home, tmp_path)
    ledger = grown(home, LAST + 5, LAST + 9)
    ledger.close()
    code, said = verify()
    assert code == 1
    assert f"entry {COUNT + 4} is not the one of the anchor" in said


@pytest.mark.parametrize("digests", [False, True])
def test_a_ledger_set_back_to_before_another_key_is_found_by_the_anchors_of_that_key(home, tmp_path, digests):
    before = tmp_path / "before"
    shutil.copytree(home.home, before)
    words = ["ledger", "rotate-key", *(["--digests"] if digests else [])]
    assert CliRunner().invoke(app, words).exit_code == 0
    ledger = grown(home, LAST, LAST + 3)
    dropped(home.anchor_to, anchored(ledger, now()))
    ledger.close()
    for name in ("ledger.db", "ledger.db.head", "ledger.db.audit-head"):
        shutil.copy(before / name, home.home / name)
    code, said = verify()
    assert code == 1
    assert "set back as a whole" in said
    assert "the key file has a key that this ledger does not know" in said
