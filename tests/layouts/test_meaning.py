"""Behind each ⓘ: every rule of a number under its name, rivals beside one another, the SQL folded."""

from __future__ import annotations

import re

import pytest

import dashboard.indicators
import dashboard.leverage
from dashboard.indicators import Indicator
from dashboard.indicators.explaining import excluded, facts
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.response_curves import RESPONSE_CURVES
from dashboard.parts import collect
from dashboard.text import LANGS
from layouts.meaning import address, meaning_page, meanings, measures
from layouts.pages import PANELS
from layouts.panels.before import BEFORE
from layouts.panels.centre import CENTRE
from layouts.panels.kpi_strip import KPI_STRIP
from layouts.panels.unit_today import UNIT_TODAY
from layouts.panels.units import UNITS
from layouts.sites import PAGES
from layouts.tiles import tile
from tests.layouts import frames
from tests.small_board import NOW, board_tables, case

KNOWN = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}
EVERY = list({panel.name: panel for panels in PANELS.values() for panel in panels}.values())
STANDING = [(page, panel) for page, panels in PANELS.items() for panel in panels]


def reader():
    due = {
        "due_at": NOW.replace(day=NOW.day - 1),
        "closed_at": None,
        "settled_at": NOW.replace(day=NOW.day - 1),
    }
    return board_tables(cases=[case("case:f/1", **due), case("case:f/2", exempt="legacy", **due)])


def told(of, lang="zh"):
    return next(meanings({of.name: of}, KNOWN, reader(), lang))


@pytest.mark.parametrize("lang", LANGS)
def test_formula_unit_window_attribution_denominator_version_and_owner_stand_apart(lang):
    found = dict(facts(ON_TIME, lang))
    names = {
        "zh": "公式 单位 窗口 归期 分母 阈值 口径版本 负责",
        "en": "Formula Unit Window Attribution Denominator",
    }
    assert set(names[lang].split()) <= set(found)
    assert found[{"zh": "窗口", "en": "Window"}[lang]] == {"zh": "28 天", "en": "28 days"}[lang]


def test_what_has_no_window_is_of_the_moment_and_what_has_no_bounds_names_none():
    found = dict(facts(OPEN, "zh"))
    assert found["窗口"] == "此刻"
    assert not {"阈值", "分母"} & set(found)


@pytest.mark.parametrize("of", [FAIR_COMPARISON, RESPONSE_CURVES], ids=lambda of: of.name)
def test_comparison_and_curves_say_into_which_window_a_case_falls(of):
    assert dict(facts(of, "zh"))["归期"]


def test_what_is_left_out_is_told_with_its_count():
    ((name, said),) = excluded(ON_TIME, reader(), "zh")
    assert name == "不计、另列"
    assert said == "无时限 0、简易程序 0、剔除 1"
    assert excluded(OPEN, reader(), "zh") == []


def test_a_number_stands_beside_its_rivals_with_why_they_differ():
    lines = told(ON_TIME).rivals
    assert len(lines) == 1 + len(ON_TIME.rivals)
    assert lines[0].startswith("按时办结率 0.0 %（n = 1）")
    assert all(rival.because.zh in line for rival, line in zip(ON_TIME.rivals, lines[1:], strict=True))
    assert told(OPEN).rivals == []


def test_a_switch_hides_no_measure():
    assert {"fair-comparison", "on-time", "elapsed", "returns"} <= set(measures(UNITS))
    assert {"dispatch-time", "mis-dispatch", "left-behind", "loans"} == set(measures(CENTRE))


def test_the_sql_is_folded_and_what_is_written_is_text():
    one = told(ON_TIME)
    page = meaning_page(CENTRE, [one], frames.ordinary(), "zh")
    assert re.search(r"<details><summary>[^<]+</summary><pre", page)
    assert "SELECT" in one.sql
    assert page.count("<script") == 1
    assert "<details open" not in page


def test_where_no_measure_is_shown_it_says_so():
    assert "本处不显示指标" in meaning_page(CENTRE, [], frames.ordinary(), "zh")


def test_the_switches_of_a_page_and_a_choice_of_one_unit_hide_no_measure_of_a_strip():
    assert {"on-time", "suspended", "returned-today"} < set(measures(KPI_STRIP))
    assert {"on-time", "elapsed", "closed", "returns", "received"} == set(measures(BEFORE))
    assert {"overdue", "due-days", "unsigned", "left-behind"} == set(measures(UNIT_TODAY))


@pytest.mark.parametrize("panel", EVERY, ids=lambda one: one.name)
def test_what_a_picture_is_made_of_is_explained(panel):
    asked = panel.needs(frames.busy(panel).query).values()
    assert {need.indicator.name for need in asked} <= set(measures(panel))


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("page", "panel"), STANDING, ids=lambda one: one if isinstance(one, str) else one.name
)
def test_the_sign_of_every_tile_and_of_every_strip_with_numbers_leads_there_and_says_so(page, panel, lang):
    signs = [one for one in tile(panel, lang, page)._traverse() if is_sign(one)]
    assert len(signs) == (1 if panel.head or measures(panel) else 0)
    for sign in signs:
        assert sign.href == address(page, panel.name, lang)
        assert panel.title.to(lang) in getattr(sign, "aria-label")
    drawn = str(tile(panel, lang, page).to_plotly_json())
    assert ({"zh": "点 ⓘ 看", "en": "Click ⓘ"}[lang] in drawn) is bool(signs)
    assert page in PAGES


def is_sign(component):
    return getattr(component, "className", None) == "jq-help"
