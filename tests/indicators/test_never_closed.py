"""Kinds that a unit has never closed: one topic of the unit, out of tiers, and no way out of judgement."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.costly_cases import COSTLY_CASES
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.fair_drivers import FAIR_DRIVERS
from dashboard.indicators.listing import listed
from dashboard.indicators.never_closed import NEVER_CLOSED
from tests.indicators.test_fair_comparison import settled
from tests.small_board import NOW, board_tables, case

DAY = timedelta(days=1)
PAST, NOW_ON = (65, 95), (10, 40)


def left(unit, category, ago, n, closed=None, **more):
    """Cases of a unit that were due so many days ago and are open still, or closed so many days after."""
    due = NOW - ago * DAY
    for number in range(n):
        yield case(
            f"left{unit}{category}{ago}{number}", category=category, holder=unit, lead_org=unit, hands=[unit],
            reported_at=due - 3 * DAY, due_at=due, open=closed is None,
            closed_at=None if closed is None else due + closed * DAY, **more,
        )  # fmt: skip


def lively(unit="A", good=18, bad=2):
    return [part for ago in (*PAST, *NOW_ON) for part in settled(unit, "E0102", ago, good, bad)]


def zombies(n=15, **more):
    return [part for ago in (*PAST, *NOW_ON) for part in left("A", "E0101", ago, n, **more)]


def asked(of, cases, ask=None):
    return answer(of, ask or Ask(), board_tables(cases=cases))


def topics(cases, **where):
    ask = Ask(where=tuple((name, (value,)) for name, value in where.items()))
    frame = asked(NEVER_CLOSED, cases, ask)
    return {(row.department, row.stratum): row.value for row in frame.itertuples()}


def test_a_kind_never_closed_is_one_topic_with_all_that_is_open_of_it():
    assert topics([*lively(), *zombies()]) == {("A", "E0101|normal|3"): 60}


def test_its_list_holds_those_cases_and_no_others():
    cases = [*lively(), *zombies(), *left("B", "E0101", 10, 3)]
    where = (("department", ("A",)), ("stratum", ("E0101|normal|3",)))
    frame = asked(listed(NEVER_CLOSED), cases, Ask(where=where))
    assert set(frame["key"]) == {one["key"] for one in zombies()}
    assert frame["counted"].unique().tolist() == [60]


def test_such_kinds_neither_lower_nor_lift_the_unit_that_has_them():
    others = [*lively("B"), *lively("C", 16, 4)]
    alone = asked(FAIR_COMPARISON, [*lively(), *others]).set_index("department").loc["A"]
    beside = asked(FAIR_COMPARISON, [*lively(), *zombies(), *others]).set_index("department").loc["A"]
    assert beside.drop("until").to_dict() == pytest.approx(alone.drop("until").to_dict())


def test_what_explains_the_result_leaves_them_out_too():
    cases = [*lively(), *zombies()]
    assert asked(FAIR_DRIVERS, cases)["category"].tolist() == ["E0102"]
    assert set(asked(COSTLY_CASES, cases)["category"]) == {"E0102"}
    assert set(asked(listed(FAIR_COMPARISON), cases)["category"]) == {"E0102"}


def test_a_unit_that_stops_closing_does_not_leave_its_judgement():
    cases = [part for ago in PAST for part in settled("A", "E0101", ago, 18, 2)]
    cases += [part for ago in NOW_ON for part in left("A", "E0101", ago, 200)]
    assert topics(cases) == {}
    found = asked(FAIR_COMPARISON, cases).set_index("department").loc["A"]
    assert (found["n"], found["on_time"], found["tier"]) == (400, 0, -2.0)


@pytest.mark.parametrize(
    ("n", "closed", "is_one"), [(10, None, True), (9, None, False), (15, 31, True), (15, 29, False)]
)
def test_twenty_of_the_history_must_be_open_thirty_days_after_due(n, closed, is_one):
    old = [part for ago in PAST for part in left("A", "E0101", ago, n, closed=closed)]
    assert topics([*old, *left("A", "E0101", 10, 4)]) == (
        {("A", "E0101|normal|3"): 4 + (2 * n if closed is None else 0)} if is_one else {}
    )


def test_four_in_five_are_not_enough():
    old = [part for ago in PAST for part in left("A", "E0101", ago, 8)]
    closed = [part for ago in PAST for part in settled("A", "E0101", ago, 2, 0)]
    assert topics([*old, *closed]) == {}
    assert topics([*old, *closed, *left("A", "E0101", 70, 1)]) == {("A", "E0101|normal|3"): 17}


def test_what_another_unit_leaves_open_of_the_same_kind_is_no_topic_of_this_one():
    cases = [*zombies(), *lively("B"), *left("B", "E0101", 10, 7)]
    assert topics(cases) == {("A", "E0101|normal|3"): 60}
    assert topics([*left(None, "E0101", 70, 40)]) == {}


def test_what_is_not_judged_is_none_of_it():
    exempt = [dict(one, exempt="legacy") for one in zombies()]
    assert topics(exempt) == {}
    assert topics([*zombies(), *left("A", "E0101", 5, 3, procedure="simple")]) == {
        ("A", "E0101|normal|3"): 60
    }


def test_filters_narrow_what_is_counted_and_not_what_is_a_topic():
    cases = [*zombies(), *left("A", "E0101", 5, 2, street="S09")]
    assert topics(cases, street="S09") == {("A", "E0101|normal|3"): 2}
    assert topics(cases, street="S10") == {}
