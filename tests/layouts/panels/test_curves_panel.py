"""The curves of response: how far they are drawn, what is told beside them, and what they lead to."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from dashboard.figures.steps import APART, Step, steps
from dashboard.indicators.response_curves import RESPONSE_CURVES
from layouts.panels.curves import CURVES, LEAST, last_hour, lines
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, nodes, text

DAY = 8


def drawn(lang="zh", frame=None, **query):
    view = frames.busy(CURVES, lang, **query)
    return CURVES.draw(view if frame is None else replace(view, frames={"curves": frame}))


def told(*rows):
    """A frame of (till, minutes, n, done, left)."""
    found = pd.DataFrame(rows, columns=["till", "used", "n", "done", "left"])
    return RESPONSE_CURVES.finish(found.assign(worked=-(-found["used"] // 60)))


def asked(href):
    return {name: said[0] for name, said in parse_qs(urlsplit(href).query).items()}


def test_three_lines_start_at_nothing_rise_and_are_told_apart_without_colour():
    figure = drawn()["curves-graph"]
    assert len(figure["data"]) == 3
    assert len({line["line"]["dash"] for line in figure["data"]}) == 3
    for line in figure["data"]:
        assert (line["x"][0], line["y"][0]) == (0, 0)
        assert line["y"] == sorted(line["y"])
        assert line["line"]["shape"] == "hv"
        assert len(line["x"]) == len(line["y"]) == len(line["customdata"]) == len(line["marker"]["size"])


def test_under_each_tick_stands_how_many_still_wait():
    figure = drawn(frame=told(("signed", 30, 20, 20, 0), ("signed", 60 * 9, 14, 4, 0)))["curves-graph"]
    ticks = figure["layout"]["xaxis"]["tickvals"]
    foot = feet(figure)
    assert [re.sub("<[^>]+>", "", foot[tick]) for tick in ticks] == ["34", "14", "0"][: len(ticks)]


def feet(figure):
    """The counts under the axis, by their hour."""
    return {one["x"]: one["text"] for one in figure["layout"]["annotations"] if one.get("xref") != "paper"}


def test_who_still_waits_at_a_tick_stands_under_the_figure_and_is_one_click_away_in_the_table():
    frame = told(("signed", 30, 20, 20, 0), ("signed", 60 * 9, 14, 4, 0))
    foot = feet(drawn(frame=frame, window="7d", street="990101002")["curves-graph"])
    assert (foot[0], foot[8], foot[16]) == ("34", "14", "0")
    whole = {"of": "response-curves", "window": "7d", "street": "990101002", "till": "signed"}
    table = drawn(frame=frame, table="curves", window="7d", street="990101002")["curves"]
    cells = [row["props"]["children"] for row in nodes(table) if row["type"] == "Tr"][1:]
    shown = {text(row[0]): (text(row[2]), [asked(href) for href in links(row[2])]) for row in cells}
    assert shown["8"] == ("14", [{**whole, "past": "8"}])
    assert shown["16"] == ("0", [])  # nobody is nobody's list


def test_the_axis_ends_with_the_day_in_which_the_last_enough_are_at_risk():
    busy = told(("closed", 60, 30, 30, 0), ("closed", 60 * 9, 12, 3, 0), ("closed", 60 * 100, 5, 5, 0))
    assert last_hour(lines(busy), DAY) == 16
    assert last_hour(lines(told(("closed", 60 * 900, 40, 4, 0))), DAY) == 15 * DAY


def test_a_line_of_few_cases_is_not_drawn_and_few_in_all_say_so():
    few = told(("signed", 60, LEAST - 1, 2, 0), ("closed", 60, LEAST, 2, 0))
    assert len(drawn(frame=few)["curves-graph"]["data"]) == 1
    alone = drawn(frame=told(("signed", 60, LEAST - 1, 2, 0)))
    assert "curves-graph" not in alone
    assert "样本太少" in text(alone["curves"])
    assert "窗口内没有派出的件" in text(CURVES.draw(frames.empty(CURVES))["curves"])


def test_a_point_leads_to_what_ended_in_its_hour_with_the_filters_of_the_page():
    figure = drawn(window="7d", street="990101002")["curves-graph"]
    hrefs = [one for one in figure["data"][0]["customdata"] if one]
    assert asked(hrefs[0]) == {
        "of": "response-curves", "window": "7d", "street": "990101002", "till": "signed", "worked": "1",
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_beside_the_curves_stands_how_many_were_sent_done_wait_and_were_returned(lang):
    frame = told(("signed", 60, 20, 15, 2), ("signed", 600, 10, 1, 4))
    (size,) = classed(drawn(lang, frame)["curves"], "jq-curves-size")
    said = {
        "zh": "签收共 30 件已做到 16仍在等 8中途退回 6",
        "en": "signed30 sentdone 16still waiting 8returned before 6",
    }
    assert text(size) == said[lang]
    assert [asked(one).get("outcome", "") for one in links(size)] == ["", "done", "waiting", "left"]
    none_left = told(("signed", 60, 20, 20, 0))
    assert len(links(classed(drawn(lang, none_left)["curves"], "jq-curves-size")[0])) == 2


def test_the_table_tells_the_same_shares_with_their_intervals_and_who_waits():
    frame = told(("signed", 60, 20, 15, 0), ("signed", 60 * 8, 20, 10, 0))
    drawing = drawn(frame=frame, table="curves")
    assert "curves-graph" not in drawing
    rows = [
        [text(cell) for cell in row["props"]["children"]]
        for row in nodes(drawing["curves"])
        if row["type"] == "Tr"
    ]
    assert rows[0] == ["工时", "签收（95% 区间）", "在等"]
    assert [row[0] for row in rows[1:]] == ["1", "2", "4", "8"]
    assert rows[1][1].startswith("37.5%（")
    assert [row[2] for row in rows[1:]] == ["20", "20", "20", "0"]
    assert "table" not in links(drawing["curves-tools"])[0]


def test_of_one_unit_the_question_is_about_it_alone():
    (need,) = CURVES.needs({"department": "eco"}).values()
    assert dict(need.ask.where) == {"department": ("eco",)}


def line(share, words):
    return Step(
        hours=[1], shares=[share], hovers=[""], links=[""], words=words, colour="@text", dash="solid",
        at_risk=[1],
    )  # fmt: skip


def test_names_at_the_edge_never_stand_on_one_another():
    figure = steps([line(0.8, "a"), line(0.8, "b"), line(0.81, "c")], [0], 8, "h", "zh")
    heights = sorted(
        one["y"] for one in figure["layout"]["annotations"] if one.get("xshift") == 6 and one["y"]
    )
    assert heights == pytest.approx([0.8, 0.8 + APART, 0.8 + 2 * APART])


def test_names_of_lines_that_all_reach_the_top_stand_under_it():
    figure = steps([line(1.0, "a"), line(1.0, "b"), line(0.99, "c")], [0], 8, "h", "zh")
    heights = [one["y"] for one in figure["layout"]["annotations"] if one.get("xshift") == 6 and one["y"]]
    assert sorted(heights) == pytest.approx([1 - 2 * APART, 1 - APART, 1.0])


def test_what_lies_beyond_the_edge_is_not_drawn_and_the_line_goes_on_to_it():
    long = Step(
        hours=[1, 30], shares=[0.4, 0.9], hovers=["x", "y"], links=["/a", "/b"], words="a", colour="@text",
        dash="dot",
        at_risk=[3],
    )  # fmt: skip
    (drawing,) = steps([long], [0], 8, "h", "zh")["data"]
    assert (drawing["x"], drawing["y"]) == ([0, 1, 8], [0.0, 0.4, 0.4])
    assert drawing["customdata"] == ["", "/a", ""]
