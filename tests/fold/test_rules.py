from __future__ import annotations

import pytest

from dashboard.calendar import Limit, Measure
from dashboard.district import StageLimits
from dashboard.fold.rules import Rules
from tests.histories import calendar, district


def rules(**limits):
    found = district()
    said = StageLimits.model_validate(limits)
    return Rules(found.model_copy(update={"limits": said}), calendar())


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({"category": "pipe"}, "5D"),
        ({"category": "pipe", "urgency": "urgent", "biz_type": "complain"}, "5D"),
        ({"category": "pipe", "urgency": "urgent", "biz_type": "consult"}, "5D"),
        ({"category": "pipe", "urgency": "normal", "biz_type": "consult"}, "1D"),
        ({"category": "odd", "urgency": "emergency", "biz_type": "complain"}, "2U"),
        ({"category": "odd", "biz_type": "consult"}, "1D"),
        ({"category": "odd", "biz_type": "praise"}, "9D"),
        ({"category": None, "biz_type": None}, "9D"),
    ],
)
def test_the_limit_comes_from_a_named_business_type_then_the_category_then_urgency_then_the_default(
    case, expected
):
    assert rules(urgent="2U", by_biz_type={"consult": "1D"}, default="9D").limit(case) == Limit.parse(
        expected
    )


@pytest.mark.parametrize(
    ("urgency", "expected"), [("normal", "30M"), (None, "30M"), ("urgent", "5m"), ("emergency", "5m")]
)
def test_the_centre_has_a_limit_of_its_own_and_a_shorter_one_for_urgent_cases(urgency, expected):
    assert rules().dispatch_limit({"urgency": urgency}) == Limit.parse(expected)
    assert rules(dispatch="1H").dispatch_limit({}) == Limit.parse("1H")


def test_without_any_rule_the_limit_is_unknown():
    assert rules().limit({"category": "odd", "urgency": "urgent", "biz_type": "consult"}) is None


def test_without_a_limit_every_minute_counts():
    assert rules().clock({"category": "odd"}) is Measure.NATURAL
    assert rules().clock({"category": "odd", "urgency": "urgent"}) is Measure.URGENT
