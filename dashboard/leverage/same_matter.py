"""Which cases tell of the same matter: of one category, at most 50 m and 30 days apart, each to the next.

The rule on any table, whole or as it comes (`jiequan repeats`). The board finds the same neighbours in SQL,
where its cases lie and at every tick: the star of an open case in `repeats`, places in `recurring_points`.
It joins less than these chains, and more (`merging`): a nominated case with its open neighbours, with cases
of its requester, in one dispute. Of nominated cases of one month both say the same groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from dashboard.indicators.nearby import DEGREE, METRES
from dashboard.leverage.repeats import WINDOW
from dashboard.refusal import Refusal

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
COLUMNS = ("case_id", "lon", "lat", "category", "created_at")
APART = 1e6
"""Metres between two categories on the third axis: nothing of another category is ever near."""
MARGIN = 1.001
DEFAULT_SHARE, LARGE = 0.01, 5_000
"""A point with more than this share of all cases is no place but a default; told of a table this large."""
RADIUS = DEGREE * 180 / np.pi
SECONDS = WINDOW.total_seconds()


class RepeatsError(Refusal):
    """A table in which repeats cannot be looked for."""


@dataclass(frozen=True, kw_only=True)
class Points:
    """Cases as numbers; those without a point that is meant are `nowhere`."""

    lon: Floats
    lat: Floats
    category: Ints
    seconds: Floats
    nowhere: npt.NDArray[np.bool_]

    @property
    def places(self) -> Floats:
        """Metres east and north, and the category as a third axis; never farther apart than in truth."""
        low = np.cos(np.radians(np.abs(self.lat[~self.nowhere]).max(initial=0.0)))
        east, north = self.lon * DEGREE * low, self.lat * DEGREE
        return np.column_stack([east, north, self.category * APART])[~self.nowhere]


def points(cases: pd.DataFrame) -> Points:
    """The cases of a table; default geocodes and cases without a point or a moment stand nowhere."""
    if missing := [name for name in COLUMNS if name not in cases]:
        raise RepeatsError(f"columns {', '.join(missing)} are missing; a case tells {', '.join(COLUMNS)}")
    lon, lat = (pd.to_numeric(cases[name], errors="coerce").to_numpy("float64") for name in ("lon", "lat"))
    try:
        moment = pd.to_datetime(cases["created_at"].replace("", None), utc=True, format="ISO8601")
    except (ValueError, TypeError) as error:
        raise RepeatsError(f"column created_at cannot be read: {error}") from error
    seconds = (moment - pd.Timestamp(0, tz="UTC")).dt.total_seconds().to_numpy("float64")
    nowhere = np.isnan(lon) | np.isnan(lat) | np.isnan(seconds) | (np.abs(lat) > 90)
    return Points(
        lon=lon,
        lat=lat,
        category=pd.factorize(cases["category"], use_na_sentinel=False)[0].astype(np.int64),
        seconds=np.asarray(seconds, np.float64),
        nowhere=nowhere | defaults(lon, lat, ~nowhere),
    )


def defaults(lon: Floats, lat: Floats, known: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which cases lie at a coordinate that more than 1 % of all have."""
    if len(lon) < LARGE:
        return np.zeros(len(lon), bool)
    spot = np.where(known, np.round(lon * 1e6) * 1e9 + np.round(lat * 1e6), np.nan)
    _, place, many = np.unique(spot, return_inverse=True, return_counts=True)
    return np.asarray(known & (many[place] > DEFAULT_SHARE * len(lon)))


def pairs(of: Points) -> Ints:
    """All pairs of cases that are near each other in place and time, exactly (haversine)."""
    here = np.flatnonzero(~of.nowhere)
    if len(here) < 2:
        return np.zeros((0, 2), np.int64)
    found = cKDTree(of.places).query_pairs(METRES * MARGIN, output_type="ndarray")
    return near(of, here[found].astype(np.int64))


def near(of: Points, found: Ints) -> Ints:
    """Those of the pairs that are at most 50 m and 30 days apart."""
    one, two = found.T
    found = found[np.abs(of.seconds[one] - of.seconds[two]) <= SECONDS]
    one, two = found.T
    return found[haversine(of.lon[one], of.lat[one], of.lon[two], of.lat[two]) <= METRES]


def haversine(lon: Floats, lat: Floats, lon_there: Floats, lat_there: Floats) -> Floats:
    """Metres between points on the mean sphere (Sinnott 1984, Sky and Telescope 68:159)."""
    lon, lat, lon_there, lat_there = map(np.radians, (lon, lat, lon_there, lat_there))
    half = np.sin((lat_there - lat) / 2) ** 2
    half = half + np.cos(lat) * np.cos(lat_there) * np.sin((lon_there - lon) / 2) ** 2
    return np.asarray(2 * RADIUS * np.arcsin(np.sqrt(half)))


def joined(edges: Ints, count: int) -> Ints:
    """The group of each of `count` things, named by its first."""
    graph = coo_matrix((np.ones(len(edges), bool), (edges[:, 0], edges[:, 1])), (count, count))
    _, label = connected_components(graph, directed=False)
    first = np.full(int(label.max(initial=-1)) + 1, count, np.int64)
    np.minimum.at(first, label, np.arange(count))
    return first[label]


def grouped(cases: pd.DataFrame) -> pd.DataFrame:
    """`case_id, group_id`: a number for each matter, that of the first of its cases by row."""
    of = points(cases)
    return pd.DataFrame(
        {"case_id": cases["case_id"].to_numpy(), "group_id": joined(pairs(of), len(cases)) + 1}
    )


def stars(cases: pd.DataFrame) -> Ints:
    """How many cases are near each, itself included: the star, not the chain; as triggers count."""
    return np.bincount(pairs(points(cases)).ravel(), minlength=len(cases)) + 1


class Matters:
    """The groups of all cases told so far; new cases are looked up, old ones are not compared again."""

    def __init__(self) -> None:
        self.cases = pd.DataFrame(columns=list(COLUMNS))
        self.group = np.zeros(0, np.int64)

    def add(self, cases: pd.DataFrame) -> pd.DataFrame:
        """The new cases with their groups; two groups that a new case joins become the older of them."""
        before, count = len(self.group), len(self.group) + len(cases)
        self.cases = cases.copy() if before == 0 else pd.concat([self.cases, cases], ignore_index=True)
        of = points(self.cases)
        edges = near(of, self.candidates(of, before))
        known = np.column_stack([np.arange(before), self.group])
        self.group = joined(np.vstack([known, edges]), count)
        return pd.DataFrame({"case_id": cases["case_id"].to_numpy(), "group_id": self.group[before:] + 1})

    def candidates(self, of: Points, before: int) -> Ints:
        """Pairs of a new case with any other that a search around the new ones finds."""
        here = np.flatnonzero(~of.nowhere)
        new = np.flatnonzero(here >= before)
        if not len(new):
            return np.zeros((0, 2), np.int64)
        places = of.places
        around = list(cKDTree(places).query_ball_point(places[new], METRES * MARGIN))
        one = np.repeat(new, [len(np.atleast_1d(found)) for found in around])
        two = np.concatenate([np.asarray(found, np.int64) for found in around])
        return np.asarray(np.column_stack([here[one], here[two]])[one != two], np.int64)
