"""From the words of a query to the question an indicator is asked: filters and the window."""

from __future__ import annotations

from datetime import timedelta

from dashboard.indicators import AT_A_MOMENT, Ask
from dashboard.text import Text
from layouts import Choice, Query

FILTERS = AT_A_MOMENT
"""The dimensions that a query can filter by: `street=990101002,990101003`; `-` means that a case has none."""
NONE = "-"
MOST = 50

WINDOW = Choice(
    key="window",
    title=Text("窗口", "Window"),
    values={
        "28d": Text("近 4 周", "4 weeks"),
        "7d": Text("近 7 天", "7 days"),
        "24h": Text("近 24 小时", "24 hours"),
        "91d": Text("近 13 周", "13 weeks"),
    },
)
WINDOWS = {
    "24h": timedelta(hours=24),
    "7d": timedelta(days=7),
    "28d": timedelta(days=28),
    "91d": timedelta(days=91),
}


def window(query: Query) -> timedelta:
    """The window that a query asks for."""
    return WINDOWS[WINDOW.of(query)]


def values(said: str) -> tuple[str, ...]:
    """The values of one filter, each once, in a stable order."""
    found = sorted({value for value in said.split(",") if value})
    return tuple("" if value == NONE else value for value in found[:MOST])


def where(query: Query, *names: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The filters of a query among `names` (all dimensions by default), as `Ask.where` takes them."""
    return tuple((name, found) for name in names or FILTERS if (found := values(query.get(name, ""))))


def ask(query: Query, *, by: tuple[str, ...] = (), windowed: bool = True) -> Ask:
    """The question of a page with filters and, where the indicator takes one, its window."""
    return Ask(by=by, where=where(query), window=window(query) if windowed else None)
