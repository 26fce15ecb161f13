"""What is learnt once a day: on the board as it was known at midnight, made again only for cause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.board.store import Board
from tests.living import NOON, dispatched, ledger_in
from tests.small_district import connection
from tests.small_district import district as small


@pytest.fixture
def ledger(tmp_path):
    made = ledger_in(tmp_path, dispatched(1, hours=30))
    yield made
    made.close()


@pytest.fixture
def board(ledger):
    from dashboard.district import calendar_of

    district = small(connection())
    made = Board(district, calendar_of(district))
    made.catch_up(ledger.entries)
    yield made
    made.close()


class Lesson:
    """Counts how often it was made, and what it saw."""

    def __init__(self):
        self.made = []

    def __call__(self, reader):
        self.made.append(reader.held())
        return len(self.made)


def asked(board, lesson, moment=NOON):
    with board.reading(moment) as reader:
        return reader.of_the_day("lesson", lesson)


def test_it_is_made_once_a_day_and_again_the_next(board):
    lesson = Lesson()
    assert [asked(board, lesson), asked(board, lesson, NOON + timedelta(hours=9))] == [1, 1]
    assert asked(board, lesson, NOON + timedelta(hours=13)) == 2


def test_what_became_known_since_midnight_has_no_say_before_tomorrow(board, ledger):
    lesson = Lesson()
    asked(board, lesson)
    ledger.append("hotline", dispatched(2, hours=1), recorded_at=NOON)
    board.catch_up(ledger.entries)
    assert asked(board, lesson) == 1
    assert asked(board, lesson, NOON + timedelta(days=1)) == 2
    assert [len(keys) for keys in lesson.made] == [1, 2]


def test_two_names_are_two_lessons(board):
    first, second = Lesson(), Lesson()
    with board.reading(NOON) as reader:
        assert (reader.of_the_day("one", first), reader.of_the_day("two", second)) == (1, 1)


def test_a_scope_learns_from_the_whole_district(board):
    from dashboard.scope import Scope

    lesson = Lesson()
    with board.reading(NOON + timedelta(days=1)) as reader:
        reader.within(Scope(streets=frozenset({"S02"}))).of_the_day("lesson", lesson)
    assert [len(keys) for keys in lesson.made] == [1]
