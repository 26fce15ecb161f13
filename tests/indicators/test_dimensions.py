"""Splits: who answers for a case, and which local day it was."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.dimensions import day, responsible, split, with_case
from tests.small_board import board_tables, case, span

DAYS = {  # in New York: summer time from 2011-03-13 to 2011-11-06
    "2011-03-13T04:59": "2011-03-12",
    "2011-03-13T05:00": "2011-03-13",
    "2011-03-14T03:59": "2011-03-13",
    "2011-03-14T04:00": "2011-03-14",
    "2011-08-28T03:59": "2011-08-27",
    "2011-11-06T04:00": "2011-11-06",
    "2011-11-07T04:59": "2011-11-06",
    "2011-11-07T05:00": "2011-11-07",
}


def test_a_day_begins_at_local_midnight_also_where_summer_time_begins_and_ends():
    cases = [case(moment, reported_at=datetime.fromisoformat(moment).replace(tzinfo=UTC)) for moment in DAYS]
    reader = board_tables(cases=cases, zone="America/New_York")
    rows = reader.tables.cases
    frame = reader.frame("days", lambda: rows.select("key", day=day(rows.reported_at)))
    assert dict(zip(frame["key"], frame["day"], strict=True)) == DAYS


@pytest.mark.parametrize(
    ("given_", "unit"),
    [
        ({"holder": "D02", "hands": ["D01", "D02"]}, "D02"),
        ({"holder": None, "hands": ["D01"]}, None),
        ({"holder": None, "hands": ["D01", "D03"], "open": False}, "D03"),
        ({"holder": None, "hands": [], "open": False, "lead_org": "D09"}, "D09"),
        ({"holder": None, "hands": None, "open": False}, None),
    ],
)
def test_the_holder_answers_for_a_case_and_the_last_one_for_an_ended(given_, unit):
    reader = board_tables(cases=[case("a", **given_)])
    frame = reader.frame("unit", lambda: reader.tables.cases.select(unit=responsible(reader.tables.cases)))
    assert frame["unit"].replace({float("nan"): None}).tolist() == [unit]


def test_rows_take_from_their_case_what_they_lack():
    reader = board_tables(cases=[case("a", street="S07", source="GRID")], spans=[span("a", holder="D05")])
    tables = reader.tables
    by = ("department", "street", "source")
    frame = reader.frame("split", lambda: split(tables.spans, tables, Ask(by=by)).select("key", *by))
    assert frame.iloc[0].tolist() == ["a", "D05", "S07", "GRID"]


def test_rows_that_have_everything_are_not_joined():
    tables = board_tables().tables
    assert with_case(tables.cases, tables.cases, "street", "feed") is tables.cases
