"""A proxy's headers: whose are believed, which address counts, and all known ways to smuggle one."""

from __future__ import annotations

import ipaddress

import pytest
from flask import Request
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder

from dashboard.access.proxied import PAST, STRANGER, UNCLEAR, ForgedError, claimed, peer, sheltered
from dashboard.settings import Settings

PROXY, INNER, BROWSER, STRANGE = "10.0.0.9", "10.0.0.10", "10.8.1.2", "10.8.6.6"
BEHIND = Settings(tls="proxy", proxy_addresses=(PROXY, INNER, "fd00::9"), proxy_header="RemoteUser")
ALONE = Settings()


def asked(address: str | None, *headers: tuple[str, str]) -> Request:
    """A request as the server hands it over: of several headers of one name one, with commas between."""
    environ = EnvironBuilder(headers=list(headers)).get_environ()
    environ.pop("REMOTE_ADDR", None)
    return Request(environ if address is None else environ | {"REMOTE_ADDR": address})


def via(*hops: str, address: str = PROXY) -> Request:
    return asked(address, ("X-Forwarded-For", ", ".join(hops)))


@pytest.mark.parametrize(
    ("request_", "address"),
    [
        (asked(BROWSER), BROWSER),
        (via(BROWSER), BROWSER),
        (via(BROWSER, INNER), BROWSER),
        (via(STRANGE, BROWSER, INNER), BROWSER),
        (via("127.0.0.1", BROWSER), BROWSER),
        (via(PROXY, BROWSER), BROWSER),
        (via(INNER), INNER),
        (via(f"{BROWSER}:51234"), BROWSER),
        (via("[fd12::7]:51234"), "fd12::7"),
        (via("[fd12::7]"), "fd12::7"),
        (via("FD12:0::7"), "fd12::7"),
        (via(f"::ffff:{BROWSER}"), BROWSER),
        (via(BROWSER, address=f"::ffff:{PROXY}"), BROWSER),
        (via(BROWSER, address="fd00::9"), BROWSER),
        (via(f"  {BROWSER}  "), BROWSER),
    ],
)
def test_the_address_is_that_of_the_last_who_is_no_proxy_of_ours(request_, address):
    assert peer(request_, BEHIND) == address


@pytest.mark.parametrize(
    "hop",
    ["", "unknown", "_hidden", "localhost", "10.8.1", "010.8.1.2", "10.8.1.2 10.8.6.6", "10.8.1.2:",
     "10.8.1.2:x", "[fd12::7", "fd12::7]", "[fd12::7]x", "[[fd12::7]]", "fd12::7%<script>", "fe80::1%eth0",
     "10.8.1.2/24",
     "１０.8.1.2", "10.8.1.2\x00", "for=10.8.1.2", "1e1.8.1.2", "-1"],
)  # fmt: skip
def test_what_is_no_address_is_not_believed_and_nothing_to_the_left_of_it_either(hop):
    assert peer(asked(PROXY, ("X-Forwarded-For", f"{STRANGE}, {hop}")), BEHIND) == PROXY


@pytest.mark.parametrize("settings", [ALONE, BEHIND])
@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP"],
)
def test_from_anyone_else_no_header_moves_the_address(settings, header):
    assert peer(asked(STRANGE, (header, "127.0.0.1")), settings) == STRANGE


@pytest.mark.parametrize("header", ["X-Real-IP", "Forwarded", "X-Client-IP", "X-Cluster-Client-Ip"])
def test_a_proxy_says_the_address_in_one_header_only(header):
    assert peer(asked(PROXY, (header, STRANGE)), BEHIND) == PROXY


