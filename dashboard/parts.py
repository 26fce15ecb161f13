"""Find the feeds, indicators, triggers and panels: one module-level constant in a file of its own each."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from importlib import import_module
from types import ModuleType
from typing import Protocol, TypeVar

from dashboard.refusal import Refusal


class Named(Protocol):
    """Anything with a name that is its id, settings key and test id."""

    @property
    def name(self) -> str:
        """Kebab-case and unique among its kind."""


Part = TypeVar("Part", bound=Named)


def collect(package: ModuleType, kind: type[Part]) -> dict[str, Part]:
    """Every `kind` declared in `package` and its modules, by name; a name used twice is a `ValueError`."""
    found: dict[str, Part] = {}
    names = pkgutil.iter_modules(getattr(package, "__path__", ()), f"{package.__name__}.")
    for module in (package, *(import_module(info.name) for info in names)):
        for part in vars(module).values():
            if not isinstance(part, kind):
                continue
            if found.setdefault(part.name, part) is not part:
                raise ValueError(f"{module.__name__}: a {kind.__name__} named {part.name!r} exists already")
    return dict(sorted(found.items()))


class PackagesError(Refusal):
    """A package named in the settings cannot be used: which, why, what to do."""


def gathered(ours: ModuleType, kind: type[Part], packages: Iterable[str]) -> dict[str, Part]:
    """Every `kind` of our package and of those that the setting `packages` names, by name."""
    found = collect(ours, kind)
    homes = dict.fromkeys(found, ours.__name__)
    for package in packages:
        for name, part in strangers(package, kind).items():
            if found.setdefault(name, part) is not part:
                raise PackagesError(
                    f"setting packages: {kind.__name__.lower()} {name!r} stands in {package} and in "
                    f"{homes[name]}; rename one of them"
                )
            homes.setdefault(name, package)
    return dict(sorted(found.items()))


def strangers(package: str, kind: type[Part]) -> dict[str, Part]:
    """Every `kind` of a package that is not ours."""
    try:
        return collect(import_module(package), kind)
    except Exception as error:  # whatever the code of others may raise when it is imported
        raise PackagesError(
            f"setting packages: {package!r} cannot be imported: {type(error).__name__}: {error}; "
            "install it where jiequan runs, or put its folder on PYTHONPATH"
        ) from error
