from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.schema import CASES
from dashboard.calendar import Measure
from dashboard.cases import EventKind, Phase
from dashboard.fold import in_order
from tests.histories import KEY, MONDAY, after, contiguous, folded, histories, known, rules, told

ORDINALS = {name for name in CASES if name.endswith("_ord")} | {
    "pause",
    "settled_at",
    "send_by",
    "register_by",
    "verify_by",
}


def reported(minutes: float = 0, **case):
    return told(minutes, "report", case={"category": "pipe", "source": "H12345", **case})


def row(*facts, **options):
    return folded(*facts, **options).case


def test_a_folded_case_has_every_column_that_is_no_ordinal():
    assert CASES.keys() - ORDINALS <= row(reported()).keys()


def test_a_case_knows_its_feed_and_number_from_its_key():
    found = row(reported(), key="case:hotline/2026/17")
    assert (found["feed"], found["id"]) == ("hotline", "2026/17")


def test_a_case_is_in_nobodys_hands_until_it_is_dispatched():
    assert row(reported())["holder"] is None
    assert row(reported(), told(5, "dispatch", to_org="A"))["holder"] == "A"


def test_a_case_was_sent_out_when_it_was_first_dispatched_whatever_came_after():
    sent = [told(5, "dispatch", to_org="A"), told(9, "return", org="A"), told(20, "dispatch", to_org="B")]
    again = [told(50, "close"), told(90, "reopen"), told(99, "dispatch", to_org="C")]
    assert row(reported())["sent_at"] is None
    assert row(reported(), *sent)["sent_at"] == after(5)
    found = row(reported(), *sent, *again)
    assert (found["sent_at"], found["dispatched_at"]) == (after(5), after(99))


def test_a_case_taken_on_without_a_dispatch_was_never_sent_out():
    assert row(reported(), told(5, "sign", org="A"))["sent_at"] is None


def test_a_closed_case_stays_with_the_unit_that_had_it():
    found = row(reported(), told(5, "dispatch", to_org="A"), told(50, "close", org="centre"))
    assert (found["phase"], found["open"], found["holder"], found["closed_at"]) == (
        "closed",
        False,
        "A",
        after(50),
    )


def test_the_later_word_on_an_attribute_stands_and_silence_changes_nothing():
    found = row(
        reported(street="S1", flags=["crowd"]),
        told(5, "dispatch", to_org="A", case={"street": "S2", "biz_type": None, "flags": []}),
        told(9, "sign", org="A", case={"category": None}),
    )
    assert (found["street"], found["category"], found["flags"]) == ("S2", "pipe", [])


def test_a_late_event_does_not_overrule_a_newer_word():
    found = row(told(9, "sign", org="A", case={"street": "new"}), reported(street="old"))
    assert found["street"] == "new"


@pytest.mark.parametrize(
    "case",
    [
        {"lon": "east"},
        {"due_at": "soon"},
        {"due_at": "2026-03-03T10:00:00"},
        {"flags": "crowd"},
        {"street": 7},
    ],
)
def test_an_attribute_that_cannot_be_read_is_not_said(case):
    found = row(reported(**case))
    assert all(not found[name] for name in case)


def test_flags_of_the_category_weigh_on_its_cases():
    assert row(reported(category="hole", flags=["crowd"]))["flags"] == ["crowd", "safety"]


def test_who_leads_comes_from_the_category_unless_the_source_says():
    assert row(reported())["lead_org"] == "A"
    assert row(reported(lead_org="B"))["lead_org"] == "B"
    assert row(reported(category="odd"))["lead_org"] is None


def test_the_report_is_when_the_source_says_or_else_when_it_was_first_heard_of():
    assert row(reported(3))["reported_at"] == after(3)
    assert row(reported(3, reported_at=after(1).isoformat()))["reported_at"] == after(1)


def test_the_clock_starts_at_the_dispatch_and_not_at_the_sign_off():
    found = row(reported(), told(30, "dispatch", to_org="A"), told(400, "sign", org="A"))
    assert found["start_at"] == after(30)