def test_several_headers_are_one_chain_of_which_the_right_end_counts():
    """As the server joins them; a browser's own header stands left of what the proxy adds."""
    request = asked(PROXY, ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-For", BROWSER))
    assert request.headers["X-Forwarded-For"].replace(" ", "") == f"127.0.0.1,{BROWSER}"
    assert peer(request, BEHIND) == BROWSER


def test_over_a_socket_file_there_is_no_address_and_nothing_is_believed():
    request = asked(None, ("X-Forwarded-For", BROWSER), ("RemoteUser", "chief"))
    assert peer(request, BEHIND) == ""
    with pytest.raises(ForgedError):
        claimed(request, BEHIND)


ADDRESSES = st.ip_addresses().map(str)


@given(spoofed=st.lists(ADDRESSES | st.text("0123456789.:,[]% ", max_size=30), max_size=5), real=ADDRESSES)
@examples(max_examples=60)
def test_no_chain_that_a_browser_sends_hides_the_address_the_proxy_saw(spoofed, real):
    seen = ipaddress.ip_address(real)
    mapped = getattr(seen, "ipv4_mapped", None)
    if seen in {ipaddress.ip_address(ours) for ours in (PROXY, INNER, "fd00::9")}:
        return
    assert peer(asked(PROXY, ("X-Forwarded-For", ", ".join([*spoofed, real]))), BEHIND) == str(mapped or seen)


@given(chain=st.text(max_size=60).filter(lambda text: "\r" not in text and "\n" not in text))
@examples(max_examples=60)
def test_whatever_a_chain_says_the_answer_is_an_address(chain):
    environ = EnvironBuilder().get_environ() | {
        "REMOTE_ADDR": PROXY,
        "HTTP_X_FORWARDED_FOR": chain.encode("utf-8", "replace").decode("latin-1"),
    }
    assert ipaddress.ip_address(peer(Request(environ), BEHIND))


@pytest.mark.parametrize("address", [PROXY, INNER, f"::ffff:{PROXY}", "fd00::9"])
def test_the_proxy_names_an_account(address):
    assert claimed(asked(address, ("RemoteUser", " chief ")), BEHIND) == "chief"
    assert claimed(asked(address), BEHIND) == ""


@pytest.mark.parametrize(
    "address", [STRANGE, "127.0.0.1", "::1", "fd00::99", "::ffff:10.8.6.6", "not an address"]
)
@pytest.mark.parametrize("value", ["chief", "", "chief,chief"])
def test_from_anyone_else_the_header_is_refused_whatever_it_says(address, value):
    with pytest.raises(ForgedError) as refused:
        claimed(asked(address, ("RemoteUser", value)), BEHIND)
    assert refused.value.words.zh == STRANGER.to("zh", header="RemoteUser")


@pytest.mark.parametrize("chain", [PROXY, f"{PROXY}, {PROXY}", "127.0.0.1"])
def test_a_chain_that_names_the_proxy_makes_nobody_the_proxy(chain):
    with pytest.raises(ForgedError):
        claimed(asked(STRANGE, ("RemoteUser", "chief"), ("X-Forwarded-For", chain)), BEHIND)


def test_without_the_setting_the_header_is_any_header():
    assert claimed(asked(STRANGE, ("RemoteUser", "chief")), ALONE) == ""


@pytest.mark.parametrize(
    "value", ["chief,boss", "chief, chief", "张三", "chi\x7fef", "x" * 201, "chief\tboss"]
)
def test_a_header_that_names_nobody_or_two_is_refused(value):
    environ = asked(PROXY).environ | {"HTTP_REMOTEUSER": value.encode().decode("latin-1")}
    with pytest.raises(ForgedError) as refused:
        claimed(Request(environ), BEHIND)
    assert refused.value.words.en == UNCLEAR.to("en", header="RemoteUser")


def test_two_headers_of_that_name_are_refused():
    with pytest.raises(ForgedError):
        claimed(asked(PROXY, ("RemoteUser", "chief"), ("RemoteUser", "boss")), BEHIND)


@pytest.mark.parametrize("name", ["Remote-User", "Remote_User", "X-RemoteUser", "Remote User", "RemoteUser2"])
def test_a_header_of_another_name_is_not_the_header(name):
    """Servers write hyphens and underscores alike: the name has neither, so that it has no twin."""
    environ = asked(STRANGE).environ | {f"HTTP_{name.upper().replace('-', '_')}": "chief"}
    assert claimed(Request(environ), BEHIND) == ""


def test_a_name_with_a_hyphen_has_a_twin_that_cannot_be_told_from_it():
    """Why `jiequan run` refuses such a name: see tests/access/test_starting.py."""
    twin = Request(asked(PROXY).environ | {"HTTP_REMOTE_USER": "boss"})
    assert claimed(twin, Settings(proxy_addresses=(PROXY,), proxy_header="Remote-User")) == "boss"


@pytest.mark.parametrize(
    "request_",
    [
        asked(PROXY, ("X-Forwarded-Proto", "https")),
        asked(PROXY, ("X-Forwarded-Proto", "http, https")),
        asked("127.0.0.1"),
        asked("::1", ("X-Forwarded-Proto", "http")),
    ],
)
def test_what_comes_through_the_proxy_by_tls_or_from_this_machine_may_ask(request_):
    sheltered(request_, BEHIND)


@pytest.mark.parametrize(
    "request_",
    [
        asked(STRANGE),
        asked(STRANGE, ("X-Forwarded-Proto", "https")),
        asked(STRANGE, ("X-Forwarded-For", "127.0.0.1")),
        asked("fd00::99"),
        asked(None),
    ],
)
def test_what_comes_past_the_proxy_is_refused(request_):
    with pytest.raises(ForgedError) as refused:
        sheltered(request_, BEHIND)
    assert refused.value.words == PAST


@pytest.mark.parametrize("said", ["http", "https, http", "https,", "ftp", ""])
def test_what_came_to_the_proxy_in_plain_is_refused(said):
    with pytest.raises(ForgedError, match="https"):
        sheltered(asked(PROXY, ("X-Forwarded-Proto", said)), BEHIND)


def test_a_proxy_that_does_not_say_how_it_was_reached_is_not_believed_to_have_been_by_tls():
    with pytest.raises(ForgedError, match="https"):
        sheltered(asked(PROXY, ("X-Forwarded-For", BROWSER)), BEHIND)


def test_without_tls_everybody_may_ask():
    sheltered(asked(STRANGE, ("X-Forwarded-Proto", "http")), ALONE)
