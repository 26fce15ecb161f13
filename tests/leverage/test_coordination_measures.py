"""The three processes on the board: ties between parties, mechanisms that meet, what bounds what."""

# ruff: noqa: E501  tables of data

from __future__ import annotations

import json

import pandas as pd
import pytest

from dashboard.board import schema
from dashboard.fold.rule_proposal import LIVE
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.indicators.showing import shown
from dashboard.leverage.lever_effect import LEVER_EFFECT
from dashboard.leverage.limits import BOUNDS
from dashboard.leverage.mechanisms import EMBEDDED, EMBEDDING
from dashboard.leverage.rule_records import RULE_PROPOSALS, tally
from dashboard.leverage.rules_won import RULES_WON
from dashboard.leverage.ties import PING_PONG, TIES
from tests.leverage.test_lever_record import DAY, board, lever
from tests.small_board import NOW, case, fact

pytestmark = pytest.mark.sweep


def given(n, holder, ago, *, left=None, returned=False, to=None, key="case:hotline/1"):
    return dict.fromkeys(schema.ASSIGNMENTS) | {
        "key": key, "n": n, "holder": holder, "since": NOW - ago * DAY, "returned": returned, "next_holder": to,
        "left_at": None if left is None else NOW - left * DAY,
    }  # fmt: skip


def district(*levers, centre="uomc", **rows):
    """A board whose units have a centre of this code."""
    orgs = [{"code": code, "inside": True, "centre": code == centre} for code in (centre, "D01", "D02")]
    return board(*levers, orgs=orgs, **rows)


def ties(reader):
    frame = answer(TIES, Ask(window=28 * DAY), reader)
    return {(row.by, row.to, row.kind): (row.n, row.before) for row in frame.itertuples()}


def test_a_case_sent_out_and_given_back_is_two_acts():
    rows = [given(0, "D01", 5, left=4, returned=True, to="D02"), given(1, "D02", 3)]
    assert ties(district(assignments=rows)) == {
        ("uomc", "D01", "dispatch"): (1, 0), ("D01", "uomc", "return"): (1, 0), ("uomc", "D02", "dispatch"): (1, 0),
    }  # fmt: skip


def test_a_case_passed_on_goes_past_the_centre():
    rows = [given(0, "D01", 5, left=4, to="D02"), given(1, "D02", 4)]
    assert ties(district(assignments=rows)) == {
        ("uomc", "D01", "dispatch"): (1, 0), ("D01", "D02", "pass"): (1, 0),
    }  # fmt: skip


def test_the_window_before_is_counted_apart():
    rows = [given(0, "D01", 30), given(0, "D01", 5, key="case:hotline/2")]
    assert ties(district(assignments=rows)) == {("uomc", "D01", "dispatch"): (1, 1)}


def test_ties_are_told_in_whole_numbers_that_every_program_reads():
    frame = answer(TIES, Ask(window=28 * DAY), district(assignments=[given(0, "D01", 5)]))
    assert [str(frame[name].dtype) for name in ("n", "before")] == ["int64", "int64"]
    assert json.loads(shown(frame, "json"))[0]["n"] == 1


def test_a_lever_is_lent_asked_and_answered():
    fresh = {"suggested_at": 9, "approved_at": 9, "issued_at": 8, "responded_at": 7}
    found = ties(district(lever(lender_org="G01", **fresh)))
    assert set(found) == {("G01", "uomc", "lend"), ("uomc", "D01", "ask"), ("D01", "uomc", "answer")}


def test_behind_a_tie_stand_its_cases():
    rows = [given(0, "D01", 5), given(0, "D02", 5, key="case:hotline/2")]
    where = (("by", ("uomc",)), ("to", ("D02",)))
    found = answer(listed(TIES), Ask(window=28 * DAY, where=where), district(assignments=rows))
    assert found["key"].tolist() == ["case:hotline/2"]


