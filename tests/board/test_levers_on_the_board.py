"""Levers, silences and matters on the board: in any order, as of any moment, for whom they concern."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.fold.borrowing import Move
from dashboard.scope import NOTHING, WHOLE, Scope
from tests.histories import HORIZON, MONDAY, after, board, contents, cuts, entries, fact
from tests.lever_histories import LEVER, lever_histories, road

pytestmark = pytest.mark.sweep

LATER = MONDAY + HORIZON
CASE = [
    fact("case:hotline/1", "report", after(0), 0, {"case": {"street": "S1"}}),
    fact("case:hotline/1", "dispatch", after(1), 1, {"to_org": "B"}),
]


def read(kept, name, now=LATER, scope=WHOLE, **how):
    with kept.reading(now, **how) as reader:
        own = reader.within(scope)
        return own.frame(name, lambda: getattr(own.tables, name)).to_dict("records")


def renumbered(found):
    return [type(e)(**{**vars(e), "seq": seq}) for seq, e in enumerate(found, 1)]


def test_a_lever_is_one_row_that_follows_its_moves():
    facts = road()
    kept = board(entries(facts), [1, 4, 6])
    (row,) = read(kept, "levers")
    assert (row["key"], row["state"], row["version"], row["seq"]) == (LEVER, "returned", 10, 10)
    assert list(row["cases"]) == ["case:hotline/1"]
    assert len(read(kept, "lever_steps")) == 10


def test_a_lever_stands_as_it_stood_then():
    kept = board(entries(road()))
    for minutes, state in ((30, "suggested"), (90, "drafted"), (310, "active"), (9_999, "returned")):
        for how in ({"as_known": True}, {"hindsight": True}):
            assert [row["state"] for row in read(kept, "levers", after(minutes), **how)] == [state]


def test_a_move_that_may_not_be_is_kept_as_an_anomaly_and_counted():
    kept = board(entries([*road(1), fact(LEVER, Move.RETURN, after(99), 9, {})]))
    assert [row["state"] for row in read(kept, "levers")] == ["suggested"]
    with kept.reading(LATER) as reader:
        found = reader.frame("all-anomalies", lambda: reader.tables.anomalies)
    assert found[["key", "kind", "reason"]].values.tolist() == [[LEVER, "return", "illegal"]]


def test_what_people_do_besides_stands_in_tables_of_its_own():
    one, two = "case:hotline/1", "case:hotline/2"
    kept = board(
        entries(
            [
                *CASE,
                fact(f"duty:{one}", "acknowledge", after(5), 0, {"post": "值班员"}),
                fact(f"note:{one}", "note", after(6), 0, {"post": "值班员", "note": "已电话核实"}),
                fact(
                    "silence:1",
                    "silence",
                    after(7),
                    0,
                    {"subject": one, "post": "值班长", "reason": "施工中"},
                ),
                fact("matter:1", "group", after(8), 0, {"members": [one, two], "post": "值班长"}),
            ]
        )
    )
    assert [row["post"] for row in read(kept, "acknowledged")] == ["值班员"]
    assert [row["note"] for row in read(kept, "notes")] == ["已电话核实"]
    assert [(row["subject"], row["reason"]) for row in read(kept, "silences")] == [(one, "施工中")]
    assert [list(row["members"]) for row in read(kept, "grouped")] == [[one, two]]


def test_a_lever_is_seen_by_who_holds_its_case_and_by_the_unit_that_owes_the_answer():
    kept = board(entries([*CASE, *road()]))
    scopes = {
        "the case's unit": Scope(departments=frozenset({"B"})),
        "the owner": Scope(departments=frozenset({"A"})),
        "the street": Scope(streets=frozenset({"S1"})),
    }
    for who, scope in scopes.items():
        assert len(read(kept, "levers", scope=scope)) == 1, who
        assert len(read(kept, "lever_steps", scope=scope)) == 10, who
    for scope in (NOTHING, Scope(departments=frozenset({"C"})), Scope(streets=frozenset({"S2"}))):
        assert read(kept, "levers", scope=scope) == []
        assert read(kept, "lever_steps", scope=scope) == []


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_any_order_of_arrival_any_pages_give_the_same_levers(data):
    facts = data.draw(lever_histories())
    shuffled = data.draw(st.permutations(facts))
    expected = contents(board(entries(facts)))
    assert contents(board(entries(shuffled), cuts(data.draw, len(facts)))) == expected


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_the_levers_as_known_then_are_those_of_then(data):
    facts = data.draw(lever_histories())
    delay = {f.version: timedelta(minutes=data.draw(st.sampled_from((0, 0, 90, 9_000)))) for f in facts}
    found = entries(facts, known=lambda f: f.happened_at + delay[f.version])
    then = after(data.draw(st.integers(-10, 20_000)))
    early = [e for e in found if e.known_at <= then and e.happened_at <= then]
    expected = contents(board(renumbered(early)), then)
    assert contents(board(found, cuts(data.draw, len(found))), then, as_known=True) == expected
