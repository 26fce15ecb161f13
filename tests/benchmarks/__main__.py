"""Run every benchmark and write what was measured into docs/performance.md; nothing here judges."""

from __future__ import annotations

import os
import pkgutil
import platform
from importlib import import_module
from pathlib import Path

import tests.benchmarks as here

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"
HEAD = """# Performance

Measured by `make bench`; medians of three runs where a run is short. The machine is noisy: read ratios, not
differences below a factor of two. Load average when it started: {load:.1f}. {cores} cores, Python {python}.

![A tick against the number of cases](pictures/tick.svg)

| what | measured |
|---|---|
"""


def main() -> None:
    """Measure, print, write."""
    rows: list[tuple[str, str]] = []
    head = HEAD.format(load=os.getloadavg()[0], cores=os.cpu_count(), python=platform.python_version())
    for info in sorted(pkgutil.iter_modules(here.__path__), key=lambda info: info.name):
        if not info.name.startswith("bench_"):
            continue
        for name, part in list(vars(import_module(f"tests.benchmarks.{info.name}")).items()):
            if name.endswith("_speed"):
                for what, measured in part():
                    print(f"{what}: {measured}", flush=True)
                    rows.append((what, measured))
    PAGE.write_text(head + "".join(f"| {what} | {measured} |\n" for what, measured in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
