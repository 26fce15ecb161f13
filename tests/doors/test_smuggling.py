"""The real server on a socket: one request has one answer, and what strangers say is not believed."""

from __future__ import annotations

import pytest

from tests.doors.smuggled import ACT, CHUNKED, FRAMED, HIDDEN, MARK, PUSH, SIZES, at, posted
from tests.doors.wire import asked, held, spoken
from tests.entering import moved_in
from tests.running import await_answer, free_port, living_district, started

pytestmark = [pytest.mark.timeout(600), pytest.mark.sweep]
NEXT = asked("GET", "/healthz", "Connection: close")
"""What a browser asks next on the same line."""
PATHS = [
    "/wall%0d%0aSet-Cookie:%20jq=x", "/sign-in?next=/%0d%0aX-A:%20b", "/%0d%0a%0d%0aHTTP/1.1%20200%20OK",
    "/a%00b", "/assets/%0d%0a..%2f..%2fkey", "*", "//people", "/./people", "/x/../people", "/people/",
    "/PEOPLE", "/people%2f", "/%70eople",
]  # fmt: skip
WHOLE = ["http://evil.invalid/people", "http://127.0.0.1/people", "https://evil.invalid/snapshot/wall",
         "ftp://evil.invalid/people", "http://user:word@127.0.0.1/people", "http:///people"]  # fmt: skip
