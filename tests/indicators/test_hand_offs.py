"""Who returned to whom: every return stands at one place of the matrix, a row is what its unit returned."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.hand_offs import HAND_OFFS
from dashboard.indicators.listing import listed
from dashboard.indicators.returns import RETURNS
from tests.small_board import NOW, assigned, board_tables, case, fact, span

pytestmark = pytest.mark.sweep

HOUR = timedelta(hours=1)


def life(key, *hands):
    """Spans of a case that goes through these hands, an hour each; None: returned, in nobody's hands."""
    begins = [NOW - HOUR * (len(hands) - n) for n in range(len(hands))] + [None]
    return [
        span(
            key,
            n=n,
            phase="dispatched" if hand else "returned",
            holder=hand,
            since=begins[n],
            till=begins[n + 1],
        )
        for n, hand in enumerate(hands)
    ]


def matrix(spans, facts=(), ask=None):
    keys = {row["key"] for row in spans}
    reader = board_tables(cases=[case(key) for key in sorted(keys)], assignments=assigned(spans, facts))
    frame = answer(HAND_OFFS, ask or Ask(), reader)
    return {
        (row["department"], row["to"] if isinstance(row["to"], str) else None): row["n"]
        for row in frame.to_dict("records")
    }


def test_a_return_stands_at_who_gave_it_back_and_who_got_it_next():
    assert matrix(life("case:f/1", "D01", None, "D02")) == {("D01", "D02"): 1}


def test_what_nobody_has_taken_yet_stands_apart():
    assert matrix(life("case:f/1", "D01", None)) == {("D01", None): 1}


def test_a_path_back_and_forth_counts_each_way():
    spans = life("case:f/1", "D01", None, "D02", None, "D01", None, "D03")
    assert matrix(spans) == {("D01", "D02"): 1, ("D02", "D01"): 1, ("D01", "D03"): 1}


def test_what_was_passed_on_without_a_return_is_none():
    assert matrix(life("case:f/1", "D01", "D02")) == {}


def test_a_return_that_was_dispatched_at_once_is_known_by_its_event():
    spans = life("case:f/1", "D01", "D02")
    told = fact("case:f/1", kind="return", happened_at=spans[1]["since"])
    assert matrix(spans, [told]) == {("D01", "D02"): 1}


HANDS = st.lists(st.sampled_from(["D01", "D02", "D03"]), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(HANDS, st.booleans()), min_size=1, max_size=5))
def test_a_row_sums_to_what_the_return_rate_counts_as_returned(lives):
    wanted: Counter[tuple[str, str | None]] = Counter()
    spans = []
    for n, (hands, loose) in enumerate(lives):
        path = [stop for hand in hands for stop in (hand, None)]
        spans += life(f"case:f/{n}", *(path if loose else path[:-1]))
        wanted.update(zip(hands, [*hands[1:], None], strict=True) if loose else pairwise(hands))
    assert matrix(spans) == wanted
    cases = [case(f"case:f/{n}") for n in range(len(lives))]
    reader = board_tables(cases=cases, assignments=assigned(spans))
    rates = answer(RETURNS, Ask(by=("department",)), reader)
    rows: Counter[str] = Counter()
    for (unit, _), n in wanted.items():
        rows[unit] += n
    assert {row.department: row.returned for row in rates.itertuples() if row.returned} == rows


def test_the_list_behind_a_cell_is_of_those_two_units():
    spans = [
        *life("case:f/1", "D01", None, "D02"),
        *life("case:f/2", "D01", None),
        *life("case:f/3", "D02", None, "D01"),
    ]
    cases = [case(f"case:f/{n}") for n in (1, 2, 3)]
    reader = board_tables(cases=cases, assignments=assigned(spans))
    for to, key in (("D02", "case:f/1"), ("", "case:f/2")):
        where = (("department", ("D01",)), ("to", (to,)))
        assert answer(listed(HAND_OFFS), Ask(where=where), reader)["key"].tolist() == [key]
