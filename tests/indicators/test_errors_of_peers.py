"""Errors seen in other dashboards, and what ours says in the same place."""

# ruff: noqa: E501  histories in rows
from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest

from dashboard.cases import Fact
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.close_then_repeat import CLOSE_THEN_REPEAT
from dashboard.indicators.closed_only_rate import CLOSED_ONLY_RATE
from dashboard.indicators.deadline_burst import DEADLINE_BURST
from dashboard.indicators.dispose_ontime_rate import DISPOSE_ONTIME_RATE
from dashboard.indicators.due_days import DUE_DAYS
from dashboard.indicators.due_judged import DUE_JUDGED
from dashboard.indicators.exclusion_share import EXCLUSION_SHARE
from dashboard.indicators.explaining import about, reconciled, sql
from dashboard.indicators.first_contact_rate import FIRST_CONTACT_RATE
from dashboard.indicators.handle_time import HANDLE_TIME
from dashboard.indicators.late_pause import LATE_PAUSE
from dashboard.indicators.left_out import LEFT_OUT, WHYS
from dashboard.indicators.listing import listed
from dashboard.indicators.need_dispose import NEED_DISPOSE
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.ontime_close_rate import ONTIME_CLOSE_RATE
from dashboard.indicators.redo_rate import REDO_RATE
from dashboard.indicators.rework_by_checks import REWORK_BY_CHECKS
from dashboard.indicators.rework_rate import REWORK_RATE
from dashboard.indicators.same_reply import SAME_REPLY
from dashboard.indicators.selfhandle_share import SELFHANDLE_SHARE
from tests.histories import MONDAY, after, board, entries, fact

pytestmark = pytest.mark.sweep

DAY, HOUR = 24 * 60, 60
MONTH = timedelta(days=60)


def life(*steps, number=1, begun=0, **case):
    """A case told in (minute, kind, body)."""
    said = {"category": "pipe", "source": "H12345", "street": "S1"} | case
    return [
        fact(
            f"case:hotline/{number}",
            kind,
            after(begun + minutes),
            n,
            {**body, **({} if n else {"case": said})},
        )
        for n, (minutes, kind, body) in enumerate(steps)
    ]


def sent(*steps, number=1, unit="A", **case):
    """The same, reported and dispatched to a unit at once."""
    return life((0, "report", {}), (0, "dispatch", {"to_org": unit}), *steps, number=number, **case)


def appeal(number, *steps):
    """An appeal about a case, told in (kind, minute)."""
    return [
        Fact(
            key=f"appeal:case:hotline/{number}", kind=kind, version=f"{kind}{minutes}",
            happened_at=after(minutes), body={"org": "A"},
        )
        for kind, minutes in steps
    ]  # fmt: skip


def asked(of, facts, minutes=30 * DAY, ask=None):
    kept = board(entries(facts))
    with kept.reading(after(minutes)) as reader:
        frame = answer(of, ask or Ask(window=MONTH), reader)
    kept.close()
    return frame


def row(of, *facts, minutes=30 * DAY):
    return asked(of, [one for life_ in facts for one in life_], minutes).iloc[0]


DONE = ((HOUR, "sign", {"org": "A"}), (2 * HOUR, "dispose", {"org": "A"}), (3 * HOUR, "close", {}))


def test_a_unit_that_never_closes_stands_last_and_not_outside():
    facts = sent(*DONE, number=1, unit="A") + sent(number=2, unit="B")
    on_time = asked(ON_TIME, facts, ask=Ask(window=MONTH, by=("department",)))
    assert dict(zip(on_time["department"], on_time["share"], strict=True)) == {"A": 1.0, "B": 0.0}
    time = asked(HANDLE_TIME, facts, ask=Ask(window=MONTH, by=("department",))).set_index("department")
    assert time.loc["B", "median"] > time.loc["A", "median"]
    assert time.loc["B", "running"] == 1


def test_what_is_not_due_yet_is_in_neither_part():
    assert row(ON_TIME, sent(), minutes=DAY)["n"] == 0
    assert row(DISPOSE_ONTIME_RATE, sent(), minutes=DAY)["n"] == 0


