"""Faults of the line itself: never accepted, torn, led elsewhere, or secured by nobody we believe."""

from __future__ import annotations

import ast
import json
import re
import socket
import ssl
import warnings
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme

from dashboard import fetching
from dashboard.clock import monotonic
from dashboard.fetching import FeedError, fetch
from dashboard.lines import LineError, addresses, may_be, trust
from dashboard.polling import Turn
from tests.faults.faulty import Faulty, faulty, in_turn, reset, said
from tests.polling.rig import open_ledger, real_poller

ROOT = Path(__file__).parents[2]
STAMP = "2026-11-20T09:05:00+08:00"
AS_OF = "2026-11-20T10:00:00+08:00"


def event(number: int) -> dict[str, str]:
    named = {"event_id": f"e{number}", "case_id": f"c{number}", "kind": "progress"}
    return named | {"updated_at": STAMP, "at": STAMP}


def told(number: int, following: str | None = None) -> dict[str, object]:
    return {"events": [event(number)], "next": following, "as_of": AS_OF}


def asked(url: str, seconds: float = 5.0, **given):
    return fetch(url, deadline=monotonic() + seconds, **given)


@pytest.fixture
def ledger(tmp_path):
    with open_ledger(tmp_path) as found:
        yield found


@contextmanager
def full_backlog():
    """A port whose queue of connections is full: the next one is neither accepted nor refused."""
    waiting = []
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(0)
        for _ in range(2):
            waiting.append(socket.socket())
            waiting[-1].setblocking(False)
            waiting[-1].connect_ex(door.getsockname())
        yield door.getsockname()[1]
        for one in waiting:
            one.close()


def test_f03_a_connection_that_nobody_accepts_is_given_up_at_its_own_limit(monkeypatch, ledger):
    monkeypatch.setattr(fetching, "CONNECT", 0.3)  # of 3 s
    with full_backlog() as port:
        began = monotonic()
        poller = real_poller(ledger, "events", options={"url": f"http://127.0.0.1:{port}/e"})
        outcome = poller.poll(Turn(deadline=began + 60))
        assert 3 * 0.3 <= monotonic() - began < 15, "three tries, each within its limit"
    assert "cannot be reached: TimeoutError" in outcome.trouble
    assert ledger.feed_states()["events"].state == "trouble"
    assert ledger.head()[0] == 0


def test_f03_three_tries_with_their_pauses_fit_into_the_time_of_one_answer():
    assert 3 * fetching.CONNECT + 2 * 4.0 < fetching.TOTAL


def test_f06_of_a_page_torn_by_a_reset_nothing_is_kept_and_it_is_asked_for_again(ledger):
    torn = reset(json.dumps(told(2)).encode())
    with faulty(e=in_turn(said(told(1, "p2")), torn, said(told(2)))) as server:
        outcome = real_poller(ledger, "events", options={"url": server.url("/e")}).poll(
            Turn(deadline=monotonic() + 10)
        )
    assert [question.query.get("cursor") for question in server.asked] == [None, "p2", "p2"]
    assert (outcome.account.applied, outcome.trouble) == (2, "")
    assert [entry.version for entry in ledger.entries(0)] == ["e1", "e2"]


def test_f06_a_line_that_is_always_torn_leaves_the_pages_before_it_and_no_part_of_its_own(ledger):
    torn = reset(json.dumps(told(2)).encode())
    with faulty(e=in_turn(said(told(1, "p2")), torn)) as server:
        outcome = real_poller(ledger, "events", options={"url": server.url("/e")}).poll(
            Turn(deadline=monotonic() + 10)
        )
    assert "cannot be reached: ConnectionResetError" in outcome.trouble
    assert [entry.version for entry in ledger.entries(0)] == ["e1"]
    assert ledger.feed_states()["events"].cursor["read"]["next"] == "p2"
    assert ledger.verify().good


def resolver(monkeypatch, *answers: list[str]) -> list[str]:
    """A resolver that gives another answer each time; the names it was asked for."""
    real, names, left = socket.getaddrinfo, [], list(answers)

    def resolve(host, port, *rest, **given):
        if re.fullmatch(r"[0-9.]+|[0-9a-f:%]+", host):
            return real(host, port, *rest, **given)
        names.append(host)
        return [
            (socket.AF_INET6 if ":" in one else socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))
            for one in (left.pop(0) if len(left) > 1 else left[0])
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return names


def test_f19_a_name_that_changes_between_check_and_connection_leads_nowhere_else(monkeypatch):
    """`localhost` may be this machine; what the resolver would say the second time is never heard."""
    with faulty(a=said([1])) as server:
        names = resolver(monkeypatch, ["127.0.0.1"], ["10.255.255.1"])
        assert asked(server.url("/a", "localhost")).body == [1]
    assert names == ["localhost"]


@pytest.mark.parametrize("inner", ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "0.0.0.0"])
def test_f19_a_name_of_the_outside_that_leads_to_this_machine_is_not_followed(monkeypatch, inner):
    with faulty(a=said([1])) as server:
        resolver(monkeypatch, [inner])
        with pytest.raises(FeedError, match="is not asked: the name leads to"):
            asked(server.url("/a", "source.example"))
        assert server.asked == []


