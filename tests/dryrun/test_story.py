"""Both sides of a dry run are told the same: what is known, when it became known, up to one entry."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.dryrun.story import Story
from tests.dryrun.telling import NOW, entries_of, paged
from tests.living import reported

FIRST, LAST = NOW - timedelta(days=4), NOW


def story(entries, head=None):
    return Story(paged(entries), head=len(entries) if head is None else head, first=FIRST, last=LAST)


def known(*hours):
    """Entries in this order, each known so many hours before the end."""
    (one,) = entries_of([reported(1)])
    return [
        replace(one, seq=n, key=f"case:hotline/{n}", known_at=LAST - timedelta(hours=hours_))
        for n, hours_ in enumerate(hours, 1)
    ]


def test_what_was_known_at_first_comes_at_once_and_the_rest_as_it_became_known():
    told = story(known(200, 3, 150, 50, 10))
    assert [entry.seq for entry in told.early(0, 100)] == [1, 3]
    assert [entry.seq for entry in told.between(FIRST, LAST)] == [4, 5, 2]
    assert [entry.seq for entry in told.between(FIRST, LAST - timedelta(hours=10))] == [4, 5]
    assert told.between(LAST - timedelta(hours=10), LAST - timedelta(hours=4)) == []


def test_nothing_behind_the_head_and_nothing_known_after_the_end_is_told():
    told = story([*known(200, 50), replace(known(0)[0], seq=3, known_at=LAST + timedelta(seconds=1))])
    assert (told.count, len(told.later)) == (2, 1)
    assert story(known(200, 50, 40), head=2).count == 2
    assert [entry.seq for entry in story(known(200, 190, 180), head=2).early(0, 10)] == [1, 2]


def test_the_advice_of_the_tick_is_left_out_and_what_people_did_stays():
    advice, lever, case = known(200, 200, 50)
    told = story([replace(advice, key="advice:case:hotline/1"), replace(lever, key="lever:7"), case])
    assert [entry.key for entry in told.early(0, 10)] == ["lever:7"]
    assert told.count == 2


def test_how_far_the_ledger_is_read_is_told():
    heard = []
    Story(
        paged(known(9, 8, 7)),
        head=3,
        first=FIRST,
        last=LAST,
        told=lambda done, all_: heard.append((done, all_)),
    )
    assert heard == [(3, 3)]


@pytest.mark.parametrize("most", [1, 2, 3, 100])
def test_pages_of_any_size_tell_every_early_entry_once(most):
    told = story(known(200, 3, 190, 180, 2, 170, 1, 160))
    found, after = [], 0
    while page := told.early(after, most):
        found += page
        after = page[-1].seq
        assert len(page) <= most
    assert [entry.seq for entry in found] == [1, 3, 4, 6, 8]


@given(st.lists(st.floats(-10, 300, allow_nan=False), max_size=30), st.lists(st.floats(0, 96), max_size=5))
def test_every_entry_that_is_meant_is_told_exactly_once(hours, stops):
    entries = known(*hours)
    told = story(entries)
    moments = [FIRST, *sorted(LAST - timedelta(hours=stop) for stop in stops), LAST]
    later = [entry for one, other in pairwise(moments) for entry in told.between(one, other)]
    assert sorted(entry.seq for entry in [*told.early(0, 1_000), *later]) == [
        entry.seq for entry in entries if entry.known_at <= LAST
    ]
    assert [entry.known_at for entry in later] == sorted(entry.known_at for entry in later)
    assert told.count == len(told.early(0, 1_000)) + len(told.later)