def test_before_the_dispatch_the_clock_runs_from_the_report():
    assert row(reported())["start_at"] == MONDAY


@pytest.mark.parametrize(
    ("case", "amount", "clock"),
    [
        ({"category": "pipe"}, 5, Measure.DAYS),
        ({"category": "hole"}, 240, Measure.HOURS),
        ({"category": "odd"}, None, Measure.NATURAL),
        ({"category": "odd", "urgency": "urgent"}, None, Measure.URGENT),
    ],
)
def test_a_case_has_the_limit_of_its_category_or_none(case, amount, clock):
    found = row(reported(**case))
    assert (found["amount"], found["clock"], found["due_at"]) == (amount, clock, None)


def test_the_word_of_the_source_on_the_due_time_stands():
    found = row(reported(due_at=after(99).isoformat()))
    assert found["due_at"] == after(99)


def test_an_extension_moves_the_due_time_and_is_counted():
    found = row(
        reported(due_at=after(99).isoformat()),
        told(5, "dispatch", to_org="A"),
        told(40, "extend_req"),
        told(50, "extend_ok", due_at=after(500).isoformat()),
    )
    assert (found["due_at"], found["extensions"]) == (after(500), 1)


def test_an_extension_granted_after_closing_moves_nothing():
    found = row(
        reported(due_at=after(99).isoformat()),
        told(120, "close"),
        told(150, "extend_ok", due_at=after(500).isoformat()),
    )
    assert (found["due_at"], found["extensions"], found["anomalies"]) == (after(99), 0, 1)


def test_a_reopened_case_is_open_again_in_a_new_episode_with_a_limit_of_its_own():
    found = row(
        reported(due_at=after(99).isoformat()),
        told(5, "dispatch", to_org="A"),
        told(50, "close"),
        told(60, "visit"),
        told(5_000, "reopen"),
        told(5_010, "dispatch", to_org="A"),
    )
    assert (found["episode"], found["open"], found["closed_at"]) == (2, True, None)
    assert (found["start_at"], found["due_at"]) == (after(5_010), None)
    assert (found["amount"], found["clock"]) == (3, Measure.DAYS)


def test_a_due_time_told_for_the_new_episode_counts():
    due = after(9_000)
    found = row(reported(), told(50, "close"), told(60, "reopen", case={"due_at": due.isoformat()}))
    assert found["due_at"] == due


@pytest.mark.parametrize("end", ["void", "merge", "reject"])
def test_what_ends_without_an_answer_has_no_closing_time_and_settles_nothing(end):
    found = row(reported(), told(50, end))
    assert (found["open"], found["closed_at"], found["ended_at"], found["settles"]) == (
        False,
        None,
        after(50),
        False,
    )


def test_an_illegal_move_is_kept_counted_and_not_applied():
    found = folded(reported(), told(5, "dispatch", to_org="A"), told(50, "close"), told(60, "sign", org="B"))
    assert found.case["phase"] == Phase.CLOSED
    assert found.case["anomalies"] == 1
    assert found.anomalies == [
        {
            "key": KEY,
            "seq": 61,
            "phase": "closed",
            "kind": "sign",
            "happened_at": after(60),
            "reason": "illegal",
        }
    ]


def test_a_case_of_which_only_impossible_things_are_known_is_still_a_case():
    found = folded(told(5, "reopen"))
    assert (found.case["phase"], found.case["anomalies"]) == (Phase.REPORTED, 1)
    assert [span["since"] for span in found.spans] == [after(5)]


def test_spans_say_phase_and_holder_without_a_gap():
    found = folded(
        reported(), told(5, "dispatch", to_org="A"), told(50, "return", org="A"), told(90, "close")
    )
    assert [(s["phase"], s["holder"], s["since"], s["open"]) for s in found.spans] == [
        ("reported", None, after(0), True),
        ("dispatched", "A", after(5), True),
        ("returned", None, after(50), True),
        ("closed", None, after(90), False),
    ]
    assert contiguous(found.spans)


