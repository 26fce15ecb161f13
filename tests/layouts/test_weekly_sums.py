"""How the days of a week are put together, and where its numbers lead."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.received import RECEIVED
from layouts.panels.filters import FILTERS_BAR
from layouts.panels.weekly_numbers import WEEKLY_NUMBERS
from layouts.weekly import listing, summed, under_way, week
from layouts.weeks import Week
from tests.layouts import frames
from tests.layouts.frames_weekly import DAYS, OUTSIDE, flow, settled, units
from tests.layouts.panels.reading import classed, text

WEEK = Week(date(2026, 11, 9))
COUNTS = st.lists(st.tuples(st.sampled_from([*DAYS, *OUTSIDE]), st.integers(0, 500)), max_size=20)


def words(address):
    return {name: said[0] for name, said in parse_qs(urlsplit(address).query).items()}


@settings(max_examples=40, deadline=None)
@given(COUNTS)
def test_the_days_of_the_week_add_up_and_others_do_not_count(counts):
    frame = pd.DataFrame(counts, columns=["day", "value"]).astype({"value": "int64"})
    assert summed(frame, WEEK)["value"].tolist() == [sum(n for day, n in counts if day in DAYS)]


def test_a_share_is_that_of_all_its_days_with_its_own_interval():
    found = summed(settled(DAYS, 0.9, 10), WEEK).iloc[0]
    whole = ON_TIME.finish(pd.DataFrame([{"n": 70, "on_time": 63, "late": 7, "unknown": 21}])).iloc[0]
    assert found.to_dict() == pytest.approx(whole.to_dict())
    assert found["low"] < 0.9 < found["high"]


def test_a_share_of_nothing_is_none():
    assert summed(settled(OUTSIDE, 0.9).iloc[:0], WEEK)["share"].isna().all()


def test_by_unit_each_is_put_together_alone_and_nobody_too():
    found = summed(units(DAYS, 0), WEEK)
    assert len(found) == 14
    assert set(found["n"]) == {7, 1400, 2800}
    assert found["department"].isna().sum() == 1


def test_the_largest_of_all_days_stands_where_adding_up_would_be_wrong():
    found = summed(frames.busy(WEEKLY_NUMBERS).frames["week-received"].assign(times=[*range(9)]), WEEK)
    assert found["times"].tolist() == [6]


def test_the_frame_is_left_as_it_was():
    frame = flow(DAYS, 10, 1)
    before = frame.copy(deep=True)
    summed(frame, WEEK)
    assert frame.equals(before)


def test_numbers_of_a_week_lead_to_lists_as_known_at_its_end():
    view = frames.busy(WEEKLY_NUMBERS)
    assert (week(view), under_way(view)) == (WEEK, False)
    assert words(listing(view, OPEN)) == {"of": "open", "week": "2026-W46"}
    assert words(listing(view, RECEIVED, street="990101002")) == {
        "of": "received", "window": "7d", "week": "2026-W46", "street": "990101002",
    }  # fmt: skip


def test_numbers_of_the_week_under_way_lead_to_its_own_days():
    view = frames.busy(WEEKLY_NUMBERS, week="2026-W47")
    assert under_way(view)
    said = words(listing(view, RECEIVED))
    assert said["day"].split(",")[0] == "2026-11-16"
    assert len(said["day"].split(",")) == 7
    assert "day" not in words(listing(view, OPEN))


@pytest.mark.parametrize(
    ("said", "wanted"), [("2026-W46", "按 2026-W46 周末所知"), ("2026-W47", "2026-W47 至今"), (None, None)]
)
def test_a_list_of_a_week_says_so_in_a_chip_that_can_be_taken_away(said, wanted):
    query = {"of": "open"} | ({"week": said} if said else {})
    chips = classed(FILTERS_BAR.draw(frames.busy(FILTERS_BAR, **query))["filters"], "jq-filter")
    assert [text(chip).removesuffix("✕") for chip in chips] == ([wanted] if wanted else [])
    assert [chip["props"]["href"] for chip in chips] == (["?of=open"] if wanted else [])
