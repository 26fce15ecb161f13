"""The tick writes what the board advises, once, and only when its board has caught up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from structlog.testing import capture_logs

from dashboard import clock as clocks
from dashboard.clock import Frozen, Live
from dashboard.leverage.advice import STREAM
from dashboard.leverage.refusals import ActError, Why
from dashboard.polling import Turn
from dashboard.ticking import Tick
from tests.acting_people import act, borrowed, table
from tests.living import NOON, desk_in, dispatched, stepped

pytestmark = pytest.mark.sweep


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


def told(desk):
    return [(entry.key, entry.kind) for entry in desk.ledger.entries(0) if entry.stream == STREAM]


def advice(desk):
    return [(key, kind) for key, kind in told(desk) if key.startswith("advice:")]


def moves(desk):
    return [kind for key, kind in told(desk) if key.startswith("lever:")]


def test_before_the_first_fold_has_ended_nothing_is_advised(desk):
    tick = Tick(ledger=desk.ledger, board=desk.board, clock=desk.clock, district=desk.district)
    with desk.board._writing:  # the first fold waits here
        assert tick(Turn()).received == 0
    tick.first.join()
    assert advice(desk) == []


def test_a_matter_that_reaches_sixty_is_raised_once_however_often_it_ticks(desk):
    tick = tick_of(desk)
    assert tick(Turn()).applied == 2  # the advice, and the lever it suggests
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


def test_what_is_advised_is_suggested_as_a_lever_with_its_grounds(desk):
    tick_of(desk)(Turn())
    (row,) = table(desk, "levers")
    assert (row["state"], row["level"], row["matter"]) == ("suggested", "L3", "case:hotline/000001")
    assert (row["kind"], row["unit"], row["lender_post"]) == ("owner-named", "street-002", "head-street-002")
    assert {"T04", "T06"} <= set(row["rules"])
    entries = {entry.seq: entry for entry in desk.ledger.entries(0)}
    cited = [entries[int(seq)] for seq in row["evidence"]]
    assert {entry.key for entry in cited} == {"case:hotline/000001"}
    assert {"return", "dispatch"} <= {entry.kind for entry in cited}


def test_the_software_suggests_and_never_issues(desk):
    tick = tick_of(desk)
    for _ in range(4):
        tick(Turn())
    assert moves(desk) == ["suggest"]


def test_a_suggestion_lapses_with_its_grounds(desk):
    tick = tick_of(desk)
    tick(Turn())
    desk.ledger.append("hotline", [stepped(1, "close", hours=0)], recorded_at=desk.clock.now())
    tick(Turn())
    assert moves(desk) == ["suggest", "lapse"]


def test_what_people_declined_is_not_suggested_again(desk):
    tick = tick_of(desk)
    tick(Turn())
    act(desk, "duty-chief", "lever.withdraw", table(desk, "levers")[0]["key"], why="周例会已议")
    tick(Turn())
    assert moves(desk) == ["suggest"]


def test_an_overdue_answer_is_marked_once_and_a_term_that_is_over_expires_it(desk):
    key = borrowed(desk, "case:hotline/000002")
    for hours, marks in (
        (1, []),
        (5, []),
        (6, ["overdue"]),
        (24 * 4 + 1, ["overdue"]),
        (24 * 9, ["overdue", "expire"]),
    ):
        desk.clock = Frozen(NOON + timedelta(hours=hours))
        tick = tick_of(desk)
        tick(Turn())
        told_of_it = [kind for at, kind in told(desk) if at == key]
        assert told_of_it == marks, hours
    row = next(row for row in table(desk, "levers") if row["key"] == key)
    assert (row["state"], row["outcome"]) == ("expired", "expired")


def test_who_acts_between_look_and_write_is_not_overwritten(desk, monkeypatch):
    tick = tick_of(desk)
    tick(Turn())
    desk.ledger.append("hotline", [stepped(1, "close", hours=0)], recorded_at=desk.clock.now())
    key = table(desk, "levers")[0]["key"]
    plainly = tick.written

    def meanwhile(*given):
        act(desk, "duty-chief", "lever.draft", key)
        monkeypatch.undo()
        return plainly(*given)

    monkeypatch.setattr(tick, "written", meanwhile)
    assert tick(Turn()).received == 0
    tick(Turn())
    assert table(desk, "levers")[0]["state"] == "drafted"


def test_f116_a_clock_that_jumps_across_a_deadline_is_told_and_nothing_expires_before_it_is_believed(
    desk, monkeypatch
):
    key = borrowed(desk, "case:hotline/000002")
    desk.clock, later = Live(), [0.0]
    monkeypatch.setattr(clocks, "monotonic", lambda: later[0])  # a slow look is no jump of the clock
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        tick = tick_of(desk)
        tick(Turn())
        due = table(desk, "levers")[0]["respond_by"]
    with capture_logs() as logs:
        for minutes, marks in ((0, []), (9, []), (10, ["overdue"])):
            later[0] = minutes * 60.0
            with time_machine.travel(NOON + timedelta(hours=7, minutes=minutes), tick=False):
                tick(Turn())
            assert [kind for at, kind in told(desk) if at == key] == marks, minutes
    assert [round(line["seconds"] / 3600) for line in logs if line["event"] == "clock jumped"] == [6]
    (row,) = (row for row in table(desk, "levers") if row["key"] == key)
    assert row["respond_by"] == due


def test_f116_a_clock_that_is_set_right_again_has_expired_nothing(desk):
    key = borrowed(desk, "case:hotline/000002")
    desk.clock = Live()
    with time_machine.travel(NOON + timedelta(hours=1), tick=True):
        tick = tick_of(desk)
        tick(Turn())
    with time_machine.travel(datetime(2031, 1, 1, tzinfo=UTC), tick=True):
        tick(Turn())
    with time_machine.travel(NOON + timedelta(hours=2), tick=True):
        tick(Turn())
    assert [kind for at, kind in told(desk) if at == key] == []


@pytest.fixture
def twins(tmp_path):
    """Two cases of one place and category, passed around alike."""
    made = desk_in(tmp_path, [*pingpong(1), *pingpong(3)])
    yield made
    made.close()


ONE, THREE = "case:hotline/000001", "case:hotline/000003"


def test_repeats_are_merged_into_one_matter_with_one_lever_and_it_is_recorded_once(twins):
    tick = tick_of(twins)
    for _ in range(3):
        tick(Turn())
    (matter,) = table(twins, "grouped")
    assert (list(matter["members"]), matter["by_hand"], matter["rule"]) == ([ONE, THREE], False, "repeat")
    (lever,) = table(twins, "levers")
    assert (lever["matter"], list(lever["cases"])) == (matter["key"], [ONE, THREE])
    assert [kind for key, kind in told(twins) if key.startswith("matter:")] == ["merge"]
    assert [kind for _, kind in advice(twins)] == ["raise"]


def test_what_a_hand_takes_out_is_not_merged_again_and_gets_a_lever_of_its_own(twins):
    tick = tick_of(twins)
    tick(Turn())
    (matter,) = table(twins, "grouped")
    act(twins, "duty-chief", "ungroup", matter["key"], members=[THREE], reason="两回事")
    for _ in range(2):
        tick(Turn())
    (matter,) = table(twins, "grouped")
    assert (list(matter["members"]), list(matter["apart"])) == ([], [THREE])
    assert {lever["matter"] for lever in table(twins, "levers")} >= {THREE}
    assert [kind for key, kind in told(twins) if key.startswith("matter:")] == ["merge"]


def test_a_lever_goes_on_when_its_matter_has_been_taken_apart(twins):
    tick_of(twins)(Turn())
    (lever,) = table(twins, "levers")
    act(twins, "duty-chief", "ungroup", lever["matter"], reason="两回事")
    act(twins, "duty-officer", "lever.draft", lever["key"])
    assert table(twins, "levers")[0]["state"] == "drafted"


def test_who_drafts_on_one_case_of_a_matter_drafts_for_the_matter_and_there_is_one_lever(twins):
    tick_of(twins)(Turn())
    (suggested,) = table(twins, "levers")
    key = act(twins, "duty-officer", "lever.draft", THREE, kind="supervision").key
    drafted = next(row for row in table(twins, "levers") if row["key"] == key)
    assert (drafted["matter"], list(drafted["cases"])) == (suggested["matter"], [ONE, THREE])
    with pytest.raises(ActError) as refused:
        act(twins, "duty-officer", "lever.draft", ONE, kind="supervision")
    assert refused.value.why is Why.ALREADY
