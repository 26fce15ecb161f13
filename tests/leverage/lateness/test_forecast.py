"""The forecast of a day: fitted on what was known, watched by what became of the week's words."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.lateness.forecast import FOUND, learnt, seen
from dashboard.leverage.lateness.history import WATCHED
from dashboard.leverage.lateness.ladder import Rung
from dashboard.leverage.lateness.strata import Strata

LIMIT = 5.0


def life(born, lasted, kind="c", limit=LIMIT, long="short"):
    """A case that began so many days ago and lasted so long, which may not be over."""
    closed = born - lasted
    moments = {f"r{days}": max(0.0, min(born - days, lasted)) / limit for days in range(WATCHED + 1)}
    return {
        "key": f"{born}-{lasted}-{kind}", "long": long, "department": "d", "category": kind, "born": born,
        "closed": closed if closed >= 0 else np.nan, "due": born - limit, **moments,
    }  # fmt: skip


def past(chance, *, late=0.5, lately=None, days=60, daily=20):
    """Cases of two months, a share of which ends late; `lately` that of the last ten days."""
    rows = []
    for born in np.sort(chance.random(days * daily) * days)[::-1]:
        share = lately if lately is not None and born < 10 else late
        lasted = LIMIT * 2 if chance.random() < share else chance.random() * LIMIT
        rows.append(life(float(born), float(lasted)))
    return pd.DataFrame(rows)


def case(**given):
    row = {"key": "k", "long": "short", "department": "d", "category": "c", "ratio": 0.1, "late": False}
    return pd.DataFrame([row | given])


@pytest.fixture(scope="module")
def steady():
    return learnt(past(np.random.default_rng(1)))


def test_a_steady_past_gives_percentages_that_are_near_the_truth(steady):
    found = steady.of(case(ratio=0.0)).iloc[0]
    assert not steady.drift.alarm
    assert found["rung"] == Rung.PERCENT
    assert found["prob"] == found["risk"] == pytest.approx(0.5, abs=0.08)
    assert found["low"] < found["prob"] < found["high"]
    assert found["n"] > 500


def test_what_is_late_is_late_and_what_has_no_limit_never_will_be(steady):
    found = steady.of(
        pd.concat([case(late=True, ratio=1.4), case(ratio=np.nan, long=None)], ignore_index=True)
    )
    assert found["risk"].tolist() == [1.0, 0.0]
    assert found["prob"].isna().all()
    assert found["rung"].tolist() == ["", ""]


def test_without_history_the_clock_orders_and_nothing_is_said():
    forecast = learnt(past(np.random.default_rng(2), days=3))
    found = forecast.of(pd.concat([case(ratio=0.9), case(ratio=0.2)], ignore_index=True))
    assert found["risk"].tolist() == [0.9, 0.2]
    assert found["prob"].isna().all()
    assert found["rung"].tolist() == [Rung.RULE] * 2
    assert found["word"].tolist() == ["", ""]


def test_a_young_history_orders_by_what_became_of_cases_and_says_a_word():
    found = learnt(past(np.random.default_rng(2), days=20)).of(case()).iloc[0]
    assert found["rung"] == Rung.WORD
    assert found["word"] != ""
    assert np.isnan(found["prob"])


def test_a_long_limit_or_an_unknown_kind_is_ordered_and_not_estimated(steady):
    found = steady.of(
        pd.concat([case(long="long"), case(category="new", department="new")], ignore_index=True)
    )
    assert found["rung"].tolist()[0] == Rung.SILENT
    assert found["risk"].between(0, 1).all()
    assert np.isnan(found["prob"][0])


def test_a_week_that_goes_another_way_raises_the_alarm_and_takes_percentages_back():
    forecast = learnt(past(np.random.default_rng(4), late=0.2, lately=0.9))
    assert forecast.drift.alarm
    found = forecast.of(case()).iloc[0]
    assert found["rung"] == Rung.WORD
    assert np.isnan(found["prob"])


def test_nothing_at_all_is_no_history():
    forecast = learnt(past(np.random.default_rng(1)).iloc[:0])
    assert forecast.of(case(ratio=0.4))[FOUND].iloc[0]["risk"] == 0.4
    assert forecast.of(case().iloc[:0]).empty


def test_cases_are_scored_without_changing_the_frame(steady):
    given_ = case()
    before = given_.copy(deep=True)
    steady.of(given_)
    pd.testing.assert_frame_equal(given_, before)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.floats(0, 40), st.floats(0, 12), st.floats(0, 12)), min_size=1, max_size=40),
    st.integers(0, WATCHED),
)
def test_what_was_known_on_a_day_does_not_know_how_long_open_cases_lasted(lives, days):
    """Two pasts that differ only in what happened after that day look the same on it."""

    def past_of(n):
        hidden = [all(born - one < days for one in lasted) for born, *lasted in lives]
        pairs = zip(lives, hidden, strict=True)
        return pd.DataFrame([life(born, lasted[n if open_ else 0]) for (born, *lasted), open_ in pairs])

    one, other = past_of(0), past_of(1)
    looks = []
    for frame in (one, other):
        _, node = Strata.of(frame, ("category",))
        looks.append(seen(frame, node, days))
    for name in ("node", "ratio", "ended", "due", "began"):
        assert getattr(looks[0], name).tobytes() == getattr(looks[1], name).tobytes(), name
