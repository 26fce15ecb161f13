"""T17 and T18: units far below the funnel for months, and rules that are missing."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from dashboard.board import schema
from dashboard.fold.rule_proposal import LIVE
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.failing_units import FAILING_UNITS, limits
from dashboard.leverage.rule_gaps import COLUMNS, RULE_GAPS, STANDS
from tests.indicators.test_errors_of_peers import DAY, appeal, asked, sent
from tests.small_board import NOW, board_tables, case

pytestmark = pytest.mark.sweep

MONTHS = {1: datetime(2026, 10, 12, tzinfo=UTC), 2: datetime(2026, 9, 14, tzinfo=UTC)}


def settled(unit, month, timely, late):
    at = MONTHS[month]
    for n in range(timely + late):
        due = at if n < timely else at - timedelta(hours=1)
        yield case(
            f"case:f/{unit}{month}{n}", reported_at=at - timedelta(days=3), closed_at=at, due_at=due,
            settled_at=due, holder=None, hands=[unit], open=False,
        )  # fmt: skip


def failing(*groups):
    return answer(
        FAILING_UNITS, Ask(), board_tables(cases=[row for group in groups for row in settled(*group)])
    )


ORDINARY = [("A", 1, 95, 5), ("A", 2, 95, 5)]


def test_a_unit_far_below_for_two_months_is_a_topic():
    found = failing(*ORDINARY, ("B", 1, 20, 20), ("B", 2, 20, 20))
    assert found[["department", "months", "n", "on_time"]].to_numpy().tolist() == [["B", 2, 80, 40]]
    assert found["least"].iloc[0] > 40


def test_one_bad_month_is_none():
    assert failing(*ORDINARY, ("B", 1, 20, 20), ("B", 2, 38, 2)).empty


def test_few_cases_are_no_ground():
    assert failing(*ORDINARY, ("B", 1, 0, 1), ("B", 2, 0, 1)).empty


def test_when_all_are_equally_bad_nobody_is_below():
    assert failing(("A", 1, 20, 20), ("A", 2, 20, 20), ("B", 1, 20, 20), ("B", 2, 20, 20)).empty


def test_taking_a_late_case_away_from_the_edge_changes_the_outcome():
    timely = next(n for n in range(40) if failing(*ORDINARY, ("B", 1, n, 40 - n), ("B", 2, n, 40 - n)).empty)
    below = timely - 1
    assert not failing(*ORDINARY, ("B", 1, below, 40 - below), ("B", 2, below, 40 - below)).empty


@pytest.mark.parametrize(
    ("left_out", "fails"),
    [
        ({}, True),
        ({"exempt": "legacy"}, False),
        ({"procedure": "simple"}, False),
        ({"phase": "voided"}, False),
    ],
)
def test_what_the_on_time_rate_leaves_out_makes_no_unit_fail(left_out, fails):
    late = [row | left_out for month in MONTHS for row in settled("B", month, 0, 40)]
    fine = [row for group in ORDINARY for row in settled(*group)]
    found = answer(FAILING_UNITS, Ask(), board_tables(cases=[*fine, *late]))
    assert list(found["department"]) == (["B"] if fails else [])


@pytest.mark.parametrize(("step", "failing"), [("uphold", []), ("reject", ["B"])])
def test_what_was_appealed_and_upheld_makes_no_unit_fail(step, failing):
    facts = []
    for number in range(60):
        late, unit, day = number % 2, "AB"[number % 2], 1 + 31 * (number >= 30) + number % 5
        facts += sent(((25 if late else 1) * DAY, "close", {}), number=number, unit=unit, begun=day * DAY)
        if late:
            facts += appeal(number, ("file", (26 + day) * DAY), (step, (27 + day) * DAY))
    assert list(asked(FAILING_UNITS, facts, minutes=66 * DAY, ask=Ask())["department"]) == failing


def test_the_limit_is_that_of_the_binomial():
    rows = pd.DataFrame({"back": [1, 1], "n": [100, 900], "on_time": [90, 810]})
    for n, least in zip(rows["n"], limits(rows), strict=True):
        assert chance(n, 0.9, least - 1) < 0.001 <= chance(n, 0.9, least)


def chance(n, share, most):
    """Of so many, at most `most`: the binomial summed by hand."""
    return sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(most + 1))


def lever(number, **given):
    return dict.fromkeys(schema.LEVERS) | {
        "key": f"lever:L3-{number}", "level": "L3", "unit": "D01", "cases": [f"case:hotline/{number}"],
        "issued_at": NOW - timedelta(days=10), "state": "returned", "live": False, "lent": False,
    } | given  # fmt: skip


def gaps(levers, cases=None, **rows):
    cases = cases or [case(f"case:hotline/{n}") for n in range(1, 5)]
    return answer(RULE_GAPS, Ask(), board_tables(cases=cases, levers=levers, **rows))


def rule(state, ended=None, **given):
    """A proposal of the place, ended so many days ago."""
    return dict.fromkeys(schema.RULE_PROPOSALS) | {
        "key": f"rule:{state}-{ended}", "category": "E0116", "unit": "D01", "state": state,
        "live": state in LIVE, "drafted_at": NOW - timedelta(days=100 if ended is None else ended + 1),
        "ended_at": None if ended is None else NOW - timedelta(days=ended), "why": "须先经编办",
    } | given  # fmt: skip


def place(*rules, levers=3, **rows):
    (found,) = gaps([lever(n) for n in range(1, levers + 1)], rule_proposals=rules, **rows).to_dict("records")
    return found


def test_the_same_kind_of_the_same_unit_three_times_is_a_missing_rule():
    (row,) = gaps([lever(1), lever(2), lever(3, level="L5")]).to_dict("records")
    assert (row["category"], row["unit"], row["times"]) == ("E0116", "D01", 3)
    assert row["levers"] == "lever:L3-1, lever:L3-2, lever:L3-3"


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_without_any_one_of_its_levers_it_is_none(gone):
    assert gaps([lever(n) for n in (1, 2, 3) if n != gone]).empty


@pytest.mark.parametrize(
    "other",
    [{"level": "L2"}, {"unit": "D02"}, {"issued_at": None}, {"issued_at": NOW - timedelta(days=91)}],
)
def test_a_lower_lever_another_unit_one_never_issued_or_long_ago_does_not_count(other):
    assert gaps([lever(1), lever(2), lever(3, **other)]).empty


def test_two_levers_on_many_cases_are_still_two():
    assert gaps([lever(1, cases=["case:hotline/1", "case:hotline/3"]), lever(2)]).empty


def test_a_place_that_nobody_has_proposed_a_rule_for_is_nominated():
    found = place()
    assert (found["state"], found["proposal"], found["why"]) == ("missing", "", "")
    assert pd.isna(found["until"])
    assert list(found) == COLUMNS


@pytest.mark.parametrize("state", ["drafted", "proposed"])
def test_while_its_rule_is_under_way_it_is_not(state):
    found = place(rule(state))
    assert (found["state"], found["proposal"]) == (state, f"rule:{state}-None")
    assert pd.isna(found["until"])


@pytest.mark.parametrize("state", ["adopted", "declined", "withdrawn"])
def test_what_was_decided_rests_for_as_long_as_t18_looks_back_with_its_reason(state):
    found = place(rule(state, 20))
    assert (found["state"], found["why"]) == (state, "须先经编办")
    assert found["until"] == NOW + timedelta(days=70)
    assert place(rule(state, 89.9))["state"] == state
    assert place(rule(state, 90))["state"] == "missing"


def test_only_the_last_proposal_of_the_place_counts():
    under_way = rule("proposed", drafted_at=NOW)
    assert place(rule("declined", 80), under_way)["state"] == "proposed"
    found = place(rule("declined", 120), rule("adopted", 30))
    assert (found["state"], found["proposal"]) == ("adopted", "rule:adopted-30")
    assert place(rule("adopted", 30), rule("declined", 120))["state"] == "adopted"


@pytest.mark.parametrize("other", [{"category": "E0301"}, {"unit": "D02"}])
def test_a_proposal_of_another_place_is_of_no_account(other):
    assert place(rule("adopted", 20, **other))["state"] == "missing"


def line(days, **given):
    day = f"{NOW - timedelta(days=days):%Y-%m-%d}"
    return (
        dict.fromkeys(schema.DUTIES)
        | {"n": 0, "org": "D01", "categories": "P0115 E0116", "confirmed": day}
        | given
    )


def test_where_the_duty_list_alone_says_so_it_is_not_nominated_either():
    found = place(duties=[line(5)])
    assert (found["state"], found["proposal"]) == ("listed", "")
    assert found["until"] > NOW + timedelta(days=84)


@pytest.mark.parametrize(
    "given", [{"org": "D02"}, {"categories": "P0115"}, {"categories": None}, {"confirmed": "2026-01-05"}]
)
def test_a_line_of_another_of_all_or_from_before_the_first_lever_says_nothing(given):
    assert place(duties=[line(5, **given)])["state"] == "missing"


def test_a_place_to_be_proposed_stands_before_those_that_are_not():
    levers = [lever(n) for n in range(1, 5)] + [lever(n, unit="D02") for n in (5, 6, 7)]
    cases = [case(f"case:hotline/{n}") for n in range(1, 8)]
    found = gaps(levers, cases, rule_proposals=[rule("proposed")])
    assert found[["unit", "times", "state"]].to_numpy().tolist() == [
        ["D02", 3, "missing"],
        ["D01", 4, "proposed"],
    ]


def test_what_it_was_borrowed_for_and_from_whom_is_told():
    levers = [
        lever(1, kind="owner-named", lender_post="head-ecology", co_units=["D02", "D01"], rules=["T04"],
              matter="m1"),
        lever(2, kind="special-report", level="L4", lender_post="deputy-urban", decision_requested="owner",
              matter="m1"),
        lever(3, kind="consultation", co_units=["D03"], matter="m2", issued_at=NOW - timedelta(days=2)),
    ]  # fmt: skip
    (found,) = gaps(levers).to_dict("records")
    assert found["instruments"].split() == ["owner-named", "special-report", "consultation"]
    assert (found["lenders"], found["co_units"]) == ("head-ecology deputy-urban", "D02 D03")
    assert (found["matters"], found["kind"], found["grounds"], found["resting"]) == (
        2,
        "catalogue",
        "owner",
        2,
    )
    assert (found["first"], found["last"]) == (NOW - timedelta(days=10), NOW - timedelta(days=2))


def test_every_standing_is_called_in_both_languages():
    assert {"missing", "listed", "drafted", "proposed", "adopted", "declined", "withdrawn"} <= STANDS.keys()
    assert all(words.zh and words.en for words in STANDS.values())
