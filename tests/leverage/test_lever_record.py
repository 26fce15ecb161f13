"""What the board tells of levers: the record, the funnel with its lists, rates, the health of attention."""

# ruff: noqa: E501  tables of data

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.board import schema
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.leverage.attention_health import ATTENTION_HEALTH
from dashboard.leverage.conversion import LEVER_COLUMNS
from dashboard.leverage.conversion.funnel import STEPS
from dashboard.leverage.lever_funnel import COMPLETENESS_RESPONSE, DEPENDENCE, LEVER_FUNNEL, LEVER_RATES
from dashboard.leverage.lever_record import record
from tests.small_board import NOW, board_tables, case, fact

pytestmark = pytest.mark.sweep

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WELL = {"suggested_at": 40, "approved_at": 39.9, "issued_at": 39.8, "respond_by": 39, "responded_at": 39.5,
        "first_action_at": 39.2, "effective_at": 38, "valid_until": 30, "return_by": 5, "returned_at": 6}  # fmt: skip
"""Days before now."""


def lever(n=1, **given):
    moments = {name: given.pop(name, days) for name, days in WELL.items()}
    row = dict.fromkeys(schema.LEVERS) | {
        "key": f"lever:{n}", "level": "L2", "cases": [f"case:hotline/{n}"], "matter": f"case:hotline/{n}", "unit": "D01",
        "outcome": "resolved", "state": "returned", "cost": 1, "lottery": 0, "live": False, "lent": False,
        "completeness_at_issue": 0.8,
    }  # fmt: skip
    told = {name: None if days is None else NOW - days * DAY for name, days in moments.items()}
    return row | told | given


def board(*levers, **rows):
    cases = rows.pop("cases", [case(f"case:hotline/{n}") for n in range(1, 6)])
    return board_tables(cases=cases, levers=list(levers), **rows)


def asked(indicator, reader, *, days=91, where=()):
    return answer(indicator, Ask(window=timedelta(days=days), where=where), reader)


def one(reader):
    (row,) = reader.frame("record-91", lambda: record(reader.tables, Ask(window=91 * DAY))).to_dict("records")
    return row


def step(name, reader):
    frame = asked(LEVER_FUNNEL, reader)
    (row,) = frame[(frame["level"] == "all") & (frame["step"] == name)].to_dict("records")
    return row


def test_the_record_has_every_column_that_the_measures_read():
    assert set(LEVER_COLUMNS) <= set(one(board(lever())))


def test_the_category_is_that_of_its_case_and_the_matter_its_first_case():
    row = one(board(lever(matter="matter:7"), cases=[case("case:hotline/1", category="P0115")]))
    assert (row["category"], row["matter"]) == ("P0115", "case:hotline/1")


def raised(days, key="advice:case:hotline/1", kind="raise"):
    return fact(key, stream="advice", kind=kind, happened_at=NOW - days * DAY)


def test_it_was_detected_when_advice_was_last_raised_before_it():
    facts = [
        raised(60),
        raised(42),
        raised(10),
        raised(41, "advice:case:hotline/2"),
        raised(41, kind="clear"),
    ]
    assert one(board(lever(), facts=facts))["detected_at"] == NOW - 42 * DAY


@pytest.mark.parametrize(
    ("code", "told"), [("SAFETY", 1), ("MUNI_ORDER", 1), ("LEADER_REQUEST", 0), (None, 0)]
)
def test_only_safety_and_municipal_orders_stand_outside_the_budget(code, told):
    assert one(board(lever(exemption_code=code)))["override"] == told


def looked(days, post="duty-chief"):
    return dict.fromkeys(schema.LEVER_STEPS) | {
        "key": "lever:1", "n": 0, "move": "respond", "post": post, "happened_at": NOW - days * DAY,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("days", "post", "early", "late"),
    [(34, "duty-chief", False, False), (32, "duty-chief", True, False), (9, "duty-chief", True, True), (9, None, False, False)],
)  # fmt: skip
def test_it_was_followed_up_when_a_post_touched_it_after_7_and_30_days(days, post, early, late):
    row = one(board(lever(), lever_steps=[looked(days, post)]))
    assert (row["followed_at"] == NOW - days * DAY) is early
    assert (row["followed_late_at"] == NOW - days * DAY) is late


