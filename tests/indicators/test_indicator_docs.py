"""The pages on indicators and triggers name every one there is, and say of each what it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import dashboard.indicators
import dashboard.leverage
from dashboard.indicators import Indicator
from dashboard.leverage import Trigger, triggers
from dashboard.parts import collect

DOCS = Path(__file__).parents[2] / "docs"
INDICATORS = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}
TRIGGERS = collect(triggers, Trigger)


def rows(page):
    """First cell → the others, of every table row of a page."""
    text = (DOCS / page).read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]
    return {found[0]: row[1:] for row in cells if (found := re.findall(r"^`?([A-Za-z0-9-]+)`?", row[0]))}


@pytest.mark.parametrize("indicator", INDICATORS.values(), ids=lambda part: part.name)
def test_every_indicator_has_a_line_with_meaning_and_formula(indicator):
    meaning, formula = rows("indicators.md")[indicator.name][:2]
    assert len(meaning) > 5
    assert len(formula) > 5


@pytest.mark.parametrize(
    "indicator", [part for part in INDICATORS.values() if part.window], ids=lambda part: part.name
)
def test_every_default_window_is_said(indicator):
    assert f"`{indicator.name}` ({indicator.window.days} d)" in (DOCS / "indicators.md").read_text(
        encoding="utf-8"
    )


@pytest.mark.parametrize("trigger", TRIGGERS.values(), ids=lambda part: part.name)
def test_every_trigger_has_a_line_with_its_lever(trigger):
    condition, lever = rows("triggers.md")[trigger.name]
    assert len(condition) > 10
    assert (trigger.step or trigger.suggests.value) in lever
