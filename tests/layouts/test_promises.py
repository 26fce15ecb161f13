"""What every panel promises: it draws any day in both languages, and its picture is plain and local."""

from __future__ import annotations

import json
import re

import pytest

from dashboard.text import LANGS
from layouts.elements import LOCAL
from layouts.pages import PANELS
from layouts.scenes import shown
from layouts.states import aged, failed
from tests.layouts import frames

EVERY = list({panel.name: panel for panels in PANELS.values() for panel in panels}.values())
DAYS = (frames.busy, frames.empty, frames.few)


def named(thing):
    return getattr(thing, "name", None) or getattr(thing, "__name__", str(thing))


def drawings(panel, day):
    queries = [{panel.choice.key: value} for value in panel.choice.values] if panel.choice else [{}]
    for lang in LANGS:
        for query in queries:
            yield panel.draw(day(panel, lang, **query))


def nodes(props):
    if isinstance(props, list):
        for one in props:
            yield from nodes(one)
    elif isinstance(props, dict) and "props" in props:
        yield props
        yield from nodes(props["props"].get("children"))


@pytest.mark.parametrize("day", DAYS, ids=named)
@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_a_panel_draws_any_day_in_both_languages_into_its_own_slots(panel, day):
    for drawing in drawings(panel, day):
        assert panel.name in drawing
        assert set(drawing) <= set(panel.slots)


@pytest.mark.parametrize("day", DAYS, ids=named)
@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_nothing_within_a_tile_wears_the_name_of_another_tile(panel, day):
    """Else what is said of the one shows, hides or moves the other."""
    tiles = {f"jq-{one.name}" for one in EVERY if one is not panel}
    for drawing in drawings(panel, day):
        for props in drawing.values():
            for node in nodes(props):
                assert tiles.isdisjoint(str(node["props"].get("className") or "").split())


@pytest.mark.parametrize("day", DAYS, ids=named)
@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_a_picture_is_json_without_ids_and_without_anything_outside(panel, day):
    for drawing in drawings(panel, day):
        said = json.dumps(drawing, allow_nan=False)
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", said)
        assert "javascript:" not in said
        for props in drawing.values():
            assert [node for node in nodes(props) if "id" in node["props"]] == []
            assert all(LOCAL.fullmatch(node["props"].get("href", "/")) for node in nodes(props))


@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_a_panel_does_not_change_what_it_is_given(panel):
    view = frames.busy(panel)
    before = {name: frame.copy(deep=True) for name, frame in view.frames.items()}
    panel.draw(view)
    for name, frame in view.frames.items():
        assert frame.equals(before[name]), name


@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_the_same_day_makes_the_same_picture(panel):
    assert panel.draw(frames.busy(panel)) == panel.draw(frames.busy(panel))


@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_a_panel_is_titled_and_explained_in_both_languages(panel):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", panel.name)
    for lang in LANGS:
        assert panel.title.to(lang)
        assert len(panel.help.to(lang)) > 15
    assert panel.help.zh != panel.help.en


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_a_panel_that_threw_and_one_that_is_old_fill_their_own_slots(panel, lang):
    number = failed(panel, "E-1042-07", lang)
    assert "E-1042-07" in json.dumps(number)
    old = aged(panel, panel.draw(frames.busy(panel, lang)), 200, "x", lang)
    assert set(number) <= set(panel.slots)
    assert set(old) <= set(panel.slots)


def test_the_wall_is_small_enough_to_send_every_few_seconds():
    for query, most in (({}, 200_000), ({"wide": "1"}, 250_000)):
        for lang in LANGS:
            wall = shown(PANELS["wall"], query)
            assert len(json.dumps([panel.draw(frames.busy(panel, lang, **query)) for panel in wall])) < most
