"""How a connection stands in words, marks and moments; hours and sums that add up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.desk import Asked
from dashboard.feeding import Standings
from dashboard.ledger import LedgerError, Receipt
from dashboard.scope import ALL
from dashboard.text import Text
from layouts.feeds import absent, chosen, equation, fresh_at, hourly, level, moment, needy, standings, state
from layouts.panels.feeds_table import FEEDS_TABLE
from tests.layouts import frames
from tests.layouts.frames_feeds import standing
from tests.layouts.panels.reading import text

COUNTS = st.integers(0, 10**9)


def view(*feeds, still=False, **query):
    shown = Standings(at=frames.NOW, feeds=feeds, still=still) if feeds else None
    return replace(frames.busy(FEEDS_TABLE, **query), extra=shown)


def of(still=False, **given_):
    one = standing("grid", "网格", "Grid", **given_)
    return one, view(one, still=still)


@pytest.mark.parametrize(
    ("age", "wanted"),
    [(0, "fresh"), (65, "fresh"), (66, "late"), (120, "late"), (121, "frozen"), (None, "unknown")],
)
def test_the_mark_follows_the_limits_of_the_badges_in_the_head(age, wanted):
    one, here = of(age=None if age is None else timedelta(seconds=age))
    assert level(one, here) == wanted


def test_a_connection_asked_every_second_is_given_ten_more():
    one, here = of(age=timedelta(seconds=11), every=timedelta(seconds=1))
    assert level(one, here) == "late"
    assert level(*of(age=timedelta(seconds=13), every=timedelta(seconds=1))) == "frozen"


def test_trouble_is_seen_before_the_age_says_so():
    assert level(*of(state="trouble", trouble="503")) == "late"
    assert level(*of(state="trouble", trouble="503", age=None)) == "frozen"


def test_where_time_stands_still_nothing_is_late_but_trouble_is():
    assert level(*of(still=True, age=timedelta(days=9))) == "fresh"
    assert level(*of(still=True, age=timedelta(days=9), state="trouble")) == "frozen"


def test_one_that_answers_and_tells_nothing_new_is_not_called_well():
    assert state(*of()) == "正常"
    assert state(*of(age=timedelta(minutes=9))) == "停更"
    assert state(*of(age=timedelta(seconds=90))) == "迟"
    assert state(*of(state="trouble", age=timedelta(minutes=9))) == "有故障 · 停更"
    assert state(*of(state="new", age=None)) == "尚未读取"
    assert state(*of(state="gone", age=timedelta(days=9))) == "已不在区文件中"


def test_the_one_named_is_chosen_else_the_first_in_trouble_else_that_needs_somebody_else_the_first():
    well, odd = standing("a", "甲", "A"), standing("b", "乙", "B", waiting=1)
    bad = standing("c", "丙", "C", state="trouble")
    assert chosen(view(well, odd, bad, feed="a")).name == "a"
    assert chosen(view(well, odd, bad, feed="nothing")).name == "c"
    assert chosen(view(well, odd)).name == "b"
    assert chosen(view(well)).name == "a"
    assert chosen(view()) is None


def test_who_needs_somebody():
    assert not needy(standing("a", "甲", "A"))
    for given_ in ({"state": "limited"}, {"alarms": (Text("x", "x"),)}, {"waiting": 3}):
        assert needy(standing("a", "甲", "A", **given_))


def test_no_connection_and_no_ledger_are_told_apart():
    assert "账本" in text(absent(view()))
    none = replace(view(), extra=Standings(at=frames.NOW, feeds=()))
    assert "没有接入" in text(absent(none))
    assert standings(none) == standings(view()) == []


def test_moments_are_by_the_clocks_of_the_district():
    one, here = of(age=timedelta(seconds=42))
    assert moment(fresh_at(one, here), here) == "11-20 10:41"
    assert moment(None, here) == "—"
    assert fresh_at(*of(age=None)) is None


@given(COUNTS, COUNTS, COUNTS, st.integers(-(10**6), 10**9))
def test_the_sum_on_the_screen_adds_up(applied, duplicate, superseded, quarantined):
    account = Receipt(applied=applied, duplicate=duplicate, superseded=superseded, quarantined=quarantined)
    said = text(equation(account, "en")).replace(",", "").replace("−", "-")
    left, right = said.split(" = ")
    assert int(left) == sum(int(part) for part in right.split(" + "))


def test_a_day_has_twenty_four_hours_the_newest_last_and_empty_ones_stand_there():
    one, here = of()
    hours = hourly(one, here)
    assert len(hours) == 24
    assert hours[-1].at <= here.extra.at < hours[-1].at + timedelta(hours=1)
    assert [hour.account for hour in hours[:4]] == [Receipt()] * 4
    assert sum(hour.account.applied for hour in hours) == sum(c.account.applied for c in one.cycles)


def asked(page):
    return Asked(page=page, query={}, lang="zh", sight=ALL)


def test_a_desk_whose_ledger_is_out_of_reach_says_so_instead_of_failing(tmp_path, monkeypatch):
    from tests.living import desk_in

    desk = desk_in(tmp_path)
    try:
        assert [one.name for one in desk.extra(asked("feeds")).feeds] == [
            feed.name for feed in desk.district.feeds
        ]
        assert desk.extra(asked("feeds")).still
        assert desk.extra(asked("wall")) is None
        monkeypatch.setattr(desk.ledger, "feed_states", gone)
        assert desk.extra(asked("feeds")) is None
    finally:
        desk.close()


def gone():
    raise LedgerError(Text("读不到", "out of reach"))
