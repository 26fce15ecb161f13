from __future__ import annotations

from dashboard.fold.advice import standing
from tests.histories import after, told

KEY = "advice:case:hotline/1"


def test_raised_advice_stands_under_the_key_of_its_case():
    assert standing(KEY, [told(5, "raise", score=61.5)]) == [
        {"key": "case:hotline/1", "raised_at": after(5), "score": 61.5}
    ]


def test_cleared_advice_does_not_stand():
    assert standing(KEY, [told(5, "raise", score=61.5), told(9, "clear", score=None)]) == []


def test_scored_anew_it_still_stands_since_it_was_raised():
    found = standing(KEY, [told(5, "raise", score=61), told(9, "raise", score=70), told(10, "whisper")])
    assert found == [{"key": "case:hotline/1", "raised_at": after(5), "score": 70.0}]


def test_raised_again_after_clearing_it_stands_since_then():
    found = standing(KEY, [told(5, "raise"), told(9, "clear"), told(20, "raise", score=66)])
    assert (found[0]["raised_at"], found[0]["score"]) == (after(20), 66.0)


def test_arrival_order_means_nothing():
    facts = [told(5, "raise", score=61), told(9, "clear"), told(20, "raise", score=66)]
    assert standing(KEY, facts[::-1]) == standing(KEY, facts)
