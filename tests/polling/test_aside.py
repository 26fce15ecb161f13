"""What is set aside: masked for people, sealed for a second try, and swept when nobody sends it any more."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.polling import Turn
from dashboard.polling.aside import LONGEST, recalled, set_aside
from dashboard.sealing import SealError, Vault
from data_feeds import Record
from tests.polling.rig import open_ledger, page, pages, poller
from tests.small_district import KEY

VAULT = Vault(KEY)
MOMENT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


def kept(raw, **given) -> Record:
    """A record after it was set aside and recalled."""
    aside = set_aside(Record(raw=raw, where="line 1", **given), "no id", VAULT, "hotline")
    assert aside.sealed
    return recalled(aside.sealed, VAULT, "hotline")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(raw=JSON)
@settings(max_examples=60, deadline=None)
def test_a_record_comes_back_from_its_seal_as_it_was(raw):
    assert kept(raw) == Record(raw=raw, where="line 1")


@pytest.mark.parametrize(
    "raw",
    [
        {"at": MOMENT.replace(tzinfo=None), "n": 1.5, "empty": None},
        {"text": "\ud800 \0 \u202e"},
        {"\0moment": "a word of the source"},
        {"\0moment": 7},
        [MOMENT, {"deep": [MOMENT]}],
    ],
)
def test_times_of_a_workbook_and_broken_characters_come_back_too(raw):
    assert kept(raw, told_at=MOMENT) == Record(raw=raw, where="line 1", told_at=MOMENT)


def test_a_record_that_is_too_long_is_not_sealed_and_says_so():
    aside = set_aside(Record(raw={"text": "字" * LONGEST}, where="line 1"), "no id", VAULT, "hotline")
    assert aside.sealed == b""
    assert "too long to be sealed" in aside.reason
    assert "过长未封存" in aside.reason
    assert len(aside.raw) <= 500


def test_a_record_nested_without_end_is_set_aside_all_the_same():
    raw: list = []
    for _ in range(100_000):
        raw = [raw]
    aside = set_aside(Record(raw=raw, where="line 1"), "no object", VAULT, "hotline")
    assert (aside.sealed, aside.reason, aside.raw) == (b"", "no object", "…")


def test_what_is_spoiled_at_reading_is_masked_and_not_sealed(tmp_path):
    torn = page("bad", spoiled=[(Record(raw="1;2;3", where="line 9"), "3 cells under 2 headings")])
    with open_ledger(tmp_path) as ledger:
        poller(ledger, pages(torn)).poll(Turn())
        assert {one.where: one.replayable for one in ledger.quarantined()} == {"line 9": False, "no. 1": True}


def test_a_seal_of_another_stream_or_of_no_record_does_not_come_back():
    aside = set_aside(Record(raw=1, where="line 1"), "no id", VAULT, "hotline")
    with pytest.raises(SealError):
        recalled(aside.sealed, VAULT, "grid")
    with pytest.raises(SealError):
        recalled(VAULT.sealed(json.dumps([1]).encode(), "hotline"), VAULT, "hotline")


PERSON = {
    "name": "王秀英",
    "phone": "13800001234",
    "id_card": "11010519491231002X",
    "address": "云江路18弄7号602室",
}


def test_no_plain_byte_of_a_person_stands_in_the_database_file(tmp_path):
    """The record is there, sealed, in the file and its log; nothing of it can be read without the key."""
    with open_ledger(tmp_path) as ledger:
        aside = set_aside(Record(raw=PERSON, where="line 1"), "no id", VAULT, "hotline")
        ledger.append("hotline", [], recorded_at=MOMENT, rejected=[aside])
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
        assert aside.sealed in files
        (one,) = ledger.kept("hotline")
        assert recalled(one.sealed, VAULT, "hotline").raw == PERSON
    for word in PERSON.values():
        ways = (
            word.encode(),
            word.encode("utf-16-le"),
            word.encode("gb18030"),
            json.dumps(word)[1:-1].encode(),
        )
        assert not [way for way in ways if way in files], word


def test_where_a_record_stood_is_masked_before_it_is_cut():
    for ahead in range(60, 90):
        told = "e" * ahead + " 13800001234"
        where = set_aside(Record(raw=1, where=f"event {told}"), "no id").where
        assert "138" not in where
        assert len(where) <= 80
