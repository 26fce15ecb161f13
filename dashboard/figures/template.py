"""The look of every figure: the wall's palette and the defaults that all figures share."""

from __future__ import annotations

from typing import Any

from dashboard.text import Lang

Figure = dict[str, Any]

# Kept equal to assets/css/00-tokens.css by a test.
COLOURS = {
    "bg": "#0b1220",
    "tile": "#111b2c",
    "tile-2": "#18253a",
    "line-color": "#26364f",
    "line-strong": "#3a4e6d",
    "text": "#eaf0f8",
    "text-2": "#b4c1d3",
    "text-3": "#8b9bb2",
    "accent": "#56b4e9",
    "breach-mark": "#f2564a",
    "near-fill": "#f0b02e",
    "borrow": "#bda8ff",
    "borrow-on-top": "#1c1140",
}
RATIO = ("#173750", "#2f668e", "#d99d22", "#cf3a2e")  # r1 … r4
RATIO_ON = ("#c9d9e8", "#ffffff", "#1a1300", "#ffffff")
AMOUNT = ("#15233a", "#1a3353", "#20466f", "#28598c", "#326fae")  # seq-1 … seq-5
MAP_LINE = "#5d7ba0"
SHADOW = ", ".join(["0 0 2px #0b1220"] * 2 + ["0 0 4px #0b1220"] * 3 + ["0 0 7px #0b1220"] * 2)
CLEAR = "rgba(0,0,0,0)"

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
