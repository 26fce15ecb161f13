"""Units among their peers: the neediest first, ties told as ties, nobody compared without enough cases."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

from dashboard.cases import Source
from dashboard.district import Named
from dashboard.indicators.proportions import wilson
from dashboard.text import Text
from layouts.panels.units import UNITS
from layouts.units import LEAST, Line, Rate, beside, chosen, groups, lines, needs, one_unit
from tests.layouts import frames
from tests.layouts.frames_departments import UNITS as TOLD
from tests.layouts.panels.reading import nodes, text


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


def heads_and_rows(view):
    """The heads of the raw table, and how many columns each of its rows fills."""
    (table,) = [node for node in nodes(UNITS.draw(view)[UNITS.name]) if node["type"] == "Table"]
    rows = [node for node in nodes(table) if node["type"] == "Tr"]
    cells = [[cell for cell in nodes(row) if cell["type"] in ("Th", "Td")] for row in rows]
    heads = [text(cell) for cell in cells[0]]
    return heads, [sum(cell["props"].get("colSpan", 1) for cell in row) for row in cells]


@pytest.mark.parametrize(("lang", "place"), [("zh", "位次"), ("en", "Place")])
def test_raw_rates_give_nobody_a_place_and_the_tiers_do(lang, place):
    raw = replace(frames.busy(UNITS, ranking="raw"), lang=lang)
    heads, widths = heads_and_rows(raw)
    assert place not in heads
    assert set(widths) == {len(heads)}
    assert "jq-units-place" not in str(UNITS.draw(raw))
    ranked, widths = heads_and_rows(replace(frames.busy(UNITS), lang=lang))
    assert place in ranked
    assert set(widths) == {len(ranked)}


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
