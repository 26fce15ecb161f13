"""Proposed rules on the board: in any order, as of any moment, the same for everybody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.scope import NOTHING, WHOLE, Scope
from tests.histories import HORIZON, MONDAY, after, board, contents, cuts, entries, fact
from tests.rule_histories import RULE, moved, road, rule_histories

pytestmark = pytest.mark.sweep

LATER = MONDAY + HORIZON


def read(kept, name="rule_proposals", now=LATER, scope=WHOLE, **how):
    with kept.reading(now, **how) as reader:
        own = reader.within(scope)
        return own.frame(name, lambda: getattr(own.tables, name)).to_dict("records")


def test_a_proposal_is_one_row_that_follows_its_moves():
    (row,) = read(board(entries(road()), [1, 2]))
    assert (row["key"], row["state"], row["version"], row["seq"]) == (RULE, "adopted", 3, 3)
    assert list(row["levers"]) == ["lever:L3-1", "lever:L3-2", "lever:L4-1"]


def test_it_stands_as_it_stood_then():
    kept = board(entries(road()))
    for minutes, state in ((70, "drafted"), (130, "proposed"), (9_999, "adopted")):
        for how in ({"as_known": True}, {"hindsight": True}):
            assert [row["state"] for row in read(kept, now=after(minutes), **how)] == [state]
    assert read(kept, now=after(30), hindsight=True) == []


def test_it_is_shown_to_whom_it_binds_and_to_who_sees_the_whole_district():
    kept = board(entries(road()))
    (bound,) = {row["unit"] for row in read(kept)}
    for scope in (WHOLE, Scope(departments=frozenset({bound}))):
        assert [row["state"] for row in read(kept, scope=scope)] == ["adopted"]
    for scope in (NOTHING, Scope(departments=frozenset({f"not-{bound}"}))):
        assert read(kept, scope=scope) == []


def test_a_move_that_may_not_be_is_kept_as_an_anomaly():
    kept = board(entries([*road(1), moved("adopt", "office", 99, 9)]))
    assert [row["state"] for row in read(kept)] == ["drafted"]
    with kept.reading(LATER) as reader:
        found = reader.frame("all-anomalies", lambda: reader.tables.anomalies)
    assert found[["key", "kind", "reason"]].values.tolist() == [[RULE, "adopt", "illegal"]]


def test_other_keys_make_no_proposal():
    assert read(board(entries([fact("ruler:1", "draft", after(1), 1, {"by": "x"})]))) == []


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_any_order_of_arrival_any_pages_give_the_same_proposals(data):
    facts = data.draw(rule_histories())
    shuffled = data.draw(st.permutations(facts))
    assert contents(board(entries(shuffled), cuts(data.draw, len(facts)))) == contents(board(entries(facts)))
