"""From the words of a query to the question an indicator is asked: filters and the window."""

from __future__ import annotations

from datetime import timedelta
from typing import TypedDict

from dashboard.indicators import AT_A_MOMENT, Ask
from dashboard.refusal import Refusal
from layouts import Query
from layouts.windows import since, window

FILTERS = AT_A_MOMENT
"""The dimensions that a query can filter by: `street=990101002,990101003`; `-` means that a case has none."""
TABLE = "table"
"""The word of a query that names the tiles to be shown as tables: `table=heat,curves`."""
SORT = "sort"
"""The word of a query that names the column a list is sorted by: `sort=due`; `sort=-due`, the last first."""
NONE = "-"
MOST, LONGEST = 50, 200
"""Values of one filter, letters of one value: what a question takes."""


class Span(TypedDict, total=False):
    """From when on a question counts."""

    window: timedelta
    since: str


class QueryError(Refusal):
    """An address asks for more than a question takes: which word, how much, what to do."""


def values(said: str) -> tuple[str, ...]:
    """The values of one filter, each once, in a stable order; too many are a `QueryError`, never cut."""
    found = sorted({value for value in said.split(",") if value})
    if len(found) > MOST or any(len(value) > LONGEST for value in found):
        raise QueryError(
            f"筛选过长 · a filter takes at most {MOST} values of at most {LONGEST} letters, here "
            f"{len(found)} values and {max(map(len, found))} letters; take some away"
        )
    return tuple("" if value == NONE else value for value in found)


def where(query: Query, *names: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The filters of a query among `names` (all dimensions by default), as `Ask.where` takes them."""
    return tuple((name, found) for name in names or FILTERS if (found := values(query.get(name, ""))))


def ask(query: Query, *, by: tuple[str, ...] = (), windowed: bool = True) -> Ask:
    """The question of a page with filters and, where the indicator takes one, its window."""
    return Ask(by=by, where=where(query), **(spanned(query) if windowed else {}))


def spanned(query: Query) -> Span:
    """The window of a query, as `Ask` takes it."""
    return {"window": window(query), "since": since(query)}
