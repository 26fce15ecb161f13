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

from dashboard.parts import PackagesError, collect, gathered

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


def test_a_part_may_stand_in_the_package_itself_and_a_single_module_is_a_package_too(shelf, tmp_path):
    both = shelf(a='LAMP = Lamp("inner")')
    name = f"single_{next(NUMBERS)}"
    (tmp_path / f"{name}.py").write_text(HEAD + 'LAMP = Lamp("outer")', encoding="utf-8")
    assert collect(import_module(name), Lamp) == {"outer": Lamp("outer")}
    assert list(gathered(both, Lamp, [name])) == ["inner", "outer"]


def test_packages_of_others_are_gathered_beside_ours_in_the_order_of_names(shelf):
    ours, theirs, more = shelf(a='B = Lamp("b")'), shelf(a='C = Lamp("c")'), shelf(a='A = Lamp("a")')
    assert list(gathered(ours, Lamp, [theirs.__name__, more.__name__])) == ["a", "b", "c"]
    assert list(gathered(ours, Lamp, [])) == ["b"]
    assert list(gathered(ours, Lamp, [theirs.__name__, theirs.__name__])) == ["b", "c"]


@pytest.mark.parametrize("twice", ["ours", "theirs"])
def test_a_name_in_two_packages_is_refused_naming_both(shelf, twice):
    ours, theirs = shelf(a='ONE = Lamp("lamp")'), shelf(a='TWO = Lamp("lamp")')
    other = shelf(a='ONE = Lamp("other")') if twice == "theirs" else ours
    third = shelf(a='TWO = Lamp("lamp")')
    names = [theirs.__name__, third.__name__] if twice == "theirs" else [theirs.__name__]
    first = theirs if twice == "theirs" else ours
    with pytest.raises(
        PackagesError,
        match=rf"setting packages: lamp 'lamp' stands in {names[-1]} and in {first.__name__}; rename one",
    ):
        gathered(other, Lamp, names)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "ModuleNotFoundError: No module named"),
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("import nothing_of_this_name", "No module named 'nothing_of_this_name'"),
        ("def", "SyntaxError"),
        ('ONE = Lamp("lamp")\nTWO = Lamp("lamp")', "a Lamp named 'lamp' exists already"),
    ],
)
def test_a_package_that_cannot_be_imported_is_told_with_the_setting_and_what_to_do(shelf, text, reason):
    name = shelf(a=text).__name__ if text else "nowhere_at_all"
    with pytest.raises(
        PackagesError, match=rf"setting packages: '{name}' cannot be imported: .*{reason}"
    ) as told:
        gathered(shelf(), Lamp, [name])
    assert str(told.value).endswith("install it where jiequan runs, or put its folder on PYTHONPATH")


@pytest.mark.parametrize("name", ["", ".", "..x", "a b"])
def test_a_name_that_no_package_can_have_is_told_too(shelf, name):
    with pytest.raises(PackagesError, match="cannot be imported"):
        gathered(shelf(), Lamp, [name])
