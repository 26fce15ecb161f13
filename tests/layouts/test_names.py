"""Names of streets, units and categories, and the path through hands."""

from __future__ import annotations

import math

from dashboard.district import Told
from layouts import names
from layouts.hands import path
from tests.layouts import frames

DISTRICT = frames.district()


def words(nodes):
    return [node["props"].get("aria-label") or node["props"]["children"] for node in nodes]


def test_a_street_is_called_without_the_word_for_street():
    assert names.street(DISTRICT, "990101002", "zh") == "望潮"
    assert names.street(DISTRICT, "990101010", "zh") == "青禾镇"
    assert names.street(DISTRICT, "990101002", "en") == "Wangchao"
    assert names.plain("街道") == "街道"


def test_what_is_missing_is_named_as_missing():
    for nothing in (None, math.nan, ""):
        assert names.street(DISTRICT, nothing, "zh") == "无街镇"
        assert names.unit(DISTRICT, nothing, "en") == "nobody"
        assert names.category(DISTRICT, nothing, "zh") == "—"


def test_an_unknown_code_stays_visible():
    assert names.unit(DISTRICT, "D99", "zh") == "D99"


def test_a_district_tells_what_any_of_its_sources_tells():
    assert names.tells(DISTRICT, Told.HANDS)
    mute = DISTRICT.feeds[0].model_copy(update={"tells": frozenset({Told.HANDLE})})
    assert not names.tells(frames.district(feeds=(mute,)), Told.HANDS)


def test_the_path_shows_returns_and_passings_and_ends_with_who_has_it():
    nodes = path(DISTRICT, ["cg", "eco", "st"], ["return", "pass"], 400, "zh")
    assert words(nodes) == ["城管执法局", "退回后转", "生态环境局", "转", "街道"]
    assert "jq-icon-hop-return" in nodes[1]["props"]["className"]
    assert "jq-icon-hop-pass" in nodes[3]["props"]["className"]


def test_a_long_path_keeps_its_last_hands():
    nodes = path(DISTRICT, ["cg", "eco", "st", "fg", "sw", "jg"], ["return"] * 5, 330, "zh")
    units = [word for word in words(nodes) if word not in ("退回后转", "… ")]
    assert units == ["街道", "房管局", "水务局", "建管委"]
    assert words(nodes)[0] == "… "


def test_the_last_hand_is_shown_however_little_room_there_is():
    assert words(path(DISTRICT, ["cg", "eco"], ["return"], 10, "en")) == ["… ", "Ecology"]


def test_nobody_had_it_makes_no_path():
    assert path(DISTRICT, [], [], 300, "zh") == []
