"""The attention list keeps calm: it moves at most once a minute, and what leaves it stays ten seconds."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.browser.stage import until

pytestmark = pytest.mark.browser

ROW = ".jq-attention .jq-att-row"
LEAVING = ".jq-attention .jq-leaving"
FORWARD = """
const real = performance.now.bind(performance);
window.skipped = 0;
performance.now = () => real() + window.skipped;
"""


def standing(page):
    return page.locator(ROW).evaluate_all("rows => rows.map(row => row.dataset.row)")


def stands(page, rows):
    """Wait until these rows stand in this order."""
    until(
        page,
        f"JSON.stringify([...document.querySelectorAll('{ROW}')].map(row => row.dataset.row)) === "
        f"{json.dumps(json.dumps(rows, separators=(',', ':')))}",
    )


def later(page, milliseconds):
    page.evaluate(f"window.skipped += {milliseconds}")


def drawn(page, stage, **knobs):
    """Turn the knobs, and wait for a picture that has them."""
    stage.extra += 1
    for name, value in knobs.items():
        setattr(stage, name, value)
    expect(page.locator("[data-figure=open]")).to_have_text(f"{1862 + stage.extra:,}")


def test_a_row_that_leaves_stays_ten_seconds_at_half_strength_where_it_was(wall, stage):
    page = wall(script=FORWARD)
    before = standing(page)
    drawn(page, stage, matters=(0, 1, 2, 4, 5, 6, 7))
    assert standing(page) == before
    gone = page.locator(LEAVING)
    assert gone.evaluate_all("rows => rows.map(row => row.dataset.row)") == [before[3]]
    assert gone.evaluate("row => getComputedStyle(row).opacity") == "0.5"
    later(page, 10_000)
    expect(page.locator(ROW)).to_have_count(7)
    assert page.locator(LEAVING).count() == 0
    assert standing(page) == [*before[:3], *before[4:]]


def test_a_row_that_comes_back_in_time_never_left(wall, stage):
    page = wall(script=FORWARD)
    before = standing(page)
    drawn(page, stage, matters=(0, 1, 2, 4, 5, 6, 7))
    expect(page.locator(LEAVING)).to_have_count(1)
    drawn(page, stage, matters=None)
    expect(page.locator(LEAVING)).to_have_count(0)
    later(page, 10_000)
    drawn(page, stage)
    assert standing(page) == before
    assert page.locator(".jq-attention .jq-new").count() == 0


def test_rows_change_places_at_most_once_a_minute_and_the_last_order_wins(wall, stage):
    page = wall(script=FORWARD)
    first = standing(page)
    end = [7, 6, 5]
    calm = [first[n] for n in (0, 1, 2, 3, 4, *end)]
    drawn(page, stage, matters=(0, 1, 2, 3, 4, *end))
    stands(page, calm)
    drawn(page, stage, matters=(0, 1, 2, 3, 4, 6, 5, 7))
    later(page, 10_000)
    drawn(page, stage)
    assert standing(page) == calm
    later(page, 50_000)
    stands(page, [first[n] for n in (0, 1, 2, 3, 4, 6, 5, 7)])


def test_a_new_row_comes_at_once_to_its_place_while_the_others_keep_theirs(wall, stage):
    stage.matters = (0, 1, 2, 3, 5, 4)
    page = wall(script=FORWARD)
    first = standing(page)
    drawn(page, stage, matters=(0, 1, 2, 3, 4, 5))
    drawn(page, stage, matters=(0, 1, 2, 3, 5, 7, 4))
    assert [row for row in standing(page) if row in first] == [*first[:4], first[5], first[4]]
    assert len(standing(page)) == 7
    assert page.locator(".jq-attention .jq-new").count() == 1
    fresh = page.locator(".jq-attention .jq-new").get_attribute("data-row")
    assert standing(page).index(fresh) == standing(page).index(first[4]) + 1


def test_another_question_begins_anew_and_nothing_of_the_old_one_lingers(wall, stage):
    page = wall(script=FORWARD)
    drawn(page, stage, matters=(0, 1, 2, 4, 5, 6, 7))
    expect(page.locator(LEAVING)).to_have_count(1)
    page.locator(".jq-seg-item", has_text="按时率").click()
    expect(page.locator(LEAVING)).to_have_count(0)
    expect(page.locator(ROW)).to_have_count(7)


def test_no_more_rows_stand_than_fit_while_many_leave(wall, stage):
    page = wall(script=FORWARD)
    drawn(page, stage, matters=(0, 1, 2))
    assert page.locator(ROW).count() == 8
    later(page, 10_000)
    expect(page.locator(ROW)).to_have_count(3)
    drawn(page, stage, matters=(0, 1, 2, 3, 4, 5, 6, 7))
    drawn(page, stage, matters=(2, 3, 4, 5, 6, 7))
    drawn(page, stage, matters=(0, 1, 2, 3, 4, 6, 7))
    assert page.locator(ROW).count() <= 9
    foot = page.locator(".jq-att-key").bounding_box()["y"]
    bottoms = "(rows) => rows.map((row) => row.getBoundingClientRect().bottom)"  # all at once: one may leave
    assert max(page.locator(ROW).evaluate_all(bottoms)) <= foot + 1
