"""Bodies at the doors: of bearable size, and JSON that can be written again."""

from __future__ import annotations

import pytest
from flask import Flask

from dashboard.doors.whole import StrictJson


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
