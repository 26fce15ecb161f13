"""The advice that stands: with its lever, longest first, and of open cases alone."""

from __future__ import annotations

from datetime import timedelta

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.advised import ADVISED, SHOWN
from tests.small_board import NOW, board_tables, case, fact

HOUR = timedelta(hours=1)


def advice(key, hours, score=64.0):
    return {"key": key, "raised_at": NOW - HOUR * hours, "score": score}


def raised(key, hours, level):
    body = f'{{"score": 61.0, "level": "{level}"}}'
    return fact(f"advice:{key}", stream="advice", kind="raise", happened_at=NOW - HOUR * hours, body=body)


def told(cases, advices, facts=()):
    return answer(ADVISED, Ask(), board_tables(cases=cases, advice=advices, facts=facts))


def test_a_row_tells_the_lever_of_its_own_raising():
    cases = [case("case:f/1", holder="D02", hands=["D01", "D02"])]
    facts = [raised("case:f/1", 90, "L2"), raised("case:f/1", 5, "L4"), raised("case:f/2", 5, "L5")]
    frame = told(cases, [advice("case:f/1", 5)], facts)
    assert frame[["key", "unit", "level", "score", "total"]].to_numpy().tolist() == [
        ["case:f/1", "D02", "L4", 64.0, 1]
    ]
    assert frame["raised_at"].iloc[0] == NOW - 5 * HOUR


def test_advice_without_its_raising_stands_without_a_lever():
    frame = told([case("case:f/1")], [advice("case:f/1", 5)])
    assert frame["level"].isna().tolist() == [True]


def test_what_is_in_nobodys_hands_is_told_by_who_had_it_last():
    frame = told([case("case:f/1", holder=None, hands=["D01", "D02"])], [advice("case:f/1", 1)])
    assert frame["unit"].tolist() == ["D02"]


def test_a_closed_case_asks_for_nothing_any_more():
    cases = [case("case:f/1", closed_at=NOW - HOUR), case("case:f/2")]
    assert told(cases, [advice("case:f/1", 9), advice("case:f/2", 1)])["key"].tolist() == ["case:f/2"]


def test_the_longest_standing_are_shown_and_all_are_counted():
    keys = [f"case:f/{n:02d}" for n in range(SHOWN + 3)]
    frame = told([case(key) for key in keys], [advice(key, n + 1) for n, key in enumerate(keys)])
    assert frame["key"].tolist() == keys[: -SHOWN - 1 : -1]
    assert set(frame["total"]) == {SHOWN + 3}
