"""Response curves on boards: who counts from when to when, and the same once more as a plain loop."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.response_curves import RESPONSE_CURVES
from tests.histories import histories
from tests.indicators.crowd import crowd
from tests.indicators.naive import NEVER_SETTLED, World, answers, used
from tests.indicators.test_naive_twins import reading
from tests.small_board import NOW, board_tables, case, stage

pytestmark = pytest.mark.sweep

HOUR = timedelta(hours=1)
TILLS = {"sign": "signed", "contact": "contacted"}
SEEN = {"done": "done", "running": "waiting", "returned": "left"}


def told(reader, **given_):
    return answer(RESPONSE_CURVES, Ask(**given_), reader).to_dict("records")


def signed(*rows):
    """The curve of signing of some stages."""
    stages = [stage(f"case:f/{n}", **row) for n, row in enumerate(rows)]
    cases = [case(row["key"], dispatched_at=None, start_ord=None) for row in stages]
    return told(board_tables(cases=cases, stages=stages))


def test_what_still_waits_counts_as_long_as_it_has_waited():
    begun = NOW - 5 * HOUR
    found = signed(
        {"started_at": begun, "ended_at": begun + HOUR, "outcome": "done"},
        {"started_at": begun, "outcome": "running"},
    )
    assert [(row["worked"], row["n"], row["done"], row["at_risk"], row["share"]) for row in found] == [
        (1, 1, 1, 2, 0.5), (5, 1, 0, 1, 0.5),
    ]  # fmt: skip


def test_what_was_returned_is_lost_from_sight_then_and_void_never_counts():
    begun = NOW - 9 * HOUR
    found = signed(
        {"started_at": begun, "ended_at": begun + HOUR, "outcome": "returned"},
        {"started_at": begun, "ended_at": begun + 3 * HOUR, "outcome": "done"},
        {"started_at": begun, "ended_at": begun + 2 * HOUR, "outcome": "void"},
    )
    assert [(row["worked"], row["left"], row["done"], row["share"]) for row in found] == [
        (1, 1, 0, 0.0), (3, 0, 1, 1.0),
    ]  # fmt: skip


ENDS = st.tuples(st.integers(0, 600), st.sampled_from(["done", "running", "returned"]))


@given(st.lists(ENDS, max_size=9))
@settings(max_examples=15, deadline=None)
def test_behind_who_is_at_risk_past_an_hour_stand_exactly_those_that_were_still_in_sight(ends):
    begun = [NOW - timedelta(minutes=minutes) for minutes, _ in ends]
    stages = [
        stage(f"case:f/{n}", started_at=start, ended_at=None if how == "running" else NOW, outcome=how)
        for n, (start, (_, how)) in enumerate(zip(begun, ends, strict=True))
    ]
    cases = [case(row["key"], dispatched_at=None, start_ord=None) for row in stages]
    reader = board_tables(cases=cases, stages=stages)
    for hour in (0, 1, 4, 8):
        where = (("till", ("signed",)), ("past", (f"{hour}",)))
        found = answer(listed(RESPONSE_CURVES), Ask(where=where), reader)
        past = [f"case:f/{n}" for n, (minutes, _) in enumerate(ends) if minutes > 60 * hour]
        assert sorted(found["key"]) == past


@pytest.mark.parametrize(("minutes", "hour"), [(0, 0), (1, 1), (60, 1), (61, 2), (480, 8)])
def test_an_hour_holds_what_ended_by_its_end(minutes, hour):
    begun = NOW - 20 * HOUR
    (row,) = signed({"started_at": begun, "ended_at": begun + timedelta(minutes=minutes), "outcome": "done"})
    assert row["worked"] == hour


def test_a_pause_does_not_count_and_clocks_of_calendar_time_have_no_working_hours():
    begun = NOW - 10 * HOUR
    ended = {"started_at": begun, "ended_at": begun + 3 * HOUR, "outcome": "done"}
    (row,) = signed({**ended, "pause": 120}, {**ended, "clock": "urgent"}, {**ended, "clock": "natural"})
    assert (row["worked"], row["n"]) == (1, 1)


def test_cases_count_from_their_dispatch_and_simple_exempt_and_void_ones_do_not():
    sent = {"dispatched_at": NOW - 30 * HOUR}
    rows = [
        case("case:f/closed", closed_at=NOW - 10 * HOUR, **sent), case("case:f/open", **sent),
        case("case:f/simple", procedure="simple", **sent), case("case:f/out", exempt="legacy", **sent),
        case("case:f/void", phase="voided", open=False, **sent),
        case("case:f/old", dispatched_at=NOW - timedelta(days=40)),
    ]  # fmt: skip
    found = told(board_tables(cases=rows))
    assert {row["till"] for row in found} == {"closed"}
    assert [(row["worked"], row["done"], row["n"]) for row in found] == [(20, 1, 1), (30, 0, 1)]


def naive(world):
    """Every row as a loop finds it: (till, unit) → [(minutes, outcome)]."""
    found = {}
    upheld = world.upheld
    for kind, rows in (("stage", world.tables["stages"]), ("case", world.tables["cases"])):
        for row in rows:
            about = world.cases.get(row["key"])
            if about is None or about["phase"] in NEVER_SETTLED or about["procedure"] == "simple":
                continue
            if about["exempt"] is not None or row["clock"] not in ("hours", "days"):
                continue
            if (row["key"], row["episode"]) in upheld:
                continue
            if kind == "stage":
                till, outcome = TILLS.get(row["stage"]), SEEN.get(row["outcome"])
                begun, unit = row["started_at"], row["holder"]
            else:
                till, outcome = "closed", "waiting" if row["closed_at"] is None else "done"
                begun = None if row["start_ord"] is None else row["dispatched_at"]
                unit = answers(row)
            if till and outcome and world.within(begun):
                found.setdefault((till, unit), []).append((used(row, world), outcome))
    return found


def stepped(rows):
    """By hour: counts, how many were at risk, and the share by its end, one minute after another."""
    stays, steps = 1.0, {}
    for minute in sorted({minutes for minutes, _ in rows}):
        there = sum(minutes >= minute for minutes, _ in rows)
        here = [outcome for minutes, outcome in rows if minutes == minute]
        stays *= 1 - here.count("done") / there
        hour = -(-minute // 60)
        n, done, left, first = steps.get(hour, (0, 0, 0, there, 0.0))[:4]
        steps[hour] = n + len(here), done + here.count("done"), left + here.count("left"), first, 1 - stays
    return steps


def disagreements(reader, window):
    world = World.of(reader, window)
    frame = answer(RESPONSE_CURVES, Ask(by=("department",), window=window), reader)
    loops = {
        (till, unit, hour): step
        for (till, unit), rows in naive(world).items()
        for hour, step in stepped(rows).items()
    }
    said = {
        (row.till, row.department if isinstance(row.department, str) else None, int(row.worked)): (
            row.n, row.done, row.left, row.at_risk, pytest.approx(row.share, abs=1e-9),
        )
        for row in frame.itertuples()
    }  # fmt: skip
    return [key for key in loops.keys() | said.keys() if loops.get(key) != said.get(key)]


@pytest.mark.parametrize("hours", [400, 1_100])
def test_it_agrees_with_a_naive_loop_on_a_crowd(hours):
    with reading(crowd(), hours) as reader:
        assert len(answer(RESPONSE_CURVES, Ask(window=timedelta(days=60)), reader)) > 10
        assert disagreements(reader, timedelta(days=60)) == []


@pytest.mark.thorough
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=histories(cases=5, length=14), hours=st.integers(1, 900))
def test_it_agrees_with_a_naive_loop_on_any_histories(facts, hours):
    with reading(facts, hours) as reader:
        assert disagreements(reader, timedelta(days=60)) == []


def test_every_hour_of_every_line_is_as_many_as_its_list():
    with reading(crowd(60), 700) as reader:
        for row in told(reader, window=timedelta(days=60)):
            where = (("till", (row["till"],)), ("worked", (str(row["worked"]),)))
            for more, n in ((), row["n"]), ((("outcome", ("done",)),), row["done"]):
                found = answer(
                    listed(RESPONSE_CURVES), Ask(window=timedelta(days=60), where=(*where, *more)), reader
                )
                assert found["times"].sum() == n
