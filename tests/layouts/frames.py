"""Hand-made days of a small district, as the indicators would tell them: busy, empty, with little."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

import json
import random
from datetime import UTC, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from shapely.geometry import Point, shape

from dashboard import district as words
from dashboard.district import Category, Connection, District, Org, OrgKind, Post, Shift, Street, Working
from dashboard.places import Geometry
from dashboard.text import Text
from layouts import Panel, View
from layouts.sites import PAGES

OF_PAGES: list[Any] = []  # modules with `busy() -> dict[need, frame]` and `extra() -> Any`, one a desk page
ROOT = Path(__file__).parents[2]
STREETS_FILE = ROOT / "dashboard/districts/yunjiang/streets.geojson"
NOW = datetime(2026, 11, 20, 2, 42, 18, tzinfo=UTC)  # Friday 10:42:18 in 云江区

OVERDUE = {
    "990101002": 9, "990101003": 6, "990101004": 5, "990101001": 4, "990101007": 4, "990101006": 3,
    "990101008": 3, "990101005": 2, "990101009": 2, "990101011": 2, "990101010": 1,
}  # fmt: skip
STREETS = {
    "990101001": ("云江路街道", "Yunjianglu"), "990101002": ("望潮街道", "Wangchao"),
    "990101003": ("新桥街道", "Xinqiao"), "990101004": ("石埠街道", "Shibu"),
    "990101005": ("东渡街道", "Dongdu"), "990101006": ("文昌街道", "Wenchang"),
    "990101007": ("锦园街道", "Jinyuan"), "990101008": ("北塘街道", "Beitang"),
    "990101009": ("临湖镇", "Linhu"), "990101010": ("青禾镇", "Qinghe"),
    "990101011": ("沙溪镇", "Shaxi"), "990101012": ("开发区", "Dev. Zone"),
}  # fmt: skip
UNITS = {
    "eco": ("生态环境局", "Ecology"), "cg": ("城管执法局", "Urban enf."), "fg": ("房管局", "Housing"),
    "jg": ("建管委", "Constr. mgmt"), "sw": ("水务局", "Water"), "sc": ("市场监管局", "Market reg."),
    "lh": ("绿化市容局", "Greening"), "jj": ("交警支队", "Traffic pol."), "xf": ("消防支队", "Fire rescue"),
    "jt": ("交通委", "Transport"), "ga": ("公安分局", "Police"), "yj": ("应急局", "Emergency"),
    "wj": ("卫健委", "Health"), "mz": ("民政局", "Civil affairs"), "rs": ("人社局", "Labour"),
    "jy": ("教育局", "Education"),
    "gs": ("供水", "Water Co."), "tx": ("通信", "Telecom"), "gd": ("供电", "Power Co."),
    "st": ("街道", "Street"), "tl": ("铁路段（区外）", "Railway (outside)"), "wy": ("物业", "Property"),
}  # fmt: skip
CATEGORIES = {
    "P0115": ("无主井盖缺失", "Ownerless manhole cover"), "E0301": ("夜间施工噪声", "Night works noise"),
    "E0116": ("餐饮油烟扰民", "Cooking fumes"), "E0406": ("路口反复积水", "Crossing floods again"),
    "C0108": ("电梯反复困人", "Lift traps people"), "P0215": ("铁路围栏破损", "Rail fence broken"),
    "C0101": ("群租整治反弹", "Group renting back"), "C0103": ("飞线充电屡改屡犯", "Unsafe e-bike charging"),
    "E0408": ("架空线下垂", "Sagging cable"), "E0507": ("占道堆物", "Dumping"),
}  # fmt: skip
RESPONSE = """
eco 412r 296b 370x 251b|cg 655b 471r 589x 399b|fg 238r 171r 214r 145b|jg 301b 216b 270r 183b|sw 187a 134b 168r 114b
sc 274a 197b 246r 167a|lh 596a 429a 536b 363b|jj 342a 246b 307b 208a|xf 96a 69a 86b 58b|jt 121a 87b 108b 73a
ga 158a 113a 142b 96a|yj 41a 29a 36b 25a|wj 29a 3a 24a 16a|mz 18a 14b 16a 9a|rs 33a 23a 29a 20a|jy 12a 9a 11a 4a
"""
MEDIAN = {"a": 0.32, "b": 0.66, "r": 0.88, "x": 1.21}
LATE = {"a": 0.02, "b": 0.08, "r": 0.24, "x": 0.56}


@cache
def ground() -> Geometry:
    """The polygons of 云江区."""
    return Geometry.load(district())


@cache
def ordinary() -> District:
    """The district of the fixtures, made once."""
    return district()


def district(**given: Any) -> District:
    """云江区 in small: its streets, units, categories and five connections."""
    orgs = [
        Org(code=code, name=Text(*name), short=Text(*name), kind=OrgKind.DEPARTMENT, peer="A")
        for code, name in UNITS.items()
    ]
    centre = Org(
        code="uomc", name=Text("城运中心", "UOMC"), short=Text("城运中心", "UOMC"), kind=OrgKind.CENTRE
    )
    feeds = {
        "hotline": ("12345 热线", "12345"), "grid": ("网格巡查", "Grid"), "police": ("110 联动", "110"),
        "municipal": ("市级派单", "Municipal"), "iot": ("物联感知", "IoT"),
    }  # fmt: skip
    whole: dict[str, Any] = {
        "code": "990101",
        "name": Text("云江区", "Yunjiang"),
        "title": Text("云江区城市运行值守", "Yunjiang District – Urban Operations"),
        "demo": True,
        "zone": "Asia/Shanghai",
        "working": Working(segments=((time(9), time(12)), (time(13), time(18)))),
        "geometry": words.Geometry(streets="streets.geojson", grids="grids.geojson"),
        "folder": STREETS_FILE.parent,
        "centre": "uomc",
        "streets": tuple(Street(code=code, name=Text(*name)) for code, name in STREETS.items()),
        "orgs": (*orgs, centre),
        "posts": (
            Post(code="lead", name=Text("带班 区府办值班室", "Lead Gov. Office"), org="uomc", line="8001"),
            Post(code="chief", name=Text("值班长 02 席", "Chief Desk 02"), org="uomc"),
        ),
        "shifts": (
            Shift(name=Text("白班", "Day shift"), start=time(8, 30), end=time(16, 30)),
            Shift(name=Text("中班", "Evening shift"), start=time(16, 30), end=time(0, 30)),
            Shift(name=Text("夜班", "Night shift"), start=time(0, 30), end=time(8, 30)),
        ),
        "categories": tuple(
            Category(code=code, name=Text(*name), home=code == "C0101") for code, name in CATEGORIES.items()
        ),
        "feeds": tuple(
            Connection(name=name, kind="events", title=Text(*title), every=30, crs="wgs84")
            for name, title in feeds.items()
        ),
    }
    return District(**{**whole, **given})


def trend(now: float, before: float, seed: int) -> pd.DataFrame:
    """Twenty moments of today and of last week that end in these figures."""
    dice = random.Random(seed)
    rows = []
    for series, end in (("now", now), ("before", before)):
        values = [float(end)]
        for _ in range(19):
            values.insert(0, max(0.0, round(values[0] + dice.uniform(-1, 1.1) * max(1.0, end * 0.05))))
        shift = timedelta(days=0 if series == "now" else 7)
        rows += [
            {
                "series": series,
                "n": n,
                "moment": NOW - shift - timedelta(minutes=30 * (19 - n)),
                "value": value,
            }
            for n, value in enumerate(values)
        ]
    return pd.DataFrame(rows)


KPI = {
    "open": (1862, 1824), "urgent-open": (27, 31), "received-today": (168, 157), "closed-today": (142, 145),
    "due-soon": (58, 49), "overdue": (41, 47), "unsigned": (9, 7), "passed-around": (14, 9),
}  # fmt: skip


def response() -> pd.DataFrame:
    """Sixteen units at four stages."""
    rows = []
    for line in RESPONSE.replace("\n", "|").strip("|").split("|"):
        unit, *cells = line.split()
        for stage, cell in zip(("sign", "contact", "handle", "check"), cells, strict=True):
            n, kind = int(cell[:-1]), cell[-1]
            late = round(n * LATE[kind])
            rows.append(
                {
                    "department": unit,
                    "stage": stage,
                    "n": n,
                    "median": MEDIAN[kind],
                    "late": late,
                    "late_share": late / n,
                }
            )
    return pd.DataFrame(rows)


def hours() -> pd.DataFrame:
    """Slow on Monday at nine, Friday evening and Sunday; nights with hardly any case."""
    slow = {(1, 9): 0.9, (1, 10): 0.85, (5, 17): 0.9, (5, 18): 0.8, (6, 9): 0.8, (6, 11): 0.9, (7, 10): 0.9,
            (7, 11): 0.8, (7, 19): 0.9, (7, 20): 1.3}  # fmt: skip
    dice = random.Random(4)
    rows = []
    for day in range(1, 8):
        for hour in range(24):
            n = dice.choice([1, 2, 3, 4, 6]) if hour < 6 else dice.randint(9, 60)
            rows.append(
                {
                    "weekday": day,
                    "hour": hour,
                    "n": n,
                    "median": slow.get((day, hour), dice.choice([0.3, 0.6, 0.6])),
                }
            )
    return pd.DataFrame(rows)


@cache
def points() -> pd.DataFrame:
    """41 late, 13 near, 14 in time on the map; three without a place, one outside."""
    dice = random.Random(11)
    polygons = {
        s["properties"]["code"]: shape(s["geometry"])
        for s in json.loads(STREETS_FILE.read_text("utf-8"))["features"]
    }
    wanted = [(code, "late") for code, n in OVERDUE.items() for _ in range(n)]
    wanted += [
        (dice.choice(list(polygons)), state) for state, n in (("near", 13), ("ok", 14)) for _ in range(n)
    ]
    rows = []
    for number, (code, state) in enumerate(wanted):
        west, south, east, north = polygons[code].buffer(-0.004).bounds
        while (
            not polygons[code]
            .buffer(-0.003)
            .contains(at := Point(dice.uniform(west, east), dice.uniform(south, north)))
        ):
            pass
        rows.append(point(number, code, state, at.x, at.y, "inside"))
    rows += [point(100 + i, "990101001", "late", None, None, "none") for i in range(3)]
    rows.append(point(110, None, "near", 121.9, 31.5, "outside"))
    return pd.DataFrame(rows)


def point(
    number: int, street: str | None, state: str, lon: float | None, lat: float | None, place: str
) -> dict[str, Any]:
    """One row of the points."""
    return {
        "key": f"case:hotline/{number}", "street": street, "category": list(CATEGORIES)[number % 6],
        "urgency": "normal" if state == "late" else "urgent", "lon": lon, "lat": lat, "place": place, "state": state,
    }  # fmt: skip


ATTENTION_COLUMNS = [
    "street",
    "category",
    "hands",
    "hops",
    "score",
    "override",
    "stuck",
    "risk",
    "late",
    "repeat",
    "exposure",
    "tractable",
    "left",
    "clock",
    "state",
    "level",
    "repeats",
    "reason_zh",
    "reason_en",
]
MATTERS: list[tuple[Any, ...]] = [
    ("990101004", "P0115", ["gs", "tx", "jg"], ["return", "return"], 62.0, "safety", 0.75, 1, 0.6, 0.28, 0, 1,
     -65, "urgent", "late", "L4", 1, "涉安全直报：先围挡，再请定主办", "Safety: fence first, then name a lead unit"),
    ("990101003", "E0301", ["cg", "eco"], ["return"], 70.7, "municipal", 0.83, 0.6, 0.12, 0.74, 1, 1,
     160, "hours", "near", "L1", 2, "两次回访不满意，市级件今日须复", "Dissatisfied twice, municipal reply due today"),
    ("990101002", "E0116", ["cg", "eco", "st"], ["return", "return"], 69.3, "", 1, 0.3, 0.52, 0.86, 0.5, 1,
     -960, "days", "late", "L4", 6, "L2、L3 已试未果，请领导定主办", "L2 and L3 tried in vain: name the lead unit"),
    ("990101008", "E0406", ["sw", "jg", "jt"], ["return", "return"], 65.1, "", 0.8, 0.6, 0.5, 0.63, 0.3, 1,
     -360, "hours", "late", "L3", 2, "三家各执一词，需联合会诊定因", "Three units disagree on cause: joint consultation"),
    ("990101007", "C0108", ["fg", "sc"], ["return"], 64.0, "", 0.7, 0.6, 0.2, 0.81, 0.5, 0.5,
     72, "urgent", "near", "L3", 5, "返工 2 次，需会诊并启用维修资金", "Reworked twice: consultation and repair fund"),
    ("990101011", "P0215", ["jg", "tl"], ["pass"], 63.2, "", 0.7, 0.6, 0.6, 0.4, 0.2, 1,
     -490, "days", "late", "L1", 1, "阻点不在本区，请市级派单", "Blocked outside the district: ask the city"),
    ("990101005", "C0101", ["fg", "ga", "st"], ["return", "return"], 62.4, "", 0.8, 0.3, 0.7, 0.63, 0.5, 1,
     -245, "hours", "late", "L5", 2, "借权势后 30 天内复发，请一把手定牵头", "Relapsed within 30 d of L4: top leader decides"),
    ("990101006", "C0103", ["xf", "wy", "st"], ["return", "pass"], 60.9, "", 0.5, 0.6, 0.4, 0.86, 0.5, 0.5,
     500, "days", "ok", "L2", 6, "同址 6 次，锁定首办责任岗位", "Same place 6 times: lock the duty post"),
]  # fmt: skip


def attention(located: pd.DataFrame | None = None) -> pd.DataFrame:
    """Eight rows as of a bad morning: a safety and a municipal override above six by score."""
    frame = pd.DataFrame(MATTERS, columns=ATTENTION_COLUMNS)
    keys = [f"case:grid/{n}" for n in range(len(frame))]
    if located is not None:
        late = located[located["place"] == "inside"]
        keys = [
            next(iter(late.loc[(late["street"] == street) & (late["state"] == "late"), "key"]), key)
            for street, key in zip(frame["street"], keys, strict=True)
        ]
    return frame.assign(
        key=keys, rank=range(1, len(frame) + 1), rule=False, holder=frame["hands"].str[-1], ratio=1.2, step="",
        triggers=[["T04"]] * len(frame), exemption="", held_back=5, budget_used=3,
        reminders=[0, 2, 1, 0, 3, 0, 1, 0], failed_levers=[0, 1, 2, 0, 0, 0, 1, 0], escalated=[False] * 6 + [True, False],
    )  # fmt: skip


def passing() -> pd.DataFrame:
    """Five of fourteen matters in nobody's hands."""
    rows = [
        ("990101002", "E0116", ["cg", "eco", "st"], ["return", "return"], 52 * 60),
        ("990101008", "E0406", ["sw", "jg", "jt"], ["return", "return"], 31 * 60),
        ("990101004", "P0115", ["gs", "tx", "jg"], ["return", "return"], 18 * 60),
        ("990101010", "E0408", ["gd", "tx"], ["return"], 11 * 60),
        ("990101001", "E0507", ["cg", "st"], ["return"], 9 * 60),
    ]
    frame = pd.DataFrame(rows, columns=["street", "category", "hands", "hops", "minutes"])
    return frame.assign(key=[f"case:hotline/p{n}" for n in range(5)], total=14)


