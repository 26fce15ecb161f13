"""A panel that fails harms no other; its last good drawing stays for a while, then its number."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest
import structlog

from dashboard import drawing
from dashboard.district import load
from dashboard.drawing import KEPT, MOST, ROOM, Easel, Sitting
from dashboard.indicators import Ask, Indicator
from dashboard.scope import ALL
from dashboard.snapshot import raw
from dashboard.text import Text
from layouts import Need, Panel
from tests.living import NOON

ONE = Text("一", "one")


def indicator(name, frame, asked):
    def measure(tables, ask):
        asked.append((name, ask))
        return frame

    return Indicator(name=name, title=ONE, unit=ONE, formula=ONE, measure=measure)


def panel(name="tile", draw=lambda view: {"tile": "drawn"}, **needs):
    return Panel(
        name=name, title=ONE, note=ONE, help=ONE, pages=("wall",), needs=lambda query: needs, draw=draw
    )


@pytest.fixture
def easel():
    return Easel(district=load("yunjiang"), geometry=None)


@pytest.fixture
def sitting(monkeypatch):
    monkeypatch.setattr(drawing, "answer", lambda indicator, ask, reader: indicator.measure(None, ask))
    return Sitting(reader=SimpleNamespace(twins=()), query={}, lang="en", now=NOON, sight=ALL)


def test_figures_and_tiles_are_told_apart_by_their_slots(easel, sitting):
    drawn = {"tile": "words", "tile-graph": {"data": []}, "tile-grid": [{"key": "1"}]}
    page = easel.page((panel(draw=lambda view: drawn),), sitting)
    assert page == {
        "graphs": {"tile-graph": {"data": []}},
        "grids": {"tile-grid": [{"key": "1"}]},
        "tiles": {"tile": "words"},
    }


@pytest.mark.parametrize(("query", "colour"), [({}, "#eaf0f8"), ({"theme": "light"}, "#162033")])
def test_a_figure_is_painted_in_the_colours_asked_for(easel, sitting, query, colour):
    tile = panel(draw=lambda view: {"tile-graph": {"layout": {"color": "@text"}}})
    page = easel.page((tile,), replace(sitting, query=query))
    assert page["graphs"]["tile-graph"]["layout"] == {"color": colour}


def test_only_the_newest_drawings_are_remembered(easel, sitting):
    for n in range(MOST + 5):
        easel.page((panel(draw=lambda view: {"tile": "words"}),), replace(sitting, query={"street": str(n)}))
    assert len(easel.good) == MOST


def test_a_need_that_panels_share_is_measured_once(easel, sitting):
    asked = []
    need = Need(indicator=indicator("open", pd.DataFrame(), asked))
    other = replace(need, ask=Ask(by=("street",)))
    easel.page((panel("a", a=need), panel("b", b=need, c=other)), sitting)
    assert asked == [("open", Ask()), ("open", Ask(by=("street",)))]


def test_a_panel_sees_its_frames_by_its_own_names_and_the_moment_and_language(easel, sitting):
    seen = []
    frame = pd.DataFrame({"value": [3]})
    easel.page(
        (
            panel(
                draw=lambda view: seen.append(view) or {}, stock=Need(indicator=indicator("open", frame, []))
            ),
        ),
        sitting,
    )
    assert seen[0].frames["stock"] is frame
    assert (seen[0].now, seen[0].lang) == (NOON, "en")


def broken(view):
    raise ZeroDivisionError("division by zero")


def test_f99_one_panel_throws_and_the_others_live(easel, sitting):
    with structlog.testing.capture_logs() as lines:
        page = easel.page((panel("bad", broken), panel("good", lambda view: {"good": "here"})), sitting)
    assert page["tiles"]["good"] == "here"
    assert "E-1200-01" in str(page["tiles"]["bad"])
    assert lines[0]["number"] == "E-1200-01"
    assert lines[0]["panel"] == "bad"


def test_errors_are_numbered_so_that_the_log_can_be_searched(easel, sitting):
    with structlog.testing.capture_logs():
        texts = [str(easel.page((panel("bad", broken),), sitting)) for _ in range(2)]
    assert "E-1200-01" in texts[0]
    assert "E-1200-02" in texts[1]


def test_the_last_good_drawing_stays_under_its_age_and_the_number(easel, sitting, monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(drawing, "monotonic", lambda: moment[0])
    easel.page((panel("tile"),), sitting)
    moment[0] = 200.0
    with structlog.testing.capture_logs():
        text = str(easel.page((panel("tile", broken),), sitting)["tiles"]["tile"])
    assert "drawn" in text
    assert "3 m 20 s" in text
    assert "E-1200-01" in text


def test_after_ten_minutes_the_error_stands_alone(easel, sitting, monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(drawing, "monotonic", lambda: moment[0])
    easel.page((panel("tile"),), sitting)
    moment[0] = KEPT + 1
    with structlog.testing.capture_logs():
        text = str(easel.page((panel("tile", broken),), sitting)["tiles"]["tile"])
    assert "drawn" not in text
    assert "E-1200-01" in text


def test_an_old_drawing_of_one_language_never_stands_in_another(easel, sitting):
    easel.page((panel("tile"),), sitting)
    chinese = replace(sitting, lang="zh", frames={})
    with structlog.testing.capture_logs():
        assert "drawn" not in str(easel.page((panel("tile", broken),), chinese)["tiles"]["tile"])


def test_a_page_of_one_thing_shows_the_first_where_none_is_named(easel, sitting):
    first = indicator("listed", pd.DataFrame({"key": ["case:a/2", "case:a/1"]}), [])
    page = replace(sitting.page, first=first)
    asked = []
    one = replace(panel(), needs=lambda query: asked.append(dict(query)) or {})
    for query in ({}, {"key": "case:a/9"}):
        easel.page((one,), replace(sitting, page=page, query=query, frames={}))
    assert asked == [{"key": "case:a/2"}, {"key": "case:a/9"}]


def test_a_page_of_one_thing_without_any_asks_for_none(easel, sitting):
    first = indicator("listed", pd.DataFrame({"key": []}), [])
    assert replace(sitting, page=replace(sitting.page, first=first)).asked == {}


def test_the_largest_panel_gives_way_where_one_answer_cannot_carry_all(easel, sitting):
    sizes = {"small": 10, "large": 3 * ROOM // 4, "larger": 4 * ROOM // 5}
    panels = [panel(name, lambda view, name=name: {name: "x" * sizes[name]}) for name in sizes]
    with structlog.testing.capture_logs() as said:
        tiles = easel.page(tuple(panels), sitting)["tiles"]
    assert [(one["event"], one["panel"]) for one in said] == [("panel too large", "larger")]
    assert (tiles["small"], tiles["large"]) == ("x" * 10, "x" * sizes["large"])
    assert "more than one picture holds" in str(tiles["larger"])
    assert len(raw(tiles)) <= ROOM + 1000


def test_what_fits_is_drawn_whole(easel, sitting):
    page = easel.page((panel(draw=lambda view: {"tile": "x" * (ROOM - 100)}),), sitting)
    assert page["tiles"] == {"tile": "x" * (ROOM - 100)}
