"""The bridge: bodies whole and in time before a thread sees them, requests as an application knows them."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.rsgi import THREADS, Bridge, environment
from tests.bridged import ROOM, SMALL, WIDE, server
from tests.doors.wire import asked, held, rest, spoken
from tests.running import ROOT, await_answer, free_port

MANY = 40 * THREADS
GOING = asked("GET", "/", "Connection: close")


class Headers(dict[str, str]):
    """Headers by name, and each line of them."""

    def __init__(self, *lines):
        super().__init__(lines)
        self.lines = lines

    def items(self):
        return self.lines


class Line:
    """A way back on which the body comes in these parts; `None` stands for one that never comes."""

    def __init__(self, *parts):
        self.parts, self.taken, self.said = iter(parts), 0, None

    async def __aiter__(self):
        for part in self.parts:
            if part is None:
                await asyncio.Event().wait()
            self.taken += 1
            yield part

    def response_bytes(self, status, headers, body):
        self.said = status, dict(headers), body


def scope(*headers, path="/", method="POST", client="10.0.0.7:4711", here="127.0.0.1:8050"):
    return SimpleNamespace(
        proto="http", http_version="1.1", server=here, client=client, scheme="http", method=method,
        path=path, query_string="a=%E4%BA%91&b", authority=None, headers=Headers(("host", "jq"), *headers),
    )  # fmt: skip


def bridge(application=server, **bounds):
    return Bridge(
        application, **{"largest": ROOM, "small": SMALL, "rooms": {"/wide": WIDE}, "patience": 0.05, **bounds}
    )


def answered(line, *headers, by=None, **request):
    """What is answered to one request on a line."""
    by = by or bridge()
    asyncio.run(by.__rsgi__(scope(*headers, **request), line))
    assert not any(by.held.values())
    return line.said


def length(number):
    return "content-length", str(number)


CHUNKED = ("transfer-encoding", "chunked")


def test_a_body_in_parts_is_read_whole():
    assert answered(Line(b"abc", b"", b"def"), length(6))[::2] == (200, b"6")


def test_a_body_without_a_length_is_refused_unread():
    line = Line(b"abc")
    assert answered(line, CHUNKED)[0] == 411
    assert line.taken == 0


def test_who_says_nothing_of_a_body_is_not_waited_for():
    line = Line(None)
    assert answered(line, method="GET")[::2] == (200, b"0")


def test_a_body_that_does_not_come_is_given_up_and_the_application_says_so():
    assert answered(Line(b"abc", None), length(6))[0] == 408


def test_a_body_that_ends_too_early_is_no_body():
    assert answered(Line(b"abc"), length(6))[0] == 400


def test_a_body_that_is_said_to_be_too_long_is_refused_unread():
    line = Line(b"x" * 600, b"x" * 600)
    assert answered(line, length(1_200))[0] == 413
    assert line.taken == 0


def test_a_path_may_have_a_room_of_its_own():
    assert answered(Line(b"x" * WIDE), length(WIDE), path="/wide")[::2] == (200, str(WIDE).encode())
    assert answered(Line(b"x" * WIDE), length(WIDE))[0] == 413


def at_once(by, *asked):
    """The statuses of several requests that are asked together, each a line and its scope."""

    async def together():
        await asyncio.gather(*(by.__rsgi__(one, line) for line, one in asked))

    asyncio.run(together())
    assert not any(by.held.values())
    return [line.said[0] for line, _ in asked]


HELD = 30_000


def holding(path="/", size=HELD):
    """A body of which all but the last byte has come."""
    return Line(b"x" * (size - 1), None), scope(length(size), path=path)


def full(path="/", size=HELD):
    return Line(b"y" * size), scope(length(size), path=path)


def wide(**bounds):
    return bridge(largest=WIDE, rooms={"/wide": WIDE, "/": WIDE}, **bounds)


def test_what_all_bodies_take_together_is_bounded_and_given_back():
    both = wide(budget=HELD)
    assert at_once(both, holding("/wide"), full("/wide")) == [408, 503]
    assert at_once(both, full("/wide")) == [200]


def test_who_fills_one_budget_leaves_the_others_and_small_bodies_alone():
    tight = bridge(largest=WIDE, rooms={"/wide": WIDE}, budget=HELD)
    assert at_once(tight, holding(), full("/wide"))[1] == 200
    assert at_once(tight, holding(), full(size=ROOM))[1] == 200


def test_what_fails_beneath_the_application_is_told_without_its_words_and_closed():
    closed = []

    class Parts:
        def __iter__(self):
            raise RuntimeError("secret")

        def close(self):
            closed.append(True)

    status, headers, body = answered(Line(), by=bridge(lambda _environ, _start: Parts()))
    assert (status, headers["Cache-Control"], body) == (500, "no-store", b"500\n")
    assert closed == [True]


def test_a_body_that_was_not_read_needs_no_reason_where_nobody_asks_for_it():
    def blind(_environ, start):
        start("204 No Content", [("X-Seen", "no")])
        return [b""]

    assert answered(Line(None), length(6), by=bridge(blind))[:2] == (204, {"X-Seen": "no"})


@pytest.mark.parametrize("said", ["1", "9"])
def test_an_answer_is_as_long_as_it_is_whatever_it_says(said):
    def wrong(_environ, start):
        start("200 OK", [("content-length", said)])
        return [b"abc"]

    assert answered(Line(), by=bridge(wrong))[1] == {"Content-Length": "3"}


@pytest.mark.parametrize(
    ("method", "status", "told"), [("HEAD", "200", "7"), ("GET", "304", "7"), ("GET", "204", None)]
)
def test_where_no_body_may_come_the_length_is_that_of_the_one_that_would(method, status, told):
    def without(_environ, start):
        start(f"{status} X", [("Content-Length", "7")])
        return []

    assert answered(Line(), by=bridge(without), method=method)[1].get("Content-Length") == told


def environ(*headers, **request):
    return environment(scope(*headers, **request), None)


def test_a_request_is_told_as_the_application_knows_it():
    found = environ(length(2), ("content-type", "text/x"), path="/案件", client="10.0.0.7:4711")
    assert found["PATH_INFO"].encode("latin-1").decode() == "/案件"
    assert found["QUERY_STRING"] == "a=%E4%BA%91&b"
    assert (found["CONTENT_LENGTH"], found["CONTENT_TYPE"], found["HTTP_HOST"]) == ("2", "text/x", "jq")
    assert (found["REMOTE_ADDR"], found["SERVER_NAME"], found["SERVER_PORT"]) == (
        "10.0.0.7",
        "127.0.0.1",
        "8050",
    )


def test_an_address_of_six_has_no_brackets():
    assert environ(client="[fd00::7]:4711")["REMOTE_ADDR"] == "fd00::7"


def test_lines_of_one_header_are_one_and_an_underline_is_no_hyphen():
    found = environ(
        ("x-a", "1"),
        ("x-a", "2"),
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("x_a", "3"),
        ("remote_user", "boss"),
    )
    assert found["HTTP_X_A"] == "1,2"
    assert found["HTTP_COOKIE"] == "a=1; b=2"
    assert not {"HTTP_REMOTE_USER", "REMOTE_USER"} & set(found)


@given(name=st.text(st.sampled_from("abcXYZ0129-_"), min_size=1), value=st.text(st.characters(codec="ascii")))
def test_no_header_stands_for_what_the_server_itself_says(name, value):
    plain, told = environ(), environ((name.lower(), value))
    ours = {key for key in plain if not key.startswith("HTTP_")}
    assert {key: told[key] for key in ours} == {key: plain[key] for key in ours}
    assert set(told) - set(plain) <= {
        f"HTTP_{name.upper().replace('-', '_')}",
        "CONTENT_TYPE",
        "CONTENT_LENGTH",
    }


@pytest.fixture(scope="module")
def port():
    """Granian before the bridge."""
    found = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bridged", str(found)], cwd=ROOT)
    try:
        await_answer(f"http://127.0.0.1:{found}/")
        yield found
    finally:
        process.terminate()
        process.wait(30)


def test_bodies_that_never_end_keep_nobody_waiting_neither_before_nor_after_they_are_given_up(port):
    with held(port, asked("POST", "/", "Content-Length: 900", body=b"{}"), MANY) as lines:
        assert spoken(port, GOING).statuses == [200]
        assert {tuple(rest(line).statuses) for line in lines} == {(408,)}
        assert spoken(port, GOING).statuses == [200]
    assert spoken(port, GOING).statuses == [200]


def test_who_does_not_read_an_answer_keeps_nobody_waiting(port):
    with held(port, asked("GET", "/large"), 2 * THREADS):
        assert spoken(port, GOING).statuses == [200]


def test_a_header_that_cannot_be_read_is_known_to_have_been_there(port):
    plain = spoken(port, asked("GET", "/lost", "X-A: fine", "Connection: close"))
    lost = spoken(port, asked("GET", "/lost", "X-A: \xff, 10.0.0.1", "X-B: 1", "Connection: close"))
    assert plain.said.endswith(b"\r\n\r\n")
    assert lost.said.endswith(b"\r\n\r\nx-a")


def test_the_head_of_an_answer_is_that_of_the_answer(port):
    heard = spoken(port, asked("HEAD", "/large", "Connection: close"))
    assert heard.statuses == [200]
    assert b"content-length: 20000000" in heard.said.lower()
    assert heard.said.endswith(b"\r\n\r\n")
