"""A desk whose days are made by hand, behind the real application: any state can be put on the screen."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pandas as pd
from playwright.sync_api import Browser, Page
from werkzeug.serving import BaseWSGIServer, make_server

from dashboard.access import Viewer
from dashboard.access.policy import Policy, shipped
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.doors import listing
from dashboard.figures.template import painted
from dashboard.rolls import BLOCK, block
from dashboard.scope import Sight
from dashboard.snapshot import Gallery, Picture
from dashboard.text import THEMES, Lang
from layouts import Panel
from layouts.listed import row
from layouts.pages import PANELS, known
from layouts.panels.case_list import CASE_LIST
from layouts.rows import rows
from layouts.scenes import shown
from layouts.sites import PAGES
from layouts.states import aged, failed
from tests.entering import WHOLE_CENTRE
from tests.layouts import frames, frames_cases

GALLERY = Gallery()
BOSS = Viewer(account="boss", post="中心主任", kind="person", grants=WHOLE_CENTRE, address="127.0.0.1")
PATIENCE = 60_000
"""Milliseconds that something may take on a slow machine; nothing is judged by them."""
FRESH = {"hotline": 18, "grid": 42, "police": 50, "municipal": 160, "iot": 420}


@dataclass
class Stage:
    """What a desk is to the application; tests turn its knobs."""

    day: str = "busy"  # of tests.layouts.frames, or "loading": answers without a picture
    failing: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)
    extra: int = 0  # more open cases: another picture
    matters: tuple[int, ...] | None = None  # which rows of the attention list stand, in their order
    boot: str = "first"
    slow: float = 0.0  # seconds a picture takes
    speed: float = 1.0
    moment: datetime = frames.NOW  # of the district, as every answer tells it
    ages: dict[str, float | None] = field(default_factory=lambda: dict(FRESH))
    pages: Mapping[str, tuple[Panel, ...]] = field(default_factory=lambda: PANELS)
    settings: Any = field(
        default_factory=lambda: SimpleNamespace(
            beat=0.4, packages=(), secure=False, tls="none", oidc=None, proxy_header="", proxy_addresses=()
        )
    )
    policy: Policy = field(default_factory=shipped)
    refusals: Any = field(default_factory=lambda: SimpleNamespace(note=lambda *_: None))
    ledger: Any = field(default_factory=lambda: SimpleNamespace(audit=lambda *_, **__: 1))
    clock: Any = field(default_factory=lambda: SimpleNamespace(now=lambda: frames.NOW))
    asked: int = 0
    busy_now: int = 0
    busiest: int = 0

    def __post_init__(self) -> None:
        self.district = frames.district()
        self.lock = threading.Lock()

    @property
    def accounts(self) -> Any:
        """Whoever shows a cookie is somebody who may see every page."""
        return SimpleNamespace(viewer=lambda token, **_: BOSS, left=lambda session: 1_800.0)

    def demo_people(self) -> list[dict[str, str]]:
        return []

    def reset(self) -> None:
        """An ordinary morning again."""
        fresh = Stage()
        for name in (
            "day",
            "failing",
            "old",
            "extra",
            "matters",
            "boot",
            "slow",
            "speed",
            "moment",
            "ages",
            "settings",
        ):
            setattr(self, name, getattr(fresh, name))
        self.busiest = 0

    def picture(self, page: str, query: Mapping[str, str], lang: Lang, sight: Sight) -> Picture:
        with self.lock:
            self.asked += 1
            self.busy_now += 1
            self.busiest = max(self.busiest, self.busy_now)
        try:
            time.sleep(self.slow)
            asked = known(page, query)
            state = (self.day, *sorted(self.failing), *sorted(self.old), self.extra, self.matters)
            key = (state, page, tuple(sorted(asked.items())), lang)
            return GALLERY.picture(key, lambda: self.drawn(page, asked, lang))
        finally:
            with self.lock:
                self.busy_now -= 1

    def drawn(self, page: str, query: Mapping[str, str], lang: Lang) -> dict[str, Any]:
        slots: dict[str, Any] = {}
        theme = next((theme for theme in THEMES if theme == query.get("theme")), PAGES[page].theme)
        if self.day == "loading":
            return slots
        for panel in shown(self.pages[page], query, page):
            view = getattr(frames, self.day)(panel, lang, **query)
            later = {name: self.later(name, frame) for name, frame in view.frames.items()}
            view = replace(view, frames=later, page=page, theme=theme)
            number = "E-1042-07"
            drawing = failed(panel, number, lang) if panel.name in self.failing else panel.draw(view)
            slots |= aged(panel, drawing, 200, "物联感知停更", lang) if panel.name in self.old else drawing
        graphs = {slot: painted(props, theme) for slot, props in slots.items() if slot.endswith("-graph")}
        grids = {slot: props for slot, props in slots.items() if slot.endswith("-grid")}
        return {
            "graphs": graphs,
            "grids": grids,
            "tiles": {slot: slots[slot] for slot in slots.keys() - graphs.keys() - grids.keys()},
            "meta": {},
        }

    def later(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame a little later: more open cases, as many points gone, the matters that stand by now."""
        if name == "attention" and self.matters is not None:
            return frame.iloc[list(self.matters)]
        if name == "open":
            return frame.assign(value=frame["value"] + self.extra * (frame["series"] == "now"))
        return frame.iloc[self.extra :] if name == "points" else frame

    def bearings(self) -> dict[str, str]:
        feeds = [
            {"name": name, "state": "ok", "age_s": age, "every": 60, "retry_s": None}
            for name, age in self.ages.items()
        ]
        return {
            "X-Boot": self.boot,
            "X-Age-Ms": "0",
            "X-Now": str(round(self.moment.timestamp() * 1000)),
            "X-Speed": f"{self.speed:g}",
            "X-Feeds": json.dumps(feeds),
        }

    def warnings(self) -> list[Any]:
        return []

    def health(self) -> dict[str, Any]:
        return {"ready": True}


