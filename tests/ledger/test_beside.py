"""What stands beside the chain: feed states, quarantine, leases."""

from __future__ import annotations

from datetime import timedelta, timezone

import pytest

from dashboard.ledger import FeedState, Receipt
from tests.small_ledger import NOON, counts, event, minute, rejected

pytestmark = pytest.mark.sweep

LONG = timedelta(seconds=10)
STATE = FeedState(
    name="hotline",
    state="limited",
    trouble="429 来源限流",
    since=minute(1),
    tried_at=minute(2),
    good_at=minute(3),
    fresh_at=minute(4),
    retry_at=minute(5),
    as_of=minute(6),
    every=5.5,
    cursor={"since": "2026-11-20T12:00:00+08:00", "seen": [1, None]},
    notes=("字段漂移", "skew"),
)


def put(ledger, *records, at=NOON, stream="hotline"):
    return ledger.append(stream, [], recorded_at=at, rejected=records)


# --- feed states --------------------------------------------------------------------------------------------


def test_a_feed_state_comes_back_as_it_was_saved(ledger, opened):
    ledger.save_feed_state(STATE)

    assert opened().feed_states() == {"hotline": STATE}


def test_a_feed_state_is_replaced_as_a_whole(ledger):
    ledger.save_feed_state(STATE)
    ledger.save_feed_state(FeedState(name="hotline", state="ok"))
    ledger.save_feed_state(FeedState(name="grid"))

    states = ledger.feed_states()
    assert list(states) == ["grid", "hotline"]
    assert states["hotline"] == FeedState(name="hotline", state="ok")


def test_the_account_of_a_feed_is_added_up_by_appending_never_by_saving(ledger):
    ledger.append("hotline", [event(1), event(1)], recorded_at=NOON)
    ledger.save_feed_state(FeedState(name="hotline", account=Receipt(applied=99)))

    assert ledger.feed_states()["hotline"].account == Receipt(applied=1, duplicate=1, seq=1)


def test_moments_in_any_zone_are_the_same_moment(ledger):
    there = NOON.astimezone(timezone(timedelta(hours=8)))
    ledger.save_feed_state(FeedState(name="hotline", since=there))

    assert ledger.feed_states()["hotline"].since == NOON


# --- quarantine ---------------------------------------------------------------------------------------------


def test_a_record_set_aside_is_shown_newest_first_with_where_and_why(ledger):
    put(ledger, rejected(17, reason="no id"), at=minute(1))
    put(ledger, rejected(18, reason="bad date", raw="{}"), at=minute(2))

    newest, _ = ledger.quarantined()
    assert (newest.stream, newest.where, newest.reason, newest.raw) == (
        "hotline",
        "line 18",
        "bad date",
        "{}",
    )
    assert (newest.first_at, newest.last_at, newest.times) == (minute(2), minute(2), 1)


def test_a_bad_row_read_again_each_cycle_is_kept_once_and_counted_each_time(ledger):
    for n in range(3):
        assert counts(put(ledger, rejected(), rejected(), at=minute(n))) == (0, 0, 0, 2)

    (one,) = ledger.quarantined()
    assert (one.first_at, one.last_at, one.times) == (minute(0), minute(2), 6)
    assert ledger.accounts()["hotline"].quarantined == 6


@pytest.mark.parametrize("other", [{"where": "line 2"}, {"reason": "else"}, {"raw": "{}"}], ids=str)
def test_a_record_that_differs_in_any_way_is_kept_apart(ledger, other):
    put(ledger, rejected(), rejected(**other))

    assert len(ledger.quarantined()) == 2


def test_quarantine_is_asked_by_stream_and_up_to_a_limit(ledger):
    put(ledger, *(rejected(n) for n in range(5)))
    put(ledger, rejected(), stream="grid")

    assert len(ledger.quarantined("hotline")) == 5
    assert len(ledger.quarantined(limit=3)) == 3
    assert [one.stream for one in ledger.quarantined("grid")] == ["grid"]


def test_a_sweep_lets_go_of_what_has_not_come_again_and_the_account_keeps_it(ledger):
    put(ledger, rejected(1), rejected(2), at=NOON)
    put(ledger, rejected(2), at=NOON + timedelta(days=29))

    assert ledger.sweep(NOON + timedelta(days=1)) == 1
    assert [one.where for one in ledger.quarantined()] == ["line 2"]
    assert ledger.accounts()["hotline"].quarantined == 3
    assert ledger.verify().good


def test_what_is_sealed_of_a_record_is_kept_beside_it_and_shown_to_nobody(ledger):
    put(ledger, rejected(1, sealed=b"one"), rejected(2), rejected(3, sealed=b"three"))
    put(ledger, rejected(1, sealed=b"one"), stream="grid")

    assert [one.replayable for one in reversed(ledger.quarantined("hotline"))] == [True, False, True]
    first, second = ledger.kept("hotline")
    assert (first.sealed, second.sealed) == (b"one", b"three")
    assert ledger.kept("hotline", after=first.id) == [second]
    assert ledger.kept("hotline", limit=1) == [first]
    assert ledger.waiting() == {"hotline": (3, 2), "grid": (1, 1)}


