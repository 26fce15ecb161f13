"""Where units lose time: by stage, category, hour of the week or week; and which streets wait for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dashboard.indicators.sign_hours import SIGN_HOURS
from dashboard.indicators.sign_parts import SIGN_PARTS
from dashboard.indicators.stage_response import STAGE_RESPONSE
from dashboard.indicators.week_response import WEEK_RESPONSE
from dashboard.text import Text
from layouts import Choice, Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.crossings import LEAST, Crossing, drawn, tabled
from layouts.elements import div, span
from layouts.handling import UNIT, WAYS, crossing
from layouts.handling import need as handled
from layouts.links import listing
from layouts.response import Look, drawn_response, legend, response_crossing
from layouts.signing import drawn_hours, drawn_parts, hours_crossing, parts_crossing
from layouts.states import empty, few
from layouts.tabled import wanted, way
from layouts.units import beside, of_all, one_unit
from layouts.wording import count

MOST = 60
DAY = Text("星期", "Weekday")
HEAT = Choice(
    key="heat",
    title=Text("热图", "Heatmap"),
    values={
        "stage": Text("环节", "Stage"),
        "category": Text("类别", "Category"),
        "hours": Text("星期×小时", "Hour of week"),
        "weeks": Text("周", "Week"),
        "streets": Text("街镇×单位", "Street × unit"),
    },
)
NOTES = {
    "stage": Text("用时÷时限 中位数 · n", "used ÷ limit, median · n"),
    "category": Text("处置用时÷时限 · 格内 n", "handling, used ÷ limit · n"),
    "hours": Text("签收用时÷时限，每天四格：夜 上午 下午 晚", "signing; four parts a day: night to evening"),
    "weeks": Text("处置用时÷时限 · 8 个 ISO 周 · 格内 n", "handling, used ÷ limit · 8 ISO weeks · n"),
    "streets": Text("谁在等谁：处置用时÷时限 · 格内 n", "who waits for whom: handling · n"),
    "hour": Text("签收用时÷时限 · 星期×小时 · 框为此刻", "signing by hour of week, box = now"),
}
LEFT_OUT = Text("另有 {n} 件在未列的格", "{n} more in cells not shown")
NOTHING = Text("窗口内没有可比的处置", "No handling to compare in the window")
NOTHING_WHY = Text("有了第一件按时限处置的就会显示。", "It shows with the first one that has a limit.")


def needs(query: Query) -> Mapping[str, Need]:
    """The grid that is asked for; of all units, so that one filter more costs nothing."""
    kind = HEAT.of(query)
    if kind in WAYS:
        return {f"heat-{kind}": handled(kind, query)}
    if kind == "stage":
        return {"response": Need(indicator=STAGE_RESPONSE, ask=of_all(query, windowed=True))}
    if one_unit(query):
        return {"hours": Need(indicator=SIGN_HOURS, ask=ask(query))}
    return {"parts": Need(indicator=SIGN_PARTS, ask=of_all(query, windowed=True))}


def filtered(view: View, need: str) -> View:
    """The view with the units alone that the page is filtered by, or of one its peers."""
    shown, frame = beside(view.query, view.district), view.frames[need]
    if not shown:
        return view
    return replace(view, frames={**view.frames, need: frame[frame["department"].isin(shown)]})


def draw(view: View) -> Mapping[str, Any]:
    """The grid with its legend or the same as a table, or why there is none."""
    kind = HEAT.of(view.query)
    if kind in WAYS:
        return crossed_slots(kind, view)
    return staged(view) if kind == "stage" else signed(view)


def crossed_slots(kind: str, view: View) -> Mapping[str, Any]:
    """Handling crossed as figure or table, with what it leaves out."""
    lang, note, shown = view.lang, NOTES[kind].to(view.lang), filtered(view, f"heat-{kind}")
    frame = shown.frames[f"heat-{kind}"]
    found = crossing(kind, shown, frame)
    most = max((int(row.n) for row in found.cells.values()), default=0)
    if not most:
        return slots(None, empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), note)
    rest = int(frame["n"].sum()) - found.shown if kind != "weeks" else 0
    told = span("jq-heat-rest", LEFT_OUT.to(lang, n=count(rest, lang))) if rest else None
    if wanted(view.query, HEAT.key):
        return instead(found, WAYS[kind].head, note, view, told)
    if most < LEAST:
        return slots(None, few(most, lang, LEAST), note)
    return {**slots(drawn(found, lang), legend(lang, LEAST, told), note), **tools(view)}


def instead(found: Crossing, head: Text, note: str, view: View, *more: Node | None) -> Mapping[str, Any]:
    """The grid as a table."""
    return {**slots(None, div("jq-instead", tabled(found, head, view), *more), note), **tools(view)}


def tools(view: View) -> Mapping[str, Any]:
    """The way to the table, or back to the figure."""
    return {f"{UNIT_HEAT.name}-tools": way(view, HEAT.key)}


def staged(view: View) -> Mapping[str, Any]:
    """Units by stage."""
    query, shown = view.query, filtered(view, "response")
    one, note = one_unit(query), NOTES["stage"].to(view.lang)

    def link(unit: str, stage: str) -> str:
        return listing(STAGE_RESPONSE, query, department=unit, stage=stage)

    look = Look(size=13, gap=2, most=MOST, least=LEAST, ratios=True, marked=one, link=link)
    figure, said = drawn_response(shown, look)
    if figure and wanted(query, HEAT.key):
        return instead(response_crossing(shown, link, one), UNIT, note, view)
    return {**slots(figure, said, note), **(tools(view) if figure else {})}


def signed(view: View) -> Mapping[str, Any]:
    """Signing by part of the week; of one unit by hour."""
    query, one = view.query, bool(one_unit(view.query))
    shown, note = view if one else filtered(view, "parts"), NOTES["hour" if one else "hours"].to(view.lang)

    def at_hour(day: int, hour: int) -> str:
        return listing(SIGN_HOURS, query, weekday=day, hour=hour)

    def at_part(unit: str, day: int, part: int) -> str:
        return listing(SIGN_PARTS, query, department=unit, weekday=day, part=part)

    figure, whys = drawn_hours(view, heads=13, link=at_hour) if one else drawn_parts(shown, link=at_part)
    if not figure:
        return slots(None, whys, note)
    if wanted(query, HEAT.key):
        found = hours_crossing(shown, at_hour) if one else parts_crossing(shown, at_part)
        return instead(found, DAY if one else UNIT, note, view)
    return {**slots(figure, legend(view.lang), note), **tools(view)}


def slots(figure: Any, said: Any, note: str) -> Mapping[str, Any]:
    """What fills the tile."""
    name = UNIT_HEAT.name
    return {name: said, f"{name}-note": note, **({f"{name}-graph": figure} if figure else {})}


UNIT_HEAT = Panel(
    name="unit-heat",
    title=Text("时间用在哪里", "Where time goes"),
    note=NOTES["stage"],
    help=Text(
        f"环节、类别、街镇×单位：{STAGE_RESPONSE.formula.zh}；类别与街镇×单位只看处置。周：{WEEK_RESPONSE.formula.zh}。"
        f"星期×小时：{SIGN_PARTS.formula.zh}；只看一个单位时为每小时一格。"
        f"n < {LEAST}（星期×小时 n < 5）打斜线，只列件数，不作比较；点格子看名单；“看表格”给出同样的数字。",
        f"Stage, category, street × unit: {STAGE_RESPONSE.formula.en}; the last two of handling alone. Week: "
        f"{WEEK_RESPONSE.formula.en}. Hour of week: {SIGN_PARTS.formula.en}; of one unit a cell is an hour. "
        f"With n < {LEAST} (hour of week n < 5) a cell is hatched: its count alone, no comparison; a click "
        "shows its list; the same numbers stand in the table.",
    ),
    pages=("departments",),
    needs=needs,
    draw=draw,
    graph=True,
    choice=HEAT,
)
