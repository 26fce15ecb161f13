"""What a wide wall shows besides: advice that stands, the day's curve, categories, posts, more figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.district import Post, Shift
from dashboard.text import LANGS, Text
from layouts.panels.advised import ADVISED
from layouts.panels.attention import ASKS, ATTENTION
from layouts.panels.day_flow import DAY_FLOW, gone, lines
from layouts.panels.district_map import DISTRICT_MAP
from layouts.panels.hot import HOT
from layouts.panels.kpi_strip import FIGURES, KPI_STRIP
from layouts.panels.roster import MOST, ROSTER, shift
from layouts.panels.ticker import CELLS, TICKER
from layouts.score_bars import BARS
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, nodes, text

WIDE = {"wide": "1"}


def words(drawn, name):
    return [text(node) for node in classed(drawn, name)]


def levers(lang="zh", *, awaited=False):
    """The panel's drawing of the busy day, with or without loans that wait."""
    view = frames.busy(ADVISED, lang)
    loans = view.frames["loans-awaited"]
    return ADVISED.draw(
        replace(view, frames={**view.frames, "loans-awaited": loans if awaited else loans[:0]})
    )


def test_advice_says_lever_matter_hand_since_when_and_score():
    drawing = levers()
    first, *_, last = words(drawing["advised"], "jq-adv-row")
    assert first == "L4 权势无主井盖缺失石埠 · 建管委11-19 08:35 起关注分 62"
    assert last == "—占道堆物无街镇 · 城管执法局10:35 起关注分 60"
    assert drawing["advised-note"] == "11 件成立中，列最久 7 件"
    assert links(drawing["advised"])[0] == "/cases/grid/a0"


def test_no_advice_is_told_as_good_news():
    drawing = ADVISED.draw(frames.empty(ADVISED))
    assert drawing["advised-note"] == "0 件"
    assert "这是好事" in text(drawing["advised"])


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_said_of_what_became_of_the_advice(lang):
    said = text(levers(lang)["advised"])
    assert not any(word in said.lower() for word in ("批示", "答复", "approved", "answered", "pending"))


def test_loans_that_wait_for_an_answer_stand_above_advice_and_are_counted():
    drawing = levers(awaited=True)
    said = words(drawing["advised"], "jq-adv-row")
    assert said[0] == "L2.3 权责占道堆物 · 北塘城管执法局答复超 42 分"
    assert [link.startswith("/levers?") for link in links(drawing["advised"])] == [True] * 3 + [False] * 7
    assert drawing["advised-note"] == "借权待答复 3 笔，1 笔逾期 · 建议 11 件"


def test_the_curve_of_today_ends_now_and_that_of_last_week_at_midnight():
    view = frames.busy(DAY_FLOW)
    found = lines(view)
    assert gone(view) == 22
    assert {key: len(line) for key, line in found.items()} == {
        ("received", "today"): 23, ("received", "before"): 49,
        ("closed", "today"): 23, ("closed", "before"): 49,
    }  # fmt: skip
    for line in found.values():
        assert line[0] == 0
        assert all(before <= after for before, after in pairwise(line))
    frame = view.frames["day-flow"]
    sums = frame.groupby(["kind", "series"])["n"].sum()
    assert {key: line[-1] for key, line in found.items()} == sums.to_dict()


def test_the_curve_names_its_lines_and_leads_to_the_lists_of_today():
    figure = DAY_FLOW.draw(frames.busy(DAY_FLOW))["day-flow-graph"]
    said = [one["text"] for one in figure["layout"]["annotations"]]
    assert [word.rpartition(" ")[0] for word in sorted(said)] == ["上周五办结", "上周五受理", "办结", "受理"]
    assert {trace["customdata"][0] for trace in figure["data"]} == {
        "", "/cases?of=received-today", "/cases?of=closed-today",
    }  # fmt: skip


def test_a_day_without_anything_says_so():
    drawing = DAY_FLOW.draw(frames.empty(DAY_FLOW))
    assert "day-flow-graph" not in drawing
    assert "没有收办" in text(drawing["day-flow"])


def test_a_category_has_its_count_its_normal_and_its_list():
    drawing = HOT.draw(frames.busy(HOT))["hot"]
    assert words(drawing, "jq-hot-row")[0] == "占道堆物41常态 38.4"
    assert len(classed(drawing, "jq-hot-row")) == 5
    said = parse_qs(urlsplit(links(drawing)[0]).query)
    assert said == {"of": ["received-today"], "category": ["E0507"]}
    inks = [float(node["props"]["style"]["width"][:-1]) for node in classed(drawing, "jq-hot-ink")]
    ticks = [float(node["props"]["style"]["left"][:-1]) for node in classed(drawing, "jq-hot-tick")]
    assert inks == sorted(inks, reverse=True)
    assert max(inks + ticks) == 100


def test_a_category_of_which_nothing_came_in_today_is_not_shown():
    frame = pd.DataFrame([{"category": "E0507", "value": 0, "normal": 9.5}])
    assert "还没有受理" in text(HOT.draw(frames.view(HOT, {"hot": frame}, "zh", {}))["hot"])


