"""Faults of the process: forked too late, out of memory or files, in another zone, with failing listeners."""

from __future__ import annotations

import errno
import io
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import structlog
from structlog.testing import capture_logs

from dashboard.logging import logged
from dashboard.polling import Job, Schedule
from tests.entering import moved_in
from tests.faults.faulty import faulty, in_turn, said
from tests.faults.telling import history
from tests.faults.test_scheduling import Runs, hanging, job, running, until
from tests.living import ledger_in
from tests.polling.rig import open_ledger
from tests.running import ROOT, living_district

pytestmark = pytest.mark.sweep

FAULTS = Path(__file__).parent
STAMP = "2026-11-20T09:05:00+08:00"


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_f69_a_copy_of_a_process_that_polls_holds_no_lease_and_releases_none(ledger):
    """A fork copies the lease but none of the threads that keep it: the copy must not act on it."""
    runs = Runs()
    with running(ledger, job("beat", runs)) as schedule:
        runs.more()
        until(schedule.held)
        child = os.fork()
        if child == 0:
            os._exit(0 if schedule.held() is None and schedule.stop() else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        runs.more(3)
        assert schedule.held(), "the copy has released the lease of the one that polls"


FORKED = """
import os, sys
os.environ["JIEQUAN_HOME"] = sys.argv[1]
os.environ["JIEQUAN_DISTRICT"] = sys.argv[2]
import dashboard.wsgi as door
child = os.fork()
if child == 0:
    door.server.test_client().get("/readyz")
    os._exit(0)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), door.desk.health()["trouble"] == "", flush=True)
os._exit(0)  # its follower draws on
"""


@pytest.mark.sweep
def test_f69_a_server_that_is_copied_after_it_was_loaded_ends_at_once_with_a_word(tmp_path):
    """What `gunicorn --preload` does; the number is the one by which it stops trying."""
    moved_in(tmp_path / "home")
    home, district = str(tmp_path / "home"), str(living_district(tmp_path, ""))
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORKED, home, district],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split()[-2:] == ["3", "True"]
    assert "serve without --preload" in told.stderr


def test_f69_putting_the_application_together_starts_no_thread(tmp_path):
    from dashboard.app import create_app
    from tests.living import desk_in

    desk, before = desk_in(tmp_path), set(threading.enumerate())
    client = create_app(desk).server.test_client()
    assert set(threading.enumerate()) <= before  # one of an earlier test may end meanwhile
    assert client.get("/sign-in").status_code == 200
    assert set(threading.enumerate()) <= before, "a question that is counted starts a thread"
    desk.close()


def test_f71_a_job_that_fails_to_hear_that_it_is_overdue_harms_nobody(ledger):
    def raises() -> None:
        raise RuntimeError("the listener is broken")

    other = Runs()
    with hanging() as stuck, capture_logs() as logs:
        jobs = (Job(name="stuck", every=0.1, work=stuck, within=0.05, overdue=raises), job("other", other))
        with running(ledger, *jobs) as schedule:
            until(lambda: "job was not told that it is overdue" in {line["event"] for line in logs})
            until(lambda: len(schedule.seats["stuck"].hung) >= 2)
            other.more(3)


def test_f71_a_listener_of_the_timer_that_raises_is_not_the_schedules_affair(ledger):
    heard = []

    def raises(event: object) -> None:
        heard.append(event)
        raise RuntimeError("the listener is broken")

    runs = Runs()
    with running(ledger, job("beat", runs)) as schedule:
        schedule.timer.add_listener(raises)
        until(lambda: len(heard) > 2)
        runs.more(3)


