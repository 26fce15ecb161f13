"""All that was told of one case in the order it happened; what was not applied says so, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from dashboard.cases import STATE, EventKind, Phase, Stage
from dashboard.fold.machine import Anomaly
from dashboard.indicators.case_clocks import CASE_CLOCKS
from dashboard.indicators.case_timeline import CASE_TIMELINE
from dashboard.leverage import LEVELS, Level
from dashboard.leverage.advice import CLEAR, RAISE, STREAM
from dashboard.text import Text
from layouts import Need, Node, Panel, Query, View
from layouts.elements import dashed, div, el, span
from layouts.happenings import happened
from layouts.listed import label
from layouts.names import is_code, unit
from layouts.one_case import absent, ask, connection, known, record, stamp, told
from layouts.rows import rows
from layouts.wording import NONE, count

LATE_NEWS = timedelta(hours=1)
NOTE = Text("{n} 项，新在下", "{n} facts, newest last")
CUT = Text("{n} 项，只列最近 {shown} 项，新在下", "{n} facts, the last {shown} of them, newest last")
STANDS = Text("状态：{phase}", "state: {phase}")
CHANGED = Text("资料更新", "record updated")
BREACH = Text("{stage}超过时限", "{stage}: past its limit")
ADVISED = Text("建议请领导关注", "advised for leaders")
ADVISED_BY = Text("建议借{level} {word}，请领导关注", "advised for leaders: borrow {level} {word}")
WITHDRAWN = Text("撤下关注建议", "advice withdrawn")
DOCUMENT = Text("文号 {number}", "document {number}")
CLAUSE = Text("依据 {clause}", "clause {clause}")
HELD_BY = Text("承办 {unit}", "held by {unit}")
LATE_TOLD = Text("补报", "told late")
NOT_USED = Text("未采用：{reason}", "not applied: {reason}")
OLDER = Text("已有更新的状态", "a newer state was known")
SYSTEM = Text("本系统", "this system")
SIGNS = {
    EventKind.RETURN: "back", EventKind.CHECK_FAIL: "back", EventKind.SUSPEND: "pause",
    EventKind.CLOSE: "end", EventKind.REPORT: "first", EventKind.SUPERVISE: "lever",
    EventKind.ESCALATE: "lever", RAISE: "advice", CLEAR: "advice",
}  # fmt: skip


def needs(query: Query) -> Mapping[str, Need]:
    """The case, what was told of it, and its clocks for the moment when a limit passed."""
    return {
        "case": record(query),
        "case-timeline": Need(indicator=CASE_TIMELINE, ask=ask(query)),
        "case-clocks": Need(indicator=CASE_CLOCKS, ask=ask(query)),
    }


def what(fact: Any, view: View) -> str:
    """What happened, without who did it."""
    lang = view.lang
    if fact.stream == STREAM:
        if fact.kind == CLEAR:
            return WITHDRAWN.to(lang)
        if fact.level not in set(Level):
            return ADVISED.to(lang)
        return ADVISED_BY.to(lang, level=fact.level, word=LEVELS[Level(fact.level)].to(lang))
    if fact.kind == STATE:
        return (
            STANDS.to(lang, phase=label(Phase, fact.phase, lang)) if is_code(fact.phase) else CHANGED.to(lang)
        )
    return happened(fact, view.district, lang, by=False) or str(fact.kind)


def who(fact: Any, view: View) -> str:
    """The unit that did it; else the source that told of it."""
    if fact.stream == STREAM:
        return SYSTEM.to(view.lang)
    if is_code(fact.org):
        return unit(view.district, fact.org, view.lang)
    feed = connection(fact.stream, view)
    return feed.title.to(view.lang) if feed else str(fact.stream)


def details(fact: Any, view: View) -> str:
    """What else was said: by whom it is held, document, clause, note."""
    lang = view.lang
    said = [
        HELD_BY.to(lang, unit=unit(view.district, fact.holder, lang)) if is_code(fact.holder) else "",
        DOCUMENT.to(lang, number=fact.doc_no) if is_code(fact.doc_no) else "",
        CLAUSE.to(lang, clause=fact.clause) if is_code(fact.clause) else "",
        fact.note if is_code(fact.note) else "",
    ]
    return " · ".join(word for word in said if word)


def flags(fact: Any, view: View) -> Iterator[Node]:
    """That a fact was not applied, and why; that it came late."""
    lang = view.lang
    if is_code(fact.refused) or fact.superseded:
        known_reason = fact.refused in set(Anomaly)
        reason = Anomaly(fact.refused).words if known_reason else OLDER
        yield span("jq-line-flag jq-line-refused", NOT_USED.to(lang, reason=reason.to(lang)))
    if told_late(fact, view):
        yield span("jq-line-flag", LATE_TOLD.to(lang))


def told_late(fact: Any, view: View) -> bool:
    """Whether news came more than an hour after it happened, though its source was not catching up."""
    feed = connection(fact.stream, view)
    return feed is not None and not feed.backfill and fact.known_at - fact.happened_at > LATE_NEWS


def line(fact: Any, view: View) -> Node:
    """One fact."""
    kind = "jq-line jq-line-unused" if is_code(fact.refused) or fact.superseded else "jq-line"
    return el(
        "Li",
        kind,
        el("Time", "jq-line-when", stamp(fact.happened_at, view), dateTime=fact.happened_at.isoformat()),
        span(f"jq-line-sign jq-line-{SIGNS.get(fact.kind, 'plain')}", **dashed(aria_hidden="true")),
        span("jq-line-what", what(fact, view)),
        span("jq-line-who", who(fact, view)),
        span("jq-line-note", details(fact, view)),
        span("jq-line-flags", *flags(fact, view)),
    )


def breach(moment: datetime, stage: str, view: View) -> Node:
    """The moment at which a limit passed."""
    return el(
        "Li",
        "jq-line jq-line-breach",
        el("Time", "jq-line-when", stamp(moment, view), dateTime=moment.isoformat()),
        span("jq-line-sign jq-mark jq-mark-late", **dashed(aria_hidden="true")),
        span("jq-line-what", BREACH.to(view.lang, stage=label(Stage, stage, view.lang))),
        span("jq-line-who"),
        span("jq-line-note"),
        span("jq-line-flags"),
    )


def breaches(view: View) -> Iterator[tuple[datetime, Node]]:
    """When the stages that are late passed their limits."""
    for stage in rows(view.frames["case-clocks"]):
        passed = known(stage.due_at)
        if stage.late and passed and passed <= view.now:
            yield passed, breach(passed, stage.stage, view)


def draw(view: View) -> Mapping[str, Any]:
    """A line a fact, and one where each limit passed."""
    name, lang, frame = ONE_TIMELINE.name, view.lang, view.frames["case-timeline"]
    if told(view) is None:
        return {name: absent(view), f"{name}-note": NONE}
    lines = [(fact.happened_at, line(fact, view)) for fact in rows(frame)]
    lines = sorted([*lines, *breaches(view)], key=lambda one: one[0])
    total = int(frame["total"].iloc[0]) if len(frame) else 0
    note = (CUT if total > len(frame) else NOTE).to(lang, n=count(total, lang), shown=count(len(frame), lang))
    body: Node = div("jq-lines-box", el("Ol", "jq-lines", *(node for _, node in lines)))
    return {name: body, f"{name}-note": note}


ONE_TIMELINE = Panel(
    name="one-timeline",
    title=Text("经过", "Timeline"),
    note=Text("", ""),
    help=Text(
        f"{CASE_TIMELINE.formula.zh}。晚于发生一小时以上才报到的标“补报”；备注已脱敏，只显示 30 字。",
        f"{CASE_TIMELINE.formula.en}. What came more than an hour after it happened is marked; notes are "
        "masked and cut at 30 characters.",
    ),
    pages=("case",),
    needs=needs,
    draw=draw,
)
