"""Six numbers of a week against the week before: right, honest, and each with the list behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.indicators import Ask
from layouts.panels.weekly_numbers import NUMBERS, WEEKLY_NUMBERS, change
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, nodes, text


def tiles(view=None, lang="zh", **query):
    drawn = WEEKLY_NUMBERS.draw(view or frames.busy(WEEKLY_NUMBERS, lang, **query))["weekly-numbers"]
    return {tile["props"]["data-number"]: tile for tile in drawn}


def value(tile):
    return text(classed(tile, "jq-week-value"))


def test_flows_are_the_sums_of_their_days():
    frame = frames.busy(WEEKLY_NUMBERS).frames["week-received"]
    whole = int(frame[frame["value"] < 9_999]["value"].sum())
    assert value(tiles()["received"]) == f"{whole:,}"


def test_stocks_are_those_of_the_last_moment_and_of_exactly_a_week_before():
    found = tiles()
    assert (value(found["overdue"]), value(found["open"])) == ("41", "1,862")
    assert "↓ 6 (12.8%) 较前一周" in text(found["overdue"])
    assert "周日 24 时" in text(found["overdue"])
    needs = WEEKLY_NUMBERS.needs({})
    assert needs["overdue"].ask == Ask(trend=True)
    assert needs["week-received"].ask.by == needs["week-received-before"].ask.by == ("day",)
    assert needs["week-received-before"].ask.ago.days == 7


def test_a_share_stands_with_its_n_its_interval_and_its_change_in_points():
    said = text(tiles()["on-time"])
    assert "96.5%" in said
    assert "n 2,800 · 95% 区间 95.8–97.1%" in said
    assert "−0.3 点" in said


def test_red_is_for_what_is_past_its_limit_alone_and_only_when_there_is_any():
    red = {name for name, tile in tiles().items() if "jq-week-late" in tile["props"]["className"]}
    assert red == {"overdue", "passed-around"}
    empty = tiles(frames.empty(WEEKLY_NUMBERS))
    assert not [tile for tile in empty.values() if "jq-week-late" in tile["props"]["className"]]


def test_a_week_without_a_case_says_zero_and_no_rate():
    found = tiles(frames.empty(WEEKLY_NUMBERS))
    assert value(found["received"]) == "0"
    assert value(found["on-time"]) == "—"
    assert "分母为空" in text(found["on-time"])


def test_what_no_source_tells_is_no_zero():
    view = frames.busy(WEEKLY_NUMBERS)
    feeds = tuple(feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in view.district.feeds)
    found = tiles(replace(view, district=frames.district(feeds=feeds)))["passed-around"]
    assert value(found) == "—"
    assert "来源未说明" in text(found)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.indicator.name)
def test_each_number_leads_to_the_list_behind_it(number):
    (address,) = links(tiles()[number.indicator.name])
    assert address.startswith(f"/cases?of={number.indicator.name}&")
    assert "week=2026-W46" in address
    assert ("outcome=late%2Con_time" in address) == (number.kind == "share")


def test_the_week_under_way_is_compared_with_the_same_moment():
    found = tiles(week="2026-W47", lang="en")
    assert "vs same moment, week before" in text(found["open"])
    assert "now" in text(classed(found["open"], "jq-week-when"))


def test_a_change_without_a_ground_to_compare_with_is_no_percentage():
    assert text(change(5, 0, "zh", of_share=False)) == "↑ 5"
    assert text(change(5, 5, "en", of_share=False)) == "no change"
    assert text(change(5, float("nan"), "en", of_share=False)) == "—"
    assert text(change(float("nan"), 0.5, "zh", of_share=True)) == "分母为空，不显示比率"


def test_every_number_carries_its_definition():
    for tile in tiles().values():
        titles = [node["props"]["title"] for node in nodes(tile) if "title" in node["props"]]
        assert len(titles[0]) > 10
