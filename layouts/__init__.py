"""What is seen: panels are pure functions of a view and return plain dicts; only shell and tiles know Dash."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.district import District
from dashboard.indicators import Ask, Indicator
from dashboard.text import Lang, Text

Node = dict[str, Any] | str
"""A component as JSON (`elements.el`) or a text."""

Query = Mapping[str, str]
"""The page's state, which is its URL query."""


@dataclass(frozen=True, kw_only=True)
class Need:
    """An indicator as one panel asks for it."""

    indicator: Indicator
    ask: Ask = Ask()


@dataclass(frozen=True, kw_only=True)
class View:
    """All that a panel may look at."""

    frames: Mapping[str, pd.DataFrame]  # by the names of the panel's needs
    now: datetime  # the district's
    lang: Lang
    query: Query
    district: District
    geometry: Mapping[str, Any] = field(default_factory=dict)  # `dashboard.geometry.Geometry` fields


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One tile: what it is called, what it needs, how it is drawn.

    `draw` returns `{slot: props}`; slots ending in `-graph` take a Plotly figure dict, others take a Node or a
    list of Nodes. Texts and links only: a control belongs into the static shell.
    """

    name: str
    title: Text
    note: Text  # what, unit, window
    help: Text  # the definition behind ⓘ
    page: str
    needs: Callable[[Query], Mapping[str, Need]]
    draw: Callable[[View], Mapping[str, Any]]
