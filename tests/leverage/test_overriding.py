"""What stands above every budget, as a list."""

from __future__ import annotations

import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.leverage.overriding import OVERRIDING
from dashboard.leverage.risk import ALARMS
from tests.small_board import NOW, board_tables, case, ordinal


@pytest.mark.parametrize("flag", sorted(ALARMS))
def test_every_alarm_of_an_open_case_is_listed_and_no_closed_one(flag):
    cases = [
        case("alarm", flags=[flag]),
        case("ended", flags=[flag], open=False, ended_at=NOW),
        case("calm", flags=["public-space"]),
    ]
    reader = board_tables(cases=cases)
    assert answer(listed(OVERRIDING), Ask(), reader)["key"].tolist() == ["alarm"]
    assert answer(OVERRIDING, Ask(), reader)["value"].tolist() == [1]


@pytest.mark.parametrize(("left", "listed_"), [(239, True), (241, False)])
@pytest.mark.parametrize("source", ["MUNI", "H12345"])
def test_an_order_of_the_city_is_listed_once_less_than_four_working_hours_are_left(left, listed_, source):
    ordinals = {"start_ord": ordinal(NOW) - 100, "due_ord": ordinal(NOW) + left}
    reader = board_tables(cases=[case("order", source=source, **ordinals)])
    found = answer(listed(OVERRIDING), Ask(), reader)["key"].tolist()
    assert found == (["order"] if listed_ and source == "MUNI" else [])
