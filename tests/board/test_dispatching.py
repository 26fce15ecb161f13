"""What the board says of dispatches: the first of a case, its limit, its minutes, and what came back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings

from dashboard.cases import EventKind
from dashboard.fold import Known
from dashboard.fold.machine import steps
from dashboard.fold.moves import MOVES, START
from dashboard.fold.states import happenings
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.dispatch_time import DISPATCH_TIME
from dashboard.indicators.returns import RETURNS
from tests.histories import after, board, entries, fact, histories

KEY = "case:hotline/1"
LONG, SECOND = timedelta(days=400), timedelta(seconds=1)


def cases(*facts):
    with board(entries(facts)).reading(after(2000)) as reader:
        return reader.frame("cases", lambda: reader.tables.cases).to_dict("records")


def said(minutes, kind, **body):
    return fact(KEY, kind, after(minutes), int(minutes), body)


def reported(minutes, **case):
    return said(minutes, "report", case={"category": "pipe", **case})


def test_a_case_knows_when_it_had_to_be_sent_out_and_how_many_worked_minutes_that_took():
    (row,) = cases(reported(490), said(1445, "dispatch", to_org="A"))
    assert row["sent_at"] == after(1445)
    assert row["send_by"] == after(1450)  # 30 worked minutes: 20 before the close of work, 10 after nine
    assert row["sent_ord"] - row["reported_ord"] == 25


def test_an_urgent_case_has_five_minutes_by_day_and_night():
    (row,) = cases(reported(900, urgency="urgent"))
    assert row["send_by"] == after(905)
    assert row["sent_at"] is None or row["sent_at"] != row["sent_at"]


def test_a_history_that_runs_along_a_road_and_an_odd_one_say_the_same():
    plain = [reported(0), said(5, "dispatch", to_org="A")]
    odd = [*plain, said(6, "return", org="A"), said(9, "dispatch", to_org="B")]
    found = [cases(*facts)[0] for facts in (plain, odd)]
    for name in ("sent_at", "send_by", "reported_ord", "sent_ord"):
        assert found[0][name] == found[1][name]


def handed(facts):
    """How often each unit got a case, and how often it gave it back: by the steps of the fold, one by one."""
    by_key: dict[str, list[Known]] = {}
    for one in facts:
        known = by_key.setdefault(one.key, [])
        known.append(
            Known(
                kind=one.kind,
                version=one.version,
                digest=one.version,
                happened_at=one.happened_at,
                body=one.body,
                seq=len(known),
            )
        )
    found: dict[str, list[int]] = {}
    for known in by_key.values():
        for step in steps(happenings(known), MOVES, START):
            if step.holder and step.holder != step.held:
                found.setdefault(step.holder, [0, 0])[0] += 1
            if step.kind == EventKind.RETURN and not step.refused:
                found[step.held][1] += 1
    return found


@pytest.mark.thorough
@settings(max_examples=25, deadline=None)
@given(facts=histories(cases=3, noise=0.05))
def test_returns_on_a_folded_board_are_those_of_the_steps(facts):
    """Each step at a moment of its own: hands that have a case for no time leave no trace on the board."""
    told = [one for one in facts if one.key.startswith("case:hotline/")]
    told = [replace(one, happened_at=one.happened_at + n * SECOND) for n, one in enumerate(told)]
    with board(entries(told)).reading(after(0) + LONG) as reader:
        frame = answer(RETURNS, Ask(by=("department",), window=2 * LONG), reader)
        kept = reader.frame("cases", lambda: reader.tables.cases)
    judged = set(kept.loc[kept["procedure"] != "simple", "key"])
    assert {row.department: [row.n, row.returned] for row in frame.itertuples()} == handed(
        [one for one in told if one.key in judged]
    )


@settings(max_examples=15, deadline=None)
@given(facts=histories(cases=4, noise=0.1))
def test_the_centre_is_judged_by_each_case_at_most_once(facts):
    with board(entries(facts)).reading(after(0) + LONG) as reader:
        (row,) = answer(DISPATCH_TIME, Ask(window=2 * LONG), reader).to_dict("records")
        told = reader.frame("cases", lambda: reader.tables.cases)
    judged = told[told["tells_hands"] & (told["procedure"] != "simple")]
    waits = judged["open"] & judged["holder"].isna()
    assert row["n"] == (judged["sent_at"].notna() | waits).sum()
    assert 0 <= row["on_time"] <= row["n"]
