"""Faults of transport (`catalogue.toml`): a source that cannot be asked, and what of it is kept."""

from __future__ import annotations

import socket
import threading
import time
import tracemalloc
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from structlog.testing import capture_logs

from dashboard.clock import monotonic
from dashboard.polling import Turn
from tests.faults.faulty import bomb, faulty, head, in_turn, moved, reply, said, short, slow_body, slow_head
from tests.polling.rig import open_ledger, real_poller

pytestmark = pytest.mark.sweep

STAMP = "2026-11-20T09:05:00+08:00"
EVENT = {"event_id": "e1", "case_id": "c1", "updated_at": STAMP, "at": STAMP, "kind": "progress"}
GOOD = said({"events": [EVENT], "next": None, "as_of": "2026-11-20T10:00:00+08:00"})
SOON = 0.4  # seconds of a poll, instead of 20


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def polled(ledger, url: str, seconds: float = 10.0):
    """One poll of `url`; its outcome, and how the feed is doing after it."""
    outcome = real_poller(ledger, "events", options={"url": url}).poll(Turn(deadline=monotonic() + seconds))
    return outcome, ledger.feed_states()["events"]


def accounted(ledger) -> None:
    """What holds after every fault: the chain verifies and every record is accounted for."""
    assert ledger.verify().good
    for account in ledger.accounts().values():
        assert (
            account.received == account.applied + account.duplicate + account.superseded + account.quarantined
        )


def until(condition) -> None:
    end = monotonic() + 10
    while not condition():
        assert monotonic() < end, "it never came true"
        time.sleep(0.01)


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def test_f01_a_source_that_refuses_connections_is_in_trouble_once_and_back_within_a_cycle(ledger):
    with faulty(e=GOOD) as server, capture_logs() as logs:
        polled(ledger, server.url("/e"))
        good = ledger.feed_states()["events"]
        for _ in range(2):
            began = monotonic()
            outcome, state = polled(ledger, f"http://127.0.0.1:{closed_port()}/e")
            assert monotonic() - began >= 0.2, "no pause between two tries"
            assert "cannot be reached: ConnectionRefusedError" in outcome.trouble
            assert (state.state, state.fresh_at) == ("trouble", good.fresh_at)
        outcome, state = polled(ledger, server.url("/e"))
    assert (state.state, state.trouble, outcome.account.duplicate) == ("ok", "", 1)
    assert [line["event"] for line in logs] == ["feed trouble", "feed recovered"]
    accounted(ledger)


@pytest.mark.parametrize(
    "answer",
    [pytest.param(slow_head, id="f04_slow_headers"), pytest.param(slow_body, id="f05_slow_body")],
)
def test_f04_f05_a_byte_now_and_then_does_not_outlive_the_deadline(ledger, answer):
    with faulty(e=answer) as server:
        began = monotonic()
        outcome, state = polled(ledger, server.url("/e"), SOON)
        assert monotonic() - began < SOON + 5
        assert "did not answer within" in outcome.trouble
        assert state.state == "trouble"
        assert ledger.head()[0] == 0
        until(lambda: not any(thread.name == "fetch" for thread in threading.enumerate()))
        assert server.asked[0].gone.wait(10), "the line is still held"
    accounted(ledger)


def test_f05_the_worker_of_a_dripping_source_is_free_for_the_next_poll(ledger):
    with faulty(e=in_turn(slow_body, GOOD)) as server:
        polled(ledger, server.url("/e"), SOON)
        outcome, state = polled(ledger, server.url("/e"))
    assert (outcome.account.applied, state.state) == (1, "ok")


def test_f07_a_body_shorter_than_promised_is_no_valid_prefix(ledger):
    whole = b'{"events": [], "next": null, "as_of": "2026-11-20T10:00:00+08:00"}'
    with faulty(e=short(whole)) as server:
        outcome, state = polled(ledger, server.url("/e"))
    assert "cannot be reached: IncompleteRead" in outcome.trouble
    assert (state.cursor, ledger.head()[0]) == (None, 0)
    accounted(ledger)


