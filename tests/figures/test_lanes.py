"""The course of a matter in lanes: every stop in its lane, the limit as a line, words that do not collide."""

from __future__ import annotations

import pytest

from dashboard.figures.lanes import LOOKS, MOST_TICKS, Stop, lanes


def stop(day, lane, kind="step", name="派单", width=30.0):
    return Stop(day=day, lane=lane, kind=kind, name=name, hover="x", width=width)


def figure(*stops, limit=None, names=("诉求", "城管", "领导")):
    return lanes(names, stops, limit, "第 {n} 日", "zh", left=90, room=500)


def traces(drawn):
    return {trace["name"]: trace for trace in drawn["data"]}


def test_each_kind_of_stop_is_a_mark_of_its_own_in_its_lane():
    found = traces(figure(stop(0, 0), stop(1, 1, "back"), stop(2, 2, "lever"), stop(3, 2, "asked")))
    assert {kind: (found[kind]["x"], found[kind]["y"]) for kind in LOOKS} == {
        "step": ([0], [0]), "back": ([1], [1]), "lever": ([2], [2]), "asked": ([3], [2]),
    }  # fmt: skip
    assert found["way"]["x"] == [0, 1, 2, 3]


def test_the_first_lane_is_on_top():
    low, high = figure(stop(0, 0))["layout"]["yaxis"]["range"]
    assert low > high


def test_the_limit_is_a_dashed_line_with_its_words_and_without_one_there_is_none():
    drawn = figure(stop(0, 0), limit=(5.0, "◆ 时限"))["layout"]
    assert [one["line"].get("dash") for one in drawn["shapes"]].count("dash") == 1
    assert drawn["annotations"][0]["text"] == "◆ 时限"
    bare = figure(stop(0, 0))["layout"]
    assert not bare["annotations"]
    assert all("dash" not in one["line"] for one in bare["shapes"])


@pytest.mark.parametrize("last", [0.1, 7.0, 41.0, 900.0])
def test_few_days_are_named_however_long_it_took(last):
    ticks = figure(stop(0, 0), stop(last, 1))["layout"]["xaxis"]["tickvals"]
    assert 1 <= len(ticks) <= MOST_TICKS + 1
    assert ticks[0] == 0


def test_a_word_that_would_run_into_the_one_before_it_is_left_to_the_mouse():
    close = traces(figure(stop(0, 1), stop(0.1, 1), stop(9, 1), stop(0.1, 2)))
    assert sorted(close["words"]["x"]) == [0, 0.1, 9]
    assert len(close["step"]["x"]) == 4
