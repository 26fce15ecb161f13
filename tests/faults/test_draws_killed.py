"""Faults of the lot: killed while a draw is written, none or all of it is there, and it is drawn once."""

from __future__ import annotations

import pytest

from tests.faults.test_keeping_killed import killed_at_steps

KILLS = 5


@pytest.mark.thorough
def test_f117_a_draw_killed_at_any_step_is_whole_or_not_there_and_is_drawn_once_and_the_same(tmp_path):
    told = killed_at_steps("draws", tmp_path, KILLS)
    for one in told:
        assert len(one["meant"]["draws"]) == 1
        assert one["found"] in ({"entries": 0, "draws": []}, one["meant"])
        assert one["then"] == one["meant"]
    assert {bool(one["found"]["draws"]) for one in told} == {False, True}
