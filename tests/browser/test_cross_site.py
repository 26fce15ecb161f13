"""Another site in the same browser as somebody who is signed in: whatever it has sent, nothing is done."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from dashboard.access import Grant
from dashboard.desk import Desk
from dashboard.ledger import Action
from dashboard.scope import WHOLE
from tests.acting_people import CASE
from tests.browser.stage import PATIENCE, serving
from tests.living import desk_in, dispatched

pytestmark = pytest.mark.browser
SECRET, THEIRS = "quaint otter 47 mills", "seven violet kites 82"
NAMED = {"another port": "127.0.0.1", "another name": "localhost"}
"""A port of the same host is another origin and the same site, which has the cookie; another name has not."""
SENT = {
    "/act": {"once": "evil-0001", "act": "acknowledge", "on": CASE},
    "/sign-out": {},
    "/me/password": {"present": SECRET, "new": THEIRS},
    "/me/sessions": {},
    "/sign-in": {"account": "thief", "password": SECRET},
    "/_dash-update-component": {"output": "x.y", "inputs": []},
}
FORM = """([to, type, name, value]) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "POST", action: to, enctype: type, target: "sink" });
  form.append(Object.assign(document.createElement("input"), { name, value }));
  document.body.append(form);
  form.submit();
}"""
FETCH = """([to, mode, type, body]) =>
  fetch(to, {
    method: "POST", mode, body, credentials: "include", headers: type ? { "Content-Type": type } : {},
  })
    .then((reply) => reply.text(), () => "").then(() => null)"""
BEACON = (
    """([to, type, body]) => { try { navigator.sendBeacon(to, new Blob([body], { type })); } catch { } }"""
)
ASKED = """([to, body]) => new Promise((done) => {
  const asked = new XMLHttpRequest();
  asked.open("POST", to);
  asked.withCredentials = true;
  asked.onloadend = () => done(null);
  asked.send(body);
})"""


def trick(body: str) -> tuple[str, str]:
    """A name and a value that a form of text/plain joins to one JSON object."""
    return body[:-1] + (', "' if len(body) > 2 else '"') + "x", '":""}'


WAYS = {
    "form": lambda page, to, body: page.evaluate(
        FORM, [to, "application/x-www-form-urlencoded", "act", "acknowledge"]
    ),
    "form with a file": lambda page, to, body: page.evaluate(FORM, [to, "multipart/form-data", "a", body]),
    "form of plain text": lambda page, to, body: page.evaluate(FORM, [to, "text/plain", *trick(body)]),
    "fetch without cors": lambda page, to, body: page.evaluate(FETCH, [to, "no-cors", "", body]),
    "fetch of plain text": lambda page, to, body: page.evaluate(FETCH, [to, "no-cors", "text/plain", body]),
    "fetch that says JSON": lambda page, to, body: page.evaluate(
        FETCH, [to, "no-cors", "application/json", body]
    ),
    "fetch with cors": lambda page, to, body: page.evaluate(FETCH, [to, "cors", "text/plain", body]),
    "fetch that asks first": lambda page, to, body: page.evaluate(
        FETCH, [to, "cors", "application/json", body]
    ),
    "beacon": lambda page, to, body: page.evaluate(BEACON, [to, "text/plain", body]),
    "beacon of JSON": lambda page, to, body: page.evaluate(BEACON, [to, "application/json", body]),
    "request": lambda page, to, body: page.evaluate(ASKED, [to, body]),
}
ASKS_FIRST = {"fetch that asks first", "beacon of JSON"}
"""Ways of which a browser sends nothing before the server has allowed it."""


@dataclass
class House:
    """The real application, its address, and what it heard and answered."""

    desk: Desk
    address: str
    heard: list[tuple[str, str, int]] = field(default_factory=list)


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    desk = desk_in(tmp_path_factory.mktemp("victim"), dispatched(1))
    desk.look()
    for name in ("chief", "thief"):
        grants = [Grant(role="duty-chief", scope=WHOLE)]
        desk.accounts.add(name, post="值班长", grants=grants, password=SECRET)
    server = serving(desk)
    made = House(desk, f"http://127.0.0.1:{server.server_port}")
    inner = server.app

    def listening(environ, begin):
        def begun(status, headers, *rest):
            made.heard.append((environ["REQUEST_METHOD"], environ["PATH_INFO"], int(status[:3])))
            return begin(status, headers, *rest)

        return inner(environ, begun)

    server.app = listening
    yield made
    server.shutdown()
    server.server_close()
    desk.close()


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    """The port of somebody else's page, which allows itself everything."""
    other = Flask("elsewhere")
    other.get("/")(lambda: Response("<!doctype html><title>x</title><iframe name=sink></iframe>"))
    server = make_server("127.0.0.1", 0, other, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def victim(chromium, house):
    """The browser of somebody who is signed in, on the page they work on."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{house.address}/sign-in")
    page.fill("#account", "chief")
    page.fill("#password", SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url("**/wall")
    yield page
    context.close()


def done(desk):
    """Whatever anybody could have done: entries, notes of what was done, sessions, passwords."""
    desk.refusals.flush(all_=True)
    notes = [
        (note.action, note.object) for note in desk.ledger.book.read(limit=500) if note.outcome != "refused"
    ]
    sessions = sorted(one.id for name in ("chief", "thief") for one in desk.accounts.sessions(name))
    passwords = [desk.accounts.person(name).changed_at for name in ("chief", "thief")]
    return desk.ledger.head(), notes, sessions, passwords


def refusals(desk):
    """How often the audit knows that another site was refused."""
    desk.refusals.flush(all_=True)
    notes = desk.ledger.book.read(limit=500)
    return sum(
        note.times for note in notes if note.action == Action.REFUSED and "another site" in note.object
    )


@pytest.mark.parametrize("host", NAMED.values(), ids=NAMED)
@pytest.mark.parametrize("way", WAYS)
def test_whatever_another_site_has_the_browser_send_nothing_is_done_and_each_try_is_counted(
    house, elsewhere, victim, way, host
):
    before, counted, since = done(house.desk), refusals(house.desk), len(house.heard)
    page = victim.context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"http://{host}:{elsewhere}/")
    for path, body in SENT.items():
        expected = len(house.heard) + 1
        WAYS[way](page, house.address + path, json.dumps(body))
        for _ in range(1_200):
            if len(house.heard) >= expected:
                break
            page.wait_for_timeout(50)
    page.close()

    heard = [one for one in house.heard[since:] if one[0] != "GET"]
    assert {path for _, path, _ in heard} == SENT.keys()
    if way in ASKS_FIRST:
        assert {(method, status) for method, _, status in heard} == {("OPTIONS", 405)}
    else:
        assert {(method, status) for method, _, status in heard} == {("POST", 403)}
        assert refusals(house.desk) == counted + len(heard)
    assert done(house.desk) == before


def test_the_same_from_our_own_page_is_done(house, victim):
    """So that the tests above can fail."""
    before = done(house.desk)
    said = json.dumps(SENT["/act"])
    victim.evaluate(FETCH, ["/act", "cors", "application/json", said])
    assert ("POST", "/act", 200) in house.heard
    assert done(house.desk)[0][0] == before[0][0] + 1


@pytest.mark.parametrize("host", NAMED.values(), ids=NAMED)
def test_another_site_reads_nothing_of_what_somebody_sees(house, elsewhere, victim, host):
    page = victim.context.new_page()
    page.goto(f"http://{host}:{elsewhere}/")
    read = """(to) => fetch(to, { credentials: "include" }).then((reply) => reply.text(), () => "kept")"""
    for path in ("/snapshot/wall", "/me", "/wall", "/_dash-layout"):
        assert page.evaluate(read, house.address + path) == "kept"
    framed = page.evaluate(
        """(to) => new Promise((done) => {
          const frame = document.createElement("iframe");
          frame.onload = () => done(frame.contentDocument ? frame.contentDocument.title : "kept");
          frame.src = to;
          document.body.append(frame);
        })""",
        f"{house.address}/wall",
    )
    assert framed == "kept"
    page.close()
