"""The ground cases stand on: doors inside the grids of each street, with addresses that sound right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import cos, radians
from typing import Any

import shapely
from shapely.geometry import shape

from dashboard.district import District
from dashboard.simulate.dice import Dice, Urn

Points = list[tuple[float, float]]  # lon, lat
DOORS = 160  # a grid
METRE = 1 / 111_320  # in degrees of latitude
ESTATE = 220.0  # metres around the middle of a grid within which its dwellings stand


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is; a point of None, or one outside, is what a source would really send."""

    street: str
    grid: str
    lon: float | None
    lat: float | None
    address: str


@dataclass(frozen=True)
class Grid:
    """One grid: its code, its street, and doors in it."""

    code: str
    street: str
    doors: Points
    homes: Points


class Ground:
    """All grids of a district, drawn from by weight of their street."""

    def __init__(
        self, district: District, *, seed: int, roads: tuple[str, ...], busy: Mapping[str, float]
    ) -> None:
        path = district.folder / district.geometry.grids
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        self.roads = roads
        self.names = {street.code: street.name.zh for street in district.streets}
        self.grids = [grid(feature, Dice(seed, 11, index)) for index, feature in enumerate(features)]
        self.of_street: dict[str, list[Grid]] = {}
        for one in self.grids:
            self.of_street.setdefault(one.street, []).append(one)
        self.streets = Urn({code: busy.get(code, 1.0) for code in self.of_street})
        west = min(lon for one in self.grids for lon, _ in one.doors)
        south = min(lat for one in self.grids for _, lat in one.doors)
        self.beyond = (west - 0.04, south - 0.03)
        self.default = self.grids[0].doors[0]

    def spot(self, dice: Dice, street: str = "", *, home: bool = False) -> Spot:
        """One place, in `street` if it is named; dwellings stand in their estates."""
        one = dice.pick(self.of_street[street or dice.draw(self.streets)])
        lon, lat = dice.pick(one.homes if home else one.doors)
        return Spot(one.street, one.code, lon, lat, self.address(dice, one.street, home=home))

    def address(self, dice: Dice, street: str, *, home: bool) -> str:
        """A road and a number; dwellings also say lane, building and room."""
        road = f"{self.names[street]}{dice.pick(self.roads)}"
        if not home:
            return f"{road}{1 + dice.below(900)}号"
        floor = 1 + dice.below(18)
        return f"{road}{1 + dice.below(900)}弄{1 + dice.below(60)}号{floor}{1 + dice.below(8):02d}室"

    def near(self, spot: Spot, dice: Dice, metres: float) -> Spot:
        """The same place told again, some steps away."""
        if spot.lon is None or spot.lat is None:
            return spot
        east, north = dice.between(-metres, metres), dice.between(-metres, metres)
        lon = spot.lon + east * METRE / cos(radians(spot.lat))
        return replace(spot, lon=round(lon, 6), lat=round(spot.lat + north * METRE, 6))

    def lost(self, spot: Spot) -> Spot:
        """The same place without its point."""
        return replace(spot, lon=None, lat=None)

    def defaulted(self, spot: Spot) -> Spot:
        """The same place on the one point a geocoder gives when it knows nothing."""
        return replace(spot, lon=self.default[0], lat=self.default[1])

    def outside(self, spot: Spot, dice: Dice) -> Spot:
        """A place beyond the district's border."""
        lon, lat = self.beyond
        return replace(spot, lon=lon + dice.between(-0.01, 0.01), lat=lat + dice.between(-0.01, 0.01))


def grid(feature: dict[str, Any], dice: Dice) -> Grid:
    """A grid with its doors, from one feature of the grids file."""
    polygon = shape(feature["geometry"])
    middle = polygon.representative_point()
    reach = (ESTATE * METRE / cos(radians(middle.y)), ESTATE * METRE)
    estate = (middle.x - reach[0], middle.y - reach[1], middle.x + reach[0], middle.y + reach[1])
    said = feature["properties"]
    doors, homes = inside(polygon, polygon.bounds, dice), inside(polygon, estate, dice)
    return Grid(said["code"], said["street_code"], doors, homes if homes else doors)


def inside(polygon: Any, box: tuple[float, float, float, float], dice: Dice) -> Points:
    """Points of `box` that lie in `polygon`."""
    west, south, east, north = box
    throws = dice.rng.random((DOORS * 6, 2)) * (east - west, north - south) + (west, south)
    kept = throws[shapely.contains_xy(polygon, throws[:, 0], throws[:, 1])][:DOORS].round(6)
    return [(float(lon), float(lat)) for lon, lat in kept]
