"""The clocks of one case: a bar a stage with its pauses and its limit, and the whole way from dispatch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.cases import Stage
from dashboard.district import Told
from dashboard.indicators.case_clocks import CASE_CLOCKS
from dashboard.indicators.case_life import CASE_LIFE
from dashboard.leverage.lateness.ladder import Rung
from dashboard.leverage.lateness.words import sentence
from dashboard.leverage.will_be_late import CASE_LATENESS
from dashboard.text import Lang, Text
from layouts import Need, Node, Panel, Query, View
from layouts.clock_bars import Bar, bar_of, parts
from layouts.elements import dashed, div, mark, span
from layouts.one_case import absent, ask, connection, following, record, told
from layouts.rows import rows
from layouts.states import SILENT
from layouts.wording import NO_LIMIT, NONE, day_minutes, to_breach
from layouts.wording import span as length

WHOLE = Text("全程", "Whole way")
USED = Text("用 {span}", "used {span}")
NOT_BEGUN = Text("未开始", "not begun")
STANDS = Text("停表", "paused")
AGAIN = Text("第 {n} 次", "no. {n}")
OUTCOMES = {"returned": Text("已退单", "returned"), "void": Text("已转出", "passed on")}
NOTE = Text("各环节各走各的时钟，停表不计", "each stage on its own clock, pauses do not count")
KEYS = {
    "used": Text("已用", "used"),
    "pause": Text("挂账停表", "pause"),
    "over": Text("◆ 超过时限", "◆ past the limit"),
    "limit": Text("时限", "limit"),
}
FROM_DISPATCH = Text("从派单起算，不从签收起算", "from dispatch, not from sign-off")


def needs(query: Query) -> Mapping[str, Need]:
    """The case, its stages, its life for the pauses, and whether it will be late."""
    return {
        "case": record(query),
        "case-clocks": Need(indicator=CASE_CLOCKS, ask=ask(query)),
        "case-life": Need(indicator=CASE_LIFE, ask=ask(query)),
        "case-lateness": Need(indicator=CASE_LATENESS, ask=ask(query)),
    }


def words(bar: Bar, view: View) -> list[Node]:
    """What stands at the right of a bar: how it ended, or how much is left."""
    lang, whole = view.lang, day_minutes(view.district)
    said = USED.to(lang, span=length(bar.used, bar.clock, whole, lang))
    if bar.late:
        return [mark("late"), " ", to_breach(min(bar.left, -1e-9), bar.clock, whole, lang)]
    if bar.outcome in OUTCOMES:
        return [f"{said} · {OUTCOMES[bar.outcome].to(lang)}"]
    if bar.ended:
        return [said]
    if not bar.limited:
        return [f"{said} · {NO_LIMIT.to(lang)}"]
    left = to_breach(bar.left, bar.clock, whole, lang)
    return [mark(bar.state), " ", f"{STANDS.to(lang)} · {left}" if bar.paused else left]


def named(word: Text, times: int, lang: Lang) -> list[Node]:
    """What a clock is called, and which run of it is shown."""
    said = word.to(lang)
    return [said, " ", span("jq-clock-again", AGAIN.to(lang, n=times))] if times > 1 else [said]


def line(name: list[Node], limit: str, drawn: list[Node], said: list[Node], state: str = "") -> Node:
    """One clock: what, its limit, its bar, its words."""
    return div(
        "jq-clock-row",
        span("jq-clock-name", *name),
        span("jq-clock-limit", limit),
        div("jq-clock-track", *drawn, **dashed(aria_hidden="true")),
        span(f"jq-clock-words jq-ink-{state}" if state in ("late", "near") else "jq-clock-words", *said),
    )


def drawn(bar: Bar, name: list[Node], view: View) -> Node:
    """A clock that has begun."""
    limit = length(bar.allowed, bar.clock, day_minutes(view.district), view.lang) if bar.limited else NONE
    shapes: list[Node] = [
        span(f"jq-clock-{kind}", style={"left": f"{start:.2f}%", "width": f"{wide:.2f}%"})
        for kind, start, wide in parts(bar)
    ]
    if bar.limited:
        shapes.append(span("jq-clock-tick", style={"left": f"{bar.tick:.2f}%"}))
    state = "late" if bar.late else bar.state if not bar.ended else ""
    return line(name, limit, shapes, words(bar, view), state)


def stage(which: Stage, one: Any, view: View) -> Node:
    """The clock of a stage: its last run, with how many there were."""
    lang = view.lang
    runs = [row for row in rows(view.frames["case-clocks"]) if row.stage == which]
    if not runs:
        feed = connection(one.feed, view)
        silent = feed is not None and Told(which.value) not in feed.tells
        return line(
            named(which.label, 1, lang), NONE, [], [SILENT.to(lang) if silent else NOT_BEGUN.to(lang)]
        )
    return drawn(bar_of(runs[-1], view), named(which.label, len(runs), lang), view)


def legend(view: View) -> Node:
    """What the shapes mean, and from when the clocks run."""
    keys: list[Node] = [
        span(
            "jq-clock-key",
            span(f"jq-clock-sign jq-clock-{kind}", **dashed(aria_hidden="true")),
            word.to(view.lang),
        )
        for kind, word in KEYS.items()
    ]
    return div("jq-clock-legend", *keys, span(None, FROM_DISPATCH.to(view.lang)))


def forecast(view: View) -> Node | None:
    """Whether an open case will be late, by what became of its like, with how far that may be believed."""
    found = view.frames["case-lateness"]
    if found.empty or found["late"].iloc[0]:
        return None
    row = {str(name): value for name, value in found.iloc[0].items()}
    badge = span("jq-badge", Rung(row["rung"]).label.to(view.lang)) if row["rung"] else None
    return div("jq-clock-forecast", badge, span(None, sentence(row).to(view.lang)))


def draw(view: View) -> Mapping[str, Any]:
    """A line a stage, the whole way, the legend."""
    one, name, lang = told(view), ONE_CLOCKS.name, view.lang
    if one is None or (why := following(one, view)):
        return {name: absent(view) if one is None else why, f"{name}-note": NONE}
    lines: list[Node] = [stage(which, one, view) for which in Stage]
    whole = named(WHOLE, int(one.episode), lang)
    begun = one.start_ord == one.start_ord and one.used == one.used
    lines.append(
        drawn(bar_of(one, view), whole, view) if begun else line(whole, NONE, [], [NOT_BEGUN.to(lang)])
    )
    return {name: div("jq-clocks", *lines, forecast(view), legend(view)), f"{name}-note": NOTE.to(lang)}


ONE_CLOCKS = Panel(
    name="one-clocks",
    title=Text("时钟", "Clocks"),
    note=NOTE,
    help=Text(
        f"{CASE_CLOCKS.formula.zh}。竖线为时限，各条时限对齐；用时特别长时刻度左移。重派、重办后看最近一次。"
        f"会否超期：{CASE_LATENESS.formula.zh}。",
        f"{CASE_CLOCKS.formula.en}. The tick is the limit, at one place in all bars unless much more was "
        "used; of a stage that began again the last run is shown. "
        f"Whether it will be late: {CASE_LATENESS.formula.en}.",
    ),
    pages=("case",),
    needs=needs,
    draw=draw,
)
