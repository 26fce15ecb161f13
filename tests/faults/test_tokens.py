"""Faults of tokens (`catalogue.toml`): a source that does not take ours is asked sparingly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from dashboard.clock import monotonic
from dashboard.commands.running import tokens
from dashboard.polling import Turn
from dashboard.settings import settings
from tests.faults.faulty import faulty, in_turn, reply, said
from tests.polling.rig import open_ledger, real_poller

START = datetime(2026, 11, 20, 2, tzinfo=UTC)
STAMP = "2026-11-20T09:05:00+08:00"
TOKEN = "a token that has expired"


def event(number: int) -> dict:
    return {
        "event_id": f"e{number}",
        "case_id": f"c{number}",
        "updated_at": STAMP,
        "at": STAMP,
        "kind": "progress",
    }


def answer(*events, following=None):
    return said({"events": list(events), "next": following, "as_of": "2026-11-20T10:00:00+08:00"})


def refused(status: int):
    return reply(b"{}", f"{status} No")


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def poller(ledger, url: str, *, secret: str = TOKEN, renewed: str = ""):
    made = real_poller(ledger, "events", options={"url": url})
    made.secret, made.renew = secret, lambda: renewed
    return made


def poll(one):
    return one.poll(Turn(deadline=monotonic() + 10))


def state(ledger):
    return ledger.feed_states()["events"]


@pytest.mark.parametrize("status", [401, 403])
def test_f21_a_refused_token_is_shown_few_times_an_hour_and_told_once(ledger, status):
    with faulty(e=refused(status)) as server, capture_logs() as logs, time_machine.travel(START) as clock:
        one = poller(ledger, server.url("/e"))
        for _ in range(120):  # an hour of polls, twice a minute
            poll(one)
            clock.shift(30)
        assert 3 <= len(server.asked) <= 4
    assert [line["event"] for line in logs] == ["feed trouble"]
    found = state(ledger)
    assert found.state == "trouble"
    assert f"answered {status}" in found.trouble
    assert "this token is not shown again before" in found.trouble
    assert TOKEN not in f"{found} {logs} {one!r}"


def test_f21_one_refusal_is_one_question_even_with_retries_left(ledger):
    with faulty(e=refused(401)) as server:
        poll(poller(ledger, server.url("/e")))
        assert len(server.asked) == 1
        assert server.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_f21_a_token_that_expires_mid_run_costs_only_the_later_pages(ledger):
    script = in_turn(answer(event(1), following="b"), refused(401), answer(event(2)))
    with faulty(e=script) as server:
        one = poller(ledger, server.url("/e"))
        outcome = poll(one)
        assert outcome.account.applied == 1
        place = state(ledger).cursor["read"]
        assert place["next"] == "b"
        assert poll(one).account.received == 0
        one.renew = lambda: "a new token"
        outcome = poll(one)
    assert outcome.account.applied == 1
    assert server.asked[-1].query["cursor"] == "b"
    assert server.asked[-1].headers["Authorization"] == "Bearer a new token"
    assert (state(ledger).state, len(server.asked)) == ("ok", 3)
    assert "refused" not in state(ledger).cursor


def test_f21_another_token_is_tried_at_once_the_same_one_is_not(ledger):
    with faulty(e=refused(401)) as server:
        poll(poller(ledger, server.url("/e")))
        poll(poller(ledger, server.url("/e")))  # as after a restart with the same settings
        assert len(server.asked) == 1
        poll(poller(ledger, server.url("/e"), secret="another"))
        assert len(server.asked) == 2
        poll(poller(ledger, server.url("/e"), secret="another"))
        assert len(server.asked) == 2


def test_f21_after_the_wait_the_same_token_is_tried_again(ledger):
    with faulty(e=in_turn(refused(403), answer(event(1)))) as server, time_machine.travel(START) as clock:
        one = poller(ledger, server.url("/e"))
        poll(one)
        clock.shift(timedelta(minutes=14, seconds=59))
        assert poll(one).trouble
        clock.shift(2)
        assert poll(one).account.applied == 1
    assert state(ledger).state == "ok"


def test_f21_a_source_that_asks_to_wait_is_left_alone_with_a_new_token_too(ledger):
    limited = reply(b"", "429 Too Many Requests", Retry_After="600")
    with faulty(e=in_turn(refused(401), limited)) as server:
        one = poller(ledger, server.url("/e"), renewed="new")
        poll(one)
        poll(one)
        assert state(ledger).state == "limited"
        poll(one)
    assert len(server.asked) == 2


def test_f21_a_refusal_before_the_first_page_keeps_the_history_to_come(ledger):
    with faulty(e=in_turn(refused(401), answer(event(1)))) as server:
        one = real_poller(ledger, "events", options={"url": server.url("/e")}, backfill=True)
        one.secret = "old"
        poll(one)
        one.renew = lambda: "new"
        poll(one)
    (entry,) = ledger.entries(0)
    assert entry.known_at == entry.happened_at


def test_f21_what_is_kept_tells_the_token_to_nobody(ledger):
    with faulty(e=refused(401)) as server:
        poll(poller(ledger, server.url("/e"), secret="12345"))
    mark = state(ledger).cursor["refused"]
    assert "12345" not in mark
    assert len(mark) == 32


def test_f21_a_token_written_into_the_settings_file_is_taken_up_without_a_restart(tmp_path, monkeypatch):
    file = tmp_path / "jiequan.toml"
    file.write_text('[secrets]\nhotline = "old"\n', encoding="utf-8")
    monkeypatch.setenv("JIEQUAN_FILE", str(file))
    said = tokens(settings())
    assert (said("hotline"), said("grid")) == ("old", "")
    file.write_text('[secrets]\nhotline = "new"\n', encoding="utf-8")
    assert said("hotline") == "new"
    file.write_text("[secrets\nhotl", encoding="utf-8")  # just being written
    assert said("hotline") == "old"
