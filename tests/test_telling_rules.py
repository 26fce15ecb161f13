"""Who keeps the list is told that a rule waits, and whoever asked how it was answered."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.district import load
from dashboard.district_notices import Channel, NoticeRule
from dashboard.fold.rule_proposal import RuleMove
from dashboard.ledger.outbox import Outbox, Standing
from dashboard.notices import Occasion
from dashboard.telling_rules import OF_MOVES, of_rule
from tests.proposed_rules import move, needy_desk, put_forward

YUNJIANG = load("yunjiang")
RULE = {
    "category": "E0406", "unit": "water", "kind": "duties", "owner": "deputy-urban",
    "answer_by": datetime(2026, 12, 4, 16, tzinfo=UTC), "why": "须先经编办",
}  # fmt: skip


def told(name, **given):
    return list(of_rule(name, ("rule:1", "000002"), RULE | given, YUNJIANG))


@pytest.mark.parametrize("name", RuleMove)
def test_a_move_tells_what_the_table_says_and_nothing_else(name):
    assert [one.occasion for one in told(name)] == ([OF_MOVES[name]] if name in OF_MOVES else [])


def test_a_notice_says_of_what_of_whom_until_when_and_leads_to_the_sheet():
    (one,) = told(RuleMove.PROPOSE)
    assert one.title.zh == "制度化建议待答复：道路积水 · 水务"
    assert one.text.zh == "写入职责清单，请 分管城建副区长 于 2026-12-05 00:00 前答复"
    assert "Deputy head, urban works is to answer before 2026-12-05" in one.text.en
    assert (one.link, one.thing, one.step) == ("/rules/1", "rule:1", "000002")


def test_an_answer_says_what_it_was_and_why():
    (no,) = told(RuleMove.DECLINE)
    assert no.text.zh == "写入职责清单：不采纳。须先经编办"
    (yes,) = told(RuleMove.ADOPT, why=None)
    assert yes.text.en == "for the duty list: adopt."


def test_notices_travel_with_the_act_and_are_dropped_when_it_is_answered(tmp_path):
    desk = needy_desk(tmp_path)
    rule = NoticeRule(on=tuple(Occasion), posts=("chief",), channel="desk")
    channel = Channel(name="desk", url="http://127.0.0.1:9/")
    desk.district = desk.district.model_copy(update={"notices": (rule,), "channels": (channel,)})
    key = put_forward(desk)
    waiting = [(one.occasion, one.thing) for one in Outbox(desk.ledger).listed(Standing.WAITING)]
    assert waiting == [("rule-proposed", key)]
    move(desk, "director", "adopt", key)
    waiting = [(one.occasion, one.thing) for one in Outbox(desk.ledger).listed(Standing.WAITING)]
    assert waiting == [("rule-answered", key)]
    desk.close()
