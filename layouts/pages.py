"""Which panels stand on which page, and what its query may say; where they stand is CSS, by panel name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from dashboard.parts import collect
from layouts import Panel, Query, panels


def gathered() -> Mapping[str, tuple[Panel, ...]]:
    """All panels by page, in the order a reader meets them."""
    pages: dict[str, list[Panel]] = defaultdict(list)
    for panel in collect(panels, Panel).values():
        pages[panel.page].append(panel)
    return {page: tuple(sorted(found, key=place)) for page, found in pages.items()}


def place(panel: Panel) -> tuple[int, str]:
    """Reading order: strips and tiles as on the wall, newcomers last."""
    return (ORDER.index(panel.name) if panel.name in ORDER else len(ORDER), panel.name)


def known(page: str, query: Query) -> dict[str, str]:
    """The part of a query that changes this page's picture: known words, defaults left out."""
    asked: dict[str, str] = {}
    for panel in PAGES[page]:
        if panel.choice and (value := panel.choice.of(query)) != panel.choice.default:
            asked[panel.choice.key] = value
    return asked


ORDER = ("kpi-strip", "response-heatmap", "district-map", "attention", "sign-hours", "passing", "ticker")
PAGES = gathered()
