"""What the tests of several packages share."""

from __future__ import annotations

import re
import zlib

import pytest
from hypothesis import settings

from dashboard.logging import logged
from tests.postgres_fixture import postgres_schema, postgres_server, postgres_url

__all__ = ["postgres_schema", "postgres_server", "postgres_url"]

# No test judges how fast a machine is, and the same code gets the same answer twice: laws are tried on
# the same examples every day, and on new ones where somebody searches (`--hypothesis-profile=searching`).
settings.register_profile("searching", deadline=None)
settings.register_profile("everyday", deadline=None, derandomize=True)
settings.load_profile("everyday")

logged("console")  # as a program does: a traceback tells lines, never values

SHARE = 10
"""Of a sweep's cases one in so many is tried every day, the same ones on every machine."""


FAULT = re.compile(r"test_f\d+_")
"""A test of one of the faults of tests/faults/catalogue.toml."""


@pytest.hookimpl(tryfirst=True)  # before tests are chosen by their marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Of a sweep, a file or the cases of one test, the first and one in a few are a glance for every day."""
    glanced = set()
    for item in items:
        if FAULT.match(item.name):
            item.add_marker("fault")
        if "sweep" not in item.keywords or {"thorough", "proof"} & {*item.keywords}:
            continue
        test, cases, _ = item.nodeid.partition("[")
        own = any(mark.name == "sweep" for mark in item.own_markers)
        if own and not cases:
            continue
        sweep = test if own else test.partition("::")[0]
        if sweep not in glanced or zlib.crc32(item.nodeid.encode()) % SHARE == 0:
            glanced.add(sweep)
            item.add_marker("glance")
