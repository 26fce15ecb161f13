"""The budget of leaders' attention: what is put up, what is not and why."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.budget import Budget, allotted
from dashboard.leverage.whys import CHOSEN, WORDS, Why
from tests.leverage.best_choice import best

pytestmark = pytest.mark.sweep

DAY = date(2026, 11, 20)
WIDE = Budget(panel=99, department=99, category=99, flags=99, topics=99, least=99)


def one(key, **given_):
    return {"key": key, "department": f"d{key}", "category": f"c{key}", "score": 70.0} | given_


def put(*rows, budget=WIDE, **given_):
    found = allotted(pd.DataFrame(list(rows)), budget)
    return found.assign(key=[row["key"] for row in rows]).set_index("key")


def whys(*rows, budget=WIDE):
    return [str(why) for why in put(*rows, budget=budget)["why"]]


def only(**given_):
    return Budget(**{name: getattr(WIDE, name) for name in WIDE.__dataclass_fields__} | given_)


def test_the_highest_score_takes_the_first_place():
    found = put(one("a", score=61.0), one("b", score=90.0), one("c", score=75.0))
    assert found["place"].tolist() == [3, 1, 2]


def test_without_a_score_the_longest_overdue_comes_first():
    found = put(one("a", score=np.nan, overdue=1.0), one("b", score=np.nan, overdue=3.0))
    assert found["place"].tolist() == [2, 1]


def same(n, **given_):
    return [one(f"m{i}", score=90.0 - i, **given_) for i in range(n)]


@pytest.mark.parametrize(
    ("rows", "limits", "why", "cap"),
    [
        (same(3, department="D1"), {"department": 2}, Why.DEPARTMENT, "D1"),
        (same(3, category="E1"), {"category": 2}, Why.CATEGORY, "E1"),
        (same(6, leader="deputy", level="L4"), {"flags": 5}, Why.LEADER, "deputy"),
        (same(4, leader="head", level="L5"), {"topics": 3}, Why.TOPICS, ""),
        (same(9), {"panel": 8}, Why.PANEL, ""),
        (same(9), {"least": 8, "open_cases": 100}, Why.SHARE, ""),
        (same(3, cost=8.0), {"points": 20.0}, Why.POINTS, ""),
        (same(3, leader="deputy", level="L4", cost=8.0), {"purse": 20.0}, Why.PURSE, "deputy"),
        (same(6, leader="deputy", level="L4", known=True), {"flags": 5}, Why.BEFORE, "deputy"),
        (same(4, leader="head", level="L5", known=True), {"topics": 3}, Why.ABOVE, ""),
    ],
    ids=lambda part: str(part) if isinstance(part, Why) else "",
)
def test_the_one_too_many_is_told_which_cap_it_met(rows, limits, why, cap):
    found = put(*rows, budget=only(**limits))
    assert found["why"].tolist() == [Why.ORDER] * (len(rows) - 1) + [why]
    assert found["cap"].iloc[-1] == cap
    assert found["place"].iloc[-1] == 0
    assert set(put(*rows)["why"]) == {Why.ORDER}


def test_two_in_a_hundred_open_cases_may_be_flagged_and_at_least_eight():
    assert [Budget(open_cases=n).overall for n in (0, 399, 450, 5000)] == [8, 8, 9, 100]


def test_only_levers_of_leaders_spend_a_leaders_week():
    rows = same(3, leader="deputy", level="L3")
    assert whys(*rows, budget=only(flags=0)) == ["order"] * 3


def test_what_was_spent_this_week_is_spent():
    rows = same(2, leader="deputy", level="L4")
    assert whys(*rows, budget=only(flags=5, spent={"deputy": 4})) == ["order", "leader"]
    rows = same(2, leader="head", level="L5")
    assert whys(*rows, budget=only(topics=3, spent={"": 2})) == ["order", "topics"]


def test_what_a_leader_knows_already_takes_no_new_place_and_no_points_of_the_week():
    asks = {"leader": "deputy", "level": "L4"}
    rows = [*same(2, cost=8.0, **asks), one("old", known=True, **asks)]
    week = only(flags=2, spent={"deputy": 1}, purse=16.0, paid={"deputy": 8.0})
    assert whys(*rows, budget=week) == ["order", "leader", "order"]
    assert whys(*rows, budget=only(purse=16.0, paid={"deputy": 8.0})) == ["order", "purse", "order"]


def test_points_are_counted_for_each_leader_and_levers_of_units_take_none():
    rows = [one(f"m{n}", leader="pq"[n % 2], level="L4", cost=8.0, score=90.0 - n) for n in range(4)]
    rows.append(one("low", leader="p", level="L2", cost=99.0))
    assert whys(*rows, budget=only(purse=8.0)) == ["order", "order", "purse", "purse", "order"]


def test_what_is_flagged_elsewhere_counts_for_the_share_of_open_cases():
    assert Budget(open_cases=1000, flagged=15).overall == 5
    assert whys(*same(3), budget=only(least=3, flagged=2)) == ["order", "share", "share"]


def test_overrides_stand_outside_every_cap_and_take_no_place_of_others():
    alarms = [one(f"a{i:02d}", department="D", category="C", override="safety", score=1.0) for i in range(12)]
    found = put(*alarms, *same(3, department="D"), budget=Budget())
    assert found["place"].tolist() == [*range(1, 13), 13, 14, 0]
    assert set(found["why"][:12]) == {Why.OVERRIDE}


def test_a_notice_costs_nothing_and_takes_no_place():
    notices = [one(f"n{i}", department="D", notice=True, score=99.0) for i in range(4)]
    found = put(*notices, *same(2, department="D"), budget=Budget())
    assert found["place"].tolist() == [0, 0, 0, 0, 1, 2]
    assert set(found["why"][:4]) == {Why.NOTICE}


def test_what_the_leader_saw_three_days_ago_waits_unless_it_overrides():
    assert whys(one("a", cooling=True), one("b", cooling=True, override="safety")) == ["cooling", "override"]


def test_one_matter_is_put_up_with_one_lever():
    assert whys(one("a", level="L3", score=80.0), one("a", level="L4")) == ["order", "matter"]


def test_benefit_counts_only_where_it_has_been_measured():
    rows = [one("a", score=90.0, benefit=1.0, cost=8.0), one("b", score=60.0, benefit=3.0, cost=2.0)]
    assert put(*rows)["place"].tolist() == [1, 2]
    assert put(*rows, budget=only(measured=True))["place"].tolist() == [2, 1]
    assert whys(one("c", benefit=-1.0), budget=only(measured=True)) == ["useless"]
    assert whys(one("c", benefit=-1.0)) == ["order"]


def test_equals_at_the_margin_are_drawn_by_the_hash_of_case_and_day():
    rows = [one(f"m{i}") for i in range(5)]
    found = put(*rows, budget=only(panel=2, day=DAY))
    lots = sorted(found.index, key=lambda key: sha256(f"{key}2026-11-20".encode()).hexdigest())
    assert sorted(found.index[found["place"] > 0]) == sorted(lots[:2])
    assert found["lottery"].tolist() == [1] * 5
    assert set(found.loc[lots[:2], "why"]) == {Why.LOT}
    assert set(found.loc[lots[2:], "why"]) == {Why.PANEL}


def test_another_day_is_another_draw():
    rows = [one(f"m{i}") for i in range(12)]
    days = [date(2026, 11, day) for day in range(1, 20)]
    drawn = {tuple(put(*rows, budget=only(panel=3, day=day))["place"]) for day in days}
    assert len(drawn) > 10


def test_only_those_whom_chance_parted_are_marked():
    above, certain = one("above", score=99.0), one("certain", department="other")
    rivals = [one(f"r{i}", department="D") for i in range(3)]
    found = put(above, certain, *rivals, budget=only(department=1, day=DAY))
    assert found["lottery"].tolist() == [0, 0, 1, 1, 1]
    assert found["why"].tolist()[:2] == [Why.ORDER, Why.ORDER]


def test_without_a_day_nothing_is_drawn_and_equals_come_by_their_keys():
    found = put(*(one(f"m{i}") for i in range(5)), budget=only(panel=2))
    assert found["place"].tolist() == [1, 2, 0, 0, 0]
    assert not found["lottery"].any()


@pytest.mark.parametrize("why", Why)
def test_every_reason_is_said_in_both_languages(why):
    assert WORDS[why].zh
    assert WORDS[why].en


def test_no_candidates_need_no_budget():
    found = allotted(pd.DataFrame(columns=["key", "department", "category", "score"]), Budget(day=DAY))
    assert found.empty


CANDIDATE = st.fixed_dictionaries(
    {
        "department": st.sampled_from("ABCD"),
        "category": st.sampled_from("uvwx"),
        "leader": st.sampled_from(["p", "q"]),
        "level": st.sampled_from(["L2", "L3", "L4", "L5"]),
        "score": st.integers(50, 60).map(float),
        "cost": st.sampled_from([1.0, 2.0, 8.0]),
        "override": st.sampled_from(["", "", "", "", "safety"]),
        "notice": st.sampled_from([False, False, False, True]),
        "cooling": st.sampled_from([False, False, False, True]),
        "known": st.sampled_from([False, False, True]),
    }
)
MANY = st.lists(CANDIDATE, min_size=1, max_size=24).map(
    lambda rows: pd.DataFrame([row | {"key": f"m{n:02d}"} for n, row in enumerate(rows)])
)
BUDGETS = st.builds(
    Budget,
    panel=st.integers(0, 9),
    department=st.integers(0, 3),
    category=st.integers(0, 3),
    flags=st.integers(0, 5),
    topics=st.integers(0, 3),
    least=st.integers(0, 9),
    points=st.sampled_from([None, 10.0, 30.0]),
    purse=st.sampled_from([None, 8.0, 20.0]),
    spent=st.sampled_from([{}, {"p": 2, "": 1}]),
    day=st.sampled_from([None, DAY]),
)
LAWS = settings(max_examples=20, deadline=None)


@given(MANY, BUDGETS)
@LAWS
def test_no_cap_is_ever_broken_and_no_override_dropped(frame, budget):
    found = frame.join(allotted(frame, budget))
    under = found[found["why"].isin([Why.ORDER, Why.LOT])]
    flagged = under[under["level"].isin(["L4", "L5"])]
    assert len(under) <= min(budget.panel, budget.overall)
    for column, cap in (("department", budget.department), ("category", budget.category)):
        assert under[column].value_counts().max() <= cap or under.empty
    assert flagged.empty or flagged["leader"].value_counts().max() <= budget.flags
    assert (under["level"] == "L5").sum() <= budget.topics
    assert budget.points is None or under["cost"].sum() <= budget.points
    new = flagged[~flagged["known"]]
    for leader, mine in new.groupby("leader"):
        assert len(mine) <= max(0, budget.flags - budget.spent.get(leader, 0))
        assert budget.purse is None or mine["cost"].sum() <= budget.purse
    assert (new["level"] == "L5").sum() <= max(0, budget.topics - budget.spent.get("", 0))
    assert (found.loc[found["override"] != "", "why"] == Why.OVERRIDE).all()
    assert sorted(found.loc[found["place"] > 0, "place"]) == list(range(1, (found["place"] > 0).sum() + 1))
    assert not found.loc[found["why"].isin([Why.ORDER, Why.LOT]), "cooling"].any()


@given(MANY, BUDGETS, st.randoms())
@LAWS
def test_the_choice_does_not_depend_on_the_order_in_which_candidates_are_told(frame, budget, chance):
    rows = list(frame.index)
    chance.shuffle(rows)
    pd.testing.assert_frame_equal(allotted(frame.loc[rows], budget).sort_index(), allotted(frame, budget))


@given(MANY, BUDGETS, st.integers(1, 5))
@LAWS
def test_more_places_never_drop_what_was_chosen(frame, budget, more):
    wider = Budget(**(vars(budget) | {"panel": budget.panel + more}))
    few, many = allotted(frame, budget), allotted(frame, wider)
    chosen = few["why"].isin(CHOSEN) & (budget.points is None)
    assert many.loc[chosen, "why"].isin(CHOSEN).all()


@given(MANY, BUDGETS, st.integers(0, 23))
@LAWS
def test_one_that_is_not_put_up_changes_nothing_for_the_others(frame, budget, n):
    found = allotted(frame, budget)
    left_out = found.index[~found["why"].isin(CHOSEN)]
    if len(left_out):
        gone = left_out[n % len(left_out)]
        columns = ["place", "cap"]
        pd.testing.assert_frame_equal(
            allotted(frame.drop(index=gone), budget)[columns], found.drop(index=gone)[columns]
        )


@pytest.mark.parametrize("seed", range(4))
def test_greedy_comes_within_two_in_a_hundred_of_the_best_choice(seed):
    rows = crowd(seed, {"L2": 0.25, "L3": 0.25, "L4": 0.25, "L5": 0.25}, least=50)
    budget = Budget()
    chosen = rows["score"][allotted(rows, budget)["place"] > 0].sum()
    assert 0.98 * best(rows, rows["score"], budget) <= chosen <= best(rows, rows["score"], budget) + 1e-6


@pytest.mark.parametrize("seed", range(4))
def test_with_a_purse_for_each_leader_the_greedy_choice_stays_as_near_to_the_best(seed):
    rows = crowd(100 + seed, {"L4": 0.8, "L5": 0.2}, least=60)
    rows = rows.assign(cost=rows["level"].map({"L4": 8.0, "L5": 20.0}))
    budget = Budget(purse=60.0)
    chosen = rows["score"][allotted(rows, budget)["place"] > 0].sum()
    most = best(rows, rows["score"], budget)
    assert 0.98 * most <= chosen <= most + 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_benefit_greedy_comes_as_near_with_points_and_five_levers_a_case(seed):
    rows = with_levers(200, seed)
    budget = only(measured=True, points=100.0, department=3)
    chosen = rows["benefit"][allotted(rows, budget)["place"] > 0].sum()
    most = best(rows, rows["benefit"], budget)
    assert 0.98 * most <= chosen <= most + 1e-6


def crowd(seed, levels, *, least, n=300):
    """Matters of twelve departments and three leaders, their levels as often as is said."""
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "key": [f"m{i:03d}" for i in range(n)],
            "department": chance.choice(list("ABCDEFGHIJKL"), n),
            "category": chance.choice(list("abcdefghijklmnopqrst"), n),
            "leader": chance.choice(["p", "q", "r"], n),
            "level": chance.choice([*levels], n, p=[*levels.values()]),
            "score": chance.uniform(least, 95, n),
        }
    )


def with_levers(cases, seed):
    """Each case with each of the five levers, its cost and what it would bring."""
    chance = np.random.default_rng(seed)
    costs = {"L1": 5.0, "L2": 1.0, "L3": 2.0, "L4": 8.0, "L5": 20.0}
    uplift = {"L1": 1.5, "L2": 1.2, "L3": 1.5, "L4": 2.0, "L5": 3.0}
    rows = pd.DataFrame([(i, level) for i in range(cases) for level in costs], columns=["case", "level"])
    stuck = chance.lognormal(0, 0.6, cases)[rows["case"]]
    units = chance.integers(0, 40, cases)[rows["case"]]
    return rows.assign(
        key=rows["case"].map("m{:05d}".format),
        department=[f"d{unit}" for unit in units],
        category=[f"c{i % 50}" for i in rows["case"]],
        leader=[f"p{unit % 5}" for unit in units],
        cost=rows["level"].map(costs),
        benefit=stuck * rows["level"].map(uplift),
        score=0.0,
    ).drop(columns="case")
