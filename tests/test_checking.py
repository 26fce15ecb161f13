"""What `jiequan check` says of a district file that can be read."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from dashboard.checking import problems
from dashboard.district import Category, ClockRule, Geometry, Named, Post, Street, Working, load
from dashboard.text import Text
from tests.small_district import connection, same, unit
from tests.small_district import district as small

TODAY = date(2026, 11, 20)
BOSTON = Path(__file__).parents[2] / "shared" / "data" / "boston"
CENTRE = unit("C01", "区城运中心")
GROUP = Named(code="works", name=same("养护类"))


def district(*feeds, **changes):
    return small(*(feeds or (connection(),))).model_copy(update=changes)


def told(home, *, kinds=("events", "folder"), today=TODAY, site=None) -> list[Text]:
    return problems(home, kinds=kinds, today=today, home=site)


def english(home, **given) -> list[str]:
    return [text.en for text in told(home, **given)]


def test_nothing_is_said_of_a_sound_district():
    assert told(district(connection())) == []


def test_nothing_is_said_of_yunjiang_while_its_calendar_reaches_far_enough():
    assert told(load("yunjiang"), today=date(2026, 6, 1)) == []


@pytest.mark.boston
def test_nothing_is_said_of_boston_either():
    if not BOSTON.is_dir():
        pytest.skip("the Boston records are not at ../shared/data/boston")
    assert told(load("boston", BOSTON)) == []


def test_boston_without_its_polygons_says_which_file_is_missing():
    (problem,) = english(load("boston"))
    assert "neighborhoods.geojson" in problem


def category(code: str, **given) -> Category:
    return Category(code=code, name=Text(f"名{code}", f"name {code}"), **given)


MISTAKES = [
    pytest.param({"centre": "X"}, "centre = 'X': orgs has no such unit", id="centre"),
    pytest.param({"orgs": (CENTRE, CENTRE)}, "orgs: code 'C01' stands 2 times", id="unit_twice"),
    pytest.param(
        {"peers": (GROUP,), "orgs": (CENTRE, unit("D02", "区水务局", peer="law"))},
        "orgs.D02.peer = 'law': peers has no such group",
        id="unit_of_no_group",
    ),
    pytest.param({"peers": (GROUP, GROUP)}, "peers: code 'works' stands 2 times", id="group_twice"),
    pytest.param(
        {"categories": (category("E1"), category("E1"))},
        "categories: code 'E1' stands 2 times",
        id="category_twice",
    ),
    pytest.param(
        {"categories": (category("E1", lead="X"),)},
        "categories.E1.lead = 'X': orgs has no such unit",
        id="lead",
    ),
    pytest.param(
        {"orgs": (CENTRE, unit("A", "甲", aliases={"*": ("局",)}), unit("B", "乙", aliases={"*": ("局",)}))},
        "orgs: the name '局' leads to both A and B; keep it at one of them",
        id="alias_of_two_units",
    ),
    pytest.param(
        {
            "streets": (
                Street(code="S01", name=same("西街")),
                Street(code="S02", name=same("东街"), aliases=("西街",)),
            )
        },
        "streets: the name '西街' leads to both S01 and S02",
        id="alias_of_two_streets",
    ),
    pytest.param(
        {"categories": (category("E1"), category("E2", aliases=("name E1",)))},
        "categories: the name 'name E1' leads to both E1 and E2",
        id="alias_of_two_categories",
    ),
    pytest.param(
        {"orgs": (CENTRE, unit("A", "甲", aliases={"hotlin": ("局",)}))},
        "orgs.A.aliases.hotlin: feeds has no such source",
        id="alias_of_no_source",
    ),
    pytest.param(
        {"posts": (Post(code="p", name=same("岗"), org="X"),)}, "posts.p: there is no unit 'X'", id="post"
    ),
    pytest.param(
        {"orgs": (CENTRE, unit("A", "甲", led_by="nobody"))},
        "orgs.A.led_by = 'nobody': posts has no such post",
        id="deputy",
    ),
    pytest.param(
        {"streets": (Street(code="S01", name=same("西街")),)},
        "the geometry has 'S02', which streets does not name",
        id="polygon_without_street",
    ),
    pytest.param({"geometry": Geometry(streets="nothing.geojson")}, "nothing.geojson", id="no_polygons"),
    pytest.param(
        {"geometry": Geometry(streets="small/streets.geojson", grids="nothing.geojson")},
        "nothing.geojson",
        id="no_grids",
    ),
]


@pytest.mark.parametrize(("given", "expected"), MISTAKES)
def test_a_mistake_is_said_once_in_both_languages(given, expected):
    (problem,) = told(district(**given))
    assert expected in problem.en
    assert problem.zh != problem.en
    assert any("一" <= sign <= "鿿" for sign in problem.zh)


def test_a_street_without_a_polygon_is_said():
    streets = (*district().streets, Street(code="S03", name=same("北街")))
    assert english(district(streets=streets)) == ["streets.S03: the geometry has no polygon of it"]


def test_a_name_that_one_source_uses_its_own_way_is_no_mistake():
    units = (
        CENTRE,
        unit("A", "甲", aliases={"grid": ("局",)}),
        unit("B", "乙", aliases={"hotline": ("局",)}),
    )
    feeds = connection(name="grid"), connection(name="hotline")
    assert told(district(*feeds, orgs=units)) == []


def test_all_mistakes_are_said_at_once():
    assert len(english(district(centre="X", categories=(category("E1", lead="Y"),)))) == 2


def test_a_source_of_no_kind_is_said_with_the_kinds_there_are():
    (problem,) = english(district(connection(kind="events")), kinds=("folder", "open311"))
    assert problem == "feeds.hotline.kind = 'events' is no kind of source; there are folder, open311"


def test_two_sources_of_one_name_are_said():
    (problem,) = english(district(connection(), connection()))
    assert problem == "feeds: the name 'hotline' stands 2 times"


def test_the_end_of_the_calendar_is_said_until_the_next_year_is_imported(tmp_path):
    home = load("yunjiang")
    (problem,) = told(home)
    assert problem.zh.startswith("2027 年调休日历未导入")
    own = "date,is_workday,name_zh,name_en\n2027-01-01,0,元旦,New Year's Day\n"
    (tmp_path / "calendar.csv").write_text(own, encoding="utf-8")
    assert told(home, site=tmp_path) == []


def test_a_calendar_that_cannot_be_read_is_said(tmp_path):
    (tmp_path / "calendar.csv").write_text(
        "date,is_workday,name_zh,name_en\n2027-01-01,maybe,,\n", encoding="utf-8"
    )
    (problem,) = english(load("yunjiang"), site=tmp_path)
    assert "line 2: is_workday = 'maybe'" in problem


def test_a_district_that_stands_still_in_the_past_needs_no_future():
    frozen = ClockRule.model_validate({"mode": "frozen", "at": "2011-09-15T09:00:00"})
    working = Working(special_days="china", segments=district().working.segments)
    assert told(district(clock=frozen, working=working), today=date(2030, 1, 1)) == []
    assert told(district(working=working), today=date(2030, 1, 1)) != []


def test_a_geometry_of_another_district_is_said_street_by_street(tmp_path):
    text = (district().folder / "small" / "streets.geojson").read_text(encoding="utf-8")
    shapes = json.loads(text)
    for n, feature in enumerate(shapes["features"]):
        feature["properties"]["code"] = f"X{n}"
    (tmp_path / "streets.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    home = district(folder=tmp_path, geometry=Geometry(streets="streets.geojson"))
    assert len(english(home)) == 2 * len(shapes["features"])