@pytest.mark.parametrize("code", ["INFO", "uomc"])
def test_the_centre_is_the_one_of_the_district_under_any_code(code):
    rows = [given(0, "D01", 5, left=4, returned=True, to="D02"), given(1, "D02", 3)]
    lent = lever(lender_org="G01", suggested_at=9, approved_at=9, issued_at=8, responded_at=7)
    own = lever(2, lender_org=code, suggested_at=9, approved_at=9, issued_at=8, responded_at=None)
    found = ties(district(lent, own, centre=code, assignments=rows))
    assert {(by, to) for by, to, kind in found if kind in ("dispatch", "return", "lend")} == {
        (code, "D01"), (code, "D02"), ("D01", code), ("G01", code),
    }  # fmt: skip


def test_where_no_unit_is_the_centre_none_is_named_as_it():
    assert {by for by, *_ in ties(board(assignments=[given(0, "D01", 5)]))} == {"?"}


def test_a_case_that_went_in_circles_is_ping_pong():
    cases = [case("case:hotline/1", cycle=True), case("case:hotline/2")]
    rows = [given(0, "D01", 5), given(0, "D01", 5, key="case:hotline/2")]
    (row,) = answer(PING_PONG, Ask(), board(cases=cases, assignments=rows)).to_dict("records")
    assert (row["n"], row["cycles"]) == (2, 1)


def test_mechanisms_that_meet_in_a_case_are_told_with_their_lift():
    rows = [given(0, "D01", 5, key=f"case:hotline/{n}") for n in (1, 2, 3, 4)]
    fresh = lever(1, level="L3", suggested_at=6, issued_at=5)
    seen = [fact("case:hotline/1", kind="remind", happened_at=NOW - DAY)]
    frame = answer(EMBEDDING, Ask(), board(fresh, assignments=rows, facts=seen))
    told = {(row.first, row.second): (row.n, row.lift) for row in frame.itertuples()}
    assert told["dispatch", "dispatch"][0] == 4
    assert told["consult", "watch"] == (1, 4.0)
    assert told["dispatch", "consult"] == told["consult", "dispatch"] == (1, 1.0)
    assert ("order", "order") not in told


def link(name, reader):
    return answer(EMBEDDED, Ask(), reader).set_index("link").loc[name]


def fresh(n=1, **more):
    return lever(n, **({"suggested_at": 6, "approved_at": 5.5, "issued_at": 5} | more))


def test_levers_without_a_number_are_told():
    reader = board(fresh(1, doc_no="督〔2026〕1号"), fresh(2))
    assert (link("number", reader)["n"], link("number", reader)["share"]) == (2, 0.5)


def test_a_decision_is_a_task_once_it_has_owner_date_and_action():
    decided = {"level": "L4", "response_kind": "decision"}
    reader = board(fresh(1, **decided), fresh(2, first_action_at=None, **decided), fresh(3))
    assert (link("task", reader)["n"], link("task", reader)["hits"]) == (2, 1)


@pytest.mark.parametrize(("org", "ago", "hits"), [("D01", 1, 1), ("D02", 1, 0), ("D01", 6, 0)])
def test_a_result_is_written_back_by_the_unit_after_the_issue(org, ago, hits):
    facts = [fact("case:hotline/1", kind="dispose", org=org, happened_at=NOW - ago * DAY)]
    assert link("written", board(fresh(), facts=facts))["hits"] == hits


def limit(name, *levers, **rows):
    return answer(BOUNDS, Ask(), board(*levers, **rows)).set_index("limit").loc[name]


def test_what_approvers_turn_down_is_a_share_of_what_was_put_before_them():
    asked = {"submitted_at": NOW - 5 * DAY}
    no = dict.fromkeys(schema.LEVER_STEPS) | {
        "key": "lever:2",
        "n": 1,
        "move": "reject",
        "happened_at": NOW - DAY,
    }
    row = limit("turned-down", fresh(1, **asked), fresh(2, **asked), lever_steps=[no])
    assert (row["n"], row["hits"], row["breach"]) == (2, 1, False)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("premature", {"premature": True}),
        ("exempt", {"exemption_code": "SAFETY"}),
        ("declined", {"state": "refused", "state_since": NOW - DAY}),
        ("over-term", {"state": "active", "lent": True, "valid_until": 1}),
        ("over-term", {"state": "effective", "lent": True, "return_by": 1}),
        ("self-dealing", {"drafters": ["a"], "approvers": ["b", "a"]}),
    ],
)
def test_a_lever_beyond_a_bound_is_counted_and_only_breaches_are_red(name, given):
    row, clean = limit(name, fresh(**given)), limit(name, fresh(drafters=["a"], approvers=["b"]))
    assert (row["n"], row["hits"], clean["hits"]) == (1, 1, 0)
    assert row["breach"] == (name in ("over-term", "self-dealing"))
    assert not clean["breach"]


