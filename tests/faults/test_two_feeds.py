"""F32 (`catalogue.toml`): the same id from two feeds, from the source to the board."""

from __future__ import annotations

import pytest

from dashboard.board.store import Board
from dashboard.district import District, Link, calendar_of
from dashboard.polling import Turn
from tests.faults.faulty import faulty, said
from tests.polling.rig import open_ledger, real_poller
from tests.small_district import NOW, connection, district

CONNECTIONS = [connection(name=name) for name in ("hotline", "grid")]


def event(number: int, kind: str, **given) -> dict:
    stamp = f"2026-11-20T09:{number:02d}:00+08:00"
    base = {"event_id": f"e{number}", "case_id": "0042", "updated_at": stamp, "at": stamp, "kind": kind}
    return base | given


def answer(*events):
    return said({"events": list(events), "next": None, "as_of": "2026-11-20T10:00:00+08:00"})


HOTLINE = answer(event(1, "report", case={"street": "西街"}), event(2, "dispatch", to_org="水务"))
GRID = answer(event(1, "report", case={"street": "东街", "reference": "0042"}), event(5, "close"))


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found, faulty(hotline=HOTLINE, grid=GRID) as server:
        for name in ("hotline", "grid"):
            one = real_poller(found, "events", name=name, options={"url": server.url(f"/{name}")})
            outcome = one.poll(Turn())
            assert outcome.account.applied == 2
        yield found


def followed(ledger, *rules: Link) -> Board:
    home: District = district(*CONNECTIONS).model_copy(update={"links": rules})
    board = Board(home, calendar_of(home))
    board.catch_up(ledger.entries)
    return board


def told(board: Board, name: str) -> list[tuple[str, str, str]]:
    with board.reading(NOW) as reader:
        frame = reader.frame(name, lambda: getattr(reader.tables, name).order_by("key"))
        return [(row.key, row.street, row.phase) for row in frame.itertuples()]


LEADER = ("case:hotline/0042", "S01", "dispatched")
FOLLOWER = ("case:grid/0042", "S02", "closed")


def test_f32_without_a_rule_the_same_id_is_two_cases_and_neither_overwrites_the_other(ledger):
    board = followed(ledger)
    assert told(board, "cases") == [FOLLOWER, LEADER]
    assert {entry.key for entry in ledger.entries(0)} == {LEADER[0], FOLLOWER[0]}
    assert ledger.verify().good


@pytest.mark.parametrize("by", ["id", "reference"])
def test_f32_with_a_rule_it_is_counted_once_and_either_still_says_what_it_said(ledger, by):
    board = followed(ledger, Link(leads="hotline", follows="grid", by=by))
    assert told(board, "cases") == [LEADER]
    assert told(board, "followers") == [FOLLOWER]
    assert len(ledger.entries(0)) == 4
    accounts = ledger.accounts()
    assert (accounts["hotline"].applied, accounts["grid"].applied) == (2, 2)


def test_f32_a_reference_is_an_id_digit_by_digit(ledger):
    (entry,) = [one for one in ledger.entries(0) if one.body.get("case", {}).get("reference")]
    assert entry.body["case"]["reference"] == "0042"
