"""The table of units: every number leads to its list, few cases are not ranked, sums are the district's."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from dashboard.district import Named
from dashboard.text import Text
from layouts.panels.units import UNITS
from layouts.standings import FAIR
from layouts.unit_table import COLUMNS
from tests.layouts import frames
from tests.layouts.frames_departments import UNITS as TOLD
from tests.layouts.panels.reading import nodes, text


def drawn(lang="zh", view=None, **query):
    return UNITS.draw(view or frames.busy(UNITS, lang, **{"ranking": "raw", **query}))


def find(drawn_, kind):
    """All nodes of a kind, in order."""
    return [node for node in nodes(drawn_) if node["type"] == kind]


def rows(drawing):
    """Text of the cells by the name of each unit."""
    table = find(drawing["units"], "Table")[0]
    found = {}
    for row in find(table, "Tr"):
        cells = row["props"]["children"]
        if len(cells) > 1:
            found[text(cells[0])] = [text(cell) for cell in cells[1:]]
    return found


def links(drawing, name):
    """Words, path and query of each link of a unit's row."""
    row = next(row for row in find(drawing["units"], "Tr") if text(row["props"]["children"][0]) == name)
    found = []
    for link in find(row, "A"):
        url = urlsplit(link["props"]["href"])
        found.append((text(link), url.path, {name: words[0] for name, words in parse_qs(url.query).items()}))
    return found


def test_a_row_tells_counts_rate_n_used_and_returns():
    found = rows(drawn())
    assert found["生态环境局"] == [
        "402", "61", "7", "", "90.5%", "370", "1.04", "72 / 45515.8%",
    ]  # fmt: skip
    assert list(found)[1:4] == ["生态环境局", "城管执法局", "房管局"]


def test_nobodys_cases_have_a_row_and_no_rate():
    found = rows(drawn())
    assert found["无主 · 未派"][:4] == ["12", "12", "3", "按时 0 / 2 件"]
    assert found["无主 · 未派"][4:] == ["不排名", "—", "—"]


@pytest.mark.parametrize(
    ("lang", "name", "word"), [("zh", "人社局", "不排名"), ("en", "Labour", "not ranked")]
)
def test_few_cases_are_counts_alone_hollow_and_under_a_rule(lang, name, word):
    drawing = drawn(lang)
    cells = rows(drawing)[name]
    assert cells[4] == word
    assert not [cell for cell in cells[:7] if "%" in cell]
    row = next(row for row in find(drawing["units"], "Tr") if text(row["props"]["children"][0]) == name)
    assert row["props"]["className"] == "jq-units-few jq-units-rule"
    ring = unquote(find(row, "Img")[0]["props"]["src"])
    assert ring.count("<circle") == 1
    assert 'fill="none" stroke' in ring


def test_every_number_leads_to_its_list_with_the_words_of_the_page():
    drawing = drawn(window="7d", street="990101002")
    found = links(drawing, "生态环境局")
    assert found[0] == ("生态环境局", "/departments/eco", {"window": "7d"})
    assert [(words, path, asked["of"], asked.get("outcome")) for words, path, asked in found[1:]] == [
        ("402", "/cases", "received", None),
        ("61", "/cases", "open", None),
        ("7", "/cases", "overdue", None),
        ("", "/cases", "on-time", "late"),
        ("90.5%", "/cases", "on-time", "late"),
        ("370", "/cases", "on-time", "on_time,late"),
        ("1.04", "/cases", "elapsed", None),
        ("72", "/cases", "returns", "returned"),
        ("455", "/cases", "returns", None),
    ]
    for _, _, asked in found[1:]:
        assert asked["department"] == "eco"
        assert asked["street"] == "990101002"
        assert ("window" in asked) == (asked["of"] not in ("open", "overdue"))


def test_nothing_leads_to_an_empty_list_and_nobodys_list_is_asked_for_by_its_sign():
    assert [words for words, _, _ in links(drawn(), "公安分局")[1:3]] == ["158", "12"]
    assert "0" not in [words for words, _, _ in links(drawn(), "公安分局")]
    assert links(drawn(), "无主 · 未派")[1][2]["department"] == "-"


def test_used_past_the_limit_has_the_shape_of_its_class():
    drawing = drawn()
    marks = [
        (text(row["props"]["children"][0]), span["props"]["className"].split()[-1])
        for row in find(drawing["units"], "Tr")
        for span in find(row, "Span")
        if span["props"].get("className", "").startswith("jq-mark")
    ]
    assert marks == [
        ("生态环境局", "jq-mark-late"), ("城管执法局", "jq-mark-near"), ("房管局", "jq-mark-near"),
    ]  # fmt: skip


