"""Bodies at the doors: of bearable size, and JSON that can be written again."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from types import SimpleNamespace

import pytest
from flask import Flask
from werkzeug.exceptions import ClientDisconnected, HTTPException

from dashboard.doors.whole import Patience, StrictJson


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


def slowly(bodies):
    """A body that comes when the test lets it."""
    return SimpleNamespace(get_data=bodies.get)


def status(act):
    with pytest.raises(HTTPException) as refused:
        act()
    return refused.value.code


def test_a_body_that_does_not_come_is_waited_for_a_while_and_no_longer():
    bodies = SimpleQueue()
    assert status(lambda: Patience(seconds=0.05).whole(slowly(bodies))) == 408
    bodies.put(b"")
    bodies.put(b"{}")
    Patience(seconds=30).whole(slowly(bodies))


def test_of_strangers_one_body_is_awaited_from_each_address_and_of_people_any():
    bodies, patience = SimpleQueue(), Patience(seconds=30)
    first = threading.Thread(target=patience.whole, args=(slowly(bodies), "10.0.0.1"))
    first.start()
    while not patience.awaited:
        pass
    assert status(lambda: patience.whole(slowly(bodies), "10.0.0.1")) == 429
    here = SimpleNamespace(get_data=lambda: b"{}")
    patience.whole(here, "10.0.0.2")
    patience.whole(here)
    bodies.put(b"{}")
    first.join(30)
    patience.whole(here, "10.0.0.1")


def test_what_goes_wrong_on_the_line_is_told_as_it_is_and_gives_its_place_back():
    def torn():
        raise ClientDisconnected

    patience = Patience()
    assert status(lambda: patience.whole(SimpleNamespace(get_data=torn), "10.0.0.1")) == 400
    assert not patience.awaited
