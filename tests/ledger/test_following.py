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


@pytest.fixture
def woken_by(monkeypatch):
    """What head a waiting follower wakes with when `writer` appends once the follower has looked in vain."""

    def wait(follower: Ledger, writer: Ledger) -> list[int]:
        looked, woken = threading.Event(), []
        real = Ledger.head

        def head(asked: Ledger) -> tuple[int, str]:
            found = real(asked)
            looked.set()
            return found

        monkeypatch.setattr(Ledger, "head", head)
        thread = threading.Thread(target=lambda: woken.append(follower.wait(0, timeout=3600)), daemon=True)
        thread.start()
        assert looked.wait(20)
        put(writer, 1)
        thread.join(30)
        return woken

    return wait


def test_a_follower_of_the_same_process_is_called(ledger, woken_by, monkeypatch):
    """Looking again is switched off here and below: only the call can wake."""
    monkeypatch.setattr("dashboard.ledger.following.LOOK_AGAIN", 3600.0)
    monkeypatch.setattr("dashboard.ledger.following.LISTEN_AT_MOST", 3600.0)

    assert woken_by(ledger, ledger) == [1]


def test_a_follower_of_another_process_sees_it_at_its_next_look(ledger, opened, woken_by):
    assert woken_by(ledger, opened()) == [1]


@pytest.mark.postgres
def test_postgres_calls_followers_of_other_processes(postgres_url, woken_by, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.following.LISTEN_AT_MOST", 3600.0)
    follower, writer = (Ledger.open(postgres_url, key=KEY) for _ in range(2))

    assert woken_by(follower, writer) == [1]
    follower.close()
    writer.close()


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
