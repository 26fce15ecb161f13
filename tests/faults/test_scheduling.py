"""Faults of scheduling (`catalogue.toml`): what hangs, storms, jumps or comes twice harms no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from structlog.testing import capture_logs

from dashboard.clock import monotonic
from dashboard.polling import Job, Schedule, Turn, jobs_of
from dashboard.polling import schedule as schedule_module
from tests.polling.rig import open_ledger, page, poller

pytestmark = pytest.mark.sweep

ROOT = Path(__file__).parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
T = 0.1  # seconds between two runs, instead of 30


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    """Wait for something to come true; a test that waits in vain fails."""
    end = monotonic() + seconds
    while not condition():
        assert monotonic() < end, "it never came true"
        time.sleep(0.005)


@dataclass
class Runs:
    """A job's work that remembers when it ran, and may do something strange."""

    act: Callable[[Turn], object] = lambda _turn: None
    at: list[float] = field(default_factory=list)

    def __call__(self, turn: Turn) -> None:
        self.at.append(monotonic())
        self.act(turn)

    def more(self, count: int = 2) -> None:
        """Wait for some more runs."""
        goal = len(self.at) + count
        until(lambda: len(self.at) >= goal)


@contextmanager
def running(ledger, *jobs: Job, **given):
    schedule = Schedule(ledger, jobs, zone=SHANGHAI, **({"look": 0.02, "lasts": 2.0} | given))
    schedule.start()
    try:
        yield schedule
    finally:
        schedule.stop(timeout=1)


def job(name: str, work: Callable[[Turn], object], **given) -> Job:
    return Job(name=name, work=work, **({"every": T, "within": 0.3} | given))


@contextmanager
def hanging():
    """Work that never ends, until the test does."""
    free = threading.Event()
    try:
        yield Runs(lambda _turn: free.wait(60))
    finally:
        free.set()


def test_f60_a_job_that_raises_exception_and_systemexit_fails_once_and_goes_on(ledger):
    faults = iter([RuntimeError("a"), SystemExit(3), KeyboardInterrupt()])

    def strange(_turn: Turn) -> None:
        if fault := next(faults, None):
            raise fault

    runs, other = Runs(strange), Runs()
    with capture_logs() as logs, running(ledger, job("strange", runs), job("other", other)):
        runs.more(6)
        other.more()
    said = [(line["event"], line["job"]) for line in logs if "job" in line]
    assert said == [("job failed", "strange"), ("job works again", "strange")]
    assert [line["error"] for line in logs if line["event"] == "job failed"] == ["RuntimeError: a"]


def test_f61_a_job_that_hangs_is_told_at_its_deadline_replaced_and_harms_no_other(ledger):
    free, told, other = threading.Event(), [], Runs()
    first = iter([True])
    stuck = Runs(lambda _turn: next(first, False) and free.wait(60))
    with (
        capture_logs() as logs,
        running(
            ledger, job("stuck", stuck, overdue=lambda: told.append(monotonic())), job("other", other)
        ) as schedule,
    ):
        began = monotonic()
        until(lambda: told)
        assert 0.3 <= told[0] - began < 10
        hung = list(schedule.seats["stuck"].hung)
        assert len(hung) == 1
        other.more(3)
        until(lambda: len(stuck.at) >= 3)
        free.set()
        hung[0].join(10)
        assert not hung[0].is_alive()
        until(lambda: not schedule.seats["stuck"].hung)
    failed = [line for line in logs if line["event"] == "job failed"]
    assert [(line["job"], line["error"]) for line in failed] == [("stuck", "did not end within 0.3 s")]
    gaps = [after - before for before, after in pairwise(other.at)]
    assert max(gaps) < 5


def test_f61_a_job_that_always_hangs_does_not_fill_the_process_with_threads(ledger):
    with hanging() as stuck, running(ledger, job("stuck", stuck, within=0.05)) as schedule:
        until(lambda: len(schedule.seats["stuck"].hung) == schedule_module.HUNG)
        seat, beats = schedule.seats["stuck"], schedule.seats["stuck"].skipped
        until(lambda: seat.skipped >= beats + 3)
        assert (seat.worker, len(seat.hung), len(stuck.at)) == (
            None,
            schedule_module.HUNG,
            schedule_module.HUNG,
        )


