"""Whatever a header or a body says, at every door there is: never a fault, never without headers."""

from __future__ import annotations

import pytest

from dashboard.doors import refusing
from dashboard.doors.addresses import EMPTY, parted
from dashboard.doors.guard import doors_of
from dashboard.doors.whole import STRANGERS
from tests.doors.matrix import NEVER, NOBODY, OTHER, SAME, UNREADY, House, pages

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
NO_ADDRESSES = [
    "http://[",
    "http://[::1",
    "//]",
    "http://[x]/wall?lang=en",
    "http://\u2100/",
    "http:///",
    "://",
    "\x00",
]
BODIES = {
    "deep": b"[" * 100_000,
    "deep within": b'{"key": ' + b"[" * 900 + b"]" * 900 + b"}",
    "half a pair": b'{"key": "\\ud800", "account": "\\udfff", "act": "note", "output": "\\ud800"}',
    "half a pair as a name": b'{"\\ud800": "x"}',
    "a number beyond all": b'{"key": 1' + b"0" * 400 + b"}",
    "not a number": b'{"key": NaN}',
    "twice": b'{"key": 1, "key": 2}',
    "no UTF-8": b'{"key": "\xff"}',
    "nothing": b"",
}
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Cache-Control")
WHO = (NOBODY, "director")


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House.open(tmp_path_factory.mktemp("faults"))
    yield made
    made.close()


def doors(house):
    """Every method and one address of every door that the server would answer."""
    for path, method in doors_of(house.server):
        yield method, next(built for _, built in pages(path))


def sound(house, method, path, *, headers, body=b"{}"):
    """No answer is a fault, and each carries the security headers."""
    for who in (NOBODY,) if path == "/sign-out" else WHO:  # who goes out asks nothing more
        sent = {} if method == "GET" else {"data": body, "content_type": "application/json"}
        reply = house.client(who, OTHER).open(path, method=method, headers=headers, **sent)
        assert reply.status_code not in NEVER - {*UNREADY.get(path, ())}, (who, method, path)
        cached = path.startswith(("/assets", "/_dash-component-suites"))
        missing = [name for name in HEADERS[: 3 if cached else 4] if name not in reply.headers]
        assert not missing, (who, method, path)
        yield reply


@pytest.mark.parametrize("said", NO_ADDRESSES[:4], ids=ascii)
@pytest.mark.parametrize("header", ["Referer", "Origin"])
def test_no_header_that_should_be_an_address_is_a_fault_at_any_door(house, header, said):
    headers = {"Sec-Fetch-Site": "same-origin"} if header == "Referer" else {}
    for method, path in doors(house):
        for reply in sound(house, method, path, headers={**headers, header: said}):
            if header == "Origin" and method != "GET" and not path.startswith("/api"):
                assert reply.status_code in (403, 405), (method, path)


def test_no_address_is_no_fault_at_a_path_that_is_not_there(house):
    for said in NO_ADDRESSES[:4]:
        reply = house.client(NOBODY, OTHER).get(
            "/none", headers={"Referer": said, "Sec-Fetch-Dest": "document"}
        )
        assert reply.status_code == 404
        assert "Content-Security-Policy" in reply.headers
        assert reply.mimetype == "text/html"


@pytest.mark.parametrize("said", sorted(BODIES))
def test_no_body_is_a_fault_at_any_door(house, said):
    asked = 0
    for method, path in doors(house):
        if method != "GET":
            asked += sum(1 for _ in sound(house, method, path, headers=SAME, body=BODIES[said]))
    assert asked > 10


@pytest.mark.parametrize("said", ["deep", "half a pair", "no UTF-8", "not a number"])
@pytest.mark.parametrize("path", ["/sign-in", "/reveal", "/me/password", "/act", "/_dash-update-component"])
def test_what_is_not_strict_json_is_refused_with_400_of_who_may_pass(house, path, said):
    one = house.client("duty-officer", OTHER)
    reply = one.post(path, data=BODIES[said], headers=SAME, content_type="application/json")
    assert reply.status_code == 400


def test_an_empty_origin_is_not_that_of_an_empty_host(house):
    for said in ("http://[", "null", "x"):
        headers = {"Origin": said, "Host": ""}
        assert house.server.test_client().post("/sign-in", json={}, headers=headers).status_code == 403


@pytest.mark.parametrize("path", ["/none", "/act", "/people"])
def test_where_not_even_words_can_be_told_an_answer_with_headers_leaves(house, monkeypatch, path):
    def broken():
        raise RuntimeError("no words")

    monkeypatch.setattr(refusing, "asked_lang", broken)
    reply = house.client(NOBODY, OTHER).get(path)
    assert reply.status_code in (404, 405, 500)
    assert reply.text.strip() == str(reply.status_code)
    assert not [name for name in HEADERS if name not in reply.headers]


@pytest.mark.parametrize("said", [None, "", *NO_ADDRESSES[:3]], ids=ascii)
def test_what_is_no_address_has_empty_parts(said):
    found = parted(said)
    assert (found.scheme, found.netloc, found.query) == ("", "", "") or said == "//]"
    assert EMPTY.geturl() == ""


def test_an_address_has_its_parts():
    found = parted("https://a.example:8/wall?lang=en")
    assert (found.netloc, found.path, found.query) == ("a.example:8", "/wall", "lang=en")


def test_a_stranger_may_send_less_than_who_has_signed_in(house):
    body = {"account": "x", "password": "x" * STRANGERS}
    assert house.server.test_client().post("/sign-in", json=body, headers=SAME).status_code == 413
    assert house.client("director", OTHER).post("/me/password", json=body, headers=SAME).status_code != 413
