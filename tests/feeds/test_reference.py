"""The number a case has in another system: text from end to end, from any feed that tells it."""

from __future__ import annotations

import pytest

from data_feeds import Record, RecordError
from data_feeds.event_wire import parse
from data_feeds.folder import FOLDER
from tests.small_district import connection, reading

COLUMNS = {"id": "no", "opened_at": "at", "reference": "theirs"}


def told(value) -> object:
    """What an event says of a reference."""
    event = {"event_id": "e", "case_id": "c", "at": "2026-11-20T09:00:00Z", "kind": "progress"}
    (fact,) = parse(Record(raw=event | {"case": {"reference": value}}, where="event e"), reading())
    return fact.body["case"]["reference"]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("00420", "00420"),
        (138001380001380012, "138001380001380012"),
        (" WO-1 ", "WO-1"),
        ("11010519491231002X", "11010519491231002X"),  # an id by its shape, yet a case number
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_reference_is_kept_digit_by_digit(value, wanted):
    assert told(value) == wanted


@pytest.mark.parametrize("value", [1.5, True, [], "x" * 201])
def test_a_reference_that_cannot_be_an_id_is_refused(value):
    with pytest.raises(RecordError, match=r"case\.reference: "):
        told(value)


def test_a_case_that_says_none_says_nothing_of_it():
    event = {"event_id": "e", "case_id": "c", "at": "2026-11-20T09:00:00Z", "kind": "progress", "case": {}}
    (fact,) = parse(Record(raw=event, where="event e"), reading())
    assert "reference" not in fact.body["case"]


def test_a_row_may_have_a_column_for_it():
    row = {"no": "7", "at": "2026-11-20T09:00:00Z", "theirs": "0042"}
    of = connection("folder", "files", options={"columns": COLUMNS})
    (fact, *_) = FOLDER.parse(Record(raw=row, where="line 2"), reading(of))
    assert fact.body["case"]["reference"] == "0042"
