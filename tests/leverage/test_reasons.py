"""The line of reason: short, plain, filled in, and never about a person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.attention import triggers
from dashboard.leverage.levers import suggested
from dashboard.leverage.reasons import ROOM, reason
from tests.matter_rows import matter


def said(names, lang, **given_):
    row = matter(**given_)
    fired = [triggers()[name] for name in names]
    return reason(row, fired, next(iter(suggested(row, fired)), None), lang)


def test_levers_tried_in_vain_are_said_before_all_else():
    fumes = {"returns": 2, "failed_levers": 2, "repeats": 6, "ask": True, "units": 3}
    assert said(["T04", "T06", "T09"], "zh", **fumes) == "L2、L3 已试未果，请领导定主办"
    assert said(["T04"], "en", **fumes) == "L2, L3 tried in vain: a leader to name the owner"


def test_the_most_telling_triggers_come_first_with_their_values():
    assert said(["T04", "T06"], "zh", returns=2, units=3) == "退单 2 次，3 家各执一词；超期未结"
    assert said(["T01", "T09"], "en", repeats=6) == "6 times in 30 days; not signed for in time"


def test_nothing_is_said_after_what_does_not_fit():
    assert said(["T03", "T05", "T06", "T01"], "zh", idle=2.2) == "首退无依据，锁定首接"


def test_a_matter_without_a_score_says_how_much_of_its_limit_is_used():
    assert said(["T06"], "zh", rule=True, ratio=3.24) == "已用时限的 3.2 倍；超期未结"
    assert said(["T06"], "en", rule=True, ratio=3.24) == "3.2 times its limit used; overdue"


def test_an_alarm_without_a_limit_does_not_speak_of_one():
    assert said(["T11"], "zh", rule=True, ratio=float("nan"), alarm=True) == "涉安全、群体或舆情，直报"


def test_a_leaders_word_without_effect_goes_to_the_head():
    spent = {"returns": 2, "failed_levers": 1, "repeats": 6, "ask": True, "units": 3}
    assert said(["T04"], "zh", escalated=True, unanswered=True, **spent).startswith("领导批示后未果")


@pytest.mark.parametrize("lang", ["zh", "en"])
@given(names=st.lists(st.sampled_from([f"T{n:02d}" for n in range(1, 14)]), min_size=1, unique=True))
@settings(max_examples=40, deadline=None)
def test_a_reason_always_says_something_and_always_fits(lang, names):
    found = said(names, lang, returns=12, units=11, idle=45.6, reworks=11, repeats=130, surge=117)
    assert 0 < len(found) <= ROOM[lang]
    assert "{" not in found
