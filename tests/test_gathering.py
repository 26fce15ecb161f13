"""The answers of a picture are gathered side by side, and it is the same picture to the byte."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from dashboard import drawing
from dashboard.drawing import Sitting
from dashboard.indicators import Ask
from dashboard.scope import ALL, Scope
from dashboard.snapshot import raw
from layouts import Need
from layouts.pages import PAGES, PANELS
from tests.living import NOON, desk_in, dispatched
from tests.test_drawing import indicator, panel

pytestmark = pytest.mark.sweep


class Knowing:
    """A reader that says which texts are built."""

    def __init__(self, *names, twins=()):
        self.names, self.twins = names, twins

    def knows(self, name):
        return name.partition("|")[0] in self.names


def sitting(reader, sight=ALL):
    return Sitting(reader=reader, query={}, lang="en", now=NOON, sight=sight)


def need(name):
    return Need(indicator=indicator(name, None, []))


@pytest.fixture
def asked(monkeypatch):
    """What was asked of which reader, each answer by its thread."""
    found = []

    def answer(of, _ask, reader):
        found.append((of.name, reader, threading.current_thread().name))
        if of.name == "failing":
            raise ValueError(of.name)
        return of.name

    monkeypatch.setattr(drawing, "answer", answer)
    return found


PAIR = panel("a", one=need("one"), two=need("two"))


def test_each_need_is_answered_once_by_one_of_the_readers(asked):
    twin = Knowing("one", "two")
    first = Knowing("one", "two", twins=(twin,))
    seat = sitting(first)
    seat.gather((PAIR, panel("b", again=need("one"))))
    assert sorted(name for name, *_ in asked) == ["one", "two"]
    assert {reader for _, reader, _ in asked} <= {first, twin}
    assert sorted(seat.frames.values()) == ["one", "two"]


def test_those_of_one_text_are_answered_one_after_another_by_one_reader(monkeypatch):
    def record(tables, ask):
        return tables.levers

    record.__qualname__ = "record"  # as one that stands in a module
    one, two = (replace(need(name).indicator, measure=record) for name in ("one", "two"))
    found, other = [], threading.Event()

    def answer(of, _ask, reader):
        found.append((of.name, threading.current_thread().name))
        if of.name == "three":
            other.set()
        else:
            assert other.wait(30), "the other reader has the other text"
        return of.name

    monkeypatch.setattr(drawing, "answer", answer)
    knowing = Knowing(f"{__name__}.record", "three")
    seat = sitting(Knowing(*knowing.names, twins=(knowing,)))
    seat.gather((panel("a", one=Need(indicator=one), two=Need(indicator=two), three=need("three")),))
    threads = dict(found)
    assert threads["one"] == threads["two"] != threads["three"]


def test_two_are_answered_at_once(monkeypatch):
    both = threading.Barrier(2, timeout=30)

    def answer(of, _ask, _reader):
        both.wait()
        return of.name

    monkeypatch.setattr(drawing, "answer", answer)
    seat = sitting(Knowing("one", "two", twins=(Knowing("one", "two"),)))
    seat.gather((PAIR,))
    assert sorted(seat.frames.values()) == ["one", "two"]


def test_without_twins_nothing_is_gathered(asked):
    sitting(Knowing("one", "two")).gather((PAIR,))
    assert asked == []


def test_what_is_not_built_waits_for_its_panel(asked):
    sitting(Knowing("one", twins=(Knowing("one"),))).gather((PAIR,))
    assert [name for name, *_ in asked] == ["one"]


def test_somebody_with_a_few_streets_has_their_own_tables_and_no_others(asked):
    own = replace(ALL, cases=Scope(streets=frozenset({"990101002"})))
    sitting(Knowing("one", "two", twins=(Knowing("one"),)), own).gather((PAIR,))
    assert asked == []


def test_what_fails_is_left_to_its_panel_and_keeps_nothing_else_back(asked):
    seat = sitting(Knowing("one", "failing", twins=(Knowing("one"),)))
    seat.gather((panel("a", bad=need("failing"), good=need("one")),))
    assert [key[0] for key in seat.frames] == ["one"]


def test_a_panel_that_cannot_say_what_it_needs_is_told_of_when_it_is_drawn(asked):
    def torn(_query):
        raise KeyError("street")

    seat = sitting(Knowing("one", "two", twins=(Knowing("one"),)))
    seat.gather((replace(PAIR, needs=torn), PAIR))
    assert sorted(seat.frames.values()) == ["one", "two"]


def test_a_question_that_is_none_is_not_asked_ahead(asked):
    wrong = replace(need("one"), ask=Ask(where=(("nowhere", ("x",)),)))
    sitting(Knowing("one", twins=(Knowing("one"),))).gather((panel("a", wrong=wrong),))
    assert asked == []


@pytest.mark.parametrize("page", ["wall", "departments"])
def test_a_picture_by_several_readers_is_the_picture_of_one(tmp_path, page):
    desk = desk_in(tmp_path, [one for n in range(6) for one in dispatched(n)])
    drawn = []
    for twins in (0, 0, 2):  # the first builds the texts
        with desk.board.reading(NOON, twins=twins) as reader:
            seat = Sitting(reader=reader, query={}, lang="zh", now=NOON, sight=ALL, page=PAGES[page])
            assert len(reader.twins) == twins
            drawn.append(raw(desk.easel.page(PANELS[page], seat)))
    assert drawn[0] == drawn[1] == drawn[2]


def test_a_picture_of_the_desk_comes_by_several_readers(tmp_path, monkeypatch):
    desk, met = desk_in(tmp_path, dispatched(1)), []
    page = desk.easel.page
    monkeypatch.setattr(
        desk.easel, "page", lambda panels, seat: met.append(seat.reader.twins) or page(panels, seat)
    )
    monkeypatch.setattr("dashboard.desk.TWINS", 2)
    desk.picture("wall", {}, "zh", ALL)
    assert [len(twins) for twins in met] == [2]
