"""The counts behind the limits: each key by itself, on a clock that nobody sets, without a thread."""

from __future__ import annotations

import threading

import pytest

from dashboard.doors import counting
from dashboard.doors.counting import MOST, Counts


@pytest.fixture
def clock(monkeypatch):
    told = {"now": 1000.0}
    monkeypatch.setattr(counting, "monotonic", lambda: told["now"])
    return told


def test_a_window_begins_with_its_first_question_and_ends_by_itself(clock):
    counts = Counts()
    assert [counts.incr("a", 10) for _ in range(3)] == [1, 2, 3]
    clock["now"] += 9.9
    assert counts.get("a") == 3
    clock["now"] += 0.2
    assert counts.get("a") == 0
    assert counts.incr("a", 10) == 1


def test_keys_do_not_count_for_one_another(clock):
    counts = Counts()
    counts.incr("a", 10, 5)
    assert counts.get("b") == 0
    counts.clear("a")
    assert counts.get("a") == 0


def test_it_is_said_when_a_window_ends(clock):
    counts = Counts()
    counts.incr("a", 10)
    clock["now"] += 4
    assert counts.get_expiry("a") - counts.get_expiry("nobody") == pytest.approx(6, abs=0.5)


def test_what_is_over_is_let_go_of_when_there_is_much(clock):
    counts = Counts()
    for n in range(MOST):
        counts.incr(str(n), 1)
    clock["now"] += 2
    counts.incr("new", 1)
    assert counts.reset() == 1


def test_counting_starts_no_thread_and_loses_nothing_between_threads():
    counts, before = Counts(), set(threading.enumerate())
    counts.incr("x", 60)
    assert set(threading.enumerate()) == before
    many = [threading.Thread(target=lambda: [counts.incr("a", 60) for _ in range(500)]) for _ in range(4)]
    for one in many:
        one.start()
    for one in many:
        one.join()
    assert counts.get("a") == 2000
