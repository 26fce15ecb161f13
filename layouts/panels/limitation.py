"""功能互限: what each function may hold against the others, in pairs; red for breaches alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.indicators import Indicator
from dashboard.indicators.appeal_pass_rate import APPEAL_PASS_RATE
from dashboard.indicators.explaining import about
from dashboard.indicators.mis_dispatch import MIS_DISPATCH
from dashboard.leverage.failing_units import FAILING_UNITS
from dashboard.leverage.limits import BOUNDS, BREACHES, LIMITS
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View, unit_topics
from layouts.asking import ask
from layouts.elements import div, el, mark, span
from layouts.links import listing
from layouts.measures import FEW, rate, spread
from layouts.wording import count

PAIRS = (
    (Text("单位制约中心", "Units bound the centre"), ("appeals", "mis-dispatch")),
    (Text("审批制约借权", "Approvers bound levers"), ("turned-down", "premature")),
    (Text("出借方制约借权", "Lenders bound levers"), ("declined", "exempt")),
    (Text("期限与回避", "Terms and recusal"), ("over-term", "self-dealing")),
)
NAMES = {
    **LIMITS,
    "appeals": Text("申诉成立", "Appeals upheld"),
    "mis-dispatch": Text("错派", "Sent wrongly"),
}
RATES: Mapping[str, Indicator] = {"appeals": APPEAL_PASS_RATE, "mis-dispatch": MIS_DISPATCH}
NOTE = Text("谁能制约谁；只有越界为红", "who bounds whom; red for breaches alone")
NOTHING: dict[Any, Any] = {"n": 0, "hits": 0, "share": None, "breach": False}
MUST_NOT = Text("应为 0", "must be 0")
OF = Text("{hits} / {n}", "{hits} of {n}")


def needs(query: Query) -> Mapping[str, Need]:
    """The limits of levers, and what units hold against the centre."""
    return {
        "limits": Need(indicator=BOUNDS, ask=ask(query)),
        **{name: Need(indicator=one, ask=ask(query)) for name, one in RATES.items()},
        **unit_topics.needs(),
    }


def told(name: str, view: View) -> dict[Any, Any]:
    """n, hits, share and interval of one limit."""
    frame = view.frames[name] if name in RATES else view.frames["limits"]
    found = frame if name in RATES else frame[frame["limit"] == name]
    row = NOTHING | next(iter(found.to_dict("records")), {})
    return row | {"hits": row.get("wrong", row["hits"])}


def behind(name: str, view: View) -> str:
    """The cases that a number counts."""
    if name in RATES:
        return listing(RATES[name], view.query, outcome=",".join(RATES[name].hits))
    return listing(BOUNDS, view.query, limit=name, outcome="yes")


def line(name: str, view: View) -> Node:
    """One limit: its name, its bar, how many of how many."""
    lang, row = view.lang, told(name, view)
    n, hits = int(row["n"]), int(row["hits"])
    ink = "jq-limit-breach" if row["breach"] else "jq-limit-ink"
    bar = span(ink, style={"width": f"{100 * hits / n if n else 0:.1f}%"})
    main: Node = OF.to(lang, hits=count(hits, lang), n=count(n, lang)) if n else FEW.to(lang)
    main = el("A", "jq-to", main, href=behind(name, view)) if hits else main
    sign = [mark("late"), " "] if row["breach"] else []
    under = MUST_NOT.to(lang) if name in BREACHES else rate(row, lang) if n else ""
    return div(
        "jq-limit",
        span("jq-limit-name", NAMES[name].to(lang)),
        span("jq-limit-track", bar),
        span("jq-limit-n jq-ink-late" if row["breach"] else "jq-limit-n", *sign, main),
        span("jq-limit-share", under),
        title=f"{NAMES[name].to(lang)}: {rate(row, lang)} {spread(row, lang)}",
    )


def draw(view: View) -> Mapping[str, Any]:
    """Four pairs."""
    pairs = [
        div("jq-limits-pair", el("H3", None, title.to(view.lang)), *(line(name, view) for name in names))
        for title, names in PAIRS
    ]
    return {LIMITATION.name: div("jq-limits", *pairs, *unit_topics.topics(view))}


TOLD = (BOUNDS, APPEAL_PASS_RATE, MIS_DISPATCH, FAILING_UNITS)
LIMITATION = Panel(
    name="limitation",
    title=Text("功能互限", "Mutual limitation"),
    note=NOTE,
    help=Text(
        "".join(f"{about(one).zh}。" for one in (*TOLD, FAILING_UNITS)),
        " ".join(f"{about(one).en}." for one in (*TOLD, FAILING_UNITS)),
    ),
    pages=("coordination",),
    needs=needs,
    draw=draw,
    forms=unit_topics.forms,
)
