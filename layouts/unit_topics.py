"""Units below the funnel limit month after month (T17): a topic for the top leaders, with its ground."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.leverage import Level
from dashboard.leverage.failing_units import FAILING_UNITS, RULE
from dashboard.leverage.proposal import UNNECESSARY
from dashboard.text import Text
from layouts import Need, Node, View
from layouts.borrowing import chip
from layouts.elements import dashed, div, el, span
from layouts.links import of_unit
from layouts.names import unit
from layouts.rows import rows
from layouts.wording import count

TITLE = Text("单位议题（T17）", "Topics of units (T17)")
GROUND = Text(
    "连续 {months} 个月低于 99.8% 控制限：{n} 件中按时 {on_time} 件，应不少于 {least} 件",
    "below the 99.8 % limit {months} months running: {on_time} of {n} in time, at least {least} expected",
)
UNTIL = Text("何时作罢：{words}", "not needed if {words}")


def needs() -> Mapping[str, Need]:
    """The units."""
    return {"failing-units": Need(indicator=FAILING_UNITS)}


def topics(view: View) -> list[Node]:
    """The units with their months; nothing where there is none."""
    frame, lang = view.frames["failing-units"], view.lang
    if frame.empty:
        return []
    lines = []
    for one in rows(frame):
        figures = {name: count(int(getattr(one, name)), lang) for name in ("months", "n", "on_time", "least")}
        name = el("A", None, unit(view.district, one.department, lang), href=of_unit(one.department))
        ground = span("jq-held-why", GROUND.to(lang, **figures))
        lever = chip(Level.AUTHORITY.value, lang)
        lines.append(el("Li", None, lever, " ", name, " ", ground, **dashed(data_topic=one.department)))
    until = div("jq-held-why", UNTIL.to(lang, words=UNNECESSARY[RULE].to(lang)))
    return [div("jq-topics", el("H3", None, TITLE.to(lang)), el("Ul", None, *lines), until)]
