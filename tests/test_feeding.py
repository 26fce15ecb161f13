"""How each connection stands, told from the ledger and the district file alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.feeding import COUNTS, NEWEST, STATES, standing
from dashboard.ledger import FeedState, Receipt, Rejected
from tests.polling.rig import open_ledger
from tests.small_district import connection, district
from tests.small_ledger import NOON, event, rejected

HOME = district(connection(every=5), connection(name="grid", every=60))


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def of(ledger, name: str = "hotline", now=NOON):
    return next(one for one in standing(ledger, HOME, now) if one.name == name)


def test_a_connection_never_read_stands_there_as_new(ledger):
    one = of(ledger)
    assert (one.state, one.age, one.as_of, one.account, one.cycles, one.aside) == (
        "new",
        None,
        None,
        Receipt(),
        (),
        (),
    )
    assert one.well
    assert one.every == timedelta(seconds=5)


def test_connections_come_in_the_order_of_the_district_file_and_old_ones_after_them(ledger):
    for name in ("grid", "forgotten"):
        ledger.save_feed_state(FeedState(name=name, state="ok"))
    found = standing(ledger, HOME, NOON)
    assert [(one.name, one.state) for one in found] == [
        ("hotline", "new"),
        ("grid", "ok"),
        ("forgotten", "gone"),
    ]
    assert not found[-1].well


def test_state_trouble_age_and_alarms_are_told_in_words(ledger):
    notes = ("clock: +8.0 h", "unmapped: org 铁路")
    ledger.save_feed_state(
        FeedState(
            name="hotline",
            state="trouble",
            trouble="answered 500",
            fresh_at=NOON - timedelta(minutes=3),
            as_of=NOON - timedelta(minutes=4),
            notes=notes,
        )
    )
    one = of(ledger)
    assert (one.label.zh, one.trouble.en, one.well) == ("有故障", "answered 500", False)
    assert (one.age, one.as_of) == (timedelta(minutes=3), NOON - timedelta(minutes=4))
    assert [alarm.en for alarm in one.alarms] == [
        "times are off: +8.0 h",
        "names the district file does not know: org 铁路",
    ]


def test_an_age_is_never_negative_when_the_clock_was_set_back(ledger):
    ledger.save_feed_state(FeedState(name="hotline", state="ok", fresh_at=NOON))
    assert of(ledger, now=NOON - timedelta(hours=1)).age == timedelta()


def test_the_last_day_is_summed_by_the_hour(ledger):
    for hours in (30, 3, 2.9, 1):
        moment = NOON - timedelta(hours=hours)
        ledger.append("hotline", [event(int(hours * 10))], recorded_at=moment, rejected=[rejected(1)])
    one = of(ledger)
    assert [(cycle.recorded_at, cycle.account.received) for cycle in one.cycles] == [
        (NOON - timedelta(hours=3), 4),
        (NOON - timedelta(hours=1), 2),
    ]
    assert one.account.received == 8


def test_the_newest_records_set_aside_are_shown_and_all_are_counted(ledger):
    many = [rejected(n, sealed=b"x" if n % 2 else b"") for n in range(NEWEST + 5)]
    ledger.append("hotline", [], recorded_at=NOON, rejected=many)
    one = of(ledger)
    assert len(one.aside) == NEWEST
    assert (one.waiting, one.replayable) == (NEWEST + 5, (NEWEST + 5) // 2)
    assert of(ledger, "grid").waiting == 0


@pytest.mark.parametrize("words", [*STATES.values(), *COUNTS.values()], ids=lambda words: words.en)
def test_every_word_stands_in_both_languages(words):
    assert words.zh
    assert words.en
    assert words.zh != words.en


def test_every_state_that_a_poller_keeps_has_words(ledger):
    for state in ("new", "ok", "limited", "trouble"):
        ledger.save_feed_state(FeedState(name="hotline", state=state))
        assert of(ledger).label == STATES[state]


def test_what_is_counted_is_what_a_receipt_knows():
    assert list(COUNTS) == ["received", "applied", "duplicate", "superseded", "quarantined"]
    assert all(hasattr(Receipt(), name) for name in COUNTS)


def test_whose_record_could_not_be_read_is_for_who_sees_the_whole_district(ledger):
    aside = Rejected(where="line 3", reason="no time", raw="{}")
    ledger.append("hotline", [], recorded_at=NOON, rejected=[aside])
    ((told,), (hidden,)) = (
        next(one for one in standing(ledger, HOME, NOON, whole=whole) if one.name == "hotline").aside
        for whole in (True, False)
    )
    assert (told.where, told.raw, told.reason) == ("line 3", "{}", "no time")
    assert (hidden.where, hidden.raw, hidden.reason) == ("", "", "no time")
