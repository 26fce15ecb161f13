"""Five signs of how leaders' attention is spent, each with the bounds from which it is amber and red."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.fold.borrowing import LEADERS
from dashboard.indicators.explaining import about
from dashboard.leverage.attention_health import ATTENTION_HEALTH as INDICATOR
from dashboard.leverage.conversion.health import SIGNS, Mark, Sign
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import div
from layouts.links import to
from layouts.measures import FEW, known, measure, measures
from layouts.sites import LEVERS
from layouts.states import DASH
from layouts.wording import count, ratio, share

STATES = {Mark.RED: "late", Mark.AMBER: "near", Mark.GOOD: "ok", Mark.UNKNOWN: ""}
OF_LEADERS = ",".join(sorted(LEADERS))
"""The levels whose levers take the attention of leaders."""
BOUNDS = Text("n={n} · {sign}{amber} 黄 {sign}{red} 红", "n={n} · {sign}{amber} amber {sign}{red} red")
HINTS = {
    "dilution": Text("每位领导每周件数 ÷ 额度", "items a leader and week ÷ budget"),
    "dissipation": Text("到期未答复的比例", "due and unanswered"),
    "persistence": Text("7 天、30 天后有人再看", "seen after 7, 30 d"),
    "defocus": Text("在借而不属最重十分之一", "on loan outside the top tenth"),
    "generalisation": Text("在借 ÷ 在办", "on loan ÷ open cases"),
}


def needs(query: Query) -> Mapping[str, Need]:
    """The signs in the window of the page."""
    return {"health": Need(indicator=INDICATOR, ask=ask(query))}


def written(name: str, value: float, lang: Lang) -> str:
    """Dilution is a ratio, the others are shares."""
    return ratio(value, lang) if name == "dilution" else share(value, lang).replace(".0%", "%")


def bounds(name: str, sign: Sign, n: int, lang: Lang) -> str:
    """From when on it is amber and red."""
    return BOUNDS.to(
        lang, n=count(n, lang), sign="<" if sign.falling else ">",
        amber=written(name, sign.amber, lang), red=written(name, sign.red, lang),
    )  # fmt: skip


def sign(row: Mapping[Any, Any], lang: Lang) -> Node:
    """One sign."""
    name, value = str(row["sign"]), known(row["value"])
    said = DASH if value is None else written(name, float(value), lang)
    under = FEW.to(lang) if value is None else bounds(name, SIGNS[name], int(row["n"]), lang)
    title = f"{SIGNS[name].title.to(lang)} · {HINTS[name].to(lang)}"
    return measure(title, said, under, state=STATES[Mark(row["mark"])], href=to(LEVERS, level=OF_LEADERS))


def draw(view: View) -> Mapping[str, Any]:
    """The five in a row."""
    found = view.frames["health"].to_dict("records")
    return {ATTENTION.name: div("jq-process", measures(*(sign(row, view.lang) for row in found)))}


ATTENTION = Panel(
    name="attention-health",
    title=Text("注意力体检", "Health of attention"),
    note=Text("领导注意力用得怎样，只看 L4、L5", "how leaders' attention is spent: L4 and L5"),
    help=about(INDICATOR),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
