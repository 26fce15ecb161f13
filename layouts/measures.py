"""A measure on a page of measures: its name, its value, on how many it rests; a link where it has a list."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboard.text import Lang, Text
from layouts import Node
from layouts.elements import div, el, mark, span
from layouts.states import DASH
from layouts.wording import count, share

SIZE = Text("n={n}", "n={n}")
SPREAD = Text("n={n} · {low}–{high}", "n={n} · {low}–{high}")
FEW = Text("无可算", "nothing to count")


def measure(
    title: str, value: str, under: str = "", *, href: str | None = None, state: str = "", hint: str = ""
) -> Node:
    """One measure in a row of its panel; its state stands as a shape beside its value."""
    said: list[Node] = [mark(state) if state else "", value]
    main: Node = el("A", "jq-to", *said, href=href) if href else span(None, *said)
    body = div(f"jq-measure-value jq-ink-{state}" if state else "jq-measure-value", main)
    return div(
        "jq-measure",
        div("jq-measure-title", title),
        body,
        div("jq-measure-under", under),
        title=hint or title,
    )


def measures(*found: Node) -> Node:
    """Measures in a row."""
    return div("jq-measures", *found)


def known(value: Any) -> Any:
    """A number, or None where a frame has none."""
    return None if value is None or pd.isna(value) else value


def spread(row: Any, lang: Lang) -> str:
    """On how many a share rests, and its interval."""
    if not int(row["n"]):
        return FEW.to(lang)
    low, high = (share(row[name], lang).removesuffix("%") for name in ("low", "high"))
    return SPREAD.to(lang, n=count(row["n"], lang), low=low, high=f"{high}%")


def rate(row: Any, lang: Lang) -> str:
    """A share; a dash of nothing."""
    return DASH if known(row["share"]) is None else share(row["share"], lang)
