"""A delivery under a key: taken once, answered the same, forgotten in the end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from dashboard.ledger import Answered, LedgerError, Once, Receipt, Rejected
from dashboard.ledger.delivering import REMEMBERED, TOLD
from dashboard.ledger.keeping import restore
from dashboard.text import Text
from tests.small_ledger import KEY, NOON, event, rejected


def put(ledger, *facts, key="k1", content=b"{}", at=NOON, stream="push", aside=()) -> Answered:
    once = Once(key=key, content=content)
    return ledger.deliver(stream, facts, once=once, recorded_at=at, known_at=at, rejected=aside)


def test_the_first_time_it_is_appended_and_accounted(ledger):
    answered = put(ledger, event(1), event(2), event(1), aside=[rejected()])

    assert answered.account == Receipt(applied=2, duplicate=1, quarantined=1, seq=2)
    assert answered.aside == (Rejected(where="line 1", reason="no id", raw=""),)
    assert (answered.again, answered.same) == (False, True)
    assert ledger.accounts()["push"] == answered.account
    assert ledger.verify().good


def test_the_same_again_is_answered_the_same_and_writes_nothing(ledger, opened):
    first = put(ledger, event(1), aside=[rejected()])
    put(ledger, event(2), key="k2")
    again = put(opened(), event(1), aside=[rejected()], at=NOON + timedelta(days=1))

    assert (again.account, again.aside, again.again, again.same) == (first.account, first.aside, True, True)
    assert ledger.head()[0] == 2
    assert ledger.accounts()["push"].received == 3
    assert len(ledger.cycles("push")) == 2
    assert ledger.quarantined()[0].times == 1


def test_something_else_under_the_same_key_is_told_and_not_taken(ledger):
    put(ledger, event(1))
    other = put(ledger, event(2), content=b"{ }")

    assert (other.again, other.same) == (True, False)
    assert ledger.head()[0] == 1


def test_two_connections_may_use_the_same_key(ledger):
    put(ledger, event(1))

    assert not put(ledger, event(1, case="2"), stream="other", content=b"else").again
    assert ledger.head()[0] == 2


def test_what_is_kept_tells_neither_key_nor_content(ledger):
    put(ledger, event(1), key="13800001234", content=b'{"phone": "13800001234"}')

    with ledger.engine.connect() as connection:
        (row,) = connection.exec_driver_sql("SELECT * FROM deliveries").all()
    assert "13800001234" not in repr(row)


def test_reasons_are_kept_clean_and_not_without_end(ledger):
    aside = [rejected(n, reason="phone 13800001234") for n in range(TOLD + 5)]
    answered = put(ledger, aside=aside)

    assert answered.account.quarantined == TOLD + 5
    assert len(answered.aside) == TOLD
    assert "13800001234" not in repr(answered)


def test_an_empty_delivery_is_remembered_too(ledger):
    assert put(ledger).account == Receipt(seq=0)
    assert put(ledger).again
    assert not put(ledger, content=b"[]").same


def test_what_is_too_old_is_forgotten_and_its_facts_are_then_duplicates(ledger):
    put(ledger, event(1))
    late = put(ledger, event(1), at=NOON + REMEMBERED + timedelta(seconds=1))

    assert (late.again, late.account) == (False, Receipt(duplicate=1, seq=1))
    with ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM deliveries").scalar_one() == 1


def test_many_at_once_under_one_key_are_one(ledger, opened):
    shelves = [ledger, opened(), opened()]
    answers: list[Answered] = []

    def deliver(shelf) -> None:
        answers.append(put(shelf, event(1), event(2)))

    threads = [threading.Thread(target=deliver, args=(shelf,)) for shelf in shelves]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.again for answer in answers) == [False, True, True]
    assert {answer.account for answer in answers} == {Receipt(applied=2, seq=2)}
    assert ledger.accounts()["push"].received == 2
    assert ledger.verify().good


def test_a_delivery_that_fails_is_not_remembered(ledger, monkeypatch):
    def broken(*_args):
        raise LedgerError(Text("坏", "broken"))

    with monkeypatch.context() as patch:
        patch.setattr("dashboard.ledger.delivering.append", broken)
        with pytest.raises(LedgerError, match="broken"):
            put(ledger, event(1))
    assert put(ledger, event(1)) == Answered(account=Receipt(applied=1, seq=1))


def test_a_ledger_that_is_sealed_takes_no_delivery(ledger):
    ledger.sealed = LedgerError(Text("封", "sealed"))
    with pytest.raises(LedgerError, match="sealed"):
        put(ledger, event(1))


def test_a_backup_remembers_deliveries_too(ledger, tmp_path, opened):
    first = put(ledger, event(1))
    ledger.backup(tmp_path / "copy.db")
    there = f"sqlite:///{tmp_path / 'there.db'}"
    restore(tmp_path / "copy.db", there, key=KEY, anchor_at=tmp_path / "there.head")
    again = put(opened(url=there, anchor=tmp_path / "there.head"), event(1))
    assert (again.again, again.account) == (True, first.account)
