"""Run every benchmark and write what was measured into docs/performance.md; nothing here judges."""

from __future__ import annotations

import os
import pkgutil
import platform
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import tests.benchmarks as here

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
HEAD = """# Performance

Measured by `make bench`; medians of three runs where a run is short. The machine is noisy: read ratios, not
differences below a factor of two. Load average when it started: {load:.1f}. {machine}, Python {python}.

![A tick against the number of cases](pictures/tick.svg)

| what | measured |
|---|---|
"""

REMARKS = "## What is missed, and why"


def parts() -> list[Callable[[], Iterable[tuple[str, str]]]]:
    """Every benchmark, in the order of their files."""
    names = sorted(one.name for one in pkgutil.iter_modules(here.__path__) if one.name.startswith("bench_"))
    modules = [import_module(f"tests.benchmarks.{name}") for name in names]
    return [part for one in modules for name, part in vars(one).items() if name.endswith("_speed")]


def remarks(page: str) -> str:
    """What people wrote under the table; it stays until they change it."""
    _, found, said = page.partition(REMARKS)
    return f"\n{found}{said}" if found else ""


def machine() -> str:
    """Cores, processor and memory, as far as the system tells of them."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores{f' of {model}' if model else ''}, {memory:.0f} GB"


def main() -> None:
    """Measure, print, write."""
    rows: list[tuple[str, str]] = []
    head = HEAD.format(load=os.getloadavg()[0], machine=machine(), python=platform.python_version())
    for part in parts():
        for what, measured in part():
            print(f"{what}: {measured}", flush=True)
            rows.append((what, measured))
    table = "".join(f"| {what} | {measured} |\n" for what, measured in rows)
    PAGE.write_text(head + table + remarks(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