def test_a_note_on_its_case_is_a_look_too():
    note = dict.fromkeys(schema.NOTES) | {
        "key": "case:hotline/1",
        "n": 0,
        "noted_at": NOW - 20 * DAY,
        "post": "x",
    }
    assert one(board(lever(), notes=[note]))["followed_at"] == NOW - 20 * DAY


def test_one_that_went_well_reached_every_step():
    assert {name: step(name, board(lever()))["n"] for name in STEPS} == dict.fromkeys(STEPS, 1)


def test_levers_that_began_before_the_window_do_not_count():
    reader = board(lever(), lever(2, suggested_at=100))
    assert step("suggested", reader)["n"] == 1
    assert asked(LEVER_FUNNEL, reader, days=28)["n"].sum() == 0


ENDS = [
    {},
    {"returned_at": None, "effective_at": None, "outcome": "failed"},
    {"responded_at": None, "first_action_at": None, "effective_at": None, "outcome": "expired"},
    {"approved_at": None, "issued_at": None, "responded_at": None, "first_action_at": None, "effective_at": None,
     "outcome": None},
    {"relapse_case": "case:hotline/9"},
]  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_behind_every_step_stand_exactly_the_matters_it_counts(name):
    reader = board(*(lever(n, **given) for n, given in enumerate(ENDS, 1)))
    rows = asked(listed(LEVER_FUNNEL), reader, where=(("step", (name,)),))
    assert len(rows) == step(name, reader)["n"]


@pytest.mark.parametrize("level", ["L2", "L4"])
def test_behind_a_step_of_one_lever_stand_the_matters_of_that_lever_alone(level):
    reader = board(lever(), lever(2, level=level), lever(3, level=level, issued_at=None))
    where = (("step", ("suggested",)), ("level", (level,)))
    rows = asked(listed(LEVER_FUNNEL), reader, where=where)
    frame = asked(LEVER_FUNNEL, reader)
    told = frame[(frame["level"] == level) & (frame["step"] == "suggested")]
    assert len(rows) == told["n"].iloc[0] > 0


def test_of_nothing_there_is_no_share():
    for indicator in (LEVER_FUNNEL, LEVER_RATES, COMPLETENESS_RESPONSE):
        assert asked(indicator, board())["share"].isna().all()
    assert asked(DEPENDENCE, board()).empty


def test_answers_in_time_and_levers_given_back_are_told_with_n():
    frame = asked(LEVER_RATES, board(lever(), lever(2, responded_at=38.5, returned_at=None)))
    told = frame[frame["level"] == "all"].set_index("rate")
    assert (told.loc["response", "n"], told.loc["response", "share"]) == (2, 0.5)
    assert told.loc["return", "hits"] == 1


def test_a_unit_that_needs_leaders_for_half_of_its_hard_matters_depends_on_them():
    (row,) = asked(DEPENDENCE, board(lever(), lever(2, level="L4"))).to_dict("records")
    assert (row["unit"], row["n"], row["share"]) == ("D01", 2, 0.5)


def sign(name, reader):
    frame = asked(ATTENTION_HEALTH, reader)
    return frame.set_index("sign").loc[name]


def leading(n, **given):
    return lever(n, level="L4", **given)


def test_items_that_nobody_answers_are_dissipated():
    reader = board(leading(1), leading(2, responded_at=None, returned_at=None, outcome="expired"))
    assert (sign("dissipation", reader)["value"], sign("dissipation", reader)["mark"]) == (0.5, "red")


def test_what_is_on_loan_is_weighed_against_all_open_cases():
    out = {"returned_at": None, "outcome": None, "effective_at": None, "state": "active"}
    assert sign("generalisation", board(leading(1, **out)))["value"] == 1 / 5


def test_an_override_thins_no_attention():
    plain, override = leading(1), leading(2, exemption_code="SAFETY")
    assert sign("dilution", board(plain, override))["n"] == 1


def test_signs_without_anything_to_tell_are_unknown():
    assert set(asked(ATTENTION_HEALTH, board())["mark"]) == {"unknown", "good"}
