"""Timers, one worker a job, a lease and a watchdog: what hangs, storms or jumps stays with its own job."""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from dashboard.clock import Steadiness, monotonic
from dashboard.clock import now as wall
from dashboard.ledger import Lease, LedgerError
from dashboard.ledger.store import Ledger
from dashboard.polling.poller import Poller, Turn

log = structlog.get_logger()

LEASE = "poll"
WITHIN = 20.0
"""Seconds that one run of a job may take."""

GRACE = 1.25  # of it, before the worker is given up
HUNG = 3  # given-up workers of one job at a time
SILENT = 2.0  # seconds beyond three beats after which a timer is taken for dead


@dataclass(frozen=True, kw_only=True)
class Job:
    """Work to be done every so often by who holds the lease; `overdue` is called when a run does not end."""

    name: str
    every: float
    work: Callable[[Turn], object]
    overdue: Callable[[], object] | None = None
    within: float = WITHIN


def jobs_of(pollers: Iterable[Poller]) -> list[Job]:
    """A job for each poller whose source is asked; who delivers comes by itself."""
    return [
        Job(
            name=poller.connection.name,
            every=poller.connection.every,
            work=poller.poll,
            overdue=poller.overdue,
        )
        for poller in pollers
        if not poller.feed.delivered
    ]


class Beat(BaseTrigger):  # type: ignore[misc]
    """Every so often from now on: a clock that leaps ahead owes no past beats."""

    def __init__(self, every: float) -> None:
        self.every = timedelta(seconds=every)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next beat, always to come."""
        return now if previous_fire_time is None else now + self.every


class Worker:
    """A thread that does one job each time it is rung for, never twice at once."""

    def __init__(self, job: Job, schedule: Schedule) -> None:
        self.job = job
        self.schedule = schedule
        self.bell = threading.Event()
        self.began: float | None = None
        self.ended = False
        self.thread = threading.Thread(target=self.run, name=f"job {job.name}", daemon=True)
        self.thread.start()

    def run(self) -> None:
        """Wait for the bell, work, wait again."""
        while not self.ended:
            self.bell.wait()
            self.bell.clear()
            lease = None if self.ended else self.schedule.held()
            if lease is None:
                continue
            self.began = monotonic()
            self.schedule.told(self.job, self.failure(lease), self)
            self.began = None

    def failure(self, lease: Lease) -> str:
        """Do the work once; what went wrong, empty if nothing."""
        deadline = monotonic() + self.job.within
        try:
            self.job.work(Turn(deadline=deadline, lease=lease, called_off=lambda: self.ended))
        except BaseException as error:  # noqa: BLE001  SystemExit too: no job may end its schedule
            return f"{type(error).__name__}: {error}"
        return ""

    @property
    def late(self) -> bool:
        """Whether the run under way should long have ended."""
        began = self.began
        return began is not None and monotonic() - began > self.job.within * GRACE

    def end(self) -> None:
        """Take no more work; a run under way is called off."""
        self.ended = True
        self.bell.set()


@dataclass
class Seat:
    """A job's place in the schedule: who does it now, and who was given up on."""

    job: Job
    worker: Worker | None = None
    hung: list[threading.Thread] = field(default_factory=list)
    failing: str = ""
    skipped: int = 0  # rings while it worked
    rung: float = field(default_factory=monotonic)  # the last ring

    @property
    def silent(self) -> bool:
        """Whether the timer has forgotten this job."""
        return monotonic() - self.rung > 3 * self.job.every + SILENT

    def ring(self) -> None:
        """Called by the timer: have the job done now, unless it is being done."""
        self.rung = monotonic()
        if self.worker is None or self.worker.began is not None:
            self.skipped += 1
        else:
            self.worker.bell.set()