def test_f61_a_feed_that_hangs_is_in_trouble_and_what_it_says_later_changes_nothing(ledger):
    free = threading.Event()

    def read(_reading):
        free.wait(60)
        yield page(1)

    (found,) = jobs_of([poller(ledger, read)])
    slow = Job(name=found.name, every=600, work=found.work, overdue=found.overdue, within=0.1)
    with running(ledger, slow) as schedule:
        until(lambda: ledger.feed_states().get("stub") and ledger.feed_states()["stub"].state == "trouble")
        (thread,) = schedule.seats["stub"].hung
        free.set()
        thread.join(10)
    state = ledger.feed_states()["stub"]
    assert "did not come to an end" in state.trouble
    assert ledger.head()[0] == 0


def test_f62_ten_stuck_jobs_do_not_starve_an_eleventh(ledger):
    with hanging() as stuck:
        victim = Runs()
        jobs = [job(f"stuck-{n}", stuck, within=60) for n in range(10)]
        with running(ledger, *jobs, job("victim", victim)):
            until(lambda: len(stuck.at) == 10)
            victim.more(5)
            assert len(stuck.at) == 10


def test_f63_a_run_longer_than_its_interval_is_not_run_twice_at_once(ledger):
    busy, most = [], []

    def slow(_turn: Turn) -> None:
        busy.append(1)
        most.append(len(busy))
        time.sleep(3 * T)
        busy.pop()

    runs = Runs(slow)
    with running(ledger, job("slow", runs, within=60)) as schedule:
        runs.more(3)
        assert schedule.seats["slow"].skipped >= 2
    assert max(most) == 1


SLEEPER = """
import sys, pathlib
from zoneinfo import ZoneInfo
from dashboard.clock import monotonic
from dashboard.ledger.store import Ledger
from dashboard.polling import Job, Schedule
ledger = Ledger.open(f"sqlite:///{sys.argv[1]}", key=b"k" * 32)
job = Job(name="beat", every=0.2, work=lambda turn: print('beat', monotonic(), flush=True))
schedule = Schedule(ledger, [job], zone=ZoneInfo("Asia/Shanghai"), lasts=1.0)
schedule.start()
sys.stdin.readline()
"""


def test_f64_a_process_that_slept_through_many_intervals_runs_once_and_goes_on(tmp_path):
    child = subprocess.Popen(
        [sys.executable, "-c", SLEEPER, str(tmp_path / "ledger.db")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    heard = (float(line.split()[1]) for line in child.stdout if line.startswith("beat"))
    try:
        beats = [next(heard) for _ in range(2)]
        os.kill(child.pid, signal.SIGSTOP)
        asleep = monotonic()
        time.sleep(2.2)  # eleven intervals, and longer than the lease
        os.kill(child.pid, signal.SIGCONT)
        awake = monotonic()
        beats += [next(heard) for _ in range(5)]
    finally:
        child.kill()
        child.communicate()
    after = [beat for beat in beats if beat > awake]
    assert not [beat for beat in beats if asleep + 0.2 < beat < awake]
    assert after[0] - awake < 5
    assert len([beat for beat in after if beat - after[0] < 0.1]) == 1, "a storm of missed runs"


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(days=-1)], ids=["hour", "day"])
def test_f65_a_clock_that_goes_back_stops_nothing(ledger, jump, monkeypatch):
    monkeypatch.setattr(schedule_module, "SILENT", 600)  # not by the slower of the two watches
    runs = Runs()
    with capture_logs() as logs, running(ledger, job("beat", runs)):
        runs.more()
        with time_machine.travel(datetime.now(UTC) + jump, tick=True):
            began = monotonic()
            runs.more(3)
            assert monotonic() - began < 15
        runs.more()
    assert [line["event"] for line in logs].count("clock jumped") == 2


@pytest.mark.parametrize(
    "jump", [timedelta(hours=1), timedelta(days=1), timedelta(days=366)], ids=["hour", "day", "year"]
)
def test_f66_a_clock_that_leaps_ahead_makes_no_storm_and_no_spin(ledger, jump):
    runs = Runs()
    with running(ledger, job("beat", runs)):
        runs.more()
        with time_machine.travel(datetime.now(UTC) + jump, tick=True):
            before, began, spent = len(runs.at), monotonic(), time.process_time()
            runs.more(10)
            lasted, spent = monotonic() - began, time.process_time() - spent
            made = len(runs.at) - before
        runs.more()
    assert made <= lasted / T + 4, "missed runs were made up for"
    assert spent < 0.6 * lasted + 0.5, "the timer spins"


