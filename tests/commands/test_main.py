"""The command line: every command helps, a refusal is one sentence and exit code 2."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from dashboard import __version__
from dashboard.__main__ import app, main
from dashboard.refusal import Refusal

pytestmark = pytest.mark.sweep

COMMANDS = [
    "demo",
    "run",
    "poll",
    "serve",
    "simulate",
    "import",
    "show",
    "check",
    "feeds",
    "ledger",
    "calendar",
    "user",
    "device",
    "rank",
    "repeats",
]


def test_the_version_is_printed():
    assert __version__ in CliRunner().invoke(app, ["--version"]).stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_in_both_languages(command):
    shown = CliRunner().invoke(app, [command, "--help"])
    assert shown.exit_code == 0
    assert "·" in shown.stdout


def test_a_refusal_is_one_sentence_on_standard_error_and_exit_code_two(monkeypatch, capsys):
    def refuse():
        raise Refusal("feed 'x' is not connected; there are a, b")

    monkeypatch.setattr("dashboard.__main__.app", refuse)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert capsys.readouterr().err == "✕ feed 'x' is not connected; there are a, b\n"


def test_naming_the_version_imports_nothing_heavy():
    heavy = ("pandas", "dash", "duckdb", "ibis", "scipy")
    code = f"import sys, dashboard.__main__; print([n for n in {heavy} if n in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


@pytest.mark.parametrize("words", [["check", "--district", "nowhere.toml"], ["show", "nonsense"]])
def test_wrong_words_end_with_code_two_and_no_traceback(words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "dashboard", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment(tmp_path),
    )
    assert done.returncode == 2
    assert done.stderr.startswith("✕ ")
    assert "Traceback" not in done.stderr


def environment(home):
    import os

    return os.environ | {"JIEQUAN_HOME": str(home)}