def changes() -> pd.DataFrame:
    """The last ten things that happened."""
    rows = [
        ("990101002", "E0116", "return", "eco", None, "R4"), ("990101004", "P0115", "progress", "yj", None, None),
        ("990101003", "E0301", "sign", "eco", None, None), ("990101007", "C0108", "check_fail", None, None, None),
        ("990101006", "C0103", "report", None, None, None), ("990101008", "E0406", "dispatch", "uomc", "sw", None),
        ("990101001", "E0507", "close", None, None, None), ("990101010", "E0408", "contact", "gd", None, None),
        ("990101011", "P0215", "remind", "uomc", "jg", None), ("990101005", "C0101", "visit", None, None, None),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["street", "category", "kind", "org", "to_org", "reason_code"])
    return frame.assign(
        happened_at=[NOW - timedelta(minutes=n) for n in range(10)],
        key=[f"case:hotline/c{n}" for n in range(10)], phase="signed",
    )  # fmt: skip


def by_street(measure: str) -> pd.DataFrame:
    """The measure of the map by street; one street has settled nothing."""
    dice = random.Random(7)
    if measure == "ontime":
        rows = [
            {"street": code, "n": 0 if code == "990101012" else 120, "on_time": 0, "late": 5, "unknown": 2,
             "share": None if code == "990101012" else dice.uniform(0.76, 0.995), "low": 0.74, "high": 0.99}
            for code in STREETS
        ]  # fmt: skip
        return pd.DataFrame(rows).astype({"share": "float64"})
    values = OVERDUE if measure == "overdue" else {code: dice.randint(4, 320) for code in STREETS}
    return pd.DataFrame(
        [
            {"series": "now", "n": 19, "moment": NOW, "street": code, "value": float(n)}
            for code, n in values.items()
        ]
    )


