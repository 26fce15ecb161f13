"""From what was detected to what held for 30 days, of all levers or of one: a bar a step, what was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.indicators import Ask
from dashboard.indicators.explaining import about
from dashboard.leverage import LEVELS, Level
from dashboard.leverage.conversion.funnel import STEPS
from dashboard.leverage.lever_funnel import LEVER_FUNNEL as INDICATOR
from dashboard.leverage.lever_funnel import QUARTER
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, span
from layouts.links import listing, to
from layouts.measures import known
from layouts.rows import rows
from layouts.sites import LEVERS
from layouts.states import DASH, empty
from layouts.wording import count, decimal, share

SHORT = {
    "suggested": Text("建议", "Sugg."), "approved": Text("批准", "Appr."),
    "issued": Text("借出", "Issued"),
    "answered": Text("答复", "Answ."), "acted": Text("首动", "Acted"),
    "resolved": Text("解决", "Solved"),
    "held": Text("守 30 天", "Held 30"),
}  # fmt: skip
NOTE = Text("近 13 周，笔；发现 {n}", "13 weeks, levers; detected {n}")
HOVER = Text(
    "{step}：{n} 笔，前一步的 {share}；断 {lost}，仍可能 {open}；用时中位 {spent}",
    "{step}: {n}, {share} of the step before; {lost} lost, {open} may still come; median {spent}",
)
HOURS, DAYS = Text("{n} 时", "{n} h"), Text("{n} 天", "{n} d")
LOST = Text("−{n}", "−{n}")
NOTHING = Text("近 13 周没有借权", "No lever in 13 weeks")
NOTHING_WHY = Text("有建议或借出后，这里看走到哪一步。", "Once levers begin, this tells how far they get.")
WINDOW = {"window": "91d"}
ALL = "all"
EVERY = Text("合计", "All")
SUGGESTED = Text("各级建议", "Suggested")


def needs(_query: Query) -> Mapping[str, Need]:
    """The funnel of the quarter."""
    return {"funnel": Need(indicator=INDICATOR, ask=Ask(window=QUARTER))}


def lasted(hours: float | None, lang: Lang) -> str:
    """A length of time in one unit: hours, from two days on days; a dash for none."""
    if hours is None:
        return DASH
    unit, size = (DAYS, hours / 24) if hours >= 48 else (HOURS, hours)
    return unit.to(lang, n=decimal(max(0.0, size), lang))


def bar(row: Any, most: int, view: View) -> Node:
    """One step: its number, its bar, its name, the median since the step before."""
    lang = view.lang
    spent = lasted(known(row.hours), lang)
    step = STEPS[row.step].to(lang)
    hover = HOVER.to(
        lang, step=step, n=count(row.n, lang), share=share(row.share, lang), lost=count(row.lost, lang),
        open=count(row.open, lang), spent=spent,
    )  # fmt: skip
    number: Node = count(row.n, lang)
    if row.n:
        cell = {"step": row.step} | ({} if row.level == ALL else {"level": row.level})
        number = el("A", "jq-to", number, href=listing(INDICATOR, WINDOW, **cell))
    lost = span("jq-step-lost", LOST.to(lang, n=count(row.lost, lang)) if row.lost else "")
    return div(
        "jq-step",
        div("jq-step-n", number, lost),
        div("jq-step-track", span("jq-step-ink", style={"height": f"{100 * row.n / max(most, 1):.1f}%"})),
        div("jq-step-name", SHORT[row.step].to(lang)),
        div("jq-step-spent", spent),
        title=hover,
    )


def by_lever(frame: pd.DataFrame, on: str, view: View) -> Node:
    """How many of each lever were suggested, each the way to what became of them."""
    lang = view.lang
    suggested = frame[frame["step"] == "suggested"].set_index("level")["n"]
    ways = []
    for level in (ALL, *Level):
        name = EVERY.to(lang) if level == ALL else f"{level} {LEVELS[Level(level)].to(lang)}"
        said = f"{name} {count(int(suggested.get(level, 0)), lang)}"
        href = to(LEVERS) if level == ALL else to(LEVERS, level=level)
        ways.append(el("A", "jq-to", said, href=href, **dashed(aria_current=str(level == on).lower())))
    return div("jq-step-levers", span(None, SUGGESTED.to(lang)), *ways)


def draw(view: View) -> Mapping[str, Any]:
    """A bar a step from the suggestion on, of all levers or the one asked for; the note tells the first."""
    name, lang, frame = LEVER_FUNNEL.name, view.lang, view.frames["funnel"]
    on = view.query.get("level", ALL)
    on = on if on in set(frame["level"]) else ALL
    steps = {row.step: row for row in rows(frame[frame["level"] == on])}
    detected = int(steps["detected"].n) if set(steps) == set(STEPS) else 0
    ways = by_lever(frame, on, view)
    if not detected:
        body = empty(NOTHING.to(lang), NOTHING_WHY.to(lang))
        return {name: body if frame.empty else div("jq-funnel", ways, body), f"{name}-note": ""}
    most = max(int(steps[step].n) for step in SHORT)
    bars = div("jq-steps", *(bar(steps[step], most, view) for step in SHORT))
    body = div("jq-funnel", ways, bars)
    return {name: body, f"{name}-note": NOTE.to(lang, n=count(detected, lang))}


LEVER_FUNNEL = Panel(
    name="lever-funnel",
    title=Text("转化", "Conversion"),
    note=Text("近 13 周，笔", "13 weeks, levers"),
    help=about(INDICATOR),
    pages=("levers",),
    needs=needs,
    draw=draw,
)
