"""The period before beside this one: the page's numbers, each with its list, and by how much they moved."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from dashboard.indicators import Indicator
from dashboard.indicators.closed import CLOSED
from dashboard.indicators.elapsed import ELAPSED
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.returns import RETURNS
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import dashed, div, el, span
from layouts.links import judged, listing
from layouts.states import DASH
from layouts.units import LEAST
from layouts.windows import AGAINST, before
from layouts.wording import count, points, ratio, share, signed

SHIFTED = Text("上期：同样窗口前移 {days} 天", "before: the same window {days} d earlier")
WAS = Text("上期 {value}", "before {value}")
SIZE = Text("n = {n}", "n = {n}")
POINTS = Text("{n} 百分点", "{n} points")
FEW = Text("n < {least}，不比", "n < {least}: not compared")


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number of the page: of which indicator, in which column, how it is written."""

    of: Indicator
    column: str = "value"
    written: str = "count"  # count | share | ratio


MEASURES = (
    Measure(of=RECEIVED),
    Measure(of=CLOSED),
    Measure(of=ON_TIME, column="share", written="share"),
    Measure(of=ELAPSED, column="median", written="ratio"),
    Measure(of=RETURNS, column="share", written="share"),
)


@dataclass(frozen=True)
class Figure:
    """A number and how many it is of."""

    value: float
    n: int

    @classmethod
    def of(cls, frame: pd.DataFrame, one: Measure) -> Figure:
        """What a frame of one row says; nothing of none."""
        if frame.empty:
            return cls(math.nan, 0)
        row = frame.iloc[0]
        return cls(float(row[one.column]), int(row["value" if one.written == "count" else "n"]))


def needs(query: Query) -> Mapping[str, Need]:
    """Every measure over the window and over the one before; nothing where it is not asked for."""
    if AGAINST.of(query) == AGAINST.default:
        return {}
    found: dict[str, Need] = {}
    for one in MEASURES:
        now = ask(query)
        found[f"now-{one.of.name}"] = Need(indicator=one.of, ask=now)
        found[f"before-{one.of.name}"] = Need(indicator=one.of, ask=replace(now, ago=before(query)))
    return found


def draw(view: View) -> Mapping[str, Any]:
    """The measures in a row, or nothing."""
    if AGAINST.of(view.query) == AGAINST.default:
        return {BEFORE.name: []}
    said = div("jq-before-said", SHIFTED.to(view.lang, days=before(view.query).days))
    return {BEFORE.name: div("jq-before", *(tile(one, view) for one in MEASURES), said)}


def tile(one: Measure, view: View) -> Node:
    """One measure now and before, each with its list, and the difference."""
    now, then = (Figure.of(view.frames[f"{when}-{one.of.name}"], one) for when in ("now", "before"))
    shift = {"ago": f"{before(view.query).days}d"}
    return div(
        "jq-before-one",
        div("jq-before-title", one.of.title.to(view.lang), title=one.of.formula.to(view.lang)),
        div(
            "jq-before-now",
            linked(one, now, view, {}),
            span("jq-before-moved", moved(one, now, then, view.lang)),
        ),
        div("jq-before-then", linked(one, then, view, shift, WAS), sized(one, then, view.lang)),
        **dashed(data_before=one.of.name),
    )


def linked(
    one: Measure, found: Figure, view: View, shift: Mapping[str, str], words: Text | None = None
) -> Node:
    """A number with the list of what it counts; none behind nothing."""
    said = written(one, found, view.lang)
    said = words.to(view.lang, value=said) if words else said
    if not found.n:
        return span(None, said)
    return el("A", "jq-to", said, href=listing(one.of, view.query, **judged(one.of), **shift))


def sized(one: Measure, found: Figure, lang: Lang) -> Node | None:
    """Of how many a share or a median is."""
    return None if one.written == "count" else span("jq-before-n", SIZE.to(lang, n=count(found.n, lang)))


def written(one: Measure, found: Figure, lang: Lang) -> str:
    """A number as its kind is written; of few cases no share and no median."""
    if one.written == "count":
        return count(found.value, lang)
    if found.n < LEAST:
        return DASH
    return share(found.value, lang) if one.written == "share" else ratio(found.value, lang)


def moved(one: Measure, now: Figure, then: Figure, lang: Lang) -> str:
    """The difference: in cases and percent of those before, in points, or as it is."""
    if one.written == "count":
        part = f" ({signed(f'{now.n / then.n - 1:+.0%}')})" if then.n >= LEAST else ""
        return signed(f"{now.n - then.n:+,}") + part
    if min(now.n, then.n) < LEAST:
        return FEW.to(lang, least=LEAST)
    apart = now.value - then.value
    return POINTS.to(lang, n=points(apart, lang)) if one.written == "share" else signed(f"{apart:+.2f}")


BEFORE = Panel(
    name="before",
    title=Text("与上期相比", "Against the period before"),
    note=Text("", ""),
    help=Text(
        "同样长的前一段窗口（今日比昨日同刻、本周比上周同刻）中的同样数字，原始值，未调整案件构成；点数字看各自的名单。",
        "The same numbers over the window before, as long (today against yesterday, this week against the "
        "last, up to the same hour); raw, not adjusted for case mix; each number leads to its list.",
    ),
    pages=("departments", "department"),
    needs=needs,
    draw=draw,
    head=False,
)
