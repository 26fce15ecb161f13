"""Addresses inside this site: the list behind a number, one case, the same page with other words."""

from __future__ import annotations

from math import isnan
from urllib.parse import quote, urlencode

from dashboard.indicators import Indicator
from dashboard.leverage.naming import unit_of
from layouts import Page, Query
from layouts.asking import FILTERS, NONE
from layouts.sites import CASE, CASES, DEPARTMENT, LEVERS
from layouts.windows import SPAN, WINDOW

CARRIED = (*SPAN, *FILTERS)
"""Words of a page that its lists keep."""


def listing(of: Indicator, query: Query | None = None, **cell: object) -> str:
    """The list behind a number of this page: the page's own window and filters, and what the cell adds.

    A cell that has no value of a dimension (None, empty) means the cases without one.
    """
    words = {name: said for name in CARRIED if (said := (query or {}).get(name))}
    if of.window is None:
        words.pop(WINDOW.key, None)
    words |= {name: value_of(value) for name, value in cell.items()}
    return to(CASES, of=of.name, **words)


def judged(of: Indicator) -> dict[str, str]:
    """The cell of what the denominator of a share counts; none where its rows are all counted."""
    return {"outcome": ",".join(sorted(of.counts))} if of.counts and of.excludes else {}


def value_of(value: object) -> str:
    """One value as a query says it."""
    said = "" if value is None or (isinstance(value, float) and isnan(value)) else str(value)
    return said.lower() if isinstance(value, bool) else said or NONE


def to(page: Page, **words: str) -> str:
    """A page, with words of its query."""
    return page.path + (f"?{urlencode(words)}" if words else "")


def lever(key: str) -> str:
    """One lever, in the ledger of loans."""
    return to(LEVERS, lever=key)


def case(key: str) -> str:
    """The page of one case."""
    feed, _, number = key.removeprefix("case:").partition("/")
    return f"{CASE.path}{quote(feed, safe='')}/{quote(number, safe='')}"


def subject(key: str) -> str:
    """The page of what a lever is about: a case, or a unit that is a topic."""
    return of_unit(topic) if (topic := unit_of(key)) else case(key)


def of_unit(code: str, query: Query | None = None) -> str:
    """The page of one unit, with the window and the moment of the page that leads there."""
    said = {word: found for word in SPAN if (found := (query or {}).get(word))}
    return f"{DEPARTMENT.path}{quote(code, safe='')}" + (f"?{urlencode(said)}" if said else "")


def same(query: Query, **changed: str | None) -> str:
    """The same page with some words changed; None takes a word away."""
    words = {**query, **changed}
    kept = {name: value for name, value in words.items() if value}
    return f"?{urlencode(kept)}"
