"""Timers, workers, lease: the ordinary life of a schedule (its faults: tests/faults/test_scheduling.py)."""

from __future__ import annotations

import threading
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from dashboard.ledger import LedgerError
from dashboard.polling import Job, Schedule, Turn, jobs_of
from dashboard.text import Text
from tests.faults.test_scheduling import Runs, job, running, until
from tests.polling.rig import open_ledger, page, pages, poller

UTC = ZoneInfo("UTC")


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


def test_every_poller_becomes_a_job_of_its_own(ledger):
    one, two = poller(ledger, pages(), name="one"), poller(ledger, pages(), name="two")
    assert [(found.name, found.every, found.within) for found in jobs_of([one, two])] == [
        ("one", 5, 20.0),
        ("two", 5, 20.0),
    ]


def test_jobs_begin_at_once_and_come_again(ledger):
    fast, slow = Runs(), Runs()
    with running(ledger, job("fast", fast), job("slow", slow, every=600)):
        fast.more(4)
        until(lambda: slow.at)
    assert len(slow.at) == 1


def test_a_turn_knows_its_deadline_and_its_lease(ledger):
    turns: list[Turn] = []
    with running(ledger, job("a", turns.append, within=7.0)) as schedule:
        until(lambda: turns)
        assert turns[0].lease == schedule.lease
        assert not turns[0].called_off()
    assert turns[0].called_off()


def test_a_feed_is_polled_by_its_timer_into_the_ledger(ledger):
    one = poller(ledger, pages(page(1, 2)))
    (found,) = jobs_of([one])
    with running(ledger, Job(name=found.name, every=0.1, work=found.work)):
        until(lambda: ledger.accounts().get("stub") and ledger.accounts()["stub"].duplicate >= 4)
    assert ledger.head()[0] == 2


def test_a_job_of_another_kind_runs_beside_the_feeds_under_the_same_lease(ledger):
    ticks = []
    (found,) = jobs_of([poller(ledger, pages(page(1)))])
    with running(ledger, found, Job(name="tick", every=0.05, work=lambda turn: ticks.append(turn.lease))):
        until(lambda: len(ticks) >= 3)
    assert all(lease is not None for lease in ticks)


def test_a_ledger_out_of_reach_is_told_once_and_nothing_runs_meanwhile(ledger, monkeypatch):
    runs, lease, broken = Runs(), ledger.lease, threading.Event()
    broken.set()
    asked = []

    def lost(*args, **kwargs):
        asked.append(1)
        if broken.is_set():
            raise LedgerError(Text("磁盘已满", "the disk is full"))
        return lease(*args, **kwargs)

    monkeypatch.setattr(ledger, "lease", lost)
    with capture_logs() as logs, running(ledger, job("a", runs), lasts=0.2):
        until(lambda: len(asked) >= 4)
        assert runs.at == []
        broken.clear()
        runs.more()
    assert [line["event"] for line in logs if "reach" in line["event"]] == ["ledger out of reach"]


def test_a_stopped_schedule_has_given_its_lease_back(ledger):
    with running(ledger, job("a", Runs()), lasts=600.0) as first:
        until(lambda: first.lease)
    with running(ledger, job("a", Runs()), lasts=600.0) as second:
        until(lambda: second.lease)
        assert second.lease.fence > first.lease.fence


def test_nothing_runs_before_the_start_and_after_the_stop(ledger):
    runs = Runs()
    schedule = Schedule(ledger, [job("a", runs)], zone=UTC, look=0.02)
    assert schedule.held() is None
    schedule.start()
    runs.more()
    assert schedule.stop(5)
    done = len(runs.at)
    assert schedule.held() is None
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"job a", "lease", "watchdog", "APScheduler"}
    assert len(runs.at) == done
