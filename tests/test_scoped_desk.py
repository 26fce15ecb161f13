"""Nobody is shown a picture made for somebody else, nor a case beyond the scope of who looks."""

from __future__ import annotations

import gzip
import re

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.exporting import exported
from dashboard.scope import ALL, NOTHING, WHOLE, Scope, Sight
from layouts.sites import PAGES
from tests.living import NOON, desk_in, dispatched, reported, stepped

pytestmark = pytest.mark.sweep

STREETS = ("990101001", "990101002", "990101003")
UNITS = ("water", "ecology", "housing")
CASES = [
    fact
    for n in range(18)
    for fact in dispatched(
        n, hours=200 + n, org=UNITS[n % 3], street=STREETS[n // 6], text_short=f"第{n}件路灯不亮"
    )
]
RETURNED = [
    stepped(3, "return", hours=50, org="water", reason_code="R2"),
    stepped(3, "dispatch", hours=49, org="uomc", to_org="ecology"),
    reported(99, hours=2, street=STREETS[2], flags=["safety"], urgency="urgent"),
]
KEY = re.compile(r"(?:case:hotline/|/cases/hotline/)(\d{6})")
LISTS = {"of": "open"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("scoped"), [*CASES, *RETURNED])
    made.look()
    yield made
    made.close()


def unit(*codes):
    return Sight(cases=Scope(departments=frozenset(codes)), text="short")


def street(*codes):
    return Sight(cases=Scope(streets=frozenset(codes)), text="short")


def body(desk, page, query, sight, lang="zh"):
    return gzip.decompress(desk.picture(page, query, lang, sight).body).decode()


def told(desk, sight):
    """The numbers of all cases that any page tells of to somebody."""
    pages = [(page, LISTS if page == "cases" else {}) for page in PAGES]
    pages += [("case", {"key": f"case:hotline/{n:06d}"}) for n in (*range(18), 99)]
    pages += [
        ("cases", {"of": of, "window": "91d"}) for of in ("received", "overdue", "returns", "hand-offs")
    ]
    return {number for page, query in pages for number in KEY.findall(body(desk, page, query, sight))}


def held(desk, sight):
    with desk.board.reading(NOON) as reader:
        return {key.rpartition("/")[2] for key in reader.within(sight.cases).held()}


@pytest.mark.sweep
@pytest.mark.parametrize("sight", [unit("water"), unit("ecology"), street(STREETS[0]), unit(), Sight()])
def test_no_page_tells_of_a_case_beyond_the_scope_of_who_looks(desk, sight):
    own = held(desk, sight)
    assert told(desk, sight) == own
    assert own < held(desk, ALL)


@pytest.mark.sweep
def test_the_district_sees_every_case(desk):
    assert told(desk, ALL) == {f"{n:06d}" for n in (*range(18), 99)}


def test_a_case_that_a_unit_has_given_back_stays_its_own_and_is_that_of_the_next_one_too(desk):
    assert "000003" in held(desk, unit("water")) & held(desk, unit("ecology"))


def test_counts_are_the_same_for_everybody_who_may_see_the_page(desk):
    tiles = [
        orjson.loads(body(desk, "departments", {}, sight))["tiles"]["units"] for sight in (ALL, unit("water"))
    ]
    assert tiles[0] == tiles[1]


def test_two_sights_never_share_a_picture_and_equal_ones_do(desk):
    sights = [ALL, unit("water"), unit("ecology"), unit("water", "ecology"), street(STREETS[0]), Sight()]
    pictures = [desk.picture("cases", LISTS, "zh", sight) for sight in sights]
    assert len({picture.etag for picture in pictures}) == len(sights)
    again = Sight(cases=Scope(departments=frozenset({"water"})), text="short")
    assert desk.picture("cases", LISTS, "zh", again) is pictures[1]


def test_what_one_has_measured_is_not_handed_to_another(desk):
    first = body(desk, "cases", LISTS, ALL)
    second = body(desk, "cases", LISTS, unit("water"))
    third = body(desk, "cases", LISTS, ALL)
    assert first == third
    assert set(KEY.findall(second)) < set(KEY.findall(first))


def test_a_failing_panel_never_shows_the_last_good_drawing_of_somebody_else(desk, monkeypatch):
    body(desk, "cases", LISTS, ALL)
    monkeypatch.setattr("dashboard.drawing.answer", lambda *_: 1 / 0)
    desk.measured = (-1, -1), {}
    desk.gallery.pictures.clear()
    assert not KEY.findall(body(desk, "cases", LISTS, unit("housing")))
    desk.measured = (-1, -1), {}
    desk.gallery.pictures.clear()


def test_a_sight_without_texts_shows_none(desk):
    shown = body(desk, "cases", LISTS, ALL)
    silent = body(desk, "cases", LISTS, Sight(cases=WHOLE))
    assert "路灯不亮" in shown
    assert "路灯不亮" not in silent
    assert "路灯不亮" not in body(desk, "case", {"key": "case:hotline/000001"}, Sight(cases=WHOLE))


def test_an_export_holds_the_cases_of_the_scope_alone(desk):
    whole, own = (exported(desk, LISTS, "zh", sight).csv() for sight in (ALL, unit("water")))
    assert set(re.findall(r"\b0000\d\d\b", own)) == held(desk, unit("water"))
    assert set(re.findall(r"\b0000\d\d\b", whole)) > held(desk, unit("water"))


SCOPES = st.builds(
    Scope,
    streets=st.frozensets(st.sampled_from(STREETS), max_size=2),
    departments=st.frozensets(st.sampled_from(UNITS), max_size=2),
)


@settings(max_examples=12)
@given(one=SCOPES, more=SCOPES)
def test_a_narrower_scope_never_adds_a_row(desk, one, more):
    few, many = (
        set(KEY.findall(body(desk, "cases", LISTS, Sight(cases=scope, text="short"))))
        for scope in (one, one | more)
    )
    assert few <= many
    assert bool(few) <= bool(one != NOTHING)
