"""The key figures against last week."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from layouts.panels import kpi_strip
from layouts.panels.kpi_strip import FIGURES, KPI_STRIP
from tests.layouts import frames


def tiles(view):
    return {tile["props"]["data-kpi"]: tile for tile in KPI_STRIP.draw(view)["kpi-strip"]}


def text(node):
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(text, node))
    return text(node["props"].get("children", "")) if node["type"] != "Img" else ""


def test_eight_tiles_in_the_order_of_the_wall():
    found = tiles(frames.busy(KPI_STRIP))
    assert list(found) == [
        "open", "urgent-open", "received-today", "closed-today", "due-soon", "overdue", "unsigned",
        "passed-around",
    ]  # fmt: skip


def test_a_tile_says_figure_badge_and_change():
    assert text(tiles(frames.busy(KPI_STRIP))["overdue"]) == "超期未结已超41↓ 6 (12.8%) 较上周同刻"
    assert text(tiles(frames.busy(KPI_STRIP, "en"))["open"]) == "Open1,862↑ 38 (2.1%) vs last Fri"


def test_colour_is_spent_only_where_there_is_something_to_warn_of():
    busy, empty = tiles(frames.busy(KPI_STRIP)), tiles(frames.empty(KPI_STRIP))
    states = {name: tile["props"]["className"] for name, tile in busy.items()}
    assert [name for name, state in states.items() if "late" in state] == [
        "overdue",
        "unsigned",
        "passed-around",
    ]
    assert [name for name, state in states.items() if "near" in state] == ["due-soon"]
    assert {tile["props"]["className"] for tile in empty.values()} == {"jq-kpi"}


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        (5, 5, "持平 较上周同刻"),
        (0, 47, "本刻为零，↓ 47 较上周同刻"),
        (3, 0, "↑ 3 较上周同刻"),
        (math.nan, 4, "分母为空，不显示比率"),
        (4, math.nan, "较上周同刻 —"),
    ],
)
def test_the_change_is_said_in_every_case(now, before, said):
    assert text(kpi_strip.delta(now, before, frames.NOW, "zh")) == said


def test_a_figure_no_source_can_know_is_a_dash_and_never_a_zero():
    view = frames.empty(KPI_STRIP)
    mute = [feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in view.district.feeds]
    silent = tiles(replace(view, district=frames.district(feeds=tuple(mute))))
    assert text(silent["unsigned"]) == "超时未签收—来源未说明"
    assert text(silent["passed-around"]) == "退单无人接—来源未说明"
    assert "0" in text(silent["open"])


def test_a_moment_without_a_row_is_a_gap_and_not_a_zero():
    frame = frames.trend(5, 4, 1)
    series = kpi_strip.series(frame[frame["n"] != 3], "now")
    assert len(series) == kpi_strip.POINTS
    assert math.isnan(series[3])
    assert series[-1] == 5


def test_every_figure_can_be_watched_for_change_and_is_explained():
    said = json.dumps(KPI_STRIP.draw(frames.busy(KPI_STRIP)), ensure_ascii=False)
    for figure in FIGURES:
        assert f'"data-figure": "{figure.indicator.name}"' in said
        assert figure.indicator.formula.zh in said
