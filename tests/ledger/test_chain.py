"""Golden vectors: what was written years ago must still verify."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger.chain import GENESIS, canonical, digest, link

BODY = {"b": [1, 2.5, 1e22, None, True], "a": "路灯“不亮”\n\t\0/", "é": "𠮷", "": {}}
TEXT = '{"":{},"a":"路灯“不亮”\\n\\t\\u0000/","b":[1,2.5,1e+22,null,true],"é":"𠮷"}'
SHA256 = "f001a21df32e2b45001fa43a6803e0965643a750068fabd1b844aef75fe2ec34"
SM3 = "8bb68838772216eabf7087cbbd8199bcdd06f69b54e713a2e806bd9facf02f89"
COLUMNS = [
    1,
    1763611200000000,
    1763611200000001,
    "hotline",
    "case:hotline/1",
    "dispatch",
    "E1",
    -1,
    "",
    SHA256,
]

has_sm3 = pytest.mark.skipif("sm3" not in hashlib.algorithms_available, reason="this OpenSSL has no SM3")
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text('abé路\0"', max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def test_the_canonical_text_of_a_body_is_for_ever_the_same():
    assert canonical(BODY) == TEXT


def test_the_digest_of_a_body_is_for_ever_the_same():
    assert digest(b"key", TEXT, "sha256") == SHA256


def test_the_chain_of_an_entry_is_for_ever_the_same():
    assert (
        link(GENESIS, COLUMNS, "sha256") == "70e02bf35a474ba399593be5da0808cde88be7cfcc1324944e261cf50d46230d"
    )


@has_sm3
def test_sm3_is_for_ever_the_same_too():
    assert digest(b"key", TEXT, "sm3") == SM3
    assert link(GENESIS, COLUMNS, "sm3") == "294b6233bdb9491cb30a9f1d39b8ba3c7bb19bfaaa9597ef01ac2e71be9b4fec"


def test_a_chain_can_be_checked_with_nothing_but_a_hash():
    row = json.dumps(COLUMNS, separators=(",", ":"), ensure_ascii=False)

    assert link(GENESIS, COLUMNS, "sha256") == hashlib.sha256((GENESIS + row).encode()).hexdigest()


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 10**30, {1, 2}, b"x", pytest.param(object(), id="an object")],
    ids=repr,
)
def test_what_is_no_json_has_no_canonical_text(value):
    with pytest.raises((TypeError, ValueError)):
        canonical({"x": value})


@settings(max_examples=60, deadline=None)
@given(
    value=st.dictionaries(st.text("abc", max_size=2), JSON, max_size=4),
    seed=st.randoms(use_true_random=False),
)
def test_the_order_in_which_a_body_was_built_does_not_matter(value, seed):
    names = seed.sample(list(value), len(value))

    assert canonical({name: value[name] for name in names}) == canonical(value)
    assert json.loads(canonical(value)) == value


@settings(max_examples=60, deadline=None)
@given(
    names=st.lists(st.text('ab",\\[]', max_size=3), min_size=2, max_size=2),
    other=st.lists(st.text('ab",\\[]', max_size=3), min_size=2, max_size=2),
)
def test_no_two_rows_run_together_into_one(names, other):
    assert (link(GENESIS, names, "sha256") == link(GENESIS, other, "sha256")) == (names == other)


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(COLUMNS) - 1))
def test_every_column_stands_in_the_chain(at):
    changed = list(COLUMNS)
    changed[at] = changed[at] + 1 if isinstance(changed[at], int) else changed[at] + "x"

    assert link(GENESIS, changed, "sha256") != link(GENESIS, COLUMNS, "sha256")


def test_a_key_makes_a_digest_that_another_key_does_not():
    assert digest(b"one", TEXT, "sha256") != digest(b"other", TEXT, "sha256")
    assert digest(b"one", TEXT, "sha256") != hashlib.sha256(TEXT.encode()).hexdigest()
