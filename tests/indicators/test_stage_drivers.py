"""Which stage of a case used most of its limit: one each, the earlier of equals, none where none is told."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.fair_drivers import FAIR_DRIVERS
from dashboard.indicators.listing import listed
from dashboard.indicators.slowest_stages import SLOWEST_STAGES
from dashboard.indicators.stage_drivers import STAGE_DRIVERS
from tests.indicators.test_fair_comparison import settled
from tests.small_board import board_tables, stage

pytestmark = pytest.mark.sweep

HOUR = timedelta(hours=1)


def slowest(*used, running=False):
    """How many of ten cases are of each stage, where their stages used so many hours of two."""
    now = list(settled("A", "E0101", 10, 6, 4))
    past = [one for ago in (70, 100) for one in settled("A", "E0101", ago, 15, 5)]
    rows = [
        stage(
            one["key"], n=n, stage=kind, holder="A", started_at=one["reported_at"],
            due_at=one["reported_at"] + 2 * HOUR,
            ended_at=None if running and hours is None else one["reported_at"] + (hours or 0) * HOUR,
            outcome="running" if running and hours is None else "done",
        )
        for one in now
        for n, (kind, hours) in enumerate(zip(("sign", "contact", "handle"), used, strict=False))
    ]  # fmt: skip
    found = answer(STAGE_DRIVERS, Ask(), board_tables(cases=[*past, *now], stages=rows))
    return dict(zip(found["slowest"], found["n"], strict=True))


@pytest.mark.parametrize(
    ("used", "name"),
    [((1, 2, 3), "handle"), ((3, 2, 1), "sign"), ((1, 5), "contact"), ((2, 2, 2), "sign"), ((), None)],
)
def test_it_is_the_one_that_used_most_of_its_limit(used, name):
    assert slowest(*used) == {name: 10}


def worlds():
    """Cases of two kinds and two months, each with a stage or none, on both sides of the blocks' edge."""
    edge = 56
    told = [("A", "E0101", 10, 6, 4), ("B", "E0101", 50, 2, 3), ("A", "E0301", edge - 1, 1, 1),
            ("A", "E0101", edge, 5, 5), ("A", "E0101", edge + 1, 5, 5)]  # fmt: skip
    cases = [one for part in told for one in settled(*part)]
    rows = [
        stage(one["key"], stage="sign" if n % 2 else "handle", holder="A", started_at=one["reported_at"],
              due_at=one["reported_at"] + 2 * HOUR, ended_at=one["reported_at"] + HOUR, outcome="done")
        for n, one in enumerate(cases) if n % 3
    ]  # fmt: skip
    return board_tables(cases=cases, stages=rows)


@pytest.mark.parametrize(
    ("drivers", "of", "column", "cell"),
    [
        (STAGE_DRIVERS, SLOWEST_STAGES, "slowest", "stage"),
        (FAIR_DRIVERS, FAIR_COMPARISON, "category", "category"),
    ],
    ids=["stage", "category"],
)
def test_behind_a_driver_stand_exactly_the_cases_it_counts(drivers, of, column, cell):
    reader = worlds()
    found = answer(drivers, Ask(), reader)
    found = found.assign(group=found[column].fillna("").astype(str))
    sums = found.groupby(["department", "group"])[["n", "on_time"]].sum()
    assert sums["n"].sum() == 10 + 5 + 1  # what was settled 56 days ago to the minute is history
    for (unit, group), row in sums.iterrows():
        where = (("department", (unit,)), (cell, (group,)))
        listed_ = answer(listed(of), Ask(where=where), reader)
        hits = answer(listed(of), Ask(where=(*where, ("outcome", ("on_time",)))), reader)
        assert (len(listed_), len(hits)) == (row["n"], row["on_time"]), (unit, group)


def test_what_still_runs_counts_with_what_it_has_used_so_far():
    assert slowest(1, None, 2, running=True) == {"contact": 10}
