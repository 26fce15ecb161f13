"""Who asks too often is told to wait; nobody else waits for them."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.doors.limits import QUESTIONS, TRIES
from dashboard.ledger import Action
from dashboard.scope import WHOLE
from tests.entering import token_of
from tests.living import desk_in

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
SAME = {"Origin": "http://localhost"}
MANY, FEW = int(QUESTIONS.split()[0]), int(TRIES.split()[0])


@pytest.fixture
def desk(tmp_path):
    made: Desk = desk_in(tmp_path)
    made.look()
    yield made
    made.close()


def browser(app, token):
    client = app.server.test_client()
    client.set_cookie("jq", token)
    return client


def test_a_session_that_asks_without_end_is_told_to_wait_and_others_are_not(desk):
    app = create_app(desk)
    hasty, calm = (browser(app, token_of(desk, Grant(role="leader", scope=WHOLE))) for _ in range(2))
    answers = [hasty.get("/snapshot/departments").status_code for _ in range(MANY + 5)]
    assert set(answers[:MANY]) == {200}
    assert set(answers[MANY + 1 :]) == {429}
    assert calm.get("/snapshot/departments").status_code == 200
    assert hasty.get("/assets/css/00-tokens.css").status_code == 200


def test_a_wall_is_not_counted(desk):
    app = create_app(desk)
    token = desk.accounts.add_device("w", title="大厅", addresses=["127.0.0.1"], days=3)
    wall = browser(app, desk.accounts.enter(token, address="127.0.0.1", agent="x").token)
    assert {wall.get("/snapshot/wall").status_code for _ in range(MANY + 20)} == {200}


def test_the_door_of_one_address_takes_so_many_tries_a_minute(desk):
    client = create_app(desk).server.test_client()
    body = {"account": "", "password": "x"}
    told = [client.post("/sign-in", json=body | {"account": f"n{n}"}, headers=SAME) for n in range(FEW + 2)]
    assert {reply.status_code for reply in told[:FEW]} == {401}
    assert told[-1].status_code == 429
    assert set(told[-1].json["words"]) == {"zh", "en"}
    elsewhere = {"REMOTE_ADDR": "10.7.7.7"}
    assert client.post("/sign-in", json=body, headers=SAME, environ_base=elsewhere).status_code == 401


def refused(client, number):
    """A question that is refused, of one kind after the other."""
    kind = number % 4
    if kind == 0:
        return client.get("/snapshot/departments").status_code
    if kind == 1:
        return client.get(f"/none/{number}").status_code
    if kind == 2:
        return client.delete("/wall").status_code
    return client.post("/act", json={}, headers={"Origin": "http://evil.invalid"}).status_code


def test_who_is_refused_is_counted_too_at_all_doors_together(desk):
    client = create_app(desk).server.test_client()
    told = [refused(client, number) for number in range(MANY + 4)]
    assert {told[n] for n in range(4)} == {401, 403, 404, 405}
    assert 429 not in told[:MANY]
    assert set(told[MANY:]) == {429}
    assert client.get("/assets/css/00-tokens.css").status_code == 200
    assert client.get("/sign-in", environ_base={"REMOTE_ADDR": "10.7.7.7"}).status_code == 200


def test_a_stranger_who_asks_one_door_three_hundred_times_is_told_to_wait(desk):
    client = create_app(desk).server.test_client()
    told = [client.get("/snapshot/wall").status_code for _ in range(300)]
    assert told[:MANY] == [401] * MANY
    assert set(told[MANY:]) == {429}


def test_who_has_signed_in_is_not_counted_with_strangers_of_the_same_address(desk):
    app = create_app(desk)
    stranger, leader = (
        app.server.test_client(),
        browser(app, token_of(desk, Grant(role="leader", scope=WHOLE))),
    )
    assert [stranger.get("/none").status_code for _ in range(MANY + 1)][-1] == 429
    assert leader.get("/snapshot/departments").status_code == 200


def test_tokens_of_walls_are_tried_so_many_times_a_minute_and_the_door_stays_open(desk):
    client = create_app(desk).server.test_client()
    told = [client.get(f"/wall?device=x{n}").status_code for n in range(FEW + 2)]
    assert told[:FEW] == [401] * FEW
    assert set(told[FEW:]) == {429}
    body = {"account": "n", "password": "x"}
    assert client.post("/sign-in", json=body, headers=SAME).status_code == 401


def test_another_site_uses_up_nobodys_tries(desk):
    client = create_app(desk).server.test_client()
    body = {"account": "n", "password": "x"}
    evil = {"Origin": "http://evil.invalid"}
    assert {client.post("/sign-in", json=body, headers=evil).status_code for _ in range(FEW + 2)} == {403}
    assert client.post("/sign-in", json=body, headers=SAME).status_code == 401


def sent(client, **body):
    """A question at the door of callbacks."""
    return client.post("/_dash-update-component", headers=SAME, **body).status_code


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"json": {"output": "nobody.children"}}),
        (413, {"data": b"[" + b" " * 600_000 + b"]", "content_type": "application/json"}),
        (415, {"data": b"a=1", "content_type": "application/x-www-form-urlencoded"}),
    ],
    ids=["malformed", "too large", "of another kind"],
)
def test_what_is_sent_and_not_taken_is_noted_once_a_minute_with_how_often(desk, status, body):
    client = browser(create_app(desk), token_of(desk, Grant(role="leader", scope=WHOLE)))
    assert {sent(client, **body) for _ in range(3)} == {status}
    desk.refusals.flush(all_=True)
    notes = [note for note in desk.ledger.book.read() if note.action == Action.REFUSED]
    assert {note.object for note in notes} == {f"POST /_dash-update-component {status}"}
    assert sum(note.times for note in notes) == 3
    assert len(notes) == 2
    assert all(note.actor and note.address for note in notes)


def test_that_somebody_was_told_to_wait_is_noted(desk):
    client = browser(create_app(desk), token_of(desk, Grant(role="leader", scope=WHOLE)))
    while client.get("/snapshot/departments").status_code == 200:
        pass
    noted = [note.object for note in desk.ledger.book.read() if note.action == Action.REFUSED]
    assert noted == ["GET /snapshot/departments 429"]
