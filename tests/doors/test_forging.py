"""What somebody sends who means harm: forged headers, twisted paths, planted sessions, odd bodies."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.access import Grant
from dashboard.scope import WHOLE
from tests.doors.matrix import CALL, NEVER, OTHER, OURS, SAME, House, body_of
from tests.entering import token_of

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
FORGED = [
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-User": "director"},
    {"Remote-User": "director"},
    {"RemoteUser": "director"},
    {"X-Original-URL": "/healthz"},
    {"X-Rewrite-URL": "/healthz"},
    {"X-HTTP-Method-Override": "GET"},
    {"Forwarded": "for=127.0.0.1;proto=https;host=localhost"},
    {"X-Forwarded-Host": "evil.invalid", "X-Forwarded-Proto": "https"},
    {"Host": "localhost", "X-Forwarded-Prefix": "/assets/css/00-tokens.css"},
    {"Transfer-Encoding": "chunked", "Content-Length": "4"},
    {"Content-Length": "0", "Transfer-Encoding": " chunked"},
    {"Authorization": "Basic YWRtaW46YWRtaW4="},
    {"Cookie": "jq=; jq=director; session=admin"},
    {"Cookie": "jq=../../etc/passwd"},
    {"Cookie": f"jq={'a' * 5000}"},
]
TWISTED = [
    "/assets/../../pyproject.toml",
    "/assets/%2e%2e/%2e%2e/pyproject.toml",
    "/assets/..%2f..%2fpyproject.toml",
    "/assets/%5c..%5c..%5cpyproject.toml",
    "/assets//etc/passwd",
    "/assets/css/%00",
    "/assets/css/00-tokens.css%00.png",
    "/assets/css/../../dashboard/access/policy.toml",
    "/assets/NUL",
    "/assets/css/..%252f..%252fkey",
    "/_dash-component-suites/dash/../../../../etc/passwd",
    "/_dash-component-suites/dash/%2e%2e/x.js",
    "/snapshot/..%2fwall",
    "/snapshot/wall/../audit",
    "//wall",
    "/cases/hotline/..%2f..%2faudit",
    "/%2e%2e/%2e%2e/key",
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House.open(tmp_path_factory.mktemp("forging"))
    yield made
    made.close()


@pytest.mark.parametrize("headers", FORGED, ids=" ".join)
def test_no_header_makes_a_stranger_somebody_or_leads_past_the_guard(house, headers):
    stranger = house.server.test_client()
    for path in ("/snapshot/wall", "/export/audit.csv", "/people"):
        assert stranger.get(path, headers=headers).status_code in (400, 401, 403), path
    reply = stranger.post("/me/password", json={}, headers=SAME | headers)
    assert reply.status_code in (400, 401, 403, 405, 411, 415)


@pytest.mark.parametrize("headers", FORGED, ids=" ".join)
def test_no_header_gives_somebody_more_than_their_own(house, headers):
    one = house.client("department-head", OTHER)
    said = {name: value for name, value in headers.items() if name != "Cookie"}
    assert one.get("/people", headers=said).status_code in (400, 403)
    assert OURS.encode() not in one.get("/export/cases.csv?of=open", headers=said).data


@pytest.mark.parametrize("path", TWISTED)
def test_no_path_leads_out_of_what_is_served(house, path):
    for who in (house.server.test_client(), house.client("system-admin", OTHER)):
        reply = who.get(path)
        assert reply.status_code in (301, 308, 400, 401, 403, 404), (path, reply.status_code)
        assert b"[project]" not in reply.data
        assert b"root:" not in reply.data
        assert b"[[doors]]" not in reply.data


def test_a_session_that_was_planted_before_is_not_the_one_after(house):
    """Fixation: whoever put a token into the browser learns nothing by the sign-in."""
    desk = house.desk
    planted = token_of(desk, Grant(role="leader", scope=WHOLE))
    desk.accounts.add("victim", post="值班长", grants=[Grant(role="director", scope=WHOLE)],
                      password="quaint otter 47 mills")  # fmt: skip
    victim, thief = house.server.test_client(), house.server.test_client()
    victim.set_cookie("jq", planted)
    thief.set_cookie("jq", planted)
    said = {"account": "victim", "password": "quaint otter 47 mills"}
    assert victim.post("/sign-in", json=said, headers=SAME).status_code == 200
    assert victim.get("/wall").status_code == 200
    assert thief.get("/snapshot/departments").status_code == 401


@pytest.mark.parametrize(
    ("path", "led"),
    [("/wall", "/wall"), ("//evil.invalid/wall", None), ("///evil.invalid", None), ("/\\evil.invalid", None)],
)
def test_a_wall_that_shows_its_token_is_led_to_its_page_and_nowhere_else(house, path, led):
    name = f"hung{sum(path.encode())}"
    token = house.desk.accounts.add_device(name, title="大厅", addresses=["127.0.0.1"], days=3)
    asked = {"query_string": {"device": token}, "environ_overrides": {"PATH_INFO": path}}
    reply = house.server.test_client().get("/wall", **asked)
    assert (reply.status_code == 303, reply.headers.get("Location")) == (led is not None, led)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON, role=st.sampled_from(["nobody", "wall", "duty-officer", "director", "auditor"]))
def test_whatever_a_body_says_a_callback_answers_400_401_or_403(house, body, role):
    reply = house.client(role, OTHER).post(
        CALL, data=json.dumps(body), headers=SAME, content_type="application/json"
    )
    assert reply.status_code in ({401} if role == "nobody" else {400, 403})


def is_writable(body):
    """Whether a body could be written again: no number in it needs more than 64 bits."""
    if isinstance(body, dict):
        return all(is_writable(one) for one in body.values())
    if isinstance(body, list):
        return all(is_writable(one) for one in body)
    return not isinstance(body, int) or -(2**63) <= body < 2**64


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(JSON, min_size=4, max_size=4), data=st.data())
def test_whatever_values_a_declared_callback_is_given_it_never_breaks(house, values, data):
    name = data.draw(st.sampled_from(sorted(house.app.callback_map)))
    body = body_of(name, house.app.callback_map[name])
    for part, value in zip((*body["inputs"], *body["state"]), values, strict=False):
        for one in part if isinstance(part, list) else [part]:
            one["value"] = value
    reply = house.client("director", OTHER).post(CALL, json=body, headers=SAME)
    assert reply.status_code in ((200, 204, 403) if is_writable(body) else (400,))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON, path=st.sampled_from(["/reveal", "/sign-in", "/me/password", "/me/sessions", "/sign-out"]))
def test_whatever_a_body_says_no_door_breaks_and_nothing_of_it_is_repeated_as_markup(house, body, path):
    reply = house.server.test_client().post(path, json=body, headers=SAME)
    assert reply.status_code not in NEVER
    one = house.server.test_client()
    one.set_cookie("jq", house.token("duty-officer", OTHER)) if path != "/sign-out" else None
    answered = one.post(path, json=body, headers=SAME)
    assert answered.status_code not in NEVER
    assert answered.mimetype == "application/json"
