"""Bodies at the doors: whole and in their time, or refused; who drips keeps nobody else waiting."""

from __future__ import annotations

import threading

import pytest
from flask import Flask, Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout
from werkzeug.test import EnvironBuilder

from dashboard.doors.whole import LARGEST, STRANGERS, Bodies, StrictJson

LONG = 3_600.0
"""Seconds that no test would wait: whoever is to be refused at once is refused at once, or the test hangs."""
HERE, THERE = "10.0.0.1", "10.0.0.2"
pytestmark = pytest.mark.timeout(60)


class Dripping:
    """A line that says nothing until it is let, then all, or that it is torn."""

    def __init__(self, said: bytes = b"{}", error: Exception | None = None) -> None:
        self.said, self.error = said, error
        self.let, self.asked = threading.Event(), threading.Event()

    def read(self, size: int = -1) -> bytes:
        self.asked.set()
        self.let.wait()
        if self.error:
            raise self.error
        said, self.said = self.said[:size], self.said[size:]
        return said

    def readinto(self, buffer: bytearray) -> int:
        said = self.read(len(buffer))
        buffer[: len(said)] = said
        return len(said)


def sent(body: bytes) -> Request:
    return Request(EnvironBuilder(method="POST", data=body).get_environ())


def dripped(line: Dripping) -> Request:
    environ = EnvironBuilder(method="POST", data=line.said).get_environ()
    return Request(environ | {"wsgi.input": line})


@pytest.fixture
def waiting():
    """Begin to wait for a line in a thread; all of them are let go in the end."""
    lines, threads = [], []

    def begun(bodies: Bodies, stranger: str) -> Dripping:
        line = Dripping()
        thread = threading.Thread(target=bodies.read, args=[dripped(line)], kwargs={"stranger": stranger})
        thread.start()
        lines.append(line)
        threads.append(thread)
        line.asked.wait()
        return line

    yield begun
    for line in lines:
        line.let.set()
    for thread in threads:
        thread.join()


def seated(bodies: Bodies, stranger: str) -> None:
    """Wait until somebody is waited for at an address."""
    while stranger not in bodies.waited_for:
        threading.Event().wait(0.001)


def test_a_body_that_came_along_is_kept_for_whoever_asks_for_it_later():
    asked = sent(b'{"a": 1}')
    Bodies(patience=LONG).read(asked, stranger=HERE)
    asked.environ["wsgi.input"].read()
    assert asked.get_data() == b'{"a": 1}'


def test_a_body_that_does_not_come_is_refused_and_its_place_is_free_again():
    bodies = Bodies(patience=0, at_once=0)
    lines = [Dripping() for _ in range(2)]
    for line in lines:
        with pytest.raises(RequestTimeout):
            bodies.read(dripped(line), stranger=HERE)
        line.let.set()
    assert bodies.waited_for == set()


def test_a_body_that_comes_late_but_in_time_is_read(waiting):
    line = Dripping(b'{"late": true}')
    asked = dripped(line)
    threading.Timer(0.01, line.let.set).start()
    Bodies(patience=LONG, at_once=0).read(asked, stranger=HERE)
    assert asked.get_data() == b'{"late": true}'


def test_of_strangers_one_body_an_address_is_waited_for_and_others_are_not_in_its_way(waiting):
    bodies = Bodies(patience=LONG, at_once=0)
    waiting(bodies, HERE)
    seated(bodies, HERE)
    second = Dripping()
    with pytest.raises(RequestTimeout):
        bodies.read(dripped(second), stranger=HERE)
    second.let.set()
    waiting(bodies, THERE)
    seated(bodies, THERE)
    swift = Bodies(patience=LONG, waited_for=bodies.waited_for)
    swift.read(sent(b"{}"), stranger=HERE)  # what is there needs no place
    assert bodies.waited_for == {HERE, THERE}


def test_who_has_signed_in_takes_no_place(waiting):
    bodies = Bodies(patience=LONG, at_once=0)
    waiting(bodies, HERE)
    seated(bodies, HERE)
    late = Dripping(b"[]")
    threading.Timer(0.01, late.let.set).start()
    asked = dripped(late)
    bodies.read(asked)
    assert asked.get_data() == b"[]"


@pytest.mark.parametrize("error", [ConnectionResetError(), TimeoutError(), OSError()], ids=repr)
def test_a_torn_line_is_the_fault_of_who_sent(error):
    line = Dripping(error=error)
    line.let.set()
    with pytest.raises(BadRequest):
        Bodies(patience=LONG).read(dripped(line), stranger=HERE)


@pytest.mark.parametrize(("stranger", "most"), [(HERE, STRANGERS), ("", LARGEST)])
def test_a_body_has_a_size_that_is_small_for_strangers(stranger, most):
    Bodies(patience=LONG).read(sent(b"x" * most), stranger=stranger)
    with pytest.raises(RequestEntityTooLarge):
        Bodies(patience=LONG).read(sent(b"x" * (most + 1)), stranger=stranger)


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b"[" * 300 + b"]" * 300, b'"\\ud800"', b'{"\\udfff": 1}', b'{"a": 1, "a": 2}', b"NaN",
     b"1" + b"0" * 30, b"\xff", b"", b"9" * 5_000],
)  # fmt: skip
def test_what_no_page_sends_is_no_json(body):
    with pytest.raises(ValueError, match=r".+"):
        StrictJson(Flask("x")).loads(body)


def test_two_halves_of_a_pair_are_one_sign():
    assert StrictJson(Flask("x")).loads(b'{"a": "\\ud83d\\ude00"}') == {"a": "\U0001f600"}