class Schedule:
    """The jobs of one process: they run only while it holds the lease."""

    def __init__(
        self, ledger: Ledger, jobs: Iterable[Job], *, zone: ZoneInfo, lasts: float = 5.0, look: float = 0.5
    ) -> None:
        self.ledger = ledger
        self.zone = zone
        self.seats = {job.name: Seat(job) for job in jobs}
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.lasts = lasts  # seconds of a lease; a standby takes over a quarter of it later
        self.look = look
        self.lease: Lease | None = None
        self.sure_until = 0.0  # monotonic moment up to which the lease is ours
        self.stopping = threading.Event()
        self.process = 0  # that it was started in: a fork copies the lease, but no thread that may keep it
        self.timer: Any = None
        self.threads: list[threading.Thread] = []
        self.lost = ""
        self.steadiness = Steadiness()

    def start(self) -> None:
        """Begin; to be called in the process that is to poll, after any fork."""
        self.steadiness, self.process = Steadiness(), os.getpid()
        for seat in self.seats.values():
            seat.worker = Worker(seat.job, self)
        self.keep_lease()
        self.arm()
        for name, loop, pause in (
            ("lease", self.keep_lease, self.lasts / 4),
            ("watchdog", self.watch, self.look),
        ):
            thread = threading.Thread(target=self.again, args=(loop, pause), name=name, daemon=True)
            thread.start()
            self.threads.append(thread)

    def again(self, step: Callable[[], None], pause: float) -> None:
        """Do `step` every `pause` seconds of the monotonic clock until the end."""
        while not self.stopping.wait(pause):
            try:
                step()
            except Exception:  # watchdog and lease must outlive whatever they meet
                log.exception("schedule stumbled", step=step.__name__)

    def arm(self) -> None:
        """Set the timers anew, all jobs due at once."""
        self.timer = BackgroundScheduler(
            timezone=self.zone,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        for seat in self.seats.values():
            seat.rung = monotonic()
            self.timer.add_job(seat.ring, Beat(seat.job.every), id=seat.job.name)
        self.timer.start()

    def held(self) -> Lease | None:
        """The lease, while it is surely ours."""
        ours = monotonic() < self.sure_until and not self.stopping.is_set() and self.process == os.getpid()
        return self.lease if ours else None

    def keep_lease(self) -> None:
        """Take or prolong the lease; who polls is said when it changes."""
        asked = monotonic()
        try:
            lease = self.ledger.lease(LEASE, self.holder, now=wall(), lasts=timedelta(seconds=self.lasts))
        except LedgerError as error:
            if not self.lost:
                log.error("ledger out of reach", error=str(error))
            self.lost = str(error)
            return
        self.lost = ""
        if (lease is None) != (self.lease is None):
            log.info("standing by" if lease is None else "polling", holder=self.holder)
        won = lease is not None and self.lease is None
        self.lease, self.sure_until = lease, asked + self.lasts if lease else 0.0
        if won and self.timer:
            self.ring_all()

    def ring_all(self) -> None:
        """Have every job done now."""
        for seat in self.seats.values():
            seat.ring()

    def watch(self) -> None:
        """One look of the watchdog: jumped clocks, dead timers, workers that hang."""
        if jump := self.steadiness.jump():
            log.warning("clock jumped", seconds=round(jump))
            self.rearm()
        if any(seat.silent for seat in self.seats.values()):
            log.error("timer silent")
            self.timer.shutdown(wait=False)
            self.arm()
        for seat in self.seats.values():
            self.tend(seat)

    def rearm(self) -> None:
        """Have every timer go off now, on the clock as it is."""
        for job in self.timer.get_jobs():
            job.modify(next_run_time=wall())

    def tend(self, seat: Seat) -> None:
        """Give up on a worker that hangs and put another in its place, as long as few hang."""
        if seat.worker is not None and seat.worker.late:
            seat.worker.end()
            seat.hung.append(seat.worker.thread)
            seat.worker = None
            self.tell(seat, f"did not end within {seat.job.within:g} s")
            if seat.job.overdue:
                threading.Thread(
                    target=self.heard, args=(seat.job,), name=f"overdue {seat.job.name}", daemon=True
                ).start()
        seat.hung = [thread for thread in seat.hung if thread.is_alive()]
        if seat.worker is None and len(seat.hung) < HUNG:
            seat.worker = Worker(seat.job, self)

    def heard(self, job: Job) -> None:
        """Tell a job that its run did not end; what that does to it is its own affair."""
        try:
            if job.overdue:
                job.overdue()
        except Exception:
            log.exception("job was not told that it is overdue", job=job.name)

    def told(self, job: Job, failure: str, worker: Worker) -> None:
        """Hear how a run ended; what a given-up worker says is too late."""
        if not worker.ended:
            self.tell(self.seats[job.name], failure)

    def tell(self, seat: Seat, failure: str) -> None:
        """Into the log once when a job begins to fail, and once when it works again."""
        if failure and not seat.failing:
            log.error("job failed", job=seat.job.name, error=failure)
        elif seat.failing and not failure:
            log.info("job works again", job=seat.job.name)
        seat.failing = failure

    def stop(self, timeout: float = 10.0) -> bool:
        """End within `timeout` seconds: runs under way finish their page or are left; True if all ended.

        In a copy of the process that a fork made there is nothing to end and no lease to release.
        """
        if self.process not in (0, os.getpid()):
            return True
        until = monotonic() + timeout
        self.stopping.set()
        if self.timer is not None:
            self.timer.shutdown(wait=False)
        workers = [seat.worker for seat in self.seats.values() if seat.worker]
        for worker in workers:
            worker.end()
        for thread in [worker.thread for worker in workers] + self.threads:
            thread.join(max(0.0, until - monotonic()))
        if self.lease is not None:
            try:
                self.ledger.release(self.lease, now=wall())
            except LedgerError as error:
                log.warning("lease not released", error=str(error))
        return not any(worker.thread.is_alive() for worker in workers)
