"""The page of connections: a row each, one in detail, what was set aside and what to do about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dashboard.district import Link
from dashboard.feeding import COUNTS, Standings
from dashboard.ledger import Receipt
from layouts.panels.feed_deliveries import FEED_DELIVERIES
from layouts.panels.feed_detail import FEED_DETAIL
from layouts.panels.feed_pairs import FEED_PAIRS
from layouts.panels.feed_quarantine import FEED_QUARANTINE
from layouts.panels.feeds_table import FEEDS_TABLE
from tests.layouts import frames
from tests.layouts.frames_feeds import feeds, standing
from tests.layouts.panels.reading import classed, links, nodes, text

PANELS = (FEEDS_TABLE, FEED_DETAIL, FEED_QUARANTINE, FEED_DELIVERIES)


def drawn(panel, lang="zh", *, of=None, **query):
    view = frames.busy(panel, lang, **query)
    return panel.draw(view if of is None else replace(view, extra=of))


def body(panel, lang="zh", **query):
    return drawn(panel, lang, **query)[panel.name]


def lines(lang="zh", **query):
    found = body(FEEDS_TABLE, lang, **query)
    return {node["props"]["data-feed-row"]: node for node in nodes(found) if "data-feed-row" in node["props"]}


def test_every_connection_has_a_row_with_its_state_its_moments_and_its_sum():
    rows = lines()
    assert list(rows) == ["hotline", "grid", "police", "municipal", "iot"]
    hotline = text(rows["hotline"])
    for word in (
        "正常",
        "12345 热线",
        "11-20 10:41",
        "30 秒",
        "12,400 = 11,900 + 400 + 40 + 60",
        "▲ 4 项",
        "24",
    ):
        assert word in hotline
    assert "有故障 · 停更" in text(rows["police"])
    assert "来源要求等待" in text(rows["grid"])
    assert "尚未读取" in text(rows["iot"])
    assert "迟" in text(rows["municipal"])


def test_marks_have_the_level_of_their_row():
    found = {name: classed(row, "jq-feed-state")[0]["props"]["data-level"] for name, row in lines().items()}
    assert found == {
        "hotline": "fresh", "grid": "fresh", "police": "frozen", "municipal": "late", "iot": "unknown",
    }  # fmt: skip


def test_a_name_is_the_way_to_its_detail_and_the_chosen_one_says_so():
    assert links(body(FEEDS_TABLE)) == [f"?feed={one.name}" for one in feeds()]
    chosen = [name for name, row in lines(feed="grid").items() if row["props"].get("className")]
    assert chosen == ["grid"]
    current = [node for node in nodes(lines(feed="grid")["grid"]) if "aria-current" in node["props"]]
    assert len(current) == 1


def test_how_many_need_somebody_is_told_above():
    assert drawn(FEEDS_TABLE)["feeds-table-note"] == "5 个接入，3 个需要处理"


def test_the_hours_of_a_row_are_bars_with_their_sum_in_words():
    (hours,) = classed(lines()["police"], "jq-hours")
    assert len(classed(hours, "jq-hour")) == 24
    heights = [int(bar["props"]["style"]["height"].rstrip("%")) for bar in classed(hours, "jq-hour")]
    assert max(heights) == 100
    assert min(heights) == 0
    assert "近 24 小时收到" in hours["props"]["aria-label"]


def test_detail_writes_the_account_as_a_sum_with_its_words():
    found = body(FEED_DETAIL, feed="hotline")
    assert text(classed(found, "jq-eq")) == "12,400收到=11,900采用+400重复+40迟到旧态+60搁置"
    assert classed(found, "jq-eq-aside")
    assert not classed(body(FEED_DETAIL, feed="municipal"), "jq-eq-aside")


def test_detail_shows_trouble_first_and_says_since_when_and_why():
    found = text(body(FEED_DETAIL))
    assert "有故障 · 停更，自 11-20 10:01" in found
    assert "police 答复 503" in found
    assert "answered 503" in text(body(FEED_DETAIL, "en"))


def test_detail_says_until_when_a_source_asked_to_wait():
    assert "再试不早于11-20 10:54" in text(body(FEED_DETAIL, feed="grid"))
    assert "Not before11-20 10:54" in text(body(FEED_DETAIL, "en", feed="grid"))
    assert "再试不早于" not in text(body(FEED_DETAIL, feed="hotline"))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["字段有变：−街镇 +镇街", "时间偏差：+8.0 h", "坐标系疑似错误", "未收录的名称"]),
        ("en", ["fields have changed", "times are off", "coordinates look wrong", "does not know"]),
    ],
)
def test_oddities_are_told_in_words(lang, words):
    found = text(classed(body(FEED_DETAIL, lang, feed="hotline"), "jq-odd"))
    assert all(word in found for word in words)
    assert "没有异常" in text(body(FEED_DETAIL, feed="grid"))


def test_what_was_set_aside_says_where_why_how_often_and_when_and_is_masked():
    records = classed(body(FEED_QUARANTINE, feed="hotline"), "jq-aside")
    assert len(records) == 20
    first = text(records[1])
    for word in ("line 1 of a.csv", "2 次", "11-20 09:42 至 11-20 10:42", "可重放", "is no time", "新＊"):
        assert word in first
    assert "须来源重发" in text(records[0])


def test_of_a_record_whose_words_are_not_told_only_the_reason_stands():
    shown = feeds()[0]
    bare = tuple(replace(one, raw="", where="") for one in shown.aside)
    found = drawn(FEED_QUARANTINE, of=Standings(at=frames.NOW, feeds=[replace(shown, aside=bare)]))
    (first, *_) = classed(found["feed-quarantine"], "jq-aside")
    assert "内容供看全区者查看" in text(first)
    assert "is no time" in text(classed(found["feed-quarantine"], "jq-aside")[1])
    assert not [node for node in nodes(first) if node["type"] == "Code"]


def test_a_replay_is_suggested_as_a_command_and_nothing_on_the_page_acts():
    found = body(FEED_QUARANTINE, feed="hotline")
    commands = [text(node) for node in nodes(classed(found, "jq-aside-foot")) if node["type"] == "Code"]
    assert commands == ["jiequan feeds replay hotline", "jiequan feeds quarantine hotline"]
    assert "再试 18 条" in text(found)
    assert "6 条没有封存副本" in text(found)
    for panel in PANELS:
        kinds = {node["type"] for node in nodes(body(panel, feed="hotline"))}
        assert not kinds & {"Button", "Form", "Input"}


def test_where_nothing_can_be_replayed_no_replay_is_suggested():
    shown = feeds()[0]
    lost = Standings(at=frames.NOW, feeds=[replace(shown, replayable=0, waiting=5, aside=shown.aside[:5])])
    said = text(drawn(FEED_QUARANTINE, of=lost)["feed-quarantine"])
    assert "jiequan" not in said
    assert "5 条没有封存副本" in said


def test_nothing_set_aside_is_good_news():
    assert "这是好事" in text(body(FEED_QUARANTINE, feed="grid"))


def bars(**query):
    return {one["name"]: one for one in drawn(FEED_DELIVERIES, **query)["feed-deliveries-graph"]["data"]}


def test_deliveries_stand_hour_by_hour_and_what_a_replay_took_back_is_no_bar_below_zero():
    found = bars(feed="grid")
    assert list(found) == list(COUNTS)[1:]
    assert all(len(one["y"]) == 24 and min(one["y"]) >= 0 for one in found.values())
    assert any("搁置 −2" in said for said in found["quarantined"]["hovertext"])


def test_each_hour_tells_a_sum_that_adds_up():
    for said in bars(feed="grid")["applied"]["hovertext"]:
        left, right = said.replace("−", "-").partition("收到 ")[2].split(" = ")
        assert int(left) == sum(int(part.split(" ")[1]) for part in right.split(" + "))


def test_no_delivery_in_a_day_is_said_with_where_to_look():
    silent = Standings(at=frames.NOW, feeds=[standing("a", "甲", "A", cycles=())])
    assert "没有收到" in text(drawn(FEED_DELIVERIES, of=silent)["feed-deliveries"])
    old = Standings(at=frames.NOW + timedelta(days=9), feeds=feeds())
    assert "feed-deliveries-graph" not in drawn(FEED_DELIVERIES, of=old)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.name)
def test_without_connections_and_without_a_ledger_the_reason_is_said(panel):
    none = Standings(at=frames.NOW, feeds=[])
    assert "没有接入" in text(drawn(panel, of=none)[panel.name])
    view = replace(frames.busy(panel), extra=None)
    assert "账本暂时读不到" in text(panel.draw(view)[panel.name])


def paired(lang="zh", day=frames.busy, **given):
    rule = (Link(leads="hotline", follows="municipal", by="reference"),)
    view = replace(day(FEED_PAIRS, lang), district=frames.district(links=rule))
    return FEED_PAIRS.draw(replace(view, **given))


def test_pairs_are_counted_once_and_either_side_leads_to_its_case():
    found = paired()
    assert found["feed-pairs-note"] == "近 4 周 214 对，各只计一次，列最新 6 对"
    first = text(found["feed-pairs"])
    assert "11-20 10:42望潮 餐饮油烟扰民12345 热线 000000处置中市级派单 M-0 已签收" in first
    assert links(found["feed-pairs"])[:2] == ["/cases/hotline/000000", "/cases/municipal/M-0"]


def test_a_pair_of_which_one_side_is_closed_is_marked():
    assert [one["props"]["aria-label"] for one in classed(paired("en")["feed-pairs"], "jq-mark")] == [
        "The two sides differ: one is closed, one is open"
    ]


def test_without_a_rule_and_without_pairs_the_reason_is_said():
    assert "没有设定关联规则" in text(FEED_PAIRS.draw(frames.busy(FEED_PAIRS))["feed-pairs"])
    assert "没有成对的案件" in text(paired(day=frames.empty)["feed-pairs"])


def test_a_connection_that_never_delivered_has_a_sum_of_zeros():
    assert text(classed(lines()["iot"], "jq-equation")) == "0 = 0 + 0 + 0 + 0"
    assert feeds()[-1].account == Receipt()
