"""The sheet of a handover: which shift runs, what stands on it, and nobody's number."""

from __future__ import annotations

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.district import Shift, load
from dashboard.leverage.shift_sheet import MOST, Standing, drafted, turn_of
from tests.small_district import same

SHANGHAI = ZoneInfo("Asia/Shanghai")
SHIFTS = load("yunjiang").shifts


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


NOON = at("2026-11-20T12:00")


@pytest.mark.parametrize(
    ("moment", "key"),
    [
        ("2026-11-20T08:30", "handover:2026-11-20/1"),
        ("2026-11-20T16:29", "handover:2026-11-20/1"),
        ("2026-11-20T16:30", "handover:2026-11-20/2"),
        ("2026-11-21T00:10", "handover:2026-11-20/2"),
        ("2026-11-21T00:30", "handover:2026-11-21/3"),
    ],
)
def test_a_shift_belongs_to_the_day_it_began(moment, key):
    assert turn_of(SHIFTS, at(moment), SHANGHAI).key == key


@given(st.integers(0, 525_600))
def test_every_moment_has_its_shift_where_shifts_fill_the_day(minutes):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    turn = turn_of(SHIFTS, now, SHANGHAI)
    assert turn.since <= now < turn.till
    assert turn.till - turn.since == timedelta(hours=8)


def test_a_shift_of_a_whole_day_lasts_a_day():
    turn = turn_of(
        (Shift(name=same("全天"), start=time(8, 30), end=time(8, 30)),), at("2026-11-20T03:00"), SHANGHAI
    )
    assert (turn.key, turn.till - turn.since) == ("handover:2026-11-19/1", timedelta(days=1))


def test_where_no_shift_is_named_there_is_none():
    assert turn_of((), NOON, SHANGHAI) is None


def test_a_long_list_is_cut_and_says_how_many_there_are():
    rows = [{"key": f"case:a/{n}", "due_at": NOON, "holder": None} for n in range(MOST + 5)]
    sheet = drafted(turn_of(SHIFTS, NOON, SHANGHAI), Standing(urgent=rows))
    assert sheet["lists"]["urgent"]["total"] == MOST + 5
    assert len(sheet["lists"]["urgent"]["rows"]) == MOST
    assert sheet["lists"]["urgent"]["rows"][0] == {"key": "case:a/0", "due_at": NOON.isoformat()}
    assert sheet["lists"]["levers"] == {"total": 0, "rows": []}


def test_the_note_is_masked():
    sheet = drafted(turn_of(SHIFTS, NOON, SHANGHAI), Standing(), note="请联系13800001234")
    assert "13800001234" not in json.dumps(sheet)
    assert sheet["note"].startswith("请联系")


def test_of_a_number_at_the_end_of_a_long_note_no_half_is_left():
    note = drafted(turn_of(SHIFTS, NOON, SHANGHAI), Standing(), note="交" * 1_995 + " 13800001234 请回")[
        "note"
    ]
    assert len(note) <= 2_000
    assert "138" not in note
