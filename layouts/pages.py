"""Which panels stand on which page, and what the queries of pages may say; where is CSS, by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote

from dashboard.cases import case_key
from dashboard.district import District
from dashboard.parts import collect
from dashboard.text import THEMES
from layouts import Choice, Page, Panel, Query, panels, windows
from layouts.asking import FILTERS, values
from layouts.dimensions import CELLS, possible
from layouts.scenes import SCENE, WIDE
from layouts.sites import CASE, DEPARTMENT, DEPARTMENTS, PAGES, WALL
from layouts.windows import SINCE, WINDOW, WINDOWS

LONGEST = 1_000
"""Letters of one word of a query."""

ORDER = (
    "filters", "before", "unit-head", "unit-today", "never-closed", "unit-trend", "unit-drivers",
    "unit-due", "unit-costly", "curves", "unit-levers", "unit-returns", "unit-appeals", "units", "centre",
    "unit-heat", "vague-duty",
    "unit-integrity", "duty-queue", "duty-shift", "duty-levers", "duty-orders", "duty-roster",
    "attention-list", "attention-head", "attention-course", "attention-ask", "attention-returns",
    "attention-tried", "lever-board", "lever-one", "lever-lenders", "lever-funnel", "lever-silences",
    "structure", "embedding", "limitation", "attention-health", "conversion", "lever-effect",
    "rules-won", "unit-digest", "place-points", "place-map", "place-surges",
    "dry-run-head", "dry-run-numbers", "dry-run-cases", "dry-run-units", "dry-run-flags", "dry-run-triggers",
    "weekly-bar", "weekly-numbers", "weekly-map", "weekly-response", "weekly-moves",
    "weekly-recurring", "case-list",
    "feeds-table", "feed-detail", "feed-deliveries", "feed-quarantine", "feed-pairs",
    "one-head", "one-clocks", "one-place", "one-repeats", "one-timeline", "one-hands", "one-appeal",
    "kpi-strip", "response-heatmap", "district-map", "attention", "sign-hours", "passing",
    "hand-offs", "advised", "day-flow", "hot", "roster", "ticker",
)  # fmt: skip


def gathered() -> Mapping[str, tuple[Panel, ...]]:
    """All panels by page, in the order a reader meets them."""
    found: dict[str, list[Panel]] = defaultdict(list, {name: [] for name in PAGES})
    for panel in collect(panels, Panel).values():
        for page in panel.pages:
            found[page].append(panel)
    return {page: tuple(sorted(standing, key=place)) for page, standing in found.items()}


def place(panel: Panel) -> tuple[int, str]:
    """Reading order: strips and tiles as on the wall, newcomers last."""
    return (ORDER.index(panel.name) if panel.name in ORDER else len(ORDER), panel.name)


def at(path: str) -> tuple[Page, dict[str, str]] | None:
    """The page at an address, and what the address itself says of its query; None where there is none."""
    for page in PAGES.values():
        if path == page.path and not page.path.endswith("/"):
            return page, {}
    code = path.removeprefix(DEPARTMENT.path)
    if path.startswith(DEPARTMENT.path) and code and "/" not in code:
        return DEPARTMENT, {"department": unquote(code)}
    feed, _, number = path.removeprefix(CASE.path).partition("/")
    if path.startswith(CASE.path) and feed and number:
        return CASE, {"key": case_key(unquote(feed), unquote(number))}
    return None


def address(page: Page, fixed: Query) -> str:
    """The path of a page, as `at` reads it."""
    if page.path == DEPARTMENT.path and "department" in fixed:
        return page.path + quote(fixed["department"], safe="")
    if "key" not in fixed:
        return page.path
    feed, _, number = fixed["key"].removeprefix("case:").partition("/")
    return f"{page.path}{quote(feed, safe='')}/{quote(number, safe='')}"


def words(site: Page, query: Query) -> Iterator[tuple[str, str]]:
    """What a query says in the words of a page; a filter is obeyed or refused, never dropped."""
    for word in site.words:
        said = query.get(word, "").strip()
        if word in FILTERS or word in CELLS:
            values(said)
        elif len(said) > LONGEST:
            continue
        if said:
            yield word, said


def awaited(district: District) -> Iterator[tuple[str, dict[str, str]]]:
    """What readers ask for first: each page and scene; the units in each window, filtered where it lasts."""
    yield from ((WALL.name, {SCENE.key: scene}) for scene in SCENE.values)
    unit = next(possible("department", district), "")
    yield from ((name, {"department": unit} if name == DEPARTMENT.name else {}) for name in PAGES)
    for window in WINDOWS:
        yield DEPARTMENTS.name, {WINDOW.key: window}
        for name in () if window in SINCE else FILTERS:
            if value := next(possible(name, district), ""):
                yield DEPARTMENTS.name, {WINDOW.key: window, name: value}


def switches(page: str) -> Iterator[Choice]:
    """The switches in the heads of a page's tiles."""
    return (panel.choice for panel in PANELS[page] if panel.choice)


def known(page: str, query: Query) -> dict[str, str]:
    """The part of a query that changes this page's picture: known words, defaults left out."""
    site = PAGES[page]
    asked = dict(words(site, query))
    windows.checked(asked)
    site.sound(query)
    asked = windows.canonical(asked)
    for choice in (*site.choices, *switches(page)):
        if (value := choice.of(query)) != choice.default:
            asked[choice.key] = value
    if WIDE.key in asked:  # it shows every scene at once
        asked.pop(SCENE.key, None)
    if (theme := query.get("theme")) in THEMES and theme != site.theme:
        asked["theme"] = theme
    return asked


PANELS = gathered()
"""The panels of every page, in the order a reader meets them."""
VOCABULARY: Mapping[str, tuple[str, ...]] = {
    name: tuple(sorted({*page.words, *(one.key for one in (*page.choices, *switches(name)))}))
    for name, page in PAGES.items()
}
"""The words of the query that each page knows: its own, and those of its switches."""