def test_two_records_that_only_their_seals_tell_apart_are_kept_apart(ledger):
    put(ledger, rejected(sealed=b"one"), rejected(sealed=b"two"), rejected(sealed=b"one"))

    assert sorted(one.times for one in ledger.quarantined()) == [1, 2]
    assert {one.sealed for one in ledger.kept("hotline")} == {b"one", b"two"}


def test_deliveries_are_summed_in_steps_of_time(ledger):
    for n in (0, 5, 59, 60, 200):
        ledger.append("hotline", [event(n)], recorded_at=minute(n), rejected=[rejected(n)])
    ledger.append("grid", [event(1)], recorded_at=minute(1))

    found = ledger.history("hotline", minute(5), timedelta(hours=1))
    assert [(one.recorded_at, one.account.applied, one.account.quarantined) for one in found] == [
        (minute(0), 2, 2),
        (minute(60), 1, 1),
        (minute(180), 1, 1),
    ]


def test_quarantine_is_scrubbed_once_more_at_the_door(ledger):
    put(
        ledger,
        rejected(where="张三.csv 13812345678", reason="no date: 11010519491231002X", raw="\ud800\0 沪A12345"),
    )

    (one,) = ledger.quarantined()
    assert (one.where, one.reason) == ("张三.csv 〔电话〕", "no date: 〔证件〕")
    assert one.raw == "\ufffd 〔车牌〕"


# --- leases -------------------------------------------------------------------------------------------------


def test_a_lease_has_one_holder_until_it_runs_out(ledger, opened):
    other = opened()

    mine = ledger.lease("poll", "a", now=NOON, lasts=LONG)
    assert (mine.holder, mine.fence, mine.until) == ("a", 1, NOON + LONG)
    assert other.lease("poll", "b", now=NOON + LONG - timedelta(microseconds=1), lasts=LONG) is None
    assert other.lease("poll", "b", now=NOON + LONG, lasts=LONG).fence == 2


def test_a_holder_keeps_its_fence_as_long_as_it_renews(ledger):
    for n in range(4):
        assert ledger.lease("poll", "a", now=NOON + n * LONG / 2, lasts=LONG).fence == 1


def test_a_holder_that_came_too_late_has_a_new_fence(ledger):
    ledger.lease("poll", "a", now=NOON, lasts=LONG)

    assert ledger.lease("poll", "a", now=NOON + 2 * LONG, lasts=LONG).fence == 2


def test_the_old_holder_is_refused_after_the_change(ledger):
    ledger.lease("poll", "a", now=NOON, lasts=LONG)
    ledger.lease("poll", "b", now=NOON + LONG, lasts=LONG)

    assert ledger.lease("poll", "a", now=NOON + LONG, lasts=LONG) is None


def test_leases_of_two_names_do_not_meet(ledger):
    assert ledger.lease("poll", "a", now=NOON, lasts=LONG).fence == 1
    assert ledger.lease("tick", "b", now=NOON, lasts=LONG).fence == 1


def test_a_lease_given_back_is_free_at_once(ledger):
    mine = ledger.lease("poll", "a", now=NOON, lasts=LONG)
    ledger.release(mine, now=NOON)

    assert ledger.lease("poll", "b", now=NOON, lasts=LONG).fence == 2


def test_a_lost_lease_cannot_be_given_back(ledger):
    mine = ledger.lease("poll", "a", now=NOON, lasts=LONG)
    theirs = ledger.lease("poll", "b", now=NOON + LONG, lasts=LONG)
    ledger.release(mine, now=NOON + LONG)

    assert ledger.lease("poll", "b", now=NOON + LONG, lasts=LONG).fence == theirs.fence


@pytest.fixture
def seconds(monkeypatch) -> list[float]:
    """The monotonic clock: as many seconds as its only element says."""
    passed = [0.0]
    monkeypatch.setattr("dashboard.ledger.beside.monotonic", lambda: passed[0])
    return passed


def test_a_clock_set_back_an_hour_locks_nobody_out_for_longer_than_the_lease(ledger, opened, seconds):
    ledger.lease("poll", "a", now=NOON, lasts=LONG)
    standby, back = opened(), NOON - timedelta(hours=1)

    assert standby.lease("poll", "b", now=back, lasts=LONG) is None
    seconds[0] += 9
    assert standby.lease("poll", "b", now=back, lasts=LONG) is None
    seconds[0] += 1
    assert standby.lease("poll", "b", now=back, lasts=LONG).fence == 2


def test_a_holder_whose_clock_was_set_back_keeps_its_lease_by_renewing(ledger, opened, seconds):
    ledger.lease("poll", "a", now=NOON, lasts=LONG)
    standby, back = opened(), NOON - timedelta(hours=1)

    for n in range(12):
        seconds[0] += 3
        moment = back + timedelta(seconds=3 * n)
        assert ledger.lease("poll", "a", now=moment, lasts=LONG).fence == 1
        assert standby.lease("poll", "b", now=moment, lasts=LONG) is None