def test_what_lasted_no_time_leaves_no_span():
    found = folded(reported(), told(0, "accept", "1"), told(0, "dispatch", "2", to_org="A"))
    assert [span["phase"] for span in found.spans] == ["dispatched"]


def test_the_same_fact_twice_is_one_fact():
    facts = [reported(), told(5, "dispatch", to_org="A"), told(9, "remind")]
    assert folded(*facts, *facts) == folded(*facts)


def test_facts_are_ordered_by_when_they_happened_then_version_then_content():
    one = told(5, "remind", "b")
    other = told(5, "remind", "a")
    assert in_order([one, other, told(1, "report")])[1:] == [other, one]


@settings(max_examples=60, deadline=None)
@given(facts=histories(cases=1, length=16), shuffle=st.randoms(use_true_random=False))
def test_the_order_of_arrival_means_nothing_and_re_delivery_adds_nothing(facts, shuffle):
    told_ = known(facts, facts[0].key)
    again = told_ + told_[: len(told_) // 2]
    shuffle.shuffle(again)
    assert folded(*again, key=facts[0].key) == folded(*told_, key=facts[0].key)


@settings(max_examples=60, deadline=None)
@given(facts=histories(cases=1, length=16))
def test_a_life_is_whole_its_stages_lie_within_it_and_no_time_is_negative(facts):
    key, told_ = facts[0].key, known(facts, facts[0].key)
    found = folded(*told_, key=key)
    first, last = min(f.happened_at for f in told_), max(f.happened_at for f in told_)
    end = last + timedelta(days=1)
    spans = [(span["since"], span["till"] or end) for span in found.spans]
    assert contiguous(found.spans)
    assert all(since < till for since, till in spans)
    assert sum((till - since for since, till in spans), timedelta()) == end - first
    for stage in found.stages:
        assert first <= stage["started_at"] <= (stage["ended_at"] or end)
        assert (stage["ended_at"] is None) == (stage["outcome"] == "running")
    assert all(begin < (until or end) for begin, until in found.pauses)


@settings(max_examples=60, deadline=None)
@given(facts=histories(cases=1, length=16))
def test_the_row_agrees_with_the_spans_and_with_the_path_of_hands(facts):
    found = folded(*known(facts, facts[0].key), key=facts[0].key)
    case, last = found.case, found.spans[-1]
    assert (case["phase"], case["holder"], case["open"]) == (last["phase"], last["holder"], last["open"])
    assert len(case["hops"]) == max(0, len(case["hands"]) - 1)
    assert case["holder"] is None or case["hands"][-1] == case["holder"]
    assert case["returners"] <= case["returns"]
    assert case["anomalies"] == len(found.anomalies)
    assert len([stage for stage in found.stages if stage["outcome"] == "running"]) <= 4 * case["open"]


@settings(max_examples=40, deadline=None)
@given(facts=histories(cases=1, length=16, noise=0))
def test_what_is_later_than_a_moment_does_not_change_the_spans_before_it(facts):
    told_ = in_order(known(facts, facts[0].key))
    half = told_[: len(told_) // 2 + 1]
    moment = half[-1].happened_at
    early = [fact for fact in told_ if fact.happened_at <= moment]
    before = folded(*early, key=facts[0].key).spans
    after_ = folded(*told_, key=facts[0].key).spans

    def seen(spans):
        return [(s["phase"], s["holder"], s["since"]) for s in spans if s["since"] < moment]

    assert seen(before) == seen(after_)


def test_every_unit_of_the_test_district_is_known():
    assert rules().connections.keys() == {"hotline", "folder"}


def test_an_act_of_a_unit_that_was_never_sent_it_takes_it():
    assert row(reported(), told(5, EventKind.SIGN, org="B"))["holder"] == "B"


def test_a_dispatch_that_names_nobody_is_an_anomaly():
    found = row(reported(), told(5, "dispatch"))
    assert (found["holder"], found["anomalies"]) == (None, 1)
