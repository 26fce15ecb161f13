"""The ranking: tiers by shape and word, places as ranges among comparable peers, few cases as counts."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from layouts.panels.units import UNITS
from layouts.standings import SIGNS, WORDS, standings
from tests.layouts import frames
from tests.layouts.panels.reading import nodes, text


def table(lang="zh", **query):
    """Text of the cells by the name of each unit."""
    drawn = UNITS.draw(frames.busy(UNITS, lang, **query))["units"]
    found = [node for node in nodes(drawn) if node["type"] == "Tr"]
    cells = [[text(cell) for cell in row["props"]["children"]] for row in found]
    return {row[1]: row for row in cells if len(row) > 1}


def told():
    return {one.code: one for one in standings(frames.busy(UNITS))}


def test_a_row_tells_tier_place_trend_raw_rate_interval_and_n():
    row = table()["生态环境局"]
    assert row[0] == "▲需关注"
    assert row[3] == "10–13"
    assert row[4:] == ["80%", "−1.1", "90.5%", "87.1%–93.1%", "370"]


def test_each_tier_has_a_shape_of_its_own_and_a_word():
    shapes = [SIGNS[tier] for tier in ("attention", "hint", "normal", "better", "none")]
    assert len(set(shapes)) == 5
    assert {row[0] for row in table().values()} >= {"▲需关注", "●正常", "★显著优于", "○不评级", "○只列件数"}
    assert all(words.zh and words.en for words in WORDS.values())


def test_the_neediest_stands_on_top_and_those_not_compared_at_the_foot():
    codes = [one.code for one in standings(frames.busy(UNITS)) if one.peer]
    assert codes[0] == "eco"
    assert set(codes[-2:]) == {"rs", "jy"}


def test_a_unit_whose_cases_nobody_shares_has_a_tier_and_a_trend_and_no_place():
    row = table()["房管局"]
    assert (row[0], row[3]) == ("●正常", "—")
    assert row[4] == "20%"
    assert row[5] != "—"
    assert math.isnan(told()["fg"].first)
    assert told()["cg"].peers == told()["eco"].peers == 13


def test_how_comparable_a_unit_is_is_printed_and_never_rounded_up_to_the_half():
    view = frames.busy(UNITS)
    frame = view.frames["fair"]
    shares = frame["comparable"].where(frame["department"] != "cg", 0.4999)
    shares = shares.where(frame["department"] != "sw", math.nan)
    drawn = UNITS.draw(replace(view, frames={"fair": frame.assign(comparable=shares)}))["units"]
    rows = [node for node in nodes(drawn) if node["type"] == "Tr" and len(node["props"]["children"]) > 1]
    told = {text(row["props"]["children"][1]): text(row["props"]["children"][4]) for row in rows}
    assert (told["城管执法局"], told["水务局"], told["单位"]) == ("49%", "—", "可比")


def test_few_cases_are_counts_alone():
    row = table()["教育局"]
    assert row[2] == "按时 2 / 3 件"
    assert row[3:] == ["—", "80%", "—", "—", "—", "3"]


def test_who_cannot_be_told_from_any_peer_has_an_equals_sign():
    view = frames.busy(UNITS)
    frame = view.frames["fair"].assign(effect=0.0, se=1.0)
    found = standings(replace(view, frames={"fair": frame}))
    assert {one.place for one in found if one.compared and one.peer and one.ordered} == {"="}


def test_a_name_leads_to_the_page_of_the_unit_with_the_window():
    drawn = UNITS.draw(frames.busy(UNITS, window="7d"))["units"]
    links = {text(node): node["props"]["href"] for node in nodes(drawn) if node["type"] == "A"}
    assert links["生态环境局"] == "/departments/eco?window=7d"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_funnel_shows_every_compared_unit_with_its_page(lang):
    drawn = UNITS.draw(frames.busy(UNITS, lang, ranking="funnel"))
    spots = drawn["units-graph"]["data"][-1]
    assert "/departments/eco" in spots["customdata"]
    assert len(spots["x"]) == 14 + 0
    assert text(drawn["units"])


def limit_lines(**spread):
    view = frames.busy(UNITS, ranking="funnel")
    drawn = UNITS.draw(replace(view, frames={"fair": view.frames["fair"].assign(**spread)}))
    low, high = (drawn["units-graph"]["data"][side]["y"] for side in (2, 3))
    return low[-1], high[-1], text(drawn["units"])


def test_the_limits_of_the_funnel_are_as_wide_as_the_tiers_say_and_tell_by_how_much():
    narrow, wide = limit_lines(mixture=1.0, drift=0.0), limit_lines(mixture=2.25, drift=0.09)
    assert wide[0] < narrow[0] < 0.945 < narrow[1] < wide[1]
    assert (0.945 - wide[0]) > 1.5 * (0.945 - narrow[0])
    assert "φ = 2.25，σ = 0.30" in wide[2]


@pytest.mark.parametrize("look", ["tiers", "funnel"])
def test_without_anything_settled_it_says_so(look):
    drawn = UNITS.draw(frames.empty(UNITS, ranking=look))
    assert "没有应结案件" in text(drawn["units"])
    assert "units-graph" not in drawn
