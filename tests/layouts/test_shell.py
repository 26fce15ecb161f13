"""The static page: all that pictures fill is there, all is local, no graph can send its data away."""

from __future__ import annotations

import json
import re

import pytest
from dash import dcc
from plotly.utils import PlotlyJSONEncoder

from dashboard.text import LANGS
from layouts import heads, shell
from layouts.pages import PANELS
from tests.layouts import frames


def page(lang="zh", **given):
    return shell.page("wall", frames.district(**given), lang, beat=2.0)


def said(component):
    return json.dumps(component, cls=PlotlyJSONEncoder, ensure_ascii=False)


def components(root):
    yield root
    yield from root._traverse()


@pytest.mark.parametrize("lang", LANGS)
def test_every_slot_of_every_panel_has_its_place(lang):
    ids = [
        component.id
        for component in components(page(lang))
        if isinstance(getattr(component, "id", None), dict)
    ]
    places = {one.get("tile") or one.get("graph") for one in ids if "tile" in one or "graph" in one}
    assert places == {slot for panel in PANELS["wall"] for slot in panel.slots}
    assert len({json.dumps(one) for one in ids}) == len(ids)


@pytest.mark.parametrize("lang", LANGS)
def test_no_graph_can_upload_its_figure_and_all_speak_the_readers_language(lang):
    graphs = [component for component in components(page(lang)) if isinstance(component, dcc.Graph)]
    assert len(graphs) == 4
    for graph in graphs:
        assert graph.config["showSendToCloud"] is False
        assert graph.config["plotlyServerURL"] == ""
        assert graph.config["displaylogo"] is False
        assert graph.config["displayModeBar"] is False
        assert graph.config["locale"] == {"zh": "zh-CN", "en": "en"}[lang]


def test_the_shell_names_no_address_outside():
    assert not re.search(r"https?://", said(page()))


def test_one_badge_a_connection_and_one_for_the_link():
    words = said(page())
    assert re.findall(r'"data-feed": "([a-z]*)"', words) == [
        "",
        "hotline",
        "grid",
        "police",
        "municipal",
        "iot",
    ]


def test_marks_say_demo_backfill_and_a_past_moment_only_where_they_are_true():
    district = frames.district()
    assert [text.zh for text, stands in heads.marks(district) if stands] == ["演示数据"]
    boston = frames.district(
        demo=False,
        feeds=(
            frames.Connection(
                name="boston", kind="folder", title=frames.Text("b", "b"), crs="wgs84", backfill=True
            ),
        ),
        clock={"mode": "frozen", "at": "2011-09-15T09:00"},
    )
    assert [text.en for text, stands in heads.marks(boston) if stands] == [
        "backfill",
        "past moment",
    ]


def test_posts_of_the_centre_are_on_duty_and_nobody_elses():
    assert heads.on_duty(frames.district(), "zh") == "带班 区府办值班室  值班长 02 席"
    assert heads.on_duty(frames.district(posts=()), "zh") == ""


@pytest.mark.parametrize("lang", LANGS)
def test_the_document_is_in_the_readers_language_and_keeps_dashs_words_out(lang):
    parts = dict.fromkeys(("metas", "title", "favicon", "css", "config", "scripts", "renderer"), "{x}")
    text = shell.index(lang=lang, theme="light", app_entry="Loading...", **parts)
    assert f'<html lang="{shell.LANGUAGE[lang]}" data-theme="light"' in text
    assert "Loading" not in text
    assert text.count("{x}") == 7


def test_the_scripts_are_told_when_to_worry_and_what_to_say():
    told = shell.facts("wall", frames.district(), "en", {})
    assert (told["data-amber-ms"], told["data-lost-ms"]) == ("30000", "90000")
    assert json.loads(told["data-shifts"])[0] == {"name": "Day shift", "start": "08:30", "end": "16:30"}
    assert json.loads(told["data-words"])["unknown"] == "unknown"


def test_the_beat_is_the_settings_beat_in_milliseconds():
    beat = next(component for component in components(page()) if isinstance(component, dcc.Interval))
    assert beat.interval == 2000
