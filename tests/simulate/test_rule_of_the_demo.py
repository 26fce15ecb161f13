"""The rule of the demo on all that its sources tell: levers per 1,000 cases as counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

import pandas as pd
import pytest
from scipy.stats import binomtest, chi2

from dashboard.board.store import Board
from dashboard.cases import Fact
from dashboard.clock import monotonic
from dashboard.district import District, calendar_of
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import Entry
from dashboard.leverage.rules_won import RULES_WON
from dashboard.places import Geometry
from dashboard.simulate.borrowing import lent, played
from dashboard.simulate.life import events_of
from dashboard.simulate.plan import Plan
from dashboard.simulate.ruling import ruled
from dashboard.simulate.telling import Event
from data_feeds import Reading, Record
from data_feeds.events import parse
from tests.simulate.reading_matters import ANCHOR

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(1_200)]
NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
DAYS, SPAN = 90, timedelta(days=90)
PLACE = ("E0116", "ecology")
ENDED = {"close", "void", "reject", "merge", "archive"}
Said = tuple[datetime, str, str, Event]


@pytest.fixture(scope="module")
def said(plan: Plan) -> list[Said]:
    """What the sources have told by now: when it was known, its id, which connection, what."""
    told = (one for n in range(DAYS, -1, -1) for one in events_of(plan, ANCHOR - timedelta(days=n)))
    found = ((datetime.fromtimestamp(at / 1e6, UTC), *rest) for at, *rest in told)
    return sorted((one for one in found if one[0] <= NOW), key=lambda one: one[:2])  # type: ignore[misc]


@pytest.fixture(scope="module")
def won(district: District, plan: Plan, said: list[Said]) -> pd.DataFrame:
    """What the board of the demo answers."""
    geometry = Geometry.load(district)
    entries = numbered(said, district, geometry, [*played(plan, NOW), *ruled(plan, NOW)])
    board = Board(district, calendar_of(district), geometry)
    board.catch_up(lambda after, limit: list(islice(entries, limit)))
    with board.reading(NOW) as reader:
        found = answer(RULES_WON, Ask(), reader)
    board.close()
    return found


def numbered(said: list[Said], district: District, geometry: Geometry, acts: list[Fact]) -> Iterator[Entry]:
    """All of it as a ledger holds it."""
    readings = {
        feed.name: Reading(
            connection=feed, district=district, cursor={}, deadline=monotonic() + 3_600, now=NOW,
            geometry=geometry, district_key=b"k" * 32, options=None,
        )
        for feed in district.feeds
    }  # fmt: skip
    told = [
        (known_at, feed, fact)
        for known_at, number, feed, event in said
        for fact in parse(Record(raw=event, where=number), readings[feed])
    ]
    for seq, (at, stream, fact) in enumerate([*told, *((one.happened_at, "act", one) for one in acts)], 1):
        yield Entry(
            seq=seq, recorded_at=at, known_at=at, stream=stream, key=fact.key, kind=fact.kind,
            version=fact.version, happened_at=fact.happened_at, actor="", digest=f"{seq}", body=fact.body,
        )  # fmt: skip


def reports(said: list[Said], plan: Plan) -> list[datetime]:
    """When cases of the category were reported that the unit answers for now, event by event."""
    cases: dict[str, list[Event]] = {}
    for *_, event in said:
        cases.setdefault(event["case_id"], []).append(event)
    found = []
    for events in cases.values():
        first = next((one for one in events if one["kind"] == "report"), None)
        if first is None or first["case"]["category"] != PLACE[0]:
            continue
        if answers(events, plan) == PLACE[1]:
            found.append(datetime.fromisoformat(first["case"]["reported_at"]))
    return found


def answers(events: list[Event], plan: Plan) -> str:
    """Who answers for a case: who has it, or had it last where it has ended; nobody's: the category's own."""
    codes = {name: code for code, name in plan.names.items()}
    had, last, ended = "", "", False
    for event in sorted(events, key=lambda one: datetime.fromisoformat(one["at"])):
        if event["kind"] == "dispatch":
            had = last = codes[event["to_org"]]
        elif event["kind"] == "return":
            had = ""
        ended = event["kind"] in ENDED or (ended and event["kind"] not in {"reopen", "dispatch"})
    return (had or last or plan.categories[PLACE[0]].lead or "") if ended else had


def counted(moments: list[datetime], since: datetime, till: datetime) -> int:
    return sum(since <= one < till for one in moments)


def test_before_and_after_are_filled_and_those_of_a_count_by_hand(won, said, plan):
    row, waits = won.to_dict("records")
    assert (waits["category"], waits["unit"], waits["adopted_at"] is pd.NaT) == ("C0203", "labour", True)
    assert (row["category"], row["unit"]) == PLACE
    (adopted,) = (one.happened_at for one in ruled(plan, NOW) if one.kind == "adopt")
    assert row["adopted_at"] == adopted
    issued = [moment for one in high(plan) for moment in one]
    found = reports(said, plan)
    for side, since, till in (
        ("before", adopted - SPAN, adopted), ("after", adopted, min(NOW, adopted + SPAN)),
    ):  # fmt: skip
        levers, cases = counted(issued, since, till), counted(found, since, till)
        assert (row[f"levers_{side}"], row[f"cases_{side}"]) == (levers, cases)
        assert cases >= 30
        low = chi2.ppf(0.025, 2 * levers) / 2 if levers else 0
        ends = [1000 * end / cases for end in (low, levers, chi2.ppf(0.975, 2 * levers + 2) / 2)]
        assert [row[f"{side}_lo"], row[side], row[f"{side}_hi"]] == pytest.approx(ends)
    after, both = int(row["levers_after"]), int(row["levers_after"] + row["levers_before"])
    share = binomtest(after, both).proportion_ci(0.95)
    scale = row["cases_before"] / row["cases_after"]
    odds = [end / (1 - end) * scale for end in (share.low, share.high)]
    assert [row["lo"], row["hi"]] == pytest.approx(odds)
    assert row["ratio"] == pytest.approx(row["after"] / row["before"])


def high(plan: Plan) -> list[list[datetime]]:
    """When the levers of L3 or higher of the place were issued, lever by lever."""
    facts: dict[str, list[Fact]] = {}
    for one in played(plan, NOW):
        facts.setdefault(one.key, []).append(one)
    return [
        [one.happened_at for one in facts.get(lever.key, ()) if one.kind in {"issue", "instruct"}][:1]
        for lever in lent(plan)
        if lever.key.split(":")[1][:2] >= "L3" and (lever.category, lever.of.unit) == PLACE
    ]
