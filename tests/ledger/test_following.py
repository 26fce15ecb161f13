"""A follower sees every entry once, in order, and wakes when there is news."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.ledger.store import Ledger
from tests.small_ledger import KEY, NOON, event


def put(ledger, *numbers):
    ledger.append("hotline", [event(n) for n in numbers], recorded_at=NOON)


def test_news_that_is_there_already_is_told_at_once(ledger):
    put(ledger, 1, 2)

    assert ledger.wait(1, timeout=60) == 2


def test_without_news_the_wait_ends_with_its_time(ledger):
    put(ledger, 1)

    assert ledger.wait(1, timeout=0.01) == 1
    assert ledger.wait(1, timeout=0) == 1


@pytest.mark.parametrize("same", [True, False], ids=["same process", "another opening"])
def test_a_waiting_follower_wakes_when_somebody_appends(ledger, opened, same, monkeypatch):
    """Of two openings on SQLite only the next look can tell: it comes by itself."""
    other = ledger if same else opened()
    resting = threading.Event()
    real = type(ledger).head

    def head(asked):
        found = real(asked)
        resting.set()
        return found

    monkeypatch.setattr(type(ledger), "head", head)
    woken: list[int] = []
    follower = threading.Thread(target=lambda: woken.append(ledger.wait(0, timeout=30)))
    follower.start()
    assert resting.wait(10)
    put(other, 1)
    follower.join(20)

    assert woken == [1]


@pytest.mark.postgres
def test_postgres_calls_followers_of_other_processes(postgres_url, monkeypatch):
    """Looking again is switched off here: only the call can wake."""
    monkeypatch.setattr("dashboard.ledger.following.LISTEN_AT_MOST", 3600.0)
    follower, writer = (Ledger.open(postgres_url, key=KEY) for _ in range(2))
    listening = threading.Event()
    real = type(follower).head
    monkeypatch.setattr(type(follower), "head", lambda asked: (real(asked), listening.set())[0])
    woken: list[int] = []
    thread = threading.Thread(target=lambda: woken.append(follower.wait(0, timeout=3600)))
    thread.start()
    assert listening.wait(10)
    put(writer, 1)
    thread.join(20)
    follower.close()
    writer.close()

    assert woken == [1]


def test_followers_that_read_behind_a_seq_miss_nothing_while_threads_append(ledger, opened):
    """Four writers over two openings, one follower: seq is gapless and in commit order."""
    writers = [ledger, ledger, opened(), opened()]

    def write(number: int) -> None:
        for page in range(6):
            put(writers[number], *(1000 * number + 10 * page + n for n in range(5)))

    seen: list[int] = []
    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, number) for number in range(4)]
        while not all(future.done() for future in writing):
            ledger.wait(len(seen), timeout=1)
            seen += [entry.seq for entry in ledger.entries(len(seen), 7)]
    for future in writing:
        future.result()
    seen += [entry.seq for entry in ledger.entries(len(seen))]

    assert seen == list(range(1, 121))
    assert ledger.verify().good
