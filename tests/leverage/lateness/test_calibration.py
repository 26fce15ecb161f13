"""Calibration: the distance between what was said and what came, and what chance would show of it."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.leverage.lateness import calibration


def test_an_error_by_hand():
    said, came = np.array([0.12, 0.14, 0.81, 0.83]), np.array([0.0, 1.0, 1.0, 1.0])
    assert calibration.error(said, came) == pytest.approx((2 * abs(0.13 - 0.5) + 2 * abs(0.82 - 1)) / 4)
    assert calibration.brier(said, came) == pytest.approx(np.mean((said - came) ** 2))
    assert calibration.base_brier(came) == pytest.approx(0.75 * 0.25)


def test_bins_of_equal_count_hold_as_many_each_and_the_edges_belong_somewhere():
    said = np.linspace(0, 1, 200)
    assert np.bincount(calibration.binned(said, "count")).tolist() == [20] * 10
    assert calibration.binned(np.array([0.0, 0.1, 1.0])).tolist() == [0, 1, 9]


def test_chance_alone_shows_about_the_error_it_is_said_to():
    chance = np.random.default_rng(3)
    said = chance.random(2_000)
    errors = [calibration.error(said, (chance.random(2_000) < said).astype(float)) for _ in range(100)]
    assert np.mean(errors) == pytest.approx(calibration.by_chance(said), rel=0.1)


def test_of_nothing_nothing_is_wrong():
    none = np.zeros(0)
    assert calibration.error(none, none) == calibration.by_chance(none) == calibration.brier(none, none) == 0
    assert calibration.base_brier(none) == 0
