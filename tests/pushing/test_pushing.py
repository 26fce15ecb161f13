"""Deliveries over HTTP: what is taken, what is refused, what is told, and that nothing happens twice."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from dashboard.clock import now
from dashboard.ledger import FeedState, LedgerError, LedgerFullError
from dashboard.pushing import CONNECTION, DOCUMENT, FACTS, REPEATED, reception
from dashboard.signing import KEY, SIGNATURE, TIME
from dashboard.text import Text
from tests.pushing.sender import NAME, body_of, delivered, event, push, receiving, signed, versions

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
PERSON = ("王秀英", "13800001234", "11010519491231002X", "602室")


@pytest.fixture
def there(tmp_path):
    with receiving(tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """A desk for what takes nothing."""
    with receiving(tmp_path_factory.mktemp("desk")) as found:
        yield found


def state(desk) -> FeedState:
    return desk.ledger.feed_states().get(NAME, FeedState(name=NAME))


def test_a_delivery_is_in_the_ledger_when_it_is_answered(there):
    desk, client = there
    reply = delivered(client, event(1), event(2))
    assert reply.status_code == 200
    assert reply.get_json() == {
        "received": 2,
        "applied": 2,
        "duplicate": 0,
        "superseded": 0,
        "quarantined": 0,
        "seq": 2,
        "set_aside": [],
    }
    assert versions(desk) == ["e1", "e2"]
    assert [entry.key for entry in desk.ledger.entries(0)] == [f"case:{NAME}/c1", f"case:{NAME}/c2"]
    assert desk.ledger.entries(0)[0].known_at == desk.clock.now()
    assert desk.ledger.verify().good


def test_what_is_delivered_stands_on_the_board_at_the_next_look(there):
    desk, client = there
    delivered(client, event(1))
    desk.look()
    assert desk.board.cases() == 1
    (health,) = [feed for feed in desk.health()["feeds"] if feed["name"] == NAME]
    assert (health["state"], health["received"], health["age_s"]) == ("ok", 1, 0)


def test_a_delivery_makes_its_feed_fresh_and_silence_lets_it_age(there):
    desk, client = there
    assert state(desk).fresh_at is None
    delivered(client)
    first = state(desk)
    assert (first.state, first.every) == ("ok", 60)
    assert first.fresh_at is not None
    delivered(client, key="k2")
    assert state(desk).fresh_at > first.fresh_at
    assert state(desk).since == first.since


def test_a_record_that_cannot_be_used_is_set_aside_and_told_the_others_are_taken(there):
    desk, client = there
    bad = event(2, at="never", note="13800001234")
    told = delivered(client, event(1), bad, "no event", event(3)).get_json()
    assert (told["received"], told["applied"], told["quarantined"]) == (4, 2, 2)
    assert [one["where"] for one in told["set_aside"]] == ["event e2", "event no. 3 of a page"]
    assert told["set_aside"][0]["reason"].startswith("at: ")
    kept = {one.where: one.reason for one in desk.ledger.quarantined(NAME)}
    assert kept == {one["where"]: one["reason"] for one in told["set_aside"]}
    assert desk.ledger.accounts()[NAME].quarantined == 2


def test_nobody_is_named_in_answer_ledger_quarantine_or_log(there):
    desk, client = there
    who = {"name": "王秀英", "phone": "13800001234"}
    case = {"requester": who, "address": "7号602室", "text": "王秀英 602室"}
    good = event(1, case=case, note="13800001234")
    bad = [event(2, case=case, kind="13800001234"), event(3, at="11010519491231002X"), "王秀英13800001234"]
    with capture_logs() as said:
        reply = delivered(client, good, *bad)
        torn = b'{"events": "13800001234"'
        refused = client.post(FACTS, data=torn, headers=signed(torn, key="k2"))
    everything = [reply.text, refused.text, said, desk.ledger.entries(0), desk.ledger.quarantined()]
    text = json.dumps([str(one) for one in everything], ensure_ascii=False)
    assert reply.get_json()["quarantined"] == 3
    assert not [word for word in PERSON if word in text]


def test_what_was_said_before_is_a_duplicate_under_another_key(there):
    _, client = there
    delivered(client, event(1))
    told = delivered(client, event(1), event(2), key="k2").get_json()
    assert (told["applied"], told["duplicate"]) == (1, 1)


def test_the_same_again_is_answered_the_same_byte_by_byte_and_written_once(there):
    desk, client = there
    first = delivered(client, event(1), "bad")
    delivered(client, event(2), key="k2")
    again = delivered(client, event(1), "bad")
    assert (again.status_code, again.data) == (200, first.data)
    assert REPEATED not in first.headers
    assert again.headers[REPEATED] == "true"
    assert versions(desk) == ["e1", "e2"]
    assert desk.ledger.accounts()[NAME].received == 3


def test_another_body_under_the_same_key_is_refused(there):
    desk, client = there
    delivered(client, event(1))
    reply = delivered(client, event(2))
    assert reply.status_code == 409
    assert KEY in reply.get_json()["title"]
    assert versions(desk) == ["e1"]


def test_an_answer_outlives_the_process(tmp_path):
    with receiving(tmp_path) as (_, client):
        first = delivered(client, event(1))
    with receiving(tmp_path) as (desk, client):
        again = delivered(client, event(1))
        assert (again.data, again.headers[REPEATED]) == (first.data, "true")
        assert versions(desk) == ["e1"]


def test_a_refused_delivery_may_be_sent_again_under_its_key(there, monkeypatch):
    desk, client = there

    def full(*_args, **_given):
        raise LedgerFullError(Text("磁盘已满 /home/x", "the disk /home/x is full"))

    with monkeypatch.context() as patch, capture_logs() as said:
        patch.setattr(desk.ledger, "deliver", full)
        replies = [delivered(client, event(1)) for _ in range(3)]
    assert [reply.status_code for reply in replies] == [503] * 3
    assert replies[0].headers["Retry-After"] == "5"
    assert "/home/x" not in replies[0].text
    assert [line["event"] for line in said] == ["push refused"]
    with capture_logs() as said:
        assert delivered(client, event(1)).get_json()["applied"] == 1
    assert [line["event"] for line in said] == ["push taken again"]


def test_a_fault_of_ours_is_never_a_500(there, monkeypatch):
    _, client = there
    monkeypatch.setattr(reception, "received", lambda *_: 1 / 0)
    with capture_logs() as said:
        reply = delivered(client, event(1))
    assert reply.status_code == 503
    assert "ZeroDivisionError" not in reply.text
    assert "ZeroDivisionError" in said[0]["reason"]


def test_a_state_that_cannot_be_kept_costs_an_answer_but_no_fact(there, monkeypatch):
    desk, client = there

    def broken(_state):
        raise LedgerError(Text("坏", "broken"))

    with monkeypatch.context() as patch:
        patch.setattr(desk.ledger, "save_feed_state", broken)
        assert delivered(client, event(1)).status_code == 503
    again = delivered(client, event(1))
    assert (again.status_code, again.get_json()["applied"]) == (200, 1)
    assert versions(desk) == ["e1"]
    assert state(desk).state == "ok"


REFUSALS = [
    pytest.param({CONNECTION: ""}, 401, "X-Jiequan-Connection is missing", id="no_connection"),
    pytest.param({CONNECTION: "stranger"}, 401, "the signature does not fit", id="stranger"),
    pytest.param({CONNECTION: "hotline"}, 401, "the signature does not fit", id="polled_connection"),
    pytest.param({TIME: ""}, 401, "X-Jiequan-Time is missing", id="no_time"),
    pytest.param({TIME: "yesterday"}, 401, "whole seconds", id="time_in_words"),
    pytest.param({TIME: "9" * 400}, 401, "whole seconds", id="endless_time"),
    pytest.param({SIGNATURE: ""}, 401, "X-Jiequan-Signature is missing", id="no_signature"),
    pytest.param({SIGNATURE: "0" * 64}, 401, "the signature does not fit", id="wrong_signature"),
    pytest.param({SIGNATURE: "ü" * 64}, 401, "the signature does not fit", id="odd_signature"),
    pytest.param({KEY: "k2"}, 401, "the signature does not fit", id="another_key_than_signed"),
    pytest.param({"Content-Type": "text/plain"}, 415, "application/json", id="text"),
    pytest.param({"Content-Type": "application/json; charset=gbk"}, 415, "UTF-8", id="gbk"),
    pytest.param({"Content-Encoding": "gzip"}, 415, "Content-Encoding", id="compressed"),
    pytest.param({"Transfer-Encoding": "chunked"}, 411, "Content-Length", id="chunked"),
]


@pytest.mark.parametrize(("change", "status", "word"), REFUSALS)
def test_what_is_not_as_it_must_be_is_refused_in_plain_words(shared, change, status, word):
    desk, client = shared
    body = body_of(event(1))
    reply = client.post(FACTS, data=body, headers={**signed(body), **change})
    assert reply.status_code == status
    assert reply.content_type == "application/problem+json"
    problem = reply.get_json()
    assert problem["status"] == status
    assert word in problem["title"]
    assert problem["title_zh"]
    assert versions(desk) == []


@pytest.mark.parametrize("key", ["", " ", "a b", "键", "x" * 201])
def test_a_key_of_another_shape_is_refused_although_it_is_signed(shared, key):
    _, client = shared
    body = body_of(event(1))
    headers = signed(body, key=key) if key.isascii() else signed(body)
    reply = client.post(FACTS, data=body, headers={**headers, KEY: key.encode().decode("latin-1")})
    assert reply.status_code in (400, 401)


NO_ENVELOPES = [
    b"",
    b"[]",
    b"{}",
    b'{"events": {}}',
    b'{"events": [], "events": []}',
    b'{"events": [NaN]}',
    b"\xff",
    b'{"events": ' + b"[" * 100_000,
    b'{"events": [' + b"9" * 5_000 + b"]}",
    b'{"events":[],"history":1}',
]


@pytest.mark.parametrize("body", NO_ENVELOPES, ids=lambda body: repr(body[:24]))
def test_a_body_that_is_no_envelope_is_refused(shared, body):
    desk, client = shared
    reply = client.post(FACTS, data=body, headers=signed(body))
    assert reply.status_code == 400
    assert versions(desk) == []


@pytest.mark.parametrize("late", [301, -301, 10**9])
def test_what_was_signed_too_long_ago_or_too_early_is_refused(there, late):
    _, client = there
    body = body_of(event(1))
    reply = client.post(FACTS, data=body, headers=signed(body, late=late))
    assert reply.status_code == 401
    assert "set your clock" in reply.get_json()["title"]
    assert client.post(FACTS, data=body, headers=signed(body, late=290)).status_code == 200


def test_a_captured_delivery_cannot_be_sent_under_another_key(there):
    desk, client = there
    body = body_of(event(1))
    captured = signed(body)
    assert client.post(FACTS, data=body, headers=captured).status_code == 200
    assert client.post(FACTS, data=body, headers={**captured, KEY: "other"}).status_code == 401
    assert client.post(FACTS, data=body, headers=captured).headers[REPEATED] == "true"
    assert desk.ledger.accounts()[NAME].received == 1


@pytest.mark.parametrize("secret", ["", "short"])
def test_a_connection_without_a_good_secret_refuses_everything_and_says_so(tmp_path, secret):
    with capture_logs() as said, receiving(tmp_path, secret=secret) as (desk, client):
        reply = delivered(client, event(1), secret=secret or " ")
        assert reply.status_code == 401
        assert versions(desk) == []
    assert said[0]["event"] == "push refused: no secret"
    assert "JIEQUAN_SECRETS__PLATFORM" in said[0]["advice"]


def test_a_mistake_in_a_connection_costs_the_wall_nothing(tmp_path):
    of = push(options={"largets": 5})
    with capture_logs() as said, receiving(tmp_path, of) as (_, client):
        assert delivered(client, event(1)).status_code == 401
        assert client.get("/healthz").status_code == 200
    assert "options.largets" in said[0]["reason"]


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(tmp_path):
    with receiving(tmp_path, push(options={"largest": 1})) as (_, client):
        body = body_of(*[event(n) for n in range(20)])
        reply = client.post(FACTS, data=body, headers=signed(body))
        assert (reply.status_code, "1 kB" in reply.get_json()["title"]) == (413, True)
        lying = client.post(FACTS, data=body, headers=signed(body), content_length=10**12)
        assert lying.status_code == 413
        assert delivered(client, event(1)).status_code == 200


def test_more_deliveries_than_allowed_wait(tmp_path):
    with receiving(tmp_path, push(options={"rate": 2})) as (desk, client):
        replies = [delivered(client, event(n), key=f"k{n}") for n in range(4)]
        assert [reply.status_code for reply in replies] == [200, 200, 429, 429]
        assert 1 <= int(replies[2].headers["Retry-After"]) <= 30
        assert "2 deliveries a minute" in replies[2].get_json()["title"]
        assert versions(desk) == ["e0", "e1"]


def test_a_stranger_cannot_use_up_what_a_connection_may_deliver(tmp_path):
    with receiving(tmp_path, push(options={"rate": 1})) as (_, client):
        for _ in range(5):
            assert delivered(client, event(1), secret="x" * 40).status_code == 401
        assert delivered(client, event(1)).status_code == 200


def test_under_load_the_third_at_once_is_told_to_wait_and_all_arrive_in_the_end(there, monkeypatch):
    desk, client = there
    seated, free = threading.Semaphore(0), threading.Event()
    opened = reception.Door.opened

    def slow(door, body, once):
        seated.release()
        free.wait(60)
        return opened(door, body, once)

    replies = {}

    def send(n: int) -> None:
        replies[n] = delivered(client.application.test_client(), event(n), key=f"k{n}")

    with monkeypatch.context() as patch:
        patch.setattr(reception.Door, "opened", slow)
        senders = [threading.Thread(target=send, args=(n,)) for n in (1, 2)]
        for one in senders:
            one.start()
        assert all(seated.acquire(timeout=60) for _ in senders)
        third = delivered(client, event(3), key="k3")
        free.set()
        for one in senders:
            one.join(60)
    assert third.status_code == 429
    assert third.headers["Retry-After"] == "1"
    assert {n: reply.status_code for n, reply in replies.items()} == {1: 200, 2: 200}
    assert delivered(client, event(3), key="k3").status_code == 200
    assert sorted(versions(desk)) == ["e1", "e2", "e3"]


def test_history_is_known_as_it_happened_where_the_connection_says_so(tmp_path):
    body = body_of(event(1), history=True)
    with receiving(tmp_path / "closed") as (_, client):
        reply = client.post(FACTS, data=body, headers=signed(body))
        assert (reply.status_code, "backfill" in reply.get_json()["title"]) == (422, True)
    with receiving(tmp_path / "open", push(backfill=True)) as (desk, client):
        assert client.post(FACTS, data=body, headers=signed(body)).status_code == 200
        assert delivered(client, event(2), key="k2").status_code == 200
        first, second = desk.ledger.entries(0)
        assert first.known_at == first.happened_at
        assert second.known_at == desk.clock.now()


def test_two_connections_have_each_their_own_secret_cases_and_keys(tmp_path):
    with receiving(tmp_path, push(), push("other")) as (desk, client):
        desk.settings.secrets.update()
        body = body_of(event(1))
        assert client.post(FACTS, data=body, headers=signed(body)).status_code == 200
        reply = client.post(FACTS, data=body, headers={**signed(body), CONNECTION: "other"})
        assert (reply.status_code, reply.get_json()["applied"]) == (200, 1)
        assert [entry.key for entry in desk.ledger.entries(0)] == [f"case:{NAME}/c1", "case:other/c1"]


def test_f55_points_delivered_beside_their_street_tell_of_a_wrong_datum(there):
    desk, client = there
    code, inside = desk.geometry.codes[0], desk.geometry.shapes[0].representative_point()
    other = next(one.name.zh for one in desk.district.streets if one.code != code)
    case = {"x": inside.x, "y": inside.y, "street": other}
    delivered(client, *(event(n, case_id=f"c{n}", case=case) for n in range(30)))
    assert "datum: 100%" in state(desk).notes


def test_strange_things_in_deliveries_are_noted_as_those_of_polled_feeds(there):
    desk, client = there
    late = (now() - timedelta(days=3)).isoformat()
    delivered(client, *[event(n, to_org="火星局", at=late, kind="dispatch") for n in range(30)])
    assert any(note.startswith("unmapped: ") for note in state(desk).notes)


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "options", "head"])
def test_the_way_of_deliveries_takes_nothing_but_deliveries(shared, method):
    _, client = shared
    reply = getattr(client, method)(FACTS)
    assert reply.status_code == 405
    assert "POST" in reply.headers["Allow"]


@pytest.mark.parametrize("path", ["/wall", DOCUMENT, "/api/v1/", "/api/v1/facts/", "/api/v1/Facts"])
def test_nothing_else_can_be_posted_to(shared, path):
    _, client = shared
    reply = client.post(path, data=b"{}")
    assert reply.status_code == 405
    assert "POST" not in reply.headers["Allow"]


def test_answers_are_kept_by_nobody_and_carry_the_security_headers(there):
    _, client = there
    for reply in (delivered(client, event(1)), client.post(FACTS)):
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