def test_a_missing_deadline_is_never_on_time():
    found = row(ON_TIME, sent(*DONE, category="odd"))
    assert (found["n"], found["unknown"]) == (0, 1)
    assert row(DISPOSE_ONTIME_RATE, sent(*DONE, category="odd"))["unknown"] == 1


@pytest.mark.parametrize(("paused", "share"), [(True, 1.0), (False, 0.0)])
def test_a_pause_stops_the_clock_and_two_that_overlap_count_once(paused, share):
    rest = ((DAY, "suspend", {}), (2 * DAY, "suspend", {}), (12 * DAY, "resume", {})) if paused else ()
    late = ((13 * DAY, "dispose", {"org": "A"}), (13 * DAY + 10, "close", {}))
    assert row(ON_TIME, sent(*rest, *late))["share"] == share
    assert row(DISPOSE_ONTIME_RATE, sent(*rest, *late))["share"] == share


def test_the_clock_of_contact_runs_from_the_dispatch_and_not_from_the_sign_off():
    slow = ((5 * DAY, "sign", {"org": "A"}), (5 * DAY + 5, "contact", {"org": "A"}))
    assert row(FIRST_CONTACT_RATE, sent(*slow))["share"] == 0.0
    assert row(FIRST_CONTACT_RATE, sent((HOUR, "contact", {"org": "A"})))["share"] == 1.0


@pytest.mark.parametrize(("hour", "share"), [(20, 1.0), (30, 0.0)])
def test_a_holiday_adds_a_day_to_a_limit_of_working_days_and_no_more(hour, share):
    """Friday, then a weekend and a holiday Monday: one working day ends on Tuesday at the close of work."""
    friday = datetime.fromisoformat("2026-04-03T10:00:00+08:00")
    minutes = (friday - MONDAY) / timedelta(minutes=1)
    closed = (datetime.fromisoformat("2026-04-07T17:00:00+08:00") - MONDAY) / timedelta(minutes=1)
    contact = closed if hour == 20 else closed + 12 * HOUR
    case = life(
        (minutes, "report", {}), (minutes, "dispatch", {"to_org": "A"}), (contact, "contact", {"org": "A"})
    )
    assert row(FIRST_CONTACT_RATE, case, minutes=minutes + 30 * DAY)["share"] == share


def test_a_worked_saturday_uses_up_a_limit():
    """Friday 13 March, worked Saturday 14: the working day ends on Saturday, so Monday is late."""
    friday = datetime.fromisoformat("2026-03-13T10:00:00+08:00")
    minutes = (friday - MONDAY) / timedelta(minutes=1)
    case = life(
        (minutes, "report", {}),
        (minutes, "dispatch", {"to_org": "A"}),
        (minutes + 3 * DAY, "contact", {"org": "A"}),
    )
    assert row(FIRST_CONTACT_RATE, case, minutes=minutes + 30 * DAY)["share"] == 0.0


def test_a_case_of_two_units_counts_for_each_as_often_as_in_all():
    steps = ((HOUR, "sign", {"org": "A"}), (2 * HOUR, "return", {"org": "A", "reason_code": "R1"}),
             (3 * HOUR, "dispatch", {"to_org": "B"}), (4 * HOUR, "dispose", {"org": "B"}), (5 * HOUR, "close", {}))  # fmt: skip
    facts = sent(*steps) + sent(*DONE, number=2)
    for of in (ON_TIME, DISPOSE_ONTIME_RATE, REWORK_RATE):
        parts = asked(of, facts, ask=Ask(window=MONTH, by=("department",)))
        assert parts["n"].sum() == asked(of, facts)["n"].sum() == 2


def test_rework_counts_each_time_by_cases_and_once_a_check_by_checks():
    fails = ((3, "dispose", {"org": "A"}), (4, "check_fail", {}), (5, "dispose", {"org": "A"}),
             (6, "check_fail", {}), (7, "dispose", {"org": "A"}), (8, "check_pass", {}), (9, "close", {}))  # fmt: skip
    assert row(REWORK_RATE, sent(*fails))["share"] == 2.0
    assert row(REWORK_BY_CHECKS, sent(*fails))["share"] == pytest.approx(2 / 3)


