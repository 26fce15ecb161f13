"""The tick writes what the board advises, once, and only when its board has caught up."""

from __future__ import annotations

import pytest

from dashboard.leverage.advice import STREAM
from dashboard.polling import Turn
from dashboard.ticking import Tick
from tests.living import desk_in, dispatched, stepped


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path, [*pingpong(1), *dispatched(2)])
    yield made
    made.close()


def pingpong(number):
    """A matter that three units pass around, overdue, with failed supervision: golden case A's likeness."""
    yield from dispatched(
        number, hours=300, org="enforcement", category="E0116", flags=["hot", "public_space"]
    )
    yield stepped(number, "return", hours=290, org="enforcement", reason_code="R2", clause="1.2")
    yield stepped(number, "dispatch", hours=289, org="uomc", to_org="ecology")
    yield stepped(number, "return", hours=280, org="ecology", reason_code="R4", clause="1.3")
    yield stepped(number, "dispatch", hours=279, org="uomc", to_org="street-002")
    yield stepped(number, "supervise", hours=200, org="uomc", ask="定主办")
    yield stepped(number, "supervise", hours=150, org="uomc", ask="定主办")


def tick_of(desk):
    tick = Tick(ledger=desk.ledger, board=desk.board, clock=desk.clock, district=desk.district)
    tick.warm()
    tick.first.join()
    return tick


def advice(desk):
    return [(entry.key, entry.kind) for entry in desk.ledger.entries(0) if entry.stream == STREAM]


def test_before_the_first_fold_has_ended_nothing_is_advised(desk):
    tick = Tick(ledger=desk.ledger, board=desk.board, clock=desk.clock, district=desk.district)
    with desk.board._writing:  # the first fold waits here
        assert tick(Turn()).received == 0
    tick.first.join()
    assert advice(desk) == []


def test_a_matter_that_reaches_sixty_is_raised_once_however_often_it_ticks(desk):
    tick = tick_of(desk)
    assert tick(Turn()).applied == 1
    assert tick(Turn()).received == 0
    assert advice(desk) == [("advice:case:hotline/000001", "raise")]


def test_a_matter_that_is_closed_is_cleared(desk):
    tick = tick_of(desk)
    tick(Turn())
    desk.ledger.append("hotline", [stepped(1, "close", hours=0)], recorded_at=desk.clock.now())
    tick(Turn())
    assert advice(desk)[-1] == ("advice:case:hotline/000001", "clear")


def test_an_ordinary_case_is_never_raised(desk):
    tick_of(desk)(Turn())
    assert all("000002" not in key for key, _ in advice(desk))


def test_the_same_version_at_the_same_minute_is_advised_on_once(desk, monkeypatch):
    tick = tick_of(desk)
    tick(Turn())
    tick(Turn())  # its own entry was news
    measured = []
    monkeypatch.setattr("dashboard.ticking.answer", lambda *asked: measured.append(asked))
    tick(Turn())
    assert measured == []
