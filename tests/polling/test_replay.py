"""After a fix, what was set aside is replayed: district file, options and parser as they are today."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.ledger import Receipt, Rejected
from dashboard.ledger.store import Ledger
from dashboard.polling import Turn
from dashboard.polling.replay import Replayed, replay
from dashboard.sealing import Vault
from data_feeds import Page, Record
from tests.polling.rig import open_ledger, page, pages, poller, real_poller
from tests.small_district import KEY, NOW
from tests.small_ledger import counts

PATIENT = {"url": "http://127.0.0.1:9/e"}


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def mended(one):
    """The same connection after its parser has learned what `bad` means."""
    learned = one.feed.parse

    def parse(record, reading):
        return learned(replace(record, raw=7) if record.raw == "bad" else record, reading)

    return replace(one, feed=replace(one.feed, parse=parse))


def test_a_mended_parser_takes_what_was_set_aside(ledger):
    one = poller(ledger, pages(page(1, "bad", "broken", 2)))
    one.poll(Turn())
    done = replay(mended(one))

    assert (done.tried, done.waiting, done.unsealed) == (2, 1, 0)
    assert counts(done.account) == (1, 0, 0, -1)
    assert [entry.version for entry in ledger.entries(0)] == ["e1", "e2", "e7"]
    (left,) = ledger.quarantined()
    assert left.reason == "the parser failed on it: ZeroDivisionError"
    account = ledger.accounts()["stub"]
    assert (account.received, *counts(account)) == (4, 3, 0, 0, 1)
    assert ledger.verify().good


def test_replayed_again_nothing_more_happens(ledger):
    one = poller(ledger, pages(page("bad")))
    one.poll(Turn())
    replay(mended(one))
    before = ledger.head(), ledger.accounts()
    assert replay(mended(one)) == Replayed(tried=0, account=Receipt(), waiting=0, unsealed=0)
    assert (ledger.head(), ledger.accounts()) == before


def test_what_is_replayed_is_known_from_now_on_and_happened_when_it_did(ledger):
    one = poller(ledger, pages(page("bad")))
    one.poll(Turn())
    replay(mended(one))
    (entry,) = ledger.entries(0)
    assert (entry.known_at, entry.actor) == (NOW, "replay")
    assert entry.happened_at < NOW


def test_the_place_and_the_freshness_of_a_feed_do_not_move_by_a_replay(ledger):
    one = poller(ledger, pages(page("bad", at=9)))
    one.poll(Turn())
    before = ledger.feed_states()["stub"]
    replay(mended(one))
    assert replace(ledger.feed_states()["stub"], account=before.account) == before


def test_more_than_a_page_of_records_is_replayed_with_its_progress(ledger, monkeypatch):
    monkeypatch.setattr("dashboard.polling.replay.PAGE", 4)
    one = poller(ledger, pages(page(*["broken", "bad"] * 5)))
    one.poll(Turn())
    told: list[int] = []
    done = replay(mended(one), told.append)
    assert told == [4, 8, 10]
    assert (done.tried, done.waiting) == (10, 5)
    assert counts(ledger.accounts()["stub"]) == (1, 4, 0, 5)


def test_a_record_that_came_at_every_poll_is_one_record_and_counts_each_time(ledger):
    one = poller(ledger, pages(page("bad")))
    for _ in range(3):
        one.poll(Turn())
    replay(mended(one))
    assert counts(ledger.accounts()["stub"]) == (1, 2, 0, 0)


def test_a_seal_that_does_not_open_stays_and_says_so(ledger):
    one = poller(ledger, pages(page("bad")))
    one.poll(Turn())
    other = mended(one)
    other.vault = Vault(b"another key, 32 bytes or more ....")
    assert replay(other).waiting == 1
    assert "does not open" in ledger.quarantined()[0].reason
    assert replay(mended(one)).waiting == 0


def test_what_was_never_sealed_waits_for_its_source(ledger):
    ledger.append("stub", [], recorded_at=NOW, rejected=[Rejected(where="a", reason="torn", raw="x")])
    done = replay(poller(ledger, pages()))
    assert (done.tried, done.waiting, done.unsealed) == (0, 0, 1)


def said(**given) -> dict:
    stamp = "2026-11-20T09:05:00+08:00"
    return {"event_id": "e1", "case_id": "c1", "updated_at": stamp, "at": stamp, "kind": "progress"} | given


@pytest.mark.parametrize("kind", ["events", "push"])
def test_a_record_is_replayed_by_the_parser_of_its_feed_also_where_its_source_delivers(ledger, kind):
    one = real_poller(ledger, kind, options=PATIENT if kind == "events" else {})
    bad = Record(raw=said(at="20 November"), where="event e1")
    _, rejected = one.parsed(Page(records=[bad], cursor={}), one.reading(one.state(), float("inf")))
    ledger.append(kind, [], recorded_at=NOW, rejected=rejected)
    assert replay(one).waiting == 1  # nothing is mended yet

    def mended_parse(record, reading):
        return one.feed.parse(replace(record, raw=record.raw | {"at": "2026-11-20T09:05:00+08:00"}), reading)

    done = replay(replace(one, feed=replace(one.feed, parse=mended_parse)))
    assert (done.tried, done.waiting) == (1, 0)
    (entry,) = ledger.entries(0)
    assert (entry.key, entry.version) == (f"case:{kind}/c1", "e1")
    assert ledger.verify().good


def test_a_time_format_added_to_the_options_mends_the_rows_of_a_folder(ledger, tmp_path):
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "a.csv").write_text(
        "id,opened\n1,20/11/2026 09:00\n2,2026-11-20T09:00\n3,yesterday\n", encoding="utf-8"
    )

    def connected(*formats: str):
        options = {"columns": {"id": "id", "opened_at": "opened"}, "formats": list(formats)}
        one = real_poller(ledger, "folder", options=options)
        one.district = one.district.model_copy(update={"sources": tmp_path / "drop"})
        return one

    for _ in range(2):
        connected("iso").poll(Turn())
    assert {one.where for one in ledger.quarantined()} == {"line 2 of a.csv", "line 4 of a.csv"}
    done = replay(connected("iso", "%d/%m/%Y %H:%M"))
    assert (done.tried, done.waiting) == (2, 1)
    assert {entry.key for entry in ledger.entries(0)} == {"case:folder/1", "case:folder/2"}
    (left,) = ledger.quarantined()
    assert "%d/%m/%Y" in left.reason
    assert ledger.accounts()["folder"].received == 3


@pytest.mark.postgres
def test_the_same_holds_on_postgres(postgres_url):
    ledger = Ledger.open(postgres_url, key=KEY)
    one = poller(ledger, pages(page(1, "bad", "broken")))
    one.poll(Turn())
    assert counts(replay(mended(one)).account) == (1, 0, 0, -1)
    assert counts(ledger.accounts()["stub"]) == (2, 0, 0, 1)
    assert ledger.verify().good
    ledger.close()
