"""The district file: the two that ship, how names are found, what is said of one that cannot be used."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from dashboard.calendar import Limit, Measure
from dashboard.calendar.special_days import CalendarError
from dashboard.cases import UNMAPPED, Flag, Source, Stage
from dashboard.district import SHIPPED, Category, DistrictError, OrgKind, Told, calendar_of, load
from dashboard.places import Geometry
from tests.small_district import connection, district, same, unit

ROOT = Path(__file__).parents[1]
BOSTON = ROOT.parent / "shared" / "data" / "boston"
STREETS = {
    "云江路": "Yunjianglu", "望潮": "Wangchao", "新桥": "Xinqiao", "石埠": "Shibu", "东渡": "Dongdu",
    "文昌": "Wenchang", "锦园": "Jinyuan", "北塘": "Beitang", "临湖镇": "Linhu", "青禾镇": "Qinghe",
    "沙溪镇": "Shaxi", "开发区": "Dev. Zone",
}  # fmt: skip
DEPARTMENTS = {
    "生态环境": "Ecology", "城管": "Urban enf.", "房管": "Housing", "建管委": "Constr.", "水务": "Water",
    "市场监管": "Market reg.", "绿化市容": "Greening", "交警": "Traffic pol.", "消防": "Fire rescue",
    "交通委": "Transport", "公安": "Police", "应急": "Emergency", "卫健委": "Health", "民政": "Civil affairs",
    "人社": "Labour", "教育": "Education",
}  # fmt: skip
WHOLE = """
code = "1"
name = "Small"
title = { zh = "小", en = "Small" }
zone = "Asia/Shanghai"
centre = "a"
streets = [{ code = "S1", name = "West" }]
orgs = [{ code = "a", name = "a", short = "a", kind = "uomc" }]
working = { segments = [[09:00:00, 12:00:00], [13:30:00, 17:30:00]] }
geometry = { streets = "streets.geojson" }
"""


def written(folder: Path, *changes: tuple[str, str], more: str = "") -> Path:
    text = WHOLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "district.toml"
    path.write_text(text + more, encoding="utf-8")
    return path


def test_yunjiang_names_its_streets_and_departments_as_the_screens_do():
    home = load("yunjiang")
    assert {street.name.zh: street.name.en for street in home.streets} == STREETS
    kinds = {OrgKind.DEPARTMENT, OrgKind.ENFORCEMENT}
    assert {org.short.zh: org.short.en for org in home.orgs if org.kind in kinds} == DEPARTMENTS


def test_yunjiang_has_a_unit_for_each_party_of_the_work():
    home = load("yunjiang")
    assert Counter(org.kind.value for org in home.orgs) == Counter(
        dept=11, enforce=5, street=12, utility=5, uomc=1, office=1, municipal=1, property=1
    )
    assert {org.short.zh for org in home.orgs if not org.inside} == {"市城运", "铁路段"}
    assert home.demo
    assert (home.clock.mode, home.clock.url) == ("follow", "http://127.0.0.1:8051/clock")


def test_yunjiang_has_five_sources_and_the_police_speak_gcj02():
    feeds = {feed.name: feed for feed in load("yunjiang").feeds}
    assert set(feeds) == {"hotline", "grid", "police", "iot", "municipal"}
    assert {feed.kind for feed in feeds.values()} == {"events"}
    assert feeds["police"].crs == "gcj02"
    assert feeds["hotline"].source == Source.HOTLINE
    assert all(feed.options["url"].endswith(f"/{name}/events") for name, feed in feeds.items())


@pytest.mark.parametrize(
    ("code", "limit", "cross"),
    [("P0115", "2U", True), ("E0104", "4H", False), ("E0101", "15D", True), ("C0106", "5D", False)],
)
def test_a_category_of_yunjiang_has_the_limit_of_the_paper(code, limit, cross):
    found = load("yunjiang").category(code)
    assert found is not None
    assert (found.limit, found.cross) == (Limit.parse(limit), cross)


def test_dwellings_and_dangers_of_yunjiang_are_marked():
    categories = load("yunjiang").categories
    assert {"C0101", "C0102", "C0103", "C0105"} <= {one.code for one in categories if one.home}
    assert "E0403" in {one.code for one in categories if Flag.SAFETY in one.flags}
    assert len(categories) >= 50


def test_no_unit_street_or_category_of_a_shipped_district_stands_in_code():
    code = "".join(
        path.read_text(encoding="utf-8")
        for package in ("dashboard", "data_feeds", "layouts", "callbacks")
        for path in (ROOT / package).rglob("*.py")
    )
    for name in ("临湖镇", "城管执法局", "Wangchao", "Roslindale", "PWDx"):
        assert name not in code


def test_a_unit_is_found_by_what_this_source_calls_it_or_by_what_anybody_does():
    home = district(connection(name="hotline"))
    assert home.org_of("hotline", "0138") == "D01"
    assert home.org_of("grid", "0138") == UNMAPPED
    assert home.org_of("grid", "绿容") == "D02"
    assert {home.org_of("grid", name) for name in ("区水务局", "D01", " D01 ")} == {"D01"}


def test_what_a_source_says_of_itself_wins_over_what_others_say():
    units = (
        unit("C01", "中心"),
        unit("A", "甲", aliases={"*": ("局",)}),
        unit("B", "乙", aliases={"grid": ("局",)}),
    )
    home = district().model_copy(update={"orgs": units})
    assert (home.org_of("grid", "局"), home.org_of("hotline", "局")) == ("B", "A")


def test_an_unknown_name_is_unmapped_and_no_name_is_none():
    home = district()
    for lookup in (home.org_of, home.street_of, home.category_of):
        assert lookup("hotline", "谁也不认识") == UNMAPPED
        assert lookup("hotline", None) is lookup("hotline", "  ") is None
    assert home.short(UNMAPPED, "en") == "unmapped"


def test_a_name_that_looks_like_nothing_is_a_name():
    assert district().org_of("hotline", "NA") == "D03"


def test_streets_and_categories_are_found_in_both_languages():
    home = district()
    assert {home.street_of("any", name) for name in ("S01", "西街", "West", "西街街道")} == {"S01"}
    assert {home.category_of("any", name) for name in ("E0116", "污水冒溢", "sewage")} == {"E0116"}
    assert home.short("S01", "zh") == "西街"
    assert home.short("E0116", "en") == "sewage"
    assert home.short("D01", "en") == "D01"


def test_a_category_is_found_by_what_others_call_it_too():
    noise = Category(code="E1", name=same("噪音"), aliases=("noise", "扰民"))
    home = district().model_copy(update={"categories": (noise,)})
    assert {home.category_of("any", name) for name in ("E1", "噪音", "noise", "扰民")} == {"E1"}


def test_a_word_that_means_no_street_of_all_is_no_street():
    home = district(nowhere=("全区",))
    assert home.street_of("hotline", " 全区 ") is None
    assert home.street_of("hotline", "北区") == UNMAPPED


def test_a_code_that_nobody_has_is_shown_as_it_is():
    home = district()
    assert home.short("X99", "zh") == "X99"
    assert home.short(None, "zh") == ""
    assert home.org("X99") is home.org(None) is home.category("X99") is None


def test_a_stage_is_told_where_any_source_tells_it():
    tells = frozenset({Told.HANDLE, Told.SIGN})
    home = district(connection(name="one", tells=frozenset()), connection(name="two", tells=tells))
    assert [home.told(stage) for stage in Stage] == [True, False, True, False]


def test_a_file_is_looked_for_beside_the_district_and_then_among_the_sources(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        folder.mkdir()
    (there / "a.csv").touch()
    home = district(folder=here, sources=there)
    assert home.found("a.csv") == there / "a.csv"
    (here / "a.csv").touch()
    assert home.found("a.csv") == here / "a.csv"
    assert district(folder=here).found("b.csv") == here / "b.csv"


def test_a_district_is_loaded_by_name_and_by_path_alike():
    by_path = load(SHIPPED / "yunjiang" / "district.toml")
    assert by_path == load("yunjiang")
    assert by_path.folder == SHIPPED / "yunjiang"


def test_a_whole_file_of_ones_own_is_read(tmp_path):
    home = load(written(tmp_path, more='limits = { sign = "1H", by_biz_type = { consult = "1D" } }'))
    assert home.name.zh == home.name.en == "Small"
    assert home.limits.sign == Limit(60, Measure.HOURS)
    assert home.limits.by_biz_type["consult"] == Limit(1, Measure.DAYS)
    assert home.limits.dispatch == Limit(30, Measure.HOURS)
    assert home.limits.dispatch_urgent == Limit(5, Measure.URGENT)
    assert home.tz.key == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            'zone = "Asia/Shanghai"',
            'zone = "Mars"',
            "zone = 'Mars': there is no such time zone; write a name",
        ),
        ('zone = "Asia/Shanghai"', 'zone = ""', "zone"),
        ('kind = "uomc"', 'kind = "king"', "orgs[a].kind = 'king': Input should be 'municipal'"),
        ('code = "a", ', "", "orgs[a].code: is missing"),
        ('{ zh = "小", en = "Small" }', '{ zh = "小" }', 'title: words are "…" for both languages, or'),
        ('{ zh = "小", en = "Small" }', '{ zh = "小", en = 5 }', "title: words are "),
        ('{ zh = "小", en = "Small" }', '{ zh = "小", en = "S", fr = "P" }', "title: words are "),
        ("[[09:00:00, 12:00:00], ", "[[12:00:00, 09:00:00], ", "working: segments: 09:00 stands after 12:00"),
        ("[13:30:00, 17:30:00]", "[11:30:00, 17:30:00]", "working: segments: 11:30 stands after 12:00"),
        ("[[09:00:00, 12:00:00], [13:30:00, 17:30:00]]", "[]", "working.segments"),
        ("working = {", "working = { weekend = [0], ", "working.weekend[0] = 0"),
        ("working = {", "working = { weekend = [1, 2, 3, 4, 5, 6, 7], ", "working.weekend"),
        ('centre = "a"', 'centre = "a"\ncolour = "red"', "colour = 'red': is no word of the district file"),
        ('centre = "a"', 'centre = "a"\nfolder = "/tmp"', "folder: is no word of the district file"),
        ('centre = "a"', 'centre = "a"\nclock = { mode = "frozen" }', "clock: a frozen clock needs at = "),
        (
            'centre = "a"',
            'centre = "a"\nclock = { mode = "follow" }',
            "clock: a following clock needs url = ",
        ),
        (
            'centre = "a"',
            'centre = "a"\nlimits = { default = 5 }',
            "limits.default = 5: limit '5' is none of",
        ),
        (
            'centre = "a"',
            'centre = "a"\nlimits = { sign = "0H" }',
            "limits.sign = '0H': limit '0H' is none of",
        ),
    ],
)
def test_a_mistake_is_named_by_where_it_stands_what_it_says_and_what_to_write(tmp_path, old, new, told):
    with pytest.raises(DistrictError, match=re.escape(told)) as refused:
        load(written(tmp_path, (old, new)))
    assert "district.toml" in str(refused.value)


def test_all_mistakes_are_told_at_once_by_the_codes_of_their_entries(tmp_path):
    feed = '[[feeds]]\nname = "a feed"\nkind = "events"\ntitle = "t"\ncrs = "utm"\nzone = "here"\n'
    with pytest.raises(DistrictError) as refused:
        load(written(tmp_path, ('name = "Small"', "name = 5"), more=feed))
    lines = str(refused.value).splitlines()[1:]
    assert [line.split(" = ")[0].strip() for line in lines] == [
        "name",
        "feeds[a feed].name",
        "feeds[a feed].crs",
        "feeds[a feed].zone",
    ]


def test_a_district_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(DistrictError, match=r"nowhere.*shipped ones are boston, yunjiang"):
        load("nowhere")


def test_a_file_that_is_no_toml_is_told_with_its_line(tmp_path):
    with pytest.raises(DistrictError, match=r"is no TOML: .*line 6"):
        load(written(tmp_path, ('centre = "a"', "centre is a")))


def test_the_calendar_of_a_district_is_its_own(tmp_path):
    (tmp_path / "free.csv").write_text(
        "date,is_workday,name_zh,name_en\n2026-03-03,0,节,day\n", encoding="utf-8"
    )
    path = written(tmp_path, ("working = {", 'working = { special_days = "free.csv", weekend = [5], '))
    calendar = calendar_of(load(path))
    week = [datetime(2026, 3, day, 12, tzinfo=calendar.zone) for day in range(1, 9)]
    worked = [calendar.ordinal(moment, Measure.HOURS) for moment in week]
    assert [(b - a) // 60 for a, b in pairwise(worked)] == [7, 4, 3, 7, 4, 3, 7]


def test_a_calendar_that_is_not_there_is_told_by_name(tmp_path):
    path = written(tmp_path, ("working = {", 'working = { special_days = "free.csv", '))
    with pytest.raises(CalendarError, match=r"free\.csv"):
        calendar_of(load(path))


def test_boston_lives_in_its_own_zone_at_one_moment_of_its_past():
    home = load("boston")
    assert (home.zone, home.clock.mode) == ("America/New_York", "frozen")
    assert home.clock.at == datetime(2011, 9, 15, 9)  # noqa: DTZ001  local, in the zone of the district
    assert not home.demo
    (feed,) = home.feeds
    assert (feed.name, feed.kind, feed.backfill, feed.tells) == ("boston311", "folder", True, {Told.HANDLE})
    assert all(one.limit is None for one in home.categories)
    assert home.limits.default is None


def test_labor_day_is_free_in_boston():
    calendar = calendar_of(load("boston"))
    morning, evening = (datetime(2011, 9, 5, hour, tzinfo=calendar.zone) for hour in (8, 17))
    assert calendar.ordinal(morning, Measure.HOURS) == calendar.ordinal(evening, Measure.HOURS)
    assert calendar.day_minutes == 540


@pytest.mark.boston
def test_every_word_of_the_boston_records_has_its_place():
    if not BOSTON.is_dir():
        pytest.skip("the Boston records are not at ../shared/data/boston")
    home = load("boston", BOSTON)
    assert {shape.code for shape in Geometry.load(home).streets} == {street.code for street in home.streets}
    with gzip.open(BOSTON / "boston_2011q3.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 31_828
    streets = Counter(home.street_of("boston311", row["neighborhood"]) for row in rows)
    assert UNMAPPED not in streets
    assert streets[None] == 1_392 + 489  # blank, and "Boston"
    assert streets["Dorchester"] == 5_282
    assert streets["Brighton"] == 2_501 + 103
    assert {home.org_of("boston311", row["department"]) for row in rows} == {org.code for org in home.orgs}
    assert {home.category_of("boston311", row["category"]) for row in rows} == {
        c.code for c in home.categories
    }


def test_a_group_of_peers_has_its_name_from_the_file_and_else_is_called_by_its_code():
    home = load("yunjiang")
    assert {org.peer for org in home.orgs} - {""} == {one.code for one in home.peers}
    assert (home.peer("utility", "zh"), home.peer("utility", "en")) == ("公共服务企业", "Utilities")
    assert home.peer("elsewhere", "zh") == "elsewhere"