def test_a_case_opened_again_after_a_callback_is_redone_and_before_it_is_not():
    visit, reopen = (2 * DAY, "visit", {"solved": False}), (3 * DAY, "reopen", {})
    assert row(REDO_RATE, sent(*DONE, visit, reopen))["share"] == 1.0
    assert row(REDO_RATE, sent(*DONE, reopen))["share"] == 0.0


def test_an_upheld_appeal_keeps_the_fact_and_leaves_the_judgement():
    late = sent((25 * DAY, "close", {}))
    steps = appeal(1, ("file", 26 * DAY), ("uphold", 27 * DAY))
    assert row(ON_TIME, late)["share"] == 0.0
    assert row(ON_TIME, late, steps[:1])["share"] == 0.0
    found = row(ON_TIME, late, steps)
    assert (found["n"], found["exempt"]) == (0, 1)
    assert row(EXCLUSION_SHARE, late, steps)["share"] == 1.0


@pytest.mark.parametrize(
    ("told", "judged"), [({}, 4), ({"exempt": "policy"}, 0), ({"procedure": "simple"}, 0)]
)
def test_what_if_counts_what_the_rate_will_count_and_nothing_else(told, judged):
    facts = [one for number in range(4) for one in sent(number=number, **told)]
    now = Ask(where=(("department", ("A",)),))
    due, counted, later = (
        asked(of, facts, minutes, ask)
        for of, minutes, ask in (
            (DUE_DAYS, 4 * DAY, now),
            (DUE_JUDGED, 4 * DAY, now),
            (ON_TIME, 20 * DAY, None),
        )
    )
    assert (due["value"].sum(), counted["value"].sum(), later["n"].sum()) == (4, judged, judged)


@pytest.mark.parametrize(("day", "judged"), [(2, 0), (31, 1)])
def test_an_upheld_appeal_takes_no_case_out_of_what_if_once_it_was_reopened(day, judged):
    facts = sent((1 * DAY, "suspend", {}), (1 * DAY + 5, "resume", {}), due_at=after(5 * DAY).isoformat())
    facts += appeal(1, ("file", 2 * DAY), ("uphold", 2 * DAY + HOUR))
    if day == 31:
        facts = [*again()[:-1], *appeal(1, ("file", 26 * DAY), ("uphold", 27 * DAY))]
    found = asked(DUE_JUDGED, facts, (4 if day == 2 else 32) * DAY, Ask())
    assert found["value"].sum() == judged


def again(*steps):
    """Late, then reopened on day 30 and late once more, but for what the second time brings."""
    pause = (22 * DAY, "suspend", {}), (23 * DAY, "resume", {})
    first = (*pause, (25 * DAY, "close", {"note": REPLY}), (30 * DAY, "reopen", {}))
    sent_again = (30 * DAY + 5, "dispatch", {"to_org": "A"})
    return sent(*first, sent_again, *steps, (55 * DAY, "close", {"note": REPLY}))


REPLY = "已联系来电人说明情况，安排维修人员到场处置完毕。"


@pytest.mark.parametrize(
    ("filed", "now", "closings"), [(None, (1, 0), (2, 0)), (26, (1, 0), (1, 1)), (56, (0, 1), (1, 1))]
)
def test_an_upheld_appeal_holds_for_the_settlement_it_is_about_and_no_other(filed, now, closings):
    steps = appeal(1, ("file", filed * DAY), ("uphold", (filed + 1) * DAY)) if filed else []
    for of, (n, exempt) in ((ON_TIME, now), (CLOSED_ONLY_RATE, closings), (SAME_REPLY, closings)):
        found = row(
            of, again(), sent((55 * DAY, "close", {"note": REPLY}), number=2), steps, minutes=58 * DAY
        )
        assert (found["n"] - 1, found["exempt"]) == (n, exempt), of.name  # one is of the other case


