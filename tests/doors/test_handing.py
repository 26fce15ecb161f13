"""The doors of the handover: drafted by one, signed by two, changed by nobody."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.district_notices import Channel, NoticeRule
from dashboard.ledger.outbox import Outbox
from dashboard.scope import WHOLE, Scope
from tests.entering import client_of, token_of
from tests.living import desk_in, dispatched, stepped

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
SAME = {"Origin": "http://localhost"}
CHIEF = Grant(role="duty-chief", scope=WHOLE)
AT = "/handover/2026-11-20-1"  # noon is of the day shift


@pytest.fixture
def desk(tmp_path):
    told = [
        *dispatched(1, urgency="urgent"),
        *dispatched(2),
        stepped(2, "return", hours=3, org="water", reason_code="R2"),
        *dispatched(3, hours=60),
    ]
    made = desk_in(tmp_path, told)
    rule = NoticeRule(on=("handover",), posts=("chief",), channel="desk")
    channel = Channel(name="desk", url="http://127.0.0.1:9/")
    made.district = made.district.model_copy(update={"notices": (rule,), "channels": (channel,)})
    made.look()
    yield made
    made.close()


def person(desk, post):
    client = create_app(desk).server.test_client()
    client.set_cookie("jq", token_of(desk, CHIEF, post=post))
    return client


def sent(client, where=AT, **said):
    return client.post(where, json=said, headers=SAME)


def seq(desk):
    with desk.board.reading(desk.clock.now()) as reader:
        return str(reader.rows("SELECT seq FROM handovers")[0]["seq"])


def drafted(desk, client, note=""):
    reply = sent(client, "/handover/now", act="draft", note=note)
    assert (reply.status_code, reply.json) == (200, {"next": AT})
    return seq(desk)


def test_the_sheet_says_what_is_to_be_told(desk):
    one = person(desk, "值班长 01 席")
    drafted(desk, one, "雨后留意低洼路段 13800001234")
    text = one.get(AT).text
    for word in ("值班交接单", "hotline/000001", "退单无人承办", "雨后留意低洼路段", "白班", "待交班签字"):
        assert word in text
    assert "13800001234" not in text
    assert "<dt>在办紧急</dt><dd>1</dd>" in text
    assert "<dt>在办</dt><dd>3</dd>" in text
    assert "Urgent open" in one.get(AT + "?lang=en").text


def test_two_people_sign_and_then_it_stands(desk):
    one, two = person(desk, "值班长 01 席"), person(desk, "值班长 02 席")
    assert sent(one, act="sign", seen=drafted(desk, one)).status_code == 200
    again = sent(one, act="sign", seen=seq(desk))
    assert (again.status_code, again.json["words"]["zh"]) == (409, "交班与接班须由两人签字")
    assert sent(two, act="sign", seen=seq(desk)).status_code == 200
    text = two.get(AT).text
    assert "已交接" in text
    assert text.index("值班长 01 席") < text.rindex("值班长 02 席")
    head = desk.ledger.head()
    for said in ({"act": "sign", "seen": seq(desk)}, {"act": "draft"}):
        assert sent(one, **said).status_code == 409
    assert desk.ledger.head() == head
    assert "data-post" not in text.split("jq-hand-acts")[1]


def test_who_signs_signs_what_was_seen(desk):
    one, two = person(desk, "值班长 01 席"), person(desk, "值班长 02 席")
    old = drafted(desk, one)
    drafted(desk, two, "改过")
    reply = sent(one, act="sign", seen=old)
    assert (reply.status_code, reply.json["words"]["en"]) == (409, "somebody else has just acted: look again")


def test_who_comes_is_told_and_the_audit_knows(desk):
    one = person(desk, "值班长 01 席")
    sent(one, act="sign", seen=drafted(desk, one))
    (notice,) = Outbox(desk.ledger).listed()
    assert (notice.post, notice.occasion, notice.link) == ("chief", "handover", AT)
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.action, note.object) == ("act", "handover:2026-11-20/1")
    assert (note.before, note.after) == ("drafted", "handed")


def test_what_is_not_there_is_not_found_and_what_is_no_act_is_refused(desk):
    one = person(desk, "值班长 01 席")
    assert one.get("/handover/2026-11-20-9").status_code == 404
    assert sent(one, "/handover/2026-11-20-9", act="sign", seen="1").status_code == 404
    assert sent(one, "/handover/2020-01-01-1", act="draft").status_code == 404
    drafted(desk, one)
    assert sent(one, act="sign", seen="x").status_code == 409


@pytest.mark.parametrize("role", ["leader", "auditor", "department-head"])
def test_only_the_watch_hands_over(desk, role):
    assert client_of(desk, Grant(role=role, scope=WHOLE)).get(AT).status_code == 403


def test_a_district_without_shifts_says_so(desk):
    desk.district = desk.district.model_copy(update={"shifts": ()})
    reply = sent(person(desk, "值班长"), "/handover/now", act="draft")
    assert (reply.status_code, reply.json["words"]["zh"]) == (400, "区县文件没有此刻的班次（shifts）")


@pytest.mark.parametrize("part", [{"streets": frozenset({"S01"})}, {"departments": frozenset({"water"})}])
def test_a_watch_of_a_part_finds_no_sheet_of_the_whole_and_makes_none(desk, part):
    drafted(desk, person(desk, "值班长 01 席"))
    client = create_app(desk).server.test_client()
    client.set_cookie(
        "jq", token_of(desk, Grant(role="duty-chief", scope=Scope(**part)), post="值班长 02 席")
    )
    assert client.get(AT).status_code == 404
    assert sent(client, act="sign", seen=seq(desk)).status_code == 404
    assert sent(client, "/handover/now", act="draft").status_code == 404


def test_every_look_at_a_sheet_is_noted_as_something_that_left(desk):
    one = person(desk, "值班长 01 席")
    drafted(desk, one)
    before = len(desk.ledger.book.read(limit=50))
    assert one.get("/handover/none").status_code == 404
    assert len(desk.ledger.book.read(limit=50)) == before
    assert one.get(AT).status_code == 200
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.action, note.object.rstrip("?")) == ("export", AT)