class Full(io.TextIOBase):
    """What a log on a full disk is."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_f71_a_log_that_cannot_be_written_ends_nothing(ledger, monkeypatch):
    """Its disk is full, or who read it is gone."""

    def fails(_turn: object) -> None:
        raise RuntimeError("to be logged")

    runs = Runs(fails)
    monkeypatch.setattr(sys, "stdout", Full())
    logged("console")
    try:
        with running(ledger, job("failing", runs)):
            runs.more(5)
    finally:
        structlog.reset_defaults()


def test_f71_a_log_that_works_again_is_written_again(capsys):
    logged("console")
    try:
        structlog.get_logger().warning("heard")
    finally:
        structlog.reset_defaults()
    assert "heard" in capsys.readouterr().out


def told_under(zone: str | None, folder: Path) -> tuple[dict, dict]:
    environment = {name: value for name, value in os.environ.items() if name != "TZ"}
    lines = subprocess.run(
        [sys.executable, str(FAULTS / "telling.py"), str(folder)],
        env=environment | ({} if zone is None else {"TZ": zone}),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return json.loads(lines[0]), json.loads(lines[-1])


@pytest.mark.sweep
def test_f72_every_page_speaks_the_districts_time_whatever_the_zone_of_the_host(tmp_path):
    ledger_in(tmp_path, history()).close()
    at_home = told_under("Asia/Shanghai", tmp_path)
    assert "07:06" in at_home[1]["wall"], "dispatched 4.9 h before noon"
    assert at_home[1]["cases"] == 12
    for zone in (None, "America/New_York"):
        line, told = told_under(zone, tmp_path)
        assert told == at_home[1], zone
        assert line["timestamp"].endswith("Z"), "log lines are in UTC"


def test_f72_the_timers_of_a_schedule_are_in_the_districts_zone(ledger):
    schedule = Schedule(ledger, [job("beat", Runs())], zone=ZoneInfo("Asia/Shanghai"))
    schedule.start()
    try:
        assert str(schedule.timer.timezone) == "Asia/Shanghai"
    finally:
        schedule.stop(1)


def pages(note: str, count: int) -> list[dict[str, object]]:
    return [
        {"event_id": f"e{n}", "case_id": f"c{n}", "kind": "progress", "updated_at": STAMP, "at": STAMP}
        | {"text": f"{note}{n}" * 12}
        for n in range(count)
    ]


def limited(what: str, folder: Path, answer: list[dict[str, object]]) -> tuple[int, list[dict]]:
    """How a poller ends that has too little of something for a while, and what it says."""
    small = said({"events": pages("a", 1), "next": None, "as_of": "2026-11-20T10:00:00+08:00"})
    large = said({"events": answer, "next": None, "as_of": "2026-11-20T10:00:00+08:00"})
    with faulty(e=in_turn(small, large)) as server:
        done = subprocess.run(
            [sys.executable, str(FAULTS / "limited.py"), what, server.url("/e"), str(folder)],
            env=os.environ | {"MALLOC_ARENA_MAX": "1"},
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
    assert done.returncode <= 0, done.stderr[-2000:]
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.mark.sweep
def test_f73_a_poll_without_memory_fails_cleanly_and_the_next_one_takes_it_all(tmp_path):
    """Room for the body of the answer once, and not twice."""
    ended, (first, without, again, end) = limited("30", tmp_path, pages("街道" * 180, 1_200))
    assert (ended, first["applied"], first["trouble"]) == (0, 1, "")
    assert "MemoryError" in without["trouble"]
    assert (without["applied"], without["head"]) == (0, first["head"]), "half a page was kept"
    assert (again["applied"], again["trouble"]) == (1_199, "")
    assert (end["good"], end["health"]) == (True, "")


@pytest.mark.sweep
def test_f73_memory_that_ends_in_the_middle_of_an_append_leaves_all_of_the_page_or_nothing(tmp_path):
    """A library may take the process with it; it is started again, and the next poll takes the rest."""
    _, _ = limited("12", tmp_path, pages("街道", 4_000))
    with open_ledger(tmp_path) as ledger:
        assert ledger.head()[0] in {1, 4_000}
        assert ledger.verify().good
    ended, (_, again, *_) = limited("4000", tmp_path, pages("街道", 4_000))
    assert (ended, again["head"]) == (0, 4_000)


@pytest.mark.sweep
def test_f74_a_poll_without_files_fails_cleanly_health_says_so_and_all_is_well_again(tmp_path):
    ended, (first, without, beside, again, end) = limited("files", tmp_path, pages("街道", 20))
    assert ended == 0
    assert "Too many open files" in without["trouble"]
    assert (without["applied"], without["head"]) == (0, first["head"])
    assert "cannot be opened or written" in beside["refused"]
    assert beside["sealed"] is False, "it would take nothing more until a restart"
    assert "number of open files" in beside["health"]
    assert again["applied"] == 19
    assert end == {"good": True, "health": "", "cases": 20}


def test_f70_a_server_told_to_end_while_it_stands_still_ends_when_it_wakes(tmp_path):
    """A stopped process hears SIGTERM when it goes on."""
    code = "from threading import Event; from dashboard.commands.processes import listen\n"
    code += "end = Event(); listen(end); print('up', flush=True); end.wait(); print('ended')"
    child = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "up\n"
    os.kill(child.pid, signal.SIGSTOP)
    child.terminate()
    os.kill(child.pid, signal.SIGCONT)
    assert child.communicate(timeout=20)[0] == "ended\n"
