"""What is measured of a browser and of processes, and the line through it."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import CDPSession, Page
from scipy.stats import linregress

BROWSER = {"heap": "JSHeapUsedSize", "nodes": "Nodes", "listeners": "JSEventListeners"}
"""What we call a measure of the browser, and what the browser calls it."""


def attached(page: Page) -> CDPSession:
    """A line to the browser's own instruments for one page."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.enable")
    return session


def of_page(session: CDPSession) -> dict[str, float]:
    """Heap in bytes, nodes and listeners of a page, after all that is garbage is gone."""
    session.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    return {ours: float(told[theirs]) for ours, theirs in BROWSER.items()}


def of_process(pid: int) -> dict[str, float]:
    """Resident bytes, open files and threads of a process, as the kernel counts them."""
    home = Path(f"/proc/{pid}")
    pages = int((home / "statm").read_text().split()[1])
    return {
        "rss": float(pages * os.sysconf("SC_PAGE_SIZE")),
        "files": float(len(list((home / "fd").iterdir()))),
        "threads": float(len(list((home / "task").iterdir()))),
    }


def slope(along: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    """How much a value grows for each unit along, by least squares, and how far that may be wrong (95 %)."""
    if len(set(along)) < 3:
        return 0.0, math.inf
    line = linregress(along, values)
    return float(line.slope), 2 * float(line.stderr) if len(set(values)) > 1 else 0.0
