"""The period before: only where it is asked for, every number with its own list, nothing judged by few."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from layouts.panels.before import BEFORE, MEASURES
from layouts.panels.case_list import CASE_LIST
from layouts.panels.filters import FILTERS_BAR
from tests.layouts import frames
from tests.layouts.frames_departments import rate
from tests.layouts.panels.reading import classed, links, nodes, text


def drawn(lang="zh", told=None, **query):
    view = frames.busy(BEFORE, lang, **{"against": "1", **query})
    return BEFORE.draw(replace(view, frames={**view.frames, **(told or {})}))["before"]


def one(drawing, name):
    return next(node for node in nodes(drawing) if node["props"].get("data-before") == name)


def asked(href):
    return {name: said[0] for name, said in parse_qs(urlsplit(href).query).items()}


def test_where_nobody_asks_nothing_is_measured_and_nothing_stands_there():
    assert BEFORE.needs({}) == {}
    assert BEFORE.draw(frames.busy(BEFORE))["before"] == []


@pytest.mark.parametrize(
    ("query", "ago"),
    [
        ({}, 28),
        ({"window": "today"}, 1),
        ({"window": "week"}, 7),
        ({"from": "2026-11-01", "to": "2026-11-03"}, 3),
    ],
)
def test_every_measure_is_asked_twice_over_windows_of_one_kind(query, ago):
    needs = BEFORE.needs({"against": "1", **query})
    assert len(needs) == 2 * len(MEASURES)
    for measure in MEASURES:
        now, before = (needs[f"{when}-{measure.of.name}"].ask for when in ("now", "before"))
        assert before == replace(now, ago=timedelta(days=ago))


def test_a_count_tells_both_and_moves_in_cases_and_percent():
    tile = one(drawn(), "received")
    assert text(tile) == "受理量4,201+211 (+5%)上期 3,990"
    assert text(one(drawn(), "closed")).endswith("−140 (−3%)上期 4,010")


def test_a_share_moves_in_points_and_a_median_as_it_is():
    assert "94.3%−0.9 百分点" in text(one(drawn(), "on-time"))
    assert "0.61+0.03" in text(one(drawn(), "elapsed"))
    assert text(one(drawn(), "on-time")).endswith("上期 95.2%n = 3,644")


def test_every_number_leads_to_its_own_list():
    now, before = (asked(href) for href in links(one(drawn(window="7d", street="990101002"), "on-time")))
    where = {"of": "on-time", "window": "7d", "street": "990101002", "outcome": "late,on_time"}
    assert (now, before) == (where, {**where, "ago": "7d"})


def test_of_few_cases_nothing_is_compared_and_behind_none_there_is_no_list():
    few, none = rate(9, 8, "on_time"), rate(0, 0, "on_time")
    tile = one(drawn(told={"before-on-time": few}), "on-time")
    assert "n < 10，不比" in text(tile)
    assert "上期 —" in text(tile)
    assert len(links(one(drawn(told={"before-on-time": none}), "on-time"))) == 1
    empty = pd.DataFrame({"value": []})
    assert "上期 —" in text(one(drawn(told={"before-received": empty}), "received"))


def test_a_list_says_how_many_there_were_before_and_leads_there():
    drawing = CASE_LIST.draw(frames.busy(CASE_LIST, of="on-time", window="7d", against="1"))["case-list"]
    (link,) = classed(drawing, "jq-list-before")
    assert text(link) == "上期 33 件"
    assert asked(link["props"]["href"])["ago"] == "7d"
    need = CASE_LIST.needs({"of": "on-time", "against": "1", "window": "7d", "ago": "7d"})["listed-before"]
    assert need.ask.ago == timedelta(days=14)


def test_a_list_of_what_stands_now_says_that_there_is_no_period_before():
    assert "listed-before" not in CASE_LIST.needs({"of": "open", "against": "1"})
    drawing = CASE_LIST.draw(frames.busy(CASE_LIST, of="open", against="1"))["case-list"]
    assert "没有上期" in text(classed(drawing, "jq-list-before"))


def bar(lang="zh", page="departments", **query):
    view = replace(frames.busy(FILTERS_BAR, lang, **query), page=page)
    return FILTERS_BAR.draw(view)["filters"]


def on(drawing):
    return [text(node) for node in classed(drawing, "jq-seg-on")]


def test_the_bar_offers_every_window_in_order_and_marks_the_one_that_holds():
    segments = [text(node) for node in classed(bar(), "jq-seg-link")]
    assert segments[:7] == ["今日", "近 24 小时", "本周", "近 7 天", "近 4 周", "近 13 周", "自定义"]
    assert on(bar()) == ["近 4 周"]
    assert on(bar(window="today")) == ["今日"]
    own = {"from": "2026-11-02", "to": "2026-11-08"}
    assert on(bar(**own)) == ["2026-11-02 至 2026-11-08"]
    assert on(bar(**own, window="7d")) == ["近 7 天"]


def test_another_window_takes_the_two_days_away_and_keeps_the_rest():
    drawing = bar(**{"from": "2026-11-02", "to": "2026-11-08", "street": "990101002"})
    hrefs = [node["props"]["href"] for node in classed(drawing, "jq-seg-link") if "href" in node["props"]]
    assert hrefs[0] == "?street=990101002&window=today"
    assert hrefs[4] == "?street=990101002"


def test_a_moment_is_a_chip_that_can_be_taken_away_and_a_button_that_can_be_asked_again():
    drawing = bar("en", asof="2026-11-18T08:30", window="7d")
    (chip,) = [node for node in classed(drawing, "jq-filter") if "as known" in text(node)]
    assert text(chip) == "as known at 2026-11-18 08:30✕"
    assert chip["props"]["href"] == "?window=7d"
    held = {node["props"]["data-asks"]: node["props"]["data-filled"] for node in classed(drawing, "jq-asks")}
    assert held == {"period": "{}", "moment": '{"asof": "2026-11-18T08:30"}'}


def test_a_page_of_its_own_days_says_as_of_when_they_are_known():
    own = {"from": "2026-11-02", "to": "2026-11-08", "asof": "2026-11-18T08:30"}
    view = replace(frames.busy(FILTERS_BAR, **own), now=datetime(2026, 11, 8, 16, tzinfo=UTC))
    assert "按 2026-11-18 08:30 所知" in text(FILTERS_BAR.draw(view)["filters"])
    assert "所知" not in text(bar(asof="2026-11-20"))


def test_the_comparison_is_a_word_of_the_address():
    (way,) = classed(bar(window="7d"), "jq-against")
    assert way["props"]["href"] == "?window=7d&against=1"
    (chip,) = [node for node in classed(bar(window="7d", against="1"), "jq-filter") if "比上期" in text(node)]
    assert chip["props"]["href"] == "?window=7d"


def test_a_page_of_one_unit_has_windows_and_no_filters_and_that_of_the_district_the_moving_ones_alone():
    assert classed(bar(page="department", department="eco"), "jq-add") == []
    assert classed(bar(page="department", department="eco"), "jq-filter") == []
    assert classed(bar(page="coordination"), "jq-asks") == []
    assert len(classed(bar(page="coordination"), "jq-seg-link")) == 6


def test_a_list_of_a_week_has_no_other_moment_and_one_of_what_stands_now_no_window():
    assert [text(node) for node in classed(bar(page="cases", of="on-time", week="2026-W46"), "jq-asks")] == [
        "自定义"
    ]
    assert [text(node) for node in classed(bar(page="cases", of="open"), "jq-asks")] == ["截至…"]
