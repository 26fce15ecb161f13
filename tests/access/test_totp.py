"""Codes of the second factor: those of RFC 6238, within a minute, and each once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access.totp import SECONDS, codes, new_secret, step_at, step_of, uri
from tests.small_ledger import NOON

SECRET = b"12345678901234567890"  # of the RFC's own table


def code(moment: datetime, secret: bytes = SECRET) -> str:
    return codes(secret).generate(int(moment.timestamp())).decode()


@pytest.mark.parametrize(
    ("second", "said"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_table_of_the_rfc_holds(second, said):
    moment = datetime.fromtimestamp(second, UTC)
    assert step_of(SECRET, said, moment, after=0) == second // SECONDS


@pytest.mark.parametrize(("late", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_may_be_one_step_early_or_late(late, good):
    start = datetime.fromtimestamp(step_at(NOON) * SECONDS, UTC)
    found = step_of(SECRET, code(start + timedelta(seconds=late)), start, after=0)
    assert (found is not None) == good


def test_a_code_counts_once_and_so_does_an_older_one():
    step = step_of(SECRET, code(NOON), NOON, after=0)
    assert step == step_at(NOON)
    assert step_of(SECRET, code(NOON), NOON, after=step) is None
    before = NOON - timedelta(seconds=SECONDS)
    assert step_of(SECRET, code(before), NOON, after=step) is None


def test_the_code_may_be_typed_with_a_blank_in_its_middle():
    said = code(NOON)
    assert step_of(SECRET, f" {said[:3]} {said[3:]} ", NOON, after=0)


@settings(max_examples=60)
@given(st.text(max_size=12))
def test_what_is_no_code_is_refused_and_does_no_harm(text):
    near = {code(NOON + timedelta(seconds=late)) for late in (-30, 0, 30)}
    if "".join(text.split()) not in near:
        assert step_of(SECRET, text, NOON, after=0) is None


def test_digits_of_other_scripts_are_no_code():
    arabic = code(NOON).translate({ord(str(n)): 0x0660 + n for n in range(10)})
    assert step_of(SECRET, arabic, NOON, after=0) is None


def test_another_secret_has_other_codes():
    assert step_of(new_secret(), code(NOON), NOON, after=0) is None
    assert len({new_secret() for _ in range(50)}) == 50


def test_the_address_is_one_that_authenticator_apps_read():
    parts = urlsplit(uri(SECRET, "chief"))
    asked = parse_qs(parts.query)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert unquote(parts.path) == "/借权:chief"
    assert asked["secret"] == ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"]
    assert (asked["digits"], asked["period"], asked["issuer"]) == (["6"], ["30"], ["借权"])
