"""The stories through the real chain (feed, fold, board, indicators): what the demo's wall shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

import dashboard.indicators
from dashboard.board.store import Board
from dashboard.calendar.work import WorkCalendar
from dashboard.clock import monotonic
from dashboard.district import District, calendar_of
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.ledger import Entry
from dashboard.leverage.attention import ATTENTION
from dashboard.parts import collect
from dashboard.places import Geometry
from dashboard.simulate.dice import Dice
from dashboard.simulate.life import Told, events_of
from dashboard.simulate.plan import Plan
from dashboard.simulate.stories import stage
from dashboard.simulate.telling import Teller
from data_feeds import Reading, Record
from data_feeds.events import parse
from tests.simulate.reading_matters import ANCHOR

NOW = datetime(2026, 11, 20, 2, 30, 30, tzinfo=UTC)
ORDER = ("P0115", "E0301", "C0101", "E0109", "E0116", "C0108", "E0406", "C0103")
LEVELS = ("L4", "L1", "L5", "L1", "L4", "L4", "L3", "L4")


@pytest.fixture(scope="module")
def readings(district: District) -> dict[str, Reading]:
    return read_by(district)


def read_by(district: District) -> dict[str, Reading]:
    """How each source of a district is read."""
    geometry = Geometry.load(district)
    return {
        feed.name: Reading(
            connection=feed,
            district=district,
            cursor={},
            deadline=monotonic() + 600,
            now=NOW,
            geometry=geometry,
            district_key=b"k" * 32,
            options=None,
        )
        for feed in district.feeds
    }


def entries(told: list[Told], readings: dict[str, Reading]) -> Iterator[Entry]:
    """What a ledger would hold of events told up to now."""
    for at, event_id, feed, event in sorted(told, key=lambda one: one[:2]):
        known = datetime.fromtimestamp(at / 1e6, UTC)
        if known > NOW:
            continue
        for fact in parse(Record(raw=event, where=event_id), readings[feed]):
            yield Entry(
                seq=0, recorded_at=known, known_at=known, stream=feed, key=fact.key, kind=fact.kind,
                version=fact.version, happened_at=fact.happened_at, actor="", digest=event_id, body=fact.body,
            )  # fmt: skip


@pytest.fixture(scope="module")
def calendar(district: District) -> WorkCalendar:
    return calendar_of(district)


@pytest.fixture(scope="module")
def board(
    district: District, plan: Plan, calendar: WorkCalendar, readings: dict[str, Reading]
) -> Iterator[Board]:
    """A board on which nothing but the stories of this day stands."""
    matters = [matter for found in stage(plan, ANCHOR.toordinal()).values() for matter in found]
    said = [
        Entry(**{**vars(entry), "seq": seq})
        for seq, entry in enumerate(entries(Teller(plan).told(matters, Dice(1)), readings), 1)
    ]
    board = Board(district, calendar)
    board.catch_up(lambda after, limit: said[after : after + limit])
    yield board
    board.close()


def asked(board: Board, indicator: Indicator, now: datetime = NOW) -> pd.DataFrame:
    with board.reading(now) as reader:
        return answer(indicator, Ask(), reader)


@pytest.fixture(scope="module")
def attention(board: Board) -> pd.DataFrame:
    return asked(board, ATTENTION).set_index("category")


def test_the_eight_matters_stand_in_their_order(attention: pd.DataFrame) -> None:
    assert tuple(attention.index) == ORDER
    assert list(attention["rank"]) == list(range(1, 9))


def test_each_matter_is_given_its_lever(attention: pd.DataFrame) -> None:
    assert tuple(attention["level"]) == LEVELS


def test_safety_and_the_citys_order_stand_above_the_others(attention: pd.DataFrame) -> None:
    assert list(attention["override"]) == ["safety", "municipal", *[""] * 6]
    assert (attention["score"][2:] >= 60).all()


@pytest.mark.parametrize(
    ("category", "hands", "hops"),
    [
        ("P0115", ["water-co", "telecom-co", "construction"], ["return", "return"]),
        ("E0301", ["enforcement", "ecology"], ["return"]),
        ("E0116", ["enforcement", "ecology", "street-002"], ["return", "return"]),
        ("E0406", ["water", "construction", "transport"], ["return", "return"]),
        ("E0109", ["transport", "construction", "railway"], ["return", "return"]),
        ("C0103", ["fire", "property", "street-006"], ["return", "pass"]),
    ],
)
def test_the_paths_of_hands_are_those_of_the_stories(
    attention: pd.DataFrame, category: str, hands: list[str], hops: list[str]
) -> None:
    row: Any = attention.loc[category]

    assert list(row["hands"]) == hands
    assert list(row["hops"]) == hops


@pytest.mark.parametrize(
    ("category", "minutes", "state"),
    [
        ("P0115", -65, "late"),
        ("E0301", 90, "near"),  # two hours forty, less the noon break
        ("E0406", -360, "late"),
        ("C0108", 72, "near"),
        ("C0101", -240, "late"),
        ("C0103", 420, "ok"),
    ],
)
def test_the_time_to_the_limit_is_that_of_the_stories(
    attention: pd.DataFrame, category: str, minutes: int, state: str
) -> None:
    row: Any = attention.loc[category]

    assert row["left"] == pytest.approx(minutes, abs=1)
    assert row["state"] == state


def test_repeats_are_the_star_of_those_who_told_of_it(attention: pd.DataFrame) -> None:
    repeats = attention["repeats"].to_dict()

    assert repeats["E0116"] == repeats["C0103"] == 6
    assert repeats["C0108"] == repeats["C0101"] == 5
    assert repeats["P0115"] == 0


@pytest.mark.parametrize(
    ("category", "triggers"),
    [
        ("P0115", {"T01", "T04", "T06", "T11"}),
        ("E0301", {"T05", "T13"}),
        ("E0116", {"T04", "T06", "T07", "T09"}),
        ("C0108", {"T08", "T09"}),
    ],
)
def test_the_triggers_that_should_fire_do(attention: pd.DataFrame, category: str, triggers: set[str]) -> None:
    assert triggers <= set(attention["triggers"].to_dict()[category])


def test_four_matters_are_in_nobodys_hands_and_the_fumes_the_longest(board: Board) -> None:
    found = asked(board, collect(dashboard.indicators, Indicator)["passing"])

    assert list(found["category"])[:2] == ["E0116", "E0406"]
    assert found["minutes"].iloc[0] == 52 * 60
    assert found["minutes"].is_monotonic_decreasing


def test_nothing_of_a_story_is_an_anomaly(board: Board) -> None:
    with board.reading(NOW) as reader:
        cases = reader.frame("every case", lambda: reader.tables.cases)

    assert len(cases) > 40
    assert cases["anomalies"].sum() == 0


def test_no_requester_enters_with_a_whole_day_of_events(plan: Plan, readings: dict[str, Reading]) -> None:
    told = events_of(plan, ANCHOR - timedelta(days=1))
    people = [case["requester"] for *_, event in told if "requester" in (case := event.get("case", {}))]
    kept = json.dumps([entry.body for entry in entries(told, readings)], ensure_ascii=False, default=str)

    assert len(people) > 100
    assert not [one["phone"] for one in people if one["phone"] in kept]
    assert not [one["name"] for one in people if len(one["name"]) > 2 and one["name"] in kept]


def test_golden_a_was_returned_twice_and_ended_well(board: Board, plan: Plan) -> None:
    with board.reading(NOW) as reader:
        cases = reader.frame("every case", lambda: reader.tables.cases)
    golden = (
        cases[(cases["category"] == "E0116") & (cases["street"] == "990101003")]
        .sort_values("returns")
        .iloc[-1]
    )

    assert (golden["returns"], golden["reworks"], golden["phase"]) == (2, 1, "archived")
    assert golden["reported_at"].astimezone(plan.district.tz).date() == date(2026, 10, 10)
