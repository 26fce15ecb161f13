"""Units among their peers: the neediest first, ties told as ties, nobody compared without enough cases."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import Source
from dashboard.district import Named
from dashboard.indicators.proportions import wilson
from dashboard.text import Text
from layouts.panels.units import UNITS
from layouts.units import LEAST, Group, Line, Rate, beside, chosen, groups, lines, needs, one_unit
from tests.layouts import frames
from tests.layouts.frames_departments import UNITS as TOLD


def rate(hits, n):
    return Rate.summed([Rate(hits=hits, n=n)])


def unit(code, hits, n, **given_):
    return Line(code=code, on_time=rate(hits, n), **given_)


def district(**peers):
    """The small district with its units in these groups, the groups named in this order."""
    whole = frames.district()
    of = {code: group for group, codes in peers.items() for code in codes.split()}
    orgs = tuple(org.model_copy(update={"peer": of.get(org.code, "")}) for org in whole.orgs)
    named = tuple(Named(code=group, name=Text(f"{group}组", group)) for group in peers)
    return whole.model_copy(update={"orgs": orgs, "peers": named})


def test_groups_stand_in_the_order_of_the_district_file_and_those_of_none_last():
    found = [unit(code, 9, 20) for code in ("eco", "cg", "fg", "")]
    kinds = groups(found, district(works="fg eco", law="cg"))
    assert [(group.code, [one.code for one in group.compared]) for group in kinds] == [
        ("works", ["eco", "fg"]),
        ("law", ["cg"]),
        ("", [""]),
    ]


def test_the_neediest_stands_first_and_equal_shares_stand_by_their_code():
    found = [unit("fg", 19, 20), unit("eco", 10, 20), unit("cg", 20, 40), unit("jj", 2, 3)]
    (group,) = groups(found, district(a="eco cg fg jj"))
    assert [one.code for one in group.compared] == ["cg", "eco", "fg"]
    assert [one.code for one in group.rest] == ["jj"]


@pytest.mark.parametrize(("n", "compared"), [(LEAST - 1, False), (LEAST, True), (0, False)])
def test_ten_cases_are_enough_to_be_compared(n, compared):
    assert unit("eco", n, n).compared is compared


def test_a_unit_that_never_closes_stands_first_and_one_case_never_leads():
    never, lucky = unit("eco", 0, 40), unit("cg", 1, 1)
    (group,) = groups([unit("fg", 30, 40), never, lucky], district(a="eco cg fg"))
    assert group.compared[0] is never
    assert lucky in group.rest


def test_a_place_is_a_range_where_intervals_meet_and_a_number_where_they_do_not():
    best, middle, same, worst = (
        unit(code, hits, 400) for code, hits in zip("abcd", (396, 360, 356, 200), strict=True)
    )
    group = Group(code="x", compared=[worst, same, middle, best], rest=[])
    assert [group.place(one) for one in (best, middle, same, worst)] == [(1, 1), (2, 3), (2, 3), (4, 4)]


def test_without_peers_or_with_too_few_cases_there_is_no_place():
    alone = unit("a", 30, 40)
    assert Group(code="x", compared=[alone], rest=[]).place(alone) is None
    both = [alone, unit("b", 10, 40)]
    assert Group(code="", compared=both, rest=[]).place(alone) is None
    few = unit("c", 1, 2)
    assert Group(code="x", compared=both, rest=[few]).place(few) is None


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(LEAST, 200)), min_size=2, max_size=9))
@settings(max_examples=60, deadline=None)
def test_a_place_by_share_lies_in_the_range_and_who_is_told_apart_stands_before(drawn):
    found = [unit(str(i), min(hits, n), n) for i, (hits, n) in enumerate(drawn)]
    group = Group(code="a", compared=found, rest=[])
    best_first = sorted(found, key=lambda one: -one.on_time.share)
    for place, one in enumerate(best_first, 1):
        first, last = group.place(one)
        assert first <= place <= last
        for other in found:
            if one.on_time.low > other.on_time.high:
                behind = group.place(other)
                assert (first < behind[0], last < behind[1]) == (True, True)


def test_sums_are_rates_of_their_own_and_nothing_has_no_rate():
    both = Rate.summed([Rate(hits=90, n=100), Rate(hits=10, n=20)])
    low, high = wilson(pd.Series([100]), pd.Series([120]))
    assert (both.hits, both.n, both.share) == (100, 120, 100 / 120)
    assert (both.low, both.high) == (float(low.iloc[0]), float(high.iloc[0]))
    assert all(
        math.isnan(part) for part in (Rate.summed([]).share, Rate.summed([]).low, Rate.of(None, "x").high)
    )


def test_every_unit_that_any_measure_names_has_a_line_and_what_it_lacks_is_zero():
    view = frames.busy(UNITS, ranking="raw")
    found = {one.code: one for one in lines(view)}
    assert set(found) == {code or "" for code in TOLD}
    assert (found["ga"].overdue, found["ga"].received) == (0, 158)
    assert (found[""].received, found[""].returns.n) == (12, 0)
    only = replace(
        view, frames={**view.frames, "units-open": view.frames["units-open"].assign(department="zz")}
    )
    assert {one.code: one.open for one in lines(only)}["zz"] > 0


def test_the_sums_over_all_lines_are_the_sums_of_the_measures():
    view = frames.busy(UNITS, ranking="raw")
    found = lines(view)
    for name in ("received", "open", "overdue"):
        assert sum(getattr(one, name) for one in found) == view.frames[f"units-{name}"]["value"].sum()
    assert sum(one.on_time.n for one in found) == view.frames["units-on-time"]["n"].sum()


def test_all_units_are_asked_for_whichever_the_page_is_filtered_by_and_other_filters_stand():
    query = {"department": "eco", "street": "990101002", "source": Source.GRID.value, "window": "7d"}
    for need in needs(query).values():
        assert need.ask.by == ("department",)
        assert dict(need.ask.where) == {"street": ("990101002",), "source": ("GRID",)}
        assert (need.ask.window is None) == (need.indicator.window is None)
    assert needs(query).keys() == needs({}).keys()


def test_one_unit_is_one_that_has_a_name():
    assert one_unit({"department": "eco"}) == "eco"
    assert one_unit({"department": "eco,cg"}) == one_unit({"department": "-"}) == one_unit({}) == ""
    assert chosen({"department": "eco,-"}) == {"eco", ""}


def test_one_unit_is_shown_among_its_peers_and_several_alone():
    home = district(works="fg eco", law="cg")
    assert beside({"department": "eco"}, home) == {"eco", "fg"}
    assert beside({"department": "eco,cg"}, home) == {"eco", "cg"}
    assert beside({"department": "uomc"}, home) == {"uomc"}
    assert beside({"department": "-"}, home) == {""}
    assert beside({}, home) == frozenset()
