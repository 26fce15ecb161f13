"""Readers that come together are of one snapshot, and each has variables and moments of its own."""

from __future__ import annotations

import pytest

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
