"""Where a cursor stands: kept in JSON as its columns have it, moved on, and taken a little back."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_feeds import FeedError, Record
from data_feeds.attributes import LAST, START
from data_feeds.keyset import LOOKED_AT, OTHERS, UNMARKED, Place, earlier, kept, meant, sorts
from tests.small_district import NOW, reading


def test_an_earlier_time_is_written_as_its_column_writes_it():
    forms = ("iso", "%Y/%m/%d %H:%M:%S", "epoch")
    assert earlier("2026-11-20 09:00:30.250", 60, forms) == "2026-11-20 08:59"
    assert earlier("2026-11-20T09:00:30+08:00", 60, forms) == "2026-11-20T08:59"
    assert earlier("2026/11/20 09:00:30", 60, forms) == "2026/11/20 08:59:30"
    assert earlier(date(2026, 11, 20), 60, forms) == date(2026, 11, 20)
    assert earlier(1_763_600_000, 60, forms) == 1_763_599_940
    assert earlier(Decimal("1763600000000"), 1.5, forms) == Decimal("1763599998000")
    assert earlier("2026-11-19 24:00:00", 60, forms) == "2026-11-19 23:59"
    assert earlier("1795136400", 60, forms) == "1795136340"
    assert earlier(NOW, 60, forms) == NOW - timedelta(minutes=1)


@given(
    second=st.integers(10**9 + 2 * 10**6, LAST - 1),  # nine digits sort otherwise than ten
    back=st.integers(0, 10**6),
    form=st.sampled_from(["iso", "%Y-%m-%d %H:%M:%S", "%Y%m%d%H%M%S", "epoch"]),
)
@settings(max_examples=60, deadline=None)
def test_what_is_earlier_stands_before_all_texts_of_the_time_between(second, back, form):
    def told(moment: datetime) -> str:
        if form == "epoch":
            return str(int(moment.timestamp()))
        return moment.strftime("%Y-%m-%d %H:%M:%S" if form == "iso" else form)

    moment = START + timedelta(seconds=second)
    bound = earlier(told(moment), back, (form,))
    assert bound <= told(moment - timedelta(seconds=back)) <= told(moment)
    assert told(moment - timedelta(seconds=back + 60)) < bound


@pytest.mark.parametrize(
    ("form", "sorted_"),
    [("%Y-%m-%d %H:%M", True), ("%Y%m%d%H%M%S", True), ("%m/%d/%Y", False), ("%Y-%m-%d %I:%M %p", False)],
)
def test_a_form_sorts_or_does_not(form, sorted_):
    assert sorts(form) == sorted_


def moved(place: Place, marks, *, full=False, formats=("iso",)) -> Place:
    return place.moved(marks, full=full, formats=formats, reading=reading())


def test_a_place_goes_on_behind_a_full_page_and_ends_at_the_newest_time_that_can_be_true():
    marks = [("2026-11-20 09:00", "a"), ("2026-11-20 09:01", "b"), ("2099-01-01 00:00", "c"), ("zzz", "d")]
    full = moved(Place(), marks, full=True)
    assert (full.since, full.after) == ("2026-11-20 09:01", ("zzz", "d"))
    end = moved(full, [])
    assert (end.since, end.after) == ("2026-11-20 09:01", None)
    assert moved(end, [("2099-01-01 00:00", "c")]).since == "2026-11-20 09:01"


def test_a_full_page_that_leads_nowhere_is_trouble():
    with pytest.raises(FeedError, match="holds no id"):
        moved(Place(), [("2026-11-20 09:00", None)], full=True)
    with pytest.raises(FeedError, match="or always the same"):
        moved(Place(after=("2026-11-20 09:00", "a")), [("2026-11-20 09:00", "a")], full=True)
    assert moved(Place(), [("2026-11-20 09:00", "a"), ("2026-11-20 09:00", None)], full=True).after == (
        "2026-11-20 09:00",
        "a",
    )


@pytest.mark.parametrize(
    "mark",
    [
        None,
        "a",
        7,
        1.5,
        NOW,
        NOW.replace(tzinfo=None),
        date(2026, 11, 20),
        Decimal("1.10"),
        uuid.UUID(int=7),
    ],
)
def test_a_place_keeps_what_a_column_may_hold_through_json(mark):
    back = meant(json.loads(json.dumps(kept(mark))))
    assert (back, type(back)) == (mark, type(mark))


def test_a_column_that_cannot_be_kept_is_told():
    with pytest.raises(FeedError, match="type bytes cannot be followed"):
        kept(b"x")


def spoiled(names):
    return {name: (Record(raw=name, where=name), "no time") for name in names}


@given(courses=st.lists(st.sets(st.integers(0, 12)), min_size=1, max_size=6))
def test_what_has_no_time_is_told_once_for_as_long_as_it_has_none(courses):
    place, before = Place(), set()
    for now in courses:
        told, place = place.setting_aside(spoiled(map(str, sorted(now))))
        assert {record.raw for record, _ in told} == {str(one) for one in now - before}
        before = now


def test_more_rows_without_a_time_than_are_looked_at_are_said():
    many = spoiled(f"{n:04}" for n in range(LOOKED_AT))
    told, place = Place().setting_aside(many)
    assert len(told) == UNMARKED
    assert told[-1][1] == "no time" + OTHERS
    assert Place.model_validate(json.loads(json.dumps(place.cursor()))) == place
    few, _ = Place().setting_aside(dict(list(many.items())[:3]))
    assert [reason for _, reason in few] == ["no time"] * 3
