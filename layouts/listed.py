"""Which list a query asks for: of which number, of which cell, over which window; and its rows in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pandas as pd

import dashboard.indicators
import dashboard.leverage
from dashboard.cases import Phase, Source, Urgency
from dashboard.district import District
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.listing import AMOUNTS, NAMED
from dashboard.indicators.open import OPEN
from dashboard.parts import collect
from dashboard.text import Lang, Text
from layouts import Query, View, links
from layouts.asking import FILTERS, SORT, spanned, values
from layouts.dimensions import CELLS, SAID
from layouts.names import category, street, unit
from layouts.rows import rows
from layouts.sought import sought
from layouts.windows import shifted
from layouts.wording import count, day_minutes, to_breach

MARKS = {"late": "◆ ", "near": "▲ ", "ok": "● "}
AWAY = Text("已不在所见范围", "no longer in sight")
TEXT = 30
"""Characters of a citizen's words that a list may show (domain.md §6.2)."""


@cache
def counted() -> Mapping[str, Indicator]:
    """Every indicator that has a list behind it, by name."""
    found = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}
    return {name: one for name, one in found.items() if one.behind is not None}


def of(query: Query) -> Indicator:
    """The number whose list is asked for; what is open where the query names none that is known."""
    return counted().get(query.get("of", ""), OPEN)


def cells(query: Query) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The cell of the number: what the query says beside the filters, as far as the number knows it."""
    known = {*of(query).cells, *(("day",) if "day" in of(query).splits else ())}
    return tuple((name, found) for name in CELLS if name in known and (found := values(query.get(name, ""))))


def ask(query: Query) -> Ask:
    """The question whose rows are listed: the number's own window and filters, and the cell."""
    number = of(query)
    where = tuple(
        (name, found) for name in FILTERS if name in number.splits and (found := values(query.get(name, "")))
    )
    return Ask(
        where=(*where, *cells(query)),
        sought=sought(query),
        ago=shifted(query) if number.shifts else timedelta(),
        **(spanned(query) if number.window is not None else {}),
    )


def told(frame: pd.DataFrame, view: View) -> list[dict[str, Any]]:
    """The rows of the table, each with the address of its case."""
    return [row(case, view) for case in rows(frame)]


def row(case: Any, view: View) -> dict[str, Any]:
    """One case in words; beside a time in words stands what it is sorted by."""
    lang, district = view.lang, view.district
    return {
        "key": case.key,
        "href": links.case(case.key),
        "id": case.id,
        **{column: said(column, getattr(case, column), view) for column in NAMED},
        "reported": moment(case.reported_at, district),
        "due": moment(case.due_at, district),
        "left": breach(case, district, lang),
        "returns": number(case.returns),
        "text": (case.text_short or "")[:TEXT] if isinstance(case.text_short, str) else "",
    }


def away(no: int, lang: Lang) -> dict[str, Any]:
    """The row of a case that is not there any more, or not for this reader."""
    return {"key": f"away:{no}", "id": "—", "category": AWAY.to(lang)}


def said(column: str, code: Any, view: View) -> str:
    """What a row says in a column of names."""
    lang, district = view.lang, view.district
    names = {"category": category, "street": street, "department": unit}
    if column in names:
        return names[column](district, code, lang)
    return label({"phase": Phase, "urgency": Urgency, "source": Source}[column], code, lang)


def ordering(query: Query) -> str:
    """By which column a list is sorted: `due`, `-due`; empty: the most pressing first."""
    asked = query.get(SORT, "")
    return asked if asked.removeprefix("-") in {*AMOUNTS, *NAMED} else ""


def label(kind: Any, value: Any, lang: Lang) -> str:
    """A word of the domain as the screen says it; what is none of them as it came."""
    if not isinstance(value, str):
        return ""
    return str(kind(value).label.to(lang)) if value in set(kind) else value


def moment(when: Any, district: District) -> str:
    """Local date and time; nothing for none. It sorts as it reads."""
    if not isinstance(when, datetime) or pd.isna(when):
        return ""
    return f"{when.astimezone(district.tz):%Y-%m-%d %H:%M}"


def breach(case: Any, district: District, lang: Lang) -> str:
    """Time to the limit with its mark, of an open case; the outcome of an ended one."""
    if isinstance(case.closed_at, datetime) and not pd.isna(case.closed_at):
        if not isinstance(case.due_at, datetime) or pd.isna(case.due_at):
            return SAID["outcome"]["unknown"].to(lang)
        late = case.closed_at > case.due_at
        return ("◆ " if late else "● ") + SAID["outcome"]["late" if late else "on_time"].to(lang)
    left = float("nan") if pd.isna(case.left) else float(case.left)
    clock = case.clock if isinstance(case.clock, str) else ""
    return MARKS.get(case.state, "") + to_breach(left, clock, day_minutes(district), lang)


def number(value: Any) -> int | float | None:
    """A number for a column; nothing for none."""
    if pd.isna(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 3)


def size(frame: pd.DataFrame) -> tuple[int, int]:
    """How many were counted, and how many cases that are."""
    return (int(frame["counted"].iloc[0]), int(frame["cases"].iloc[0])) if len(frame) else (0, 0)


def sizes(frame: pd.DataFrame, lang: Lang) -> tuple[str, str]:
    """The same two in words."""
    times, cases = size(frame)
    return count(times, lang), count(cases, lang)
