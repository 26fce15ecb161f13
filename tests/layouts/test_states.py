"""The designed states say what they are, why, and what comes next."""

from __future__ import annotations

import json

import pytest

from dashboard.text import LANGS
from layouts import states
from layouts.pages import PANELS
from tests.layouts import frames

PANEL = {panel.name: panel for panel in PANELS["wall"]}


def said(node):
    return json.dumps(node, ensure_ascii=False)


@pytest.mark.parametrize("lang", LANGS)
def test_each_state_has_a_sign_of_its_own(lang):
    kinds = [
        states.empty("a", "b")["props"]["className"],
        states.few(3, lang)["props"]["className"],
        states.error("a", "E-1", lang)["props"]["className"],
        states.loading(lang)["props"]["className"],
        states.stale(200, "x", lang)["props"]["className"],
    ]
    assert len(set(kinds)) == 5


def test_too_few_tells_how_many_there_are_and_how_many_are_needed():
    assert "n=3" in said(states.few(3, "zh", 5))
    assert "少于 5 件" in said(states.few(3, "zh", 5))


def test_an_error_names_the_tile_and_carries_its_number():
    words = said(states.error("部门响应", "E-1042-07", "zh"))
    assert "部门响应没有算出来" in words
    assert "E-1042-07" in words
    assert "late" not in words  # not red: our fault, not theirs


def test_an_old_drawing_says_its_age_and_the_cause_and_keeps_all_its_slots():
    panel = PANEL["attention"]
    drawn = panel.draw(frames.busy(panel))
    old = states.aged(panel, drawn, 200, "物联感知停更", "zh")
    assert set(old) == set(drawn)
    assert "3 分 20 秒前的数字" in said(old["attention"][0])
    assert "物联感知停更" in said(old["attention"][0])
    assert old["attention"][1] == drawn["attention"]


def test_a_strip_has_no_room_for_the_amber_strip_and_stays_as_it_is():
    panel = PANEL["kpi-strip"]
    drawn = panel.draw(frames.busy(panel))
    assert states.aged(panel, drawn, 200, "x", "zh") == drawn


def test_skeleton_bars_are_counted_and_named():
    bones = states.loading("en", 8)
    assert len(bones["props"]["children"]) == 8
    assert bones["props"]["aria-label"] == "Loading"