def listed_here(
    desk: Stage | Desk, query: Mapping[str, str], lang: Lang, sight: Sight, *, start: int, name: str
) -> dict[str, Any] | None:
    """A block of the list of cases: of the hand-made morning on a stage, of the board elsewhere."""
    if not isinstance(desk, Stage):
        return block(desk, query, lang, sight, start=start, name=name)
    view = frames.busy(CASE_LIST, lang, **known("cases", query))
    cases = [] if desk.day == "empty" else [row(case, view) for case in rows(frames_cases.rows())]
    size = view.frames["listed"].iloc[0]
    told = {
        "cases": len(cases),
        "roll": "stage",
        "mark": size["mark"],
        "now": round(view.now.timestamp() * 1000),
    }
    return {"rows": cases[start : start + BLOCK], **told}


def serving(stage: Stage | Desk) -> BaseWSGIServer:
    """The real application over this desk, on a free port, until it is shut down."""
    listing.block = listed_here  # type: ignore[assignment]
    app = create_app(stage)  # type: ignore[arg-type]
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app.server, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@contextmanager
def housed(desk: Desk) -> Iterator[str]:
    """The address of the real application over a living desk; behind the context both are closed."""
    desk.look()
    server = serving(desk)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    desk.close()


@contextmanager
def watched(chromium: Browser, **of: Any) -> Iterator[Page]:
    """A page in a browser of its own; a script error or a breach of the policy fails the test."""
    context = chromium.new_context(**of)
    page, errors = context.new_page(), list[str]()
    page.set_default_timeout(PATIENCE)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert not errors


def until(page: Page, condition: str) -> None:
    """Wait for a condition; Playwright's own waiting evaluates text, which the page's policy forbids."""
    for _ in range(1_200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")
