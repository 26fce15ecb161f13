"""What stands before leaders: never more than a week's budget of each, and why the others do not."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.district import Leader
from dashboard.leverage import WEEKLY_BUDGET
from dashboard.leverage.agenda import agenda
from dashboard.leverage.budget import LEADERS, Why
from dashboard.leverage.options import MOST, options
from tests.layouts import frames

LED = frames.district(
    leaders=(
        Leader(post="lead", portfolio=("eco", "cg"), confirmed=date(2026, 11, 2)),
        Leader(post="chief", portfolio=("fg",), confirmed=date(2026, 11, 2)),
    )
)


def rows(*told):
    columns = ["key", "rank", "level", "override", "holder", "withheld"]
    return pd.DataFrame(
        [{"withheld": "", **dict(zip(columns, one, strict=False))} for one in told], columns=columns
    )


def test_a_leader_is_asked_for_five_matters_and_the_sixth_is_told_why_it_waits():
    found = agenda(rows(*((f"m{n}", n + 1, "L4", "", "eco") for n in range(6))), LED)
    assert found.put_up["key"].tolist() == [f"m{n}" for n in range(5)]
    assert found.withheld["key"].tolist() == ["m5"]
    assert found.reasons == [(Why.LEADER, 1)]


def test_an_override_and_what_asks_for_no_leader_spend_nothing():
    told = [(f"o{n}", n + 1, "L4", "safety", "eco") for n in range(4)]
    told += [(f"m{n}", n + 5, "L3", "", "eco") for n in range(4)]
    assert len(agenda(rows(*told), LED).put_up) == 8


def test_each_leader_has_a_week_of_their_own():
    told = [(f"m{n}", n + 1, "L4", "", "eco" if n % 2 else "fg") for n in range(8)]
    assert len(agenda(rows(*told), LED).put_up) == 8


def test_reasons_are_told_the_commonest_first():
    told = [
        ("a", 0, "", "", "eco", "panel"),
        ("b", 0, "", "", "eco", "silenced"),
        ("c", 0, "", "", "eco", "panel"),
    ]
    assert agenda(rows(*told), LED).reasons == [(Why.PANEL, 2), (Why.SILENCED, 1)]


ROW = st.tuples(
    st.booleans(), st.sampled_from(["L2", "L3", "L4", "L5"]), st.sampled_from(["", "", "safety"]),
    st.sampled_from(["eco", "cg", "fg", "sw"]),
)  # fmt: skip


@given(st.lists(ROW, max_size=20))
def test_nothing_is_lost_and_no_leader_has_more_than_the_budget(drawn):
    told = [
        (f"m{n}", n + 1 if shown else 0, level, over, unit, "" if shown else "panel")
        for n, (shown, level, over, unit) in enumerate(drawn)
    ]
    found = agenda(rows(*told), LED)
    assert sorted([*found.put_up["key"], *found.withheld["key"]]) == sorted(one[0] for one in told)
    asked = found.put_up[found.put_up["level"].isin(LEADERS) & (found.put_up["override"] == "")]
    whose = asked["holder"].map({"eco": "lead", "cg": "lead", "fg": "chief", "sw": ""})
    spent = Counter(whose.where(asked["level"] == "L4", ""))
    assert all(n <= WEEKLY_BUDGET for n in spent.values())
    assert all(found.withheld["withheld"] != "")


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
