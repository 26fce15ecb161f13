"""Another key: both chains still verify, nothing known is forgotten, the former one makes no link."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.access import totp
from dashboard.access.accounts import Accounts
from dashboard.access.rotating import rotated
from dashboard.clock import now
from dashboard.ledger import Action, LedgerError, Note
from dashboard.ledger.anchoring import anchored, contradiction, dropped
from dashboard.ledger.appending import Seal
from dashboard.ledger.auditing import audit_head, noted
from dashboard.ledger.database import writing
from dashboard.ledger.keeping import restore
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import AUDIT, HEADS
from dashboard.settings import Settings, add_key, ledger_key, ledger_keys
from tests.access.small_access import CHIEF, GOOD, QUICK
from tests.access.test_second_factors import secret_of
from tests.small_ledger import NOON, event, minute

FIRST, SECOND, THIRD = b"1" * 32, b"2" * 32, b"3" * 32


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'ledger.db'}"


@pytest.fixture
def ledger(url):
    made = Ledger.open(url, key=FIRST)
    made.append("hotline", [event(n, note=f"text {n}") for n in range(4)], recorded_at=NOON)
    made.audit([signed_in("a")], recorded_at=NOON)
    yield made
    made.close()


def signed_in(who):
    return Note(actor=who, action=Action.SIGN_IN)


def turned(ledger, key):
    rotated(ledger, key, actor="os:root", recorded_at=minute(1))


def opened(url, *keys):
    return Ledger.open(url, key=keys)


def test_both_chains_verify_across_rotations_and_the_audit_tells_of_each(ledger, url):
    turned(ledger, SECOND)
    ledger.audit([signed_in("b")], recorded_at=minute(2))
    turned(ledger, THIRD)
    ledger.audit([signed_in("c")], recorded_at=minute(3))
    assert ledger.book.verify().good
    assert ledger.verify().good
    again = opened(url, THIRD, SECOND, FIRST)
    assert again.book.verify().good
    assert again.verify().good
    assert again.sealed is None
    acts = [note.action for note in again.book.read()]
    assert acts == ["sign-in", "key", "sign-in", "key", "sign-in"]
    again.close()


def test_what_was_told_before_is_a_duplicate_after(ledger, url):
    turned(ledger, SECOND)
    receipt = opened(url, SECOND, FIRST).append(
        "hotline", [event(n, note=f"text {n}") for n in range(5)], recorded_at=minute(2)
    )
    assert (receipt.duplicate, receipt.applied) == (4, 1)


def test_the_former_key_alone_opens_nothing_and_the_new_one_alone_neither(ledger, url):
    turned(ledger, SECOND)
    for keys in ((FIRST,), (SECOND,), (THIRD, FIRST)):
        with pytest.raises(LedgerError, match="the key does not fit"):
            opened(url, *keys)


def test_a_note_made_with_the_former_key_after_the_rotation_is_named(ledger):
    turned(ledger, SECOND)
    with writing(ledger.engine) as connection:
        noted(connection, [signed_in("thief")], minute(3), Seal(key=FIRST, algorithm="sha256"))
    verdict = ledger.book.verify()
    assert (verdict.good, verdict.seq) == (False, 3)


def test_a_rotation_that_somebody_else_writes_is_named(ledger):
    with writing(ledger.engine) as connection:
        noted(
            connection, [Note(actor="x", action=Action.KEY)], minute(3), Seal(key=THIRD, algorithm="sha256")
        )
    assert ledger.book.verify().seq == 2


def test_an_edit_before_the_rotation_is_still_named(ledger):
    turned(ledger, SECOND)
    with writing(ledger.engine) as connection:
        connection.execute(sa.update(AUDIT).where(AUDIT.c.seq == 1).values(actor="nobody"))
    assert ledger.book.verify().seq == 1


def test_a_process_with_the_former_key_writes_nothing_more_and_says_why(ledger, url):
    other = opened(url, FIRST)
    turned(ledger, SECOND)
    head = ledger.book.head()
    with pytest.raises(LedgerError, match="start this program again"):
        other.audit([signed_in("late")], recorded_at=minute(5))
    assert ledger.book.head() == head
    other.close()


def test_a_rotation_over_a_chain_that_does_not_hold_is_refused(ledger):
    with writing(ledger.engine) as connection:
        connection.execute(sa.update(AUDIT).values(actor="nobody"))
    with pytest.raises(LedgerError, match="does not verify"):
        turned(ledger, SECOND)


def test_a_rotation_that_breaks_off_changes_nothing(ledger, url, monkeypatch):
    def breaks(*_args):
        raise LedgerError(NOT_NOW)

    from dashboard.ledger.auditing import ROTATED as NOT_NOW

    monkeypatch.setattr("dashboard.ledger.auditing.noted", breaks)
    with pytest.raises(LedgerError):
        turned(ledger, SECOND)
    monkeypatch.undo()
    again = opened(url, SECOND, FIRST)  # the new key waits in the file
    assert again.awaited((SECOND, FIRST))
    again.audit([signed_in("b")], recorded_at=minute(2))
    assert again.book.verify().good
    turned(again, SECOND)
    assert not again.awaited((SECOND, FIRST))
    assert again.book.verify().good
    again.close()


def test_anchors_of_before_still_count_and_those_of_after_are_the_new_keys(ledger, tmp_path):
    place = str(tmp_path / "anchors")
    dropped(place, anchored(ledger, NOON))
    turned(ledger, SECOND)
    dropped(place, anchored(ledger, minute(2)))
    assert contradiction(ledger, place) is None
    with writing(ledger.engine) as connection:
        connection.execute(sa.delete(AUDIT).where(AUDIT.c.seq == 2))
    assert contradiction(ledger, place) is not None


def test_second_factors_go_on_and_tries_begin_anew(ledger, url):
    accounts = Accounts(ledger, passwords=QUICK)
    accounts.add("chief", post="值班长", grants=[CHIEF], password=GOOD)
    secret = secret_of(accounts.second_factor("chief"))
    moment = now()
    assert accounts.confirm("chief", totp.codes(secret).generate(moment.timestamp()).decode())
    turned(ledger, SECOND)
    again = opened(url, SECOND, FIRST)
    later = moment + timedelta(seconds=60)
    after = Accounts(again, passwords=QUICK, now=lambda: later)
    assert after.sign_in("chief", GOOD, code="", address="10.0.0.1", agent="x").refused == "code"
    code = totp.codes(secret).generate(later.timestamp()).decode()
    assert after.sign_in("chief", GOOD, code=code, address="10.0.0.1", agent="x").token
    again.close()


def test_a_backup_of_before_and_of_after_is_restored_with_the_same_file_of_keys(ledger, tmp_path):
    ledger.backup(tmp_path / "before.db")
    turned(ledger, SECOND)
    ledger.backup(tmp_path / "after.db")
    for name in ("before", "after"):
        target = f"sqlite:///{tmp_path / name}-again.db"
        restore(tmp_path / f"{name}.db", target, key=(SECOND, FIRST))
        back = opened(target, SECOND, FIRST)
        assert back.book.verify().good
        assert back.sealed is None
        back.close()


def test_the_command_puts_the_new_key_before_the_others_and_both_chains_verify(tmp_path):
    def run(*words):
        return CliRunner().invoke(
            app, ["ledger", *words, "--district", "yunjiang", "--home", str(tmp_path)], catch_exceptions=False
        )

    chosen = Settings(home=tmp_path)
    first = ledger_key(chosen)
    for rotations in (1, 2):
        assert run("rotate-key").exit_code == 0
        keys = ledger_keys(chosen)
        assert len(keys) == rotations + 1
        assert keys[-1] == ledger_key(chosen) == first
        assert (tmp_path / "key").stat().st_mode & 0o077 == 0
    said = run("verify")
    assert said.exit_code == 0, said.output
    add_key(tmp_path / "key")  # as if the next rotation had been killed before it reached the ledger
    assert run("verify").exit_code == 0
    run("rotate-key")
    assert len(ledger_keys(chosen)) == 4
    assert run("verify").exit_code == 0


def test_the_heads_say_which_key_is_whose(ledger):
    turned(ledger, SECOND)
    with writing(ledger.engine) as connection:
        checks = dict(connection.execute(sa.select(HEADS.c.name, HEADS.c.key_check)).all())
        assert audit_head(connection)[0] == 2
    assert checks["entries"] != checks["audit"]
