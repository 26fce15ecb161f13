"""What a lever rests on must be there: the city's stake, a second unit, grounds of an exemption, a term."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from dashboard.cases import Flag
from dashboard.fold.borrowing import Move
from dashboard.leverage.lifecycle import moved
from dashboard.leverage.preconditions import OF_SOURCES
from dashboard.leverage.refusals import Why
from dashboard.leverage.risk import EXEMPTIONS
from tests.leverage.test_lifecycle import BOOK, CALENDAR, DRAFT, NOW, actor, lever, on, why

PLAIN = {"score": 70.0, "holder": "ecology", "hands": ["ecology"], "flags": ["hot"], "source": "H12345"}
LOWER = lever(level="L3", live=False, issued_at=NOW)
ORDERED = {"seen": 7, "doc_no": "沪城运督〔2026〕77号"}


def drafting(said, **matter):
    ground = on(matter=PLAIN | matter, others=[LOWER])
    return lambda: moved(Move.DRAFT, None, actor(), {"unit": "ecology", **said}, ground)


def refused(said, **matter):
    return why(
        Move.DRAFT, None, actor(), {"unit": "ecology", **said}, on(matter=PLAIN | matter, others=[LOWER])
    )


@pytest.mark.parametrize("kind", [kind.code for kind in BOOK.lever("L1").kinds])
def test_the_city_is_asked_where_it_has_a_stake_or_a_party_is_beyond_the_district(kind):
    told = refused({"kind": kind})
    assert (told.why, "party beyond the district" in str(told)) == (Why.NO_STAKE, True)
    for stake in ({"flags": ["municipal"]}, {"source": "MUNI"}, {"hands": ["ecology", "railway"]}):
        assert drafting({"kind": kind}, **stake)()["level"] == "L1"
    for party in ({"co_units": ["railway"]}, {"unit": "railway"}, {"co_units": ["municipal"]}):
        assert drafting({"kind": kind, **party})()["level"] == "L1"


@pytest.mark.parametrize("kind", [kind.code for kind in BOOK.lever("L3").kinds])
def test_capability_is_borrowed_from_two_units_or_from_one_that_enforces(kind):
    told = refused({"kind": kind})
    assert (told.why, "ecology alone" in str(told), "co_units" in str(told)) == (Why.ONE_UNIT, True, True)
    assert drafting({"kind": kind, "co_units": ["water"]})()["level"] == "L3"
    assert drafting({"kind": kind}, hands=["water", "ecology"])()["level"] == "L3"
    assert drafting({"kind": kind, "unit": "fire"}, holder="fire", hands=["fire"])()["level"] == "L3"
    assert (
        refused({"kind": kind}, hands=["uomc", "ecology"]).why is Why.ONE_UNIT
    )  # the centre is no such unit


@pytest.mark.parametrize("flag", sorted(EXEMPTIONS, key=str))
def test_an_exemption_that_a_flag_of_the_case_bears_is_taken_and_any_other_is_not(flag):
    code = EXEMPTIONS[flag]
    assert drafting(DRAFT | {"exemption_code": code}, flags=[flag.value])()["exemption_code"] == code
    told = refused(DRAFT | {"exemption_code": code})
    assert (told.why, code in str(told), "Have its source flag it" in str(told)) == (
        Why.NOT_BACKED,
        True,
        True,
    )


@pytest.mark.parametrize("source", sorted(OF_SOURCES, key=str))
def test_an_exemption_that_the_source_of_the_case_bears_is_taken(source):
    code = OF_SOURCES[source]
    assert drafting(DRAFT | {"exemption_code": code}, source=source.value)()["exemption_code"] == code
    assert refused(DRAFT | {"exemption_code": code}, source="GRID").why is Why.NOT_BACKED


def test_what_the_case_does_bear_is_named_to_whoever_is_refused():
    told = refused(DRAFT | {"exemption_code": "SAFETY"}, flags=["media", "crowd"])
    assert "CROWD, MEDIA" in str(told)


def test_an_instruction_on_record_bears_that_a_leader_asked():
    said = {"unit": "ecology", **DRAFT, "exemption_code": "LEADER_REQUEST"}
    before = lever("returned", live=False, issued_at=NOW - timedelta(days=30), instruction="请关注")
    assert moved(Move.DRAFT, None, actor(), said, on(matter=PLAIN, others=[before, LOWER]))
    assert why(Move.DRAFT, None, actor(), said, on(matter=PLAIN, others=[LOWER])).why is Why.NOT_BACKED


def test_every_exemption_of_the_book_can_be_borne_by_something():
    assert {*EXEMPTIONS.values(), *OF_SOURCES.values()} == set(BOOK.exemptions)
    assert all(isinstance(flag, Flag) for flag in EXEMPTIONS)


def test_the_term_of_a_power_of_the_city_ends_with_the_limit_of_its_matter():
    row, due = lever("pending", level="L1", kind="muni-order"), NOW + timedelta(days=3)
    said = ORDERED | {"valid_until": datetime(2036, 1, 1, tzinfo=UTC)}
    told = why(Move.ISSUE, row, actor(), said, on(matter={"due_at": due}))
    assert (told.why, "2026-11-23 10:00" in str(told)) == (Why.TOO_LONG, True)
    body = moved(Move.ISSUE, row, actor(), ORDERED | {"valid_until": due}, on(matter={"due_at": due}))
    assert datetime.fromisoformat(body["valid_until"]) == due


@pytest.mark.parametrize("matter", [{}, {"due_at": None}, {"due_at": NOW - timedelta(days=1)}])
def test_without_a_limit_to_come_the_book_says_how_long_at_most(matter):
    row, most = lever("pending", level="L1", kind="muni-order"), CALENDAR.due_at(NOW, BOOK.lever("L1").most)
    assert moved(Move.ISSUE, row, actor(), ORDERED | {"valid_until": most}, on(matter=matter))
    late = ORDERED | {"valid_until": most + timedelta(minutes=1)}
    assert why(Move.ISSUE, row, actor(), late, on(matter=matter)).why is Why.TOO_LONG
    assert most - NOW >= timedelta(days=30)
