"""What a source says of a case becomes attributes in the words of the district."""

from __future__ import annotations

import csv
import gzip
import itertools
from pathlib import Path

import pytest

from dashboard.cases import ATTRIBUTES, UNMAPPED, Place
from dashboard.district import load
from dashboard.places import Geometry
from data_feeds.attributes import CaseSaid, attributes, checked
from tests.small_district import connection, district, reading

WEST, EAST, FAR = {"x": 121.45, "y": 31.15}, {"x": "121.55", "y": "31.15"}, {"x": 120.15, "y": 30.27}
HOME = district(connection(), nowhere=("全区",))


def told(asked=None, **said):
    asked = asked or reading(home=HOME)
    return attributes(checked(CaseSaid, said, asked), asked)[0]


@pytest.mark.parametrize("said", [{}, {"street": None}, {"street": " "}, {"street": "全区"}])
def test_where_no_street_is_told_the_point_tells_one(said):
    assert told(**WEST, **said)["point_street"] == "S01"
    assert told(**EAST, **said)["point_street"] == "S02"
    assert told(**EAST, **said).get("street") is None


@pytest.mark.parametrize(("street", "code"), [("西街街道", "S01"), ("S01", "S01"), ("北街", UNMAPPED)])
def test_a_street_that_is_told_stands_even_against_the_point(street, code):
    found = told(**EAST, street=street)
    assert found["street"] == code
    assert "point_street" not in found


@pytest.mark.parametrize("point", [FAR, {"x": 0, "y": 0}, {"x": None, "y": None}, {"x": "东", "y": "西"}, {}])
def test_a_point_that_is_not_inside_tells_no_street(point):
    assert "point_street" not in told(**point, street="")


def test_a_swapped_point_tells_the_street_it_is_turned_into():
    found = told(x=WEST["y"], y=WEST["x"])
    assert (found["place"], found["point_street"]) == (Place.INSIDE, "S01")


def test_a_point_of_another_datum_is_converted_before_it_is_looked_up():
    gcj02 = reading(connection(crs="gcj02"), home=HOME)
    edge = {"x": 121.503, "y": 31.15}  # 285 m east of the border, and 136 m west of it once converted
    assert told(gcj02, **edge)["point_street"] == "S01"
    assert told(**edge)["point_street"] == "S02"


def test_nothing_is_told_that_the_board_does_not_know():
    everything = told(
        **WEST,
        source="GRID",
        biz_type="complain",
        procedure="normal",
        urgency="urgent",
        category="污水冒溢",
        street="",
        grid="S01-1",
        reported_at="2026-11-20T09:00",
        due_at="2026-11-20T13:00",
        lead_org="水务",
        co_orgs=["绿容"],
        requester={"name": "王", "phone": "13800001234"},
        address="西街 1 号",
        flags="safety",
        exempt="policy",
        text="井盖",
        reference="20261120-7",
    )
    assert set(everything) <= set(ATTRIBUTES)
    assert len(everything) == len(ATTRIBUTES)


@pytest.mark.boston
def test_boston_cases_without_a_street_get_that_of_their_point():
    folder = Path(__file__).parents[3] / "shared" / "data" / "boston"
    if not folder.is_dir():
        pytest.skip("the Boston records are not at ../shared/data/boston")
    home = load("boston", folder)
    asked = reading(connection(name="boston311"), home=home, geometry=Geometry.load(home))
    with gzip.open(folder / "boston_2011q3.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["neighborhood"].strip() in {"", "Boston"}]
    assert len(rows) == 1_881
    streets = {street.code for street in home.streets}
    for row in itertools.islice(rows, 0, None, 10):
        found = told(asked, street=row["neighborhood"], x=row["lon"], y=row["lat"])
        assert found["street"] is None
        assert found["place"] != Place.INSIDE or found["point_street"] in streets