@pytest.mark.parametrize(("filed", "judged"), [(26, 0), (56, 1)])
def test_what_came_before_a_reopening_belongs_to_the_first_settlement(filed, judged):
    steps = appeal(1, ("file", filed * DAY), ("uphold", (filed + 1) * DAY))
    for of in (LATE_PAUSE, FIRST_CONTACT_RATE):
        found = row(of, again(), steps, minutes=58 * DAY)
        assert (found["n"], found["exempt"]) == (judged, 1 - judged), of.name


def test_appeals_about_two_settlements_exempt_both():
    steps = [
        one
        for day in (26, 56)
        for one in appeal(1, ("file", day * DAY), ("uphold", (day + 1) * DAY))
    ]  # fmt: skip
    found = row(CLOSED_ONLY_RATE, again(), steps, minutes=58 * DAY)
    assert (found["n"], found["exempt"]) == (0, 2)


@pytest.mark.parametrize(
    ("limit", "closed", "share"),
    [(45, 10, 0.0), (45, 33, 0.0), (45, 34, 1.0), (60, 44, 0.0), (60, 45, 1.0), (61, 10, 0.0),
     (180, 134, 0.0), (180, 135, 1.0), (450, 389, 0.0), (450, 390, 1.0), (45, 46, 0.0)],
)  # fmt: skip
def test_who_closes_early_within_a_short_limit_does_not_rush_to_the_deadline(limit, closed, share):
    steps = ((5, "sign", {"org": "A"}), (closed, "close", {}))
    case = sent(*steps, due_at=after(limit).isoformat(), urgency="urgent")
    assert row(DEADLINE_BURST, case)["share"] == share


HERE = {"lon": 121.5, "lat": 31.2, "place": "inside"}
NEAR, FAR = {**HERE, "lat": 31.2 + 49 / 111_195}, {**HERE, "lat": 31.2 + 51 / 111_195}


@pytest.mark.parametrize(
    ("told", "begun", "share"),
    [
        (HERE, 2 * DAY, 1.0),
        (NEAR, 2 * DAY, 1.0),
        (FAR, 2 * DAY, 0.0),
        (HERE, 9 * DAY, 0.0),
        (HERE, 1, 0.0),
        ({**HERE, "category": "hole"}, 2 * DAY, 0.0),
        ({**HERE, "requester_key": "somebody else"}, 2 * DAY, 1.0),
        ({"place": "none"}, 2 * DAY, 0.0),
    ],
)
def test_closed_then_asked_again_is_the_same_matter_at_the_same_place_within_a_week(told, begun, share):
    first = sent(*DONE, requester_key="p", **HERE)
    later = life((0, "report", {}), number=2, begun=begun, **told)
    assert row(CLOSE_THEN_REPEAT, first, later)["share"] == share


def test_a_void_report_is_no_repeat_and_of_a_closing_without_a_place_nothing_is_known():
    later = life((0, "report", {}), (5, "reject", {}), number=2, begun=2 * DAY, **HERE)
    assert row(CLOSE_THEN_REPEAT, sent(*DONE, **HERE), later)["share"] == 0.0
    found = row(CLOSE_THEN_REPEAT, sent(*DONE, requester_key="p"))
    assert (found["n"], found["unplaced"]) == (0, 1)
    young = row(CLOSE_THEN_REPEAT, sent(*DONE, **HERE), minutes=3 * DAY)
    assert (young["n"], young["pending"]) == (0, 1)


def settled_of_late(day, exempt, n=10):
    """So many cases closed on a day, the first of them left out by their source."""
    return [
        one
        for number in range(n)
        for one in sent(
            *DONE, number=f"{day}-{number}", begun=day * DAY, **({"exempt": "legacy"} if number < exempt else {})
        )
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "moved"), [(0, 1, 0.1), (1, 1, 0.0), (3, 1, -0.2), (None, 1, None)]
)
def test_the_excluded_are_set_against_the_period_before(before, now, moved):
    facts = settled_of_late(10, now) + (settled_of_late(2, before) if before is not None else [])
    found = asked(EXCLUSION_SHARE, facts, minutes=14 * DAY, ask=Ask(window=timedelta(days=7))).iloc[0]
    assert (found["n"], found["share"]) == (10, now / 10)
    assert pd.isna(found["moved"]) if moved is None else found["moved"] == pytest.approx(moved)


