"""A connection that delivers by itself: nobody asks it, and what it brings is kept as what is asked for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from dashboard.commands.running import import_history
from dashboard.desk import Desk
from dashboard.ledger import FeedState, Once
from dashboard.polling import Poller, jobs_of, poll_once
from dashboard.polling.receiving import Delivery, received
from dashboard.refusal import Refusal
from dashboard.settings import Settings
from data_feeds import Page
from data_feeds.event_wire import records
from tests.living import desk_in
from tests.polling.rig import open_ledger, page, pages, poller, real_poller
from tests.small_district import connection


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def receiver(ledger, **given) -> Poller:
    return real_poller(ledger, "push", name="platform", options={}, **given)


def event(number: int, **given) -> dict:
    stamp = f"2026-11-20T09:{number:02d}:00+08:00"
    return {"event_id": f"e{number}", "case_id": "c1", "at": stamp, "kind": "progress"} | given


def delivery(*events, key="k1", **given) -> Delivery:
    once = Once(key=key, content=repr(events).encode())
    return Delivery(page=Page(records=records(events), cursor={}), once=once, **given)


def state(ledger) -> FeedState:
    return ledger.feed_states()["platform"]


def test_it_has_no_timer_and_is_never_polled(ledger):
    both = [receiver(ledger), poller(ledger, pages(page(1)))]
    assert [job.name for job in jobs_of(both)] == ["stub"]
    assert list(poll_once(both)) == ["stub"]
    assert "platform" not in ledger.feed_states()


def test_its_history_cannot_be_imported_and_that_is_told(tmp_path, monkeypatch):
    desk = desk_in(tmp_path)
    platform = connection("push", "platform", options={})
    desk.district = desk.district.model_copy(update={"feeds": (platform,)})
    monkeypatch.setattr(Desk, "open", lambda *_args, **_given: desk)
    with pytest.raises(Refusal, match="'platform' is not one that can be read"):
        import_history(Settings(home=tmp_path), ["platform"])
    desk.close()


def test_a_delivery_is_parsed_appended_and_makes_its_feed_fresh(ledger):
    one = receiver(ledger, every=300)
    answered = received(one, delivery(event(1), event(2, at="never")))
    assert (answered.account.applied, answered.account.quarantined, answered.again) == (1, 1, False)
    found = state(ledger)
    assert (found.state, found.every, found.account.received) == ("ok", 300, 2)
    assert found.fresh_at is not None
    assert found.tried_at <= found.good_at


def test_trouble_ends_with_the_next_delivery_and_both_are_told_once(ledger):
    one = receiver(ledger)
    received(one, delivery(event(1)))
    ledger.save_feed_state(replace(state(ledger), state="trouble", trouble="said by hand"))
    with capture_logs() as said:
        received(one, delivery(event(2), key="k2"))
        received(one, delivery(event(3), key="k3"))
    assert [line["event"] for line in said] == ["feed recovered"]
    assert (state(ledger).state, state(ledger).trouble) == ("ok", "")


def test_a_repetition_says_that_the_source_lives_and_nothing_more(ledger):
    one = receiver(ledger)
    first = received(one, delivery(event(1)))
    before = state(ledger)
    again = received(one, delivery(event(1)))
    assert (again.again, again.account) == (True, first.account)
    assert state(ledger).good_at > before.good_at
    assert state(ledger).account == before.account


def test_something_else_under_a_known_key_does_not_even_make_it_fresh(ledger):
    one = receiver(ledger)
    received(one, delivery(event(1)))
    before = state(ledger)
    assert not received(one, delivery(event(2))).same
    assert state(ledger) == before


def test_a_history_is_known_as_it_happened(ledger):
    received(receiver(ledger), delivery(event(1), history=True))
    (entry,) = ledger.entries(0)
    assert entry.known_at == entry.happened_at


def test_what_was_set_aside_of_a_delivery_can_be_replayed(ledger):
    one = receiver(ledger)
    received(one, delivery(event(1, at="never")))
    assert [found.replayable for found in ledger.quarantined("platform")] == [True]


def test_strange_names_are_noted_as_those_of_polled_feeds(ledger):
    received(receiver(ledger), delivery(event(1, to_org="火星局")))
    assert state(ledger).notes == ("unmapped: to_org 火星局",)
