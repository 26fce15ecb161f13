"""What every indicator promises, those of tomorrow too."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

import dashboard.indicators
import dashboard.leverage
from dashboard.board import schema
from dashboard.indicators import (
    DIMENSIONS,
    Ask,
    Indicator,
    appeal_list,
    case_clocks,
    case_record,
    case_timeline,
    costly_cases,
    fair_drivers,
    surge,
)
from dashboard.indicators.answering import answer, checked, learnt, name_of
from dashboard.indicators.fair_comparison import SAID
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.showing import FORMATS, shown
from dashboard.leverage import (
    case_matter,
    case_repeats,
    duty_queue,
    lever_wear,
    loans,
    recurring_points,
    rule_gaps,
    rule_records,
    rules_won,
    will_be_late,
)
from dashboard.leverage.effect import report
from dashboard.leverage.lateness import forecast
from dashboard.parts import collect
from dashboard.text import LANGS
from tests.small_board import NOW, board_tables, case, fact, span, stage

INDICATORS = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}
STOCK = ["value"]
SHARE = ["n", "hits", "share", "low", "high"]
LOAN_OF = ("category", "street", "urgency", "hands", "hops", "open", "closed_at", "hand")
COLUMNS = {
    **dict.fromkeys(("open", "urgent-open", "received-today", "closed-today", "due-soon", "overdue"), STOCK),
    **dict.fromkeys(("unsigned", "passed-around", "received", "closed", "due-days", "left-behind"), STOCK),
    **dict.fromkeys(("due-judged", "suspended", "returned-today"), STOCK),
    "hand-offs": ["department", "to", "n"],
    "never-closed": ["department", "stratum", "value"],
    "hot": ["category", "value", "normal"],
    "day-flow": ["kind", "series", "slot", "n"],
    "loans": [*schema.LEVERS, "case_key", "members", *LOAN_OF],
    "loan-steps": [*schema.LEVER_STEPS],
    "silenced": [*schema.SILENCES],
    "loans-awaited": [*loans.AWAITED_COLUMNS],
    "duty-queue": [*duty_queue.COLUMNS],
    "municipal-orders": [
        "key", "category", "street", "unit", "phase", "due_at", "left", "clock", "state", "total",
    ],
    "rostered": [*schema.ROSTER, "name_zh", "name_en", "org"],
    "duty-offices": ["org", "n", "post", "as_of", "name_zh", "name_en", "line"],
    "handovers-lately": [
        "key", "state", "drafted_at", "handed_at", "handed_by", "taken_at", "taken_by",
    ],
    "advised": ["key", "category", "street", "unit", "level", "score", "raised_at", "total"],
    "stage-response": ["department", "stage", "n", "median", "late", "late_share"],
    "response-curves": ["till", "worked", "n", "done", "left", "at_risk", "share", "low", "high"],
    "sign-hours": ["weekday", "hour", "n", "median"],
    "fair-comparison": ["department", *SAID],
    "costly-cases": list(costly_cases.COLUMNS),
    "appeal-list": list(appeal_list.COLUMNS),
    "case-appeal": list(appeal_list.COLUMNS),
    "fair-drivers": ["department", *fair_drivers.SAID],
    "slowest-stages": ["department", "stage", "n"],
    "stage-drivers": ["department", "slowest", *fair_drivers.SAID],
    "on-time": ["n", "on_time", "late", "share", "low", "high", *ON_TIME.excludes],
    **dict.fromkeys(("registered", "dispatched", "need-dispose", "handling-given"), STOCK),
    **dict.fromkeys(("overdue-disposed", "overdue-undisposed"), STOCK),
    "satisfied-rate": ["n", "weight", "share", "unmarked", "simple", "exempt"],
    "rework-rate": ["n", "reworks", "share", *ON_TIME.excludes],
    "handle-time": ["n", "running", "median", "p90", "mean", "unknown", "simple", "exempt"],
    "claim-gap": ["n", "claimed", "confirmed", "gap", "one_side", "simple", "exempt"],
    "callback-bias": ["n", "bad", "bad_reached", "good", "good_reached", "ratio", "simple", "exempt"],
    "left-out": ["why", "n"],
    "exclusion-share": [
        "n", "hits", "before_n", "before_hits", "share", "low", "high", "moved", "simple",
    ],
    "selfhandle-share": ["n", "hits", "before_n", "before_hits", "share", "low", "high", "z"],
    "elapsed": ["n", "median"],
    "returns": ["n", "returned", "share", "low", "high"],
    "mis-dispatch": ["n", "wrong", "share", "low", "high"],
    "dispatch-time": ["n", "on_time", "median", "share", "low", "high"],
    "sign-parts": ["department", "weekday", "part", "n", "median"],
    "week-response": ["department", "iso_week", "n", "median", "late", "late_share"],
    "points": ["key", "street", "category", "urgency", "lon", "lat", "place", "state"],
    "passing": ["key", "street", "category", "hands", "hops", "minutes", "total"],
    "changes": [
        "happened_at", "key", "street", "category", "kind", "org", "to_org", "reason_code", "phase",
    ],
    "attention": [
        "key", "rank", "score", "override", "rule", "stuck", "risk", "late", "repeat", "exposure",
        "tractable", "category", "street", "holder", "hands", "hops", "repeats", "triggers", "level",
        "step", "reason_zh", "reason_en", "left", "clock", "state", "held_back", "budget_used",
    ],
    "case": list(case_record.COLUMNS),
    "case-clocks": list(case_clocks.COLUMNS),
    "case-life": ["n", "phase", "open", "holder", "since", "till"],
    "case-timeline": [*case_timeline.COLUMNS, "refused", "total", "superseded"],
    "case-repeats": list(case_repeats.COLUMNS),
    "case-matter": list(case_matter.COLUMNS),
    "will-be-late": [*will_be_late.COLUMNS, *forecast.FOUND, will_be_late.ALARM],
    "case-lateness": [*will_be_late.COLUMNS, *forecast.FOUND, will_be_late.ALARM],
    "nominations": ["key", "rank", "score", "rule"],
    "case-advice": ["key", "score", "fired", "advice"],
    "duty-advice": ["key", "score", "fired", "advice"],
    "linked": [
        "reported_at", "leader", "follower", "rule", "street", "category", "phase", "follower_phase", "total",
    ],
    "failing-units": ["department", "months", "n", "on_time", "least", "lever", "state"],
    "rule-gaps": rule_gaps.COLUMNS,
    "rule-proposals": rule_records.COLUMNS,
    "lever-funnel": ["level", "step", "n", "share", "low", "high", "lost", "open", "hours"],
    "lever-rates": ["level", "rate", *SHARE],
    "completeness-response": ["quartile", *SHARE, "least", "most"],
    "dependence": ["unit", *SHARE],
    "lever-wear": ["level", "turn", *SHARE],
    "displacement": lever_wear.MOVED,
    "lever-efficiency": ["level", "n", "points", "held", "held_per_point"],
    "attention-spent": ["week", "level", "lender_post", "n", "points", "most", "budget", "over"],
    "portfolio-proposals": ["post", "level", "unit", "category", "streets", "n", "first", "last", "line"],
    "attention-health": ["sign", "value", "n", "mark"],
    "lever-effect": report.COLUMNS,
    "rules-won": rules_won.COLUMNS,
    "ties": ["by", "to", "kind", "n", "before"],
    "ping-pong": ["n", "cycles"],
    "embedding": ["first", "second", "n", "cases", "lift"],
    "embedded": ["link", *SHARE],
    "limits": ["limit", *SHARE, "breach"],
    "recurring": ["street", "category", "value", "times", "persons"],
    "recurring-points": list(recurring_points.COLUMNS),
    "beyond-places": ["value"],
    "overriding": ["value"],
    "inhibited": ["key", "by", "rules", "total"],
    "surge": ["street", "category", *surge.COLUMNS],
}  # fmt: skip
ALONE = {
    "cases": [
        case("case:f/1", due_at=NOW - timedelta(hours=1), urgency="urgent", flags=["safety"],
             phase="returned", holder=None, returned_ord=0),
    ],
    "spans": [span("case:f/1", phase="returned", holder=None)],
    "stages": [stage("case:f/1", due_at=NOW - timedelta(minutes=1))],
    "facts": [fact("case:f/1")],
}  # fmt: skip


def asks(indicator):
    """Every way the indicator says it can be asked."""
    yield Ask()
    for dimension in indicator.splits:
        yield Ask(by=(dimension,))
    if len(indicator.splits) > 1:
        yield Ask(by=indicator.splits)
    if indicator.trends:
        yield Ask(trend=True)
        yield Ask(by=indicator.splits[:2], trend=True)
    if indicator.window:
        yield Ask(window=timedelta(hours=36))


every = pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda part: part.name)


@every
@pytest.mark.parametrize("lang", LANGS)
def test_it_speaks_both_languages(indicator, lang):
    assert all(text.to(lang).strip() for text in (indicator.title, indicator.unit, indicator.formula))
    assert len(indicator.formula.to(lang)) > 15


@pytest.mark.sweep
@every
def test_it_knows_its_columns(indicator):
    for tables in ({}, ALONE):
        found = answer(indicator, Ask(), board_tables(**tables)).columns.tolist()
        wanted = COLUMNS.get(indicator.name) or [*SHARE, *indicator.excludes]
        more = indicator.name in ("attention", "nominations", "case-advice", "duty-advice")
        assert set(wanted) <= set(found) if more else found == wanted


def splits_rightly(indicator, ask, reader):
    frame = answer(indicator, ask, reader)
    split = [name for name in (ask.by or indicator.by) if name in frame.columns]
    assert split == list(ask.by or indicator.by)
    assert frame.index.tolist() == list(range(len(frame)))


@pytest.mark.sweep
@every
def test_it_answers_its_last_question_on_an_empty_board_and_with_one_case(indicator):
    for tables in ({}, ALONE):
        splits_rightly(indicator, [*asks(indicator)][-1], board_tables(**tables))


@pytest.mark.thorough
@every
def test_it_answers_every_question_it_says_it_can_on_an_empty_board_and_with_one_case(indicator):
    for tables in ({}, ALONE):
        reader = board_tables(**tables)
        for ask in asks(indicator):
            splits_rightly(indicator, ask, reader)


@pytest.mark.sweep
@every
def test_it_leaves_what_was_measured_as_it_was(indicator):
    reader = board_tables(**ALONE)
    asked = checked(indicator, Ask())
    measured = reader.frame(name_of(indicator, asked), lambda: indicator.measure(reader.tables, asked))
    before = measured.copy(deep=True)
    if indicator.learning:
        measured = indicator.learning.apply(measured, learnt(indicator.learning, reader))
        before = measured.copy(deep=True)
    indicator.finish(measured)
    pd.testing.assert_frame_equal(measured, before)


@pytest.mark.sweep
@every
def test_its_answer_is_the_same_twice(indicator):
    reader = board_tables(**ALONE)
    pd.testing.assert_frame_equal(answer(indicator, Ask(), reader), answer(indicator, Ask(), reader))


@pytest.mark.sweep
@every
def test_its_answer_can_be_shown(indicator):
    for tables in ({}, ALONE):
        frame = answer(indicator, Ask(), board_tables(**tables))
        assert all(shown(frame, fmt).endswith("\n") for fmt in FORMATS)


@every
def test_it_splits_by_known_dimensions_only(indicator):
    assert set(indicator.splits) <= set(DIMENSIONS)
    assert set(indicator.by) <= set(indicator.splits)
