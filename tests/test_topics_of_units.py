"""A unit as a topic for the top leaders (T17): drafted by who sees the district, lent and given back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.clock import Frozen
from dashboard.digest import digest, receiver
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.failing_units import FAILING_UNITS
from dashboard.leverage.loans import AWAITED, LOANS
from dashboard.leverage.refusals import Why
from dashboard.rolls import block
from dashboard.scope import WHOLE, Sight
from dashboard.telling import of_move
from layouts.digest import blocks
from tests.acting_people import act, lever, refusal, somebody, table, unit
from tests.living import NOON, desk_in, dispatched, stepped

pytestmark = pytest.mark.sweep

TOPIC, FINE = "unit:water", "unit:ecology"
CASE = "case:hotline/000900"
ASKED = {"kind": "top-meeting", "decision_requested": "resources", "ask": "请定水务局力量调配"}
DAY = 24


def settled(number, org, days, late):
    """A case of two working days that was closed within them, or long after."""
    begun = days * DAY
    yield from dispatched(
        number, hours=begun, org=org, due_at=(NOON - timedelta(hours=begun - 48)).isoformat()
    )
    yield stepped(number, "close", hours=begun - (120 if late else 20), org=org)


def history():
    """Two whole months in which one unit is late and another in time, and one open case of each."""
    for n in range(48):
        late, back = n % 2 == 0, n >= 24
        yield from settled(n, "water" if late else "ecology", 30 + n % 10 + 31 * back, late)
    yield from dispatched(900, org="water")
    yield from dispatched(901, org="ecology", flags=["safety"])


@pytest.fixture(scope="module")
def told():
    return list(history())


@pytest.fixture
def desk(tmp_path, told):
    made = desk_in(tmp_path, told)
    made.look()
    yield made
    made.close()


def later(desk, **more):
    desk.clock = Frozen(desk.clock.now() + timedelta(**more))


def issued(desk, **more):
    """A topic that went over every desk; its key."""
    key = act(desk, "duty-officer", "lever.draft", TOPIC, **(ASKED | more)).key
    act(desk, "duty-officer", "lever.submit", key, doc_no="议题〔2026〕3号")
    act(desk, "director", "lever.approve", key)
    act(desk, "top-office", "lever.approve", key)
    act(desk, "duty-officer", "lever.issue", key, doc_no="议题〔2026〕3号")
    return key


def test_a_unit_that_t17_names_is_asked_about_lent_for_and_given_back(desk):
    key = issued(desk)
    row = lever(desk, key)
    assert (row["matter"], row["unit"], row["level"], row["state"]) == (TOPIC, "water", "L5", "active")
    assert (list(row["cases"]), list(row["rules"]), row["lender_post"]) == ([], ["T17"], "head")
    assert row["completeness"] is None
    later(desk, hours=2)
    own = somebody("department-head", unit("water"))
    act(desk, own, "lever.respond", key, response_kind="decision")
    act(desk, own, "lever.begin", key)
    later(desk, days=3)
    act(desk, "duty-chief", "lever.effect", key, outcome="resolved")
    assert refusal(desk, "duty-chief", "lever.return", key, why="回到控制限以内").why is Why.NOT_HELD
    later(desk, days=31)
    act(desk, "duty-chief", "lever.return", key, why="回到控制限以内")
    row = lever(desk, key)
    assert (row["state"], row["outcome"]) == ("returned", "resolved")
    moves = [step["move"] for step in table(desk, "lever_steps") if step["key"] == key]
    assert moves == ["draft", "submit", "approve", "approve", "issue", "respond", "begin", "effect", "return"]


def test_it_stands_in_the_ledger_of_loans_and_among_those_that_are_awaited(desk):
    key = issued(desk)
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        (named,) = answer(FAILING_UNITS, Ask(), reader).to_dict("records")
        assert (named["department"], named["lever"], named["state"]) == ("water", key, "active")
        for indicator in (LOANS, AWAITED):
            (row,) = answer(indicator, Ask(), reader).to_dict("records")
            assert (row["key"], row["matter"], row["members"]) == (key, TOPIC, 0)


def test_its_notices_and_the_morning_digest_of_the_unit_call_it_by_its_name(desk):
    key = issued(desk)
    (told,) = of_move("issue", key, "1", lever(desk, key), desk.district)
    assert told.text.zh.startswith("水务 · 单位议题，")
    assert "a topic of the unit, by" in told.text.en
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        said = digest(reader, "water", desk.clock.now(), desk.calendar, receiver("water"))
    ((_, what, *_),) = blocks(said, desk.district, "zh")[2].rows
    assert what == "水务 · 单位议题"


def test_a_unit_that_t17_does_not_name_is_a_topic_only_after_l4_was_lent_against_it(desk):
    told = refusal(desk, "duty-officer", "lever.draft", FINE, **ASKED)
    assert (told.why, told.status) == (Why.NO_TOPIC, 400)
    assert "T17" in told.words.zh
    said = {"for_post": "deputy-urban", "instruction": "限期", "instruction_no": "9", "level": "L4"}
    on = "case:hotline/000901"
    act(desk, "district-office", "lever.instruct", on, instruction_date="2026-11-20", **said)
    key = act(desk, "duty-officer", "lever.draft", FINE, **ASKED).key
    assert list(lever(desk, key)["rules"]) == []
    later(desk, days=31)
    assert refusal(desk, "duty-officer", "lever.draft", key, **ASKED).why is Why.NO_TOPIC


def test_an_exemption_of_a_topic_rests_on_an_instruction_on_record(desk):
    exempt = ASKED | {"exemption_code": "LEADER_REQUEST"}
    assert refusal(desk, "duty-officer", "lever.draft", FINE, **exempt).why is Why.NOT_BACKED
    said = {"instruction": "专题研究", "instruction_no": "批7", "instruction_date": "2026-11-20"}
    key = act(desk, "top-office", "lever.instruct", FINE, for_post="head", level="L5", **said).key
    row = lever(desk, key)
    assert (row["state"], row["unit"], row["matter"], row["level"]) == ("active", "ecology", FINE, "L5")
    act(desk, "duty-officer", "lever.withdraw", key, why="并入例会")
    later(desk, days=7)
    assert act(desk, "duty-officer", "lever.draft", FINE, **exempt).key != key


@pytest.mark.parametrize("kind", ["supervision", "consultation", "special-report", "urgent-brief"])
def test_a_unit_is_a_topic_for_the_top_leaders_alone(desk, kind):
    told = refusal(desk, "duty-officer", "lever.draft", TOPIC, **(ASKED | {"kind": kind}))
    assert told.why is Why.ONLY_TOP
    assert refusal(desk, "leader", "lever.instruct", TOPIC, instruction="请水务整改").why is Why.ONLY_TOP


def test_a_topic_asks_for_a_decision_as_whatever_goes_to_leaders(desk):
    assert refusal(desk, "duty-officer", "lever.draft", TOPIC, kind="top-meeting").why is Why.NO_ASK


@pytest.mark.glance
@pytest.mark.parametrize("who", ["duty-officer", "duty-chief", "director"])
def test_to_who_does_not_see_the_whole_district_there_is_no_such_topic(desk, who):
    own = somebody(who, unit("water"))
    told = refusal(desk, own, "lever.draft", TOPIC, **ASKED)
    assert (told.why, told.status) == (Why.UNKNOWN, 404)
    assert "unit:water" in told.words.zh
    assert refusal(desk, who, "lever.draft", "unit:nowhere", **ASKED).why is Why.UNKNOWN


@pytest.mark.glance
def test_who_sees_a_part_moves_no_topic_on_though_its_unit_answers_it(desk):
    key, own = (
        act(desk, "duty-officer", "lever.draft", TOPIC, **ASKED).key,
        somebody("duty-officer", unit("water")),
    )
    tried = {"lever.draft": ASKED, "lever.submit": {"doc_no": "1"}, "lever.withdraw": {"why": "不办"}}
    for move, said in tried.items():
        assert refusal(desk, own, move, key, **said).why is Why.UNKNOWN
    assert lever(desk, key)["state"] == "drafted"


@pytest.mark.glance
def test_a_topic_is_answered_by_the_unit_that_it_is_about(desk):
    told = refusal(desk, "duty-officer", "lever.draft", TOPIC, **ASKED, unit="ecology")
    assert (told.why, "water" in told.words.en, "ecology" in told.words.zh) == (Why.OWN_TOPIC, True, True)
    said = {"for_post": "head", "level": "L5", "instruction": "专题研究", "instruction_no": "批7"}
    said |= {"instruction_date": "2026-11-20", "unit": "ecology"}
    assert refusal(desk, "top-office", "lever.instruct", TOPIC, **said).why is Why.OWN_TOPIC


def test_who_may_not_borrow_drafts_no_topic(desk):
    assert refusal(desk, "department-head", "lever.draft", TOPIC, **ASKED).status == 403


def test_the_unit_reads_the_topic_it_answers_for_and_another_does_not(desk):
    key = issued(desk)
    another = somebody("department-head", unit("ecology"))
    assert refusal(desk, another, "lever.respond", key, response_kind="decision").why is Why.UNKNOWN
    act(desk, somebody("department-head", unit("water")), "lever.respond", key, response_kind="decision")


def test_of_one_unit_one_topic_stands_at_a_time(desk):
    key = act(desk, "duty-officer", "lever.draft", TOPIC, **ASKED).key
    told = refusal(desk, "duty-chief", "lever.draft", TOPIC, **ASKED)
    assert (told.why, key in told.words.en) == (Why.ALREADY, True)


@pytest.mark.parametrize("what", ["silence", "unsilence", "group", "ungroup", "acknowledge", "rule.draft"])
def test_nothing_else_is_done_to_a_unit(desk, what):
    more = {"silence": {"until": "2027-01-01"}, "group": {"members": [CASE]}}.get(what, {})
    more |= {"reason": "x"} if what in ("silence", "group", "ungroup") else {}
    assert refusal(desk, "director", what, TOPIC, **more).why in (Why.SHAPE, Why.UNKNOWN)


@pytest.mark.parametrize(
    ("of", "cell"), [("lever-funnel", {"step": "issued"}), ("limits", {"limit": "over-term"})]
)
def test_a_list_of_cases_behind_what_counts_it_has_no_row_of_it(desk, of, cell):
    issued(desk)
    desk.look()
    asked = {"of": of, "window": "91d", **cell}
    assert block(desk, asked, "zh", Sight(cases=WHOLE), start=0, name="")["rows"] == []
