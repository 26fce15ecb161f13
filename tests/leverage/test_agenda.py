"""What stands before leaders: never more than a week's budget of each, and why the others do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.district import Leader
from dashboard.district_bounds import shipped
from dashboard.leverage.agenda import agenda
from dashboard.leverage.asked import BAR
from dashboard.leverage.attention import nominated
from dashboard.leverage.options import MOST, options
from dashboard.leverage.whys import Why
from tests.layouts import frames
from tests.matter_rows import frame, matter

pytestmark = pytest.mark.sweep

LED = frames.district(
    leaders=(
        Leader(post="lead", portfolio=("eco", "cg"), confirmed=date(2026, 11, 2)),
        Leader(post="chief", portfolio=("fg",), confirmed=date(2026, 11, 2)),
    )
)
PORTFOLIOS = ["lead|eco", "lead|cg", "chief|fg", "top|"]
L4 = {"ask": True, "failed_levers": 1, "suspended_days": 91.0}
L5 = L4 | {"escalated": True, "unanswered": True, "units": 3, "returns": 2, "returners": 1}


def told(budget=None, costs=None):
    """The bounds of a district as its board says them."""
    bounds = shipped()
    return bounds.model_copy(
        update={
            "budget": bounds.budget.model_copy(update=budget or {}),
            "costs": bounds.costs.model_copy(update=costs or {}),
        }
    ).said


WIDE = told({"department": 8, "category": 8, "points": 1000})


def asks(n, unit="eco", level=L4, **given):
    """Matters of one unit that ask its leader, the first of them the worst."""
    return [
        matter(f"{unit}{i}", score=95.0 - i, department=unit, category=f"c{i}", **level, **given)
        for i in range(n)
    ]


def seen(*rows, bounds=WIDE, **carried):
    """What stands before the leaders, and what does not."""
    frame_ = frame(*rows).assign(bounds=bounds)
    for name, entries in ({"led": PORTFOLIOS} | carried).items():
        told_ = [one.replace("|", BAR) for one in entries] if isinstance(entries, list) else entries
        frame_[name] = [told_] * len(frame_) if isinstance(entries, list) else told_
    return agenda(nominated(frame_))


def why(found):
    return dict(zip(found.withheld["key"], found.withheld["withheld"], strict=True))


def test_a_leader_is_asked_for_five_matters_and_the_sixth_is_told_why_it_waits():
    found = seen(*asks(6))
    assert found.put_up["key"].tolist() == [f"eco{n}" for n in range(5)]
    assert why(found) == {"eco5": Why.LEADER}
    assert found.reasons == [(Why.LEADER, 1)]


def test_each_leader_has_a_week_of_their_own_and_two_units_of_one_leader_share_it():
    assert len(seen(*asks(4, "eco"), *asks(4, "fg")).put_up) == 8
    found = seen(*asks(4, "eco"), *asks(4, "cg"))
    assert len(found.put_up) == 5
    assert set(why(found).values()) == {Why.LEADER}


def test_the_top_leaders_have_three_topics_a_week():
    found = seen(*asks(5, level=L5))
    assert found.put_up["level"].tolist() == ["L5"] * 3
    assert set(why(found).values()) == {Why.TOPICS}
    assert len(seen(*asks(5, level=L5), flagged=["L5|top|matter:old", "L5|top|case:older"]).put_up) == 1


def test_what_was_told_this_week_keeps_its_place_and_what_is_over_has_still_spent_one():
    this_week = [f"L4|lead|eco{n}" for n in (4, 5)] + ["L4|lead|case:closed"]
    found = seen(*asks(6), flagged=this_week)
    assert sorted(found.put_up["key"]) == ["eco0", "eco1", "eco4", "eco5"]
    assert why(found) == {"eco2": Why.LEADER, "eco3": Why.LEADER}
    assert set(found.put_up["leader_used"]) == {3}


def test_the_week_of_another_leader_spends_nothing_of_this_one():
    assert len(seen(*asks(5), flagged=[f"L4|chief|case:{n}" for n in range(5)]).put_up) == 5


def test_the_points_of_a_leader_are_a_purse_of_the_week():
    found = seen(*asks(5), bounds=told({"department": 8, "category": 8, "points": 17}))
    assert found.put_up["key"].tolist() == ["eco0", "eco1"]  # 8 points each
    assert set(why(found).values()) == {Why.PURSE}
    dear = told({"department": 8, "category": 8, "points": 17}, {"L4": 9})
    assert len(seen(*asks(5), bounds=dear).put_up) == 1
    assert seen(*asks(5), bounds=dear, flagged=["L4|lead|case:x"]).put_up.empty


def test_what_is_on_loan_counts_for_the_share_of_all_open_cases():
    bounds = told({"department": 8, "category": 8, "flags": 9, "share": 0.02, "least": 3})
    assert len(seen(*asks(6), bounds=bounds, open_cases=100).put_up) == 3
    assert len(seen(*asks(6), bounds=bounds, open_cases=250).put_up) == 5
    lent = [f"case:{n}|matter:{n // 2}" for n in range(4)] + ["eco0|eco0"]
    found = seen(*asks(6), bounds=bounds, open_cases=250, loaned=lent)
    assert len(found.put_up) == 3  # two matters are lent for, besides one that stands here
    assert set(why(found).values()) == {Why.SHARE}


def test_a_matter_goes_not_to_the_same_leader_again_within_the_cool_down_unless_much_worse():
    cooled = ["L4|lead|90.0|eco0", "L4|lead|70.0|eco1", "L4|chief|99.0|eco2", "L5|top|99.0|eco3"]
    found = seen(*asks(4), cooled=cooled)
    assert why(found) == {"eco0": Why.COOLING}
    assert found.put_up["key"].tolist() == ["eco1", "eco2", "eco3"]


def test_an_override_spends_nothing_is_never_hidden_and_is_counted():
    alarms = [matter(f"a{n:02d}", alarm=True, department="eco", score=99.0) for n in range(12)]
    found = seen(*alarms, *asks(5), flagged=[f"L4|lead|case:{n}" for n in range(5)])
    assert (found.put_up["override"] == "safety").sum() == 12
    assert set(why(found).values()) <= {Why.LEADER, Why.PANEL}
    assert len(found.withheld) == 5


def test_what_a_lower_lever_settles_is_left_to_the_centre_and_takes_none_of_a_week():
    low = [
        matter(f"l{n}", score=99.0 - n, returns=2, returners=2, department="eco", category=f"k{n}")
        for n in range(3)
    ]
    found = seen(*low, *asks(5))
    assert found.put_up["key"].tolist() == [f"eco{n}" for n in range(5)]
    assert why(found) == dict.fromkeys(["l0", "l1", "l2"], Why.CENTRE)


def test_a_matter_of_no_known_leader_has_a_week_of_its_own():
    assert len(seen(*asks(7, "sw")).put_up) == 5
    assert why(seen(*asks(7, "sw")))["sw6"] == Why.LEADER


def test_one_matter_takes_one_place_and_its_other_cases_say_so():
    rows = asks(4)
    rows[2]["kin"] = ["eco1", "eco0"]
    found = seen(*rows)
    assert found.put_up["key"].tolist() == ["eco0", "eco3"]
    assert found.put_up["members"].tolist() == [["eco0", "eco1", "eco2"], ["eco3"]]
    assert why(found) == {"eco1": Why.MEMBER, "eco2": Why.MEMBER}


UNITS = ["eco", "cg", "fg", "sw", "jt"]
LEVELS = [L4, L4, L5, {"returns": 2, "returners": 2}, {"alarm": True}]
DISTRICTS = st.fixed_dictionaries(
    {
        "led": st.lists(st.sampled_from(["p", "q", "r"]), min_size=5, max_size=5),
        "flags": st.integers(1, 6),
        "topics": st.integers(1, 4),
        "points": st.sampled_from([8, 20, 41, 60]),
        "department": st.integers(1, 8),
        "share": st.sampled_from([0.01, 0.02, 0.5]),
    }
)
ROW = st.tuples(
    st.sampled_from(UNITS), st.integers(50, 90), st.sampled_from(LEVELS), st.booleans(), st.integers(0, 3)
)  # unit, score, what it asks for, whether its leader knows it this week, of which place it is
GONE = st.lists(st.sampled_from(["p", "q", "r", "top"]), max_size=5)


@given(DISTRICTS, st.lists(ROW, max_size=24), GONE)
@settings(max_examples=25, deadline=None)
def test_in_no_district_a_leader_sees_more_than_the_budget_and_nothing_is_lost(district, drawn, gone):
    led = dict(zip(UNITS, district["led"], strict=True))
    rows = [
        matter(f"m{n:02d}", score=float(score), department=unit, category=f"c{n % 7}", standing=True, **level)
        | {"kin": [f"m{other:02d}" for other in range(n) if place == 1 and drawn[other][4] == 1]}
        for n, (unit, score, level, _, place) in enumerate(drawn)
    ]
    known = [f"L4|{led[unit]}|m{n:02d}" for n, (unit, _, level, knows, _) in enumerate(drawn) if knows]
    over = [f"{'L5' if who == 'top' else 'L4'}|{who}|case:{n}" for n, who in enumerate(gone)]
    names = ("flags", "topics", "points", "department", "share")
    found = seen(
        *rows, bounds=told({name: district[name] for name in names}), open_cases=500, flagged=known + over,
        led=[f"{post}|{unit}" for unit, post in led.items()] + ["top|"],
    )  # fmt: skip
    assert sorted([*found.put_up["key"], *found.withheld["key"]]) == sorted(row["key"] for row in rows)
    assert all(Why(one).words.zh for one in found.withheld["withheld"])
    asked = found.put_up[found.put_up["override"] == ""]
    spent = {entry.rpartition("|")[0]: set() for entry in known + over}
    for entry in known + over:
        head, _, one = entry.rpartition("|")
        spent[head].add(one)
    for (post, level), mine in asked.groupby(["leader", "level"]):
        most = district["topics"] if level == "L5" else district["flags"]
        before = spent.get(f"{level}|{post}", set())
        new = [row.matter for row in mine.itertuples() if row.matter not in before]
        assert len(mine) <= most
        assert not new or len(before) + len(new) <= most
        assert not new or (len(before) + len(new)) * (20 if level == "L5" else 8) <= district["points"]
    assert len(asked) <= max(8, int(district["share"] * 500))
    assert not asked["matter"].duplicated().any()


@pytest.mark.parametrize("hands", [["cg"], ["cg", "eco"], ["cg", "eco", "st", "fg", "sw"]])
def test_each_unit_that_had_the_matter_may_lead_and_the_others_help(hands):
    found = options({"hands": hands, "holder": hands[-1], "category": "E0116"}, LED)
    assert len(found) == min(len(hands), MOST)
    for one in found:
        assert {one.unit, *one.helpers} == set(hands)
        assert one.unit not in one.helpers


def test_the_unit_whose_duty_names_the_matter_comes_first_with_its_clause():
    from dashboard.district import Duty

    line = Duty(
        org="cg", post="chief", clause="清单3.2.7", categories=("E0116",), confirmed=date(2026, 11, 2)
    )
    listed = frames.district(duties=(line,))
    first, *rest = options({"hands": ["eco", "cg"], "holder": "eco", "category": "E0116"}, listed)
    assert (first.unit, first.clause, first.named) == ("cg", "清单3.2.7", True)
    assert [(one.unit, one.clause) for one in rest] == [("eco", "")]
    other = options({"hands": ["eco", "cg"], "holder": "eco", "category": "E0301"}, listed)
    assert other[0].unit == "eco"
