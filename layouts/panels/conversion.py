"""Information turned into power: rates by lever, answers by completeness, who waits for instructions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard.indicators.explaining import about
from dashboard.leverage import LEVELS, Level
from dashboard.leverage.conversion.shares import RATES
from dashboard.leverage.lever_funnel import COMPLETENESS_RESPONSE, DEPENDENCE, LEVER_RATES
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import div, el
from layouts.measures import measure, measures, rate, spread
from layouts.names import unit
from layouts.states import DASH, empty
from layouts.wording import count, ratio

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
MOST = 4
NO_RATE: dict[Any, Any] = {"n": 0, "share": None}


def needs(query: Query) -> Mapping[str, Need]:
    """Rates, answers by completeness, dependence, in the window of the page."""
    of = {"rates": LEVER_RATES, "completeness": COMPLETENESS_RESPONSE, "dependence": DEPENDENCE}
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
        name = ALL.to(lang) if level == "all" else f"{level} {LEVELS[Level(level)].to(lang)}"
        cells = [cell(of_level.get(one, NO_RATE), view) for one in RATES]
        body.append(el("Tr", None, el("Th", None, name, scope="row"), cells))
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
            measure(unit(view.district, row["unit"], lang), rate(row, lang), spread(row, lang))
            for row in frame.to_dict("records")
        )
    )


def draw(view: View) -> Mapping[str, Any]:
    """Rates, then what they depend on."""
    lang, frame = view.lang, view.frames["rates"]
    if not frame["n"].sum():
        return {CONVERSION.name: empty(NOTHING.to(lang), NOTHING_WHY.to(lang))}
    parts = [div("jq-scroll", table(frame, view)), el("H3", None, ANSWERED.to(lang)), answers(view)]
    if len(view.frames["dependence"]):
        parts += [el("H3", None, WAITING.to(lang)), waiting(view)]
    return {CONVERSION.name: div("jq-process", *parts)}


CONVERSION = Panel(
    name="conversion",
    title=Text("信息换权力", "Information into power"),
    note=Text("各率（括号内 n）", "rates, n in brackets"),
    help=Text(
        " ".join(f"{about(one).zh}。" for one in (LEVER_RATES, COMPLETENESS_RESPONSE, DEPENDENCE)),
        " ".join(f"{about(one).en}." for one in (LEVER_RATES, COMPLETENESS_RESPONSE, DEPENDENCE)),
    ),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
