"""The walk of docs/feeds.md is taken as a reader would: every file, every command, and what then appears."""

from __future__ import annotations

import io
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import pytest
import structlog
import time_machine

from dashboard.__main__ import main
from dashboard.commands.securing import open_doors
from dashboard.settings import settings

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
WALK = TEXT[TEXT.index("## Connect your district") :]
BLOCKS = re.compile(r"(?:`(my/[\w./-]+)`:\n\n)?```(\w+)\n(.*?)```", re.DOTALL)
DISTRICT = Path("my/district.toml")
PORT = "8061"
JIEQUAN, PYTHON = ".venv/bin/jiequan ", ".venv/bin/python"
ASIDE = re.compile(r"feed trouble|feed recovered|━")  # the log, and progress bars


def commands(block: str) -> Iterator[tuple[str, str]]:
    """Each command of a console, and what it answers there."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        first, *rest = part.rstrip("\n").split("\n")
        typed = [line[2:] for line in rest if line.startswith("> ")]
        yield "\n".join([first, *typed]), "\n".join(line for line in rest if not line.startswith("> "))


def like(said: str) -> re.Pattern[str]:
    """What the docs say, `…` standing for anything."""
    return re.compile(".*".join(map(re.escape, said.split("…"))), re.DOTALL)


class Console:
    """A console in an empty folder, with what was started behind it."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder, self.patch = folder, patch
        self.behind: list[subprocess.Popen[bytes]] = []

    def types(self, command: str) -> str:
        """What a command answers."""
        if command.startswith("export "):
            return self.exports(command)
        if command.startswith(JIEQUAN):
            return self.asks(command.removeprefix(JIEQUAN))
        command = command.replace(PYTHON, sys.executable)
        if command.endswith("&"):
            return self.starts(command.removesuffix("&").split())
        return subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True).stdout

    def exports(self, command: str) -> str:
        for name, value in (word.split("=", 1) for word in command.split()[1:]):
            self.patch.setenv(name, value)
            if name == "PYTHONPATH":
                self.patch.syspath_prepend(str(self.folder / value))
        return ""

    def asks(self, words: str) -> str:
        """What one of our commands prints, run in this process."""
        out = io.StringIO()
        self.patch.setattr(sys, "argv", ["jiequan", *words.split()])
        with redirect_stdout(out), redirect_stderr(out), suppress(SystemExit):
            main()
        lines = [line.rstrip() for line in out.getvalue().split("\n")]
        return "\n".join(line for line in lines if line and not ASIDE.search(line))

    def starts(self, server: list[str]) -> str:
        """Start a server and wait until it takes a connection."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.behind.append(subprocess.Popen(server, **quiet))
        port, pause = int(next(word for word in server if word.isdecimal())), threading.Event()
        for _ in range(200):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return ""
            pause.wait(0.05)
        raise AssertionError(f"nothing answers on port {port}")

    def closes(self) -> None:
        for process in self.behind:
            process.terminate()
            process.wait(10)


@pytest.fixture
def console(tmp_path: Path, monkeypatch) -> Iterator[Console]:
    monkeypatch.chdir(tmp_path)
    Path("dashboard").symlink_to(ROOT / "dashboard")
    for name in [name for name in os.environ if name.startswith("JIEQUAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("dashboard.commands.enrolling.typed", lambda _stdin: "quaint otter 47 mills")
    with time_machine.travel("2026-09-20T10:00:00+08:00", tick=True):
        made = Console(tmp_path, monkeypatch)
        yield made
        made.closes()
    structlog.reset_defaults()


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return str(found.getsockname()[1])


def test_whoever_walks_through_the_docs_sees_what_they_say(console):
    port, seen = free_port(), 0
    for name, language, block in BLOCKS.findall(WALK.replace(PORT, port)):
        if language == "console":
            for command, expected in commands(block):
                found = console.types(command)
                assert like(expected).fullmatch(found), f"$ {command}\n{found}\n-- and not --\n{expected}"
                seen += bool(expected)
        elif language == "toml":
            DISTRICT.write_text(f"{DISTRICT.read_text(encoding='utf-8')}\n{block}", encoding="utf-8")
        elif name:
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(block, encoding="utf-8")
    assert seen >= 16
    assert open_doors(settings(), people=True) == []  # nothing keeps `jiequan run` from serving it


def test_the_feed_of_the_docs_keeps_the_style_of_the_house(tmp_path):
    (code,) = [block for name, _, block in BLOCKS.findall(WALK) if name.endswith(".py")]
    (tmp_path / "dutylog.py").write_text(code, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
    assert subprocess.run(ruff, capture_output=True, text=True, check=False).stdout == "All checks passed!\n"
