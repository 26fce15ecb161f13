"""What stands in the audit for a key that was changed."""

from hypothesis import given
from hypothesis import strategies as st

from dashboard.access.rotating import mark
from dashboard.privacy import masked


@given(st.binary(min_size=16, max_size=64))
def test_the_mark_of_a_key_is_never_taken_for_a_number_of_somebody(key):
    told = mark(key)
    assert len(told) == 8
    assert told.isalpha()
    assert masked(told) == told


@given(st.sets(st.binary(min_size=16, max_size=64), min_size=2, max_size=20))
def test_two_keys_have_two_marks(keys):
    assert len({mark(key) for key in keys}) == len(keys)


def test_no_key_has_no_mark():
    assert mark(b"") == ""
