from __future__ import annotations

from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.store import Board
from dashboard.ledger.store import Ledger
from tests.histories import HORIZON, MONDAY, board, calendar, contents, cuts, district, entries, histories

pytestmark = pytest.mark.sweep

NOW = MONDAY + HORIZON


@contextmanager
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    opened = Ledger.open(f"sqlite:///{path}", key=b"k" * 32)
    try:
        yield opened
    finally:
        opened.close()


def without_facts(kept):
    """All that is derived: which of two equal states the ledger keeps depends on which came first."""
    found = contents(kept, NOW)
    del found["facts"]
    return found


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_any_order_any_pages_any_re_delivery_through_the_ledger_give_the_same_board(tmp_path_factory, data):
    facts = data.draw(histories())
    expected = without_facts(board(entries(facts)))
    arriving = data.draw(st.permutations(facts + facts[: data.draw(st.integers(0, len(facts)))]))
    pages = [0, *cuts(data.draw, len(arriving)), len(arriving)]
    live = Board(district(), calendar())
    with ledger(tmp_path_factory) as kept:
        for start, end in pairwise(pages):
            kept.append("hotline", arriving[start:end], recorded_at=NOW)
            live.catch_up(kept.entries)
        replayed = Board(district(), calendar())
        replayed.catch_up(kept.entries)
        assert live.seq == replayed.seq == kept.head()[0]
    assert without_facts(live) == without_facts(replayed) == expected
    assert contents(live, NOW)["facts"] == contents(replayed, NOW)["facts"]


def test_a_board_follows_what_is_appended_while_it_reads(tmp_path_factory):
    facts = [fact for number in range(30) for fact in plain(number)]
    with ledger(tmp_path_factory) as kept:
        live = Board(district(), calendar())
        for start in range(0, len(facts), 7):
            kept.append("hotline", facts[start : start + 7], recorded_at=NOW, known_at=NOW)
            live.catch_up(kept.entries)
            assert live.seq == kept.head()[0]
    assert without_facts(live) == without_facts(board(entries(facts)))


def plain(number):
    from tests.board.test_store import plain_case

    return plain_case(number)
