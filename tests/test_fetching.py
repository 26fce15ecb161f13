"""A source is asked with a deadline, a cap, one origin, and no faith in what it says."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard import fetching
from dashboard.clock import monotonic
from dashboard.fetching import FeedError, allowed_again, bare, fetch, origin
from dashboard.strict_json import strict_json
from tests.faults.faulty import bomb, endless, faulty, in_turn, moved, reply, said, short, silent

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def asked(url: str, seconds: float = 5.0, **options: object) -> fetching.Answer:
    return fetch(url, deadline=monotonic() + seconds, **options)


def test_an_answer_is_json_with_its_etag():
    with faulty(a=said({"n": 1, "街": "道"}, ETag='"7"')) as server:
        answer = asked(server.url("/a"), params={"since": "2026-03-02T09:00:00+08:00"})
    assert (answer.body, answer.etag, answer.unchanged) == ({"n": 1, "街": "道"}, '"7"', False)
    assert server.asked[0].query == {"since": "2026-03-02T09:00:00+08:00"}


def test_an_etag_is_sent_back_and_a_304_means_unchanged():
    with faulty(a=reply(b"", "304 Not Modified", ETag='"7"')) as server:
        answer = asked(server.url("/a"), etag='"7"')
    assert (answer.unchanged, answer.body, answer.etag) == (True, None, '"7"')
    assert server.asked[0].headers["If-None-Match"] == '"7"'


def test_a_304_nobody_asked_for_is_refused():
    with faulty(a=reply(b"", "304 Not Modified")) as server, pytest.raises(FeedError, match="304"):
        asked(server.url("/a"))


def test_a_token_travels_in_a_header_and_never_in_a_message():
    with faulty(a=reply(b"{}", "401 Unauthorized")) as server:
        with pytest.raises(FeedError, match="token of this source is missing or wrong") as error:
            asked(server.url("/a"), token="geheim-4711", params={"cursor": "nobody-should-log-me"})
        assert server.asked[0].headers["Authorization"] == "Bearer geheim-4711"
    assert "4711" not in str(error.value)
    assert "nobody-should-log-me" not in str(error.value)
    assert error.value.status == 401


def test_f22_proxies_of_the_environment_are_ignored(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    with faulty(a=said([1])) as server:
        assert asked(server.url("/a")).body == [1]


def test_a_passing_fault_is_tried_again_and_not_told():
    with faulty(a=in_turn(reply(b"", "502 Bad Gateway"), short(b"[1"), said([1]))) as server:
        assert asked(server.url("/a")).body == [1]
    assert len(server.asked) == 3


def test_a_lasting_fault_is_told_after_a_few_tries():
    with faulty(a=reply(b"", "500 Oops")) as server, pytest.raises(FeedError, match="answered 500"):
        asked(server.url("/a"))
    assert len(server.asked) == 3


def test_a_refusal_is_not_tried_again():
    with faulty(a=reply(b"{}", "404 Not Found")) as server, pytest.raises(FeedError, match="check the url"):
        asked(server.url("/a"))
    assert len(server.asked) == 1


def test_a_redirect_within_the_origin_is_followed():
    with faulty(b=said([2])) as server:
        server.script["/a"] = moved("/b")
        assert asked(server.url("/a")).body == [2]


def test_f18_a_redirect_loop_ends_after_three_hops():
    with faulty(a=moved("/a")) as server, pytest.raises(FeedError, match="more than 3 times"):
        asked(server.url("/a"))
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "https://127.0.0.1/", "http://[::1]/", "//example.com/"]
)
def test_a_redirect_off_the_origin_is_refused_whatever_it_looks_like(target):
    with faulty(a=moved(target)) as server, pytest.raises(FeedError, match="another origin"):
        asked(server.url("/a"))


@pytest.mark.parametrize(
    "kind", ["application/json", "application/json;charset=utf-8", "text/json", "application/geo+json"]
)
def test_json_is_known_by_its_content_type(kind):
    with faulty(a=reply(b"[]", kind=kind)) as server:
        assert asked(server.url("/a")).body == []


def test_nothing_else_is_taken_for_json():
    with faulty(a=reply(b"[]", kind="text/html")) as server, pytest.raises(FeedError, match="is no feed"):
        asked(server.url("/a"))


def test_f10_the_cap_holds_for_a_body_without_end():
    with faulty(a=endless) as server, pytest.raises(FeedError, match="more than 20 MB"):
        asked(server.url("/a"), 20)


def test_an_answer_below_the_cap_passes_when_it_inflates():
    with faulty(a=bomb(3)) as server:
        assert asked(server.url("/a"), 20).body == []


def test_no_request_lasts_beyond_twenty_seconds_even_if_its_caller_would_wait(monkeypatch):
    monkeypatch.setattr(fetching, "TOTAL", 0.2)
    began = monotonic()
    with faulty(a=silent) as server, pytest.raises(FeedError, match=r"did not answer within 0\.2 s"):
        fetch(server.url("/a"), deadline=float("inf"))
    assert monotonic() - began < 5


def test_f02_the_deadline_covers_a_resolver_that_hangs(monkeypatch):
    """F02: the library has no timeout for this at all."""
    released = threading.Event()

    def resolve(*_args, **_kwargs):
        released.wait(30)
        raise socket.gaierror("too late")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    began = monotonic()
    try:
        with pytest.raises(FeedError, match="did not answer within"):
            asked("http://source.invalid/events", 0.2)
        assert monotonic() - began < 5
    finally:
        released.set()


def test_the_library_timeout_alone_would_not_fire():
    """Why the deadline is ours: a byte now and then keeps any socket timeout from firing."""
    import requests

    from tests.faults.faulty import slow_body

    with faulty(a=slow_body) as server, requests.get(server.url("/a"), timeout=0.2, stream=True) as answer:
        began, got = monotonic(), b""
        while monotonic() - began < 0.5:
            got += answer.raw.read1(64)
    assert len(got) >= 5


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_retry_after_says_the_wait_is_between_a_second_and_a_quarter_of_an_hour(text):
    assert timedelta(seconds=1) <= allowed_again(text, NOW) - NOW <= timedelta(minutes=15)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("0", 1),
        (str(10**9), 900),
        ("9" * 400, 900),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), 180),
        (format_datetime(NOW - timedelta(days=3), usegmt=True), 1),
        ("soon", 60),
        ("", 60),
        ("-5", 60),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(text, seconds):
    assert allowed_again(text, NOW) == NOW + timedelta(seconds=seconds)


def test_a_message_names_an_address_without_user_and_query():
    assert bare("http://user:secret@host:81/a/b?token=1#x") == "http://host:81/a/b"


def test_a_default_port_is_the_same_origin():
    assert origin("https://host/a") == origin("https://host:443/b")
    assert origin("https://host/a") != origin("http://host/a")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"a": 1, "a": 2}', "stands twice"),
        ('{"a": {"b": 1, "b": 1}}', "stands twice"),
        ("[NaN]", "NaN"),
        ("[-Infinity]", "Infinity"),
        ("[1e999]", "too large"),
        ("[" * 100_000, "nested too deeply"),
        ("{", "Expecting"),
        ("", "Expecting"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused(text, reason):
    with pytest.raises(ValueError, match=reason):
        strict_json(text)


def test_bytes_that_are_no_utf8_are_refused():
    with pytest.raises(ValueError, match="byte 1 is not UTF-8"):
        strict_json('"案"'.encode("gb18030"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
@settings(max_examples=60, deadline=None)
def test_json_that_says_one_thing_is_read_as_it_is(value):
    assert strict_json(json.dumps(value)) == value
    assert strict_json(b"\xef\xbb\xbf" + json.dumps(value, ensure_ascii=True).encode()) == value


def test_threads_are_given_back_after_every_answer():
    with faulty(a=said([1])) as server:
        for _ in range(5):
            asked(server.url("/a"))
        settle("fetch")


def settle(name: str) -> None:
    """Wait until no thread of this name is left; a test that waits in vain fails."""
    until = monotonic() + 10
    while any(thread.name == name for thread in threading.enumerate()):
        assert monotonic() < until, f"a thread {name!r} never ended"
        time.sleep(0.01)


def test_a_token_travels_as_a_parameter_where_the_source_wants_it_so_also_behind_a_redirect():
    with faulty(a=moved("/b"), b=said({})) as server:
        asked(server.url("/a"), params={"page": "1"}, token="geheim-4711", token_in="api_key")
    assert [ask.query for ask in server.asked] == [
        {"page": "1", "api_key": "geheim-4711"},
        {"api_key": "geheim-4711"},
    ]
    assert not any("Authorization" in ask.headers for ask in server.asked)


def test_an_answer_is_read_in_the_form_that_was_asked_for_and_refused_in_any_other():
    form = fetching.Form(name="numbers", accept="text/plain", kind=re.compile("text/plain"), read=int)
    with faulty(a=reply(b"42", kind="text/plain"), b=reply(b"x", kind="text/plain"), c=said(42)) as server:
        assert asked(server.url("/a"), form=form).body == 42
        with pytest.raises(FeedError, match="answered numbers that cannot be trusted"):
            asked(server.url("/b"), form=form)
        with pytest.raises(FeedError, match="is no feed: it answered application/json"):
            asked(server.url("/c"), form=form)
    assert server.asked[0].headers["Accept"] == "text/plain"


def test_a_refusal_is_told_in_the_words_of_its_error_document_without_person_and_token():
    form = replace(fetching.JSON, complaint=lambda body: body["why"])
    words = {"why": "key geheim-4711 of 13800001234 is spent"}
    with (
        faulty(a=reply(json.dumps(words).encode(), "403 Forbidden"), b=reply(b"<", "400 Bad")) as server,
        pytest.raises(FeedError, match=r"may not read this: key 〔略〕 of 〔电话〕 is spent$"),
    ):
        asked(server.url("/a"), form=form, token="geheim-4711", token_in="api_key")
    with faulty(b=reply(b"<", "400 Bad")) as server, pytest.raises(FeedError, match=r"answered 400$"):
        asked(server.url("/b"), form=form)
