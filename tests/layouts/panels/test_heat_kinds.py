"""The heatmaps of the departments page by category, week and street, as figures and as tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.heatmap import HATCHED
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from layouts.crossings import LEAST
from layouts.handling import ACROSS, WAYS, WEEKS
from layouts.listed import ask, of
from layouts.names import street
from layouts.panels.unit_heat import HEAT, UNIT_HEAT
from tests.layouts import frames
from tests.layouts.panels.reading import links, nodes, text
from tests.small_board import NOW, board_tables, case, stage

GRAPH, TILE, TOOLS = "unit-heat-graph", "unit-heat", "unit-heat-tools"
UNITS, STREETS, CATEGORIES = ["eco", "cg", None], ["990101002", "990101003", None], ["E0116", "E0301"]


@st.composite
def handled(draw):
    """A case and its stages, of any unit, street and category, settled within some weeks or running."""
    key = f"case:f/{draw(st.integers(0, 10**6))}"
    unit = draw(st.sampled_from(UNITS))
    street, category = draw(st.sampled_from(STREETS)), draw(st.sampled_from(CATEGORIES))
    row = case(key, holder=unit, hands=[unit] if unit else [], street=street, category=category)
    stages = []
    for n, kind in enumerate(draw(st.lists(st.sampled_from(["sign", "handle"]), min_size=1, max_size=3))):
        started = NOW - timedelta(hours=draw(st.integers(2, 24 * 70)))
        due = started + timedelta(hours=draw(st.integers(1, 90)))
        ended = draw(st.sampled_from([None, started + timedelta(hours=1), due + timedelta(hours=5)]))
        ended = ended if ended and ended < NOW else None
        stages.append(
            stage(key, n=n, stage=kind, holder=unit or "cg", started_at=started, due_at=due, ended_at=ended,
                  outcome="done" if ended else "running")
        )  # fmt: skip
    return row, stages


boards = st.lists(handled(), min_size=1, max_size=6, unique_by=lambda one: one[0]["key"]).map(
    lambda found: board_tables(
        cases=[one for one, _ in found], stages=[row for _, stages in found for row in stages]
    )
)


def seen(reader, **query):
    """The panel over what its needs are answered on a board."""
    told = {name: answer(need.indicator, need.ask, reader) for name, need in UNIT_HEAT.needs(query).items()}
    return UNIT_HEAT.draw(frames.view(UNIT_HEAT, told, "zh", query))


def counted(href, reader):
    """How many the list behind an address says were counted."""
    query = {name: said[0] for name, said in parse_qs(urlsplit(href).query).items()}
    return int(answer(listed(of(query)), ask(query), reader)["times"].sum())


def told(drawing):
    """n and address of every cell of a table."""
    found = [node for node in nodes(drawing[TILE]) if node["type"] == "A" and "href" in node["props"]]
    return [(int(text(node).rpartition("·")[2]), node["props"]["href"]) for node in found]


@pytest.mark.parametrize("kind", HEAT.values)
@settings(max_examples=3, deadline=None)
@given(reader=boards, window=st.sampled_from(["7d", "28d"]))
def test_every_cell_is_as_many_as_its_list(kind, reader, window):
    drawing = seen(reader, heat=kind, table="heat", window=window)
    for n, href in told(drawing):
        assert counted(href, reader) == n, href


@pytest.mark.parametrize("kind", WAYS)
@settings(max_examples=4, deadline=None)
@given(reader=boards)
def test_what_is_told_and_what_is_left_out_is_everything(kind, reader):
    (need,) = UNIT_HEAT.needs({"heat": kind}).values()
    drawing = seen(reader, heat=kind, table="heat")
    rest = [node for node in nodes(drawing[TILE]) if node["props"].get("className") == "jq-heat-rest"]
    left_out = int("".join(filter(str.isdigit, text(rest[0])))) if rest else 0
    if kind != "weeks" and told(drawing):
        total = int(answer(need.indicator, need.ask, reader)["n"].sum())
        assert sum(n for n, _ in told(drawing)) + left_out == total


def heat(lang="zh", **query):
    return UNIT_HEAT.draw(frames.busy(UNIT_HEAT, lang, **query))


@pytest.mark.parametrize("kind", WAYS)
def test_a_cell_of_few_is_hatched_and_tells_its_count_alone(kind):
    drawing = heat(heat=kind)
    grid = drawing[GRAPH]["data"][0]
    frame = frames.busy(UNIT_HEAT, heat=kind).frames[f"heat-{kind}"]
    places = [(y, x) for y, row in enumerate(grid["z"]) for x, grade in enumerate(row) if grade == HATCHED]
    hatched = [grid["hovertext"][y][x] for y, x in places]
    assert (frame["n"] < LEAST).any()
    assert hatched
    assert all("中位数" not in said and "只列件数" in said for said in hatched)


def test_the_last_eight_weeks_stand_in_their_order_whatever_the_window():
    for window in ({}, {"window": "24h"}):
        columns = heat(heat="weeks", **window)[GRAPH]["layout"]["xaxis"]["ticktext"]
        assert len(columns) == WEEKS
        assert (columns[0], columns[-1]) == ("W40 09-28", "W47 11-16")
    assert UNIT_HEAT.needs({"heat": "weeks"}) == UNIT_HEAT.needs({"heat": "weeks", "window": "24h"})


def test_a_week_leads_to_its_list_over_a_window_that_holds_it():
    hrefs = [
        one for row in heat(heat="weeks", window="7d")[GRAPH]["data"][0]["customdata"] for one in row if one
    ]
    asked = {name: said[0] for name, said in parse_qs(urlsplit(hrefs[0]).query).items()}
    assert (asked["of"], asked["window"]) == ("week-response", "91d")
    assert asked["iso_week"].startswith("2026-W4")


def test_streets_stand_down_the_side_and_the_units_they_wait_for_along_the_top():
    figure = heat(heat="streets")[GRAPH]["layout"]
    assert set(figure["yaxis"]["ticktext"]) == {
        street(frames.ordinary(), code, "zh") for code in frames.STREETS
    }
    assert set(figure["xaxis"]["ticktext"]) <= {org.short.zh for org in frames.ordinary().orgs}


def test_of_many_categories_those_with_the_most_cases_stand_and_the_rest_is_told():
    view = frames.busy(UNIT_HEAT, heat="category")
    frame = view.frames["heat-category"]
    extra = frames.pd.DataFrame(
        [("eco", f"X{n}", 1, 0.5, 0, 0.0, "handle") for n in range(9)], columns=frame.columns
    )
    crowded = replace(view, frames={"heat-category": frames.pd.concat([frame, extra], ignore_index=True)})
    drawing = UNIT_HEAT.draw(crowded)
    columns = drawing[GRAPH]["layout"]["xaxis"]["ticktext"]
    assert len(columns) == ACROSS
    assert not {"X3", "X8"} & set(columns)
    assert "另有 7 件在未列的格" in text(drawing[TILE])


def test_long_names_along_the_top_slope_and_short_ones_do_not():
    assert heat(heat="category")[GRAPH]["layout"]["xaxis"]["tickangle"] < 0
    assert heat(heat="weeks")[GRAPH]["layout"]["xaxis"]["tickangle"] == 0


@pytest.mark.parametrize("department", ["", "eco"])
@pytest.mark.parametrize("kind", HEAT.values)
def test_the_same_numbers_stand_in_the_table_and_each_leads_to_the_other(kind, department):
    query = {"heat": kind, **({"department": department} if department else {})}
    figure, table = heat(**query), heat(table="heat", **query)
    assert GRAPH not in table
    behind = {one for row in figure[GRAPH]["data"][0]["customdata"] for one in row if one}
    assert behind <= {href for _, href in told(table)}
    (there,), (back,) = links(figure[TOOLS]), links(table[TOOLS])
    assert parse_qs(there[1:]) == {name: [said] for name, said in {**query, "table": "heat"}.items()}
    assert parse_qs(back[1:]) == {name: [said] for name, said in query.items()}


def test_a_table_of_another_tile_stays_one_when_this_one_changes():
    (to_table,) = links(heat(table="curves")[TOOLS])
    assert parse_qs(urlsplit(to_table).query)["table"] == ["curves,heat"]
    (back,) = links(heat(table="curves,heat")[TOOLS])
    assert parse_qs(urlsplit(back).query)["table"] == ["curves"]


def test_one_unit_is_seen_among_its_peers_in_every_kind():
    for kind in ("category", "weeks"):
        names = heat(heat=kind, department="eco")[GRAPH]["layout"]["yaxis"]["ticktext"]
        assert [name for name in names if name.startswith("<b>")] == ["<b>生态环境局</b>"]
        assert len(names) > 1
