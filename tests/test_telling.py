"""Notices travel with the entry that they tell of, to whom the rules name, and go when somebody acts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.cases import STATE, Fact
from dashboard.clock import Frozen
from dashboard.district import District
from dashboard.district_notices import Channel, NoticeRule
from dashboard.fold.borrowing import LeverState, Move
from dashboard.ledger.outbox import Outbox, Standing
from dashboard.leverage.refusals import ActError
from dashboard.notices import Occasion
from dashboard.polling import Turn
from dashboard.telling import OF_MOVES, nearing, of_move, waits_after
from dashboard.ticking import Tick
from layouts.sites import CASE as CASE_PAGE
from layouts.sites import PAGES
from tests.acting_people import CASE, act, borrowed, lever, somebody, unit
from tests.living import NOON, desk_in, dispatched

pytestmark = pytest.mark.sweep

HOUR = timedelta(hours=1)
EVERY = NoticeRule(on=tuple(Occasion), posts=("chief",), channel="desk")


def ruled(district: District, *rules: NoticeRule) -> District:
    return district.model_copy(
        update={"notices": rules, "channels": (Channel(name="desk", url="http://127.0.0.1:9/"),)}
    )


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path, [*dispatched(1), *dispatched(2, flags=["safety"], urgency="urgent")])
    made.district = ruled(made.district, EVERY)
    made.look()
    yield made
    made.close()


def kept(desk, *states):
    return Outbox(desk.ledger).listed(*states)


def waiting(desk):
    return [(one.occasion, one.thing) for one in kept(desk, Standing.WAITING)]


def ticked(desk, now=NOON):
    desk.clock = Frozen(now)
    tick = Tick(ledger=desk.ledger, board=desk.board, clock=desk.clock, district=desk.district)
    assert tick.warm() or tick.first.join() is None
    tick(Turn(deadline=float("inf")))
    return tick


def test_each_step_tells_whom_it_concerns_and_drops_what_waited_for_the_step_before(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    assert waiting(desk) == []
    act(desk, "duty-officer", "lever.submit", key)
    assert waiting(desk) == [("pending", key)]
    act(desk, "duty-chief", "lever.approve", key)
    assert waiting(desk) == []  # no desk is left
    act(desk, "duty-officer", "lever.issue", key, doc_no="督1号")
    assert waiting(desk) == [("issued", key)]
    act(desk, somebody("department-officer", unit("water")), "lever.respond", key, response_kind="ack")
    assert waiting(desk) == [("answered", key)]


def test_a_notice_says_the_lever_the_unit_and_by_when_and_leads_to_it(desk):
    key = borrowed(desk)
    (notice,) = kept(desk, Standing.WAITING)
    assert notice.words["title_zh"].startswith("已签发：L2.2 ")
    assert notice.words["title_en"].startswith("issued: L2.2 ")
    by = lever(desk, key)["respond_by"].astimezone(desk.district.tz)
    assert f"{by:%m-%d %H:%M} 前" in notice.words["text_zh"]
    assert notice.link == f"{PAGES['levers'].path}?lever={key}"


def test_a_rule_for_leaders_levers_hears_nothing_of_a_supervision(desk):
    desk.district = ruled(desk.district, EVERY.model_copy(update={"levels": ("L4", "L5")}))
    borrowed(desk)
    assert kept(desk) == []


def test_an_act_that_is_refused_or_repeated_tells_nobody_twice(desk):
    key = act(desk, "duty-officer", "lever.draft", kind="supervision").key
    said = {"once": "telling-twice", "act": "lever.submit", "on": key, "seen": lever(desk, key)["seq"]}
    desk.act(somebody("duty-officer"), said)
    assert desk.act(somebody("duty-officer"), said).again
    with pytest.raises(ActError):
        desk.act(somebody("duty-officer"), said | {"once": "telling-three"})
    assert len(kept(desk)) == 1


def test_the_tick_tells_of_an_override_once_and_an_acknowledgement_settles_it(desk):
    alarm = "case:hotline/000002"
    ticked(desk)
    assert waiting(desk) == [("override", alarm)]
    (notice,) = kept(desk)
    assert notice.urgent
    assert notice.link == f"{CASE_PAGE.path}hotline/000002"
    act(desk, "duty-officer", "note", alarm, note="已电话核实")
    assert waiting(desk) == [("override", alarm)]
    act(desk, "duty-officer", "acknowledge", alarm)
    assert waiting(desk) == []
    ticked(desk, NOON + timedelta(minutes=5))
    ticked(desk, NOON + timedelta(minutes=6))
    assert [one.occasion for one in kept(desk)] == ["override"]


def test_the_tick_tells_that_an_answer_is_due_soon_and_then_that_it_is_overdue(desk):
    key = borrowed(desk)
    respond_by = lever(desk, key)["respond_by"]
    ticked(desk, respond_by - timedelta(minutes=10))
    assert ("due-soon", key) in waiting(desk)
    ticked(desk, respond_by + timedelta(minutes=1))
    told = [what for what, thing in waiting(desk) if thing == key]
    assert told[:1] == ["overdue"]
    assert sum(one.occasion == "due-soon" for one in kept(desk)) == 1


ROW = {
    "key": "lever:1", "state": LeverState.ACTIVE, "kind": "supervision", "level": "L2", "unit": "water",
    "matter": CASE, "issued_at": NOON - 8 * HOUR,
}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"respond_by": NOON + 3 * HOUR}, ["due-soon"]),
        ({"respond_by": NOON + 5 * HOUR}, []),
        ({"respond_by": NOON + 3 * HOUR, "issued_at": NOON - HOUR}, []),
        ({"respond_by": NOON - HOUR}, []),
        ({"respond_by": NOON + HOUR, "state": LeverState.RESPONDED}, []),
        ({"state": LeverState.EFFECTIVE, "return_by": NOON + 20 * HOUR}, ["return-due"]),
        ({"state": LeverState.EFFECTIVE, "return_by": NOON - 20 * HOUR}, ["return-due"]),
        ({"state": LeverState.EFFECTIVE, "return_by": NOON + 30 * HOUR}, []),
    ],
)
def test_what_nears_is_told_in_its_time(desk, more, told):
    assert [one.occasion for one in nearing([ROW | more], NOON, desk.district)] == told


def test_what_nears_is_told_anew_only_where_its_moment_has_moved(desk):
    def marks(until):
        (one,) = nearing([ROW | {"respond_by": until}], NOON, desk.district)
        return one.step

    assert marks(NOON + HOUR) == marks(NOON + HOUR)
    assert marks(NOON + HOUR) != marks(NOON + 2 * HOUR)


@pytest.mark.parametrize("move", list(Move))
def test_a_move_tells_what_the_table_says_and_nothing_else(desk, move):
    told = [
        one.occasion
        for one in of_move(move, "lever:1", "000002", ROW | {"waits_for": "director"}, desk.district)
    ]
    assert told == ([OF_MOVES[move]] if move in OF_MOVES else [])


def test_the_desks_that_are_left_are_those_behind_the_one_that_approved():
    desks = ["director", "district-office"]
    assert waits_after(Move.SUBMIT, {"needs": desks}, None) == "director→district-office"
    assert waits_after(Move.APPROVE, {}, {"waits_for": "→".join(desks)}) == "district-office"
    assert waits_after(Move.APPROVE, {}, {"waits_for": "district-office"}) == ""


def test_who_lends_is_told_by_the_list_of_the_folder_once_it_is_there(desk):
    assert lever(desk, borrowed(desk))["lender_post"] == "head-water"
    rest = dict.fromkeys(("deputy", "categories", "streets", "clause"), "")
    line = {"org": "water", "post": "second-water", "confirmed": "2026-11-19"} | rest
    body = {"as_of": NOON.isoformat(), "rows": [line]}
    fact = Fact(key="list:duties", kind=STATE, version="1", happened_at=NOON, body=body)
    desk.ledger.append("config", [fact], recorded_at=NOON, known_at=NOON)
    desk.look()
    key = act(desk, "duty-officer", "lever.draft", "case:hotline/000002", kind="supervision").key
    assert lever(desk, key)["lender_post"] == "second-water"
