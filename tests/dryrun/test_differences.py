"""What two sets of rules say otherwise is told word by word, as the files have it."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.district import Duty, Org, OrgKind, load
from dashboard.dryrun.differences import DAYS, HIDDEN, NONE, days, differences, written
from dashboard.dryrun.sides import words_of
from dashboard.leverage.book import shipped
from dashboard.text import Text
from tests.small_district import connection, same


def words(**parts):
    """What differs between two values of some parts."""
    here, there = ({name: pair[n] for name, pair in parts.items()} for n in (0, 1))
    return [(one.where, one.before, one.after) for one in differences(here, there)]


@pytest.mark.parametrize("name", ["yunjiang", "boston"])
def test_a_district_differs_in_nothing_from_itself(name):
    here, there = (words_of(load(name), shipped()) for _ in range(2))
    assert differences(here, there) == []


def test_a_limit_is_told_by_its_place_and_as_the_file_has_it():
    district = load("yunjiang")
    limits = district.limits.model_copy(update={"default": Limit.parse("7D"), "sign": None})
    assert words(limits=(district.limits, limits)) == [
        ("limits.sign", "2H", NONE),
        ("limits.default", "5D", "7D"),
    ]


def test_a_category_is_known_by_its_code_wherever_it_stands():
    district = load("yunjiang")
    first, *others = district.categories
    other = first.model_copy(update={"limit": Limit.parse("4U")})
    assert words(categories=(district.categories, (other, *others))) == [
        ("categories[P0101].limit", "2U", "4U")
    ]


def duty(org="water", post="head-water", **given):
    return Duty(org=org, post=post, confirmed=date(2026, 11, 2), **given)


def test_a_line_of_the_duty_list_is_known_by_unit_and_categories():
    here = (duty(), duty(categories=("P0102",)))
    there = (duty(), duty(categories=("P0102",), post="second-water"))
    assert words(duties=(here, there)) == [("duties[water: P0102].post", "head-water", "second-water")]


def test_a_new_line_is_one_difference_and_so_is_one_that_is_gone():
    here, there = (duty(),), (duty(), duty("greening", "head-greening", clause="第3条"))
    said = "org = greening; post = head-greening; clause = 第3条; confirmed = 2026-11-02"
    assert words(duties=(here, there)) == [("duties[greening]", NONE, said)]
    assert words(duties=(there, here)) == [("duties[greening]", said, NONE)]


def test_the_order_of_lines_is_a_difference_where_the_first_that_fits_stands():
    here, there = (duty(), duty("greening", "p")), (duty("greening", "p"), duty())
    assert words(duties=(here, there)) == [("duties (order)", "water, greening", "greening, water")]


def test_two_lines_of_one_name_are_told_apart():
    here, there = (duty(), duty(post="b")), (duty(), duty(post="c"))
    assert words(duties=(here, there)) == [("duties[water #2].post", "b", "c")]


def test_where_other_machines_are_reached_is_not_shown():
    here, there = (
        connection(options={"url": f"http://10.0.0.{n}/events", "token": f"secret{n}"}) for n in (1, 2)
    )
    found = words(feeds=((here,), (there,)))
    assert found == [
        ("feeds[hotline].options.url", HIDDEN, HIDDEN),
        ("feeds[hotline].options.token", HIDDEN, HIDDEN),
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (True, False, ("true", "false")),
        (0.8, 0.5, ("0.8", "0.5")),
        (time(9), time(8, 30), ("09:00", "08:30")),
        (Text("水务", "Water"), same("水务"), ("水务 / Water", "水务")),
        (("a", "b"), (), ("a, b", NONE)),
        (frozenset({"b", "a"}), frozenset({"a"}), ("a, b", "a")),
        (OrgKind.STREET, OrgKind.GRID, ("street", "grid")),
        (0, 1, ("0", "1")),
        ("x" * 500, "y", ("x" * 199 + "…", "y")),
    ],
)
def test_every_kind_of_value_is_written_as_a_file_has_it(before, after, said):
    assert words(value=(before, after)) == [("value", *said)]


def test_a_weight_of_a_mark_is_told():
    here = {0: 0.0, 1: 0.8}
    assert words(satisfaction=(here, {**here, 1: 0.6})) == [("satisfaction.1", "0.8", "0.6")]


@given(st.sampled_from("mUMHDN"), st.integers(1, 9999))
def test_a_limit_is_written_so_that_it_reads_as_itself(unit, amount):
    limit = Limit.parse(f"{amount}{unit}")
    assert Limit.parse(written(limit)) == limit


def test_the_largest_unit_that_says_a_limit_whole_is_written():
    assert written(Limit(120, Measure.URGENT)) == "2U"
    assert written(Limit(90, Measure.HOURS)) == "90M"


def worked(**days_):
    return WorkCalendar.of(
        zone="Asia/Shanghai", segments=((time(9), time(17)),), weekend=(6, 7),
        special_days={date.fromisoformat(day[1:].replace("_", "-")): free for day, free in days_.items()},
    )  # fmt: skip


def test_days_that_are_worked_on_one_side_alone_are_told():
    (one,) = days(worked(), worked(d2026_11_18=False))
    assert (one.where, one.before, one.after) == ("calendar[2026-11-18]", "480m", "0m")
    assert days(worked(), worked()) == []


def test_many_days_are_told_as_a_number():
    free = {f"d2026_{month:02}_{day:02}": False for month in (3, 4) for day in range(1, 29)}
    found = days(worked(), worked(**free))
    assert len(found) == DAYS + 1
    weekdays = sum(date(2026, month, day).isoweekday() < 6 for month in (3, 4) for day in range(1, 29))
    assert found[-1].after == f"{weekdays - DAYS}"


def test_units_of_one_kind_with_another_leader_are_one_word():
    here = Org(code="water", name=same("水务"), short=same("水务"), kind=OrgKind.DEPARTMENT, led_by="a")
    assert words(orgs=((here,), (here.model_copy(update={"led_by": "b"}),))) == [
        ("orgs[water].led_by", "a", "b")
    ]
