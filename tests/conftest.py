"""What the tests of several packages share, and which of them wait to be proven."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from dashboard.logging import logged
from tests.postgres_fixture import postgres_schema, postgres_server, postgres_url

__all__ = ["postgres_schema", "postgres_server", "postgres_url"]

settings.register_profile("untimed", deadline=None)  # no test judges how fast a machine is
settings.load_profile("untimed")

logged("console")  # as a program does: a traceback tells lines, never values

WAITING = Path(__file__).parent / "waiting.txt"
"""Tests that have not been seen to pass since they or what they test changed; `make waiting` runs them."""


def waiting() -> tuple[str, ...]:
    """The beginnings of their ids, one a line; what follows `#` says why."""
    lines = (line.partition("#")[0].strip() for line in WAITING.read_text(encoding="utf-8").splitlines())
    return tuple(line for line in lines if line)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell of each that waits, unless all are asked for."""
    if os.environ.get("WAITING_TESTS") == "run":
        return
    named = waiting()
    for item in items:
        if named and item.nodeid.startswith(named):
            item.add_marker(pytest.mark.skip(reason="waits to be proven: tests/waiting.txt"))
