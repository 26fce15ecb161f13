"""From an address to a question, and from a number to the address of its list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from layouts import links, weeks
from layouts.asking import FILTERS, MOST, QueryError, ask, values, where, window
from layouts.elements import LOCAL
from layouts.pages import address, at, known
from layouts.sites import CASE, CASES, DEPARTMENTS, PAGES, WALL
from tests.layouts import frames

YUNJIANG = frames.ordinary()
FRIDAY = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
text = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("said", "found"),
    [("", ()), ("a", ("a",)), ("b,a,b", ("a", "b")), ("-,a", ("", "a")), (",,", ())],
)
def test_a_filter_is_a_list_of_values_each_once_in_a_stable_order(said, found):
    assert values(said) == found


@pytest.mark.parametrize("said", [",".join(f"{n:03}" for n in range(MOST + 1)), "x" * 201])
def test_a_filter_that_no_question_takes_is_refused_and_never_cut(said):
    with pytest.raises(QueryError, match="at most 50 values of at most 200 letters"):
        values(said)
    with pytest.raises(QueryError):
        known("departments", {"department": said})


def test_a_question_takes_window_and_filters_of_the_page():
    query = {"window": "7d", "street": "990101002", "lang": "en", "measure": "density"}
    assert ask(query, by=("department",)) == Ask(
        by=("department",), window=timedelta(days=7), where=(("street", ("990101002",)),)
    )
    assert ask({}, windowed=False) == Ask()


def test_a_window_that_nobody_knows_is_the_default():
    assert window({"window": "1 century"}) == timedelta(days=28)
    assert where({"stage": "sign"}) == ()
    assert where({"stage": "sign"}, "stage") == (("stage", ("sign",)),)


def test_the_list_of_a_cell_keeps_the_page_and_adds_the_cell():
    query = {"window": "7d", "source": "GRID", "theme": "dark", "department": "water"}
    parts = urlsplit(links.listing(ON_TIME, query, department="ecology", outcome="late", street=None))
    assert parts.path == "/cases"
    assert dict(parse_qsl(parts.query)) == {
        "of": "on-time", "window": "7d", "source": "GRID", "department": "ecology", "outcome": "late",
        "street": "-",
    }  # fmt: skip


def test_the_list_of_a_moment_has_no_window():
    assert links.listing(OPEN, {"window": "7d"}) == "/cases?of=open"


def test_words_of_a_page_are_changed_and_taken_away():
    assert links.same({"a": "1", "b": "2"}, b=None, c="3 4") == "?a=1&c=3+4"
    assert links.same({"a": "1"}, a=None) == "?"


@given(feed=st.from_regex(r"[a-z][a-z0-9-]{1,30}", fullmatch=True), number=text)
def test_the_address_of_a_case_leads_back_to_it_whatever_its_id(feed, number):
    key = f"case:{feed}/{number}"
    found = links.case(key)
    assert LOCAL.fullmatch(found)
    page, fixed = at(urlsplit(found).path) or (None, {})
    assert page is CASE
    assert fixed == {"key": key}
    assert address(CASE, fixed) == found


@pytest.mark.parametrize("path", ["", "/", "/walls", "/cases/", "/cases/x", "/cases/x/", "/../etc", "//evil"])
def test_an_unknown_address_is_no_page(path):
    assert at(path) is None


def test_every_listed_page_has_its_address():
    assert {at(page.path) == (page, {}) for page in PAGES.values() if page.listed} == {True}
    assert address(DEPARTMENTS, {}) == "/departments"


def test_a_query_keeps_what_its_page_knows_and_nothing_else():
    asked = {
        "of": "overdue",
        "street": " A ",
        "window": "28d",
        "x": "1",
        "of ": "c",
        "theme": "pink",
    }
    assert known("cases", asked) == {"of": "overdue", "street": "A"}
    assert known("departments", {"of": "overdue", "theme": "dark"}) == {"theme": "dark"}
    assert known("wall", {"theme": "dark", "street": "A"}) == {}
    assert set(FILTERS) < set(CASES.words)
    assert "street" not in WALL.words


def test_a_week_runs_from_monday_to_sunday_midnight_of_the_district():
    week = weeks.week_of(FRIDAY, YUNJIANG)
    assert (week.name, week.sunday) == ("2026-W47", date(2026, 11, 22))
    assert week.start(YUNJIANG) == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert week.end(YUNJIANG) - week.start(YUNJIANG) == timedelta(days=7)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("", "2026-W46"), ("2026-W47", "2026-W47"), ("2026-W48", "2026-W46"), ("2026-W01", "2026-W01"),
        ("2025-W53", "2026-W46"), ("next", "2026-W46"), ("2026-W00", "2026-W46"), ("0001-W01", "2026-W46"),
    ],
)  # fmt: skip
def test_the_week_asked_for_else_the_last_that_has_ended(said, found):
    assert weeks.asked({"week": said}, FRIDAY, YUNJIANG).name == found


def test_a_week_that_has_ended_is_shown_at_its_end_and_this_one_now():
    assert weeks.moment({"week": "2026-W46"}, FRIDAY, YUNJIANG) == datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert weeks.moment({"week": "2026-W47"}, FRIDAY, YUNJIANG) is None
