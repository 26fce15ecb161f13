from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.calendar import Limit, Measure
from dashboard.cases import STATE
from dashboard.fold.rules import Rules
from tests.histories import after, calendar, district, folded, told

REPORT = told(0, "report", case={"category": "pipe", "source": "H12345"})
SENT = told(5, "dispatch", to_org="A")


def stages(*facts, **options):
    return folded(*facts, **options).stages


def ran(*facts, **options):
    """Stage, unit, minutes from and to, outcome."""
    found = stages(*facts, **options)
    return [(s["stage"], s["holder"], at(s["started_at"]), at(s["ended_at"]), s["outcome"]) for s in found]


def at(moment):
    return moment and (moment - after(0)) / timedelta(minutes=1)


def test_a_dispatch_starts_the_clocks_of_signing_contact_and_handling():
    assert ran(REPORT, SENT) == [
        ("sign", "A", 5, None, "running"),
        ("contact", "A", 5, None, "running"),
        ("handle", "A", 5, None, "running"),
    ]


def test_only_who_has_asked_is_contacted():
    report = told(0, "report", case={"category": "pipe", "source": "GRID"})
    assert [stage for stage, *_ in ran(report, SENT)] == ["sign", "handle"]


def test_the_whole_road_ends_each_stage_by_its_own_event():
    assert ran(
        REPORT,
        SENT,
        told(10, "sign", org="A"),
        told(20, "contact", org="A"),
        told(30, "progress", org="A"),
        told(40, "dispose", org="A"),
        told(50, "check_pass"),
        told(55, "close"),
    ) == [
        ("sign", "A", 5, 10, "done"),
        ("contact", "A", 5, 20, "done"),
        ("handle", "A", 5, 40, "done"),
        ("check", "A", 40, 50, "done"),
    ]


@pytest.mark.parametrize("act", ["contact", "progress", "dispose"])
def test_the_first_act_of_the_unit_counts_as_its_signing(act):
    assert ran(REPORT, SENT, told(30, act, org="A"))[0] == ("sign", "A", 5, 30, "done")


def test_an_act_of_another_unit_does_not_sign():
    assert ran(REPORT, SENT, told(30, "progress", org="B"))[0] == ("sign", "A", 5, None, "running")


@pytest.mark.parametrize("end", [told(40, "dispose", org="A"), told(40, "close")])
def test_a_citizen_never_contacted_counts_until_the_work_was_done(end):
    assert ran(REPORT, SENT, end)[1] == ("contact", "A", 5, 40, "done")


def test_a_return_ends_what_runs_and_the_next_unit_starts_anew():
    assert ran(REPORT, SENT, told(30, "return", org="A"), told(60, "dispatch", to_org="B")) == [
        ("sign", "A", 5, 30, "returned"),
        ("contact", "A", 5, 30, "returned"),
        ("handle", "A", 5, 30, "returned"),
        ("sign", "B", 60, None, "running"),
        ("contact", "B", 60, None, "running"),
        ("handle", "B", 60, None, "running"),
    ]


def test_passing_on_voids_what_ran_with_the_unit_before():
    assert ran(REPORT, SENT, told(30, "sign", org="A"), told(60, "dispatch", to_org="B"))[1:3] == [
        ("contact", "A", 5, 60, "void"),
        ("handle", "A", 5, 60, "void"),
    ]


def test_a_second_dispatch_to_the_same_unit_does_not_wind_its_clock_back():
    assert ran(REPORT, SENT, told(60, "dispatch", to_org="A")) == ran(REPORT, SENT)


@pytest.mark.parametrize("end", ["void", "merge"])
def test_voiding_and_merging_leave_no_stage_that_counts(end):
    assert {outcome for *_, outcome in ran(REPORT, SENT, told(30, end))} == {"void"}


def test_a_failed_check_lets_the_handling_run_again():
    assert ran(
        REPORT, SENT, told(40, "dispose", org="A"), told(50, "check_fail"), told(90, "dispose", org="A")
    )[2:] == [
        ("handle", "A", 5, 40, "done"),
        ("check", "A", 40, 50, "done"),
        ("handle", "A", 50, 90, "done"),
        ("check", "A", 90, None, "running"),
    ]


