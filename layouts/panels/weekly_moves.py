"""Which units settled more, and which less, on time than the week before."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.indicators.on_time import ON_TIME
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import div, el, span
from layouts.names import unit
from layouts.rows import rows
from layouts.states import empty
from layouts.weekly import by_day, day_before, listing, summed, week
from layouts.wording import count, points, share

LEAST = 10
EACH = 5
"""Rises and falls that are shown."""
RATE = Text("{share} · n {n}", "{share}, n {n}")
HOVER = Text(
    "{before}（n {n_before}）→ {now}（n {n}）；差的 95% 区间 {low} 至 {high} 点",
    "{before} (n {n_before}) to {now} (n {n}); 95% interval of the difference {low} to {high} points",
)
NOTHING = Text("没有可比的升降", "No rise or fall to compare")
NOTHING_WHY = Text(
    "两周都至少 {least} 件应结的单位才比较；没有这样的单位，或都与前一周持平。",
    "Units with at least {least} settled cases in both weeks are compared: there is none, or none has moved.",
)


def needs(_query: Query) -> Mapping[str, Need]:
    """The on-time share of every unit by day, of both weeks."""
    return {
        "moves": Need(indicator=ON_TIME, ask=by_day("department")),
        "moves-before": Need(indicator=ON_TIME, ask=day_before("department")),
    }


def moves(view: View) -> pd.DataFrame:
    """Units compared, largest rise first; the difference has its interval (Newcombe 1998)."""
    shown = week(view)
    now = summed(view.frames["moves"], shown)
    before = summed(view.frames["moves-before"], shown.shifted(-1))
    found = now.merge(before, on="department", suffixes=("", "_before")).dropna(subset=["department"])
    found = found[(found["n"] >= LEAST) & (found["n_before"] >= LEAST)]
    change = found["share"] - found["share_before"]
    down = ((found["share"] - found["low"]) ** 2 + (found["high_before"] - found["share_before"]) ** 2) ** 0.5
    up = ((found["high"] - found["share"]) ** 2 + (found["share_before"] - found["low_before"]) ** 2) ** 0.5
    found = found.assign(points=change, least=(change - down).clip(-1, 1), most=(change + up).clip(-1, 1))
    found = found[found["points"].abs() >= 0.0005]
    return found.sort_values(["points", "department"], ascending=[False, True], ignore_index=True)


def told(found: pd.DataFrame) -> pd.DataFrame:
    """The largest rises and the largest falls."""
    return pd.concat([found[found["points"] > 0].head(EACH), found[found["points"] < 0].tail(EACH)])


def line(row: Any, most: float, view: View) -> Node:
    """One unit: a bar from the middle, lighter where the difference may be chance."""
    lang, rise = view.lang, row.points > 0
    sure = not row.least <= 0 <= row.most
    kind = f"jq-move-bar jq-move-{'rise' if rise else 'fall'}{'' if sure else ' jq-move-unsure'}"
    hover = HOVER.to(
        lang, before=share(row.share_before, lang), n_before=count(row.n_before, lang),
        now=share(row.share, lang), n=count(row.n, lang), low=points(row.least, lang),
        high=points(row.most, lang),
    )  # fmt: skip
    rate = RATE.to(lang, share=share(row.share, lang), n=count(row.n, lang))
    to = listing(view, ON_TIME, department=row.department, outcome="late,on_time")
    return div(
        "jq-move",
        span("jq-move-unit", unit(view.district, row.department, lang)),
        span(
            f"jq-move-track jq-move-track-{'rise' if rise else 'fall'}",
            span(kind, style={"width": f"{round(100 * abs(row.points) / most)}%"}),
        ),
        span("jq-move-points", points(row.points, lang)),
        el("A", "jq-to jq-move-rate", rate, href=to),
        title=hover,
    )


def draw(view: View) -> Mapping[str, Any]:
    """Rises above falls, or why there are none."""
    found, lang = told(moves(view)), view.lang
    if found.empty:
        return {WEEKLY_MOVES.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang, least=LEAST))}
    most = max(math.ulp(1.0), float(found["points"].abs().max()))
    return {WEEKLY_MOVES.name: div("jq-moves", *(line(row, most, view) for row in rows(found)))}


WEEKLY_MOVES = Panel(
    name="weekly-moves",
    title=Text("按时率升降", "On time: rises and falls"),
    note=Text("较前一周，百分点 · 两周 n≥10", "points, vs week before, n≥10"),
    help=Text(
        f"{ON_TIME.formula.zh}。各单位该周按时办结率减前一周，升、降各至多五家；两周都至少 10 件应结才比较。"
        "空心：差的 95% 区间含零，可能只是偶然（Newcombe 1998）。升降不是排名，灰色不是批评。",
        f"{ON_TIME.formula.en}. "
        "Each unit's on-time share of the week minus that of the week before, at most five rises and five "
        "falls; compared with at least 10 settled cases in both. Hollow: the 95% interval of the "
        "difference "
        "holds zero, it may be chance (Newcombe 1998). This is no ranking, and grey is no blame.",
    ),
    pages=("weekly",),
    needs=needs,
    draw=draw,
)
