"""Which entry was the last that was known at a past moment: asked again and again while the board grows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board import store
from dashboard.cases import Fact
from tests.histories import KEY, after, board, calendar, entries, ledger
from tests.histories import district as here

MOMENTS = [after(minutes) for minutes in (0, 50, 100, 200)]


def told(delays):
    """Facts a minute apart, each known so many minutes after it happened, in the order of the ledger."""
    facts = [
        Fact(key=KEY, kind="progress", version=f"{n:08d}", happened_at=after(n), body={})
        for n in range(len(delays))
    ]
    late = {
        fact.version: fact.happened_at + timedelta(minutes=n) for fact, n in zip(facts, delays, strict=True)
    }
    return entries(facts, lambda fact: late[fact.version])


@pytest.mark.thorough
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 250), max_size=30), st.data())
def test_it_is_the_greatest_of_all_however_the_entries_come(delays, data):
    found = told(delays)
    kept = store.Board(here(), calendar())
    for end in sorted(data.draw(st.sets(st.integers(0, len(found)), min_size=1))):
        kept.catch_up(ledger(found[:end]))
        for then in MOMENTS:
            wanted = max((entry.seq for entry in found[:end] if entry.known_at <= then), default=0)
            assert kept.seq_known(then) == wanted == kept.seq_known(then)
    kept.close()


def test_what_was_looked_at_is_not_looked_at_again(monkeypatch):
    kept = board(told([0, 10, 0]))
    first = kept.seq_known(MOMENTS[1])
    monkeypatch.setattr(kept, "_cursor", lambda: 1 / 0)
    assert kept.seq_known(MOMENTS[1]) == first == 3


def test_only_so_many_moments_are_remembered(monkeypatch):
    monkeypatch.setattr(store, "MOMENTS", 3)
    kept = board(told([0] * 5))
    found = [kept.seq_known(after(minutes)) for minutes in range(5)]
    assert found == [1, 2, 3, 4, 5]
    assert len(kept._known) <= 3
