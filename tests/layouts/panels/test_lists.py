"""What is passed around, and the ticker."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from dashboard.cases import EventKind
from layouts.happenings import HAPPENED
from layouts.panels.passing import PASSING
from layouts.panels.ticker import ROOM, SHOWN, TICKER, packed
from layouts.wording import width
from tests.layouts import frames


def said(drawing):
    return json.dumps(drawing, ensure_ascii=False)


def text(node):
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return "".join(map(text, node))
    return text(node["props"].get("children", ""))


def passing_rows(drawing):
    return drawing["passing"]["props"]["children"]


def test_each_row_tells_street_matter_path_and_working_time():
    drawing = PASSING.draw(frames.busy(PASSING))
    assert drawing["passing-note"] == "14 件无人接，列最久 5 件"
    assert text(passing_rows(drawing)[0]) == "望潮餐饮油烟扰民城管执法局生态环境局街道52 工时"


def test_two_working_days_in_nobodys_hands_are_red_and_less_is_amber():
    states = [
        "late" if "jq-ink-late" in said(row) else "near"
        for row in passing_rows(PASSING.draw(frames.busy(PASSING)))
    ]
    assert states == ["late", "late", "late", "near", "near"]


def test_nothing_passed_around_is_good_news_and_a_silent_source_is_not():
    empty = frames.empty(PASSING)
    assert "这是好事" in said(PASSING.draw(empty))
    feeds = tuple(feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in empty.district.feeds)
    silent = said(PASSING.draw(replace(empty, district=frames.district(feeds=feeds))))
    assert "来源未说明经手" in silent
    assert "这是好事" not in silent


def pages(drawing):
    return [node for node in drawing["ticker"] if node["props"].get("className") == "jq-tick-page"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_ten_changes_are_told_in_order_over_the_pages(lang):
    drawing = TICKER.draw(frames.busy(TICKER, lang))
    items = [
        node
        for page in pages(drawing)
        for node in page["props"]["children"]
        if node["props"]["className"] == "jq-tick"
    ]
    assert len(items) == 10
    assert [text(item)[:5] for item in items] == [f"10:{42 - n}" for n in range(10)]
    assert all(len(page["props"]["children"]) - 1 <= SHOWN[lang] for page in pages(drawing))


def test_a_return_names_who_returned_it_and_why():
    first = text(pages(TICKER.draw(frames.busy(TICKER)))[0]["props"]["children"][0])
    assert first == "10:42望潮 餐饮油烟扰民 生态环境局退单（职能交叉）"


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_event_has_its_words_even_without_units(kind, lang):
    assert kind in HAPPENED
    view = frames.busy(TICKER, lang)
    bare = (
        view.frames["changes"]
        .head(1)
        .assign(kind=kind.value, org=None, to_org=None, reason_code=None, street=None)
    )
    shown = text(pages(TICKER.draw(replace(view, frames={"changes": bare})))[0])
    assert "{" not in shown
    assert "nan" not in shown.lower()


@pytest.mark.parametrize(("phase", "said_so"), [("registered", "在办"), ("closed", "已结"), (None, "")])
def test_a_state_tells_whether_the_case_is_open(phase, said_so):
    view = frames.busy(TICKER)
    state = view.frames["changes"].head(1).assign(kind="state", org=None, reason_code=None, phase=phase)
    assert said_so in text(pages(TICKER.draw(replace(view, frames={"changes": state})))[0])


def test_long_items_take_more_pages_and_none_is_lost_or_too_wide():
    items = [("10:42", "很长的一句话" * n) for n in (2, 9, 1, 14, 3, 3, 3)]
    found = packed(items, "zh")
    assert [one for page in found for one in page] == items
    for page in found:
        assert len(page) == 1 or sum(84 + width(words, 16) for _, words in page) <= ROOM
