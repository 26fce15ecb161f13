"""Which panels a page has, and which words of a query change its picture."""

from __future__ import annotations

import json

import pytest

from dashboard.indicators.answering import checked
from dashboard.text import Text
from layouts import Choice, shell
from layouts.asking import FILTERS
from layouts.pages import ORDER, PANELS, known, place
from layouts.sites import PAGES
from layouts.windows import WINDOW
from tests.layouts import frames


def test_the_wall_has_all_its_panels_in_reading_order():
    names = [panel.name for panel in PANELS["wall"]]
    assert names == [name for name in ORDER if name in names]


def test_a_newcomer_stands_last(monkeypatch):
    newcomer = type("P", (), {"name": "aaa"})()
    assert sorted([*PANELS["wall"], newcomer], key=place)[-1] is newcomer


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({}, {}),
        ({"measure": "overdue"}, {}),
        ({"measure": "density"}, {"measure": "density"}),
        ({"measure": "density", "lang": "en", "x": "1"}, {"measure": "density"}),
        ({"measure": "'; drop table"}, {}),
    ],
)
def test_unknown_words_and_defaults_do_not_make_another_picture(query, kept):
    assert known("wall", query) == kept


def test_a_choice_takes_its_first_value_where_the_query_says_nothing_known():
    choice = Choice(key="k", title=Text("甲", "A"), values={"a": Text("甲", "A"), "b": Text("乙", "B")})
    assert choice.default == "a"
    assert choice.of({"k": "b"}) == "b"
    assert choice.of({"k": "c"}) == "a"
    assert choice.words("b").en == "B"


def test_slots_follow_from_what_a_panel_is():
    slots = {panel.name: panel.slots for panel in PANELS["wall"]}
    assert slots["kpi-strip"] == ("kpi-strip",)
    assert slots["passing"] == ("passing", "passing-note", "passing-tools")
    assert slots["district-map"] == (
        "district-map",
        "district-map-note",
        "district-map-tools",
        "district-map-graph",
    )


FILTERED = [
    (page.name, query)
    for page in PAGES.values()
    for query in ({WINDOW.key: "91d"}, {"ranking": "raw"}, *({name: "x"} for name in FILTERS))
    if known(page.name, query)
]


@pytest.mark.parametrize(("page", "query"), FILTERED, ids=str)
def test_whatever_a_page_is_filtered_by_each_of_its_panels_can_be_asked(page, query):
    for panel in PANELS[page]:
        for need in panel.needs(query).values():
            assert checked(need.indicator, need.ask)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_words_that_turn_leaves_are_words_of_the_page_and_are_told_to_its_script(page):
    assert set(page.turns) <= set(page.words)
    told = shell.facts(page.name, frames.district(), "zh", {})
    assert json.loads(told["data-turns"]) == list(page.turns)
