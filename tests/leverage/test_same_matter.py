"""The same matter: exact in place, time and category, whole groups, and the same however cases arrive."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dashboard.commands.plain import repeated
from dashboard.indicators.nearby import DEGREE, METRES
from dashboard.leverage import repeats
from dashboard.leverage.merging import merged
from dashboard.leverage.same_matter import LARGE, Matters, RepeatsError, grouped, stars
from tests import matter_rows
from tests.benchmarks.bench_repeats import planted
from tests.small_board import NOW, board_tables, case

LON, LAT = 121.4, 31.2
DAY = pd.Timestamp("2026-03-01", tz="UTC")


def cases(*rows):
    """Cases of (metres east, metres north, days, category)."""
    return pd.DataFrame(
        {
            "case_id": [f"c{n}" for n in range(len(rows))],
            "lon": [LON + east / DEGREE / math.cos(math.radians(LAT)) for east, *_ in rows],
            "lat": [LAT + row[1] / DEGREE for row in rows],
            "category": [row[3] for row in rows],
            "created_at": [DAY + pd.Timedelta(days=row[2]) for row in rows],
        }
    )


def groups(frame):
    return list(grouped(frame)["group_id"])


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ((49.9, 0, 0, "a"), True),
        ((50.1, 0, 0, "a"), False),
        ((0, 49.9, 30, "a"), True),
        ((0, 0, 30.001, "a"), False),
        ((0, 0, 0, "b"), False),
        ((35, 35, 0, "a"), True),
        ((36, 36, 0, "a"), False),
    ],
)
def test_the_same_matter_is_of_one_category_within_fifty_metres_and_thirty_days(other, same):
    assert (len(set(groups(cases((0, 0, 0, "a"), other)))) == 1) is same


def test_a_group_is_a_chain_and_a_star_is_not():
    chain = cases(*((40 * n, 0, 0, "a") for n in range(4)))
    assert groups(chain) == [1, 1, 1, 1]
    assert list(stars(chain)) == [2, 3, 3, 2]


def test_a_case_without_a_point_or_a_moment_is_a_matter_of_its_own():
    frame = cases(*((0, 0, 0, "a") for _ in range(4)))
    frame.loc[1, "lon"] = None
    frame.loc[2, "created_at"] = None
    assert groups(frame) == [1, 2, 3, 1]


def test_a_default_geocode_joins_nobody_in_a_large_table_and_a_place_does_in_a_small_one():
    chance = np.random.default_rng(1)
    spread = [(east, north, 0, "a") for east, north in chance.uniform(0, 1e6, (LARGE, 2))]
    frame = cases(*((0, 0, 0, "a") for _ in range(LARGE // 50)), *spread)
    assert len(set(groups(frame))) > LARGE
    assert set(groups(frame.head(100))) == {1}


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 200), st.integers(0, 60), st.sampled_from("ab")),
        max_size=25,
    ),
    st.integers(0, 25),
)
def test_cases_that_come_in_two_parts_make_the_groups_that_all_together_make(rows, cut):
    frame, matters = cases(*rows), Matters()
    matters.add(frame.iloc[:cut])
    matters.add(frame.iloc[cut:])
    assert list(matters.group + 1) == groups(frame) == by_hand(frame)


def by_hand(frame):
    """Groups by comparing everything with everything."""
    names = list(range(len(frame)))
    rows = list(frame.itertuples())
    for _ in rows:
        for one in rows:
            for two in rows:
                if one.category == two.category and close(one, two):
                    names[one.Index] = names[two.Index] = min(names[one.Index], names[two.Index])
    return [name + 1 for name in names]


def close(one, two):
    north = (one.lat - two.lat) * DEGREE
    east = (one.lon - two.lon) * DEGREE * math.cos(math.radians((one.lat + two.lat) / 2))
    return math.hypot(north, east) <= 50 and abs(one.created_at - two.created_at) <= pd.Timedelta(days=30)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 120), st.integers(0, 120), st.integers(0, 29), st.sampled_from("ab"), st.booleans()
        ),
        max_size=20,
    )
)
def test_of_one_month_the_board_counts_the_same_stars_and_joins_the_same_nominated_cases(rows):
    assume(not any(abs(math.dist(one[:2], two[:2]) - METRES) < 0.01 for one in rows for two in rows))
    table, is_open = cases(*rows), np.array([row[4] for row in rows], bool)
    found, nominated = on_the_board(table, is_open), table[is_open].reset_index(drop=True)
    keys = list(nominated["case_id"])
    assert [found["star"].get(key, 1) for key in keys] == list(stars(table)[is_open])
    rows_of_matters = [matter_rows.matter(key, kin=found["near"].get(key)) for key in keys]
    joined = {tuple(members) for members in merged(matter_rows.frame(*rows_of_matters))["members"]}
    said = grouped(nominated).groupby("group_id")["case_id"]
    assert joined == {tuple(sorted(members)) for _, members in said}


def on_the_board(table, is_open):
    """The stars of the open cases of a table, by key, as the board counts them."""
    told = [
        case(
            row.case_id, lon=row.lon, lat=row.lat, place="inside", category=row.category,
            reported_at=NOW - (row.created_at - DAY), closed_at=None if is_open[row.Index] else NOW,
        )
        for row in table.itertuples()
    ]  # fmt: skip
    reader = board_tables(cases=told)
    recent = repeats.recent(reader.tables, repeats.WINDOW)
    frame = reader.frame("recent stars", lambda: repeats.stars(recent.filter(recent.open), reader.tables))
    return frame.set_index("key")


def test_planted_clusters_are_found_whole_among_many_others():
    frame, truth = planted(cases=20_000, clusters=150)
    group = grouped(frame)["group_id"].to_numpy()
    sizes = np.bincount(group)[group]
    marked, told = truth >= 0, sizes >= 3
    assert (marked & told).sum() / marked.sum() >= 0.99
    assert (marked & told).sum() / told.sum() >= 0.99
    assert all(len(set(group[truth == one])) == 1 for one in range(150))


def test_a_file_is_read_and_its_groups_written(tmp_path):
    frame = cases((0, 0, 0, "a"), (10, 0, 0, "a"), (0, 0, 0, "b"))
    frame.assign(created_at=frame["created_at"].astype(str)).to_csv(tmp_path / "cases.csv", index=False)
    repeated(tmp_path / "cases.csv", tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().split() == ["case_id,group_id", "c0,1", "c1,1", "c2,3"]


def test_a_table_without_a_column_or_with_a_strange_moment_is_refused():
    frame = cases((0, 0, 0, "a"))
    with pytest.raises(RepeatsError, match="columns lon are missing"):
        grouped(frame.drop(columns="lon"))
    with pytest.raises(RepeatsError, match="created_at cannot be read"):
        grouped(frame.assign(created_at="yesterday"))
