"""A handover: two signatures of two people, and nothing after them; the lists of the watch."""

from __future__ import annotations

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.fold import Known
from dashboard.fold.watch import DRAFT, HAND, MOVES, TAKE, WATCH, Handing, handover
from tests.small_ledger import minute

KEY = "handover:2026-11-20/1"


def said(n, kind, by="a", **body):
    told = {"by": by, "post": f"post {by}"} | body
    return Known(kind=kind, version=f"{n:04d}", digest=str(n), happened_at=minute(n), body=told, seq=n)


WHOLE = [said(1, DRAFT, sheet={"note": "one"}), said(2, HAND, "a"), said(3, TAKE, "b")]


def row(facts):
    (found,) = handover(KEY, facts)
    return found


def test_a_sheet_is_drafted_signed_and_signed_again():
    states = [row(WHOLE[:n])["state"] for n in (1, 2, 3)]
    assert states == [Handing.DRAFTED, Handing.HANDED, Handing.TAKEN]
    found = row(WHOLE)
    assert (found["handed_by"], found["taken_by"]) == ("post a", "post b")
    assert (found["handed_at"], found["taken_at"], found["seq"]) == (minute(2), minute(3), 3)


def test_the_order_of_arrival_is_of_no_account():
    assert all(row(order) == row(WHOLE) for order in permutations(WHOLE))


def test_nobody_signs_for_both_shifts():
    found = row([*WHOLE[:2], said(3, TAKE, "a")])
    assert (found["state"], found["refused"]) == (Handing.HANDED, 1)


@pytest.mark.parametrize("kind", [HAND, TAKE])
def test_a_signature_without_a_person_is_none(kind):
    found = row([*WHOLE[: 1 if kind == HAND else 2], said(9, kind, None)])
    assert found["refused"] == 1


def test_until_it_is_signed_a_sheet_may_be_drafted_anew():
    found = row([WHOLE[0], said(2, DRAFT, "b", sheet={"note": "two"})])
    assert json.loads(found["sheet"]) == {"note": "two"}
    assert found["drafted_by"] == "post b"


@given(st.lists(st.tuples(st.sampled_from([DRAFT, HAND, TAKE, "void"]), st.sampled_from("abc")), max_size=6))
def test_after_the_first_signature_nothing_changes_the_sheet_and_after_the_second_nothing_at_all(later):
    more = [said(4 + n, kind, by, sheet={"note": "false"}) for n, (kind, by) in enumerate(later)]
    assert row([*WHOLE, *more]) == row(WHOLE) | {"refused": len(more)}
    assert row([*WHOLE[:2], *more])["sheet"] == row(WHOLE)["sheet"]


def test_what_is_not_drafted_is_no_sheet():
    assert handover(KEY, [said(1, HAND)]) == []


def test_every_move_has_its_reason():
    assert all(edge.why.zh and edge.why.en for places in MOVES.values() for edge in places.values())


def test_of_a_list_the_newest_stands_whole():
    name, fold = WATCH["list:roster"]
    old = said(1, "state", as_of=minute(0).isoformat(), rows=[{"post": "chief"}, {"post": "lead"}])
    new = said(2, "state", as_of=minute(5).isoformat(), rows=[{"post": "lead", "line": "8001"}])
    assert name == "roster"
    (found,) = fold("list:roster", [new, old])
    assert (found["post"], found["line"], found["as_of"], found["n"]) == ("lead", "8001", minute(5), 0)
    assert fold("list:roster", [said(3, "state", rows=["x"])]) == []
