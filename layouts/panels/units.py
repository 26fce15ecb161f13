"""Units by tier with intervals, as raw rates with counts, as a funnel, week by week: one tile, four looks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.elapsed import ELAPSED
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.returns import RETURNS
from dashboard.text import Text
from layouts import Choice, Need, Panel, Query, View
from layouts.standings import FAIR
from layouts.standings import need as fair
from layouts.tabled import wanted, way
from layouts.tiers import AGAINST, drawn_funnel, drawn_tiers
from layouts.trends import NOTE, drawn_trends
from layouts.trends import need as trend
from layouts.unit_table import drawn_raw
from layouts.units import needs as raw_needs

FROZEN = Text("{said}（历史冻结至 {day}）", "{said}, frozen at {day}")
ROLLING = Text("{said}（历史不足两季，取至 {day}）", "{said}, as far as known up to {day}")
LOOK = Choice(
    key="ranking",
    title=Text("看法", "Look"),
    values={
        "tiers": Text("分层", "Tiers"),
        "raw": Text("原始", "Raw"),
        "funnel": Text("漏斗图", "Funnel"),
        "weeks": Text("八周", "8 weeks"),
    },
)


def draw(view: View) -> Mapping[str, Any]:
    """The ranking as tiers, as the raw table, as a funnel or week by week."""
    kind, name = LOOK.of(view.query), UNITS.name
    if kind == "raw":
        return drawn_raw(view)
    if kind == "weeks":
        found = drawn_trends(view, as_table=wanted(view.query, name))
        return {name: found, f"{name}-note": NOTE.to(view.lang), f"{name}-tools": way(view, name)}
    note = {f"{name}-note": standard(view)}
    if kind == "tiers":
        return {name: drawn_tiers(view), **note}
    figure, said = drawn_funnel(view)
    return {name: said, **note, **({f"{name}-graph": figure} if figure else {})}


def standard(view: View) -> str:
    """Against what units are held, and up to which day: frozen with a quarter, or as far as is known."""
    said, frame = AGAINST.to(view.lang), view.frames[FAIR]
    if frame.empty:
        return said
    day = frame["until"].iloc[0].astimezone(view.district.tz).date()
    until = FROZEN if frame["frozen"].iloc[0] else ROLLING
    return until.to(view.lang, said=said, day=day.isoformat())


def needs(query: Query) -> Mapping[str, Need]:
    """The fair comparison, for the raw table every measure by unit, for the weeks the rate by day."""
    kind = LOOK.of(query)
    if kind == "weeks":
        return trend(query)
    return raw_needs(query) if kind == "raw" else {FAIR: fair(query)}


UNITS = Panel(
    name="units",
    title=Text("各单位", "Units"),
    note=AGAINST,
    help=Text(
        f"分层与漏斗：{FAIR_COMPARISON.formula.zh}。原始：{ON_TIME.formula.zh}；受理、在办与超期归此刻负责的单位"
        f"（结案后归最后经手者）。用时÷时限：{ELAPSED.formula.zh}。退单：{RETURNS.formula.zh}。",
        f"Tiers and funnel: {FAIR_COMPARISON.formula.en}. Raw: {ON_TIME.formula.en}; In and Open count for "
        f"the unit that answers for the case now, once ended for the last that had it. Used: "
        f"{ELAPSED.formula.en}. Returned: {RETURNS.formula.en}.",
    ),
    pages=("departments",),
    needs=needs,
    draw=draw,
    graph=True,
    instead=Text(
        "“分层”与“原始”是漏斗图所画单位的表格。",
        "Tiers and Raw are tables of the units that the funnel draws.",
    ),
    choice=LOOK,
)
