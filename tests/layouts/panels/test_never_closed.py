"""What units have never closed stands on their page by kind, on that of all by unit, each with its list."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from layouts.dimensions import word
from layouts.panels.never_closed import NEVER_CLOSED
from tests.layouts import frames
from tests.layouts.panels.reading import links, text


def view(lang="zh", page="departments", **query):
    return replace(frames.busy(NEVER_CLOSED, lang, **query), page=page)


def of_unit(lang="zh"):
    seen = view(lang, "department", department="eco")
    frame = seen.frames["never-closed"]
    return replace(seen, frames={"never-closed": frame[frame["department"] == "eco"]})


def drawn(seen):
    return NEVER_CLOSED.draw(seen)["never-closed"]


def asked(href):
    return {name: value[0] for name, value in parse_qs(urlsplit(href).query).items()}


def test_all_units_are_told_the_most_open_first_each_with_page_and_list():
    found = drawn(view(street="990101002"))
    assert text(found) == (
        "从未办结的类2 个单位各一题：在办 1,287 件，不参加分层与按时率房管局1 类 1,204 件生态环境局2 类 83 件"
    )
    total, page, listed, *_ = links(found)
    assert asked(total) == {"of": "never-closed", "street": "990101002"}
    assert page.startswith("/departments/fg")
    assert asked(listed) == {"of": "never-closed", "street": "990101002", "department": "fg"}


def test_one_unit_sees_its_kinds_as_one_topic():
    found = drawn(of_unit())
    words = text(found)
    assert words.startswith("从未办结的类合为一题：在办 83 件")
    assert words.endswith("餐饮油烟扰民 · 一般 · 时限 ≤ 7 天 61 件群租整治反弹 · 紧急 · 时限更长 22 件")
    assert [asked(one).get("stratum") for one in links(found)] == [None, "E0116|normal|7", "C0101|urgent|+"]
    assert {asked(one)["department"] for one in links(found)} == {"eco"}


def test_in_english_too():
    assert "one topic: 83 open" in text(drawn(of_unit("en")))
    assert "one topic each of 2 units: 1,287 open" in text(drawn(view("en")))


@pytest.mark.parametrize("page", ["departments", "department"])
def test_where_every_kind_is_closed_some_time_nothing_stands_there(page):
    assert drawn(replace(frames.empty(NEVER_CLOSED), page=page)) == []


def test_a_kind_that_nobody_knows_is_told_as_it_came():
    assert word("stratum", "X1", frames.busy(NEVER_CLOSED).district, "zh") == "X1 · 时限更长"
