"""机制互嵌: mechanisms by mechanisms that met in one case, and whether papers, tasks and results follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators.explaining import about
from dashboard.leverage.mechanisms import EMBEDDED, EMBEDDING, LINKS, MECHANISMS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.asking import ask
from layouts.elements import div, el, span
from layouts.links import listing
from layouts.measures import known, measure, measures, rate, spread
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import count, decimal

NOTE = Text("两种机制同现的案件数；小字为提升度", "cases in which two mechanisms met; small: lift")
CELL = Text("{first}与{second}同现 {n} 件，提升度 {lift}", "{first} and {second} met in {n}, lift {lift}")
ALONE = Text("{first} {n} 件", "{first}: {n}")
NOTHING = Text("本窗口没有机制动作", "No mechanism took up a case in this window")
NOTHING_WHY = Text(
    "派单、督办、会商、批示等落在案件上后显示。", "Shown once they dispatch, supervise, confer or instruct."
)
TIMES = Text("×{lift}", "×{lift}")


def needs(query: Query) -> Mapping[str, Need]:
    """What met, and what is linked, in the window of the page."""
    return {
        "embedding": Need(indicator=EMBEDDING, ask=ask(query)),
        "embedded": Need(indicator=EMBEDDED, ask=ask(query)),
    }


def written(first: str, second: str, row: Any, view: View) -> Node:
    """One number with its list; on the diagonal the mechanism alone."""
    lang = view.lang
    if row is None:
        return el("Td", "jq-tie-none", "·")
    lift = known(row.lift)
    said = {
        "first": MECHANISMS[first].to(lang),
        "second": MECHANISMS[second].to(lang),
        "n": count(row.n, lang),
    }
    number = el(
        "A", "jq-to", count(row.n, lang), href=listing(EMBEDDING, view.query, first=first, second=second)
    )
    if lift is None:
        return el("Td", "jq-tie-self", number, title=ALONE.to(lang, **said))
    kind = "jq-tie-3" if lift > 2 else "jq-tie-2" if lift > 1 else "jq-tie-1"
    times = span("jq-tie-change", TIMES.to(lang, lift=decimal(lift, lang)))
    return el("Td", kind, number, times, title=CELL.to(lang, **said, lift=decimal(lift, lang)))


def table(view: View) -> Node:
    """Mechanisms down the side and along the top."""
    found = {(row.first, row.second): row for row in rows(view.frames["embedding"])}
    shown = [name for name in MECHANISMS if (name, name) in found]
    heads = [el("Th", None, MECHANISMS[name].to(view.lang), scope="col") for name in shown]
    body = [
        el(
            "Tr", None, el("Th", None, MECHANISMS[first].to(view.lang), scope="row"),
            [written(first, second, found.get((first, second)), view) for second in shown],
        )
        for first in shown
    ]  # fmt: skip
    head = el("Tr", None, el("Td", None, ""), heads)
    return el("Table", "jq-ties", el("Thead", None, head), el("Tbody", None, body))


def facts(view: View) -> Node:
    """The links, each with its interval and the cases where it is missing."""
    lang = view.lang
    told = view.frames["embedded"].to_dict("records")
    return measures(
        *(
            measure(
                LINKS[row["link"]].to(lang), rate(row, lang), spread(row, lang),
                href=listing(EMBEDDED, view.query, link=row["link"]) if row["n"] else None,
            )
            for row in told
        )
    )  # fmt: skip


def draw(view: View) -> Mapping[str, Any]:
    """The matrix over its measures."""
    lang = view.lang
    if view.frames["embedding"].empty:
        return {PANEL.name: div("jq-process", empty(NOTHING.to(lang), NOTHING_WHY.to(lang)), facts(view))}
    return {PANEL.name: div("jq-process", div("jq-scroll", table(view)), facts(view))}


PANEL = Panel(
    name="embedding",
    title=Text("机制互嵌", "Mutual embedding"),
    note=NOTE,
    help=Text(
        f"{about(EMBEDDING).zh}。{about(EMBEDDED).zh}。", f"{about(EMBEDDING).en}. {about(EMBEDDED).en}."
    ),
    pages=("coordination",),
    needs=needs,
    draw=draw,
)
