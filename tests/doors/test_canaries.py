"""Personal data planted in every text: searched for in the raw bytes of every answer, for every role."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from urllib.parse import quote

import pytest

from dashboard.access import Grant
from dashboard.access.policy import shipped
from dashboard.app import create_app
from dashboard.cases import EventKind
from dashboard.clock import Frozen
from dashboard.desk import Desk
from dashboard.polling import Turn
from dashboard.scope import WHOLE
from layouts.sites import PAGES
from tests.doors.opened import opened
from tests.entering import client_of
from tests.faults.faulty import faulty, reply
from tests.faults.test_naughty import poller
from tests.living import NOON, desk_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
CANARIES = (
    "13800001234",
    "11010519491231002X",
    "沪A12345",
    "6222021234567890128",
    "wang@example.cn",
    "幸福路8号602室",
)
PERSON = "王小明"
NUMBERS = "电话{}，身份证{}，车牌{}，卡号{}，邮箱{}，住{}".format(*CANARIES)
SAID = f"我是{PERSON}，{NUMBERS}"
AT = "2026-11-20T10:00:00+08:00"


def events():
    """A case told with everything that must not be kept, in every text that a source can write."""
    for n in range(6):
        base = {"event_id": f"e{n}", "case_id": f"c{n}", "at": AT, "updated_at": AT}
        texts = dict.fromkeys(
            ("note", "clause", "doc_no"), NUMBERS
        )  # a name is known where its record names it
        case = {
            "source": "H12345", "category": "E0406", "street": "990101002", "x": 121.4977, "y": 31.2369,
            "text": SAID, "address": CANARIES[5], "urgency": "urgent",
            "requester": {"name": PERSON, "phone": CANARIES[0], "id": CANARIES[1]},
        }  # fmt: skip
        yield base | {"note": SAID, "kind": EventKind.REPORT.value, "case": case}
        yield base | texts | {"kind": EventKind.DISPATCH.value, "event_id": f"d{n}", "to_org": "water"}
        yield base | texts | {"kind": EventKind.RETURN.value, "event_id": f"r{n}", "org": "water"}
        yield (
            base
            | texts
            | {"kind": NUMBERS, "event_id": f"q{n}", "case": {"street": NUMBERS, "category": NUMBERS}}
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made: Desk = desk_in(tmp_path_factory.mktemp("canaries"))
    batch = json.dumps({"events": list(events()), "next": None, "as_of": AT}).encode()
    with faulty(e=reply(batch)) as server:
        made.clock = Frozen(NOON)
        assert poller(made, server.url("/e")).poll(Turn()).trouble == ""
    made.look()
    assert made.board.cases() == 6
    yield made
    made.close()


def forms(word):
    """A word as bytes can carry it."""
    text = word.encode()
    yield from (text, quote(word).encode(), base64.b64encode(text).rstrip(b"=")[:-1])
    yield json.dumps(word)[1:-1].encode()
    yield "".join(f"&#{ord(sign)};" for sign in word).encode()


def traces(body):
    said = opened(body)
    return [word for word in (*CANARIES, PERSON) for form in forms(word) if form in said]


def packed(content):
    taken = io.BytesIO()
    with zipfile.ZipFile(taken, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", content)
    return taken.getvalue()


def addresses():
    yield from (f"/snapshot/{name}" for name in PAGES)
    yield from (f"/snapshot/cases?of={of}&window=91d" for of in ("open", "received", "returns", "overdue"))
    yield from (f"/snapshot/case?key=case:hotline/c{n}" for n in range(6))
    of = {"case": "hotline/c1", "department": "water"}
    yield from (page.path + of.get(page.name, "") for page in PAGES.values())
    yield from ("/_dash-layout", "/_dash-dependencies", "/me", "/readyz", "/api/v1/openapi.json")
    yield from (
        "/export/cases.csv?of=open",
        "/export/cases.xlsx?of=open",
        "/export/audit.csv",
        "/nothing",
        f"/{CANARIES[0]}",
        "/sign-in",
    )


@pytest.mark.sweep
@pytest.mark.parametrize("role", sorted(shipped().roles))
def test_no_answer_of_any_role_carries_what_was_planted(desk, role):
    client = client_of(desk, Grant(role=role, scope=WHOLE))
    for address in addresses():
        answer = client.get(address)
        possible = {200, 302, 303, 403, 404} | ({503} if address == "/readyz" else set())
        assert answer.status_code in possible, (address, answer.status_code)
        if CANARIES[0] not in address:
            assert traces(answer.data) == [], address
        assert traces(str(answer.headers).encode()) == [] or CANARIES[0] in address, address


@pytest.mark.parametrize(
    "role", sorted(name for name, role in shipped().roles.items() if "reveal" in role.acts)
)
def test_a_closer_look_tells_what_is_stored_and_that_holds_nothing_of_it_either(desk, role):
    client = client_of(desk, Grant(role=role, scope=WHOLE))
    for n in range(6):
        wish = {"key": f"case:hotline/c{n}", "reason": "callback"}
        answer = client.post("/reveal", json=wish, headers={"Origin": "http://localhost"})
        assert answer.status_code == 200
        assert answer.json["said"], "nothing was stored, so nothing is proven"
        assert traces(answer.data) == []


def test_a_stranger_is_told_nothing_of_it_either(desk):
    client = create_app(desk).server.test_client()
    for address in addresses():
        assert traces(client.get(address).data) == [], address


def test_the_canaries_are_found_where_they_are():
    """Else the search would prove nothing."""
    for word in (*CANARIES, PERSON):
        for form in forms(word):
            assert word in traces(b"x" + form + b"y")
            assert word in traces(gzip.compress(form))
            assert word in traces(packed(form))
            assert word in traces(gzip.compress(packed(packed(form))))


def test_no_file_of_the_installation_holds_them(desk, tmp_path_factory):
    folder = tmp_path_factory.getbasetemp()
    files = [path for path in folder.glob("canaries*/**/*") if path.is_file()]
    assert any(path.name == "ledger.db" for path in files)
    assert [path.name for path in files if traces(path.read_bytes())] == []
