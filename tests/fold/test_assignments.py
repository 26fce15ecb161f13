"""Each time a unit was given a case: the fold says it once, for all who count returns."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings

from tests.histories import KEY, after, board, contents, entries, fact, folded, histories, known, told

SHOWN = ("n", "holder", "since", "left_at", "returned", "reason_code", "next_holder")


def given_to(*facts):
    return [tuple(row[name] for name in SHOWN) for row in folded(told(0, "report"), *facts).assignments]


def sent(minutes, unit):
    return told(minutes, "dispatch", org="centre", to_org=unit)


def back(minutes, unit, **said):
    return told(minutes, "return", org=unit, **said)


def test_a_case_nobody_has_had_has_none():
    assert given_to() == []


def test_who_has_it_still_has_given_it_to_nobody():
    assert given_to(sent(5, "A"), told(9, "sign", org="A")) == [
        (1, "A", after(5), None, False, None, None),
    ]


def test_a_return_says_when_why_and_who_got_it_next():
    assert given_to(sent(5, "A"), back(9, "A", reason_code="R2"), sent(12, "B")) == [
        (1, "A", after(5), after(9), True, "R2", "B"),
        (3, "B", after(12), None, False, None, None),
    ]


def test_a_return_that_is_dispatched_at_once_is_one_all_the_same():
    ((_, unit, _, left, returned, reason, then), _) = given_to(
        sent(5, "A"), back(9, "A", reason_code="R1"), sent(9, "B")
    )
    assert (unit, left, returned, reason, then) == ("A", after(9), True, "R1", "B")


def test_passing_on_is_no_return():
    ((_, _, _, left, returned, reason, then), _) = given_to(sent(5, "A"), sent(9, "B"))
    assert (left, returned, reason, then) == (after(9), False, None, "B")


def test_coming_back_to_the_same_unit_is_another_time():
    found = given_to(sent(5, "A"), back(9, "A"), sent(12, "A"))
    assert [(row[1], row[4], row[6]) for row in found] == [("A", True, "A"), ("A", False, None)]


def test_a_return_that_was_refused_gives_no_reason_to_another():
    found = given_to(sent(5, "A"), back(9, "B", reason_code="R1"))
    assert [row[1] for row in found] == ["A"]


@settings(max_examples=30)
@given(facts=histories(cases=3))
def test_nobody_is_given_a_case_that_another_has_and_the_path_of_hands_agrees(facts):
    for key in {one.key for one in facts if one.key.startswith("case:")}:
        rows = folded(*known(facts, key), key=key).assignments
        assert all(one["left_at"] and one["left_at"] <= two["since"] for one, two in pairwise(rows))
        assert [row["next_holder"] for row in rows] == [
            *(row["holder"] for row in rows[1:]),
            *([None] if rows else []),
        ]
        assert all(row["left_at"] for row in rows if row["returned"])


def test_a_history_along_a_road_and_one_folded_alone_are_assigned_alike(monkeypatch):
    said = [
        ("report", {}),
        ("dispatch", {"to_org": "A"}),
        ("sign", {"org": "A"}),
        ("dispatch", {"to_org": "B"}),
    ]
    facts = [fact(KEY, kind, after(9 * n), n, body) for n, (kind, body) in enumerate(said)]
    alike = contents(board(entries(facts)), after(100))["assignments"]
    monkeypatch.setattr("dashboard.board.patterns.Patterns.history", lambda self, rows: None)
    assert contents(board(entries(facts)), after(100))["assignments"] == alike
    assert len(alike) == 2
