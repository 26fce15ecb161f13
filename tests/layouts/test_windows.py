"""Windows of a page: what its words mean, what is refused, which moment it shows, what lists keep of it."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from layouts import Past, links, listed
from layouts.asking import ask
from layouts.pages import known
from layouts.sites import CASES, DEPARTMENT, DEPARTMENTS, WEEKLY
from layouts.windows import (
    MOST,
    WINDOWS,
    WindowError,
    before,
    begins,
    checked,
    days,
    past,
    shifted,
    window,
)
from tests.layouts.frames import ordinary

HERE = ordinary()
NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)  # Friday 10:42 in 云江区
OWN = {"from": "2026-11-02", "to": "2026-11-08"}
END = datetime(2026, 11, 8, 16, tzinfo=UTC)  # midnight there after the eighth


def then(**query):
    return past(query, NOW, HERE)


def test_windows_that_move_begin_at_a_midnight_and_the_others_so_long_before():
    assert ask({"window": "today"}) == Ask(window=timedelta(days=1), since="today")
    assert ask({"window": "week"}) == Ask(window=timedelta(days=7), since="monday")
    assert ask({"window": "24h"}) == Ask(window=timedelta(hours=24))
    assert ask(OWN) == Ask(window=timedelta(days=7), since="2026-11-02")


@pytest.mark.parametrize(
    ("query", "begun"),
    [
        ({"window": "today"}, datetime(2026, 11, 19, 16, tzinfo=UTC)),
        ({"window": "week"}, datetime(2026, 11, 15, 16, tzinfo=UTC)),
        ({"window": "24h"}, NOW - timedelta(hours=24)),
        (OWN, datetime(2026, 11, 1, 16, tzinfo=UTC)),
    ],
)
def test_when_a_window_begins_can_be_said_in_words(query, begun):
    assert begins(ask(query), NOW, HERE) == begun


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"window": "fortnight"}, "there is no such; there are today, 24h, week, 7d, 28d, 91d, custom"),
        ({"window": "custom"}, "takes two days, from and to"),
        ({"from": "2026-11-02"}, "takes two days"), ({"to": "2026-11-02"}, "takes two days"),
        ({"from": "2026-11-9", "to": "2026-11-10"}, "from is no day"),
        ({"from": "2026-02-01", "to": "2026-02-30"}, "to is no day"),
        ({"from": "0001-01-01", "to": "2026-02-20"}, "from is no day"),
        ({"from": "2026-02-01", "to": "9999-12-31"}, "to is no day"),
        ({"from": "٢٠٢٦-02-01", "to": "2026-02-20"}, "from is no day"),
        ({"asof": "0001-01-01"}, "asof is no moment"),
        ({"asof": "9999-12-31"}, "asof is no moment"),
        ({"asof": "0001-01-01T00:00"}, "asof is no moment"),
        ({"from": "2026-11-09", "to": "2026-11-08"}, "from is after to"),
        ({"from": "2025-11-01", "to": "2026-11-02"}, f"has {MOST} days at most"),
        ({"asof": "yesterday"}, "asof is no moment"), ({"asof": "2026-11-19 08:30"}, "asof is no moment"),
        ({"asof": "2026-11-19T25:00"}, "asof is no moment"),
    ],
)  # fmt: skip
def test_what_is_no_window_is_refused_in_both_languages_and_never_repeated(query, said):
    for page in (DEPARTMENTS, DEPARTMENT, CASES):
        with pytest.raises(WindowError, match="·") as refused:
            known(page.name, query)
        assert said in str(refused.value)
        assert "fortnight" not in str(refused.value)


@pytest.mark.parametrize(
    "query",
    [{"from": "2026-11-21", "to": "2026-11-22"}, {"asof": "2026-11-21"}, {"asof": "2026-11-20T10:43"}],
)
def test_what_is_still_to_come_is_refused_where_the_clock_is_known(query):
    checked(query)
    with pytest.raises(WindowError, match="still to come"):
        past(query, NOW, HERE)


def test_a_page_without_such_words_leaves_them_alone():
    assert known("wall", {"window": "fortnight", "asof": "x"}) == {}
    with pytest.raises(WindowError):
        known("coordination", {"window": "fortnight"})


def test_words_that_say_what_holds_anyway_are_left_out():
    assert known("departments", {"window": "28d"}) == {}
    assert known("departments", {"window": "custom", **OWN}) == OWN
    assert known("departments", {"window": "28d", **OWN}) == {"window": "28d", **OWN}
    assert known("cases", {"against": "0", "window": "today"}) == {"window": "today"}
    assert known("cases", {"against": "1"}) == {"against": "1"}


def test_a_page_shows_now_the_end_of_its_own_window_or_what_was_known():
    assert then() is None
    assert then(window="week") is None
    assert then(**OWN) == Past(at=END, known=None)
    assert then(**{**OWN, "to": "2026-11-20"}) is None
    assert then(**{**OWN, "to": "2026-11-30"}) is None
    known_then = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)
    assert then(asof="2026-11-18T08:30") == Past(at=known_then, known=known_then)
    assert then(asof="2026-11-18T08:30", **OWN) == Past(at=END, known=known_then)
    early = datetime(2026, 11, 4, 0, 30, tzinfo=UTC)
    assert then(asof="2026-11-04T08:30", **OWN) == Past(at=early, known=early)


def test_a_day_is_known_at_its_end_and_today_is_not_over():
    end = datetime(2026, 11, 18, 16, tzinfo=UTC)
    assert then(asof="2026-11-18") == Past(at=end, known=end)
    assert then(asof="2026-11-20") is None


def test_a_list_of_a_week_is_as_known_at_its_end_whatever_its_window():
    end = datetime(2026, 11, 15, 16, tzinfo=UTC)
    assert CASES.moment({"week": "2026-W46"}, NOW, HERE) == Past(at=end, known=end)
    assert WEEKLY.moment({"week": "2026-W46"}, NOW, HERE) == Past(at=end, known=end)
    assert CASES.moment({"week": "2026-W47"}, NOW, HERE) is None
    assert CASES.moment(OWN, NOW, HERE) == Past(at=END, known=None)


def test_lists_and_pages_of_units_keep_window_and_moment():
    query = {**OWN, "asof": "2026-11-18", "street": "990101002"}
    for href in (links.listing(ON_TIME, query), links.of_unit("eco", query)):
        kept = {name: said[0] for name, said in parse_qs(urlsplit(href).query).items()}
        assert {"from", "to", "asof"} <= kept.keys()
    assert "window" not in links.listing(OPEN, {"window": "7d"})
    assert "to=2026-11-08" in links.listing(OPEN, OWN)


def test_a_number_with_a_window_of_its_own_on_such_a_page_ends_with_it():
    query = {**OWN, "window": "91d", "of": "on-time"}
    assert listed.ask(query).window == timedelta(days=91)
    assert not listed.ask(query).since
    assert past(query, NOW, HERE) == Past(at=END, known=None)


@pytest.mark.parametrize(
    ("said", "found"),
    [("7d", 7), ("24h", 1), ("today", 1), ("14d", 14), ("999d", 999), ("", 0), ("0d", 0), ("-1d", 0)],
)
def test_a_list_is_moved_back_by_whole_days(said, found):
    assert shifted({"ago": said}) == timedelta(days=found)


@pytest.mark.parametrize("name", WINDOWS)
def test_the_period_before_lies_as_far_back_as_the_window_is_long(name):
    assert before({"window": name}) == window({"window": name}) == WINDOWS[name]
    assert before(OWN) == timedelta(days=7)


DAYS = st.dates(date(2020, 1, 1), date(2026, 11, 20))


@given(DAYS, st.integers(0, MOST - 1))
def test_a_window_of_ones_own_is_as_many_days_as_it_names_and_never_ends_after_now(first, more):
    last = first + timedelta(days=more)
    query = {"from": first.isoformat(), "to": last.isoformat()}
    checked(query)
    assert days(query) == (first, last)
    assert window(query) == timedelta(days=more + 1)
    shown = past(query, NOW, HERE)
    end = shown.at if shown else NOW
    assert end <= NOW
    assert begins(ask(query), end, HERE) <= end


@given(st.text(max_size=20))
def test_any_text_is_either_understood_or_refused(said):
    for word in ("window", "from", "to", "asof"):
        query = {"from": "2026-11-01", "to": "2026-11-02", word: said}
        with suppress(WindowError):
            checked(query)
            assert past(query, NOW, HERE) is None or past(query, NOW, HERE).at <= NOW
