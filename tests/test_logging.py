"""Log lines never carry the values a program held when it failed."""

from __future__ import annotations

import json

import pytest
import structlog

from dashboard.logging import logged


@pytest.fixture(autouse=True)
def as_before():
    yield
    structlog.reset_defaults()


def fail():
    held = {"phone": "13800001111"}
    try:
        raise ValueError(f"{len(held)} is wrong")
    except ValueError:
        structlog.get_logger().exception("failed", panel="map")


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_traceback_names_the_place_and_no_local_value(form, capsys):
    logged(form)
    fail()
    said = capsys.readouterr().out
    assert "ValueError: 1 is wrong" in said
    assert "13800001111" not in said


def test_json_lines_are_json_in_their_own_script(capsys):
    logged("json")
    structlog.get_logger().warning("feed trouble", feed="热线")
    line = json.loads(capsys.readouterr().out)
    assert (line["feed"], line["level"]) == ("热线", "warning")
    assert "timestamp" in line
