"""A figure or the same as a table: which is asked for stands in the address, for each tile alone."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.text import LANGS
from layouts.asking import TABLE
from layouts.pages import PANELS, known
from layouts.panels.unit_heat import UNIT_HEAT
from layouts.signing import PARTS, hours_crossing, parts_crossing
from layouts.tabled import wanted, way
from layouts.tiles import tile
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, text

NAMES = st.sets(st.sampled_from(["heat", "curves", "units"]))
VIEW = frames.busy(UNIT_HEAT)


def leads(query, name):
    """The words that the link of a tile leads to."""
    (href,) = links(way(replace(VIEW, query=query), name))
    return {word: said[0] for word, said in parse_qs(href[1:]).items()}


@given(NAMES, st.sampled_from(["heat", "curves", "units"]))
def test_the_link_turns_its_own_tile_and_leaves_the_others(names, name):
    query = {"window": "7d", **({TABLE: ",".join(names)} if names else {})}
    found = leads(query, name)
    assert found["window"] == "7d"
    assert wanted(found, name) is not wanted(query, name)
    for other in {"heat", "curves", "units"} - {name}:
        assert wanted(found, other) is wanted(query, other)
    assert leads(found, name) == {word: said for word, said in query.items() if said} or names


def test_twice_is_where_one_was():
    once = leads({"heat": "weeks"}, "curves")
    assert leads(once, "curves") == {"heat": "weeks"}


@pytest.mark.parametrize("lang", LANGS)
def test_the_link_says_what_it_leads_to(lang):
    said = {"zh": ("看表格", "看图"), "en": ("As a table", "As a figure")}[lang]
    view = replace(VIEW, lang=lang)
    assert text(way(replace(view, query={}), "heat")) == said[0]
    assert text(way(replace(view, query={TABLE: "heat"}), "heat")) == said[1]


def test_hours_stand_by_day_and_hour_each_with_its_list():
    view = frames.busy(UNIT_HEAT, heat="hours", department="eco")
    found = hours_crossing(view, lambda day, hour: f"/cases?weekday={day}&hour={hour}")
    assert list(found.down) == [str(day) for day in range(1, 8)]
    assert len(found.across) == 24
    assert found.link("5", "17") == "/cases?weekday=5&hour=17"
    frame = view.frames["hours"]
    row = frame[(frame["weekday"] == 5) & (frame["hour"] == 17)].iloc[0]
    assert found.cells["5", "17"].n == row["n"]
    assert found.shown == frame["n"].sum()


def test_parts_stand_by_unit_and_part_of_the_week_the_slowest_first():
    view = frames.busy(UNIT_HEAT, heat="hours")
    found = parts_crossing(view, lambda unit, day, part: f"/cases?unit={unit}&weekday={day}&part={part}")
    assert next(iter(found.down)) == "fg"
    assert len(found.across) == 7 * PARTS
    assert list(found.across.values())[:2] == ["周一 夜间", "周一 上午"]
    assert found.link("fg", "6.3") == "/cases?unit=fg&weekday=6&part=3"
    assert found.shown == view.frames["parts"]["n"].sum()


FIGURES = [
    (page, panel) for page, panels in PANELS.items() for panel in panels if panel.graph and not panel.instead
]
ELSEWHERE = [panel for _, panels in PANELS.items() for panel in panels if panel.instead]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("page", "panel"), FIGURES, ids=lambda one: getattr(one, "name", one))
def test_every_figure_can_be_had_as_a_table_and_back(page, panel, lang):
    for look in [{panel.choice.key: value} for value in panel.choice.values] if panel.choice else [{}]:
        drawn = panel.draw(replace(frames.busy(panel, lang, **look), page=page))
        assert f"{panel.name}-graph" in drawn
        (href,) = links(drawn[f"{panel.name}-tools"])
        asked = {word: said[0] for word, said in parse_qs(href[1:]).items()}
        assert TABLE in known(page, asked)
        told = panel.draw(replace(frames.busy(panel, lang, **asked), page=page))
        assert f"{panel.name}-graph" not in told
        assert classed(told[panel.name], "jq-register")
        (back,) = links(told[f"{panel.name}-tools"])
        assert TABLE not in back


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("panel", ELSEWHERE, ids=lambda one: one.name)
def test_a_figure_without_a_table_of_its_own_says_behind_its_sign_where_the_same_can_be_read(panel, lang):
    assert panel.graph
    assert panel.instead.to(lang) in str(tile(panel, lang).to_plotly_json())
    assert panel.instead.zh != panel.instead.en
