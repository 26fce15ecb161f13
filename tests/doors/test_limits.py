"""Who asks too often is told to wait; nobody else waits for them."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.doors.limits import QUESTIONS, TRIES
from dashboard.scope import WHOLE
from tests.entering import token_of
from tests.living import desk_in

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
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