@cache
def told(measure: str) -> dict[str, pd.DataFrame]:
    """What all needs of all panels are told on the morning of the target picture; made once."""
    located = points().copy()
    found = {
        "response": response(), "hours": hours(), "points": located, "attention": attention(located),
        "passing": passing(), "changes": changes(), "measure": by_street(measure),
    }  # fmt: skip
    found |= {name: trend(now, before, seed) for seed, (name, (now, before)) in enumerate(KPI.items())}
    for page in OF_PAGES:
        found |= page.busy()
    return found


def busy(panel: Panel, lang: str = "zh", **query: str) -> View:
    """The view of a panel on that morning."""
    fresh = {name: told(query.get("measure", "overdue"))[name].copy() for name in panel.needs(query)}
    return view(panel, fresh, lang, query)


def empty(panel: Panel, lang: str = "zh", **query: str) -> View:
    """The same panel on a day without a single case: columns and kinds stay, rows go, counts are zero."""
    full = busy(panel, lang, **query)
    told = {
        name: frame.assign(value=0.0) if name in KPI else frame.iloc[:0]
        for name, frame in full.frames.items()
    }
    return view(panel, told, lang, query)


def few(panel: Panel, lang: str = "zh", **query: str) -> View:
    """The same panel with three cases in all, and a figure nobody can compute."""
    full = busy(panel, lang, **query)
    told = {name: frame.head(3) for name, frame in full.frames.items()}
    for name in ("response", "hours"):
        if name in told:
            told[name] = told[name].assign(n=3, late=0, late_share=0.0)
    for name in KPI.keys() & told.keys():
        told[name] = full.frames[name].assign(value=float("nan"))
    return view(panel, told, lang, query)


