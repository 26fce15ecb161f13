"""Which cases of one source are open, oldest first: what a feed is told that must ask for them again."""

from __future__ import annotations

from dashboard.board.open_ids import open_ids
from dashboard.cases import STATE, Fact, case_key
from dashboard.commands.running import open_cases
from tests.living import NOON, desk_in, reported, stepped


def known(desk, feed: str) -> list[str]:
    with desk.board.reading(NOON) as reader:
        return open_ids(reader, feed)


def state(feed: str, number: str, phase: str) -> Fact:
    body = {"phase": phase, "holder": None}
    return Fact(key=case_key(feed, number), kind=STATE, version="1", happened_at=NOON, body=body)


FACTS = [
    reported(1, hours=5),
    reported(2, hours=50),
    reported(3, hours=7),
    reported(10, hours=5),
    stepped(3, "close", hours=1),
    reported(4, hours=9),
    stepped(4, "close", hours=8),
    stepped(4, "reopen", hours=2),
    state("other", "000001", "reported"),
    state("a", "b's/0/1", "reported"),
]


def test_the_open_cases_of_one_connection_come_oldest_first(tmp_path):
    desk = desk_in(tmp_path, FACTS)
    desk.board.catch_up(desk.ledger.entries)
    assert known(desk, "hotline") == ["000002", "000004", "000001", "000010"]
    assert known(desk, "other") == ["000001"]
    assert known(desk, "nobody") == []
    desk.close()


def test_an_empty_board_knows_of_none(tmp_path):
    desk = desk_in(tmp_path, FACTS)
    assert known(desk, "hotline") == []
    desk.close()


def test_where_nobody_else_keeps_the_board_up_it_is_folded_when_a_feed_asks(tmp_path):
    desk = desk_in(tmp_path, FACTS)
    assert open_cases(desk)("hotline") == []  # a poll that follows waits for its tick
    asks = open_cases(desk, folding=True)
    assert asks("hotline")[0] == "000002"
    desk.ledger.append("hotline", [stepped(2, "close", hours=0)], recorded_at=NOON)
    assert asks("hotline") == ["000004", "000001", "000010"]
    desk.close()


def test_ids_stand_as_their_source_gave_them(tmp_path):
    desk = desk_in(tmp_path, FACTS)
    assert open_cases(desk, folding=True)("a") == ["b's/0/1"]
    desk.close()