def test_behind_a_bound_stand_the_cases_that_met_it():
    reader = board(fresh(1, premature=True), fresh(2))
    where = (("limit", ("premature",)), ("outcome", ("yes",)))
    assert answer(listed(BOUNDS), Ask(where=where), reader)["key"].tolist() == ["case:hotline/1"]


def line(day, categories="E0116"):
    return dict.fromkeys(schema.DUTIES) | {"n": 0, "org": "D01", "categories": categories, "confirmed": day}


def places(*duties, rules=()):
    levers = [lever(n, level="L3", issued_at=70 - n) for n in (1, 2, 3)] + [lever(4, level="L3", issued_at=5)]
    cases = [
        case(f"case:hotline/{n}", reported_at=NOW - days * DAY)
        for n, days in enumerate((80, 72, 71, 6, 4), 1)
    ]
    reader = board(*levers, cases=cases, duties=list(duties), rule_proposals=list(rules))
    (row,) = answer(RULES_WON, Ask(), reader).to_dict("records")
    return row


def won(days, state="adopted", **given):
    """A proposal of the place that was adopted so many days ago."""
    at = None if state != "adopted" else NOW - days * DAY
    return dict.fromkeys(schema.RULE_PROPOSALS) | {
        "key": f"rule:{days}", "category": "E0116", "unit": "D01", "state": state, "adopted_at": at,
        "moved_at": NOW - days * DAY,
    } | given  # fmt: skip


def test_a_place_that_borrows_again_and_again_waits_for_its_rule():
    row = places()
    assert (row["category"], row["unit"], row["times"]) == ("E0116", "D01", 4)
    assert (row["levers_before"], row["cases_before"]) == (4, 5)
    assert row["ratio"] is None


def test_once_the_duty_list_names_it_levers_before_and_after_are_compared():
    row = places(line("2026-10-21", "P0115 E0116"))
    assert (row["levers_before"], row["cases_before"], row["levers_after"], row["cases_after"]) == (
        3,
        3,
        1,
        2,
    )
    assert row["ratio"] == pytest.approx(0.5)
    assert row["lo"] < 0.5 < row["hi"]


@pytest.mark.parametrize("duty", [line("2026-08-01"), line("2026-10-21", "P0115"), line("2026-10-21", None)])
def test_a_line_from_before_of_another_category_or_of_all_is_no_adoption(duty):
    assert places(duty)["levers_after"] is None


def test_a_proposal_that_was_adopted_counts_from_its_own_day_and_the_list_confirms_it():
    row = places(line("2026-11-01", "E0116"), rules=[won(30)])
    assert row["adopted_at"] == NOW - 30 * DAY
    assert f"{row['listed_at']:%Y-%m-%d}" == "2026-11-01"
    assert (row["levers_before"], row["cases_before"], row["levers_after"], row["cases_after"]) == (
        3,
        3,
        1,
        2,
    )


def test_where_the_duty_list_alone_says_so_its_day_counts():
    row = places(line("2026-10-21", "E0116"))
    assert f"{row['adopted_at']:%Y-%m-%d}" == f"{row['listed_at']:%Y-%m-%d}" == "2026-10-21"


def test_before_and_after_are_those_of_a_calculation_by_hand():
    """3 levers on 3 cases: exact limits of a Poisson count of 3 are .6187 and 8.7673, of 1 .0253 and 5.5716."""
    row = places(rules=[won(30)])
    assert (row["before"], row["after"], row["ratio"]) == (1000, 500, 0.5)
    assert (row["before_lo"], row["before_hi"]) == pytest.approx((206.2, 2922.4), abs=0.1)
    assert (row["after_lo"], row["after_hi"]) == pytest.approx((12.66, 2785.8), abs=0.1)
    # 1 of 4 after: Clopper and Pearson .0063 and .8059, as odds times 3 ÷ 2 cases
    assert (row["lo"], row["hi"]) == pytest.approx((0.0095, 6.227), abs=0.001)


