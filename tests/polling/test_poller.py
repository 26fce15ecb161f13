"""One connection into the ledger: what is durable, what is kept, what is told."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from dashboard.clock import monotonic
from dashboard.ledger import FeedState, LedgerError, Receipt
from dashboard.polling import Progress, Turn, poll_once, pollers_of
from dashboard.polling.poller import waits
from dashboard.text import Text
from data_feeds import FeedError, Record
from tests.polling.rig import AS_OF, open_ledger, page, pages, poller, real_poller
from tests.small_district import KEY, NOW, connection, district

pytestmark = pytest.mark.sweep


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def state(ledger, name: str = "stub") -> FeedState:
    return ledger.feed_states()[name]


def test_a_poll_appends_facts_and_keeps_the_place_after_them(ledger):
    outcome = poller(ledger, pages(page(1, 2, at=7))).poll(Turn())
    assert outcome.account == Receipt(applied=2, seq=2)
    assert [entry.version for entry in ledger.entries(0)] == ["e1", "e2"]
    found = state(ledger)
    assert (found.state, found.trouble, found.every) == ("ok", "", 5)
    assert found.cursor == {"read": {"at": 7}, "history": False}
    assert found.account.received == 2


def test_the_next_poll_reads_from_the_place_that_was_kept(ledger):
    seen = []

    def read(reading):
        seen.append(reading.cursor)
        yield page(1, at=len(seen))

    one = poller(ledger, read)
    one.poll(Turn())
    one.poll(Turn())
    assert seen == [{}, {"at": 1}]


def test_the_place_is_kept_only_after_the_page_is_durable(ledger, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise LedgerError(Text("磁盘已满", "the disk is full"))

    one = poller(ledger, pages(page(1, at=1), page(2, at=2)))
    one.poll(Turn())
    monkeypatch.setattr(ledger, "append", refuse)
    with pytest.raises(LedgerError, match="the disk is full"):
        poller(ledger, pages(page(3, at=9))).poll(Turn())
    assert state(ledger).cursor["read"] == {"at": 2}


def test_a_broken_page_keeps_the_pages_before_it(ledger):
    outcome = poller(ledger, pages(page(1, at=1), page(2, at=2), FeedError("page 3 is torn"))).poll(Turn())
    assert (outcome.account.applied, outcome.trouble) == (2, "page 3 is torn")
    assert state(ledger).cursor["read"] == {"at": 2}
    assert (state(ledger).state, state(ledger).trouble) == ("trouble", "page 3 is torn")


def test_a_record_that_cannot_be_used_costs_itself_alone(ledger):
    outcome = poller(ledger, pages(page(1, "bad", "broken", 2))).poll(Turn())
    assert (outcome.account.applied, outcome.account.quarantined) == (2, 2)
    told = {one.where: one.reason for one in ledger.quarantined()}
    assert told == {"no. 2": "said by nobody", "no. 3": "the parser failed on it: ZeroDivisionError"}


def test_what_was_spoiled_at_reading_is_set_aside_masked(ledger):
    torn = page(spoiled=[(Record(raw={"phone": "13800001234", "n": 1}, where="line 17 of a.csv"), "torn")])
    poller(ledger, pages(torn)).poll(Turn())
    (found,) = ledger.quarantined()
    assert (found.where, found.reason) == ("line 17 of a.csv", "torn")
    assert "13800001234" not in found.raw


def test_a_live_feed_is_known_when_it_came_and_a_backfill_when_it_happened(ledger):
    poller(ledger, pages(page(1)), name="live").poll(Turn())
    poller(ledger, pages(page(1)), name="past", backfill=True).poll(Turn())
    live, past = ledger.entries(0)
    assert live.known_at == NOW
    assert past.known_at == past.happened_at


def test_a_history_lasts_until_the_source_has_no_more_of_it(ledger):
    for part, (more, raw) in enumerate([(True, ()), (True, (1,)), (True, ()), (False, (2,)), (False, (3,))]):
        poller(ledger, pages(page(*raw, at=part, more=more)), backfill=True).poll(Turn())
    known = {entry.version: entry.known_at == entry.happened_at for entry in ledger.entries(0)}
    assert known == {"e1": True, "e2": True, "e3": False}


def test_trouble_in_the_middle_of_a_history_does_not_end_it(ledger):
    poller(ledger, pages(page(1, more=True), FeedError("torn")), backfill=True).poll(Turn())
    poller(ledger, pages(page(2)), backfill=True).poll(Turn())
    assert all(entry.known_at == entry.happened_at for entry in ledger.entries(0))


def test_trouble_is_told_once_when_it_begins_and_once_when_it_ends(ledger):
    with capture_logs() as said:
        for found in (
            FeedError("no"),
            FeedError("no"),
            FeedError("still no"),
            page(1),
            page(1),
            FeedError("no"),
        ):
            poller(ledger, pages(found)).poll(Turn())
    assert [(line["event"], line["feed"]) for line in said] == [
        ("feed trouble", "stub"),
        ("feed recovered", "stub"),
        ("feed trouble", "stub"),
    ]


def test_in_trouble_the_last_good_answer_keeps_its_age(ledger):
    poller(ledger, pages(page(1))).poll(Turn())
    good = state(ledger)
    poller(ledger, pages(FeedError("gone"))).poll(Turn())
    bad = state(ledger)
    assert (bad.good_at, bad.fresh_at, bad.as_of) == (good.good_at, good.fresh_at, good.as_of)
    assert bad.since > good.since
    assert bad.tried_at > good.tried_at
    poller(ledger, pages(FeedError("still gone"))).poll(Turn())
    assert state(ledger).since == bad.since


def test_freshness_moves_with_the_word_of_the_source(ledger):
    poller(ledger, pages(page(1))).poll(Turn())
    first = state(ledger)
    poller(ledger, pages(page(1))).poll(Turn())
    stuck = state(ledger)
    assert stuck.good_at > first.good_at
    assert stuck.fresh_at == first.fresh_at
    poller(ledger, pages(page(1, as_of=AS_OF + timedelta(seconds=5)))).poll(Turn())
    assert state(ledger).fresh_at > first.fresh_at
    assert state(ledger).as_of == AS_OF + timedelta(seconds=5)


def test_a_source_without_a_word_for_it_is_fresh_at_every_good_answer(ledger):
    poller(ledger, pages(page(1, as_of=None))).poll(Turn())
    first = state(ledger).fresh_at
    poller(ledger, pages(page(as_of=None))).poll(Turn())
    assert state(ledger).fresh_at > first


def test_a_source_that_asks_to_wait_is_left_alone_until_then(ledger):
    until = datetime.now(UTC) + timedelta(minutes=5)
    with capture_logs() as said:
        poller(ledger, pages(FeedError("wait", until=until))).poll(Turn())
        outcome = poller(ledger, pages(page(1))).poll(Turn())
    assert (state(ledger).state, state(ledger).retry_at, outcome.account.received) == ("limited", until, 0)
    assert [line["event"] for line in said] == ["feed limited"]


@pytest.mark.parametrize(("seconds", "waiting"), [(-1, False), (1, True), (899, True), (3700, False)])
def test_a_wait_is_never_longer_than_a_source_may_ask_even_if_the_clock_went_back(seconds, waiting):
    now = datetime(2026, 11, 20, tzinfo=UTC)
    assert waits(FeedState(name="a", retry_at=now + timedelta(seconds=seconds)), now) is waiting
    assert not waits(FeedState(name="a"), now)


def test_a_fault_of_the_adapter_is_trouble_of_its_feed(ledger):
    outcome = poller(ledger, pages(KeyError("身份证 11010519491231002X"))).poll(Turn())
    assert outcome.trouble.startswith("stub failed on it: KeyError")
    assert "11010519491231002X" not in outcome.trouble
    assert state(ledger).state == "trouble"


def test_a_poll_past_its_deadline_appends_nothing_more(ledger):
    outcome = poller(ledger, pages(page(1))).poll(Turn(deadline=monotonic() - 1))
    assert "took too long" in outcome.trouble
    assert ledger.head()[0] == 0


def test_a_poll_that_was_called_off_stops_at_a_page_and_says_nothing(ledger):
    off = []

    def read(_reading):
        yield page(1, at=1)
        off.append(True)
        yield page(2, at=2)

    outcome = poller(ledger, read).poll(Turn(called_off=lambda: bool(off)))
    assert (outcome.account.applied, outcome.more, outcome.trouble) == (1, True, "")
    assert state(ledger).cursor["read"] == {"at": 1}
    assert state(ledger).good_at is None


def test_a_poll_under_a_lease_that_was_lost_writes_nothing(ledger):
    now = datetime.now(UTC)
    lease = ledger.lease("poll", "me", now=now, lasts=timedelta(seconds=1))
    ledger.lease("poll", "you", now=now + timedelta(seconds=9), lasts=timedelta(seconds=9))
    with pytest.raises(LedgerError, match="lost the lease"):
        poller(ledger, pages(page(1))).poll(Turn(lease=lease))
    assert ledger.head()[0] == 0


def test_a_run_that_does_not_end_is_told_as_trouble(ledger):
    one = poller(ledger, pages(page(1)))
    one.poll(Turn())
    one.overdue()
    assert "did not come to an end" in state(ledger).trouble
    assert state(ledger).cursor["read"] == {"at": 1}


def test_progress_tells_records_and_the_times_they_are_of(ledger):
    told = []
    found = pages(page(5, "bad"), page(9, 2, at=2))
    poll_once([poller(ledger, found)], progress=lambda name, done: told.append((name, done)))
    first = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    assert told == [
        ("stub", Progress(records=2, first=first, last=first)),
        ("stub", Progress(records=4, first=first.replace(minute=2), last=first.replace(minute=9))),
    ]


def test_an_import_goes_on_until_the_source_has_no_more(ledger):
    left = [page(1, at=1, more=True), page(at=2, more=True), page(2, at=3)]
    pauses = []
    one = poller(ledger, lambda _reading: iter([left.pop(0)]))
    outcome = poll_once([one], whole=True, pause=pauses.append)["stub"]
    assert (outcome.account.applied, outcome.more, len(pauses)) == (2, False, 2)


def test_an_import_ends_with_the_trouble_it_meets(ledger):
    one = poller(ledger, pages(page(1, more=True), FeedError("torn")))
    outcome = poll_once([one], whole=True, pause=lambda _: pytest.fail("it goes on"))["stub"]
    assert (outcome.account.applied, outcome.trouble) == (1, "torn")


def test_two_feeds_do_not_share_their_trouble(ledger):
    found = poll_once(
        [poller(ledger, pages(FeedError("no")), name="one"), poller(ledger, pages(page(1)), name="two")]
    )
    assert (found["one"].trouble, found["two"].trouble) == ("no", "")
    assert (state(ledger, "one").state, state(ledger, "two").state) == ("trouble", "ok")


def test_every_connection_of_a_district_gets_its_poller(ledger):
    home = district(
        connection(), connection("folder", "files", options={"columns": {"id": "a", "opened_at": "b"}})
    )
    found = pollers_of(home, ledger, None, secret=lambda name: f"token of {name}")
    assert [(one.connection.name, one.feed.name, one.secret) for one in found] == [
        ("hotline", "events", "token of hotline"),
        ("files", "folder", "token of files"),
    ]
    assert "token of" not in repr(found)
    assert KEY.decode() not in repr(found)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"kind": "fax"}, r"feed hotline: kind 'fax' is none of events, folder"),
        ({"options": {"url": "ftp://x"}}, r"feed hotline: options\.url = 'ftp://x'"),
        ({"options": {}}, r"feed hotline: options\.url"),
        ({"options": {"url": "http://x/", "urll": 1}}, r"feed hotline: options\.urll"),
    ],
)
def test_a_connection_that_cannot_be_is_told_by_name_word_and_value(ledger, given, reason):
    with pytest.raises(FeedError, match=reason):
        pollers_of(district(connection(**given)), ledger, None)


PERSON = ("王秀英", "13800001234", "11010519491231002X", "602室")


def canary(**change):
    stamp = "2026-11-20T09:00:00+08:00"
    case = {
        "reported_at": stamp,
        "requester": {"name": "王秀英", "phone": "13800001234", "id_card": "11010519491231002X"},
        "address": "云江路18弄7号602室",
        "text": "请回电13800001234，身份证11010519491231002X，住7号602室",
    }
    event = {
        "event_id": "e1",
        "case_id": "c1",
        "at": stamp,
        "updated_at": stamp,
        "kind": "report",
        "case": case,
    }
    return event | {"note": "来电13800001234", "org": "13800001234处", "caller_name": "王秀英"} | change


def test_no_person_enters_ledger_quarantine_state_or_log(ledger, monkeypatch):
    good, bad = canary(), canary(event_id="e2", kind="13800001234", at="13800001234")
    body = {"events": [good, bad, canary(case={"requester": "王秀英13800001234"})], "next": None}

    def answer(*_args, **_kwargs):
        from dashboard.fetching import Answer

        return Answer(body=body)

    monkeypatch.setattr("data_feeds.events.fetch", answer)
    with capture_logs() as said:
        one = real_poller(ledger, "events", options={"url": "http://127.0.0.1:9/"})
        outcome = one.poll(Turn())
        monkeypatch.setattr("data_feeds.events.fetch", lambda *_a, **_k: pytest.fail(" ".join(PERSON)))
        body.update(events={"msg": "13800001234"}, msg="13800001234")
        monkeypatch.setattr("data_feeds.events.fetch", answer)
        one.poll(Turn())
    assert (outcome.account.applied, outcome.account.quarantined) == (1, 2)
    everything = [ledger.entries(0), ledger.quarantined(), ledger.feed_states(), said]
    text = "".join(json.dumps(str(found), ensure_ascii=False) for found in everything)
    assert not [word for word in PERSON if word in text]


def test_a_poll_of_the_same_answer_adds_nothing(ledger):
    for _ in range(3):
        poller(ledger, pages(page(1, 2))).poll(Turn())
    account = state(ledger).account
    assert (account.applied, account.duplicate, ledger.head()[0]) == (2, 4, 2)
    assert replace(account, seq=0).received == 6
