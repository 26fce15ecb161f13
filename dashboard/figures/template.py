"""The look of every figure: one palette a theme and the defaults that all figures share."""

from __future__ import annotations

import re
from typing import Any

from dashboard.text import Lang, Theme

Figure = dict[str, Any]

# Kept equal to assets/css/00-tokens.css by a test; what is drawn names a token, `painted` looks it up.
TOKENS: dict[Theme, dict[str, str]] = {
    "dark": {
        "bg": "#0b1220", "tile": "#111b2c", "tile-2": "#18253a", "line-color": "#26364f",
        "line-strong": "#3a4e6d", "text": "#eaf0f8", "text-2": "#b4c1d3", "text-3": "#8b9bb2",
        "accent": "#56b4e9", "accent-weak": "#12324a", "breach-mark": "#f2564a", "near-fill": "#f0b02e",
        "borrow": "#bda8ff", "borrow-on-top": "#1c1140", "map-line": "#5d7ba0", "mark-edge": "#ffffff",
        "r1": "#173750", "r2": "#2f668e", "r3": "#d99d22", "r4": "#cf3a2e",
        "r1-on": "#c9d9e8", "r2-on": "#ffffff", "r3-on": "#1a1300", "r4-on": "#ffffff",
        "seq-1": "#15233a", "seq-2": "#1a3353", "seq-3": "#20466f", "seq-4": "#28598c", "seq-5": "#326fae",
        "series-1": "#56b4e9", "series-2": "#b4c1d3", "series-3": "#35c2a0", "series-4": "#bda8ff",
    },
    "light": {
        "bg": "#f3f5f8", "tile": "#ffffff", "tile-2": "#f3f6fa", "line-color": "#dce2ea",
        "line-strong": "#b8c3d1", "text": "#162033", "text-2": "#44526a", "text-3": "#5f6e86",
        "accent": "#0068a8", "accent-weak": "#e2f0fa", "breach-mark": "#c4362d", "near-fill": "#f0b02e",
        "borrow": "#5b3fc0", "borrow-on-top": "#ffffff", "map-line": "#7d94ad", "mark-edge": "#ffffff",
        "r1": "#dcebf6", "r2": "#8fc0e2", "r3": "#f0b02e", "r4": "#c4362d",
        "r1-on": "#223247", "r2-on": "#0b1d30", "r3-on": "#1a1300", "r4-on": "#ffffff",
        "seq-1": "#eef4fa", "seq-2": "#d3e4f2", "seq-3": "#b0d0ea", "seq-4": "#86b6dd", "seq-5": "#5f9fcf",
        "series-1": "#0068a8", "series-2": "#5f6e86", "series-3": "#00775a", "series-4": "#5b3fc0",
    },
}  # fmt: skip
COLOURS = {name: f"@{name}" for name in TOKENS["dark"]}
"""The word by which a figure names each token."""
RATIO = ("@r1", "@r2", "@r3", "@r4")
RATIO_ON = ("@r1-on", "@r2-on", "@r3-on", "@r4-on")
AMOUNT = ("@seq-1", "@seq-2", "@seq-3", "@seq-4", "@seq-5")
MAP_LINE = "@map-line"
SHADOW = ", ".join(["0 0 2px @tile"] * 2 + ["0 0 4px @tile"] * 3 + ["0 0 7px @tile"] * 2)
CLEAR = "rgba(0,0,0,0)"
TOKEN = re.compile(r"@([a-z0-9-]+)")
PLAIN = frozenset({"x", "y", "z", "text", "hovertext", "customdata", "ticktext", "tickvals"})
"""Parts of a figure that carry data, never a colour."""

CHINESE = '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC"'
LATIN = '"Source Sans 3", "Noto Sans", "Segoe UI", "Helvetica Neue", Arial'
FONTS: dict[Lang, str] = {
    "zh": f"{CHINESE}, sans-serif",
    "en": f"{LATIN}, {CHINESE}, sans-serif",
}


def layout(lang: Lang, **given: Any) -> Figure:
    """A layout with the wall's fonts and colours, without legend, title, margin or motion."""
    font = {"family": FONTS[lang], "size": 16, "color": COLOURS["text"]}
    return {
        "font": font,
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": COLOURS["tile-2"],
            "bordercolor": COLOURS["line-strong"],
            "font": font,
            "align": "left",
        },
        "dragmode": False,
        **given,
    }


def painted(drawn: Any, theme: Theme) -> Any:
    """What was drawn in tokens, in the colours of a theme."""
    if isinstance(drawn, dict):
        return {name: part if name in PLAIN else painted(part, theme) for name, part in drawn.items()}
    if isinstance(drawn, (list, tuple)):
        return [painted(part, theme) for part in drawn]
    if isinstance(drawn, str) and "@" in drawn:
        return TOKEN.sub(lambda found: TOKENS[theme].get(found[1], found[0]), drawn)
    return drawn


def axis(**given: Any) -> Figure:
    """An axis without line, ticks or grid that does not move."""
    return {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "automargin": False,
        "fixedrange": True,
        "tickfont": {"size": 16, "color": COLOURS["text-2"]},
        **given,
    }


def hatch(back: str = COLOURS["tile"]) -> Figure:
    """The pattern of what is not to be compared."""
    return {"shape": "/", "fgcolor": COLOURS["line-strong"], "bgcolor": back, "size": 7, "solidity": 0.28}
