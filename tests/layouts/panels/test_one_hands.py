"""Whose hands held the time of one case: nothing twice, nothing left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.calendar import Measure
from dashboard.cases import ENDED, Phase
from layouts.panels.one_hands import ONE_HANDS, clock_of, held
from layouts.rows import rows
from tests.layouts import frames, frames_case
from tests.layouts.panels.reading import classed, text

BEFORE = ("reported", "accepted", "registered")
AFTER = ("dispatched", "signed", "disposing", "suspended", "returned", "disposed", "closed", "accepted")


@cache
def busy():
    return frames.busy(ONE_HANDS)


def seen(**told):
    view = busy()
    return replace(view, frames={**view.frames, **told})


def lived(spans):
    """A life from (phase, holder, minutes) one after another; the last one lasts."""
    since, found = frames_case.at("11-02 08:00"), []
    for n, (phase, holder, minutes) in enumerate(spans):
        till = since + timedelta(minutes=minutes)
        last = n == len(spans) - 1
        found.append((n, phase, Phase(phase) not in ENDED, holder, since, pd.NaT if last else till))
        since = till
    frame = pd.DataFrame(found, columns=frames_case.COLUMNS["life"])
    return frame.assign(till=pd.to_datetime(frame["till"], utc=True))


def test_each_unit_has_its_bar_and_nobody_stands_last_in_grey():
    drawing = ONE_HANDS.draw(frames.busy(ONE_HANDS))
    names = [text(node) for node in classed(drawing["one-hands"], "jq-hand-name")]
    assert names == ["街道", "城管执法局", "生态环境局", "无人接"]
    assert len(classed(drawing["one-hands"], "jq-hand-nobody")) == 1
    assert drawing["one-hands-note"] == "派单至今 64 工时，停表不计"


def test_a_pause_is_in_nobodys_time():
    with_pause = held(seen(), Measure.HOURS)
    life = frames_case.life()
    going_on = life.assign(phase=life["phase"].replace("suspended", "disposing"))
    without = held(seen(**{"case-life": going_on}), Measure.HOURS)
    assert without["st"] - with_pause["st"] == 8 * 60 + 60  # a working day and an hour


spans = st.lists(
    st.tuples(st.sampled_from(AFTER), st.sampled_from(["cg", "eco", None]), st.integers(0, 4_000)),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    before=st.lists(st.tuples(st.sampled_from(BEFORE), st.none(), st.integers(0, 900)), max_size=2),
    after=spans,
    clock=st.sampled_from([Measure.HOURS, Measure.URGENT]),
)
def test_no_minute_is_lost_or_counted_twice(before, after, clock):
    life = lived([*before, ("dispatched", "cg", 5), *after])
    view = seen(**{"case-life": life})
    calendar, sent = view.extra, life["since"].iloc[len(before)]
    found = held(view, clock)

    def between(since, till):
        return calendar.ordinal(min(till, view.now), clock) - calendar.ordinal(min(since, view.now), clock)

    whole = between(sent, pd.Timestamp(view.now))
    left_out = sum(
        between(one.since, view.now if pd.isna(one.till) else one.till)
        for one in rows(life.iloc[len(before) :])
        if one.phase == "suspended" or not one.open
    )
    assert sum(found.values()) == whole - left_out
    assert all(minutes >= 0 for minutes in found.values())


@pytest.mark.parametrize(
    ("clock", "counted"), [("days", "hours"), ("hours", "hours"), ("urgent", "urgent"), (None, "hours")]
)
def test_urgent_cases_count_around_the_clock_and_others_by_working_time(clock, counted):
    one = next(rows(frames_case.record(clock=clock)))
    assert clock_of(one) == counted


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"leader": "case:grid/1"}, "跟随另一来源的同一案件"),
        ({"tells_hands": False}, "来源未说明经手"),
    ],
    ids=["follows", "silent"],
)
def test_where_there_are_no_hands_to_tell_it_says_why(given, said):
    assert said in text(ONE_HANDS.draw(seen(case=frames_case.record(**given)))["one-hands"])


def test_a_case_that_was_never_sent_out_has_no_hands_yet():
    life = lived([("reported", None, 30), ("registered", None, 10)])
    assert "尚未派单" in text(ONE_HANDS.draw(seen(**{"case-life": life}))["one-hands"])
