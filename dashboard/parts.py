"""Find the feeds, indicators, triggers and panels: one module-level constant in a file of its own each."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Protocol, TypeVar


class Named(Protocol):
    """Anything with a name that is its id, settings key and test id."""

    @property
    def name(self) -> str:
        """Kebab-case and unique among its kind."""


Part = TypeVar("Part", bound=Named)


def collect(package: ModuleType, kind: type[Part]) -> dict[str, Part]:
    """Every `kind` declared in the modules of `package`, by name; a name used twice is a `ValueError`."""
    found: dict[str, Part] = {}
    for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        for part in vars(import_module(info.name)).values():
            if not isinstance(part, kind):
                continue
            if found.setdefault(part.name, part) is not part:
                raise ValueError(f"{info.name}: a {kind.__name__} named {part.name!r} exists already")
    return dict(sorted(found.items()))