def test_f66_a_beat_owes_nothing_for_the_past():
    beat, now = schedule_module.Beat(5.0), datetime(2026, 11, 20, tzinfo=UTC)
    assert beat.get_next_fire_time(None, now) == now
    assert beat.get_next_fire_time(now - timedelta(days=366), now) == now + timedelta(seconds=5)
    assert beat.get_next_fire_time(now + timedelta(days=366), now) == now + timedelta(seconds=5)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_f67_a_timer_that_dies_is_set_again(ledger, monkeypatch):
    monkeypatch.setattr(schedule_module, "SILENT", 0.2)
    runs = Runs()
    with capture_logs() as logs, running(ledger, job("beat", runs)) as schedule:
        runs.more()

        def die() -> None:
            raise SystemError("the loop is broken")

        dying = schedule.timer
        dying._process_jobs = die
        until(lambda: not dying._thread.is_alive() if hasattr(dying, "_thread") else True)
        runs.more(3)
        assert schedule.timer is not dying
    assert "timer silent" in [line["event"] for line in logs]


def test_f68_of_two_schedules_one_polls_and_the_other_takes_over_at_once_when_it_stops(ledger, tmp_path):
    ours, theirs = Runs(), Runs()
    with open_ledger(tmp_path) as beside:
        standby = Schedule(beside, [job("beat", theirs)], zone=SHANGHAI, lasts=1.0, look=0.02)
        with running(ledger, job("beat", ours), lasts=1.0):
            ours.more()
            standby.start()
            ours.more(5)
            assert theirs.at == []
        try:
            theirs.more()
            assert theirs.at[0] > ours.at[-1]
        finally:
            standby.stop(5)


def test_f68_a_standby_takes_over_from_a_holder_that_died(ledger, tmp_path):
    ours, theirs = Runs(), Runs()
    with open_ledger(tmp_path) as beside, running(ledger, job("beat", ours), lasts=1.0) as holder:
        ours.more()
        with running(beside, job("beat", theirs), lasts=1.0) as standby:
            holder.stopping.set()  # no release: as if it had been killed
            died = monotonic()
            theirs.more()
            assert theirs.at[0] - died < 10
            assert ours.at[-1] < theirs.at[0]
            assert standby.lease.fence > holder.lease.fence
            holder.stopping.clear()
            assert holder.held() is None, "a lease that has run out is nobody's"


def test_f68_what_a_holder_writes_too_late_is_refused(ledger, tmp_path):
    """It slept in the middle of a poll; meanwhile another took over."""
    go, late, fault = threading.Event(), threading.Event(), []

    def read(_reading):
        late.set()
        go.wait(30)
        yield page(1)

    one = poller(ledger, read)

    def work(turn: Turn) -> None:
        try:
            one.poll(turn)
        except Exception as error:
            fault.append(str(error))
            raise

    with running(ledger, job("stub", work, within=60), lasts=0.5) as holder:
        assert late.wait(10)
        with open_ledger(tmp_path) as beside:
            now = datetime.now(UTC) + timedelta(hours=1)
            assert beside.lease("poll", "other", now=now, lasts=timedelta(hours=9))
            go.set()
            until(lambda: fault)
        assert holder.lease is None or holder.lease.fence == 1
    assert "lost the lease" in fault[0]
    assert ledger.head()[0] == 0


def test_f70_stopping_lets_a_page_end_and_calls_the_rest_off(ledger):
    turned, pages = threading.Event(), []

    def read(_reading):
        for number in range(1, 50):
            pages.append(number)
            yield page(number, at=number)
            turned.set()
            time.sleep(0.01)

    schedule = Schedule(ledger, jobs_of([poller(ledger, read)]), zone=SHANGHAI)
    schedule.start()
    assert turned.wait(10)
    began = monotonic()
    assert schedule.stop(timeout=10)
    assert monotonic() - began < 10
    assert len(pages) < 49
    kept = ledger.feed_states()["stub"].cursor["read"]["at"]
    assert ledger.head()[0] == kept
    assert ledger.verify().good


def test_f70_stopping_leaves_behind_what_hangs(ledger):
    with hanging() as stuck:
        schedule = Schedule(ledger, [job("stuck", stuck, within=60)], zone=SHANGHAI)
        schedule.start()
        until(lambda: stuck.at)
        began = monotonic()
        assert not schedule.stop(timeout=0.2)
        assert monotonic() - began < 5
