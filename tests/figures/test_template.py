"""One palette: what Python draws with is what the style sheet says; and the little line of a figure."""

from __future__ import annotations

import math
import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from dashboard.figures import template
from dashboard.figures.sparkline import EDGE, HEIGHT, WIDTH, sparkline, spots
from dashboard.text import THEMES

SHEET = (Path(__file__).parents[2] / "assets/css/00-tokens.css").read_text("utf-8")
ON_THE_SHEET = {
    theme: dict(
        re.findall(r"--jq-([\w-]+): ([^;]+);", SHEET.split(f'[data-theme="{theme}"]')[1].split("}")[0])
    )
    for theme in THEMES
}


def said(theme, name):
    """What the style sheet says of a token, one step of `var()` followed."""
    value = ON_THE_SHEET[theme][name]
    return ON_THE_SHEET[theme].get(value.removeprefix("var(--jq-").removesuffix(")"), value)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", template.COLOURS)
def test_a_colour_is_the_token_of_its_name(theme, name):
    assert template.TOKENS[theme][name] == said(theme, name)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("fill", "ink"), list(zip(template.RATIO, template.RATIO_ON, strict=True)))
def test_every_number_in_a_cell_can_be_read(theme, fill, ink):
    assert contrast(template.painted(fill, theme), template.painted(ink, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_labels_can_be_read_on_every_street(theme):
    text = template.TOKENS[theme]["text"]
    assert all(contrast(template.painted(fill, theme), text) >= 4.5 for fill in template.AMOUNT)


def test_what_is_drawn_is_painted_and_what_is_told_is_not():
    drawn = {"line": {"color": "@text"}, "colors": ["@r1", "@nothing"], "text": ["@text"], "n": 3}
    painted = template.painted(drawn, "light")
    assert painted == {
        "line": {"color": "#162033"},
        "colors": ["#dcebf6", "@nothing"],
        "text": ["@text"],
        "n": 3,
    }
    assert drawn["line"] == {"color": "@text"}
    assert template.painted(template.SHADOW, "dark").startswith("0 0 2px #111b2c, ")


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_chinese_puts_its_own_face_first_and_english_a_latin_one():
    assert template.FONTS["zh"].startswith('"Noto Sans CJK SC"')
    assert template.FONTS["en"].startswith('"Source Sans 3"')
    assert "CJK" in template.FONTS["en"]


def test_a_layout_is_clear_still_and_without_a_legend_box():
    made = template.layout("zh", uirevision="x")
    assert made["showlegend"] is False
    assert made["dragmode"] is False
    assert made["paper_bgcolor"] == "rgba(0,0,0,0)"
    assert made["uirevision"] == "x"


def svg(now, before):
    address = sparkline(now, before)
    assert address.startswith("data:image/svg+xml,")
    return unquote(address.split(",", 1)[1])


def test_the_line_shows_today_over_last_week_with_a_dot_at_now():
    drawing = svg([1.0, 2.0, 3.0], [3.0, 2.0, 1.0])
    assert drawing.count("<path") == 2
    assert drawing.index(template.TOKENS["dark"]["line-strong"]) < drawing.index(
        template.TOKENS["dark"]["accent"]
    )
    assert f'cx="{WIDTH - EDGE}' in drawing
    assert f'cy="{EDGE}' in drawing


def test_values_keep_inside_and_share_one_scale():
    assert spots([0.0, 10.0], 0, 10) == [(EDGE, HEIGHT - EDGE), (WIDTH - EDGE, EDGE)]
    assert {y for _, y in spots([5.0, 5.0], 5, 5)} == {HEIGHT / 2}


def test_a_gap_is_left_out_and_nothing_at_all_draws_nothing():
    assert len(spots([1.0, math.nan, 3.0], 1, 3)) == 2
    assert "circle" not in svg([math.nan] * 3, [math.nan] * 3)
    assert svg([], []).count('d=""') == 2
