"""The other tiles of the departments page: today's strip, the centre itself, the heatmaps."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.calendar import Limit
from dashboard.district import StageLimits
from dashboard.figures.heatmap import HATCHED
from layouts.panels.centre import CENTRE
from layouts.panels.unit_heat import HEAT, MOST, UNIT_HEAT
from layouts.panels.unit_today import UNIT_TODAY
from tests.layouts import frames
from tests.layouts.frames_departments import rate, value
from tests.layouts.panels.reading import links, nodes, text

GRAPH = "unit-heat-graph"


def find(drawn, kind):
    return [node for node in nodes(drawn) if node["type"] == kind]


def silent(view, *tells):
    feeds = tuple(feed.model_copy(update={"tells": frozenset(tells)}) for feed in view.district.feeds)
    return replace(view, district=frames.district(feeds=feeds))


def asked(href):
    return {name: said_[0] for name, said_ in parse_qs(urlsplit(href).query).items()}


def today(lang="zh", **query):
    return UNIT_TODAY.draw(frames.busy(UNIT_TODAY, lang, **query))["unit-today"]


@pytest.mark.parametrize("department", ["", "eco,cg", "-"])
def test_without_exactly_one_unit_nothing_is_asked_and_nothing_stands_there(department):
    query = {"department": department} if department else {}
    assert UNIT_TODAY.needs(query) == {}
    assert today(**query) == []


def test_one_unit_sees_what_it_can_do_today_each_count_with_its_list():
    strip = today(department="eco", street="990101002", window="7d")
    assert text(strip) == "生态环境局 · 今天能做的4已超期，先办172 工作日内到期2超时未签收0退回后无人接"
    found = [asked(one["props"]["href"]) for one in find(strip, "A")]
    where = {"department": "eco", "street": "990101002"}
    assert found == [{"of": of, **where} for of in ("overdue", "due-days", "unsigned")]


def test_its_needs_keep_every_filter_and_no_window():
    for need in UNIT_TODAY.needs({"department": "eco", "source": "GRID", "window": "7d"}).values():
        assert dict(need.ask.where) == {"department": ("eco",), "source": ("GRID",)}
        assert need.ask.window is None


def test_red_is_for_a_passed_limit_only():
    colours = [
        span["props"]["className"].split()[-1]
        for span in find(today(department="eco"), "Span")
        if span["props"].get("className", "").startswith("jq-today-count")
    ]
    assert colours == ["jq-ink-late", "jq-ink-near", "jq-ink-late", "jq-ink-ok"]


def test_what_no_source_tells_is_a_dash_in_the_strip():
    view = silent(frames.busy(UNIT_TODAY, department="eco"), "handle")
    words = text(UNIT_TODAY.draw(view)["unit-today"])
    assert "—超时未签收，来源未说明" in words
    assert "—退回后无人接，来源未说明" in words


def centre(lang="zh", view=None, **told):
    view = view or frames.busy(CENTRE, lang)
    return CENTRE.draw(replace(view, frames={**view.frames, **told}))


def test_the_centre_tells_its_time_its_share_its_errors_and_what_waits():
    assert text(centre()["centre"]) == (
        "派遣用时中位数5.1 分时限 30 工分紧急 5 分"
        "时限内派出93.0%859592.2%–93.8%，n = 4,201超时 292 件"
        "错派2.9%0102.4%–3.4%，n = 4,520131 / 4,520 次"
        "退单待再派14此刻"
        "自己借权，近 4 周6 笔已答复 0 笔逾期未还 0 笔"
    )  # fmt: skip


def test_its_numbers_lead_to_their_lists():
    found = [asked(one["props"]["href"]) for one in find(centre()["centre"], "A")]
    assert found == [
        {"of": "dispatch-time"},
        {"of": "dispatch-time", "outcome": "late"},
        {"of": "mis-dispatch", "outcome": "wrong"},
        {"of": "left-behind"},
        {"loans": "borrowed"},
    ]


def loan(key, **told):
    """A lever of eco, lent two days ago, back in a week."""
    hours = {"issued_at": -48, "responded_at": None, "valid_until": 200, "return_by": 168} | told
    moments = {name: hours.pop(name) for name in ("issued_at", "responded_at", "valid_until", "return_by")}
    row = dict.fromkeys(frames.told("overdue")["loans"].columns)
    row |= {"key": key, "state": "active", "lent": True, "unit": "eco", "level": "L2"}
    when = {name: None if ago is None else frames.NOW + timedelta(hours=ago) for name, ago in moments.items()}
    return row | when | hours


def borrowing(*loans, **query):
    frame = pd.DataFrame(list(loans), columns=frames.told("overdue")["loans"].columns)
    drawn = centre(view=frames.busy(CENTRE, **query), loans=frame)["centre"]["props"]["children"][-1]
    return text(drawn), [asked(one) for one in links(drawn)]


def test_its_own_loans_are_counted_lent_answered_and_not_given_back():
    loans = [
        loan("lever:1"),
        loan("lever:2", responded_at=-4, state="responded"),
        loan("lever:3", responded_at=-90, issued_at=-96, return_by=-2, state="effective"),
        loan("lever:4", issued_at=-24 * 40, return_by=-5, state="effective"),
        loan("lever:5", issued_at=None, lent=False, state="drafted", return_by=None, valid_until=None),
        loan("lever:6", responded_at=-4, lent=False, state="expired", return_by=-1),
    ]
    words, behind = borrowing(*loans)
    assert words == "自己借权，近 4 周4 笔已答复 3 笔逾期未还 2 笔"
    assert behind == [{"loans": "borrowed"}, {"loans": "answered"}, {"loans": "overdue"}]


def test_on_the_page_of_a_unit_its_loans_are_those_against_it():
    words, behind = borrowing(loan("lever:1"), loan("lever:2", unit="cg"), department="eco")
    assert words.endswith("1 笔已答复 0 笔逾期未还 0 笔")
    assert behind == [{"loans": "borrowed", "department": "eco"}]


def test_a_district_whose_sources_tell_no_hands_sees_its_loans_all_the_same():
    drawn = centre(view=silent(frames.busy(CENTRE), "handle"))["centre"]
    assert "来源未说明经手" in text(drawn)
    assert "自己借权，近 4 周6 笔" in text(drawn)


def test_the_limit_is_the_districts_own():
    view = frames.busy(CENTRE)
    limits = StageLimits(dispatch=Limit.parse("1D"), dispatch_urgent=Limit.parse("2U"))
    words = text(centre(view=replace(view, district=frames.district(limits=limits)))["centre"])
    assert "时限 1 工作日紧急 2 时" in words


def test_the_centre_with_few_cases_tells_counts_and_no_rate():
    few = rate(4, 3, "on_time").assign(median=7.0)
    words = text(centre(**{"dispatch-time": few, "mis-dispatch": rate(0, 0, "wrong")})["centre"])
    assert "3 / 4，n < 10 不列比率" in words
    assert "分母为空，不显示比率" in words
    assert "%" not in words


def test_a_centre_that_never_dispatches_in_time_says_so():
    words = text(centre(**{"dispatch-time": rate(40, 0, "on_time").assign(median=math.inf)})["centre"])
    assert "0.0%" in words
    assert "超时 40 件" in words


def test_nothing_waiting_leads_nowhere():
    drawing = centre(**{"left-behind": value(0)})
    assert "left-behind" not in json.dumps(drawing)
    assert "退单待再派0此刻" in text(drawing["centre"])


def test_a_source_that_does_not_tell_hands_cannot_judge_the_centre():
    drawing = CENTRE.draw(silent(frames.busy(CENTRE), "handle"))
    assert "来源未说明经手" in text(drawing["centre"])


@pytest.mark.parametrize(
    ("lang", "note"), [("zh", "只计涉及 房管局 城管执法局 的"), ("en", "of Housing Urban enf. only")]
)
def test_a_filtered_page_says_whose_dispatches_are_counted(lang, note):
    assert CENTRE.draw(frames.busy(CENTRE, lang, department="fg,cg"))["centre-note"] == note


def heat(lang="zh", **query):
    return UNIT_HEAT.draw(frames.busy(UNIT_HEAT, lang, **query))


def cells(drawing, name="customdata"):
    return drawing[GRAPH]["data"][0][name]


def test_a_cell_prints_ratio_and_n_with_the_shape_of_its_class():
    printed = [
        word for trace in heat()[GRAPH]["data"] if trace.get("mode") == "text" for word in trace["text"]
    ]
    assert "◆ 1.21 · 370" in printed
    assert "▲ 0.88 · 412" in printed
    assert "0.66 · 296" in printed
    assert "3" in printed


def test_each_cell_leads_to_the_list_behind_it():
    drawing = heat(window="7d", source="GRID")
    row = drawing[GRAPH]["layout"]["yaxis"]["ticktext"].index("生态环境局")
    assert asked(cells(drawing)[row][2]) == {
        "of": "stage-response", "window": "7d", "source": "GRID", "department": "eco", "stage": "handle",
    }  # fmt: skip


def test_filtered_by_units_only_theirs_are_drawn_from_the_same_measuring():
    drawing = heat(department="eco,fg")
    assert drawing[GRAPH]["layout"]["yaxis"]["ticktext"] == ["生态环境局", "房管局"]
    assert UNIT_HEAT.needs({"department": "eco"}) == UNIT_HEAT.needs({})


def test_hours_are_parts_of_the_week_by_unit_and_hours_for_one_unit():
    parts = heat(heat="hours")
    grid = cells(parts, "z")
    assert (len(grid), len(grid[0])) == (4, 28)
    assert parts[GRAPH]["layout"]["yaxis"]["ticktext"][0] == "房管局"
    assert {row[0] for row in grid} == {HATCHED}
    hours = heat(heat="hours", department="eco")
    assert (len(cells(hours, "z")), len(cells(hours, "z")[0])) == (7, 24)
    assert hours[GRAPH]["layout"]["shapes"]


def test_a_part_and_an_hour_lead_to_their_lists():
    parts = heat(heat="hours")
    assert asked(cells(parts)[0][5 * 4 + 3]) == {
        "of": "sign-parts", "department": "fg", "weekday": "6", "part": "3",
    }  # fmt: skip
    hours = heat(heat="hours", department="eco")
    assert asked(cells(hours)[4][10]) == {
        "of": "sign-hours",
        "department": "eco",
        "weekday": "5",
        "hour": "10",
    }


@pytest.mark.parametrize("kind", HEAT.values)
def test_an_empty_window_and_too_few_cases_say_so(kind):
    empty = UNIT_HEAT.draw(frames.empty(UNIT_HEAT, heat=kind))
    assert GRAPH not in empty
    assert "窗口内" in text(empty["unit-heat"])
    view = frames.few(UNIT_HEAT, heat=kind)
    few = replace(view, frames={name: frame.assign(n=3) for name, frame in view.frames.items()})
    assert "样本太少" in text(UNIT_HEAT.draw(few)["unit-heat"])


def test_a_source_that_does_not_tell_signing_leaves_no_hours():
    drawing = UNIT_HEAT.draw(silent(frames.busy(UNIT_HEAT, heat="hours"), "handle"))
    assert "来源未说明签收" in text(drawing["unit-heat"])


def test_no_unit_is_left_out_of_a_large_district():
    assert len(frames.ordinary().orgs) < MOST


def test_one_unit_is_seen_among_its_peers_its_own_name_bold():
    names = heat(department="eco")[GRAPH]["layout"]["yaxis"]["ticktext"]
    assert "<b>生态环境局</b>" in names
    assert len(names) == 16
    assert [name for name in names if name.startswith("<b>")] == ["<b>生态环境局</b>"]
