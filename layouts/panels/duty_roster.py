"""Who has the watch and whom to call: posts with their lines, from the folder or the district file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from dashboard.duty_lists import STALE, aged, on_duty
from dashboard.leverage.shift_sheet import turn_of
from dashboard.leverage.watch import DUTY_OFFICES, ROSTERED
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, span
from layouts.names import is_code, unit
from layouts.rows import rows
from layouts.states import empty

LINE = Text("内线 {line}", "line {line}")
ON = Text("当班", "On watch")
CALL = Text("各单位值守", "Duty offices")
FROM = Text("{day} 的名单", "list of {day}")
OLD = Text("▲ {day} 的名单，超过 {days} 天", "▲ list of {day}, older than {days} days")
NEVER = Text("区县文件所列", "from the district file")
NOTHING = Text("没有值班名单", "There is no roster")
NOTHING_WHY = Text(
    "把值班表放入名单文件夹，或在区县文件里写上岗位。",
    "Put a roster into the folder of lists, or write posts into the district file.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The roster, and the offices of the duty list."""
    return {"rostered": Need(indicator=ROSTERED), "duty-offices": Need(indicator=DUTY_OFFICES)}


def named(row: Mapping[str, Any], lang: Lang) -> str:
    """What a post is called; its code where no list names it."""
    said = row.get(f"name_{lang}")
    return str(said if is_code(said) else row["post"])


def watch(view: View) -> Iterator[tuple[str, str, str]]:
    """Unit, post and line of the running shift; without a list the posts of the district file."""
    lang, district = view.lang, view.district
    turn = turn_of(district.shifts, view.now, district.tz)
    found = [{str(name): value for name, value in row.items()} for row in plain(view.frames["rostered"])]
    if found and turn:
        for row in on_duty(found, turn.day, turn.shift.name):
            yield unit(district, row["org"], lang), named(row, lang), row["line"] or ""
    elif not found:
        for post in district.roster:
            yield unit(district, post.org, lang), post.name.to(lang), post.line


def offices(view: View) -> Iterator[tuple[str, str, str]]:
    """The offices of the units."""
    for row in plain(view.frames["duty-offices"]):
        yield unit(view.district, row["org"], view.lang), named(row, view.lang), row["line"] or ""


def plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows with None where nothing is known."""
    return [
        {name: None if pd.isna(value) else value for name, value in row._asdict().items()}
        for row in rows(frame)
    ]


def part(title: Text, found: list[tuple[str, str, str]], lang: Lang) -> list[Node]:
    """One part of the list under its heading; nothing where it has no line."""
    told = [
        div(
            "jq-ros-row",
            span("jq-ros-unit", org),
            span("jq-ros-post", post, title=post),
            span("jq-ros-line", LINE.to(lang, line=line) if line else "—"),
        )
        for org, post, line in found
    ]
    return [div("jq-ros-head", title.to(lang)), *told] if told else []


def age(view: View) -> Node:
    """Of which day the lists are; amber once nobody has confirmed them for too long."""
    found = [row["as_of"] for name in ("rostered", "duty-offices") for row in plain(view.frames[name])]
    if not found:
        return NEVER.to(view.lang)
    oldest = min(found)
    day = f"{oldest.astimezone(view.district.tz):%Y-%m-%d}"
    if aged(oldest, view.now):
        return span("jq-chip jq-chip-warn", OLD.to(view.lang, day=day, days=STALE.days))
    return FROM.to(view.lang, day=day)


def draw(view: View) -> Mapping[str, Any]:
    """The shift, then the offices."""
    lang, name = view.lang, DUTY_ROSTER.name
    parts = [*part(ON, list(watch(view)), lang), *part(CALL, list(offices(view)), lang)]
    if not parts:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), f"{name}-note": ""}
    return {name: div("jq-ros", *parts, tabIndex="0"), f"{name}-note": age(view)}


DUTY_ROSTER = Panel(
    name="duty-roster",
    title=Text("值班与值守电话", "Roster and telephones"),
    note=Text("", ""),
    help=Text(
        "当班岗位与各单位值守电话，取自名单文件夹；没有名单时取区县文件。只写岗位与办公电话，不写姓名；"
        "名单超过 90 天未更新以琥珀色标出。",
        "The posts of the running shift and the office lines of the units, from the folder of lists, else "
        "from the district file. Posts, never persons; a list older than 90 days is marked amber.",
    ),
    pages=("duty",),
    needs=needs,
    draw=draw,
)
