"""Which list an address asks for, and what a row of it says."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import checked
from dashboard.indicators.listing import sized
from dashboard.text import LANGS
from layouts.dimensions import words
from layouts.listed import TEXT, ask, away, breach, cells, counted, of, ordering, row, said, size, told
from layouts.pages import known
from layouts.panels.case_list import COLUMNS
from layouts.sites import CASES
from layouts.windows import WindowError
from tests.layouts import frames, frames_cases
from tests.layouts.frames import NOW, ordinary

CASE = frames_cases.row(3)


def case(**given):
    return SimpleNamespace(**{**CASE, **given})


def view(lang="zh"):
    return SimpleNamespace(lang=lang, district=ordinary())


def test_every_number_that_can_be_clicked_has_its_list():
    assert {"open", "overdue", "on-time", "stage-response", "sign-hours"} < set(counted())
    assert all(of({"of": name}).name == name for name in counted())


def test_an_unknown_number_is_what_is_open():
    assert of({}).name == of({"of": "../etc"}).name == "open"


def test_a_cell_is_what_the_number_knows_of_the_query():
    query = {"of": "stage-response", "stage": "sign", "late": "true", "outcome": "late", "street": "S"}
    assert cells(query) == (("stage", ("sign",)), ("late", ("true",)))
    assert cells({"of": "open", "stage": "sign"}) == ()


def test_a_question_takes_filters_cell_window_and_the_window_before():
    query = {"of": "on-time", "street": "990101002", "outcome": "late", "window": "7d", "ago": "7d"}
    week = timedelta(days=7)
    where = (("street", ("990101002",)), ("outcome", ("late",)))
    assert ask(query) == Ask(where=where, window=week, ago=week)
    assert ask({"of": "open", "window": "7d", "ago": "7d"}) == Ask()


@given(st.dictionaries(st.sampled_from(CASES.words), st.text(max_size=40)))
def test_no_query_that_its_page_takes_makes_a_question_that_is_refused(query):
    for name in counted():
        try:
            asked = known("cases", {**query, "of": name})
        except WindowError:
            return
        checked(sized(of(asked)), ask(asked))


def test_cells_are_said_in_words_and_unknown_ones_as_they_came():
    assert words("stage", ("handle",), ordinary(), "zh") == "处置"
    assert words("weekday", ("3", "7"), ordinary(), "zh") == "周三、周日"
    assert words("hour", ("9",), ordinary(), "en") == "9:00"
    assert words("outcome", ("late", "x"), ordinary(), "en") == "late, x"


@pytest.mark.parametrize("lang", LANGS)
def test_a_row_is_words_of_its_language_with_an_address(lang):
    found = row(case(), view(lang))
    assert found["href"] == "/cases/hotline/202600003"
    assert found["phase"] == {"zh": "处置中", "en": "In handling"}[lang]
    assert found["reported"] == (NOW - timedelta(hours=37) + timedelta(hours=8)).strftime("%Y-%m-%d %H:%M")


def test_every_row_fills_every_column_and_has_a_key_and_an_address():
    rows = told(frames_cases.rows(), view())
    wanted = {"key", "href", *(one.name for one in COLUMNS)}
    assert all(wanted <= set(one) for one in rows)
    assert len({one["key"] for one in rows}) == len(rows) == 40


@pytest.mark.parametrize("asked", [one.name for one in COLUMNS if one.sorts])
def test_a_list_is_sorted_by_each_column_up_and_down(asked):
    assert ordering({"sort": asked}) == asked
    assert ordering({"sort": f"-{asked}"}) == f"-{asked}"


@pytest.mark.parametrize("asked", ["", "text", "-", "--due", "key", "drop table"])
def test_what_no_list_is_sorted_by_leaves_the_most_pressing_first(asked):
    assert ordering({"sort": asked}) == ""


@pytest.mark.parametrize("lang", LANGS)
def test_a_case_that_went_out_of_sight_says_so_and_nothing_else(lang):
    found = away(7, lang)
    assert set(found) == {"key", "id", "category"}
    assert "7" not in found["id"] + found["category"]


def test_a_column_of_names_says_them_and_what_nobody_knows_as_it_came():
    assert said("phase", "closed", view("en")) == "Closed"
    assert said("street", None, view()) == "无街镇"
    assert said("source", "XYZ", view()) == "XYZ"


@given(st.text(max_size=80))
def test_a_list_never_shows_more_than_thirty_characters_of_a_text(text):
    assert len(row(case(text_short=text), view())["text"]) <= TEXT == 30


@pytest.mark.parametrize("gone", [None, float("nan"), pd.NaT])
def test_what_is_not_known_is_blank_and_never_nan(gone):
    found = row(
        case(due_at=gone, left=float("nan"), ratio=float("nan"), street=gone, text_short=gone), view()
    )
    assert (found["due"], found["text"]) == ("", "")
    assert "nan" not in str(found).lower()
    assert found["left"] == "◆ 无时限"


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"state": "late", "left": -120.0}, "◆ 超 2 工时"),
        ({"state": "near", "left": 60.0}, "▲ 剩 1 工时"),
        ({"state": "ok", "left": 600.0}, "● 剩 10 工时"),
        ({"closed_at": NOW, "due_at": NOW - timedelta(hours=1)}, "◆ 逾期"),
        ({"closed_at": NOW, "due_at": NOW + timedelta(hours=1)}, "● 按时"),
        ({"closed_at": NOW, "due_at": pd.NaT}, "无时限"),
    ],
)
def test_the_time_to_the_limit_carries_its_mark_and_an_ended_case_its_outcome(given_, said):
    assert breach(case(**given_), ordinary(), "zh") == said


def test_a_list_says_how_many_were_counted():
    assert size(frames_cases.busy()["listed"]) == (40, 40)
    assert size(frames_cases.busy()["listed"].iloc[:0]) == (0, 0)


def test_the_days_of_the_fixtures_have_the_columns_of_the_list():
    assert frames.OF_PAGES.count(frames_cases) == 1
