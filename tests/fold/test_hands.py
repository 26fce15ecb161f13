from __future__ import annotations

import pytest

from tests.histories import after, folded, told

CLAUSE = {"clause": "第3条"}


def path(*facts):
    return folded(told(0, "report"), *facts).case


def sent(minutes, unit):
    return told(minutes, "dispatch", org="centre", to_org=unit)


def back(minutes, unit, **said):
    return told(minutes, "return", org=unit, **said)


def test_a_case_nobody_has_had_has_no_path():
    found = path()
    assert (found["hands"], found["hops"], found["returns"], found["clauseless"]) == ([], [], 0, False)


def test_a_path_says_who_had_it_and_how_it_left_each():
    found = path(sent(5, "A"), back(9, "A"), sent(12, "B"), sent(20, "C"))
    assert (found["hands"], found["hops"]) == (["A", "B", "C"], ["return", "pass"])


def test_coming_back_to_the_unit_that_returned_it_is_a_step_of_the_path():
    found = path(sent(5, "A"), back(9, "A"), sent(12, "A"))
    assert (found["hands"], found["hops"]) == (["A", "A"], ["return"])


def test_being_dispatched_again_to_the_unit_that_has_it_is_none():
    assert path(sent(5, "A"), sent(9, "A"))["hands"] == ["A"]


def test_returns_are_counted_and_so_are_the_units_that_return():
    found = path(sent(5, "A"), back(9, "A"), sent(12, "A"), back(20, "A"), sent(25, "B"), back(30, "B"))
    assert (found["returns"], found["returners"]) == (3, 2)


@pytest.mark.parametrize(
    ("units", "cycle"),
    [("AB", False), ("ABA", True), ("ABC", False), ("ABCA", False), ("CABA", True), ("AAA", False)],
)
def test_there_and_back_again_is_a_cycle(units, cycle):
    facts = []
    for n, unit in enumerate(units):
        facts += [sent(10 * n + 1, unit), back(10 * n + 5, unit)]
    assert path(*facts)["cycle"] is cycle


def test_a_first_return_with_a_clause_in_time_is_in_order():
    assert not path(sent(0, "A"), back(100, "A", **CLAUSE))["clauseless"]


def test_a_first_return_without_a_clause_is_clauseless():
    assert path(sent(0, "A"), back(100, "A"))["clauseless"]


def test_a_first_return_after_the_window_of_four_working_hours_is_clauseless():
    assert not path(sent(0, "A"), back(330, "A", **CLAUSE))["clauseless"]  # 14:30, lunch does not count
    assert path(sent(0, "A"), back(331, "A", **CLAUSE))["clauseless"]


def test_only_the_first_return_is_judged():
    found = path(sent(0, "A"), back(100, "A", **CLAUSE), sent(110, "B"), back(2_000, "B"))
    assert not found["clauseless"]


def test_it_is_passed_around_since_the_first_return_until_somebody_takes_it_on():
    facts = [sent(0, "A"), back(100, "A"), sent(110, "B"), back(200, "B")]
    assert path(*facts)["returned_at"] == after(100)
    assert path(*facts, sent(210, "C"))["returned_at"] == after(100)
    assert path(*facts, sent(210, "C"), told(220, "sign", org="C"))["returned_at"] is None


def test_a_return_after_a_sign_off_counts_from_then():
    found = path(sent(0, "A"), back(9, "A"), sent(12, "B"), told(15, "sign", org="B"), back(90, "B"))
    assert found["returned_at"] == after(90)


def test_closing_ends_the_passing_around():
    assert path(sent(0, "A"), back(9, "A"), told(50, "close"))["returned_at"] is None
