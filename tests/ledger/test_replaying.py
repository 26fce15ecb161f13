"""Records set aside and tried again: counts move, nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import select
import signal
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import Fact
from dashboard.ledger import Receipt, Retried
from dashboard.ledger.store import Ledger
from tests.small_ledger import KEY, NOON, counts, event, minute, rejected, state, told

pytestmark = pytest.mark.sweep

LATER = NOON + timedelta(days=2)


def aside(ledger, *numbers: int, times: int = 1, stream: str = "hotline") -> None:
    for n in range(times):
        records = [rejected(number, sealed=b"sealed %d" % number) for number in numbers]
        ledger.append(stream, [], recorded_at=minute(n), rejected=records)


def tried(ledger, *made, stream: str = "hotline") -> Receipt:
    """Try what is kept again: for each the facts it amounts to, or the reason why it does not."""
    retried = [
        Retried(id=one.id, reason=found) if isinstance(found, str) else Retried(id=one.id, facts=found)
        for one, found in zip(ledger.kept(stream), made, strict=True)
    ]
    return ledger.replay(stream, retried, recorded_at=LATER, known_at=LATER, actor="replay")


def sound(ledger, received: int, stream: str = "hotline") -> Receipt:
    """The chain and the accounts verify, and as much has been received as before."""
    assert ledger.verify().good
    account = ledger.accounts()[stream]
    assert account.received == received
    return account


def test_a_record_that_can_be_used_now_leaves_the_quarantine_and_its_count_moves(ledger):
    aside(ledger, 1)
    assert counts(tried(ledger, [event(1)])) == (1, 0, 0, -1)

    assert counts(sound(ledger, 1)) == (1, 0, 0, 0)
    assert ledger.quarantined() == []
    (entry,) = ledger.entries(0)
    assert (entry.known_at, entry.recorded_at, entry.actor) == (LATER, LATER, "replay")
    assert entry.happened_at == minute(1)


def test_a_record_that_came_often_counts_as_if_it_had_been_good_from_the_first(ledger):
    aside(ledger, 1, times=5)
    tried(ledger, [event(1)])

    assert counts(sound(ledger, 5)) == (1, 4, 0, 0)


def test_a_record_that_tells_three_moments_counts_three_each_time(ledger):
    aside(ledger, 1, times=2)
    tried(ledger, [event(1), event(2), event(3)])

    assert counts(sound(ledger, 6)) == (3, 3, 0, 0)


def test_a_record_that_tells_nothing_any_more_counts_as_a_duplicate(ledger):
    aside(ledger, 1, times=2)
    tried(ledger, [])

    assert counts(sound(ledger, 2)) == (0, 2, 0, 0)
    assert ledger.head()[0] == 0


def test_what_was_said_otherwise_meanwhile_is_a_duplicate_or_superseded(ledger):
    ledger.append("hotline", [event(1)], recorded_at=NOON)
    ledger.append("hotline", [state("closed", 9)], recorded_at=NOON)
    aside(ledger, 1, 2)
    tried(ledger, [event(1)], [state("disposing", 5)])

    assert counts(sound(ledger, 4)) == (2, 1, 1, 0)


def test_what_still_cannot_be_used_stays_with_its_new_reason(ledger):
    aside(ledger, 1, 2, times=3)
    assert counts(tried(ledger, "no unit 13800001234", [event(1)])) == (1, 2, 0, -3)

    (left,) = ledger.quarantined()
    assert (left.where, left.reason, left.times, left.last_at) == ("line 1", "no unit 〔电话〕", 3, minute(2))
    assert left.replayable
    assert counts(sound(ledger, 6)) == (1, 2, 0, 3)


def test_a_record_under_its_new_reason_is_known_again_when_it_comes_again(ledger):
    aside(ledger, 1)
    tried(ledger, "no unit")
    again = rejected(1, reason="no unit", sealed=b"sealed 1")
    ledger.append("hotline", [], recorded_at=LATER, rejected=[again])

    (left,) = ledger.quarantined()
    assert (left.times, left.last_at) == (2, LATER)


def test_two_records_that_become_one_by_their_new_reason_keep_both_counts(ledger):
    aside(ledger, 1, times=2)
    ledger.append(
        "hotline", [], recorded_at=LATER, rejected=[rejected(1, reason="no unit", sealed=b"sealed 1")]
    )
    tried(ledger, "no unit", "no unit")

    (left,) = ledger.quarantined()
    assert (left.times, left.first_at, left.last_at) == (3, NOON, LATER)
    tried(ledger, [event(1)])
    assert counts(sound(ledger, 3)) == (1, 2, 0, 0)


def test_a_fact_that_nobody_can_store_keeps_its_whole_record_aside(ledger):
    aside(ledger, 1)
    spoiled = Fact(key="case:hotline/\0", kind="sign", version="E2", happened_at=minute(2), body={})
    tried(ledger, [event(1), spoiled])

    assert ledger.head()[0] == 0
    assert "cannot be stored" in ledger.quarantined()[0].reason
    assert counts(sound(ledger, 1)) == (0, 0, 0, 1)


def test_done_twice_it_is_done_once(ledger, opened):
    aside(ledger, 1, 2)
    retried = [Retried(id=one.id, facts=[event(n)]) for n, one in enumerate(ledger.kept("hotline"))]
    for book in (ledger, opened()):
        book.replay("hotline", retried, recorded_at=LATER, known_at=LATER)

    assert [version for _, version in told(ledger)] == ["E00000", "E00001"]
    assert counts(sound(ledger, 2)) == (2, 0, 0, 0)


def test_a_record_of_another_stream_is_not_touched(ledger):
    aside(ledger, 1)
    aside(ledger, 1, stream="grid")
    theirs = ledger.kept("grid")
    ledger.replay("hotline", [Retried(id=theirs[0].id, facts=[event(1)])], recorded_at=LATER, known_at=LATER)

    assert ledger.kept("grid") == theirs
    assert len(ledger.kept("hotline")) == 1
    assert ledger.head()[0] == 0


def test_a_failure_in_the_middle_leaves_everything_as_it_was(ledger, monkeypatch):
    aside(ledger, 1, 2)
    before = ledger.kept("hotline"), ledger.accounts(), ledger.head()

    monkeypatch.setattr("dashboard.ledger.replaying.account", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tried(ledger, [event(1)], "no unit")
    assert (ledger.kept("hotline"), ledger.accounts(), ledger.head()) == before
    assert {one.reason for one in ledger.quarantined()} == {"no id"}
    assert ledger.verify().good


def test_the_history_of_a_stream_tells_of_a_replay(ledger):
    aside(ledger, 1, times=2)
    tried(ledger, [event(1)])

    (replayed, *_) = ledger.cycles("hotline")
    assert counts(replayed.account) == (1, 1, 0, -2)
    assert replayed.recorded_at == LATER


@given(
    deliveries=st.lists(st.lists(st.integers(0, 5), max_size=4), max_size=6),
    outcomes=st.lists(st.sampled_from(["good", "bad", "worse"]), min_size=6, max_size=6),
)
@settings(max_examples=25, deadline=None)
def test_whatever_came_and_whatever_becomes_of_it_the_account_holds(tmp_path_factory, deliveries, outcomes):
    ledger = Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('law') / 'ledger.db'}", key=KEY)
    for n, numbers in enumerate(deliveries):
        aside(ledger, *numbers)
        ledger.append("hotline", [event(n)], recorded_at=NOON)
    before = ledger.accounts().get("hotline", Receipt())
    for _ in range(2):
        made = [
            [event(int(one.sealed.split()[1]))]
            if outcomes[int(one.sealed.split()[1])] == "good"
            else outcomes[int(one.sealed.split()[1])]
            for one in ledger.kept("hotline")
        ]
        tried(ledger, *made)
        account = ledger.accounts().get("hotline", Receipt())
        assert account.received == before.received
        assert account.quarantined == sum(one.times for one in ledger.quarantined(limit=99))
        assert ledger.verify().good
    ledger.close()


def killed_in_replay(url: str, patience: float) -> None:
    """A child that replays one record a transaction until it is killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            ledger = Ledger.open(url, key=KEY)
            os.write(tell, b".")
            for one in ledger.kept("hotline"):
                number = int(one.sealed.split()[1])
                facts = [event(number, note="x" * 500)]
                ledger.replay("hotline", [Retried(id=one.id, facts=facts)], recorded_at=LATER, known_at=LATER)
        finally:
            os._exit(0)
    os.close(tell)
    select.select([hear], [], [], 20)
    select.select([], [], [], patience)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(hear)


def test_f38_killed_at_any_moment_a_replay_has_lost_nothing_and_done_nothing_twice(tmp_path):
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    ledger = Ledger.open(url, key=KEY)
    aside(ledger, *range(300), times=2)
    ledger.close()
    for patience in (0.0, 0.005, 0.015, 0.03, 0.05):
        killed_in_replay(url, patience)
        ledger = Ledger.open(url, key=KEY)
        left = {one.sealed for one in ledger.kept("hotline", limit=999)}
        entered = {int(version[1:]) for _, version in told(ledger)}
        assert {int(one.split()[1]) for one in left} == set(range(300)) - entered
        assert counts(sound(ledger, 600)) == (len(entered), len(entered), 0, 2 * len(left))
        ledger.close()
