"""Reveals: for a reason, within one's scope, and noted; everybody else keeps what pages show."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access import Grant
from dashboard.access.policy import shipped
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.drawing import nothing_of, short_of
from dashboard.ledger import Action, AuditFilter
from dashboard.privacy import SHORT
from dashboard.revealing import MOST, Reason, Wish
from dashboard.scope import WHOLE, Scope
from tests.entering import client_of, token_of
from tests.living import desk_in, dispatched, stepped

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
SAME = {"Origin": "http://localhost"}
LONG = "住户反映夜间噪声，工作人员已两次到场核实，未见施工，拟请生态环境部门夜间监测后再答复"
KEY = "case:hotline/000001"
WISH = {"key": KEY, "reason": "callback", "words": "住户要求回访"}
ECOLOGY = Scope(departments=frozenset({"ecology"}))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    facts = [
        *dispatched(1, category="C0101", text_short="群租扰民", lon=121.49823, lat=31.23671),
        stepped(1, "return", hours=3, org="water", note=LONG, clause="第三条"),
        *dispatched(2, org="ecology"),
    ]
    made: Desk = desk_in(tmp_path_factory.mktemp("looking"), facts)
    made.look()
    yield made
    made.close()


@pytest.fixture(scope="module")
def app(desk):
    return create_app(desk).server


def client(app, desk, role, scope=WHOLE):
    found = app.test_client()
    found.set_cookie("jq", token_of(desk, Grant(role=role, scope=scope)))
    return found


@pytest.fixture(scope="module")
def officer(app, desk):
    return client(app, desk, "duty-officer")


def asked(client, **changes):
    return client.post("/reveal", json=WISH | changes, headers=SAME)


def noted(desk):
    return desk.ledger.book.read(where=AuditFilter(action=Action.REVEAL.value))


def test_with_a_reason_the_whole_text_and_the_exact_place_of_a_dwelling_are_told_and_that_is_noted(
    desk, officer
):
    before = len(noted(desk))
    told = asked(officer).json
    assert told["said"] == [{"kind": "return", "note": LONG, "clause": "第三条"}]
    assert told["text"] == "群租扰民"
    assert told["place"] == {"lon": 121.49823, "lat": 31.23671}
    note = noted(desk)[0]
    assert len(noted(desk)) == before + 1
    assert (note.object, note.after, note.roles) == (KEY, "callback: 住户要求回访", "duty-officer")


def test_pages_show_thirty_characters_to_the_same_person(officer):
    told = gzip.decompress(officer.get(f"/snapshot/case?key={KEY}").data).decode()
    assert LONG[: SHORT - 1] in told
    assert LONG[: SHORT + 1] not in told
    assert "121.4982" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": ""}, {"reason": "because"}, {"reason": "other", "words": ""},
        {"reason": "other", "words": "看"},
        {"reason": ["place"]}, {"words": 3}, {"key": None}, {"words": "长" * (MOST + 1)},
    ],
)  # fmt: skip
def test_without_a_reason_nothing_is_told(desk, officer, changes):
    before = len(noted(desk))
    reply = asked(officer, **changes)
    assert reply.status_code == 400
    assert set(reply.json["words"]) == {"zh", "en"}
    assert len(noted(desk)) == before


@pytest.mark.parametrize("body", ["x", 3, []])
def test_a_body_that_is_none_is_refused(officer, body):
    assert officer.post("/reveal", json=body, headers=SAME).status_code == 400


@pytest.mark.parametrize("role", sorted(shipped().roles))
def test_who_may_look_is_who_the_policy_says(app, desk, role):
    wanted = 200 if "reveal" in shipped().roles[role].acts else 403
    assert asked(client(app, desk, role)).status_code == wanted


def test_a_case_of_somebody_else_is_as_if_it_were_not_there(app, desk):
    own = client(app, desk, "department-officer", ECOLOGY)
    other, none = asked(own), asked(own, key="case:hotline/999999")
    assert (other.status_code, other.data) == (none.status_code, none.data) == (404, none.data)
    assert asked(own, key="case:hotline/000002").status_code == 200


def test_the_scope_of_a_role_that_may_not_look_opens_nothing(app, desk):
    """A leader sees the whole district, the officer of a department looks closer at its own alone."""
    both = app.test_client()
    grants = (Grant(role="leader", scope=WHOLE), Grant(role="department-officer", scope=ECOLOGY))
    both.set_cookie("jq", token_of(desk, *grants))
    assert both.get(f"/snapshot/case?key={KEY}").status_code == 200
    assert asked(both).status_code == 404


def test_nobody_is_led_here_by_another_site(officer):
    assert officer.post("/reveal", json=WISH, headers={"Origin": "http://evil.invalid"}).status_code == 403
    assert officer.post("/reveal", data="{}", headers=SAME, content_type="text/plain").status_code == 415


def test_the_form_stands_on_the_page_of_a_case_for_who_may_and_nowhere_else(app, desk, officer):
    assert (
        b"data-reveal"
        in officer.get("/_dash-layout", headers={"Referer": "http://localhost/cases/hotline/1"}).data
    )
    assert (
        b"data-reveal" not in officer.get("/_dash-layout", headers={"Referer": "http://localhost/cases"}).data
    )
    leader = client(app, desk, "leader")
    assert (
        b"data-reveal"
        not in leader.get("/_dash-layout", headers={"Referer": "http://localhost/cases/hotline/1"}).data
    )


def test_an_auditor_reads_the_reason_without_the_number_that_somebody_typed_into_it(desk, officer):
    assert asked(officer, reason="other", words="来电 13800001234 要求答复").status_code == 200
    assert noted(desk)[0].after == "other: 来电 〔电话〕 要求答复"
    assert desk.ledger.book.verify().good


def test_every_reason_is_told_in_both_languages():
    assert all(reason.words.zh and reason.words.en for reason in Reason)
    assert str(Wish(key="k", reason=Reason.PLACE, words="")) == "place"


@given(st.text())
def test_to_cut_twice_cuts_no_more(text):
    assert short_of(short_of(text)) == short_of(text)
    assert len(short_of(text)) <= SHORT
    assert nothing_of(text) == nothing_of(nothing_of(text)) == ""


def test_somebody_who_sees_counts_alone_is_refused_in_words(app, desk):
    reply = asked(client(app, desk, "auditor"))
    assert (reply.status_code, reply.json["error"]) == (403, 403)
    assert client_of(desk, Grant(role="auditor")).get("/cases").status_code == 403
