"""The lever that is suggested: the lowest that suffices."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import Flag
from dashboard.leverage import Level
from dashboard.leverage.attention import triggers
from dashboard.leverage.levers import difficult, risky, suggested
from tests.matter_rows import matter

FUMES = {
    "returns": 2,
    "returners": 2,
    "failed_levers": 2,
    "reworks": 1,
    "repeats": 6,
    "ask": True,
    "units": 3,
}
BACK = {"escalated": True, "relapsed": True}
GOLDEN = {
    "A: ping-pong, six households, lower levers failed": (FUMES, ["T04", "T06", "T09"], "L4", "", ""),
    "A on its first day": (
        {"returns": 1, "clauseless": True, "repeats": 6, "units": 2}, ["T03", "T09"], "L2", "", "",
    ),
    "B: ownerless manhole by a school": (
        {"alarm": True, "flags": ["safety"], "returns": 2, "failed_levers": 1, "ask": True, "units": 2},
        ["T04", "T06", "T11"], "L4", "", "SAFETY",
    ),
    "C: bicycles, simply overdue": ({"idle": 1.0}, ["T06"], "L2", "L2.3", ""),
    "D: callback review of the city": (
        {"municipal": True, "flags": ["municipal"], "ask": True, "units": 2}, ["T13"], "L1", "", "",
    ),
    "three units, each with its word": ({"returns": 2, "units": 3}, ["T04", "T06"], "L3", "", ""),
    "a lift reworked twice": ({"reworks": 2, "repeats": 5}, ["T08", "T09"], "L3", "", ""),
    "a railway fence": ({"outside": True, "failed_levers": 2, "ask": True}, ["T06", "T12"], "L1", "", ""),
    "same place six times, one unit": ({"repeats": 6}, ["T09"], "L2", "", ""),
    "not signed for": ({}, ["T01"], "L2", "L2.1", ""),
    "not signed for, reminded before": ({"reminders": 1}, ["T01"], "L2", "L2.2", ""),
    "near its limit and silent": ({}, ["T02", "T05"], "L2", "L2.2", ""),
    "a yellow card unanswered, no ask": ({"failed_levers": 1}, ["T06", "T07"], "L2", "L2.3", ""),
    "a yellow card unanswered, an ask": ({"failed_levers": 1, "ask": True}, ["T06", "T07"], "L4", "", ""),
    "risky and hard, nothing tried yet": (FUMES | {"failed_levers": 0}, ["T04"], "L3", "", ""),
    "risky and hard, exempt by a leader's wish": (
        FUMES | {"failed_levers": 0, "flags": ["leader"]}, ["T04"], "L4", "", "LEADER_REQUEST",
    ),
    "a leader's word in vain": (FUMES | {"escalated": True, "unanswered": True}, ["T04"], "L5", "", ""),
    "a leader's word that did not hold": (FUMES | BACK, ["T15"], "L5", "", ""),
    "simple, back after a leader's word": (BACK | {"ask": True}, ["T15"], "L4", "", ""),
    "back after a leader's word, no ask": (BACK, ["T06", "T15"], "L2", "L2.3", ""),
    "minutes say that funds are needed": ({"failed_levers": 1, "ask": True}, ["T16"], "L4", "", ""),
    "a leader's word that was answered": (FUMES | {"escalated": True}, ["T04"], "L4", "", ""),
}  # fmt: skip


def fired(*names):
    return [triggers()[name] for name in names]


@pytest.mark.parametrize("name", GOLDEN)
def test_the_lowest_sufficient_lever_is_suggested(name):
    given_, names, level, step, exemption = GOLDEN[name]
    found = suggested(matter(**given_), fired(*names))
    assert (found.level, found.step, found.exemption) == (level, step, exemption)


def test_nothing_is_borrowed_where_nothing_fired():
    assert suggested(matter(), []) is None


@pytest.mark.parametrize(
    "signs",
    [
        {"units": 3, "returns": 2},
        {"returns": 2, "reworks": 2},
        {"clauseless": True, "units": 3},
        {"holder": None, "returns": 2},
    ],
)
def test_two_signs_make_a_matter_difficult_and_one_does_not(signs):
    assert difficult(matter(**signs))
    for sign in signs:
        assert not difficult(matter(**{sign: signs[sign]}))


@pytest.mark.parametrize("flag", ["safety", "crowd", "media", "sensitive_site", "event_guard"])
def test_a_flag_of_danger_or_attention_makes_a_matter_risky(flag):
    assert risky(matter(flags=[flag]))


def test_five_repeats_make_a_matter_risky_and_four_do_not():
    assert risky(matter(repeats=5))
    assert not risky(matter(repeats=4, flags=["public_space", "hot"]))


MATTERS = st.fixed_dictionaries(
    {
        "returns": st.integers(0, 3), "reworks": st.integers(0, 3), "reminders": st.integers(0, 2),
        "failed_levers": st.integers(0, 3), "units": st.integers(0, 4), "repeats": st.integers(0, 7),
        "ask": st.booleans(), "escalated": st.booleans(), "unanswered": st.booleans(), "alarm": st.booleans(),
        "relapsed": st.booleans(), "outside": st.booleans(), "municipal": st.booleans(),
        "clauseless": st.booleans(),
        "flags": st.lists(st.sampled_from([flag.value for flag in Flag]), max_size=3),
    }
)  # fmt: skip
NAMES = st.lists(st.sampled_from([f"T{n:02d}" for n in range(1, 14)]), unique=True)


@given(MATTERS, NAMES)
@settings(max_examples=60, deadline=None)
def test_the_rules_of_selection_hold_for_every_matter(given_, names):
    row = matter(**given_)
    found = suggested(row, fired(*names))
    if found is None:
        assert not names
    elif found.level is Level.AUTHORITY:
        assert row["escalated"]
        assert row["ask"]
    elif found.level is Level.MOMENTUM and not row["alarm"]:
        assert row["ask"]
        assert row["failed_levers"] or row["relapsed"] or found.exemption
    assert found is None or not found.step or found.level is Level.ACCOUNTABILITY
