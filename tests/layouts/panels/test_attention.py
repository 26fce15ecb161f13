"""The attention list: why, through whose hands, how late, and which lever."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dashboard.leverage.score import WEIGHTS
from layouts.panels.attention import ATTENTION
from layouts.score_bars import BARS
from tests.layouts import frames


def drawn(frame=None, lang="zh"):
    view = frames.busy(ATTENTION, lang)
    return ATTENTION.draw(view if frame is None else replace(view, frames={"attention": frame}))


def said(drawing):
    return json.dumps(drawing, ensure_ascii=False)


def lines(drawing):
    return drawing["attention"]["props"]["children"][1]["props"]["children"]


def text(node):
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(text, node))
    return text(node["props"].get("children", ""))


def test_a_row_tells_rank_score_matter_path_reason_time_and_lever():
    row = text(lines(drawn())[2])
    for word in (
        "3",
        "69",
        "餐饮油烟扰民 · 30 天 6 次",
        "望潮",
        "城管执法局生态环境局街道",
        "L2、L3 已试未果",
        "超 2 工作日",
        "L4 权势",
    ):
        assert word in row


def test_overrides_carry_their_word_and_stand_in_a_band_of_their_own():
    rows = lines(drawn())
    assert ["jq-att-override" in row["props"]["className"] for row in rows] == [True] * 2 + [False] * 6
    assert "安全直报" in text(rows[0])
    assert "市级件" in text(rows[1])


def test_inked_area_is_the_score():
    """The widths of the bars in the style sheet are the weights: width times height adds up."""
    css = (frames.ROOT / "assets/css/60-attention.css").read_text("utf-8")
    widths = " ".join(f"{WEIGHTS[name]:g}fr" for name in BARS)
    assert f"grid-template-columns: {widths}" in css


def test_the_bars_of_a_district_that_weighs_otherwise_are_as_wide_as_its_weights():
    shown = frames.busy(ATTENTION, "zh")
    assert "style" not in find(lines(drawn()), "jq-bars")[0]["props"]
    score = shown.district.bounds.score.model_copy(update={"risk": 15.0, "late": 20.0})
    bounds = shown.district.bounds.model_copy(update={"score": score})
    district = shown.district.model_copy(update={"bounds": bounds})
    told = ATTENTION.draw(replace(shown, district=district))[ATTENTION.name]
    wide = find(told, "jq-bars")[0]["props"]["style"]
    assert wide == {"gridTemplateColumns": "25fr 15fr 20fr 15fr 15fr 10fr"}


def test_bars_are_as_high_as_their_values():
    heights = [bar["props"]["style"]["height"] for bar in find(lines(drawn())[0], "jq-bar-ink")]
    assert heights == ["75%", "100%", "60%", "28%", "0%", "100%"]


def find(node, name):
    if isinstance(node, list):
        return [found for one in node for found in find(one, name)]
    if isinstance(node, str):
        return []
    mine = [node] if node["props"].get("className") == name else []
    return mine + find(node["props"].get("children", []), name)


def test_what_was_held_back_is_said_and_the_budget_is_shown():
    drawing = drawn()
    assert drawing["attention-note"] == "8 件，另有 5 件未上榜"
    assert text(drawing["attention-tools"]) == "单人本周关注3/5"
    assert len(find(drawing["attention-tools"], "jq-square jq-square-used")) == 3
    nothing = drawn(frames.attention().assign(held_back=0), "en")
    assert nothing["attention-note"] == "8 matters"


def test_a_row_found_by_rule_is_badged_and_shows_how_much_of_the_limit_is_used():
    row = lines(
        drawn(frames.attention().head(1).assign(rule=True, ratio=3.25, score=float("nan"), override=""))
    )[0]
    assert "规则" in text(row)
    assert "3.2×" in text(row)
    assert find(row, "jq-bars") == []


def test_a_matter_without_limit_lever_or_hands_still_has_its_row():
    bare = frames.attention().head(1).assign(left=float("nan"), level="", state="ok")
    bare["hands"], bare["hops"], bare["holder"] = [[]], [[]], None
    row = text(lines(drawn(bare))[0])
    assert "无时限" in row
    assert "无主" in row
    assert "L4" not in row


@pytest.mark.parametrize(
    ("level", "name"), [("L1", "权力"), ("L2", "权责"), ("L3", "权能"), ("L4", "权势"), ("L5", "权威")]
)
def test_each_lever_has_its_word_and_its_weight_on_the_chip(level, name):
    row = lines(drawn(frames.attention().head(1).assign(level=level)))[0]
    assert f"{level} {name}" in text(row)
    assert find(row, f"jq-lever jq-lever-{level.lower()}")


def test_an_empty_list_says_that_this_is_good():
    drawing = ATTENTION.draw(frames.empty(ATTENTION))
    assert "这是好事" in said(drawing)
    assert drawing["attention-note"] == "0 件"
