"""Where cases are: one datum (WGS-84) for all, the streets' polygons, and what is known of a point."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from dashboard.cases import UNMAPPED, Place
from dashboard.district import District, DistrictError

Number = float | NDArray[np.float64]
Pair = tuple[Any, Any]  # lon, lat, both floats or both arrays
SEMI_MAJOR, ECCENTRICITY = 6378245.0, 0.00669342162296594323  # Krasovsky 1940, as GCJ-02 uses it
BD_TURN = math.pi * 3000.0 / 180.0
EARTH_KM = 6371.0088
STEPS = 6
"""Fixed-point steps of the inverse; each divides the error by fifty or more: less than 1 µm is left."""


def to_wgs84(lon: Number, lat: Number, crs: str) -> Pair:
    """WGS-84 of a point in `crs`: CGCS2000 is the same to a decimetre, the others are undone by iteration."""
    if crs in {"wgs84", "cgcs2000"}:
        return lon, lat
    forward = gcj02 if crs == "gcj02" else bd09
    guess = lon, lat
    for _ in range(STEPS):
        there = forward(*guess)
        guess = guess[0] + lon - there[0], guess[1] + lat - there[1]
    return guess


def from_wgs84(lon: Number, lat: Number, crs: str) -> Pair:
    """A WGS-84 point in `crs`."""
    return CRS[crs](lon, lat)


def same(lon: Number, lat: Number) -> Pair:
    """The point itself."""
    return lon, lat


def gcj02(lon: Number, lat: Number) -> Pair:
    """GCJ-02 of a WGS-84 point; outside of China it is the point itself."""
    x, y = np.asarray(lon) - 105.0, np.asarray(lat) - 35.0
    turn = (20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + turn
    north += (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    north += (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + turn
    east += (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    east += (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    angle = np.asarray(lat) / 180 * np.pi
    magic = 1 - ECCENTRICITY * np.sin(angle) ** 2
    down = north * 180 / (SEMI_MAJOR * (1 - ECCENTRICITY) / (magic * np.sqrt(magic)) * np.pi)
    across = east * 180 / (SEMI_MAJOR / np.sqrt(magic) * np.cos(angle) * np.pi)
    here = (
        (np.asarray(lon) > 72.004)
        & (np.asarray(lon) < 137.8347)
        & (np.asarray(lat) > 0.8293)
        & (np.asarray(lat) < 55.8271)
    )
    return plain(lon, np.asarray(lon) + np.where(here, across, 0)), plain(
        lat, np.asarray(lat) + np.where(here, down, 0)
    )


def bd09(lon: Number, lat: Number) -> Pair:
    """BD-09 of a WGS-84 point."""
    x, y = gcj02(lon, lat)
    radius = np.sqrt(np.square(x) + np.square(y)) + 0.00002 * np.sin(np.asarray(y) * BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(np.asarray(x) * BD_TURN)
    return plain(lon, radius * np.cos(angle) + 0.0065), plain(lat, radius * np.sin(angle) + 0.006)


def plain(given: Number, found: Any) -> Any:
    """A float where a float was given, else the array."""
    return np.asarray(found) if isinstance(given, np.ndarray) else float(found)


CRS: Mapping[str, Callable[[Number, Number], Pair]] = {
    "wgs84": same,
    "cgcs2000": same,
    "gcj02": gcj02,
    "bd09": bd09,
}


@dataclass(frozen=True, kw_only=True)
class StreetShape:
    """One street on the map: rings of (lon, lat), a point inside for its label, and its area."""

    code: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    label: tuple[float, float]
    area_km2: float


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """The polygons of a district, and where a point falls among them."""

    streets: tuple[StreetShape, ...]
    bounds: tuple[float, float, float, float]  # west, south, east, north
    centroids: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # of grids
    shapes: NDArray[np.object_] = field(repr=False)  # of the streets, prepared
    codes: tuple[str, ...] = field(repr=False)  # in the order of the shapes

    @classmethod
    def load(cls, district: District) -> Geometry:
        """Read the GeoJSON files that the district file names; `DistrictError` where one cannot be used."""
        said = district.geometry
        shapes = polygons(district.found(said.streets), said.code, lambda name: named(district, name))
        if not shapes:
            raise DistrictError(f"geometry.streets = {said.streets!r} holds no polygon")
        west, south, east, north = shapely.total_bounds(list(shapes.values()))
        if not (on_earth(west, south) and on_earth(east, north)):
            raise DistrictError(
                f"geometry.streets = {said.streets!r} is not in degrees; export it in WGS-84 or CGCS2000"
            )
        grids = polygons(district.found(said.grids), "code", str) if said.grids else {}
        prepared = np.array(list(shapes.values()), dtype=object)
        shapely.prepare(prepared)
        return cls(
            streets=tuple(street_shape(code, polygon) for code, polygon in shapes.items()),
            bounds=(float(west), float(south), float(east), float(north)),
            centroids={code: (polygon.centroid.x, polygon.centroid.y) for code, polygon in grids.items()},
            shapes=prepared,
            codes=tuple(shapes),
        )

    def locate(self, lon: float, lat: float) -> str:
        """The code of the street a WGS-84 point lies in; empty outside the district."""
        found = shapely.intersects_xy(self.shapes, lon, lat)
        first = int(found.argmax())
        return self.codes[first] if found[first] else ""

    def grid_centroid(self, code: str) -> tuple[float, float] | None:
        """The middle of a grid, where its dwellings are drawn."""
        return self.centroids.get(code)


def named(district: District, name: str) -> str:
    """The code of the street a feature is named after, or that name if the district has no such street."""
    code = district.street_of("*", name)
    return name if code in {None, UNMAPPED} else str(code)


def polygons(path: Path, name: str, code_of: Callable[[str], str]) -> dict[str, BaseGeometry]:
    """The (multi)polygons of a GeoJSON file by one of their properties; those of one code become one."""
    parts: dict[str, list[BaseGeometry]] = {}
    try:
        for one in json.loads(path.read_text(encoding="utf-8"))["features"]:
            shape = shapely.make_valid(shapely.from_geojson(json.dumps(one["geometry"])))
            parts.setdefault(code_of(str(one["properties"][name])), []).append(shape)
    except OSError as error:
        raise DistrictError(
            f"geometry {path}: {error.strerror}; put it beside the district file or in JIEQUAN_SOURCES"
        ) from error
    except (ValueError, KeyError, TypeError, shapely.errors.GEOSException) as error:
        raise DistrictError(
            f"geometry {path}: {error!r}; a GeoJSON whose features carry {name!r} is needed"
        ) from error
    found = {code: shapely.union_all(shapes) for code, shapes in parts.items()}
    for code, shape in found.items():
        if not shape.area:
            raise DistrictError(f"geometry {path}: {code!r} is a {shape.geom_type}; draw it as a polygon")
    return found


def street_shape(code: str, polygon: BaseGeometry) -> StreetShape:
    """One polygon as it is drawn: outer and inner rings, a label point in its largest part, its area."""
    parts = [part for part in shapely.get_parts(shapely.get_parts(polygon)) if part.geom_type == "Polygon"]
    largest = max(parts, key=lambda part: part.area)
    label = shapely.maximum_inscribed_circle(largest).coords[0]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    return StreetShape(
        code=code,
        rings=tuple(tuple((float(x), float(y)) for x, y in ring.coords) for ring in rings),
        label=(float(label[0]), float(label[1])),
        area_km2=sum(area_km2(part) for part in parts),
    )


def area_km2(polygon: BaseGeometry) -> float:
    """The area of a small polygon, on a local equirectangular plane."""
    shrink = math.cos(math.radians(polygon.centroid.y))
    degree = EARTH_KM * math.pi / 180
    return float(polygon.area) * degree * degree * shrink


def located(x: Any, y: Any, crs: str, geometry: Geometry) -> tuple[float | None, float | None, Place, bool]:
    """A source's point in WGS-84, what is known of it, and whether its coordinates had to be swapped.

    Nothing, 0,0 or text is no location; a point is swapped only where that alone puts it inside.
    """
    lon, lat = number(x), number(y)
    if lon is None or lat is None or (lon == 0 and lat == 0):
        return None, None, Place.NONE, False
    if on_earth(lon, lat):
        east, north = to_wgs84(lon, lat, crs)
        if geometry.locate(east, north):
            return east, north, Place.INSIDE, False
    if on_earth(lat, lon):
        swapped = to_wgs84(lat, lon, crs)
        if geometry.locate(*swapped):
            return *swapped, Place.INSIDE, True
    return (
        (*to_wgs84(lon, lat, crs), Place.OUTSIDE, False)
        if on_earth(lon, lat)
        else (None, None, Place.NONE, False)
    )


def on_earth(lon: float, lat: float) -> bool:
    """Whether the two can be degrees of longitude and latitude."""
    return abs(lon) <= 180 and abs(lat) <= 90


def number(value: Any) -> float | None:
    """A finite float from a number or its text; None for anything else."""
    try:
        found = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
