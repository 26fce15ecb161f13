"""What is seen: panels are pure functions of a view that return plain dicts; shell and tiles know Dash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import pandas as pd

from dashboard.district import District
from dashboard.indicators import Ask, Indicator
from dashboard.places import Geometry
from dashboard.text import Lang, Text, Theme

Node = dict[str, Any] | str
"""A component as JSON (`elements.el`) or a text."""

Query = Mapping[str, str]
"""The page's state, which is its URL query."""
BLOCK = 200
"""Rows that a table fetches at once."""


@dataclass(frozen=True, kw_only=True)
class Caution:
    """What every screen must say of the ground it stands on: a short mark, and its meaning."""

    mark: Text
    words: Text


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Who reads a page: the post that its head names, the pages that it may lead to, a mark across it."""

    pages: frozenset[str]
    post: str = ""
    scope: str = ""  # whose cases are listed, where not all are
    mark: str = ""  # who or what, faint across the page, so that a photograph tells where it was taken
    device: bool = False
    rights: frozenset[str] = frozenset()  # acts, `role:…` and `approve:…` of whoever reads
    reasons: Mapping[str, Text] = field(default_factory=dict)  # for which a case may be looked at closer


@dataclass(frozen=True, kw_only=True)
class Need:
    """An indicator as one panel asks for it."""

    indicator: Indicator
    ask: Ask = field(default_factory=Ask)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A switch in the head of a tile: the word of the query it sets, and its values, the default first."""

    key: str
    title: Text
    values: Mapping[str, Text]

    @property
    def default(self) -> str:
        """The value that the query need not name."""
        return next(iter(self.values))

    def words(self, value: str) -> Text:
        """What a value is called."""
        return self.values[value]

    def of(self, query: Query) -> str:
        """What the query asks for, or the default where it asks for nothing known."""
        asked = query.get(self.key, self.default)
        return asked if asked in self.values else self.default


@dataclass(frozen=True, kw_only=True)
class View:
    """All that a panel may look at."""

    frames: Mapping[str, pd.DataFrame]  # by the names of the panel's needs
    now: datetime  # the district's
    lang: Lang
    query: Query
    district: District
    geometry: Geometry
    page: str = "wall"
    theme: Theme = "dark"
    extra: Any = None  # what a page shows besides the board (`Page.extra`)
    whole: bool = True  # whether its reader sees the whole district


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a panel's table: the field of its rows, its heading, its width in pixels, its kind."""

    name: str
    title: Text
    width: int
    kind: Literal["text", "number", "link"] = "text"  # a link takes its address from the row's `href`
    grow: bool = False
    sorts: bool = True  # whether the list can be sorted by it


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that a form asks for; `values` are those of a choice."""

    name: str
    title: Text
    kind: Literal["line", "text", "number", "choice", "several", "date", "moment"] = "line"
    values: Mapping[str, Text] = field(default_factory=dict)
    needed: bool = True
    hint: Text = field(default_factory=lambda: Text("", ""))
    most: int = 200  # letters


@dataclass(frozen=True, kw_only=True)
class Form:
    """An act as people see it: what it is called, what it writes and who will read that, what it asks for."""

    name: str  # the word of the act
    title: Text
    says: Text
    button: Text
    entries: tuple[Entry, ...] = ()
    at_once: bool = False  # sent at the press: nothing is asked


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One tile: what it is called, what it needs, how it is drawn.

    `draw` returns `{slot: props}` for some of its `slots`: `<name>` is the body, `<name>-note` and
    `<name>-tools` stand in the head; they take a Node or a list of Nodes. `<name>-graph` takes a Plotly
    figure dict in tokens of colour (`figures.template`), `<name>-grid` the `mark` and the moment of a table
    with `columns`, which fetches its rows itself (`assets/js/lists.js`). Texts, links and buttons that open
    one of its `forms` (`acts.button`) only: any other control belongs into the static shell (see `choice`).
    """

    name: str
    title: Text
    note: Text  # what, unit, window
    help: Text  # the definition behind ⓘ
    pages: tuple[str, ...]
    needs: Callable[[Query], Mapping[str, Need]]
    draw: Callable[[View], Mapping[str, Any]]
    graph: bool = False  # a figure lies under the body
    instead: Text | None = None  # where to read what a figure shows that is no table by its own link
    head: bool = True  # False: a strip without title
    choice: Choice | None = None
    columns: tuple[Column, ...] = ()  # of a table under the body, whose rows are fetched in blocks
    search: Text | None = None  # what the box in its head is called by whose words the table is filtered
    forms: Callable[[District], Iterable[Form]] = lambda district: ()  # that the buttons in its tile open
    scenes: tuple[str, ...] = ()  # of the wall (`layouts.scenes`) in which it is drawn; none: in all

    @property
    def slots(self) -> tuple[str, ...]:
        """Every place that `draw` may fill."""
        parts = (("-note", "-tools") if self.head else ()) + (("-graph",) if self.graph else ())
        parts += ("-grid",) if self.columns else ()
        return (self.name, *(self.name + part for part in parts))


@dataclass(frozen=True, kw_only=True)
class Past:
    """A past moment that a page shows, and by when something must have been told to count; None: by today."""

    at: datetime
    known: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: its address, how it looks, which words its query may say, which moment it shows.

    `moment` names a past moment that the page shows; None: it shows now.
    """

    name: str
    path: str  # "/wall"; "/cases/" with the key of one case behind it
    title: Text
    look: Literal["wall", "desk"] = "desk"
    theme: Theme = "light"
    listed: bool = True  # stands in the navigation
    words: tuple[str, ...] = ()  # of its query, besides the choices of its panels
    choices: tuple[Choice, ...] = ()  # words of its query that take some values only
    moment: Callable[[Query, datetime, District], Past | None] = lambda query, now, district: None
    questions: tuple[Form, ...] = ()  # forms whose entries become words of the address
    turns: tuple[str, ...] = ()  # words of its query that turn the leaves of a list; another filter ends them
    sound: Callable[[Query], None] = lambda query: None  # refuses words of its own that say nothing
    first: Indicator | None = None  # whose first row stands where the query names no `key`
    lasts: float = 60.0  # seconds after which a picture is drawn anew although nothing has happened
    beat: float = 5.0  # seconds between two questions of the browser; the wall has its own setting
