"""A district of two streets and four units, and what a feed needs to be read there."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

import data_feeds
from dashboard.district import Category, Connection, District, Geometry, Org, OrgKind, Street, Working
from dashboard.parts import collect
from dashboard.places import Geometry as Polygons
from dashboard.text import Text
from data_feeds import Feed, Reading

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)  # Friday 10:42 in Shanghai
KEY = b"k" * 32
FEEDS = collect(data_feeds, Feed)


def same(word: str) -> Text:
    return Text(word, word)


def unit(code: str, name: str, **given: Any) -> Org:
    return Org(code=code, name=Text(name, code), short=Text(name, code), kind=OrgKind.DEPARTMENT, **given)


def connection(kind: str = "events", name: str = "hotline", **given: Any) -> Connection:
    given = {"crs": "wgs84", "options": {"url": "http://127.0.0.1:9/events"}} | given
    return Connection(name=name, kind=kind, title=same(name), **given)


def district(*feeds: Connection, **given: Any) -> District:
    return District(
        code="990101",
        name=same("小区"),
        title=same("小区"),
        zone="Asia/Shanghai",
        working=Working(segments=((time(9), time(12)), (time(13, 30), time(17, 30)))),
        geometry=Geometry(streets="small/streets.geojson"),
        centre="C01",
        streets=(
            Street(code="S01", name=Text("西街", "West"), aliases=("西街街道",)),
            Street(code="S02", name=Text("东街", "East")),
        ),
        orgs=(
            unit("C01", "区城运中心"),
            unit("D01", "区水务局", aliases={"hotline": ("水务", "0138")}),
            unit("D02", "区绿容局", aliases={"*": ("绿容",)}),
            unit("D03", "NA"),
        ),
        categories=(Category(code="E0116", name=Text("污水冒溢", "sewage")),),
        feeds=feeds,
        **({"folder": SAMPLES} | given),
    )


def reading(of: Connection | None = None, *, home: District | None = None, **given: Any) -> Reading:
    of = of or connection()
    home = home or district(of)
    base: dict[str, Any] = {
        "connection": of,
        "options": FEEDS[of.kind].options.model_validate(of.options),
        "district": home,
        "geometry": Polygons.load(home),
        "cursor": {},
        "deadline": float("inf"),
        "now": NOW,
        "district_key": KEY,
    }
    return Reading(**(base | given))
