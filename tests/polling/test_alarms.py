"""What is strange about what a source sends is noticed, and what is merely rare is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import STATE, EventKind, Fact
from dashboard.polling.alarms import NOTES, Alarms, words
from data_feeds import Record
from tests.small_district import NOW


def records(count: int, **fields) -> list[Record]:
    return [Record(raw={"id": str(n), "at": "x"} | fields, where="") for n in range(count)]


def fact(hours: float = 0.0, kind: str = EventKind.PROGRESS, **body) -> Fact:
    return Fact(key="case:a/1", kind=kind, version="1", happened_at=NOW + timedelta(hours=hours), body=body)


def taught(count: int = 100) -> Alarms:
    alarms = Alarms()
    alarms.see_records(records(count))
    return alarms


def notes(alarms: Alarms) -> dict[str, str]:
    return dict(note.split(": ", 1) for note in alarms.notes())


def test_a_quiet_source_has_no_notes():
    alarms = taught()
    alarms.see_facts([fact(case={"place": "inside"})] * 30, news=30, now=NOW)
    assert alarms.notes() == ()


def test_more_than_a_twentieth_with_a_new_field_is_told_and_less_is_not():
    alarms = taught()
    alarms.see_records(records(95) + records(5, extra=1))
    assert notes(alarms) == {}
    fresh = taught()
    fresh.see_records(records(94) + records(6, extra=1))
    assert notes(fresh) == {"fields": "+extra"}


def test_a_renamed_field_is_told_by_both_names():
    alarms = taught()
    alarms.see_records([Record(raw={"id": "1", "time": "x"}, where="")] * 30)
    assert notes(alarms) == {"fields": "−at +time"}


def test_a_drift_stays_told_until_the_fields_are_back():
    alarms = taught()
    for _ in range(3):
        alarms.see_records(records(50, extra=1))
        assert notes(alarms) == {"fields": "+extra"}
    alarms.see_records(records(50))
    assert notes(alarms) == {}


def test_a_field_that_comes_now_and_then_is_a_habit():
    alarms = Alarms()
    alarms.see_records(records(80) + records(20, case={"x": 1}))
    alarms.see_records(records(40, case={"x": 2}))
    assert notes(alarms) == {}
    alarms.see_records(records(40, case={"y": 2}))
    assert notes(alarms) == {"fields": "+case.y"}


def test_nothing_is_said_of_fields_before_a_habit_is_known_or_of_a_few_records():
    alarms = taught(99)
    alarms.see_records(records(50, extra=1))
    assert notes(alarms) == {}
    few = taught()
    few.see_records(records(19, extra=1))
    assert notes(few) == {}


def test_records_that_are_no_objects_have_no_fields():
    alarms = taught()
    alarms.see_records([Record(raw="torn", where="")] * 30)
    assert notes(alarms) == {}


@pytest.mark.parametrize(("hours", "told"), [(8, "+8.0 h"), (-8, "-8.0 h"), (0.9, None), (-0.9, None)])
def test_the_newest_facts_tell_how_far_a_clock_is_off(hours, told):
    alarms = Alarms()
    alarms.see_facts([fact(hours) for _ in range(9)], news=9, now=NOW)
    assert notes(alarms).get("clock") == told


def test_a_few_late_facts_do_not_make_a_clock_wrong():
    alarms = Alarms()
    alarms.see_facts([fact(-20)] * 8 + [fact()] * 12, news=20, now=NOW)
    assert notes(alarms) == {}


def test_what_was_known_before_says_nothing_of_the_clock():
    alarms = Alarms()
    alarms.see_facts([fact(-20)] * 30, news=0, now=NOW)
    assert notes(alarms) == {}


def test_an_old_state_is_no_wrong_clock_but_a_future_one_is():
    alarms = Alarms()
    alarms.see_facts([fact(-900, STATE)] * 9, news=9, now=NOW)
    assert notes(alarms) == {}
    alarms.see_facts([fact(8, STATE)] * 20, news=20, now=NOW)
    assert notes(alarms) == {"clock": "+8.0 h", "ahead": "+8.0 h"}


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(5, None), (6, "+6 min"), (119, "+119 min"), (480, "+8.0 h"), (60 * 24 * 9, "+9.0 d"), (-600, None)],
)
def test_one_stamp_from_the_future_is_told_by_how_far_it_is_ahead(minutes, told):
    alarms = Alarms()
    alarms.see_facts([fact()] * 30 + [fact(minutes / 60)], news=31, now=NOW)
    assert notes(alarms).get("ahead") == told


def test_stamps_of_a_history_are_not_ahead_and_old_trouble_is_forgotten():
    alarms = Alarms()
    alarms.see_facts([fact(99)] * 9, news=0, now=NOW)
    assert notes(alarms) == {}
    alarms.see_facts([fact(1)], news=1, now=NOW)
    assert notes(alarms) == {"ahead": "+60 min"}
    alarms.see_facts([fact()] * 200, news=200, now=NOW)
    assert notes(alarms) == {}


def located_in(street: str | None, point: str = "S01", **case) -> Fact:
    lon = {"S01": 121.45, "S02": 121.55}[point]
    return fact(case={"place": "inside", "lon": lon, "lat": 31.15, "street": street} | case)


def here(lon: float, _lat: float) -> str:
    return "S01" if lon < 121.5 else "S02"


@pytest.mark.parametrize(("wrong", "told"), [(10, None), (11, "11%"), (100, "100%")])
def test_f55_points_that_lie_in_another_street_than_the_one_told_mean_a_wrong_datum(wrong, told):
    alarms = Alarms()
    facts = [located_in("S02")] * wrong + [located_in("S01")] * (100 - wrong)
    alarms.see_facts(facts, news=0, now=NOW, locate=here)
    assert notes(alarms).get("datum") == told


@pytest.mark.parametrize(
    "silent",
    [
        located_in(None),
        located_in("未映射"),
        located_in("S02", place="outside"),
        located_in("S02", place="none", lon=None, lat=None),
    ],
)
def test_f55_what_tells_no_street_or_no_point_says_nothing_of_the_datum(silent):
    alarms = Alarms()
    alarms.see_facts([silent] * 30, news=0, now=NOW, locate=here)
    assert "datum" not in notes(alarms)


def test_f55_a_few_points_on_a_border_say_nothing():
    alarms = Alarms()
    alarms.see_facts([located_in("S02")] * 19, news=0, now=NOW, locate=here)
    assert notes(alarms) == {}


def test_many_points_outside_the_district_mean_a_wrong_datum():
    alarms = Alarms()
    points = [fact(case={"place": "inside"})] * 90 + [fact(case={"place": "outside"})] * 10
    alarms.see_facts(points, news=0, now=NOW)
    assert notes(alarms) == {"place": "10%"}
    few = Alarms()
    few.see_facts(
        [fact(case={"place": "outside"})] * 19 + [fact(case={"place": "none"})] * 90, news=0, now=NOW
    )
    assert notes(few) == {}


def test_unknown_names_are_listed_once_and_not_without_end():
    alarms = Alarms()
    alarms.see_facts(
        [fact(org_said="铁路"), fact(org_said="铁路"), fact(street_said="月球")], news=0, now=NOW
    )
    assert notes(alarms) == {"unmapped": "org 铁路、street 月球"}
    alarms.see_facts([fact(org_said=f"第{n}处") for n in range(99)], news=0, now=NOW)
    assert notes(alarms)["unmapped"].count("、") == 9


@pytest.mark.parametrize("code", NOTES)
def test_a_note_has_words_in_both_languages(code):
    found = words(f"{code}: +8.0 h: x")
    assert "+8.0 h: x" in found.zh
    assert "+8.0 h: x" in found.en
    assert found.zh != found.en


def test_a_note_of_another_version_is_shown_as_it_is():
    assert words("mystery: 7").zh == "mystery: 7"


@given(
    st.lists(st.lists(st.dictionaries(st.text(max_size=3), st.none(), max_size=4), max_size=40), max_size=6)
)
@settings(max_examples=40, deadline=None)
def test_whatever_pages_come_notes_are_texts(pages):
    alarms = Alarms()
    for found in pages:
        alarms.see_records([Record(raw=raw, where="") for raw in found])
        assert all(isinstance(note, str) for note in alarms.notes())
