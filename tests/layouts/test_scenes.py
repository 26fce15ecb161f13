"""Which panels a picture of the wall draws: those of its scene, on a wide wall all."""

from __future__ import annotations

import pytest

from layouts.pages import PANELS, known
from layouts.scenes import SCENE, WIDE, is_wide, shown

STRIPS = {"kpi-strip", "ticker"}


def names(**query):
    return {panel.name for panel in shown(PANELS["wall"], query)}


def test_the_ordinary_wall_draws_no_panel_of_the_wide_one():
    assert names() == {
        "kpi-strip", "response-heatmap", "district-map", "attention", "sign-hours", "passing", "ticker",
    }  # fmt: skip
    assert names(scene="now") == names(scene="nonsense") == names()


def test_a_wide_wall_draws_all_of_them_whatever_the_scene():
    assert names(wide="1") == names(wide="1", scene="hands") == {panel.name for panel in PANELS["wall"]}


@pytest.mark.parametrize(
    ("scene", "of_its_own"),
    [("hands", {"hand-offs", "passing", "advised"}), ("flow", {"day-flow", "hot", "roster", "district-map"})],
)
def test_a_scene_draws_its_panels_the_strips_and_the_list_that_may_hold_it(scene, of_its_own):
    assert names(scene=scene) == of_its_own | STRIPS | {"attention"}


def test_every_panel_stands_in_a_scene_and_every_scene_is_known():
    for panel in PANELS["wall"]:
        assert set(panel.scenes) <= set(SCENE.values)
    assert set().union(*(names(scene=scene) for scene in SCENE.values)) == {
        panel.name for panel in PANELS["wall"]
    }


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ({"scene": "now"}, {}),
        ({"scene": "auto"}, {}),
        ({"scene": "hands"}, {"scene": "hands"}),
        ({"wide": "1"}, {"wide": "1"}),
        ({"wide": "2"}, {}),
        ({"wide": "1", "scene": "flow"}, {"wide": "1"}),
    ],
)
def test_nothing_but_scenes_and_width_makes_another_wall(query, kept):
    assert known("wall", query) == kept
    assert is_wide(kept) is (kept.get(WIDE.key) == "1")


def test_other_pages_know_neither():
    for page in PANELS.keys() - {"wall"}:
        assert known(page, {"scene": "hands", "wide": "1"}) == {}
        assert shown(PANELS[page], {}, page) == PANELS[page]
