"""Chance of the simulation: repeatable, and shaped as it is said to be."""

from __future__ import annotations

from collections import Counter
from statistics import mean, median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.simulate.dice import Dice, Urn
from dashboard.simulate.people import CHECKS, WEIGHTS, paper, person


@given(seed=st.integers(0, 2**40), word=st.integers(0, 2**30))
@settings(max_examples=40, deadline=None)
def test_the_same_seed_and_words_throw_the_same(seed: int, word: int) -> None:
    one, other = Dice(seed, word), Dice(seed, word)

    assert [one.below(1000) for _ in range(20)] == [other.below(1000) for _ in range(20)]


def test_another_word_throws_otherwise() -> None:
    throws = [[Dice(1, word).below(10**9) for _ in range(3)] for word in range(50)]

    assert len({tuple(row) for row in throws}) == 50


@pytest.mark.parametrize("share", [0.0, 0.03, 0.5, 1.0])
def test_a_chance_comes_as_often_as_its_share(share: float) -> None:
    dice = Dice(8)

    assert mean(dice.chance(share) for _ in range(8_000)) == pytest.approx(share, abs=0.02)


@given(low=st.floats(-1e6, 1e6), width=st.floats(0, 1e6), count=st.integers(1, 10_000))
@settings(max_examples=60, deadline=None)
def test_numbers_stay_within_their_bounds(low: float, width: float, count: int) -> None:
    dice = Dice(9, count)

    assert low <= dice.between(low, low + width) <= low + width
    assert 0 <= dice.below(count) < count
    assert dice.around(5.0, 0.5) > 0


def test_numbers_around_a_median_have_that_median() -> None:
    dice = Dice(10)
    thrown = [dice.around(40.0, 0.8) for _ in range(4_000)]

    assert median(thrown) == pytest.approx(40, rel=0.06)
    assert mean(thrown) > 1.2 * median(thrown)  # a long tail


def test_without_spread_the_median_itself_comes() -> None:
    assert Dice(11).around(7.5, 0.0) == 7.5


def test_everything_that_can_be_picked_is_picked() -> None:
    dice = Dice(12)

    assert {dice.pick("abcde") for _ in range(200)} == set("abcde")


@given(weights=st.dictionaries(st.text(min_size=1, max_size=4), st.floats(0.1, 100), min_size=1, max_size=8))
@settings(max_examples=40, deadline=None)
def test_an_urn_yields_only_what_is_in_it(weights: dict[str, float]) -> None:
    dice, urn = Dice(13), Urn(weights)

    assert {dice.draw(urn) for _ in range(30)} <= set(weights)


def test_an_urn_yields_by_weight_and_never_what_weighs_nothing() -> None:
    dice, urn = Dice(7), Urn({"a": 1.0, "b": 0.0, "c": 3.0})
    drawn = Counter(dice.draw(urn) for _ in range(4_000))

    assert set(drawn) == {"a", "c"}
    assert drawn["c"] / drawn["a"] == pytest.approx(3, rel=0.15)


def test_identity_numbers_carry_a_right_check_digit_and_no_real_place() -> None:
    for seed in range(30):
        number = paper(Dice(seed))
        total = sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False))
        assert CHECKS[total % 11] == number[-1]
        assert number.startswith("990101")
        assert len(number) == 18


def test_an_operator_writes_only_the_surname() -> None:
    who = person(Dice(5))

    assert who.called[0] == who.name[0]
    assert who.called[1:] in ("先生", "女士")
    assert who.name not in who.called
