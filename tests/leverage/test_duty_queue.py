"""The queue of the watch: what stands in it, in which order, and when it comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.cases import Flag, Source
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.duty_queue import DUTY_QUEUE, SHOWN
from dashboard.leverage.watch import DUTY_OFFICES, MUNICIPAL_ORDERS, ROSTERED, SHEETS_LATELY
from tests.small_board import NOW, board_tables, case, stage

HOUR = timedelta(hours=1)


def late(key, hours, what="sign", **given):
    """A stage that runs so many hours past a limit of two."""
    due = NOW - hours * HOUR
    return stage(key, stage=what, started_at=due - 2 * HOUR, due_at=due, outcome="running") | given


def seen(key, hours):
    return {"key": key, "acknowledged_at": NOW - hours * HOUR, "post": "chief"}


def queue(**tables):
    return answer(DUTY_QUEUE, Ask(), board_tables(**tables))


def keys(**tables):
    return queue(**tables)["key"].tolist()


def test_alarms_stand_above_orders_above_urgent_cases_above_the_longest_over():
    cases = [
        case("case:f/slow"),
        case("case:f/slower"),
        case("case:f/urgent", urgency="urgent"),
        case("case:f/order", source=Source.MUNICIPAL.value, due_at=NOW + HOUR),
        case("case:f/fire", flags=[Flag.SAFETY.value]),
        case("case:f/calm"),
    ]
    stages = [late("case:f/slow", 1), late("case:f/slower", 9, "contact"), late("case:f/urgent", 0.5)]
    frame = queue(cases=cases, stages=stages)
    assert frame["key"].tolist() == [
        "case:f/fire", "case:f/order", "case:f/urgent", "case:f/slower", "case:f/slow",
    ]  # fmt: skip
    assert frame["override"].tolist() == ["safety", "municipal", "", "", ""]
    assert frame["over"].tolist()[2:] == [30, 540, 60]
    assert set(frame["total"]) == set(frame["waiting"]) == {5}


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": "done", "ended_at": NOW - HOUR},
        {"stage": "dispose"},
        {"due_at": NOW + HOUR},
        {"due_at": None},
    ],
)
def test_a_stage_that_has_ended_is_another_or_is_in_time_asks_for_nobody(changed):
    assert keys(cases=[case("case:f/1")], stages=[late("case:f/1", 3)]) == ["case:f/1"]
    row = late("case:f/1", 3) | changed
    given = {name: value for name, value in row.items() if name not in ("start_ord", "due_ord", "end_ord")}
    assert keys(cases=[case("case:f/1")], stages=[stage(**given)]) == []


def test_a_closed_case_and_an_order_with_time_left_ask_for_nobody():
    cases = [
        case("case:f/1", flags=[Flag.CROWD.value], closed_at=NOW - HOUR),
        case("case:f/2", source=Source.MUNICIPAL.value, due_at=NOW + 5 * HOUR),
    ]
    assert keys(cases=cases) == []


def test_what_was_acknowledged_stands_last_and_is_not_counted_as_waiting():
    cases = [case("case:f/1", flags=[Flag.SAFETY.value]), case("case:f/2")]
    frame = queue(cases=cases, stages=[late("case:f/2", 1)], acknowledged=[seen("case:f/1", 1)])
    assert frame[["key", "seen"]].to_numpy().tolist() == [["case:f/2", False], ["case:f/1", True]]
    assert set(frame["waiting"]) == {1}
    assert frame["acknowledged_by"].tolist()[1] == "chief"


def test_an_acknowledged_case_comes_back_when_another_limit_passes():
    stages = [late("case:f/1", 5), late("case:f/1", 1, "contact", n=1)]
    acknowledged = [seen("case:f/1", 3)]
    assert queue(cases=[case("case:f/1")], stages=stages[:1], acknowledged=acknowledged)["seen"].tolist() == [
        True
    ]
    assert queue(cases=[case("case:f/1")], stages=stages, acknowledged=acknowledged)["seen"].tolist() == [
        False
    ]


def silence(key, **given):
    return {"key": "silence:1", "subject": key, "since": NOW - HOUR, "until": NOW + HOUR} | given


def test_a_silence_keeps_a_case_off_the_queue_until_it_ends_and_an_alarm_never():
    cases = [case("case:f/1"), case("case:f/2", flags=[Flag.THREAT.value])]
    stages = [late("case:f/1", 1)]
    for told, kept in (
        ([silence("case:f/1")], ["case:f/2"]),
        ([silence("case:f/1", ended_at=NOW - HOUR / 2)], ["case:f/2", "case:f/1"]),
        ([silence("case:f/1", until=NOW - HOUR / 2)], ["case:f/2", "case:f/1"]),
        ([silence("case:f/1", rule="T06")], ["case:f/2", "case:f/1"]),
        ([silence("case:f/2")], ["case:f/2", "case:f/1"]),
    ):
        assert keys(cases=cases, stages=stages, silences=told) == kept


def test_the_most_pressing_are_shown_and_all_are_counted():
    cases = [case(f"case:f/{n:03d}") for n in range(SHOWN + 5)]
    stages = [late(f"case:f/{n:03d}", n + 1) for n in range(SHOWN + 5)]
    frame = queue(cases=cases, stages=stages)
    assert len(frame) == SHOWN
    assert frame["key"].iloc[0] == f"case:f/{SHOWN + 4:03d}"
    assert set(frame["total"]) == {SHOWN + 5}


def test_orders_of_the_city_come_by_the_time_left():
    cases = [
        case("case:f/later", source=Source.MUNICIPAL.value, due_at=NOW + 9 * HOUR),
        case("case:f/late", flags=[Flag.MUNICIPAL.value], due_at=NOW - HOUR),
        case("case:f/open-ended", flags=[Flag.MUNICIPAL.value], due_at=None),
        case("case:f/ours"),
    ]
    frame = answer(MUNICIPAL_ORDERS, Ask(), board_tables(cases=cases))
    assert frame["key"].tolist() == ["case:f/late", "case:f/later", "case:f/open-ended"]
    assert set(frame["total"]) == {3}


POSTS = [
    {
        "n": 1,
        "code": "lead",
        "name_zh": "带班",
        "name_en": "Lead",
        "org": "uomc",
        "line": "8001",
        "as_of": NOW,
    },
    {
        "n": 2,
        "code": "head-water",
        "name_zh": "水务",
        "name_en": "Water",
        "org": "water",
        "line": "8201",
        "as_of": NOW,
    },
    {
        "n": 3,
        "code": "head-mute",
        "name_zh": "无",
        "name_en": "None",
        "org": "mute",
        "line": None,
        "as_of": NOW,
    },
]


def test_the_roster_tells_its_own_line_before_that_of_the_post():
    roster = [
        {"n": 1, "day": None, "shift": "白班", "post": "lead", "line": None, "as_of": NOW},
        {"n": 2, "day": None, "shift": "白班", "post": "lead", "line": "8009", "as_of": NOW},
        {"n": 3, "day": None, "shift": "白班", "post": "stranger", "line": None, "as_of": NOW},
    ]
    frame = answer(ROSTERED, Ask(), board_tables(posts=POSTS, roster=roster))
    assert frame["line"].tolist()[:2] == ["8001", "8009"]
    assert frame["name_zh"].tolist()[:2] == ["带班", "带班"]
    assert frame["name_zh"].isna().tolist() == [False, False, True]


def test_the_office_of_a_unit_is_its_first_post_on_the_duty_list_that_has_a_line():
    duties = [
        {"n": n, "org": org, "post": post, "confirmed": "2026-11-02", "as_of": NOW}
        for n, (org, post) in enumerate((("water", "head-water"), ("water", "lead"), ("mute", "head-mute")))
    ]
    frame = answer(DUTY_OFFICES, Ask(), board_tables(posts=POSTS, duties=duties))
    assert frame[["org", "line"]].to_numpy().tolist() == [["water", "8201"]]


def test_the_last_handovers_come_first():
    sheets = [
        {"key": f"handover:2026-11-{day}/1", "state": "taken", "drafted_at": NOW - timedelta(days=20 - day)}
        for day in (17, 19, 18)
    ]
    frame = answer(SHEETS_LATELY, Ask(), board_tables(handovers=sheets))
    assert frame["key"].tolist() == ["handover:2026-11-19/1", "handover:2026-11-18/1"]