RAW = ["/wall\r\nX: b", "/wall\rX", "/wa ll", "/wall\x00", "/wall\t", "/\x80\xff", ""]
SAYING = [
    ("X-Forwarded-For: 127.0.0.1",),
    ("X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 10.0.0.9"),
    ("X-Forwarded-For: 10.0.0.9, 127.0.0.1", "X-Forwarded-Proto: https, http"),
    ("X-Real-IP: 127.0.0.1", "X-Real-IP: 10.0.0.9"),
    ("Forwarded: for=127.0.0.1;proto=https", "Forwarded: for=10.0.0.9"),
    ("X-Forwarded-User: boss", "X-Forwarded-User: keeper"),
    ("Remote-User: boss", "X-Remote-User: boss", "REMOTE_USER: boss"),
    ("X-Forwarded-Host: evil.invalid", "X-Forwarded-Prefix: /assets/css", "X-Original-URL: /healthz"),
    ("X-HTTP-Method-Override: GET", "X-Rewrite-URL: /healthz"),
]
NAMED = [
    ("RemoteUser: boss",),
    ("remoteuser: boss",),
    ("RemoteUser: boss", "RemoteUser: keeper"),
    ("RemoteUser:",),
    ("RemoteUser: boss", "X-Forwarded-For: 10.0.0.9"),
    ("RemoteUser: boss", "X-Real-IP: 10.0.0.9", "Forwarded: for=10.0.0.9"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """`jiequan serve` behind a proxy at 10.0.0.9 that is never asked through: its port, and tokens."""
    folder, port = tmp_path_factory.mktemp("smuggling"), free_port()
    environment = {
        "JIEQUAN_DISTRICT": str(living_district(folder, "")),
        "JIEQUAN_HOME": str(folder / "home"),
        "JIEQUAN_PORT": str(port),
        "JIEQUAN_PROXY_ADDRESSES": "10.0.0.9",
        "JIEQUAN_PROXY_HEADER": "RemoteUser",
    }
    people = moved_in(folder / "home")
    with (folder / "log").open("wb") as log:
        process = started(["serve"], environment, log)
    try:
        await_answer(f"http://127.0.0.1:{port}/healthz")
        yield port, people
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def port(house):
    return house[0]


def one_answer(port, said):
    """At most one, of whoever was asked, none of a fault; then the line is shut, or in step for the next."""
    heard = spoken(port, said, NEXT)
    assert MARK not in heard.said, said
    assert [status for status in heard.statuses if status >= 500] == [], said
    assert len(heard.statuses) <= 1 or (len(heard.statuses) == 2 and heard.said.endswith(b"\r\n\r\nok\n")), (
        said,
        heard.said[:2_000],
    )


def test_two_requests_on_one_line_have_two_answers_and_the_second_would_be_known(port):
    """Else the absence of a second answer would prove nothing."""
    heard = spoken(port, posted("Content-Length: 2", body=b"{}"), HIDDEN)
    assert len(heard.statuses) == 2
    assert heard.statuses[1] == 200
    assert MARK in heard.said


@pytest.mark.parametrize("door", [ACT, PUSH])
@pytest.mark.parametrize("said", sorted(FRAMED))
def test_a_request_that_contradicts_itself_hides_no_other(port, door, said):
    one_answer(port, at(door, FRAMED[said]))


@pytest.mark.parametrize("door", [ACT, PUSH])
@pytest.mark.parametrize("said", sorted(SIZES))
def test_chunks_that_are_none_hide_no_request(port, door, said):
    one_answer(port, posted(CHUNKED, body=SIZES[said] + HIDDEN, door=door))


def test_a_body_in_parts_is_one_request(port):
    whole = posted("Content-Length: 6", "Connection: close", body=b'{"a":1')
    heard = spoken(port, *(whole[n : n + 7] for n in range(0, len(whole), 7)))
    assert len(heard.statuses) == 1
    assert heard.statuses[0] in (400, 401, 415)


@pytest.mark.parametrize("target", [*PATHS, *WHOLE])
def test_no_target_leads_a_stranger_to_a_page_or_puts_a_line_into_an_answer(port, target):
    heard = spoken(port, asked("GET", target, "Connection: close"))
    head, _, body = heard.said.partition(b"\r\n\r\n")
    assert len(heard.statuses) <= 1
    allowed = {302, 303, 308, 400, 401, 403, 404} | ({200} if target.startswith("/sign-in?") else set())
    assert set(heard.statuses) <= allowed
    for line in (b"\r\nset-cookie: jq=x", b"\r\nx-a:", b"\r\nlocation: http://evil", b"\r\nlocation: //"):
        assert line not in head.lower()
    assert b"data-people" not in body


@pytest.mark.parametrize("target", RAW)
def test_what_is_no_request_line_is_refused_and_not_repeated(port, target):
    heard = spoken(port, asked("GET", target, "Connection: close"))
    assert len(heard.statuses) <= 1
    assert all(400 <= status < 500 for status in heard.statuses), heard.statuses
    assert b"\r\nx: b" not in heard.said.lower()


@pytest.mark.parametrize("headers", SAYING)
def test_what_a_stranger_says_of_addresses_and_names_opens_nothing(port, headers):
    for target in ("/people", "/snapshot/wall", "/export/audit.csv"):
        heard = spoken(port, asked("GET", target, *headers, "Connection: close"))
        assert len(heard.statuses) == 1
        assert heard.statuses[0] in (302, 303, 400, 401, 403), target


@pytest.mark.parametrize("headers", SAYING)
def test_a_wall_stays_the_wall_of_its_own_address_whatever_its_line_says(house, headers):
    """Its token is bound to this machine: were the header believed, it would come from elsewhere."""
    port, people = house
    said = asked("GET", "/wall", f"Cookie: jq={people.wall}", *headers, "Connection: close")
    assert spoken(port, said).statuses == [200]
    beyond = asked("GET", "/people", f"Cookie: jq={people.wall}", *headers, "Connection: close")
    assert spoken(port, beyond).statuses[0] in (400, 403)


@pytest.mark.parametrize("headers", NAMED)
def test_the_header_of_the_proxy_is_refused_from_anybody_else(house, headers):
    port, people = house
    for target in ("/people", "/wall", "/sign-in/proxy"):
        for cookie in ((), (f"Cookie: jq={people.boss}",)):
            heard = spoken(port, asked("GET", target, *headers, *cookie, "Connection: close"))
            assert heard.statuses == [400], target
            assert b"set-cookie" not in heard.said.lower()


@pytest.mark.parametrize("hosts", [("127.0.0.1", "evil.invalid"), ("evil.invalid",), ()])
def test_no_host_leads_elsewhere(port, hosts):
    headers = [f"Host: {host}" for host in hosts]
    heard = spoken(port, asked("GET", "/", *headers, "Connection: close", host=""))
    assert len(heard.statuses) <= 1
    assert all(status < 500 for status in heard.statuses)
    assert b"\r\nlocation: http" not in heard.said.lower()


def test_two_cookies_of_the_session_are_not_a_way_around_it(house):
    port, people = house
    heard = spoken(
        port, asked("GET", "/people", "Cookie: jq=x", f"Cookie: jq={people.wall}", "Connection: close")
    )
    assert len(heard.statuses) == 1
    assert heard.statuses[0] in (302, 303, 401, 403)


@pytest.mark.parametrize("origin", ["http://evil.invalid", "null", "http://127.0.0.1.evil.invalid"])
def test_an_act_that_comes_from_elsewhere_is_refused_on_the_wire_too(house, origin):
    port, people = house
    headers = ("Content-Type: application/json", "Content-Length: 2", f"Origin: {origin}")
    said = asked("POST", "/act", f"Cookie: jq={people.boss}", *headers, "Connection: close", body=b"{}")
    assert spoken(port, said).statuses == [403]


def test_a_body_in_chunks_is_read_at_no_door(port):
    for door in (ACT, PUSH, "/sign-in"):
        said = posted(CHUNKED, "Connection: close", body=b"2\r\n{}\r\n0\r\n\r\n", door=door)
        assert spoken(port, said).statuses[0] in (400, 401, 411), door


def test_an_address_that_cannot_be_read_is_refused_and_not_taken_for_none(port):
    for header in (
        "X-Forwarded-For: \xff, 203.0.113.5",
        "X-Forwarded-Proto: \xff",
        "RemoteUser: \xe5\xbc\xa0",
    ):
        assert spoken(port, asked("GET", "/sign-in", header, "Connection: close")).statuses == [400], header


@pytest.mark.parametrize("door", ["/sign-in", ACT, PUSH])
def test_bodies_that_never_end_keep_nobody_waiting(port, door):
    with held(port, posted("Content-Length: 1000", body=b"{}", door=door), 40):
        assert spoken(port, NEXT).statuses == [200]
