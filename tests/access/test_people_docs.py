"""docs/people.md is kept true: every role, every rule with its number, and the example commands."""

from __future__ import annotations

import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.access import attempts, passwords, sessions
from dashboard.access.policy import shipped
from dashboard.district import load

PAGE = (Path(__file__).parents[2] / "docs" / "people.md").read_text(encoding="utf-8")
SEES = {"none": "none", "scope": "those of its scope", "district": "all"}


def test_the_table_of_roles_is_that_of_the_policy():
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) · (.+) \| (.+) \|$", PAGE, flags=re.MULTILINE)
    assert rows == [
        (name, role.title.zh, role.title.en, SEES[role.sees] + (", for devices alone" if role.device else ""))
        for name, role in shipped().roles.items()
    ]


def test_the_table_of_approvals_is_that_of_the_policy():
    rows = re.findall(r"^\| `(L[0-9.a-z]+)` \| (.+) \| (.+) \| (.*) \|$", PAGE, flags=re.MULTILINE)
    assert rows == [
        (
            code,
            f"{one.title.zh} · {one.title.en}",
            ", then ".join(" or ".join(f"`{role}`" for role in step) for step in one.steps),
            f"{one.attached.zh} · {one.attached.en}" if one.attached else "",
        )
        for code, one in shipped().approvals.items()
    ]


@pytest.mark.parametrize(
    "said",
    [
        f"{passwords.SHORTEST} to {passwords.LONGEST} characters",
        f"at most {sessions.IDLE.total_seconds() / 60:.0f} minutes",
        f"at most {sessions.LASTS.total_seconds() / 3600:.0f} hours",
        f"waits {attempts.SHUT.total_seconds() / 60:.0f} minutes",
        f"{attempts.LONGEST.total_seconds():.0f} at most",
        f"{attempts.CODES} a day",
    ],
)
def test_every_number_is_that_of_the_program(said):
    assert said in PAGE
    assert (attempts.FAILURES, attempts.MANY, sessions.LIVE) == (5, 10, 10)  # written in words


@pytest.mark.parametrize("line", re.findall(r"^jiequan (?:user|device) .+$", PAGE, flags=re.MULTILINE))
def test_every_example_is_a_command_with_words_it_knows(line):
    words = shlex.split(line)[1:]
    known = CliRunner().invoke(app, [*words[:2], "--help"]).stdout
    assert all(word in known for word in words if word.startswith("--"))
    district = load("yunjiang")
    codes = {one.code for part in (district.streets, district.orgs) for one in part} | {"district"}
    asked = dict(pairwise(words))
    assert asked.get("--scope", "district").split(":")[-1] in codes
    assert asked.get("--role", "leader") in shipped().roles
