"""Scopes: what one holds, what two hold together, and that narrowing never adds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dashboard.scope import NOTHING, WHOLE, Scope, joined

CODES = st.frozensets(st.sampled_from("abcd"), max_size=3)
SCOPES = st.one_of(st.just(WHOLE), st.just(NOTHING), st.builds(Scope, streets=CODES, departments=CODES))


@given(SCOPES, SCOPES)
def test_together_they_hold_what_each_holds(one, other):
    both = one | other
    assert one <= both
    assert other <= both
    assert both == other | one


@given(SCOPES)
def test_a_scope_with_nothing_or_itself_added_stays_as_it_is(one):
    assert one | NOTHING == one | one == one
    assert one <= WHOLE
    assert one >= NOTHING


@given(st.lists(SCOPES, max_size=4))
def test_many_are_joined_whatever_their_order(scopes):
    assert joined(scopes) == joined(reversed(scopes))
    assert all(one <= joined(scopes) for one in scopes)


@given(SCOPES)
def test_only_an_empty_scope_holds_no_case(one):
    assert bool(one) == (one != NOTHING)


def test_a_scope_is_written_as_it_is_given():
    assert WHOLE.words() == "district"
    assert Scope(streets=frozenset("b"), departments=frozenset("da")).words() == (
        "street:b department:a department:d"
    )
