"""The head, the clocks, the repeats and the place of one case."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from dashboard.cases import Phase, Stage
from layouts.links import case
from layouts.one_case import ask, number_of, stamp
from layouts.pages import PANELS
from layouts.panels.one_clocks import ONE_CLOCKS
from layouts.panels.one_head import ONE_HEAD
from layouts.panels.one_place import ONE_PLACE
from layouts.panels.one_repeats import ONE_REPEATS
from tests.layouts import frames, frames_case
from tests.layouts.panels.reading import classed, links, nodes, text

TILES = [panel for panel in PANELS["case"] if panel.name.startswith("one-")]


def with_record(panel, lang="zh", **given):
    view = frames.busy(panel, lang)
    return replace(view, frames={**view.frames, "case": frames_case.record(**given)})


def badge(**given):
    (found,) = classed(ONE_HEAD.draw(with_record(ONE_HEAD, **given))["one-head"], "jq-one-badge")
    kinds = found["props"]["className"].split()
    return next(kind for kind in kinds if kind != "jq-one-badge"), text(found).strip()


@pytest.mark.parametrize("panel", TILES, ids=lambda panel: panel.name)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_tile_says_so_where_there_is_no_such_case(panel, lang):
    drawing = panel.draw(frames.empty(panel, lang))
    assert {"zh": "没有这件", "en": "No such case"}[lang] in text(drawing[panel.name])


def test_a_key_that_is_too_long_to_be_one_asks_for_none():
    assert ask({"key": "case:f/1"}).where == (("key", ("case:f/1",)),)
    assert ask({"key": "x" * 1_000}).where == ask({}).where == ()


def test_the_head_tells_what_where_how_urgent_and_through_whose_hands():
    told = text(ONE_HEAD.draw(frames.busy(ONE_HEAD))["one-head"])
    for word in (
        "餐饮油烟扰民",
        "20261109-0417",
        "E0116",
        "12345 热线",
        "望潮",
        "第 3 网格",
        "一般",
        "处置中",
    ):
        assert word in told
    hands = classed(ONE_HEAD.draw(frames.busy(ONE_HEAD))["one-head"], "jq-path-unit")
    assert [text(hand) for hand in hands] == ["城管执法局", "生态环境局", "街道"]


def test_the_words_of_a_citizen_are_cut_at_thirty_characters():
    (words,) = classed(ONE_HEAD.draw(frames.busy(ONE_HEAD))["one-head"], "jq-one-text")
    assert len(text(words)) == 30


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        ({}, "late", "超 6.7 工时"),
        ({"left": -960.0}, "late", "超 2 工作日"),
        ({"left": 100.0, "late": False, "state": "near"}, "near", "剩 1.7 工时"),
        ({"left": 900.0, "late": False, "state": "ok", "paused": True}, "ok", "剩 1 工作日 · 挂账停表"),
        ({"allowed": math.nan, "left": math.nan, "late": False, "state": "unknown"}, "unknown", "无时限"),
        ({"open": False, "phase": "closed"}, "late", "逾期办结"),
        ({"open": False, "phase": "archived", "late": False}, "ok", "按时办结"),
        ({"open": False, "phase": "voided"}, "unknown", "作废"),
    ],
)
def test_the_badge_says_how_the_case_stands_against_its_limit(given, kind, words):
    assert badge(**given) == (f"jq-one-{kind}", words)


def test_a_nominated_case_shows_score_and_lever_as_advice_and_others_show_neither():
    drawing = ONE_HEAD.draw(frames.busy(ONE_HEAD))
    assert text(classed(drawing["one-head"], "jq-one-score")) == "69关注分"
    assert text(classed(drawing["one-head"], "jq-one-lever")) == "L4 权势专报多家退单、已超期、重复诉求建议借"
    other = ONE_HEAD.draw(with_record(ONE_HEAD, key="case:grid/other"))["one-head"]
    assert not classed(other, "jq-one-score")
    assert not classed(other, "jq-lever")


def test_an_open_case_can_be_drafted_for_and_one_that_has_ended_cannot():
    def drafts(**given):
        drawn = ONE_HEAD.draw(with_record(ONE_HEAD, **given))["one-head"]
        return [one["props"] for one in nodes(drawn) if one["props"].get("data-act") == "lever.draft"]

    (props,) = drafts()
    assert (props["data-right"], props["data-of-seen"], props["data-of-on"][:5]) == ("borrow", "0", "case:")
    assert drafts(open=False, phase="closed") == []


def test_a_case_that_is_held_back_says_so():
    view = frames.busy(ONE_HEAD)
    back = view.frames["nominations"].assign(rank=0, level=math.nan)
    drawing = ONE_HEAD.draw(replace(view, frames={**view.frames, "nominations": back}))
    assert text(classed(drawing["one-head"], "jq-one-score")) == "69关注分 · 未上榜"


def test_a_case_that_nobody_nominates_is_advised_its_lever_and_its_draft_is_filled_with_it():
    view = frames.busy(ONE_HEAD)
    nobody = view.frames["nominations"].head(0)
    drawn = ONE_HEAD.draw(replace(view, frames={**view.frames, "nominations": nobody}))["one-head"]
    assert not classed(drawn, "jq-one-score")
    assert text(classed(drawn, "jq-one-lever")) == "L2.3 权责黄牌督办已超期建议借"
    (props,) = [one["props"] for one in nodes(drawn) if one["props"].get("data-act") == "lever.draft"]
    assert props["data-of-kind"] == "yellow-card"


@pytest.mark.parametrize(
    ("given", "href"),
    [
        ({"leader": "case:municipal/7 7"}, "/cases/municipal/7%207"),
        ({"followers": ["case:grid/8"]}, "/cases/grid/8"),
    ],
)
def test_the_same_case_of_another_feed_is_a_link(given, href):
    (pair,) = classed(ONE_HEAD.draw(with_record(ONE_HEAD, **given))["one-head"], "jq-one-pair")
    assert links(pair) == [href]
    assert not classed(ONE_HEAD.draw(frames.busy(ONE_HEAD))["one-head"], "jq-one-pair")


@pytest.mark.parametrize("panel", [ONE_CLOCKS, ONE_REPEATS], ids=lambda panel: panel.name)
def test_a_case_that_follows_another_has_neither_clocks_nor_repeats_of_its_own(panel):
    assert "领头" in text(panel.draw(with_record(panel, leader="case:grid/1"))[panel.name])


def test_a_case_without_lists_of_hands_shows_who_answers_for_it():
    drawing = ONE_HEAD.draw(with_record(ONE_HEAD, hands=None, hops=None))
    assert text(classed(drawing["one-head"], "jq-path-unit")) == "街道"


def clock_rows(view):
    rows = classed(ONE_CLOCKS.draw(view)["one-clocks"], "jq-clock-row")
    return {text(classed(row, "jq-clock-name")): row for row in rows}


def test_every_stage_has_its_clock_and_the_whole_way_stands_below():
    rows = clock_rows(frames.busy(ONE_CLOCKS))
    assert list(rows) == ["签收 第 2 次", "先行联系", "处置", "核查", "全程"]
    said = {name: text(classed(row, "jq-clock-words")).strip() for name, row in rows.items()}
    assert said == {
        "签收 第 2 次": "超 1.2 工时", "先行联系": "用 1 工时", "处置": "超 6.7 工时",
        "核查": "未开始", "全程": "超 6.7 工时",
    }  # fmt: skip
    assert "从派单起算，不从签收起算" in text(ONE_CLOCKS.draw(frames.busy(ONE_CLOCKS))["one-clocks"])


def test_only_what_is_past_its_limit_is_red_and_pauses_are_hatched():
    rows = clock_rows(frames.busy(ONE_CLOCKS))
    assert [name for name, row in rows.items() if classed(row, "jq-clock-over")] == [
        "签收 第 2 次",
        "处置",
        "全程",
    ]
    assert len(classed(rows["处置"], "jq-clock-pause")) == 1
    assert not classed(rows["先行联系"], "jq-clock-pause")


def test_a_stage_that_its_source_cannot_tell_is_not_called_unbegun():
    view = frames.busy(ONE_CLOCKS)
    feeds = tuple(feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in view.district.feeds)
    row = clock_rows(replace(view, district=frames.district(feeds=feeds)))[Stage.CHECK.label.zh]
    assert "来源未说明" in text(row)


def test_without_a_limit_a_clock_has_no_tick_and_nothing_red():
    view = with_record(ONE_CLOCKS, allowed=math.nan, left=math.nan, late=False, state="unknown")
    whole = clock_rows(view)["全程"]
    assert not classed(whole, "jq-clock-tick")
    assert not classed(whole, "jq-clock-over")
    assert "无时限" in text(whole)


def test_repeats_are_links_with_day_distance_unit_and_phase():
    drawing = ONE_REPEATS.draw(frames.busy(ONE_REPEATS))
    rows = [text(row) for row in classed(drawing["one-repeats"], "jq-near")][1:]
    assert rows == ["11-1812 米街道处置中", "11-158 米街道已结案", "10-2831 米无主已归档"]
    assert links(drawing["one-repeats"]) == ["/cases/hotline/r1", "/cases/grid/r2", "/cases/hotline/r3"]
    assert drawing["one-repeats-note"].startswith("3 件")


def test_of_many_repeats_the_note_tells_how_many_are_not_shown():
    view = frames.busy(ONE_REPEATS)
    many = view.frames["case-repeats"].assign(total=120)
    drawing = ONE_REPEATS.draw(replace(view, frames={**view.frames, "case-repeats": many}))
    assert drawing["one-repeats-note"] == "120 件，列最近 3 件"


@pytest.mark.parametrize(
    ("place", "said"), [("inside", "这是好事"), ("default", "默认点"), ("none", "没有给坐标")]
)
def test_without_repeats_it_says_whether_that_is_good_or_only_unknown(place, said):
    view = with_record(ONE_REPEATS, place=place)
    none = replace(view, frames={**view.frames, "case-repeats": view.frames["case-repeats"].iloc[:0]})
    assert said in text(ONE_REPEATS.draw(none)["one-repeats"])


def drawn(view):
    figure = ONE_PLACE.draw(view)["one-place-graph"]
    return {trace["name"]: trace for trace in figure["data"] if "name" in trace}


def test_the_case_stands_on_the_map_by_its_state_with_its_repeats_as_links():
    traces = drawn(frames.busy(ONE_PLACE))
    assert (traces["late"]["x"], traces["late"]["y"]) == ([frames_case.here()[0]], [frames_case.here()[1]])
    assert traces["ok"]["customdata"] == ["/cases/hotline/r1", "/cases/grid/r2", "/cases/hotline/r3"]
    assert "reach" in traces


def test_the_matter_of_a_home_is_drawn_at_the_centre_of_its_grid_only():
    given = {"category": "C0101", "lon": frames_case.here()[0] + 0.0011}
    view = with_record(ONE_PLACE, **given)
    homes = replace(
        view, frames={**view.frames, "case-repeats": view.frames["case-repeats"].assign(category="C0101")}
    )
    traces, centres = drawn(homes), set(view.geometry.centroids.values())
    for name in ("late", "ok"):
        assert set(zip(traces[name]["x"], traces[name]["y"], strict=True)) <= centres
    assert "reach" not in traces
    assert str(given["lon"]) not in json.dumps(ONE_PLACE.draw(homes))


def test_the_place_as_a_table_says_each_repeat_with_distance_and_state_and_leads_to_it():
    view = frames.busy(ONE_PLACE, table="one-place")
    told = ONE_PLACE.draw(view)["one-place"]
    lines = [text(node) for node in nodes(told) if node["type"] == "Tr"][1:]
    repeats = view.frames["case-repeats"]
    assert lines[0].startswith("本件11-09 09:12—超")
    assert len(lines) == 1 + len(repeats)
    assert all("米" in line for line in lines[1:])
    assert links(told) == [case(key) for key in repeats["key"]]
    assert "50 米内重复 3 件" in text(told)


@pytest.mark.parametrize("place", ["none", "default", "outside"])
def test_a_point_that_is_not_meant_is_not_drawn(place):
    traces = drawn(with_record(ONE_PLACE, place=place))
    assert traces["late"]["x"] == []
    assert "reach" not in traces


def test_a_case_without_point_and_street_has_no_map():
    drawing = ONE_PLACE.draw(with_record(ONE_PLACE, place="none", street=None))
    assert "没有位置" in text(drawing["one-place"])
    assert "one-place-graph" not in drawing


def test_only_streets_in_sight_are_drawn_and_each_label_stands_beside_the_case():
    view = frames.busy(ONE_PLACE)
    figure = ONE_PLACE.draw(view)["one-place-graph"]
    labels = next(trace for trace in figure["data"] if trace.get("name") == "label")
    assert 1 <= len(labels["x"]) < len(view.geometry.streets)
    lon, lat = frames_case.here()
    assert all(math.dist((x, y), (lon, lat)) > 0.0005 for x, y in zip(labels["x"], labels["y"], strict=True))


def test_a_moment_of_another_year_carries_its_year():
    view = frames.busy(ONE_HEAD)
    assert stamp(frames_case.at("11-09 09:12"), view) == "11-09 09:12"
    assert stamp(frames_case.at("11-09 09:12").replace(year=2025), view) == "2025-11-09 09:12"


def test_a_number_is_the_key_without_its_source():
    assert number_of("case:grid/A/7") == "A/7"


@pytest.mark.parametrize("phase", Phase)
def test_every_phase_has_its_badge(phase):
    kind, words = badge(phase=phase.value, open=phase.is_open)
    assert kind in ("jq-one-late", "jq-one-unknown")
    assert words


def foretold(lang="zh", **given):
    view = frames.busy(ONE_CLOCKS, lang)
    view = replace(view, frames={**view.frames, "case-lateness": frames_case.lateness(**given)})
    return [text(found) for found in classed(ONE_CLOCKS.draw(view)["one-clocks"], "jq-clock-forecast")]


def test_the_clocks_say_how_likely_it_is_late_with_how_far_that_may_be_believed():
    (told,) = foretold()
    assert "已校准" in told
    assert "同类案件办到这一步仍未结的，72% 最后超期（n=34" in told
    assert "ended up late (n=34" in foretold("en")[0]


def test_without_support_they_say_no_percentage_and_of_a_late_case_nothing():
    (told,) = foretold(rung="L3", prob=math.nan, low=math.nan, high=math.nan, word="")
    assert "历史不足" in told
    assert "%" not in told
    assert foretold(late=True, rung="") == []
