"""Behind every number stand exactly the cases it has counted."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashboard.indicators
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import COLUMNS, SHOWN, ListError, listed
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.points import POINTS
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.parts import collect
from layouts.links import value_of
from tests.small_board import NOW, board_tables, case, span, stage

LISTS = [one for one in collect(dashboard.indicators, Indicator).values() if one.behind]
STREETS, UNITS, HOURS = ["S01", "S02", None], ["D01", "D02", None], list(range(-80, 81, 7))
REPORTED = st.sampled_from([1, 6, 20, 100, 800])


@st.composite
def matters(draw):
    """A case with the spans and stages it would have on the board."""
    n = draw(st.integers(0, 10**6))
    key, street, unit = f"case:f/{n}", draw(st.sampled_from(STREETS)), draw(st.sampled_from(UNITS))
    reported = NOW - timedelta(hours=draw(REPORTED))
    due = NOW + timedelta(hours=draw(st.sampled_from(HOURS)), minutes=1)
    closed = draw(st.sampled_from([None, NOW - timedelta(hours=2)]))
    closed = closed if closed and closed > reported else None
    phase = "closed" if closed else "returned" if unit is None else "disposing"
    row = case(
        key, street=street, holder=unit, reported_at=reported, due_at=draw(st.sampled_from([due, None])),
        closed_at=closed, phase=phase, urgency=draw(st.sampled_from(["normal", "urgent"])),
        hands=[unit] if unit else [], phase_since=closed or reported,
    )  # fmt: skip
    spans = [span(key, phase=phase, holder=unit, since=reported, till=closed, open=True)]
    if closed:
        spans[0]["phase"] = "disposing"
        spans.append(span(key, n=1, phase="closed", holder=None, since=closed, open=False))
    ended = draw(st.sampled_from([None, NOW - timedelta(minutes=30)]))
    stages = [
        stage(key, holder=unit or "D01", started_at=reported, due_at=due, ended_at=ended,
              outcome="done" if ended else "running")
    ]  # fmt: skip
    return row, spans, stages


boards = st.lists(matters(), max_size=12, unique_by=lambda matter: matter[0]["key"]).map(
    lambda found: board_tables(
        cases=[one[0] for one in found],
        spans=[row for one in found for row in one[1]],
        stages=[row for one in found for row in one[2]],
    )
)


def number(frame):
    """What the screen prints of a row: `value` of a count, else its `n`."""
    return (frame["value"] if "value" in frame else frame["n"]).tolist()


def counted(of, reader, where, of_known):
    """How many the list says were counted, and how many rows it has."""
    if of.counts and of_known:
        where = (*where, ("outcome", of.counts))
    found = answer(listed(of), Ask(where=where), reader)
    return (int(found["counted"].iloc[0]) if len(found) else 0), int(found["times"].sum())


def cells_and_lists(of, reader):
    """Each cell of a split, as its name, and how many its list says are counted and has."""
    for dimension in ("street", "department"):
        cells = answer(of, Ask(by=(dimension,)), reader)
        more = [name for name in of.cells if name in cells.columns]
        for (_, row), value in zip(cells.iterrows(), number(cells), strict=True):
            said = row[dimension] if isinstance(row[dimension], str) else ""
            where = (
                (dimension, (said,)),
                *((name, (value_of(row[name]),)) for name in more if name != "late"),
            )
            yield where, value, counted(of, reader, where, True)


@pytest.mark.sweep
@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.name)
@settings(max_examples=2, deadline=None)
@given(reader=boards)
def test_every_cell_of_every_split_equals_its_list(of, reader):
    for where, value, found in cells_and_lists(of, reader):
        assert found == (value, value), (of.name, where)


@pytest.mark.thorough
@pytest.mark.timeout(600)
@pytest.mark.parametrize("of", LISTS, ids=lambda of: of.name)
@settings(max_examples=20, deadline=None)
@given(reader=boards)
def test_every_cell_of_every_split_equals_its_list_on_many_boards(of, reader):
    for where, value, found in cells_and_lists(of, reader):
        assert found == (value, value), (of.name, where)


@pytest.mark.thorough
@settings(max_examples=20, deadline=None)
@given(reader=boards)
def test_a_filter_and_its_complement_make_the_whole(reader):
    for of in (OPEN, RECEIVED, STAGE_RESPONSE):
        parts = [counted(of, reader, (("street", (value,)),), False)[0] for value in ("S01", "S02", "")]
        assert sum(parts) == counted(of, reader, (), False)[0]
        assert parts[0] + parts[2] == counted(of, reader, (("street", ("S01", "")),), False)[0]


def test_a_case_counted_twice_has_one_row_that_says_so():
    reader = board_tables(
        cases=[case("case:f/1")],
        stages=[stage("case:f/1", n=n, due_at=NOW - timedelta(hours=1), outcome="running") for n in (0, 1)],
    )
    found = answer(listed(STAGE_RESPONSE), Ask(), reader)
    assert found[["times", "counted", "cases"]].to_numpy().tolist() == [[2, 2, 1]]


def test_the_most_used_of_its_limit_stands_first_and_what_has_none_last():
    cases = [
        case("case:f/fresh", due_at=NOW + timedelta(days=9)),
        case("case:f/none", due_at=None),
        case("case:f/late", due_at=NOW - timedelta(days=2), dispatched_at=NOW - timedelta(days=3)),
    ]
    reader = board_tables(cases=cases, spans=[span(row["key"]) for row in cases])
    found = answer(listed(OPEN), Ask(), reader)
    assert found["id"].tolist() == ["late", "fresh", "none"]
    assert found["state"].tolist() == ["late", "ok", "unknown"]
    assert [*COLUMNS, "times", "counted", "cases"] == found.columns.tolist()


def test_a_long_list_is_cut_and_says_how_many_there_are():
    cases = [case(f"case:f/{n}") for n in range(SHOWN + 5)]
    reader = board_tables(cases=cases, spans=[span(row["key"]) for row in cases])
    found = answer(listed(OPEN), Ask(), reader)
    assert (len(found), found["cases"].iloc[0]) == (SHOWN, SHOWN + 5)


def test_a_window_can_end_before_now():
    cases = [case(f"case:f/{days}", reported_at=NOW - timedelta(days=days)) for days in (1, 6, 8, 13, 15)]
    reader = board_tables(cases=cases)
    week = timedelta(days=7)
    assert number(answer(RECEIVED, Ask(window=week), reader)) == [2]
    assert number(answer(RECEIVED, Ask(window=week, ago=week), reader)) == [2]
    assert answer(listed(RECEIVED), Ask(window=week, ago=week), reader)["id"].tolist() == ["13", "8"]


def test_unknown_due_times_are_a_list_of_their_own():
    cases = [case("case:f/1", due_at=None), case("case:f/2", due_at=NOW - timedelta(hours=1))]
    reader = board_tables(cases=cases)
    for outcome, ids in (("unknown", ["1"]), ("late", ["2"]), ("on_time", [])):
        found = answer(listed(ON_TIME), Ask(where=(("outcome", (outcome,)),)), reader)
        assert found["id"].tolist() == ids


def test_a_number_that_counts_no_cases_has_no_list():
    with pytest.raises(ListError, match="points counts no cases one by one"):
        listed(POINTS)


def test_a_value_is_text_whatever_it_says():
    reader = board_tables(cases=[case("case:f/1")], spans=[span("case:f/1")])
    for evil in ("' OR 1=1 --", "S01'; DROP TABLE cases; --", "\\", "%"):
        assert counted(OPEN, reader, (("street", (evil,)),), False) == (0, 0)
    assert counted(OPEN, reader, (("street", ("S01",)),), False) == (1, 1)
