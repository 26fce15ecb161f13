"""Children are started, mended when they die, and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest
import structlog

from dashboard.commands import processes
from dashboard.commands.processes import Child, Family


@pytest.fixture
def spawned(monkeypatch):
    """Children that run a line of Python instead of a command of ours."""
    real = subprocess.Popen

    def popen(command, **given):
        return real([sys.executable, "-c", command[-1]], **given)

    monkeypatch.setattr(processes.subprocess, "Popen", popen)


@pytest.fixture
def family():
    made = Family()
    yield made
    made.end()


SLEEP = "import time; time.sleep(60)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


def test_a_child_that_lives_is_left_alone(spawned, family):
    child = family.born([SLEEP], os.environ)
    process = child.process
    child.mend()
    assert child.process is process
    assert process.poll() is None


def test_killing_one_child_leaves_the_other_and_it_is_started_again(spawned, family, monkeypatch):
    moment = [100.0]
    monkeypatch.setattr(processes, "monotonic", lambda: moment[0])
    poll, serve = family.born([SLEEP], os.environ), family.born([SLEEP], os.environ)
    poll.process.send_signal(signal.SIGKILL)
    poll.process.wait()
    with structlog.testing.capture_logs() as lines:
        poll.mend()
    assert serve.process.poll() is None
    assert lines[0]["code"] == -signal.SIGKILL
    moment[0] += 60
    poll.mend()
    assert poll.process.poll() is None


def test_a_child_that_dies_young_is_started_later_each_time_at_most_half_a_minute(spawned, monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(processes, "monotonic", lambda: moment[0])
    child, waits = Child(["raise SystemExit(3)"], os.environ), []
    child.start()
    with structlog.testing.capture_logs():
        for _ in range(9):
            child.process.wait()
            child.mend()
            waits.append(child.wait)
            moment[0] += child.wait
            child.mend()
    child.end()
    assert waits == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]


def test_a_child_that_lived_long_is_trusted_again(spawned, monkeypatch):
    moment = [0.0]
    monkeypatch.setattr(processes, "monotonic", lambda: moment[0])
    child = Child(["pass"], os.environ)
    child.wait = 30.0
    child.start()
    child.process.wait()
    moment[0] = processes.CALM + 1
    with structlog.testing.capture_logs():
        child.mend()
    assert child.wait == 0.5


def test_a_child_that_does_not_hear_is_killed_after_the_patience(spawned):
    child = Child([STUBBORN], os.environ)
    child.start()
    child.end(patience=0.3)
    assert child.process.poll() is not None


def test_the_family_ends_when_it_is_told_to(spawned, family, monkeypatch):
    monkeypatch.setattr(processes, "listen", lambda stopping: threading.Timer(0.1, stopping.set).start())
    child = family.born([SLEEP], os.environ)
    assert family.watch() == 0
    assert child.process.poll() is not None
