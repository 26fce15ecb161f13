"""The table of faults and the tests that carry their ids say the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HERE = Path(__file__).parent
CATALOGUE = tomllib.loads((HERE / "catalogue.toml").read_text(encoding="utf-8"))
ALL = [f"F{number:02d}" for number in (*range(1, 104), *range(110, 118))]
"""Transport, content, scheduling, storage, screen; rules, notices and people."""
TESTED = {
    f"F{int(number):02d}"
    for path in HERE.parent.rglob("test_*.py")
    for number in re.findall(r"^def test_f(\d+)_", path.read_text(encoding="utf-8"), re.MULTILINE)
}


@pytest.mark.parametrize("fault", CATALOGUE)
def test_every_fault_of_the_table_has_a_test_that_carries_its_id(fault):
    assert fault in TESTED


def test_every_test_that_carries_an_id_stands_in_the_table():
    assert TESTED - CATALOGUE.keys() == set()


def test_every_fault_is_injected():
    assert set(CATALOGUE) == set(ALL)


@pytest.mark.parametrize("fault", CATALOGUE)
def test_every_row_says_what_is_done_and_what_must_then_be_true(fault):
    done, then = CATALOGUE[fault]
    assert done
    assert then
