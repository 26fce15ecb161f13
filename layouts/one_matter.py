"""What the tiles of the leaders' page share: the chosen matter, its levers, and what is proposed for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.borrowed import plain
from dashboard.fold.borrowing import LEADERS, LIVE, LeverState
from dashboard.indicators.case_timeline import CASE_TIMELINE
from dashboard.leverage.agenda import Agenda, agenda
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.loans import LOANS
from dashboard.leverage.proposal import Proposal
from dashboard.text import Lang, Text
from layouts import Need, Node, Query, View
from layouts.advising import proposals
from layouts.loans import known
from layouts.names import category, street
from layouts.one_case import ask, record, several, told
from layouts.rows import rows
from layouts.states import empty

MERGED = Text("{said} · 并 {n} 件", "{said} · {n} cases as one")
ASKED = frozenset({LeverState.PENDING, LeverState.ACTIVE, LeverState.RESPONDED})
"""States in which a lever waits for a leader's word or stands on it."""
AGAIN = Text("{said} · 30 天 {n} 次", "{said} · {n} times in 30 days")
NOBODY = Text("现在没有等您定的事", "Nothing waits for a word of yours")
NOBODY_WHY = Text(
    "常规流程够用，这是好事；点左边任一件可看它的来龙去脉。",
    "The ordinary road suffices, which is good; choose a matter on the left to see its course.",
)


def needs(query: Query) -> Mapping[str, Need]:
    """The case, what is nominated now, and the levers."""
    return {
        "case": record(query),
        "nominations": Need(indicator=NOMINATIONS),
        "matter-loans": Need(indicator=LOANS),
    }


def needs_told(query: Query) -> Mapping[str, Need]:
    """The case, its levers, and what was told of it."""
    return {**needs(query), "case-timeline": Need(indicator=CASE_TIMELINE, ask=ask(query))}


def listed(view: View) -> Agenda:
    """What is put up, and what is not."""
    return agenda(view.frames["nominations"])


def chosen(view: View) -> str:
    """The key of the matter that the page is of; empty where there is none."""
    one = told(view)
    return "" if one is None else str(one.key)


def nomination(view: View) -> dict[str, Any] | None:
    """The row of the chosen matter among the nominations; None where it is not nominated."""
    frame = view.frames["nominations"]
    found = frame[frame["key"] == chosen(view)].to_dict("records")
    return {str(name): value for name, value in found[0].items()} if found else None


def levers(view: View) -> list[Any]:
    """The levers of the chosen matter in their order."""
    key = chosen(view)
    return [one for one in rows(view.frames["matter-loans"]) if is_of(one, key)]


def is_of(lever: Any, key: str) -> bool:
    """Whether a lever is about a case."""
    return bool(key) and key in {lever.matter, *(lever.cases if lever.cases is not None else ())}


def formal(view: View) -> list[Any]:
    """What leaders were formally asked for or have lent, and is not over: by the time to answer."""
    alive = [one for one in rows(view.frames["matter-loans"]) if one.level in LEADERS and before_leaders(one)]
    due = [(known(one.respond_by) or known(one.valid_until), one) for one in alive]
    return [one for _, one in sorted(due, key=lambda two: (two[0] is None, two[0] or view.now, two[1].key))]


def before_leaders(one: Any) -> bool:
    """Whether a lever lies before a leader or is lent by one; a notice asks nothing."""
    return one.state in ASKED and bool(one.cost)


def asking(found: Iterable[Any]) -> Any | None:
    """The lever that a leader is asked for, the newest that is alive."""
    alive = [one for one in found if one.level in LEADERS and one.state in LIVE]
    return max(alive, key=lambda one: int(one.seq), default=None)


def proposed(view: View) -> Proposal | None:
    """What the software proposes for the chosen matter; None where nothing is advised."""
    matter = nomination(view)
    if matter is None:
        return None
    return next(iter(proposals(matter, view, plain(view.frames["matter-loans"]))), None)


def beside(view: View) -> list[Proposal]:
    """What is proposed beside it."""
    matter = nomination(view)
    return proposals(matter, view)[1:] if matter else []


def subject(one: Any, view: View) -> str:
    """What a matter is called: its category, its street, how often it came."""
    lang: Lang = view.lang
    said = f"{category(view.district, one.category, lang)} · {street(view.district, one.street, lang)}"
    if getattr(one, "repeats", 0) >= 3:
        said = AGAIN.to(lang, said=said, n=int(one.repeats))
    cases = len(several(getattr(one, "members", None)))
    return MERGED.to(lang, said=said, n=cases) if cases > 1 else said


def nothing(view: View) -> Node:
    """What a tile says where no matter is chosen."""
    return empty(NOBODY.to(view.lang), NOBODY_WHY.to(view.lang))
