"""Refusals are noted without letting anybody fill the audit."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access import Grant, Viewer
from dashboard.access.refusals import MINUTE, MOST, OTHERS, Refusals
from dashboard.ledger import Action

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


class Book:
    """What was written, and a clock to turn."""

    def __init__(self) -> None:
        self.notes = []
        self.at = NOON
        self.refusals = Refusals(write=self.notes.extend, now=lambda: self.at)

    def refuse(self, account="a", address="10.0.0.1", action=Action.REFUSED, what="GET /feeds"):
        viewer = Viewer(account=account, address=address, kind="person", grants=(Grant(role="leader"),))
        self.refusals.note(action, viewer, what)


@pytest.fixture
def book():
    return Book()


def test_the_first_is_written_at_once_with_who_what_and_from_where(book):
    book.refuse()
    (note,) = book.notes
    assert (note.actor, note.roles, note.address, note.object) == ("a", "leader", "10.0.0.1", "GET /feeds")
    assert (note.outcome, note.times) == ("refused", 1)


def test_the_others_of_the_minute_are_one_note_when_it_is_over(book):
    for _ in range(50):
        book.refuse()
    assert len(book.notes) == 1
    book.refusals.flush()
    assert len(book.notes) == 1
    book.at += MINUTE
    book.refusals.flush()
    assert [note.times for note in book.notes] == [1, 49]
    book.refusals.flush()
    assert len(book.notes) == 2


def test_a_new_minute_begins_with_a_note_at_once(book):
    book.refuse()
    book.at += MINUTE
    book.refuse()
    assert [note.times for note in book.notes] == [1, 1]


@pytest.mark.parametrize("other", [{"account": "b"}, {"address": "10.0.0.2"}, {"action": Action.LOCKED}])
def test_another_account_address_or_action_is_another_note(book, other):
    book.refuse()
    book.refuse(**other)
    assert len(book.notes) == 2


def test_so_many_in_a_minute_are_kept_apart_and_the_rest_is_counted_together(book):
    for n in range(MOST + 70):
        book.refuse(account=f"u{n}")
    assert len(book.notes) == MOST + 1
    assert len(book.refusals.waiting) == MOST + 1
    book.refusals.flush(all_=True)
    assert (book.notes[-1].address, book.notes[-1].times) == (OTHERS, 69)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=40))
def test_every_refusal_is_counted_once(told):
    book = Book()
    for account, seconds in told:
        book.at += timedelta(seconds=seconds)
        book.refuse(account=account)
    book.refusals.flush(all_=True)
    counted = {name: sum(note.times for note in book.notes if note.actor == name) for name in "abc"}
    assert counted == {name: sum(account == name for account, _ in told) for name in "abc"}


def test_threads_lose_none(book):
    threads = [threading.Thread(target=lambda: [book.refuse() for _ in range(200)]) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    book.refusals.flush(all_=True)
    assert sum(note.times for note in book.notes) == 800