def test_of_few_cases_before_or_now_nothing_has_moved_and_a_split_by_day_has_no_before():
    week = Ask(window=timedelta(days=7))
    for few in ((2, 9), (10, 9)):
        facts = settled_of_late(2, 0, n=few[1] if few[0] == 2 else 10)
        facts += settled_of_late(10, 1, n=few[1] if few[0] == 10 else 10)
        assert pd.isna(asked(EXCLUSION_SHARE, facts, minutes=14 * DAY, ask=week).iloc[0]["moved"])
    both = settled_of_late(2, 0) + settled_of_late(10, 1)
    by_day = asked(EXCLUSION_SHARE, both, minutes=14 * DAY, ask=Ask(window=timedelta(days=7), by=("day",)))
    assert by_day[["n", "before_n"]].to_numpy().tolist() == [[10, 0]]


def test_the_bound_of_a_share_that_is_judged_by_z_is_told_as_z():
    assert "阈值：z 3。" in about(SELFHANDLE_SHARE).zh
    assert "bounds: z 3." in about(SELFHANDLE_SHARE).en
    assert "bounds: 0.03." in about(EXCLUSION_SHARE).en


def test_what_is_left_out_is_told_by_its_reason_and_what_counts_is_not_among_it():
    late = (25 * DAY, "close", {})
    facts = [
        *sent(late, number=1), *sent(late, number=2, exempt="policy"), *sent(late, number=3, exempt="legacy"),
        *sent(late, number=4, procedure="simple"), *sent(late, number=5), *sent(late, number=6, category="odd"),
        *sent((2 * DAY, "void", {}), number=7), *sent((2 * DAY, "merge", {}), number=8),
        *life((0, "report", {}), (DAY, "reject", {}), number=9), *sent(late, number=10, exempt="policy"),
        *appeal(5, ("file", 26 * DAY), ("uphold", 27 * DAY)), *appeal(2, ("file", 26 * DAY), ("uphold", 27 * DAY)),
    ]  # fmt: skip
    found = asked(LEFT_OUT, facts)
    assert dict(zip(found["why"], found["n"], strict=True)) == {
        "policy": 2, "legacy": 1, "appeal": 1, "simple": 1, "unknown": 1, "rejected": 1, "voided": 1, "merged": 1,
    }  # fmt: skip
    assert list(found["why"]) == [why for why in WHYS if why in set(found["why"])]
    listed_ = asked(listed(LEFT_OUT), facts, ask=Ask(window=MONTH, where=(("why", ("appeal",)),)))
    assert list(listed_["key"]) == ["case:hotline/5"]


def test_a_pause_granted_after_the_limit_is_a_question():
    assert row(LATE_PAUSE, sent((20 * DAY, "suspend", {})))["share"] == 1.0
    assert row(LATE_PAUSE, sent((DAY, "suspend", {})))["share"] == 0.0


def test_events_out_of_order_say_the_same_as_in_order():
    facts = sent(*DONE)
    assert asked(ON_TIME, facts).equals(asked(ON_TIME, facts[::-1]))


def test_all_closed_on_time_and_one_overdue_is_told_with_its_reason():
    facts = [*sent(*DONE, number=1), *sent(number=2)]
    kept = board(entries(facts))
    known = {one.name: one for one in (ON_TIME, ONTIME_CLOSE_RATE, CLOSED_ONLY_RATE)}
    with kept.reading(after(20 * DAY)) as reader:
        lines = reconciled(ON_TIME, known, reader, "en")
    kept.close()
    assert lines[0] == "On-time rate 50.0 % (n = 2)"
    assert lines[2].startswith(
        "On time, of closed cases alone 100.0 % (n = 1): closed cases alone cannot show"
    )


def test_a_definition_tells_denominator_exclusions_version_and_the_sql_that_runs():
    words = about(ON_TIME)
    assert "denominator: on time, late" in words.en
    assert "不计、另列：无时限、简易程序、剔除" in words.zh
    assert "口径第 1 版" in words.zh
    assert all(rival.because.zh in words.zh for rival in ON_TIME.rivals)
    assert sql(NEED_DISPOSE).startswith(("SELECT", "WITH"))
