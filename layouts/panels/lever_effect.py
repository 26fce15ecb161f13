"""Whether borrowing worked: each figure with its interval, its placebo and its caption, or none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.explaining import about
from dashboard.leverage import LEVELS, Level
from dashboard.leverage.effect import Estimator
from dashboard.leverage.lever_effect import LEVER_EFFECT as INDICATOR
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el
from layouts.measures import known
from layouts.states import DASH, empty
from layouts.wording import count, points, ratio, share

HEADS = (
    Text("借权", "Lever"), Text("看什么", "Figure"), Text("估计（95% 区间）", "Estimate (95 %)"),
    Text("安慰剂", "Placebo"), Text("n · 匹配", "n · matched"), Text("怎么读", "Read it as"),
)  # fmt: skip
ALL = Text("全部", "All")
LOT = Text("{level} · 抽签", "{level} · by lot")
NOTHING = Text("26 周内没有借出的权", "No power was lent in 26 weeks")
NOTHING_WHY = Text(
    "每日零时按当时所知重算；不足 30 件不给数。", "Refitted at midnight; below 30 levers no number is shown."
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The report of the day."""
    return {"effect": Need(indicator=INDICATOR)}


def written(row: Mapping[Any, Any], name: str, lang: Lang) -> str:
    """A ratio, or a difference in percentage points."""
    value = known(row[name])
    if value is None:
        return DASH
    return ratio(value, lang) if row["estimator"] == Estimator.RATE_RATIO else points(value, lang)


def interval(row: Mapping[Any, Any], names: tuple[str, str, str], lang: Lang) -> str:
    """A figure with its ends; a dash for none."""
    middle, low, high = (written(row, name, lang) for name in names)
    return DASH if middle == DASH else f"{middle} ({low} … {high})"


def line(row: Mapping[Any, Any], lang: Lang) -> Node:
    """One figure."""
    level = (
        ALL.to(lang) if row["level"] == "all" else f"{row['level']} {LEVELS[Level(row['level'])].to(lang)}"
    )
    told = [
        str(row["title" if lang == "zh" else "title_en"]),
        interval(row, ("estimate", "lo", "hi"), lang),
        interval(row, ("placebo", "placebo_lo", "placebo_hi"), lang),
        f"{count(row['n'], lang)} · {share(row['matched_share'], lang)}",
        str(row["caption" if lang == "zh" else "caption_en"]),
    ]
    name = LOT.to(lang, level=level) if row["lottery"] else level
    return el("Tr", None, el("Th", None, name, scope="row"), *(el("Td", None, cell) for cell in told))


def draw(view: View) -> Mapping[str, Any]:
    """A row a level and figure."""
    lang, frame = view.lang, view.frames["effect"]
    if frame.empty:
        return {LEVER_EFFECT.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    head = el("Tr", None, *(el("Th", None, one.to(lang), scope="col") for one in HEADS))
    body = [line(row, lang) for row in frame.to_dict("records")]
    table = el("Table", "jq-table", el("Thead", None, head), el("Tbody", None, body))
    return {LEVER_EFFECT.name: div("jq-scroll", table, tabIndex=0)}


LEVER_EFFECT = Panel(
    name="lever-effect",
    title=Text("借权有没有用", "Did borrowing work"),
    note=Text("近 26 周，每日零时重算", "26 weeks, refitted at midnight"),
    help=about(INDICATOR),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