def as_answered(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with lists as the board hands them out: arrays, which have no truth and no `+`."""
    lists = [name for name in frame if any(isinstance(cell, list) for cell in frame[name])]
    if not lists:
        return frame
    return frame.assign(**{
        str(name): [np.array(cell, dtype=object) if isinstance(cell, list) else cell for cell in frame[name]]
        for name in lists
    })  # fmt: skip


def view(panel: Panel, frames: dict[str, pd.DataFrame], lang: str, query: dict[str, str]) -> View:
    """What the snapshot would hand to the panel."""
    return View(
        frames={name: as_answered(frames[name]) for name in panel.needs(query)},
        now=NOW,
        lang=lang,  # type: ignore[arg-type]
        query=query,
        district=ordinary(),
        geometry=ground(),
        page=panel.pages[0],
        theme=PAGES[panel.pages[0]].theme,
        extra=next((page.extra() for page in OF_PAGES if panel.pages[0] == page.PAGE), None),
    )


from tests.layouts import (  # noqa: E402  they need what stands above
    frames_attention,
    frames_audit,
    frames_case,
    frames_cases,
    frames_coordination,
    frames_departments,
    frames_dry_run,
    frames_duty,
    frames_feeds,
    frames_levers,
    frames_people,
    frames_places,
    frames_unit,
    frames_weekly,
    frames_wide,
)

OF_PAGES += [
    frames_audit, frames_case, frames_cases, frames_coordination, frames_departments, frames_duty,
    frames_feeds, frames_levers, frames_people, frames_places, frames_unit, frames_weekly, frames_wide,
    frames_attention, frames_dry_run,
]  # fmt: skip
