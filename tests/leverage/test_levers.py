"""The lever that is suggested: the lowest that suffices."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import Flag
from dashboard.fold.borrowing import LEADERS
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
B = {"alarm": True, "flags": ["safety"], "returns": 2, "failed_levers": 1, "ask": True, "units": 2}
GOLDEN = {
    "A: ping-pong, six households, lower levers failed": (FUMES, ["T04", "T06", "T09"], ["L4"]),
    "A on its first day": (
        {"returns": 1, "clauseless": True, "repeats": 6, "units": 2},
        ["T03", "T09"], ["L2.2 lock", "L4 notice"],
    ),
    "B: manhole by a school": (
        B, ["T04", "T06", "T11"], ["L4 notice SAFETY", "L3 owner", "L2.3"],
    ),
    "B, in nobody's hands": (
        B | {"holder": None}, ["T04", "T06", "T11"], ["L4 notice SAFETY", "L3 owner", "L2.3"],
    ),
    "C: bicycles, simply overdue": ({"idle": 1.0}, ["T06"], ["L2.3"]),
    "D: callback review of the city": (
        {"municipal": True, "flags": ["municipal"], "ask": True, "units": 2, "repeats": 4},
        ["T09", "T13"], ["L1 order", "L3"],
    ),
    "danger, and a card unanswered": (B | {"returns": 0}, ["T07", "T11"], ["L4"]),
    "three units, each with its word": ({"returns": 2, "units": 3}, ["T04", "T06"], ["L3 owner", "L2.3"]),
    "back to the unit that had it": ({"returns": 2}, ["T04"], ["L3 owner"]),
    "a lift reworked twice": ({"reworks": 2, "repeats": 5}, ["T08", "T09"], ["L3 diagnosis", "L4 notice"]),
    "a railway fence": ({"outside": True, "failed_levers": 2, "ask": True}, ["T06", "T12"], ["L1", "L2.3"]),
    "a railway fence, difficult": (
        {"outside": True, "failed_levers": 1, "ask": True, "units": 3, "returns": 2},
        ["T04", "T12"], ["L1", "L3 owner"],
    ),
    "same place three times": ({"repeats": 3}, ["T09"], ["L3"]),
    "same place six times, nothing tried": ({"repeats": 6, "ask": True}, ["T09"], ["L3", "L4 notice"]),
    "same place six times, something tried": (
        {"repeats": 6, "ask": True, "failed_levers": 1}, ["T09"], ["L4", "L3"],
    ),
    "a surge": ({"surge": 6, "ask": True, "failed_levers": 1}, ["T10"], ["L4 notice"]),
    "a surge of what is late": ({"surge": 6}, ["T06", "T10"], ["L2.3", "L4 notice"]),
    "a surge, reworked, hard and risky": (
        FUMES | {"reworks": 2, "failed_levers": 1}, ["T06", "T08", "T10"], ["L4", "L3 diagnosis"],
    ),
    "a sensitive site, simply overdue": (
        {"flags": ["sensitive_site"]}, ["T06"], ["L2.3", "L4 notice"],
    ),
    "extended twice": ({"extensions": 2, "ask": True}, ["T14"], ["L4 notice"]),
    "extended twice, and something tried": ({"ask": True, "failed_levers": 1}, ["T14"], ["L4"]),
    "not signed for": ({}, ["T01"], ["L2.1"]),
    "not signed for, reminded before": ({"reminders": 1}, ["T01"], ["L2.2"]),
    "near its limit and silent": ({}, ["T02", "T05"], ["L2.2"]),
    "a yellow card unanswered, no ask": ({"failed_levers": 1}, ["T06", "T07"], ["L2.3"]),
    "a yellow card unanswered, an ask": ({"failed_levers": 1, "ask": True}, ["T06", "T07"], ["L4"]),
    "two reminders unanswered, nothing tried": ({"ask": True}, ["T07"], ["L2.2"]),
    "risky and hard, nothing tried yet": (FUMES | {"failed_levers": 0}, ["T04"], ["L3 owner", "L4 notice"]),
    "risky and hard, one lever tried": (FUMES | {"failed_levers": 1}, ["T04"], ["L4", "L3 owner"]),
    "risky and hard, exempt by a leader's wish": (
        FUMES | {"failed_levers": 0, "flags": ["leader"]}, ["T04"], ["L4 LEADER_REQUEST", "L3 owner"],
    ),
    "a leader's word in vain": (FUMES | {"escalated": True, "unanswered": True}, ["T04"], ["L5"]),
    "a leader's word in vain, simple": (
        {"ask": True, "leader_expired": True, "unanswered": True}, ["T15"], ["L5"],
    ),
    "a leader's word that did not hold": (FUMES | BACK, ["T15"], ["L5"]),
    "simple, back after a leader's word": (BACK | {"ask": True}, ["T15"], ["L5"]),
    "back after a leader's word, no ask": (BACK, ["T06", "T15"], ["L2.3"]),
    "minutes say that funds are needed": ({"ask": True, "structural": True}, ["T16"], ["L5"]),
    "a leader's word that was answered": (FUMES | {"escalated": True}, ["T04"], ["L4"]),
}  # fmt: skip
KINDS = {"lock": "first-handler-lock", "owner": "owner-named", "order": "muni-order"}


def fired(*names):
    return [triggers()[name] for name in names]


def said(one):
    """A suggestion in one line of the table."""
    kind = next((word for word, code in KINDS.items() if code == one.kind), one.kind)
    shown = one.exemption == "LEADER_REQUEST" or one.notice
    exempt = one.exemption if shown else ""
    return " ".join(filter(None, (one.slot, kind, "notice" if one.notice else "", exempt)))


@pytest.mark.parametrize("name", GOLDEN)
def test_the_lowest_sufficient_levers_are_suggested_side_by_side_the_main_one_first(name):
    given_, names, told = GOLDEN[name]
    assert [said(one) for one in suggested(matter(**given_), fired(*names))] == told


@pytest.mark.parametrize("name", GOLDEN)
def test_what_does_not_reach_leaders_is_advised_without_them(name):
    given_, names, told = GOLDEN[name]
    found = suggested(matter(**given_), fired(*names), leaders=False)
    assert not {one.level for one in found} & set(LEADERS)
    lower = [one for one in told if not one.startswith(("L4", "L5"))]
    assert [one for one in lower if one not in {said(other) for other in found}] == []


def test_nothing_is_borrowed_where_nothing_fired():
    assert suggested(matter(), []) == ()


@pytest.mark.parametrize(
    ("on_loan", "advised"),
    [((), ["L2.1"]), (("L2.1",), ["L2.1"]), (("L2.2",), []), (("L3",), []), (("L1",), []), (("L4",), [])],
)
def test_a_higher_lever_on_loan_inhibits_the_reminders_below_it(on_loan, advised):
    assert [one.slot for one in suggested(matter(), fired("T01"), (), on_loan)] == advised


def test_danger_inhibits_reminders_and_neither_inhibits_a_card():
    row = matter(alarm=True, flags=["safety"])
    assert [said(one) for one in suggested(row, fired("T01", "T11"))] == ["L4 notice SAFETY"]
    assert [one.slot for one in suggested(matter(), fired("T06"), (), {"L3", "L4"})] == ["L2.3"]


def test_in_place_of_what_was_in_vain_comes_the_next_each_once():
    row = matter(ask=True, returns=2, units=3)
    assert [one.slot for one in suggested(row, fired("T04", "T06"), {"L3", "L2.3"})] == ["L4"]
    assert [one.slot for one in suggested(row, fired("T04"), {"L3", "L4"})] == ["L5"]
    assert suggested(row, fired("T04"), {"L3"}, leaders=False) == ()
    assert suggested(row | {"ask": False}, fired("T04"), {"L3"}) == ()


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
    assert bool(found) == bool(names) or row["alarm"]
    assert len({(one.slot, one.notice) for one in found}) == len(found)
    for one in found:
        if one.level is Level.AUTHORITY:
            assert row["escalated"]
        elif one.level is Level.MOMENTUM and not one.notice:
            assert row["failed_levers"] or row["relapsed"] or one.exemption
        assert row["ask"] or one.notice or one.level not in LEADERS
        assert not one.step or one.level is Level.ACCOUNTABILITY
    assert (Level.POWER in {one.level for one in found}) == bool(
        names and (row["outside"] or row["municipal"])
    )


@given(MATTERS, NAMES.filter(bool))
@settings(max_examples=60, deadline=None)
def test_difficulty_and_risk_are_always_answered(given_, names):
    row = matter(**given_)
    levels = {one.level for one in suggested(row, fired(*names))}
    if risky(row) or row["alarm"]:
        assert levels & set(LEADERS)
    if difficult(row) and not levels & set(LEADERS):
        assert Level.CAPABILITY in levels
