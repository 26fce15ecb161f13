"""Who is on duty: the shift and the posts of the district file with their internal lines, never persons."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dashboard.district import District, Post, Shift
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, span
from layouts.names import unit
from layouts.states import empty

MOST = 6
LINE = Text("内线 {line}", "line {line}")
ON = Text("{shift} {start}–{end}", "{shift} {start}–{end}")
MORE = Text("{said} · 列 {shown} / {total} 岗", "{said} – {shown} of {total} posts")
NOTHING = Text("区县文件没有值守岗位", "The district file names no posts")
NOTHING_WHY = Text(
    "在区县文件的 posts 里写上岗位，这里就会显示。", "Write them under posts, and they show here."
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The district file says it all."""
    return {}


def shift(district: District, now: datetime) -> Shift | None:
    """The shift of a moment; one may reach over midnight."""
    at = now.astimezone(district.tz).time()
    for one in district.shifts:
        if one.start < one.end:
            if one.start <= at < one.end:
                return one
        elif at >= one.start or at < one.end:
            return one
    return None


def line(post: Post, view: View) -> Node:
    """Unit, post, line; without one the place stays empty."""
    lang = view.lang
    return div(
        "jq-ros-row",
        span("jq-ros-unit", unit(view.district, post.org, lang)),
        span("jq-ros-post", post.name.to(lang), title=post.name.to(lang)),
        span("jq-ros-line", LINE.to(lang, line=post.line) if post.line else "—"),
    )


def noted(view: View, shown: int) -> str:
    """The shift, and how many posts there are where not all fit."""
    on, total = shift(view.district, view.now), len(view.district.roster)
    said = (
        ON.to(view.lang, shift=on.name.to(view.lang), start=f"{on.start:%H:%M}", end=f"{on.end:%H:%M}")
        if on
        else ""
    )
    return MORE.to(view.lang, said=said, shown=shown, total=total) if shown < total else said


def draw(view: View) -> Mapping[str, Any]:
    """The posts in the order of the file, those with a line first."""
    name, lang = ROSTER.name, view.lang
    posts = sorted(view.district.roster, key=lambda post: not post.line)[:MOST]
    if not posts:
        return {name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    return {
        name: div("jq-ros", *(line(post, view) for post in posts)),
        f"{name}-note": noted(view, len(posts)),
    }


ROSTER = Panel(
    name="roster",
    title=Text("值守岗位", "On duty"),
    note=Text("", ""),
    help=Text(
        "区县文件所列值守岗位及其内线电话，与当前班次；只写岗位，不写姓名。是否在岗不由本系统判断。",
        "The duty posts of the district file with their internal lines, and the present shift: "
        "posts, never "
        "names. Whether somebody is at the post is not for the software to say.",
    ),
    pages=("wall",),
    needs=needs,
    draw=draw,
    scenes=("flow",),
)
