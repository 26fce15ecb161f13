"""The parts of a unit's result add up to it, the worst first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.fair_drivers import FAIR_DRIVERS
from dashboard.indicators.stage_drivers import STAGE_DRIVERS
from tests.indicators.test_fair_comparison import settled
from tests.small_board import board_tables, stage


def board(*parts):
    return board_tables(cases=[one for part in parts for one in part])


def world():
    past = [settled(u, c, ago, 15, 5) for u in "AB" for c in ("E0101", "E0102") for ago in (70, 100)]
    return board(
        *past,
        settled("A", "E0101", 10, 6, 14),
        settled("A", "E0102", 40, 19, 1),
        settled("B", "E0102", 10, 15, 5),
    )


def test_the_parts_add_up_to_the_gap_of_the_adjusted_rate():
    found = answer(FAIR_DRIVERS, Ask(), world())
    unit = answer(FAIR_COMPARISON, Ask(), world()).set_index("department").loc["A"]
    mine = found[found["department"] == "A"]
    assert mine["points"].sum() == pytest.approx(unit["adjusted"] - unit["mean"])
    assert mine["gap"].sum() == pytest.approx(unit["on_time"] - unit["expected"])
    assert mine["n"].sum() == unit["n"]


def test_the_worst_kind_stands_first_and_is_told_by_category_urgency_and_limit():
    mine = answer(FAIR_DRIVERS, Ask(), world())
    mine = mine[mine["department"] == "A"]
    assert mine["category"].tolist() == ["E0101", "E0102"]
    assert mine["points"].iloc[0] < 0 < mine["points"].iloc[1]
    assert set(mine["limit"]) == {"3"}


def test_without_a_history_nothing_drives_anything():
    assert answer(FAIR_DRIVERS, Ask(), board(settled("A", "E0101", 10, 6, 14))).empty
    assert answer(FAIR_DRIVERS, Ask(), board()).empty


def staged(cases, slow):
    """Stages of these cases: of each the one named used most of its limit, by the end of the number."""
    for n, one in enumerate(cases):
        for place, kind in enumerate(("sign", "handle")):
            begun = one["reported_at"]
            used = 3 if kind == slow[n % len(slow)] else 1
            yield stage(
                one["key"], n=place, stage=kind, holder=one["holder"], started_at=begun,
                due_at=begun + timedelta(hours=2), ended_at=begun + timedelta(hours=used), outcome="done",
            )  # fmt: skip


SPLITS = ((FAIR_DRIVERS, ("department", "street")), (STAGE_DRIVERS, ("department",)))


@pytest.mark.parametrize(("of", "by"), SPLITS, ids=["street", "stage"])
def test_split_by_street_or_stage_the_parts_add_up_to_the_same(of, by):
    past = [settled(u, c, ago, 15, 5) for u in "AB" for c in ("E0101", "E0102") for ago in (70, 100)]
    now = [
        settled("A", "E0101", 10, 6, 14),
        settled("A", "E0102", 40, 19, 1),
        settled("B", "E0102", 10, 15, 5),
    ]
    rows = [one for part in (*past, *now) for one in part]
    rows = [{**one, "street": ("S01", "S02", None)[n % 3]} for n, one in enumerate(rows)]
    reader = board_tables(cases=rows, stages=list(staged(rows, ("sign", "handle", "handle"))))
    whole, parts = answer(FAIR_DRIVERS, Ask(), reader), answer(of, Ask(by=by), reader)
    group = "street" if of is FAIR_DRIVERS else "slowest"
    for unit in "AB":
        mine, split = whole[whole["department"] == unit], parts[parts["department"] == unit]
        for name in ("n", "on_time", "expected", "gap"):
            assert split[name].sum() == pytest.approx(mine[name].sum())
        assert split[group].nunique(dropna=False) > 1
    assert set(answer(STAGE_DRIVERS, Ask(), reader)["slowest"]) == {"sign", "handle"}


def test_a_case_without_stages_has_no_slowest_and_is_still_counted():
    past = [settled("A", "E0101", ago, 15, 5) for ago in (70, 100)]
    found = answer(STAGE_DRIVERS, Ask(), board(*past, settled("A", "E0101", 10, 6, 14)))
    assert found["slowest"].tolist() == [None]
    assert found["n"].sum() == 20
