"""The house style where no tool holds it: sizes, ids, sources of time, and what no file may say."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("dashboard", "callbacks", "layouts", "data_feeds")
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))
CLOCKS = re.compile(r"datetime\.now|datetime\.utcnow|time\.time\(|time\.monotonic|date\.today|perf_counter")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def filled(path: Path) -> int:
    return sum(1 for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_a_module_fits_on_a_few_screens_and_a_function_on_one(path):
    assert filled(path) <= 300
    long = [node.name for node in functions(path) if (node.end_lineno or 0) - node.lineno + 1 > 50]
    assert not long


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_only_the_clock_module_reads_a_clock(path):
    if named(path) != "dashboard/clock.py":
        assert not CLOCKS.findall(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [path for path in SOURCES if "ids.py" not in path.name], ids=named)
def test_no_component_is_named_by_a_string_literal(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"Input", "Output", "State"}
        ):
            assert not isinstance(node.args[0], ast.Constant), f"{named(path)}:{node.lineno}"


def test_module_names_say_something():
    silent = {"utils", "helpers", "common", "manager", "base", "misc"}
    assert not [named(path) for path in SOURCES if path.stem in silent]


def test_tests_are_at_least_as_long_as_the_code():
    tests = sum(filled(path) for path in (ROOT / "tests").rglob("*.py"))
    assert tests >= sum(filled(path) for path in SOURCES)


def test_no_file_names_a_machine_or_a_registry():
    words = [
        "py" + "pi.org",
        "python" + "hosted",
        "registry.npm" + "js",
        "deb.deb" + "ian.org",
        "/wo" + "rk/",
        "bash_" + "jobs",
    ]
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: the list of files is unknown")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.suffix in {".png", ".woff2", ".gz", ".xlsx"} or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not [word for word in words if word in text], name


def iterated(node: ast.AST) -> Iterator[ast.expr]:
    """What the values of a test's parameters are taken from, one after another."""
    for part in ast.walk(node):
        if isinstance(part, ast.Starred):
            yield part.value
        elif isinstance(part, ast.comprehension):
            yield part.iter


def parametrised(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.parametrize"):
            yield node.args[1]
            yield from iterated(node.args[1])


def unordered(expression: ast.expr, names: dict[str, object]) -> bool:
    """Whether it is a set, as far as the names of its module tell."""
    if isinstance(expression, (ast.Set, ast.SetComp)):
        return True
    found: object = None
    if isinstance(expression, ast.Name):
        found = names.get(expression.id)
    elif isinstance(expression, ast.Attribute) and isinstance(expression.value, ast.Name):
        found = getattr(names.get(expression.value.id), expression.attr, None)
    return isinstance(found, (set, frozenset))


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_the_order_of_tests_does_not_hang_on_the_hashes_of_a_process(path):
    """Two processes must collect the same tests in the same order, or none of them runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken = list(parametrised(tree))
    names = vars(importlib.import_module(path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")))
    assert not [ast.unparse(one) for one in taken if unordered(one, names)]


def test_a_set_is_found_among_the_parameters_of_a_test():
    tree = ast.parse("@pytest.mark.parametrize('one', [*FEW, 1])\ndef test_x(one): ...")
    assert [unordered(one, {"FEW": frozenset("ab")}) for one in parametrised(tree)] == [False, True]
    assert not any(unordered(one, {"FEW": ("a", "b")}) for one in parametrised(tree))
