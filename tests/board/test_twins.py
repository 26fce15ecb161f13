"""Readers that come together are of one snapshot, and each has variables and moments of its own."""

from __future__ import annotations

import pytest

from dashboard.board import reader as reading
from dashboard.indicators.binding import bound
from dashboard.indicators.binding import kept as kept_of
from dashboard.scope import NOTHING, WHOLE
from tests.histories import HORIZON, MONDAY, board, entries, fact, ledger

NOW = MONDAY + HORIZON


def reported(number):
    return fact(f"case:hotline/{number}", "report", MONDAY, number, {"case": {"category": "E0116"}})


def open_cases(reader):
    return len(reader.held())


@pytest.fixture
def kept():
    made = board(entries([reported(n) for n in range(5)]))
    yield made
    made.close()


def test_none_come_unless_they_are_asked_for(kept):
    with kept.reading(NOW) as reader:
        assert reader.twins == ()


def test_each_finds_the_same_and_none_has_twins_itself(kept):
    with kept.reading(NOW, twins=3) as reader:
        assert [twin.seq for twin in reader.twins] == [reader.seq] * 3
        assert [open_cases(twin) for twin in reader.twins] == [open_cases(reader)] * 3 == [5] * 3
        assert all(twin.twins == () for twin in reader.twins)


def test_what_is_told_meanwhile_is_seen_by_none_of_them(kept):
    with kept.reading(NOW, twins=1) as reader:
        kept.catch_up(ledger(entries([reported(n) for n in range(9)])))
        assert (open_cases(reader), open_cases(reader.twins[0])) == (5, 5)


def test_one_that_already_sees_more_is_not_handed_out(kept, monkeypatch):
    laid, opened = kept._laid, []

    def late(now):
        if opened:
            kept.catch_up(ledger(entries([reported(n) for n in range(9)])))
        opened.append(now)
        return laid(now)

    monkeypatch.setattr(kept, "_laid", late)
    with kept.reading(NOW, twins=1) as reader:
        assert open_cases(reader) == 5
        assert reader.twins == ()


def test_a_variable_of_one_is_not_that_of_another(kept):
    with kept.reading(NOW, twins=1) as reader:
        (twin,) = reader.twins
        reader.cursor.execute("SET VARIABLE which = 'first'")
        twin.cursor.execute("SET VARIABLE which = 'twin'")
        said = [one.cursor.execute("SELECT getvariable('which')").fetchall() for one in (reader, twin)]
    assert said == [[("first",)], [("twin",)]]


SUM = "how many keys of fact"


def counted(reader, name=SUM, keys=("case:hotline/1",)):
    """How many facts are told of some keys."""
    where = (("key", keys),)
    found = reader.frame(
        name, lambda: kept_of(reader.tables.facts, where).count().as_table(), bound=bound(where)
    )
    return int(found.iloc[0, 0])


@pytest.fixture
def looked(monkeypatch):
    """The texts that are run, in order."""
    texts, told = [], reading.told
    monkeypatch.setattr(
        reading, "told", lambda cursor, text, *values: texts.append(text) or told(cursor, text, *values)
    )
    return texts


def test_what_one_of_a_picture_has_found_is_not_looked_for_by_another(kept, looked):
    with kept.reading(NOW, twins=1) as one:
        reader = one.remembering()
        assert [counted(each) for each in (reader, *reader.twins, reader)] == [1, 1, 1]
        assert len(looked) == 1
        assert [counted(reader, keys=several) for several in ((), ("case:hotline/1", "case:hotline/2"))] == [
            0,
            2,
        ]
        assert len(looked) == 3


def test_what_is_remembered_cannot_be_changed_by_who_reads_it(kept):
    with kept.reading(NOW) as one:
        reader = one.remembering()
        frame = reader.frame("keys", lambda: reader.tables.facts.select("key"))
        frame["key"] = "mine"
        assert "mine" not in set(reader.frame("keys", lambda: reader.tables.facts.select("key"))["key"])


def test_a_scope_remembers_nothing_of_the_district_or_of_another_scope(kept, looked):
    with kept.reading(NOW) as one:
        reader = one.remembering()
        found = [counted(reader)]
        found += [counted(reader.within(scope)) for scope in (WHOLE, NOTHING, WHOLE)]
        assert found == [1, 1, 0, 1]
        assert len(looked) == 4


def test_a_reader_that_was_not_told_to_remembers_nothing(kept, looked):
    with kept.reading(NOW) as reader:
        assert [counted(reader), counted(reader)] == [1, 1]
        assert len(looked) == 2
