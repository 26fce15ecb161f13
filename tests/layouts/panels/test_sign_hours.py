"""The week by hour."""

from __future__ import annotations

import json
from dataclasses import replace

from layouts.panels.sign_hours import SIGN_HOURS
from layouts.signing import here, weekdays
from tests.layouts import frames


def graph(lang="zh"):
    return SIGN_HOURS.draw(frames.busy(SIGN_HOURS, lang))["sign-hours-graph"]


def test_seven_days_of_twenty_four_hours_all_have_a_class():
    classes = graph()["data"][0]["z"]
    assert len(classes) == 7
    assert all(len(row) == 24 and None not in row for row in classes)


def test_this_very_hour_is_boxed_by_the_districts_clock():
    assert here(frames.busy(SIGN_HOURS)) == (4, 10)
    box = graph()["layout"]["shapes"][0]
    assert (box["x0"], box["y0"], box["line"]["width"]) == (9.5, 3.5, 2)


def test_only_shapes_are_printed_and_only_from_the_third_class_on():
    words = [word for trace in graph()["data"] if trace.get("mode") == "text" for word in trace["text"]]
    assert sorted(words) == ["▲"] * 9 + ["◆"]


def test_days_and_hours_are_named_in_both_languages():
    assert weekdays("zh") == ["一", "二", "三", "四", "五", "六", "日"]
    assert weekdays("en") == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert graph()["layout"]["xaxis"]["ticktext"] == ["0", "6", "9", "12", "15", "18", "23"]


def test_an_hour_without_a_dispatch_is_hatched_and_says_zero():
    view = frames.busy(SIGN_HOURS)
    hours = view.frames["hours"]
    fewer = replace(view, frames={"hours": hours[(hours["weekday"] != 3) | (hours["hour"] != 14)]})
    heat = SIGN_HOURS.draw(fewer)["sign-hours-graph"]["data"][0]
    assert heat["z"][2][14] == -1
    assert heat["hovertext"][2][14] == "n = 0"


def test_a_source_that_does_not_tell_of_signing_is_said_to_be_silent():
    view = frames.busy(SIGN_HOURS)
    feeds = tuple(feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in view.district.feeds)
    drawing = SIGN_HOURS.draw(replace(view, district=frames.district(feeds=feeds)))
    assert "来源未说明签收" in json.dumps(drawing, ensure_ascii=False)
    assert "sign-hours-graph" not in drawing