def test_f08_a_broken_chunk_is_an_error(ledger):
    chunked = head(Content_Type="application/json", Transfer_Encoding="chunked") + b'5\r\n{"eve\r\nzz'
    with faulty(e=lambda question: question.send(chunked)) as server:
        outcome, _ = polled(ledger, server.url("/e"))
    assert "cannot be reached" in outcome.trouble
    assert ledger.head()[0] == 0


def test_f09_a_bomb_is_cut_at_the_cap_of_inflated_bytes(ledger):
    with faulty(e=bomb(110)) as server:
        tracemalloc.start()
        outcome, _ = polled(ledger, server.url("/e"), 60)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert "more than 20 MB" in outcome.trouble
    assert peak < 100 << 20
    assert len(server.asked) == 1
    accounted(ledger)


def in_a_minute(words: str) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(minutes=int(words)), usegmt=True)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
@pytest.mark.parametrize(
    ("header", "least", "most"),
    [
        pytest.param("120", 110, 121, id="seconds"),
        pytest.param("date", 110, 121, id="date"),
        pytest.param("past", 0, 2, id="past_date"),
        pytest.param(str(10**9), 890, 901, id="huge"),
        pytest.param("later, please", 50, 61, id="garbage"),
    ],
)
def test_f12_retry_after_is_obeyed_within_its_bounds(ledger, status, header, least, most):
    header = {"date": in_a_minute("2"), "past": in_a_minute("-5")}.get(header, header)
    with faulty(e=in_turn(reply(b"", status, Retry_After=header), GOOD)) as server, capture_logs() as logs:
        _, state = polled(ledger, server.url("/e"))
        wait = (state.retry_at - datetime.now(UTC)).total_seconds()
        assert least <= wait <= most
        assert (state.state, state.state in state.trouble) == ("limited", False)
        assert f"{state.retry_at:%H:%M:%S}" in state.trouble
        if wait > 5:
            outcome, again = polled(ledger, server.url("/e"))
            assert (outcome.account.received, again.state, len(server.asked)) == (0, "limited", 1)
    assert [line["event"] for line in logs] == ["feed limited"]
    accounted(ledger)


def test_f12_after_the_wait_the_source_is_asked_again(ledger):
    with faulty(e=in_turn(reply(b"", "429 Too Many Requests", Retry_After="1"), GOOD)) as server:
        polled(ledger, server.url("/e"))
        until(lambda: polled(ledger, server.url("/e"))[1].state == "ok")
    assert len(server.asked) == 2


def test_f13_a_burst_of_errors_is_not_stormed(ledger):
    with faulty(e=reply(b"", "500 Oops")) as server:
        outcome, _ = polled(ledger, server.url("/e"))
    assert outcome.trouble.endswith("answered 500")
    assert len(server.asked) == 3


def test_f14_a_login_page_is_no_feed(ledger):
    page = "<html><title>统一登录</title>请用 13800001234 登录" + "x" * 900 + "</html>"
    with faulty(e=reply(page.encode(), kind="text/html; charset=utf-8")) as server, capture_logs() as logs:
        outcome, state = polled(ledger, server.url("/e"))
    assert "is no feed: it answered text/html; charset=utf-8: <html><title>统一登录" in outcome.trouble
    assert len(outcome.trouble) < 400
    assert "13800001234" not in f"{outcome.trouble} {state.trouble} {logs}"
    assert (state.state, ledger.head()[0]) == ("trouble", 0)
    accounted(ledger)


def test_f17_a_redirect_to_another_host_is_refused_and_that_host_is_never_asked(ledger):
    with faulty(e=GOOD) as other, faulty(e=moved(other.url("/e"))) as server:
        outcome, state = polled(ledger, server.url("/e"))
        assert f"redirects to {other.url('/e')}: another origin is never asked" in outcome.trouble
        assert (other.asked, state.state, ledger.head()[0]) == ([], "trouble", 0)
    accounted(ledger)


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/", "http://10.0.0.1/", "http://[::1]/", "file:///etc/passwd"]
)
def test_f17_no_inner_address_is_reached_through_a_source(ledger, target):
    with faulty(e=moved(target)) as server:
        outcome, _ = polled(ledger, server.url("/e"))
    assert "another origin is never asked" in outcome.trouble
    assert len(server.asked) == 1
