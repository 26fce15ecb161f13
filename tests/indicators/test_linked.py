"""The pairs of two feeds, as a page may show them."""

from __future__ import annotations

from datetime import timedelta

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.linked import LINKED, SHOWN
from tests.small_board import NOW, case


def pair(number: int, rule: str = "id") -> dict:
    return {"leader": f"case:hotline/{number}", "follower": f"case:grid/{number}", "rule": rule}


def sides(number: int, hours: float, phase: str = "disposing"):
    reported = NOW - timedelta(hours=hours)
    leader = case(f"case:hotline/{number}", reported_at=reported)
    follower = case(f"case:grid/{number}", reported_at=reported, phase=phase, feed="grid")
    return leader, follower


def asked(board_tables, *numbered: tuple, ask: Ask | None = None, **more):
    leaders, followers = zip(*(sides(*one) for one in numbered), strict=True)
    given = {"pairs": [pair(one[0]) for one in numbered], "cases": leaders, "followers": followers}
    return answer(LINKED, ask or Ask(), board_tables(**(given | more)))


def test_pairs_are_told_newest_first_with_how_either_side_stands(board_tables):
    found = asked(board_tables, (1, 9, "closed"), (2, 3), (3, 5))
    assert found["leader"].tolist() == [f"case:hotline/{n}" for n in (2, 3, 1)]
    oldest = found.iloc[2]
    assert (oldest["follower"], oldest["phase"], oldest["follower_phase"]) == (
        "case:grid/1",
        "disposing",
        "closed",
    )
    assert found["total"].tolist() == [3, 3, 3]


def test_only_pairs_whose_leader_was_reported_in_the_window_are_told(board_tables):
    found = asked(board_tables, (1, 30 * 24), (2, 3), (3, 50))
    assert len(found) == 2
    day = Ask(window=timedelta(days=1))
    assert asked(board_tables, (1, 30 * 24), (2, 3), (3, 50), ask=day)["leader"].tolist() == [
        "case:hotline/2"
    ]


def test_no_more_than_a_page_is_told_and_all_are_counted(board_tables):
    found = asked(board_tables, *[(n, 1 + n / 60) for n in range(SHOWN + 3)])
    assert len(found) == SHOWN
    assert found["leader"][0] == "case:hotline/0"
    assert set(found["total"]) == {SHOWN + 3}


def test_pairs_of_the_same_minute_stand_in_the_order_of_their_keys(board_tables):
    found = asked(board_tables, (3, 1), (1, 1), (2, 1))
    assert found["leader"].tolist() == [f"case:hotline/{n}" for n in (1, 2, 3)]


def test_one_leader_with_two_followers_is_two_pairs(board_tables):
    leader, follower = sides(1, 2)
    other = {"leader": "case:hotline/1", "follower": "case:police/9", "rule": "reference"}
    found = asked(
        board_tables,
        (1, 2),
        pairs=[pair(1), other],
        cases=[leader],
        followers=[follower, case("case:police/9", feed="police")],
    )
    assert found["follower"].tolist() == ["case:grid/1", "case:police/9"]
    assert found["rule"].tolist() == ["id", "reference"]
