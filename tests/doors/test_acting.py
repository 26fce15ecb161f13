"""The door of acts from outside: JSON in, JSON out, refusals in words."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.ledger import Action, AuditFilter
from dashboard.scope import WHOLE, Scope
from tests.acting_people import CASE, table
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SAME = {"Origin": "http://localhost"}
FOREIGN = "case:hotline/000002"
SEEN = {"once": "door-00001", "act": "acknowledge", "on": CASE}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("acting"), [*dispatched(1), *dispatched(2, org="ecology")])
    made.look()
    yield made
    made.close()


@pytest.fixture(scope="module")
def chief(desk):
    return client_of(desk, Grant(role="duty-chief", scope=WHOLE))


def test_an_act_is_done_once_and_answered_with_its_key_and_entry(desk, chief):
    reply = chief.post("/act", json=SEEN, headers=SAME)
    assert (reply.status_code, reply.json["key"], reply.json["again"]) == (200, f"duty:{CASE}", False)
    again = chief.post("/act", json=SEEN, headers=SAME)
    assert again.json == reply.json | {"again": True}
    assert set(reply.json["words"]) == {"zh", "en"}
    assert len(table(desk, "acknowledged")) == 1
    assert reply.headers["Cache-Control"] == "no-store"


def refused(desk):
    """What the audit knows of refusals, the oldest first, with how often."""
    desk.refusals.flush(all_=True)
    found = desk.ledger.book.read(where=AuditFilter(action=Action.REFUSED.value))
    return [(note.actor, note.object, note.outcome) for note in reversed(found)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"act": "acknowledge", "on": FOREIGN}, "act unknown"),
        ({"act": "note", "on": FOREIGN, "note": "x"}, "act unknown"),
        ({"act": "lever.draft", "on": FOREIGN, "kind": "supervision"}, "act unknown"),
        ({"act": "acknowledge", "on": "case:hotline/999999"}, "act unknown"),
        ({"act": "lever.instruct", "on": CASE}, "act no-right"),
    ],
)
def test_an_act_on_a_case_that_is_not_ones_own_is_noted_with_who_tried_it(desk, said, told):
    one = client_of(desk, Grant(role="duty-officer", scope=Scope(departments=frozenset({"water"}))))
    before = refused(desk)
    assert one.post("/act", json={"once": "foreign-0001"} | said, headers=SAME).status_code in (403, 404)
    (note,) = refused(desk)[len(before) :]
    assert (note[0][:1], *note[1:]) == ("u", told, "refused")


def test_an_act_that_only_comes_too_late_or_is_misspelt_is_no_refusal_of_the_audit(desk, chief):
    before = refused(desk)
    chief.post("/act", json=[1], headers=SAME)
    chief.post("/act", json=SEEN | {"act": "note", "note": "x"}, headers=SAME)
    assert refused(desk) == before


@pytest.mark.parametrize(
    ("said", "status", "why"),
    [
        (SEEN | {"act": "explode"}, 400, "shape"),
        (SEEN | {"once": "door-00002", "on": "case:hotline/9"}, 404, "unknown"),
        (SEEN | {"once": "door-00003", "act": "lever.instruct"}, 403, "no-right"),
        (SEEN | {"act": "note", "note": "x"}, 409, "reused"),
        ([1], 400, "shape"),
    ],
)
def test_a_refusal_says_why_in_both_languages(chief, said, status, why):
    reply = chief.post("/act", json=said, headers=SAME)
    assert (reply.status_code, reply.json["why"]) == (status, why)
    assert set(reply.json["words"]) == {"zh", "en"}
    assert all(reply.json["words"].values())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"once": 1, "once": 2}',
        b"\xff",
        b'{"a": NaN}',
        b"[" * 5_000,
        b'{"once": "door-00009", "act": "acknowledge", "on": "case:x", "seen": 99999999999999999999}',
        b'{"once": "door-00009", "act": "note", "on": "case:x", "note": "\\ud800"}',
    ],
)
def test_bytes_that_are_no_act_are_refused(chief, body):
    reply = chief.post("/act", data=body, headers=SAME, content_type="application/json")
    assert reply.status_code == 400


def test_nobody_acts_without_signing_in_nor_from_another_site(desk, chief):
    from dashboard.app import create_app

    assert create_app(desk).server.test_client().post("/act", json=SEEN, headers=SAME).status_code == 401
    assert chief.post("/act", json=SEEN, headers={"Origin": "http://evil.invalid"}).status_code == 403
    assert chief.get("/act").status_code == 405
