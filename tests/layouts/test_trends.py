"""The rates of all units over eight weeks: on one scale, gaps where there are few, lists behind numbers."""

from __future__ import annotations

import math
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.figures.small_multiple import EDGE, HEIGHT, Range, small_multiple
from dashboard.figures.template import TOKENS
from dashboard.text import THEMES
from layouts.handling import weeks
from layouts.panels.units import UNITS
from layouts.trends import DAYS, courses, scale_of
from layouts.units import LEAST
from layouts.weeks import Week
from tests.layouts import frames
from tests.layouts.panels.reading import links, nodes, text

GAP = (math.nan,) * 3


def drawn(lang="zh", **query):
    return UNITS.draw(frames.busy(UNITS, lang, **{"ranking": "weeks", **query}))


def lines(drawing):
    """The texts of each row by its first."""
    found = [
        [text(cell) for cell in row["props"]["children"]]
        for row in nodes(drawing["units"])
        if row["type"] == "Tr"
    ]
    return {row[0]: row[1:] for row in found}


def svg(address):
    return unquote(address.partition(",")[2])


def test_every_unit_has_a_row_with_last_week_its_n_and_all_eight():
    found = lines(drawn())
    assert list(found)[:3] == ["单位", "城管执法局", "生态环境局"]
    assert found["城管执法局"] == ["", "92.9%", "98", "92.9%"]
    assert found["教育局"] == ["", "1 / 1", "1", "8 / 8"]


def test_a_week_of_few_has_no_dot():
    images = [node for node in nodes(drawn()["units"]) if node["type"] == "Img"]
    dots = [svg(image["props"]["src"]).count("<circle") for image in images]
    assert dots == [8, 8, 8, 8, 0]
    assert "W47 11-16" in images[0]["props"]["alt"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_table_tells_every_week_and_each_leads_to_its_seven_days(lang):
    drawing = drawn(lang, table="units")
    head = [text(node) for node in nodes(drawing["units"]) if node["type"] == "Th"]
    assert head[1:] == [f"W{n} {Week.named(f'2026-W{n}').monday:%m-%d}" for n in range(40, 48)]
    asked = [parse_qs(urlsplit(one).query) for one in links(drawing["units"]) if one.startswith("/cases")]
    assert all(len(one["day"][0].split(",")) == 7 and one["window"] == ["91d"] for one in asked)
    assert {one["department"][0] for one in asked} == {"eco", "cg", "fg", "sw", "jy"}


def test_a_filtered_page_shows_the_unit_among_its_peers_from_the_same_measuring():
    assert UNITS.needs({"ranking": "weeks", "department": "eco"}) == UNITS.needs({"ranking": "weeks"})
    assert "教育局" not in lines(drawn(department="eco,cg"))


def test_nothing_settled_says_so():
    assert "近 8 周没有应结案件" in text(UNITS.draw(frames.empty(UNITS, ranking="weeks"))["units"])


SOME = st.lists(
    st.tuples(
        st.sampled_from(["eco", "cg", "fg"]), st.dates(date(2026, 9, 1), date(2026, 11, 20)),
        st.integers(0, 30), st.integers(0, 30),
    ),
    max_size=40, unique_by=lambda row: row[:2],
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(SOME)
def test_the_weeks_of_a_unit_add_up_to_its_days(found):
    names = weeks(frames.busy(UNITS, ranking="weeks"))
    told = pd.DataFrame(
        [(unit, str(day), n, min(hits, n)) for unit, day, n, hits in found],
        columns=["department", "day", "n", "on_time"],
    )
    first = Week.named(names[0]).monday
    for one in courses(told, names):
        mine = [(n, min(hits, n)) for unit, day, n, hits in found if unit == one.code and day >= first]
        assert (one.whole.n, one.whole.hits) == (sum(n for n, _ in mine), sum(hits for _, hits in mine))
    assert {one.code for one in courses(told, names)} == {
        unit for unit, day, n, _ in found if n and day >= first
    }


def test_all_stand_on_one_scale_that_holds_every_interval():
    found = courses(frames.busy(UNITS, ranking="weeks").frames[DAYS], weeks(frames.busy(UNITS)))
    scale = scale_of(found, 0.9)
    for one in found:
        for week in one.weeks:
            if week.n >= LEAST:
                assert scale.low <= week.low <= week.high <= scale.high


@given(st.lists(st.one_of(st.just(GAP), st.tuples(*[st.floats(0, 1)] * 3)), min_size=1, max_size=8))
def test_a_dot_stands_for_every_known_week_inside_the_picture(found):
    drawing = svg(small_multiple(found, 0.5, Range(low=0.0, high=1.0), "light"))
    known = [week for week in found if not math.isnan(week[1])]
    heights = [float(part.partition('"')[0]) for part in drawing.split('cy="')[1:]]
    assert len(heights) == len(known)
    assert all(EDGE <= height <= HEIGHT - EDGE for height in heights)
    for height, (_, share, _) in zip(heights, known, strict=True):
        assert height == Range(low=0.0, high=1.0).at(share)


@pytest.mark.parametrize("theme", THEMES)
def test_a_gap_breaks_the_line_and_colours_are_those_of_the_theme(theme):
    drawing = svg(
        small_multiple([(0.8, 0.9, 1.0), GAP, (0.7, 0.8, 0.9)], math.nan, Range(low=0.5, high=1.0), theme)
    )
    stroke = TOKENS[theme]["accent"]
    assert f'd="M6.0 11.6M162.0 17.2" stroke="{stroke}"' in drawing
    assert "dasharray" not in drawing