def test_f19_of_several_addresses_only_those_are_tried_where_a_source_can_be(monkeypatch):
    resolver(monkeypatch, ["169.254.169.254", "10.1.2.3", "fe80::1", "192.168.0.7", "2001:db8::5"])
    assert addresses("source.example", 80) == ["10.1.2.3", "192.168.0.7", "2001:db8::5"]


def test_f19_the_next_address_of_a_name_is_tried_where_the_first_does_not_answer(monkeypatch):
    with faulty(a=said([1])) as server:
        resolver(monkeypatch, ["::1", "127.0.0.1"])
        assert asked(server.url("/a", "localhost")).body == [1]


@pytest.mark.parametrize(
    ("name", "address", "allowed"),
    [
        ("localhost", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("intranet", "10.0.0.1", True),
        ("intranet", "fd00::1", True),
        ("intranet", "127.0.1.1", False),
        ("multicast", "224.0.0.1", False),
        ("local", "fe80::1%1", False),
    ],
)
def test_f19_where_a_source_may_be(name, address, allowed):
    assert may_be(name, address) is allowed


def test_f19_a_name_without_any_address_is_trouble_that_may_pass(monkeypatch):
    resolver(monkeypatch, [])
    with pytest.raises(FeedError, match=r"cannot be reached: OSError: source\.example has no address"):
        asked("http://source.example/a")


AUTHORITY = trustme.CA()


def served_with(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


@pytest.fixture(scope="module")
def ca_file(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    AUTHORITY.cert_pem.write_to_path(str(path))
    return path


def refusal(server: Faulty, host: str = "localhost", **given) -> str:
    with pytest.raises(FeedError) as error:
        asked(server.url("/a", host), token="geheim-4711", **given)
    assert server.asked == [], "something was said to a stranger"
    return str(error.value)


def test_f20_a_source_of_the_sites_own_authority_is_believed_with_its_file_and_only_then(ca_file):
    with faulty(secure=served_with(AUTHORITY.issue_cert("localhost")), a=said([1])) as server:
        assert "unable to get local issuer certificate" in refusal(server)
        assert asked(server.url("/a", "localhost"), ca_file=ca_file).body == [1]


def test_f20_a_poll_believes_what_the_setting_names(ca_file, ledger):
    with faulty(secure=served_with(AUTHORITY.issue_cert("127.0.0.1")), e=said(told(1))) as server:
        poller = real_poller(ledger, "events", options={"url": server.url("/e")})
        assert "name that authority's file in the setting ca_file" in poller.poll(Turn()).trouble
        poller.ca_file = ca_file
        assert poller.poll(Turn()).account.applied == 1


def test_f20_a_certificate_that_signed_itself_is_refused_with_the_reason(tmp_path):
    context, itself = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), trustme.CA()
    (tmp_path / "own.pem").write_bytes(itself.private_key_pem.bytes() + itself.cert_pem.bytes())
    context.load_cert_chain(tmp_path / "own.pem")
    with faulty(secure=context, a=said([1])) as server:
        assert "its certificate is refused: self-signed certificate; if an authority" in refusal(server)


def test_f20_an_expired_certificate_is_refused_with_the_reason(ca_file):
    old = AUTHORITY.issue_cert(
        "localhost", not_before=datetime(2019, 1, 1, tzinfo=UTC), not_after=datetime(2020, 1, 1, tzinfo=UTC)
    )
    with faulty(secure=served_with(old), a=said([1])) as server:
        assert "certificate has expired" in refusal(server, ca_file=ca_file)


def test_f20_a_certificate_of_another_name_is_refused_with_the_reason(ca_file):
    with faulty(secure=served_with(AUTHORITY.issue_cert("other.example")), a=said([1])) as server:
        assert "Hostname mismatch" in refusal(server, ca_file=ca_file)
        assert "IP address mismatch" in refusal(server, "127.0.0.1", ca_file=ca_file)


def test_f20_a_protocol_of_old_is_refused_with_the_reason(ca_file):
    context = served_with(AUTHORITY.issue_cert("localhost"))
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings(action="ignore"):  # it is deprecated, and that is the point
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    with faulty(secure=context, a=said([1])) as server:
        assert "no secure line: TLSV1_ALERT_PROTOCOL_VERSION; TLS 1.2 or newer" in refusal(
            server, ca_file=ca_file
        )


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_f20_a_file_without_certificates_is_refused_by_name(tmp_path, content):
    path = tmp_path / "ca.pem"
    if content:
        path.write_text(content)
    with pytest.raises(LineError, match=r"setting ca_file = '.*ca\.pem' holds no certificates"):
        trust(path)


def test_f20_nowhere_is_a_certificate_believed_unseen():
    blind = re.compile(r"verify\s*=\s*False|CERT_NONE|check_hostname\s*=|_create_unverified|disable_warnings")
    packages = ("dashboard", "data_feeds", "callbacks", "layouts")
    sources = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    assert [path.name for path in sources if blind.search(path.read_text(encoding="utf-8"))] == []


def test_f20_every_feed_that_asks_over_http_believes_the_sites_own_authority():
    for path in (ROOT / "data_feeds").glob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Name) and call.func.id == "fetch":
                assert "ca_file" in {word.arg for word in call.keywords}, f"{path.name}:{call.lineno}"
