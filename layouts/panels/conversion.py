"""Information turned into power: rates by lever, answers by completeness, who waits for instructions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.indicators.explaining import about
from dashboard.leverage import LEVELS, Level
from dashboard.leverage.attention_spent import ATTENTION_SPENT, EFFICIENCY
from dashboard.leverage.conversion.sequel import TIMES
from dashboard.leverage.conversion.shares import RATES
from dashboard.leverage.lever_funnel import COMPLETENESS_RESPONSE, DEPENDENCE, LEVER_RATES
from dashboard.leverage.lever_wear import DISPLACEMENT, FEWEST, FEWEST_UNITS, LEVER_WEAR
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.borrowing import post
from layouts.elements import div, el
from layouts.links import to
from layouts.measures import SIZE, measure, measures, rate, spread
from layouts.names import unit
from layouts.sites import LEVERS
from layouts.states import DASH, empty
from layouts.wording import count, decimal, ratio

SHORT = {
    "issue": Text("借出", "Issued"),
    "response": Text("按时响应", "Answered"), "effect": Text("见效", "Effect"),
    "hold": Text("稳住", "Held"), "return": Text("还权", "Returned"),
}  # fmt: skip
QUARTER = Text("完整度 {least}–{most}", "C {least}–{most}")
NO_QUARTER = Text("第 {n} 四分位", "quartile {n}")
ANSWERED = Text(
    "信息越全，答复越多？按借出时完整度四分位", "Do fuller files get answers? By quartile of C at issue"
)
WAITING = Text("不批不办：解决的事里用到 L4 以上", "Dependence: resolved with L4 or more")
LEVER = Text("借权", "Lever")
ALL = Text("合计", "All")
NOTHING = Text("本窗口没有借权", "No lever began in this window")
NOTHING_WHY = Text("有建议或借出后显示。", "Shown once one is suggested or issued.")
WEARS = Text("越借越不灵？同一单位第几次被借", "Does it wear out? By the turn on the same unit")
TURN = Text("{level} 第 {n} 次", "{level}, number {n}")
LATER = Text("{level} 第 {n} 次起", "{level}, from number {n} on")
MOVES = Text("顾此失彼？借出后同一单位的其他案件", "Is delay only moved? Other cases after an issue")
OTHERS = Text("其他案件的动作，后 ÷ 前", "Acts in other cases, after ÷ before")
ON = Text("{levers} 笔 · {units} 家单位", "{levers} levers, {units} units")
SCARCE = Text("数据不足", "not enough data")
WORTH = Text("每个关注分换来几件办结并稳住", "Matters closed and held per attention point")
OF_POINTS = Text("{held} 件 ÷ {points} 分 · n={n}", "{held} ÷ {points} points · n={n}")
SPENT = Text("关注用度：每位领导每周", "Attention spent, by leader and week")
WEEK = Text("{week} 周 {post}", "Week of {week}, {post}")
POINTS = Text("{n}/{most} 分", "{n} of {most} points")
MATTERS = Text("{n}/{most} 件", "n={n} of {most}")
WEEKS = 6
MOST = 4
NO_RATE: dict[Any, Any] = {"n": 0, "share": None}


def needs(query: Query) -> Mapping[str, Need]:
    """Rates, answers by completeness, dependence, in the window of the page."""
    of = {
        "rates": LEVER_RATES, "completeness": COMPLETENESS_RESPONSE, "dependence": DEPENDENCE,
        "wear": LEVER_WEAR, "displacement": DISPLACEMENT,
        "efficiency": EFFICIENCY, "spent": ATTENTION_SPENT,
    }  # fmt: skip
    return {name: Need(indicator=one, ask=ask(query)) for name, one in of.items()}


def table(frame: pd.DataFrame, view: View) -> Node:
    """A row a lever, a column a rate, n under each."""
    lang = view.lang
    heads = [
        el("Th", "jq-number", SHORT[name].to(lang), scope="col", title=RATES[name].to(lang)) for name in RATES
    ]
    body = []
    for level in dict.fromkeys(frame["level"]):
        of_level = frame[frame["level"] == level].set_index("rate").to_dict("index")
        name, loans = (
            (ALL.to(lang), to(LEVERS))
            if level == "all"
            else (f"{level} {LEVELS[Level(level)].to(lang)}", to(LEVERS, level=level))
        )
        cells = [cell(of_level.get(one, NO_RATE), view) for one in RATES]
        body.append(el("Tr", None, el("Th", None, el("A", "jq-to", name, href=loans), scope="row"), cells))
    head = el("Tr", None, el("Th", None, LEVER.to(lang), scope="col"), heads)
    return el("Table", "jq-table", el("Thead", None, head), el("Tbody", None, body))


def cell(row: Mapping[Any, Any], view: View) -> Node:
    """One rate with its n."""
    said = f"{rate(row, view.lang)} ({count(row['n'], view.lang)})" if row["n"] else DASH
    return el("Td", "jq-number", said, title=spread(row, view.lang))


def answers(view: View) -> Node:
    """The response rate by quartile of completeness."""
    lang, found = view.lang, []
    for row in view.frames["completeness"].to_dict("records"):
        told = {name: ratio(row[name], lang) for name in ("least", "most")}
        title = QUARTER.to(lang, **told) if row["n"] else NO_QUARTER.to(lang, n=row["quartile"])
        found.append(measure(title, rate(row, lang), spread(row, lang)))
    return measures(*found)


def waiting(view: View) -> Node:
    """The units that most often take L4 or more."""
    lang = view.lang
    frame = view.frames["dependence"].sort_values(["share", "n"], ascending=False).head(MOST)
    return measures(
        *(
            measure(
                unit(view.district, row["unit"], lang),
                rate(row, lang),
                spread(row, lang),
                href=to(LEVERS, department=row["unit"]),
            )
            for row in frame.to_dict("records")
        )
    )


def wear(view: View) -> Node:
    """Answers to the first, second … lever of a level on a unit."""
    lang, found = view.lang, []
    for row in view.frames["wear"].to_dict("records"):
        title = (LATER if row["turn"] == TIMES else TURN).to(lang, level=row["level"], n=int(row["turn"]))
        enough = int(row["n"]) >= FEWEST
        under = spread(row, lang) if enough else SIZE.to(lang, n=count(row["n"], lang))
        said = rate(row, lang) if enough else SCARCE.to(lang)
        found.append(measure(title, said, under, href=to(LEVERS, level=row["level"])))
    return measures(*found)


def moved(view: View) -> Node:
    """What became of the other cases of the units."""
    lang = view.lang
    row = view.frames["displacement"].to_dict("records")[0]
    told = {name: count(row[name], lang) for name in ("levers", "units")}
    if int(row["units"]) < FEWEST_UNITS or row["ratio"] is None:
        return measures(measure(OTHERS.to(lang), SCARCE.to(lang), ON.to(lang, **told)))
    ends = {name: ratio(row[name], lang) for name in ("lo", "hi")}
    under = f"{ends['lo']}–{ends['hi']} · {ON.to(lang, **told)}"
    return measures(measure(OTHERS.to(lang), ratio(row["ratio"], lang), under))


def worth(view: View) -> Node:
    """What an attention point bought, by lever."""
    lang, found = view.lang, []
    for row in view.frames["efficiency"].to_dict("records"):
        if not row["n"]:
            continue
        said = DASH if pd.isna(row["held_per_point"]) else decimal(row["held_per_point"], lang)
        told = {name: count(row[name], lang) for name in ("held", "points", "n")}
        title = f"{row['level']} {LEVELS[Level(row['level'])].to(lang)}"
        found.append(measure(title, said, OF_POINTS.to(lang, **told), href=to(LEVERS, level=row["level"])))
    return measures(*found)


def spent(view: View) -> Node:
    """Points and matters of each leader and week beside the budget, the newest weeks."""
    lang, found = view.lang, []
    for row in view.frames["spent"].head(WEEKS).to_dict("records"):
        title = WEEK.to(lang, week=row["week"][5:], post=post(row["lender_post"], view.district, lang))
        said = POINTS.to(lang, n=count(row["points"], lang), most=count(row["budget"], lang))
        under = MATTERS.to(lang, n=count(row["n"], lang), most=count(row["most"], lang))
        found.append(measure(title, said, under, state="late" if row["over"] else ""))
    return measures(*found)


def draw(view: View) -> Mapping[str, Any]:
    """Rates, then what they depend on."""
    lang, frame = view.lang, view.frames["rates"]
    if not frame["n"].sum():
        return {CONVERSION.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    parts = [div("jq-scroll", table(frame, view)), el("H3", None, ANSWERED.to(lang)), answers(view)]
    if len(view.frames["dependence"]):
        parts += [el("H3", None, WAITING.to(lang)), waiting(view)]
    if len(view.frames["wear"]):
        parts += [el("H3", None, WEARS.to(lang)), wear(view)]
    parts += [el("H3", None, WORTH.to(lang)), worth(view)]
    if len(view.frames["spent"]):
        parts += [el("H3", None, SPENT.to(lang)), spent(view)]
    parts += [el("H3", None, MOVES.to(lang)), moved(view)]
    return {CONVERSION.name: div("jq-process", *parts)}


SHOWN = (
    LEVER_RATES, COMPLETENESS_RESPONSE, DEPENDENCE, LEVER_WEAR, EFFICIENCY, ATTENTION_SPENT, DISPLACEMENT,
)  # fmt: skip

CONVERSION = Panel(
    name="conversion",
    title=Text("信息换权力", "Information into power"),
    note=Text("各率（括号内 n）", "rates, n in brackets"),
    help=Text(
        " ".join(f"{about(one).zh}。" for one in SHOWN),
        " ".join(f"{about(one).en}." for one in SHOWN),
    ),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
