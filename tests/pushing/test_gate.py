"""The gate by itself: what is signed, how much is read, how often."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import RequestTimeout, ServiceUnavailable

from dashboard.clock import now
from dashboard.pushing.gate import Bucket, Gate, is_json
from dashboard.pushing.refusals import RefusedError
from dashboard.rsgi import Unread
from dashboard.signing import signature
from data_feeds.push import Options
from tests.pushing.sender import SECRET, signed

BODY = b'{"events": []}'


def passed(body: bytes = BODY, *, secret: str = SECRET, line: bytes | None = None, **headers: str) -> bytes:
    """What the gate lets pass of `body` when `line` is what comes."""
    found = {"Content-Length": str(len(body)), **signed(body), **headers}
    stream = BytesIO(body if line is None else line)
    return Gate(secret, Options(largest=1)).passed(found, stream, now())


def test_what_is_signed_passes_as_it_is():
    assert passed() == BODY


@pytest.mark.parametrize("line", [b"", BODY[:-1]])
def test_a_body_that_does_not_come_to_its_end_is_refused(line):
    with pytest.raises(RefusedError, match="its end"):
        passed(line=line)


@pytest.mark.parametrize(("why", "status"), [(RequestTimeout(), 408), (ServiceUnavailable(), 429)])
def test_a_body_that_was_not_read_in_time_or_for_want_of_room_is_refused_in_words(why, status):
    found = {"Content-Length": str(len(BODY)), **signed(BODY)}
    with pytest.raises(RefusedError) as caught:
        Gate(SECRET, Options(largest=1)).passed(found, Unread(why), now())
    assert caught.value.status == status
    assert caught.value.words.zh


def test_what_breaks_on_the_line_is_told_as_torn_and_not_as_slow():
    class Breaking(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise TimeoutError("the line's own")

    found = {"Content-Length": str(len(BODY)), **signed(BODY)}
    with pytest.raises(RefusedError, match="its end") as caught:
        Gate(SECRET, Options(largest=1)).passed(found, Breaking(), now())
    assert caught.value.status == 400


def test_no_more_is_read_than_was_said():
    assert passed(line=BODY + b"more") == BODY


@pytest.mark.parametrize(
    ("length", "word"), [("1001", "1 kB"), ("-1", "Content-Length"), ("x", "Content-Length")]
)
def test_a_length_that_cannot_be_is_refused(length, word):
    with pytest.raises(RefusedError, match=word):
        passed(**{"Content-Length": length})


@given(place=st.integers(0, len(BODY) - 1), bit=st.integers(0, 7))
@settings(max_examples=40, deadline=None)
def test_one_bit_changed_on_the_way_is_refused(place, bit):
    changed = bytearray(BODY)
    changed[place] ^= 1 << bit
    with pytest.raises(RefusedError, match="signature"):
        passed(line=bytes(changed))


@given(parts=st.tuples(st.text(max_size=4), st.text(max_size=4), st.binary(max_size=4)))
@settings(max_examples=40, deadline=None)
def test_another_secret_makes_another_signature(parts):
    assert signature("a" * 32, *parts) != signature("b" * 32, *parts)


def test_a_gate_without_a_good_secret_is_shut_and_never_shows_it():
    fits = signature("", signed(BODY)["X-Jiequan-Time"], "k1", BODY)
    with pytest.raises(RefusedError, match="signature"):
        passed(secret="", **{"X-Jiequan-Signature": fits})
    assert SECRET not in repr(Gate(SECRET, Options()))


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        ("application/json", True),
        ("Application/JSON; charset=UTF-8", True),
        ('application/json; charset="utf-8"', True),
        ("application/json; charset=gb18030", False),
        ("application/problem+json", False),
        ("text/json", False),
        ("", False),
    ],
)
def test_json_is_known_by_its_type_and_charset(kind, good):
    assert is_json({"Content-Type": kind}) is good


def test_a_bucket_fills_again():
    bucket = Bucket(60)
    assert [bucket.wait() for _ in range(60)] == [0.0] * 60
    assert 0 < bucket.wait() <= 1
    bucket.seen -= 2
    assert [bucket.wait(), bucket.wait()] == [0.0, 0.0]
    bucket.seen -= 10**6
    assert bucket.wait() == 0.0
    assert bucket.left == 59
