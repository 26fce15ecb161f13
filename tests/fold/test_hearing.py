"""A fact is heard as the district file has it today, and as of no moment yet to come."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.cases import AHEAD, UNMAPPED, in_time
from dashboard.fold.hearing import NAMES, heard, present
from tests.small_district import NOW, district

HOME = district(nowhere=("全区",))


def unmapped(**said) -> dict:
    """A body whose names were not known when it was parsed."""
    fields = {name.removesuffix("_said") for name in said}
    inner = fields & {"lead_org", "category", "street"}
    return said | dict.fromkeys(fields - inner, UNMAPPED) | {"case": dict.fromkeys(inner, UNMAPPED)}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"org_said": "区水务局"}, "D01"),
        ({"to_org_said": "水务"}, "D01"),
        ({"holder_said": " 绿容 "}, "D02"),
        ({"lead_org_said": "区绿容局"}, "D02"),
        ({"category_said": "污水冒溢"}, "E0116"),
        ({"street_said": "西街街道"}, "S01"),
        ({"street_said": "全区"}, None),
    ],
)
def test_a_name_that_is_known_by_now_becomes_its_code(said, code):
    body = unmapped(**said)
    field = next(iter(said)).removesuffix("_said")
    found = heard(body, "hotline", HOME)
    assert (found["case"] if field in body["case"] else found)[field] == code
    assert not said.keys() & found.keys()
    assert body == unmapped(**said), "what is stored stays as it is"


def test_an_alias_of_one_feed_is_none_of_another():
    assert heard(unmapped(org_said="水务"), "grid", HOME)["org"] == UNMAPPED


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_still_unknown_stays_said(name):
    body = unmapped(**{name: "月球管理处"})
    assert heard(body, "hotline", HOME) == body


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"org": "D02", "note": "x"},
        {"org": "D02", "org_said": "区水务局"},  # a code that stands is not overruled
        {"category_said": "污水冒溢"},
        {"category_said": "污水冒溢", "case": None},
        {"flags_said": "x", "case": {"flags": []}},
    ],
)
def test_a_body_that_has_nothing_to_be_looked_up_is_as_it_was(body):
    assert heard(body, "hotline", HOME) == body


@pytest.mark.parametrize("minutes", [-60, 0, 5, 6, 60_000])
def test_a_stamp_beyond_what_clocks_may_differ_is_cut_to_that(minutes):
    stamp, meant = NOW + timedelta(minutes=minutes), NOW + timedelta(minutes=min(5, minutes))
    assert in_time(stamp, NOW) == meant
    body = {"case": {"reported_at": stamp.isoformat(), "street": "S01"}, "phase": "accepted"}
    found = present(body, NOW)
    assert found["case"]["reported_at"] == meant.isoformat()
    assert (found["case"]["street"], found["phase"]) == ("S01", "accepted")


@pytest.mark.parametrize("case", [None, {}, {"reported_at": None}, {"reported_at": "soon"}, "text"])
def test_a_case_without_a_report_in_time_is_as_it_was(case):
    assert present({"case": case}, NOW) == {"case": case}


def test_a_history_is_never_from_the_future():
    """What is declared as a backfill was known as it happened."""
    far = NOW + 1000 * AHEAD
    assert in_time(far, far) == far