@pytest.mark.parametrize("state", ["drafted", "proposed", "declined", "withdrawn"])
def test_a_proposal_that_was_not_adopted_has_no_after(state):
    row = places(rules=[won(30, state)])
    assert pd.isna(row["adopted_at"])
    assert row["after"] is None or pd.isna(row["after"])
    assert row["levers_before"] == 4


def test_of_several_adoptions_the_last_counts():
    assert places(rules=[won(60), won(20), won(10, "declined")])["adopted_at"] == NOW - 20 * DAY


def test_a_place_with_a_proposal_keeps_its_row_when_nothing_is_borrowed_any_more():
    (row,) = answer(RULES_WON, Ask(), board(rule_proposals=[won(100)])).to_dict("records")
    assert (row["category"], row["unit"], row["times"]) == ("E0116", "D01", 0)
    assert (row["levers_before"], row["levers_after"], row["ratio"]) == (0, 0, None)


def test_where_the_time_before_is_not_known_any_more_nothing_is_compared():
    row = places(rules=[won(300)])
    assert row["adopted_at"] == NOW - 300 * DAY
    assert all(pd.isna(row[name]) for name in ("before", "after", "ratio", "levers_before"))


def record(n, state, proposed=True, **given):
    return dict.fromkeys(schema.RULE_PROPOSALS) | {
        "key": f"rule:{n}", "state": state, "live": state in LIVE, "drafted_at": NOW - n * DAY,
        "proposed_at": NOW - n * DAY if proposed else None,
        "ended_at": None if state in LIVE else NOW - n * DAY,
    } | given  # fmt: skip


def test_proposals_are_listed_while_they_wait_and_for_a_year_after_the_newest_first():
    rows = [
        record(400, "adopted"),
        record(500, "proposed"),
        record(9, "declined"),
        record(3, "drafted", False),
    ]
    found = answer(RULE_PROPOSALS, Ask(), board(rule_proposals=rows))
    assert found["key"].tolist() == ["rule:3", "rule:9", "rule:500"]


def test_what_was_drafted_alone_is_not_counted_as_proposed():
    rows = [record(1, "adopted"), record(2, "declined"), record(3, "proposed"), record(4, "drafted", False)]
    rows.append(record(5, "withdrawn", False))
    assert tally(answer(RULE_PROPOSALS, Ask(), board(rule_proposals=rows))) == (3, 1, 1)


def lived(n, *, drawn=0):
    key = f"case:hotline/{n}"
    levered = lever(n, issued_at=20, suggested_at=20.5, lottery=drawn)
    acts = [fact(key, kind="progress", happened_at=NOW - days * DAY) for days in (27, 19, 18, 17)]
    return levered, case(key, reported_at=NOW - 40 * DAY), acts


def effects(n, drawn=0):
    told = [lived(one, drawn=drawn) for one in range(n)]
    reader = board(
        *(one[0] for one in told),
        cases=[case("case:hotline/new", reported_at=NOW), *(one[1] for one in told)],
        facts=[act for one in told for act in one[2]],
    )
    frame = answer(LEVER_EFFECT, Ask(), reader)
    return frame[(frame["level"] == "all") & (frame["estimator"] == "rate_ratio")].iloc[0]


def test_below_thirty_levers_there_is_no_number():
    row = effects(29)
    assert row["n"] == 29
    assert row["estimate"] is None or row["estimate"] != row["estimate"]
    assert "n<30" in row["caption"]


@pytest.mark.parametrize(("drawn", "caption"), [(0, "未排除选择偏差"), (1, "效果（随机抽签）")])
def test_activity_after_the_lever_is_three_times_that_before_and_captioned(drawn, caption):
    row = effects(31, drawn)
    assert (row["n"], row["caption"]) == (31, caption)
    assert row["estimate"] == pytest.approx(3.0)
    assert row["lo"] > 1.0
