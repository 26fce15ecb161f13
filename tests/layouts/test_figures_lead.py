"""Every number on every page leads down to its list, or it is said here why not; and up to its formula."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import layouts
from dashboard.access.policy import shipped
from dashboard.text import LANGS, Lang
from layouts.pages import PANELS, at
from layouts.sites import PAGES
from tests.layouts import frames
from tests.layouts.frames_unit import UNIT
from tests.layouts.panels.reading import links

NAMED = {panel.name: panel for panels in PANELS.values() for panel in panels}
EVERY = list(NAMED.values())
DIGIT = re.compile(r"\d")
CLOCK = "how long, since or until when, of the one thing that its row or its page is about"
NAME = "part of a name, of a sentence, or the number of a document"
BESIDE = "the interval, n, change or share of the number beside it, which leads on"
KEY = "a bound, a scale or a key of what is drawn"
HERE = "what it counts stands in this very tile, each line a way on or the end of the way"
LOANS = "counted in levers: its row, its unit or its sheet leads to them"
APART = "counts no cases, but entries, events, people, calculations"
WHY: dict[str, dict[str, str]] = {
    CLOCK: {
        "attention-ask": "jq-decide-terms",
        "attention-head": "jq-card-left jq-card-facts",
        "attention-returns": "Td",
        "attention-tried": "Td",
        "duty-queue": "jq-duty-late jq-ink-near jq-ink-ok jq-ink-late jq-duty-told jq-duty-seen",
        "lever-silences": "Td",
        "one-appeal": "jq-msg-why",
        "one-clocks": "jq-clock-again jq-clock-limit jq-clock-words",
        "one-hands": "jq-hand-time",
        "one-head": "jq-one-badge jq-one-facts",
        "one-timeline": "jq-line-when jq-line-note",
        "place-points": "Td",
        "ticker": "Time",
        "unit-appeals": "jq-appeal",
        "unit-due": "jq-ink-near jq-ink-ok",
        "unit-levers": "Td",
        "unit-trend": "Td",
        "weekly-bar": "jq-week-name jq-week-dates",
    },
    NAME: {
        "attention-ask": "jq-way-words",
        "attention-head": "H3 jq-members-why jq-lever",
        "attention-health": "jq-measure-title",
        "attention-tried": "jq-lever",
        "attention-list": "H3 jq-lever",
        "centre": "jq-centre-title",
        "conversion": "H3",
        "dry-run-head": "jq-dry-run-span",
        "dry-run-triggers": "Td",
        "duty-roster": "jq-ros-line jq-ros-post",
        "duty-queue": "jq-lever",
        "duty-shift": "jq-ink-near",
        "lever-lenders": "Code",
        "limitation": "H3 jq-lever",
        "lever-funnel": "jq-step-name",
        "one-head": "jq-members-why jq-lever",
        "one-timeline": "jq-line-who jq-line-what",
        "roster": "jq-ros-line jq-ros-post",
        "ticker": "jq-tick-number",
        "unit-drivers": "Td",
        "unit-head": "jq-unit-peers",
        "unit-levers": "jq-lever",
        "units": "jq-units-caveat jq-funnel-legend",
        "weekly-bar": "jq-week-print",
        "weekly-numbers": "jq-week-when",
        "weekly-recurring": "jq-again",
    },
    BESIDE: {
        "centre": "jq-centre-main jq-centre-under jq-centre-end",
        "embedding": "jq-tie-change jq-measure-under",
        "attention-list": "jq-held-why",
        "limitation": "jq-limit-share jq-limit-n jq-held-why",
        "place-points": "Td",
        "structure": "jq-tie-change jq-measure-under",
        "unit-costly": "Td",
        "unit-drivers": "Td jq-unit-down jq-unit-up",
        "unit-head": "jq-unit-figure",
        "unit-integrity": "jq-ask-bound",
        "unit-trend": "Td",
        "units": "jq-units-place Td jq-units-told jq-units-part jq-units-returns",
        "weekly-moves": "jq-move-points",
        "weekly-numbers": "jq-week-delta jq-week-interval",
        "weekly-recurring": "jq-again-number",
    },
    KEY: {
        "attention-health": "jq-measure-under",
        "district-map": "jq-map-key jq-map-absent",
        "place-map": "jq-map-key jq-map-absent",
        "place-surges": "jq-key",
        "response-heatmap": "jq-key",
        "unit-heat": "jq-key",
        "weekly-map": "jq-map-key jq-map-absent",
        "weekly-response": "jq-key",
    },
    HERE: {
        "attention": "tools",
        "attention-head": "jq-card-score jq-card-complete",
        "attention-list": "Summary Li",
        "dry-run-flags": "Td",
        "hand-offs": "jq-offs-rest",
        "lever-board": "jq-loans-n",
        "lever-silences": "Summary",
        "one-head": "jq-one-score",
        "one-place": "jq-one-corner",
        "structure": "jq-measure-value",
        "weekly-bar": "jq-week-mark",
    },
    LOANS: {
        "conversion": "jq-number jq-measure-title jq-measure-value jq-measure-under",
        "lever-effect": "Td",
        "lever-funnel": "jq-step-lost jq-step-spent",
        "lever-lenders": "jq-number jq-note",
        "rules-won": "jq-rule-under jq-rule-cell jq-number",
    },
    APART: {
        "audit-notes": "Td",
        "devices-table": "Td",
        "dry-run-head": "Td",
        "dry-run-numbers": "Td",
        "dry-run-triggers": "Td",
        "dry-run-units": "Td",
        "feed-detail": "jq-eq-part Dd",
        "feeds-table": "jq-moment jq-equation jq-ink-near jq-number",
        "people-table": "Td",
    },
}
"""Why a number has no list of its own: by reason, by panel, by the class (or kind) of its node."""
COURSES = {"day-flow", "curves", "feed-deliveries", "attention-course"}
"""Figures whose marks are no cells of cases: courses in time, whose numbers stand beside them as links."""
GROUND = {"case", "points", "attention", "nominations", "loans"}
"""What a panel is about, not what it counts."""
UNSAID = {"one-clocks": "case-life", "one-timeline": "case-clocks", "unit-costly": "fair-comparison"}
"""Indicators of a panel that tell which or when, and print no number of their own."""
OWN_WORDS = {
    "attention-ask",
    "attention-course",
    "attention-head",
    "attention-returns",
    "attention-tried",
    "case-list",
    "duty-levers",
    "duty-roster",
    "duty-shift",
    "lever-lenders",
    "lever-one",
    "one-hands",
    "one-head",
    "one-place",
}
"""Panels of one case, one lever, one list: what their numbers mean is told in its own words."""


@cache
def drawings(name: str, lang: Lang) -> tuple[dict[str, Any], ...]:
    """What a panel draws of a busy day, in each of its choices, of all and of one unit."""
    panel = NAMED[name]
    of_one = {"department": UNIT} if "department" in panel.pages else {}
    choices = [{panel.choice.key: value} for value in panel.choice.values] if panel.choice else [{}]
    return tuple(panel.draw(frames.busy(panel, lang, **of_one, **choice)) for choice in choices)


def unled(drawn: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """The words with a digit that stand in no link, and the class of what holds them; no heads."""
    if isinstance(drawn, list):
        for one in drawn:
            yield from unled(one, place)
    elif isinstance(drawn, str) and DIGIT.search(drawn) and drawn != "0":  # nothing stands behind nothing
        yield place, drawn
    elif isinstance(drawn, dict) and "href" not in drawn["props"] and drawn["props"].get("scope") is None:
        named = drawn["props"].get("className", "").split()
        bare = drawn["type"] in ("B", "Span", "Div") and place
        yield from unled(
            drawn["props"].get("children"), named[0] if named else place if bare else drawn["type"]
        )


def reasons(panel: str, place: str) -> list[str]:
    """Why numbers in such a place of a panel have no list of their own."""
    return [why for why, said in WHY.items() if place in said.get(panel, "").split()]


def named(panel: Any) -> str:
    return str(panel.name)


def places(panel: Any, lang: Lang) -> Iterator[tuple[str, str]]:
    """All such words of a panel; marks and rows of a table lead on by themselves, a note sums up."""
    for drawn in drawings(panel.name, lang):
        for slot, props in drawn.items():
            if not slot.endswith(("-graph", "-grid", "-note")):
                for place, words in unled(props):
                    yield place or slot.removeprefix(f"{panel.name}-"), words


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_every_number_leads_to_its_list_or_it_is_said_why_not(panel, lang):
    assert [one for one in places(panel, lang) if not reasons(panel.name, one[0])] == []


def test_no_reason_outlives_its_number():
    met = {(panel.name, place) for panel in EVERY for lang in LANGS for place, _ in places(panel, lang)}
    said = {
        (panel, place)
        for panels in WHY.values()
        for panel, words in panels.items()
        for place in words.split()
    }
    assert said - met == set()


@pytest.mark.parametrize("panel", [one for one in EVERY if one.graph], ids=named)
def test_the_marks_of_a_figure_lead_to_lists_and_pages(panel):
    drawn = [found for found in drawings(panel.name, "zh") if f"{panel.name}-graph" in found]
    told = [json.dumps(one[f"{panel.name}-graph"]) for one in drawn]
    assert told
    assert panel.name in COURSES or all(
        '"/cases' in one or '"?' in one or '"/departments' in one for one in told
    )


@pytest.mark.parametrize("panel", EVERY, ids=named)
def test_what_leads_on_leads_to_a_page_or_a_door(panel):
    doors = [re.sub(r"<[^>]*>", "[^?]+", path) for path, _ in shipped().doors]
    for drawn in drawings(panel.name, "zh"):
        for slot, props in drawn.items():
            for link in [] if slot.endswith(("-graph", "-grid")) else links(props):
                path = link.split("?")[0]
                assert not path or at(path) or any(re.fullmatch(door, path) for door in doors), link


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("panel", [one for one in EVERY if one.name not in OWN_WORDS], ids=named)
def test_the_formula_of_what_is_shown_stands_behind_the_sign_or_on_the_number(panel, lang):
    wanted = {}
    for value in panel.choice.values if panel.choice else [""]:
        needs = panel.needs({panel.choice.key: value} if panel.choice else {})
        wanted |= {need.indicator.name: need.indicator.formula.to(lang) for need in needs.values()}
    said = panel.help.to(lang) + json.dumps([*drawings(panel.name, lang)], ensure_ascii=False)
    assert not wanted or any(formula.rstrip(".。") in said for formula in wanted.values())
    missing = {name for name, formula in wanted.items() if formula.rstrip(".。") not in said}
    assert missing - GROUND == {*UNSAID.get(panel.name, "").split()}


PATHS = "|".join(sorted(re.escape(page.path.rstrip("/")) for page in PAGES.values()))
ADDRESS = re.compile(rf"""["'](?:{PATHS})[/?"']""")
WRITTEN = [file for file in sorted(Path(layouts.__file__).parent.rglob("*.py")) if file.name != "sites.py"]


@pytest.mark.parametrize("file", WRITTEN, ids=lambda file: file.stem)
def test_no_address_of_a_page_is_written_but_in_the_registry_of_pages(file):
    code = "\n".join(line.split("  # ")[0] for line in file.read_text("utf-8").splitlines())
    assert ADDRESS.findall(code) == []


def test_an_address_that_is_written_would_be_found():
    assert ADDRESS.search('href="/coordination"')
    assert ADDRESS.search("f'/levers?lever={key}'")
    assert ADDRESS.search('f"/departments/{code}"')
    assert not ADDRESS.search('f"/export/cases.csv"')
