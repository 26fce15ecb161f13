"""Surges: the last day against the same weekday, no z of what is rare, chance told for one and for all."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.surge import BASELINE_DAYS, LEAST, SURGE
from dashboard.leverage.repeats import surges
from tests.small_board import NOW, board_tables, case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reports(days, many, *, hours=3, **given_):
    return [
        case(f"case:f/{days}-{hours}-{n}-{given_}", reported_at=NOW - days * DAY - hours * HOUR, **given_)
        for n in range(many)
    ]


def a_month(today, usual, **given_):
    """So many today, and `usual` on each of the four days before."""
    return [
        *reports(0, today, **given_),
        *(one for day in BASELINE_DAYS for one in reports(day, usual, **given_)),
    ]


def rows(*cases, **ask):
    return answer(SURGE, Ask(**ask), board_tables(cases=cases))


def row(*cases):
    (found,) = rows(*cases).to_dict("records")
    return found


def test_the_last_day_is_set_against_the_same_weekday_of_four_weeks():
    found = row(*a_month(9, 4), *reports(1, 7), *reports(8, 7), *reports(27, 7))
    assert (found["value"], found["usual"]) == (9, 4)
    assert found["z"] == pytest.approx(2.5)


def test_the_day_ends_now_and_a_day_before_it_is_another():
    assert row(*reports(0, 1, hours=0), *reports(0, 1, hours=23.9), *reports(0, 1, hours=24))["value"] == 2


def test_what_is_rare_gets_no_z_and_its_chance_all_the_same():
    found = row(*reports(0, 5), *reports(7, 1))
    assert math.isnan(found["z"])
    assert found["p"] == pytest.approx(1 - sum(math.comb(6, k) * 0.2**k * 0.8 ** (6 - k) for k in range(5)))
    assert found["p"] < 0.01


def test_from_one_usual_case_on_there_is_a_z():
    assert LEAST == 1
    assert row(*a_month(3, 1))["z"] == pytest.approx(2)


def test_what_is_quiet_today_is_told_too():
    found = row(*a_month(0, 4))
    assert (found["value"], found["p"]) == (0, 1)
    assert found["z"] == pytest.approx(-2)


def test_void_and_rejected_reports_are_neither_today_nor_usual():
    errors = [case(f"case:f/{phase}", phase=phase, open=False) for phase in ("voided", "rejected")]
    assert rows(*errors).empty
    assert row(*a_month(2, 1), *errors)["value"] == 2


def test_the_most_unlikely_stands_first_however_large_the_others_are():
    cases = [*a_month(30, 28, category="E0301"), *a_month(6, 0, category="P0115")]
    assert rows(*cases)["category"].tolist() == ["P0115", "E0301"]


def test_the_list_behind_a_cell_is_the_reports_of_the_last_day():
    cases = [*a_month(2, 3, street="S01"), *a_month(4, 1, street="S02")]
    where = (("street", ("S02",)), ("category", ("E0116",)))
    found = answer(listed(SURGE), Ask(where=where), board_tables(cases=cases))
    assert len(found) == 4
    assert set(found["street"]) == {"S02"}


@pytest.mark.parametrize(("today", "usual"), [(3, 1), (12, 4), (0, 2), (7, 7)])
def test_where_there_is_a_z_the_trigger_of_surges_says_the_same(today, usual):
    reader = board_tables(cases=a_month(today, usual))
    trigger = reader.frame("surges of the trigger", lambda: surges(reader.tables)).iloc[0]
    assert trigger["surge_z"] == pytest.approx(row(*a_month(today, usual))["z"])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=30))
def test_allowing_for_all_that_were_compared_never_makes_chance_smaller(counts):
    frame = pd.DataFrame(counts, columns=["value", "before"])
    said = SURGE.finish(pd.DataFrame({"value": frame["value"], "usual": frame["before"] / 4}))
    assert (said["q"] >= said["p"] - 1e-12).all()
    assert said["q"].between(0, 1).all()
    assert said["p"].is_monotonic_increasing


def test_of_even_days_hardly_any_cell_is_called_out_though_many_have_a_high_z():
    dice = np.random.default_rng(20260101)
    called, high = 0, 0
    for _ in range(60):
        usual = dice.gamma(2, 2, 200)
        said = SURGE.finish(
            pd.DataFrame({"value": dice.poisson(usual), "usual": dice.poisson(4 * usual) / 4})
        )
        called += bool((said["q"] < 0.1).any())
        high += int((said["z"] >= 3).sum())
    assert high > 60  # a z of three comes by chance again and again …
    assert called <= 9  # … and one day in ten at most is called out by q
