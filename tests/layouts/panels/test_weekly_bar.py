"""The bar: which week, whether its numbers still move, and the ways to the weeks beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from layouts.panels.weekly_bar import WEEKLY_BAR
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, text


def bar(lang="zh", **query):
    return WEEKLY_BAR.draw(frames.busy(WEEKLY_BAR, lang, **query))["weekly-bar"]


def test_a_week_is_called_by_its_number_and_its_dates():
    assert text(classed(bar(), "jq-week-name")) == "2026 第 46 周11-09 至 11-15"
    assert text(classed(bar("en", week="2026-W01"), "jq-week-name")) == "2026 week 112-29 to 01-04"


def test_a_week_that_has_ended_says_that_its_numbers_stay_and_the_one_under_way_that_they_move():
    assert "按周末所知，数字不再变动" in text(classed(bar(), "jq-week-mark"))
    assert "本周至今，数字还会变动" in text(classed(bar(week="2026-W47"), "jq-week-mark"))


@pytest.mark.parametrize(
    ("late", "words"),
    [(0, ""), (None, ""), (3, "已重述：3 件在期末之后补报"), (1200, "已重述：1,200 件在期末之后补报")],
)
def test_cases_told_more_of_since_are_counted_beside_the_week_and_none_is_not_mentioned(late, words):
    view = replace(frames.busy(WEEKLY_BAR), extra=late)
    assert text(classed(WEEKLY_BAR.draw(view)["weekly-bar"], "jq-week-restated")) == words


def test_the_neighbours_are_one_click_away_and_after_the_week_under_way_there_is_none():
    assert links(classed(bar(), "jq-week-step")) == [
        "?week=2026-W45",
        "?week=2026-W47",
    ]
    assert links(classed(bar(week="2026-W47"), "jq-week-step")) == ["?week=2026-W46"]


def test_the_way_to_this_very_week_names_it_although_the_address_did_not():
    assert "?week=2026-W46" in links(bar())
    assert "?" in links(bar(week="2026-W40"))


def test_other_words_of_the_address_stay():
    assert all("measure=ontime" in address for address in links(bar(measure="ontime")))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_how_to_print_is_said(lang):
    assert "A4" in text(classed(bar(lang), "jq-week-print"))
