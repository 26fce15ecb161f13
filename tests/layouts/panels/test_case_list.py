"""The list behind a number, as it is drawn."""

from __future__ import annotations

import json
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.text import LANGS
from layouts.panels.case_list import CASE_LIST, COLUMNS, chosen, needs
from tests.layouts import frames
from tests.layouts.panels.reading import classed, nodes, text


def drawn(query=None, lang="zh", day=frames.busy):
    return CASE_LIST.draw(day(CASE_LIST, lang, **(query or {})))


def said(nodes):
    return json.dumps(nodes, ensure_ascii=False)


def test_it_needs_exactly_the_rows_of_the_number_asked_for():
    need = needs({"of": "overdue", "street": "990101002"})["listed"]
    assert need.indicator.name == "size:overdue"
    assert need.ask == Ask(where=(("street", ("990101002",)),))


@pytest.mark.parametrize("lang", LANGS)
def test_the_note_says_the_number_and_the_head_its_name_and_meaning(lang):
    picture = drawn({"of": "overdue"}, lang)
    assert picture["case-list-note"] == {"zh": "40 件", "en": "40 cases"}[lang]
    assert {"zh": "超期未结", "en": "Overdue"}[lang] in said(picture["case-list"])
    assert {"zh": "挂账期间不计时", "en": "the clock stands"}[lang] in said(picture["case-list"])


def test_the_table_is_told_by_what_it_knows_that_its_rows_have_changed():
    length = drawn()["case-list-grid"]
    assert length == {"mark": "18446744073709551615", "now": round(frames.NOW.timestamp() * 1000)}


def test_the_words_of_the_quick_filter_are_a_chip_and_part_of_the_question_and_the_export():
    picture = drawn({"of": "open", "q": "望潮  0417", "sort": "-due"})
    head = said(picture["case-list"])
    assert "含“望潮 0417”" in head
    assert '"href": "?of=open&sort=-due"' in head
    assert "/export/cases.csv?of=open&q=%E6%9C%9B%E6%BD%AE++0417&sort=-due" in head
    asked = needs({"of": "open", "q": "望潮 0417"})["listed"].ask
    assert [one.word for one in asked.sought] == ["望潮", "0417"]
    assert "jq-filter" not in said(drawn({"of": "open", "q": "  "})["case-list"])


def test_a_word_of_the_cell_is_a_chip_that_takes_itself_away():
    head = said(drawn({"of": "stage-response", "stage": "sign", "late": "true"})["case-list"])
    assert "环节 签收" in head
    assert '"href": "?of=stage-response&late=true"' in head
    assert '"href": "?of=stage-response&stage=sign"' in head


def test_a_window_that_was_moved_says_so_and_can_be_moved_back():
    before = said(drawn({"of": "on-time", "ago": "7d"}, "en")["case-list"])
    assert "window moved back: 7 days" in before
    assert '"href": "?of=on-time"' in before
    assert "jq-filter" not in said(drawn({"of": "open", "ago": "7d"})["case-list"])


def test_a_number_that_nobody_knows_is_said_to_be_unknown():
    assert "jq-list-unknown" not in said(drawn()["case-list"])
    head = said(drawn({"of": "nonsense" * 20}, "zh")["case-list"])
    assert f"没有名为“{('nonsense' * 20)[:40]}”的指标，改列在办" in head
    assert "jq-list-unknown" not in said(drawn({"of": "overdue"})["case-list"])


def test_the_export_is_the_same_question():
    assert "/export/cases.xlsx?of=overdue&street=A&lang=en" in said(
        drawn({"of": "overdue", "street": "A"}, "en")["case-list"]
    )


def test_nothing_to_list_says_so_and_what_to_do():
    picture = drawn(day=frames.empty)
    assert picture["case-list-grid"]["mark"] == "0"
    assert "没有这样的案件" in said(picture["case-list"])
    assert picture["case-list-note"] == "0 件"


def test_a_number_that_counted_cases_twice_says_so():
    view = frames.busy(CASE_LIST)
    frame = view.frames["listed"].assign(counted=2_400, cases=1_900)
    picture = CASE_LIST.draw(frames.view(CASE_LIST, {"listed": frame}, "zh", {}))
    assert picture["case-list-note"] == "2,400 件次，计 1,900 件"


def menu(query, lang="zh"):
    """The choices of columns: words and address of each."""
    drawing = drawn(query, lang)["case-list"]
    (found,) = classed(drawing, "jq-columns-list")
    return {text(node): node["props"]["href"] for node in nodes(found) if node["type"] == "A"}


def test_every_column_but_the_first_can_be_taken_away_and_brought_back():
    every = menu({"of": "open"})
    assert list(every) == [f"✓ {one.title.zh}" for one in COLUMNS[1:]]
    without = parse_qs(every["✓ 街镇"][1:])["columns"][0].split(",")
    assert set(without) == {one.name for one in COLUMNS} - {"street"}
    fewer = menu({"of": "open", "columns": ",".join(without)})
    assert fewer["街镇"] == "?of=open"
    assert fewer["全部列"] == "?of=open"
    assert "✓ 类别" in fewer


@pytest.mark.parametrize("said", ["", "nonsense", "id-x,1"])
def test_columns_that_there_are_none_of_leave_all(said):
    assert chosen({"columns": said}) == list(COLUMNS)


@given(st.sets(st.sampled_from([one.name for one in COLUMNS]), min_size=1))
def test_the_columns_asked_for_stand_in_the_order_of_the_table_with_the_way_to_the_case(names):
    found = [one.name for one in chosen({"columns": ",".join(names)})]
    assert found == [one.name for one in COLUMNS if one.name in names | {"id"}]


def test_views_are_a_button_of_the_head():
    (button,) = classed(drawn()["case-list"], "jq-views")
    assert (button["type"], text(button)) == ("Button", "视图")
