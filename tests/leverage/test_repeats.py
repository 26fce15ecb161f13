"""Repeats: the star around a case, the insistence of one requester, surges."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import cKDTree

from dashboard.indicators.nearby import DEGREE, METRES
from dashboard.leverage.repeats import insistence, recent, stars, surges
from tests.small_board import NOW, board_tables, case

LON, LAT = 121.4, 31.2
EAST = 1 / (DEGREE * math.cos(math.radians(LAT)))
NORTH = 1 / DEGREE


def at(key, east=0.0, north=0.0, **given_):
    """A case so many metres from the point."""
    return case(key, lon=LON + east * EAST, lat=LAT + north * NORTH, place="inside", **given_)


def matters(reader):
    rows = recent(reader.tables, timedelta(days=3650))
    return rows.filter(rows.open)


def starred(*cases):
    reader = board_tables(cases=cases)
    frame = reader.frame("stars", lambda: stars(matters(reader), reader.tables))
    return {row.key: (row.star, row.persons) for row in frame.itertuples()}


def test_reports_within_fifty_metres_count_and_those_beyond_do_not():
    found = starred(at("a", requester_key="p"), at("b", east=49.5, requester_key="q"), at("c", east=-50.5))
    assert found == {"a": (2, 2), "b": (2, 2)}


def test_the_star_counts_and_not_the_chain():
    found = starred(*(at(str(n), north=40.0 * n) for n in range(5)))
    assert {key: star for key, (star, _) in found.items()} == {"0": 2, "1": 3, "2": 3, "3": 3, "4": 2}


def test_other_categories_and_older_reports_do_not_count():
    old = {"reported_at": NOW - timedelta(days=31), "closed_at": NOW - timedelta(days=20)}
    assert starred(at("a"), at("b", category="E0101"), at("c", **old)) == {}


def test_closed_reports_count_and_errors_do_not():
    closed = {"closed_at": NOW - timedelta(hours=1)}
    found = starred(at("a"), at("b", **closed), at("c", **closed | {"phase": "voided"}))
    assert found == {"a": (2, 1)}


def test_default_geocodes_and_missing_points_are_nobodys_neighbours():
    found = starred(
        at("a"), at("b") | {"place": "default"}, at("c") | {"place": "default"}, case("d"), case("e")
    )
    assert found == {}


def test_an_old_open_case_has_its_young_neighbours_and_they_do_not_have_it():
    assert starred(at("a", reported_at=NOW - timedelta(days=60)), at("b")) == {"a": (2, 1)}


def test_patrols_are_one_person_whatever_they_find():
    found = starred(*(at(str(n), source="GRID") for n in range(3)), at("h", requester_key="p"))
    assert found["0"] == (4, 2)


def test_the_same_requester_counts_wherever_it_is():
    here = {"requester_key": "p"}
    reader = board_tables(
        cases=[
            at("a", **here),
            at("b", east=9000, **here),
            case("c", **here),
            case("d", category="X", **here),
            case("e"),
        ]
    )
    frame = reader.frame("same", lambda: insistence(matters(reader), reader.tables))
    assert dict(zip(frame["key"], frame["same"], strict=True)) == {"a": 3, "b": 3, "c": 3, "d": 1}


def surged(*hours_ago):
    cases = [case(str(n), reported_at=NOW - timedelta(hours=ago)) for n, ago in enumerate(hours_ago)]
    reader = board_tables(cases=cases)
    frame = reader.frame("surges", lambda: surges(reader.tables))
    return frame.set_index(["street", "category"]).loc[("S01", "E0116")]


def test_a_surge_is_measured_against_the_same_weekday_of_four_weeks():
    weeks = [24 * days + 5 for days in (7, 14, 21, 28) for _ in range(2)]
    found = surged(*[3.0] * 10, *weeks, 24 * 3, 24 * 40)
    assert (found["surge"], found["usual"]) == (10, 2)
    assert math.isclose(found["surge_z"], (10 - 2) / math.sqrt(2))


def test_where_nothing_is_usual_the_spread_is_one():
    assert surged(1, 2, 3, 4, 5)["surge_z"] == 5


def test_yesterday_ends_twenty_four_hours_ago():
    assert surged(23.9, 24.1)["surge"] == 1


offsets = st.floats(-120, 120).map(lambda metres: round(metres, 2))


@given(st.lists(st.tuples(offsets, offsets), min_size=2, max_size=25))
@settings(max_examples=15, deadline=None)
def test_nine_cells_find_exactly_what_a_search_over_all_points_finds(points):
    cases = [at(f"{n:02d}", east, north) for n, (east, north) in enumerate(points)]
    metric = np.array([[(row["lon"] - LON) / EAST, (row["lat"] - LAT) / NORTH] for row in cases])
    near = cKDTree(metric).query_ball_point(metric, METRES, return_length=True)
    edge = [abs(math.dist(a, b) - METRES) < 0.01 for a in metric for b in metric]
    if not any(edge):
        found = starred(*cases)
        assert [found.get(row["key"], (1, 1))[0] for row in cases] == near.tolist()


def test_a_cell_is_wide_enough_in_the_north():
    north = {"lat": 60.0, "place": "inside"}
    found = starred(case("a", lon=10.0, **north), case("b", lon=10.0 + 49 / (DEGREE * 0.5), **north))
    assert found == {"a": (2, 1), "b": (2, 1)}
