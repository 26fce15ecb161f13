"""Child processes: started, watched, started again when they die, ended together."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Event
from types import FrameType

import structlog

from dashboard.clock import monotonic

log = structlog.get_logger()
CALM = 60.0
"""Seconds after which a child that lives is trusted again."""


@dataclass
class Child:
    """One command of ours as a process, with the patience left for it."""

    words: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = 0.5
    due: float = 0.0  # not started again before this moment

    def start(self) -> None:
        """Start the process, in a group of its own so that only we speak to it."""
        command = [sys.executable, "-m", "dashboard", *self.words]
        self.process = subprocess.Popen(command, env=dict(self.environment), start_new_session=True)
        self.started = monotonic()

    def mend(self) -> None:
        """Start it again if it has died, a little later each time it dies young."""
        if self.process is None or self.process.poll() is None:
            return
        if not self.due:
            lived = monotonic() - self.started
            self.wait = 0.5 if lived > CALM else min(self.wait * 2, 30.0)
            self.due = monotonic() + self.wait
            log.error("process died", command=self.words[0], code=self.process.returncode, again_s=self.wait)
        elif monotonic() >= self.due:
            self.due = 0.0
            self.start()

    def end(self, patience: float = 10.0) -> None:
        """Ask it to end, and insist after `patience` seconds."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Family:
    """Children that live and end together."""

    children: list[Child] = field(default_factory=list)
    stopping: Event = field(default_factory=Event)

    def born(self, words: Sequence[str], environment: Mapping[str, str]) -> Child:
        """Start one more child."""
        child = Child(words, environment)
        child.start()
        self.children.append(child)
        return child

    def watch(self) -> int:
        """Mend the family until SIGTERM or SIGINT; then end everybody, youngest first."""
        listen(self.stopping)
        while not self.stopping.wait(0.5):
            for child in self.children:
                child.mend()
        self.end()
        return 0

    def end(self) -> None:
        """End every child."""
        for child in reversed(self.children):
            child.end()


def listen(stopping: Event) -> None:
    """Set `stopping` at SIGTERM and SIGINT."""

    def heard(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, heard)
    signal.signal(signal.SIGINT, heard)
