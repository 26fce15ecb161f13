"""What the command line grants: the words that are said, then the post's units, then what was before."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access import Grant
from dashboard.access.policy import shipped
from dashboard.commands.enrolling import Wish, granted, post_of, within
from dashboard.district import District, load
from dashboard.refusal import Refusal
from dashboard.scope import NOTHING, WHOLE, Scope

load_once = cache(load)
PEOPLE = [name for name, role in shipped().roles.items() if not role.device]
STREETS = [one.code for one in load_once("yunjiang").streets]
UNITS = [one.code for one in load_once("yunjiang").orgs]
TOGETHER = st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=4, unique=True).filter(
    lambda roles: shipped().together(roles) is None
)
"""Roles that one person may hold."""
APART = sorted({(one, other) for one in PEOPLE for other in PEOPLE if shipped().together([one, other])})
PARTS = st.one_of(
    st.just("district"),
    st.sampled_from(STREETS).map("street:{}".format),
    st.sampled_from(UNITS).map("department:{}".format),
)


@pytest.fixture
def district() -> District:
    return load_once("yunjiang")


@settings(max_examples=60)
@given(
    TOGETHER,
    st.lists(PARTS, min_size=1, max_size=4),
)
def test_every_role_of_the_policy_can_be_granted_for_every_scope_of_the_district(roles, parts):
    grants = granted(Wish(roles=roles, scopes=parts), load_once("yunjiang"), ())
    assert [one.role for one in grants] == roles
    for one in grants:
        scoped = shipped().roles[one.role].sees == "scope"
        assert bool(one.scope) == scoped
        if scoped:
            assert one.scope.district == ("district" in parts)


@settings(max_examples=40)
@given(TOGETHER, st.lists(PARTS, min_size=1))
def test_saying_nothing_changes_nothing(roles, parts):
    district = load_once("yunjiang")
    once = granted(Wish(roles=roles, scopes=parts), district, ())
    assert granted(Wish(), district, once) == once


@pytest.mark.parametrize(("one", "other"), APART, ids=" ".join)
def test_what_the_policy_keeps_apart_is_granted_to_no_account(district, one, other):
    with pytest.raises(Refusal, match=f"may not hold {one} and {other}") as told:
        granted(Wish(roles=[one, other], scopes=["district"]), district, ())
    assert "give one of them to another account" in str(told.value)
    for old, wish in ((one, other), (other, one)):
        had = granted(Wish(roles=[old], scopes=["district"]), district, ())
        assert granted(Wish(roles=[wish], scopes=["district"]), district, had)[0].role == wish


def test_an_account_that_holds_both_since_before_is_told_so_when_anything_of_it_changes(district):
    had = (Grant(role="system-admin"), Grant(role="security-admin"))
    with pytest.raises(Refusal, match="system-admin and security-admin"):
        granted(Wish(post="值班长"), district, had)
    assert granted(Wish(roles=["system-admin"]), district, had) == had[:1]


def test_a_role_said_twice_is_granted_once(district):
    grants = granted(Wish(roles=["leader", "leader"], scopes=["district"]), district, ())
    assert grants == (Grant(role="leader", scope=WHOLE),)


def test_another_post_brings_its_own_units_only_if_it_leads_any(district):
    old = (Grant(role="leader", scope=Scope(departments=frozenset({"police"}))),)
    (moved,) = granted(Wish(post="deputy-people"), district, old)
    assert "health" in moved.scope.departments
    assert "police" not in moved.scope.departments
    assert granted(Wish(post="chief"), district, old) == old
    assert granted(Wish(post="调研员"), district, old) == old


def test_a_role_without_scope_that_gets_one_with_it_needs_a_scope(district):
    old = (Grant(role="auditor", scope=NOTHING),)
    with pytest.raises(Refusal, match="the role leader sees cases of its scope"):
        granted(Wish(roles=["auditor", "leader"]), district, old)


def test_a_role_that_the_policy_no_longer_knows_must_be_replaced(district):
    with pytest.raises(Refusal, match="'jester' is no role of a person; there are dispatcher"):
        granted(Wish(post="x"), district, (Grant(role="jester", scope=WHOLE),))


def test_each_post_of_the_district_file_has_its_words_and_units(district):
    for post in district.posts:
        words, units = post_of(post.code, district)
        assert words == post.name.zh
        assert units == {org.code for org in district.orgs if org.led_by == post.code}
    assert post_of("值班长", district) == ("值班长", frozenset())


def test_codes_of_one_kind_are_no_codes_of_the_other(district):
    with pytest.raises(Refusal, match="street:water: no such street"):
        within(Scope(streets=frozenset({"water"})), district)
    with pytest.raises(Refusal, match=f"department:{STREETS[0]}: no such department"):
        within(Scope(departments=frozenset({STREETS[0]})), district)
    assert within(WHOLE, district) == WHOLE
