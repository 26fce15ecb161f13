"""Parts are found by being there: one constant in a file of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from itertools import count
from pathlib import Path
from types import ModuleType

import pytest

from dashboard.parts import collect

NUMBERS = count()
HEAD = "from tests.test_parts import Lamp, Rose\n"
Shelf = Callable[..., ModuleType]


@dataclass(frozen=True)
class Lamp:
    name: str


@dataclass(frozen=True)
class Rose:
    name: str


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch) -> Shelf:
    """A package with these modules, under a name nobody else has."""
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(sys.modules, "tests.test_parts", sys.modules[__name__])

    def made(**modules: str) -> ModuleType:
        package = tmp_path / f"shelf_{next(NUMBERS)}"
        package.mkdir()
        (package / "__init__.py").touch()
        for name, text in modules.items():
            (package / f"{name}.py").write_text(HEAD + text, encoding="utf-8")
        return import_module(package.name)

    return made


def test_every_part_of_the_kind_is_found_by_its_name_in_the_order_of_names(shelf):
    found = collect(shelf(a='ZED = Lamp("zed")', b='ALEPH = Lamp("aleph")\nROSE = Rose("rose")'), Lamp)
    assert list(found.items()) == [("aleph", Lamp("aleph")), ("zed", Lamp("zed"))]


def test_a_part_that_another_module_imports_is_one_part(shelf):
    shelf_ = shelf(a='LAMP = Lamp("lamp")', b="from .a import LAMP\nSAME = LAMP")
    assert list(collect(shelf_, Lamp)) == ["lamp"]


def test_a_name_that_is_used_twice_is_refused_with_the_module_and_the_name(shelf):
    with pytest.raises(ValueError, match=r"shelf_\d+\.b: a Lamp named 'lamp' exists already"):
        collect(shelf(a='ONE = Lamp("lamp")', b='TWO = Lamp("lamp")'), Lamp)


def test_parts_of_two_kinds_may_share_a_name(shelf):
    both = shelf(a='LAMP = Lamp("light")\nROSE = Rose("light")')
    assert collect(both, Lamp) == {"light": Lamp("light")}
    assert collect(both, Rose) == {"light": Rose("light")}


def test_an_empty_package_has_no_parts(shelf):
    assert collect(shelf(), Lamp) == {}


def test_a_module_that_does_not_load_is_not_passed_over(shelf):
    with pytest.raises(ZeroDivisionError):
        collect(shelf(a="1 / 0"), Lamp)