def test_the_roster_names_posts_and_lines_and_the_shift():
    drawing = ROSTER.draw(frames.busy(ROSTER))
    assert words(drawing["roster"], "jq-ros-row") == [
        "城运中心带班 区府办值班室内线 8001",
        "城运中心值班长 02 席—",
    ]
    assert drawing["roster-note"] == "白班 08:30–16:30"


def test_a_long_roster_is_cut_and_says_so_and_none_is_explained():
    posts = tuple(Post(code=f"p{n}", name=Text(f"岗{n}", f"p{n}"), org="uomc") for n in range(MOST + 2))
    view = frames.busy(ROSTER)
    drawing = ROSTER.draw(replace(view, district=frames.district(posts=posts)))
    assert len(classed(drawing["roster"], "jq-ros-row")) == MOST
    assert drawing["roster-note"] == f"白班 08:30–16:30 · 列 {MOST} / {MOST + 2} 岗"
    assert "没有值守岗位" in text(ROSTER.draw(replace(view, district=frames.district(posts=())))["roster"])


@pytest.mark.parametrize(
    ("hour", "minute", "name"),
    [(0, 29, "中班"), (0, 30, "夜班"), (8, 29, "夜班"), (8, 30, "白班"), (16, 30, "中班"), (23, 59, "中班")],
)
def test_a_shift_may_reach_over_midnight(hour, minute, name):
    district = frames.district()
    moment = datetime(2026, 11, 20, hour, minute, tzinfo=district.tz).astimezone(UTC)
    found = shift(district, moment)
    assert found is not None
    assert found.name.zh == name


def test_between_shifts_nobody_is_named():
    morning = Shift(name=Text("白班", "Day"), start=time(8), end=time(9))
    assert shift(frames.district(shifts=(morning,)), frames.NOW) is None


def test_a_wide_wall_has_four_figures_more():
    tiles = classed(KPI_STRIP.draw(frames.busy(KPI_STRIP, **WIDE))["kpi-strip"], "jq-kpi")
    assert len(tiles) == 12
    assert [tile["props"]["data-kpi"] for tile in tiles[8:]] == [
        "open-MUNI", "suspended", "returned-today", "timely",
    ]  # fmt: skip
    assert text(tiles[8]).startswith("市级件在办12↑ 1")
    assert text(tiles[11]) == "近 7 天按时办结率96.4%n = 1,000+0.3 百分点 较前 7 天"
    asked = parse_qs(urlsplit(tiles[8]["props"]["href"]).query)
    assert asked == {"of": ["open"], "source": ["MUNI"]}
    assert tiles[11]["props"]["href"] == "/cases?of=on-time&window=7d&outcome=late%2Con_time"


def test_a_week_that_settled_nothing_has_no_rate():
    tiles = classed(KPI_STRIP.draw(frames.empty(KPI_STRIP, **WIDE))["kpi-strip"], "jq-kpi")
    assert text(tiles[11]) == "近 7 天按时办结率—n = 0分母为空，不显示比率"


def test_the_ordinary_wall_asks_for_nothing_more_than_before():
    assert list(KPI_STRIP.needs({})) == [figure.indicator.name for figure in FIGURES]
    assert len(classed(KPI_STRIP.draw(frames.busy(KPI_STRIP))["kpi-strip"], "jq-kpi")) == 8


def test_a_wide_list_adds_what_is_asked_and_what_was_tried():
    drawing = ATTENTION.draw(frames.busy(ATTENTION, **WIDE))["attention"]
    said = words(drawing, "jq-att-asked")
    assert said[0] == "所请 请分管领导定夺已试 未见记录"
    assert said[1] == "所请 请市级协调或派单已试 催办 2 次、督办 1 次"
    assert said[6] == "所请 请一把手定夺已试 催办 1 次、督办 1 次、报领导"
    assert classed(ATTENTION.draw(frames.busy(ATTENTION))["attention"], "jq-att-asked") == []
    assert len(BARS) == 6
    assert {"L1", "L2", "L3", "L4", "L5"} <= ASKS.keys()


def test_a_row_says_which_override_put_it_there():
    rows = classed(ATTENTION.draw(frames.busy(ATTENTION))["attention"], "jq-att-row")
    assert [row["props"]["data-override"] for row in rows[:3]] == ["safety", "municipal", ""]


def test_a_wide_ticker_has_one_change_a_column():
    drawing = TICKER.draw(frames.busy(TICKER, **WIDE))["ticker"]
    assert [len(classed(page, "jq-tick")) for page in classed(drawing, "jq-tick-page")] == [CELLS, 3]


@pytest.mark.parametrize("lang", LANGS)
def test_the_map_uses_the_room_it_has(lang):
    plain, wide = (DISTRICT_MAP.draw(frames.busy(DISTRICT_MAP, lang, **query)) for query in ({}, WIDE))
    assert plain["district-map-graph"] != wide["district-map-graph"]
    assert [node["type"] for node in nodes(plain["district-map"])] == [
        node["type"] for node in nodes(wide["district-map"])
    ]
