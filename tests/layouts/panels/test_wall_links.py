"""Every number, cell, street and row of the wall leads to what stands behind it."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from layouts.panels.attention import ATTENTION
from layouts.panels.district_map import DISTRICT_MAP, MEASURES
from layouts.panels.kpi_strip import FIGURES, KPI_STRIP
from layouts.panels.passing import PASSING
from layouts.panels.response_heatmap import RESPONSE_HEATMAP
from layouts.panels.sign_hours import SIGN_HOURS
from layouts.response import Look, drawn_response
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links


def asked(address):
    url = urlsplit(address)
    assert url.path == "/cases"
    return {name: said[0] for name, said in parse_qs(url.query).items()}


def test_each_figure_is_a_link_to_its_list_and_a_silent_one_leads_nowhere():
    drawn = KPI_STRIP.draw(frames.busy(KPI_STRIP))["kpi-strip"]
    assert [asked(link) for link in links(drawn)] == [{"of": figure.indicator.name} for figure in FIGURES]
    assert len(classed(drawn, "jq-kpi")) == len(FIGURES)
    view = frames.busy(KPI_STRIP)
    feeds = tuple(feed.model_copy(update={"tells": frozenset({"handle"})}) for feed in view.district.feeds)
    silent = KPI_STRIP.draw(replace(view, district=frames.district(feeds=feeds)))["kpi-strip"]
    assert len(links(silent)) == len(FIGURES) - 2


def test_each_row_is_a_link_to_its_case():
    rows = PASSING.draw(frames.busy(PASSING))["passing"]
    assert links(rows) == [f"/cases/hotline/p{n}" for n in range(5)]
    view = frames.busy(ATTENTION)
    matters = links(ATTENTION.draw(view)["attention"])
    assert matters == ["/cases/" + key.removeprefix("case:") for key in view.frames["attention"]["key"]]


@pytest.mark.parametrize("measure", MEASURES)
def test_each_street_leads_to_the_list_behind_its_colour_and_each_mark_to_its_case(measure):
    figure = DISTRICT_MAP.draw(frames.busy(DISTRICT_MAP, measure=measure))["district-map-graph"]
    streets = [asked(trace["meta"]["href"]) for trace in figure["data"] if "meta" in trace]
    of = {"overdue": "overdue", "density": "open", "ontime": "on-time", "received": "received-today"}[measure]
    assert {said["of"] for said in streets} == {of}
    assert {said["street"] for said in streets} == set(frames.STREETS)
    named = {trace["name"]: trace for trace in figure["data"] if "name" in trace}
    assert {asked(one)["street"] for one in named["label"]["customdata"]} == set(frames.STREETS)
    assert len(named["late"]["customdata"]) == len(named["late"]["x"])
    assert all(one.startswith("/cases/hotline/") for one in named["late"]["customdata"])
    assert all(one.startswith("/cases/") for one in named["rank"]["customdata"])


def test_each_cell_leads_to_the_list_behind_it():
    figure = RESPONSE_HEATMAP.draw(frames.busy(RESPONSE_HEATMAP))["response-heatmap-graph"]
    row = figure["layout"]["yaxis"]["ticktext"].index("生态环境局")
    found = [asked(one) for one in figure["data"][0]["customdata"][row]]
    assert found == [
        {"of": "stage-response", "department": "eco", "stage": stage}
        for stage in ("sign", "contact", "handle", "check")
    ]
    hours = SIGN_HOURS.draw(frames.busy(SIGN_HOURS))["sign-hours-graph"]["data"][0]["customdata"]
    assert asked(hours[4][10]) == {"of": "sign-hours", "weekday": "5", "hour": "10"}


def test_a_grid_that_is_given_no_links_has_none():
    figure, _ = drawn_response(frames.busy(RESPONSE_HEATMAP), Look())
    assert {one for row in figure["data"][0]["customdata"] for one in row} == {""}
