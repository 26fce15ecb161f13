"""Advice begins at sixty, ends below fifty, and is written once."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.advice import STREAM, changes
from tests.small_board import NOW


def nominations(*rows):
    return pd.DataFrame(rows, columns=["key", "score", "rank"]).astype({"score": float}).assign(level="L4")


def standing(*keys):
    return pd.DataFrame({"key": list(keys), "raised_at": [NOW] * len(keys), "score": [60.0] * len(keys)})


def told(frame, stands=(), now=NOW):
    return [(fact.kind, fact.key, fact.body["score"]) for fact in changes(frame, standing(*stands), now)]


def test_what_is_shown_with_sixty_or_more_is_raised_under_the_key_of_its_case():
    frame = nominations(("case:f/1", 69.27, 1), ("case:f/2", 59.9, 2), ("case:f/3", 80.0, 0))
    assert told(frame) == [("raise", "advice:case:f/1", 69.3)]


def test_advice_that_stands_is_not_raised_again():
    assert told(nominations(("case:f/1", 70.0, 1)), ["case:f/1"]) == []


def test_advice_stays_down_to_fifty_and_is_cleared_below():
    frame = nominations(("case:f/1", 50.0, 1), ("case:f/2", 49.94, 2))
    assert told(frame, ["case:f/1", "case:f/2"]) == [("clear", "advice:case:f/2", 49.9)]


def test_advice_on_a_case_that_is_closed_is_cleared():
    assert told(nominations(), ["case:f/1"]) == [("clear", "advice:case:f/1", None)]


def test_advice_that_a_cap_holds_back_stays():
    assert told(nominations(("case:f/1", 75.0, 0)), ["case:f/1"]) == []


def test_a_row_that_only_a_rule_shows_writes_nothing_and_ends_what_stood():
    frame = nominations(("case:f/1", float("nan"), 1))
    assert told(frame) == []
    assert told(frame, ["case:f/1"]) == [("clear", "advice:case:f/1", None)]


def test_what_is_raised_says_for_whom_of_which_matter_and_whether_it_is_free():
    frame = nominations(("case:f/1", 70.0, 1), ("case:f/2", 80.0, 2), ("case:f/3", 90.0, 3)).assign(
        leader=["p", "", ""], matter=["matter:m", "case:f/2", "case:f/3"],
        override=["", "safety", ""], notice=[False, True, True],
    )  # fmt: skip
    told_ = [dict(fact.body) for fact in changes(frame, standing(), NOW)]
    assert told_ == [
        {"score": 70.0, "level": "L4", "leader": "p", "matter": "matter:m"},
        {"score": 80.0, "level": "L4", "matter": "case:f/2", "free": "safety"},
        {"score": 90.0, "level": "L4", "matter": "case:f/3", "free": "notice"},
    ]


def test_the_facts_are_of_the_advice_stream_and_of_this_moment():
    (fact,) = changes(nominations(("case:f/1", 70.0, 1)), standing(), NOW)
    assert STREAM == "advice"
    assert fact.happened_at == NOW
    assert fact.version == NOW.isoformat()


def test_the_same_board_at_the_same_moment_says_the_same():
    frame = nominations(("case:f/1", 70.0, 1), ("case:f/2", 65.0, 2))
    assert changes(frame, standing("case:f/9"), NOW) == changes(frame, standing("case:f/9"), NOW)


scores = st.floats(0, 100).map(lambda score: round(score, 1))


@given(
    st.dictionaries(st.sampled_from([f"case:f/{n}" for n in range(6)]), scores),
    st.sets(st.sampled_from("0123456")),
)
@settings(max_examples=40, deadline=None)
def test_once_written_nothing_is_left_to_write(scored, stands):
    frame = nominations(*((key, score, n + 1) for n, (key, score) in enumerate(scored.items())))
    stood = {f"case:f/{n}" for n in stands}
    for fact in changes(frame, standing(*sorted(stood)), NOW):
        key = fact.key.removeprefix("advice:")
        (stood.add if fact.kind == "raise" else stood.remove)(key)
    assert changes(frame, standing(*sorted(stood)), NOW + timedelta(minutes=1)) == []


def test_a_raise_says_which_lever_was_suggested_and_a_clear_does_not():
    raised, cleared = changes(nominations(("case:f/1", 70.0, 1)), standing("case:f/2"), NOW)[::-1]
    assert raised.body == {"score": 70.0, "level": "L4"}
    assert cleared.body == {"score": None}


@given(st.lists(scores, min_size=1, max_size=30))
@settings(max_examples=60)
def test_f114_a_matter_that_flaps_around_the_limit_is_raised_once_an_episode(course):
    """An episode begins at sixty and lasts until the score falls below fifty."""
    stands, raised, episodes, inside = [], 0, 0, False
    for score in course:
        episodes += not inside and score >= 60
        inside = score >= (50 if inside else 60)
        for fact in changes(nominations(("case:f/1", score, 1)), standing(*stands), NOW):
            raised += fact.kind == "raise"
            stands = ["case:f/1"] if fact.kind == "raise" else []
        assert bool(stands) == inside
    assert raised == episodes