def test_closing_ends_the_check():
    assert ran(REPORT, SENT, told(40, "dispose", org="A"), told(50, "close"))[-1] == (
        "check",
        "A",
        40,
        50,
        "done",
    )


def test_a_reopened_case_is_signed_and_handled_again_but_not_contacted_again():
    again = ran(REPORT, SENT, told(40, "close"), told(90, "reopen"), told(95, "dispatch", to_org="A"))[3:]
    assert again == [("sign", "A", 95, None, "running"), ("handle", "A", 95, None, "running")]


def test_work_that_was_never_dispatched_has_no_signing_to_measure():
    assert ran(REPORT, told(20, "progress", org="B"), told(50, "dispose", org="B")) == [
        ("contact", "B", 20, 50, "done"),
        ("handle", "B", 20, 50, "done"),
        ("check", "B", 50, None, "running"),
    ]


def test_what_was_mended_on_the_spot_has_no_stages():
    report = told(0, "report", case={"category": "pipe", "procedure": "simple"})
    assert not stages(report, SENT, told(9, "dispose", org="A"), told(12, "close"))
    assert [s["stage"] for s in stages(told(0, "report"), told(9, "dispose", org="A"))] == ["check"]


def test_only_stages_that_the_source_can_tell_of_are_there():
    found = ran(
        told(0, STATE, phase="open", holder="A", case={"source": "H12345"}),
        told(90, STATE, phase="closed", holder="A"),
        key="case:folder/1",
    )
    assert found == [("handle", "A", 0, 90, "done")]


def limits(row):
    return row["from_at"], row["amount"], row["clock"]


def test_short_stages_have_the_limits_of_the_district_and_urgent_ones_shorter_ones():
    found = {row["stage"]: limits(row)[1:] for row in stages(REPORT, SENT)}
    assert found == {"sign": (120, Measure.HOURS), "contact": (1, Measure.DAYS), "handle": (5, Measure.DAYS)}
    urgent = told(0, "report", case={"category": "hole", "source": "H12345", "urgency": "urgent"})
    found = {row["stage"]: limits(row)[1:] for row in stages(urgent, SENT)}
    assert found == {
        "sign": (30, Measure.URGENT),
        "contact": (120, Measure.URGENT),
        "handle": (240, Measure.HOURS),
    }


def test_the_second_unit_has_what_is_left_of_the_limit_of_the_case():
    handle = stages(REPORT, SENT, told(30, "return", org="A"), told(60, "dispatch", to_org="B"))[-1]
    assert limits(handle) == (after(5), 5, Measure.DAYS)
    assert handle["again"] == Limit.parse("3D")


def test_handling_again_has_a_limit_of_its_own_where_no_due_time_was_given():
    facts = SENT, told(40, "dispose", org="A"), told(50, "check_fail")
    assert limits(stages(REPORT, *facts)[-1]) == (after(50), 3, Measure.DAYS)
    due = after(9_000)
    given = told(0, "report", case={"category": "pipe", "due_at": due.isoformat()})
    assert stages(given, *facts)[-1]["due_at"] == due


def test_a_stage_of_an_earlier_episode_keeps_the_due_time_it_had():
    due, later = after(9_000).isoformat(), after(50_000).isoformat()
    report = told(0, "report", case={"category": "pipe", "due_at": due})
    facts = (
        SENT,
        told(40, "close"),
        told(90, "reopen"),
        told(95, "dispatch", to_org="A", case={"due_at": later}),
    )
    handles = [row for row in stages(report, *facts) if row["stage"] == "handle"]
    assert [row["due_at"] for row in handles] == [after(9_000), after(50_000)]


def test_a_district_without_a_limit_for_handling_again_leaves_it_unknown():
    found = district()
    free = found.model_copy(update={"limits": found.limits.model_copy(update={"rework": None})})
    rules = Rules(free, calendar())
    handle = stages(REPORT, SENT, told(40, "dispose", org="A"), told(50, "check_fail"), using=rules)[-1]
    assert (handle["amount"], handle["due_at"], handle["again"]) == (None, None, None)


def test_stages_are_numbered_in_order():
    found = stages(REPORT, SENT, told(30, "return", org="A"), told(60, "dispatch", to_org="B"))
    assert [row["n"] for row in found] == list(range(6))