def test_the_total_is_the_sum_of_the_rows_and_says_its_rate():
    cells = rows(drawn())["合计"]
    assert cells[:3] == [f"{sum(row[i] for row in TOLD.values()):,}" for i in (0, 1, 2)]
    assert cells[5] == f"{sum(row[3] for row in TOLD.values()):,}"
    assert cells[4] == "94.5%"


def test_one_unit_stands_marked_among_its_peers_and_several_stand_alone():
    one = drawn(department="fg")
    names = list(rows(one))
    assert "房管局" in names
    assert "公安分局" in names
    assert "无主 · 未派" not in names
    chosen = [
        row for row in find(one["units"], "Tr") if "jq-units-chosen" in row["props"].get("className", "")
    ]
    assert [text(row["props"]["children"][0]) for row in chosen] == ["房管局"]
    assert "合计" not in names
    assert list(rows(drawn(department="fg,eco")))[1:] == ["生态环境局", "房管局", "合计"]


def test_the_place_and_the_mean_are_the_same_with_and_without_the_filter():
    whole, one = drawn(), drawn(department="fg")
    assert rows(whole)["房管局"] == rows(one)["房管局"]
    assert whole["units-note"] == one["units-note"]


def test_groups_have_their_names_from_the_district_file():
    view = frames.busy(UNITS, ranking="raw")
    orgs = tuple(
        org.model_copy(update={"peer": "law" if org.code in ("cg", "ga") else "rest"})
        for org in view.district.orgs
    )
    peers = (
        Named(code="law", name=Text("执法类", "Enforcement")),
        Named(code="rest", name=Text("其余", "Others")),
    )
    district = frames.district(orgs=orgs, peers=peers)
    table = find(drawn(view=replace(view, district=district))["units"], "Table")[0]
    heads = [text(row) for row in find(table, "Tr") if row["props"].get("className") == "jq-units-group"]
    assert heads == ["执法类", "其余", "未分组"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_that_the_rate_is_raw_and_what_that_means(lang):
    shown = json.dumps(drawn(lang), ensure_ascii=False)
    words = {
        "zh": ("原始按时率", "未调整案件构成", "不给位次"),
        "en": ("Raw on-time rate", "not adjusted", "nobody has a place"),
    }
    for word in words[lang]:
        assert word in shown
    assert "94.5%" in drawn(lang)["units-note"]


def test_every_column_explains_itself():
    heads = find(find(drawn()["units"], "Thead")[0], "Th")
    assert len(heads) == len(COLUMNS)
    assert all(len(head["props"]["title"]) > 5 for head in heads)
    assert all(head["props"]["scope"] == "col" for head in heads)


def test_an_interval_is_told_in_words_beside_the_picture():
    row = next(
        row for row in find(drawn()["units"], "Tr") if text(row["props"]["children"][0]) == "生态环境局"
    )
    assert find(row, "Img")[0]["props"]["alt"] == "按时 90.5%，95% 区间 87.1%–93.1%，n = 370"


def test_an_empty_window_says_so_and_offers_a_way():
    drawing = UNITS.draw(frames.empty(UNITS, ranking="raw"))
    assert "窗口内没有案件" in text(drawing["units"])
    assert drawing["units-note"] == "原始按时率"


def test_no_rate_where_nothing_was_settled():
    view = frames.busy(UNITS, ranking="raw")
    none = view.frames["units-on-time"].assign(n=0, on_time=0, share=math.nan, low=math.nan, high=math.nan)
    drawing = drawn(view=replace(view, frames={**view.frames, "units-on-time": none}))
    assert rows(drawing)["合计"][4:6] == ["—", "0"]
    assert {cells[4] for name, cells in rows(drawing).items() if name not in ("单位", "合计")} == {"不排名"}


@pytest.mark.parametrize("look", ["tiers", "funnel"])
@pytest.mark.parametrize(
    ("frozen", "lang", "said"),
    [
        (True, "zh", "历史冻结至 2026-07-01"),
        (True, "en", "frozen at 2026-07-01"),
        (False, "zh", "历史不足两季，取至 2026-07-01"),
        (False, "en", "as far as known up to 2026-07-01"),
    ],
)
def test_up_to_when_the_history_reaches_stands_beside_the_title(look, frozen, lang, said):
    view = frames.busy(UNITS, lang, ranking=look)
    view = replace(view, frames={**view.frames, FAIR: view.frames[FAIR].assign(frozen=frozen)})
    assert said in drawn(view=view)["units-note"]
