"""The doors to sign in by: out and back, everything that must not open them, and the word of the proxy."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from dashboard.access import ways
from dashboard.access.oidc import DOWN
from dashboard.access.proxied import STRANGER
from dashboard.access.ways import UNKNOWN, UNNAMED, offered
from dashboard.settings import Settings
from tests.access.small_access import GOOD
from tests.doors.gateway import BACK, HERE, by_oidc, gateway
from tests.identity_provider import Identity, providing

pytestmark = pytest.mark.sweep

PROXY, STRANGE, BROWSER = "10.0.0.9", "10.8.6.6", "10.8.1.2"
BEHIND = {"tls": "proxy", "proxy_addresses": (PROXY,), "proxy_header": "RemoteUser"}


@pytest.fixture
def identity():
    with providing(Identity(back=BACK)) as found:
        yield found


@pytest.fixture
def made(tmp_path):
    """Doors with these settings."""
    opened = []

    def made_(**given):
        opened.append(gateway(tmp_path, **given))
        return opened[-1]

    yield made_
    for one in opened:
        one.ledger.close()


@pytest.fixture
def site(made, identity):
    """Doors with a provider."""
    return made(**by_oidc(identity))


def led(reply) -> str:
    """Where a browser is led."""
    assert reply.status_code in (302, 303)
    return reply.headers["Location"]


def returning(browser, onward="/wall", **headers) -> str:
    """The address to which the provider leads back a browser that went out; path and query."""
    out = led(browser.get("/sign-in/oidc", query_string={"next": onward}, headers=headers))
    back = urlsplit(requests.get(out, allow_redirects=False, timeout=5).headers["Location"])
    return f"{back.path}?{back.query}"


def cookies(reply) -> dict[str, str]:
    return {said.split("=")[0]: said for said in reply.headers.getlist("Set-Cookie")}


def why(reply) -> str:
    """The word with which somebody is led back to the page of sign-in; nothing was handed over."""
    assert "jq" not in cookies(reply)
    assert "__Host-jq" not in cookies(reply)
    place = urlsplit(led(reply))
    assert place.path == "/sign-in"
    return parse_qs(place.query)["why"][0]


def test_who_goes_out_comes_back_in_and_goes_on(site):
    browser = site.browser()
    reply = browser.get(returning(browser, "/wall?unit=D01&lang=en"))
    assert reply.status_code == 200
    assert 'content="0; url=/wall?unit=D01&amp;lang=en"' in reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    assert "SameSite=Strict" in cookies(reply)["jq"]
    assert browser.get("/wall").text == "chief"
    (note,) = site.noted()
    assert (note.actor, note.roles, str(note.action), note.object) == (
        "chief",
        "duty-chief",
        "sign-in",
        "oidc",
    )


def test_the_way_out_hangs_on_a_lax_cookie_that_is_gone_at_the_return(site):
    browser = site.browser()
    reply = browser.get("/sign-in/oidc")
    assert "SameSite=Lax" in cookies(reply)["jq-way"]
    assert reply.headers["Cache-Control"] == "no-store"
    back = browser.get(returning(browser))
    assert "Max-Age=0" in cookies(back)["jq-way"]
    assert browser.get_cookie("jq-way") is None


def test_the_page_between_is_in_the_readers_language_and_holds_no_script_of_its_own(site):
    browser = site.browser()
    pages = [
        browser.get(returning(browser), headers={"Accept-Language": lang}).text for lang in ("zh", "en-GB")
    ]
    assert ["继续" in page for page in pages] == [True, False]
    assert "Go on" in pages[1]
    assert not [page for page in pages if "<script>" in page or "style=" in page]


def test_a_way_is_used_once(site):
    browser = site.browser()
    browser.get("/sign-in/oidc")
    way = browser.get_cookie("jq-way").value
    back = returning(browser)
    browser.get(back)
    browser.set_cookie("jq-way", way)
    assert why(browser.get(back)) == "over"


def test_the_return_of_one_browser_signs_in_no_other(site):
    """A stolen address signs no thief in, and a planted one signs no victim in as somebody else."""
    owner, other = site.browser(), site.browser()
    back = returning(owner)
    assert why(other.get(back)) == "over"
    returning(other)  # the other has a way of its own open
    assert why(other.get(back)) == "over"
    assert other.get("/wall").text == "nobody"
    assert owner.get(back).status_code == 200


def test_a_return_without_a_way_out_is_led_to_sign_in_and_costs_no_note(site, identity):
    assert why(site.browser().get("/sign-in/oidc/back?code=x&state=y")) == "over"
    assert site.noted() == []
    assert identity.asked == []


@pytest.mark.parametrize("account", ["stranger", "local", "disabled", "张三", "chief,boss", "' OR 1=1 --"])
def test_who_has_no_account_for_this_way_is_refused_in_words_and_noted(site, identity, account):
    site.accounts.add("disabled", post="值班长", grants=[], password=None)
    site.accounts.disable("disabled")
    identity.account = account
    browser = site.browser()
    assert why(browser.get(returning(browser))) == "unknown"
    assert browser.get("/wall").text == "nobody"
    (note,) = site.noted()
    assert (str(note.action), note.outcome, note.address) == ("refused", "refused", "127.0.0.1")
    assert note.object.startswith("oidc: you are who you say, but have no account here")


def test_a_refusal_of_the_provider_keeps_where_one_wanted_to_go(site):
    browser = site.browser()
    state = parse_qs(urlsplit(led(browser.get("/sign-in/oidc?next=/cases"))).query)["state"][0]
    reply = browser.get("/sign-in/oidc/back", query_string={"error": "access_denied", "state": state})
    assert parse_qs(urlsplit(led(reply)).query) == {"why": ["denied"], "next": ["/cases"]}


def test_a_provider_that_is_not_there_leads_back_to_sign_in(made, identity):
    site = made(**by_oidc(identity) | {"oidc": {"issuer": "http://127.0.0.1:9", "client": "jiequan"}})
    assert why(site.browser().get("/sign-in/oidc?next=/wall")) == "down"


ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/wall\r\nX: y",
    "%2f%2fevil.example",
    '/"><script>alert(1)</script>\\',
]


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_nobody_is_led_out_of_this_program(site, onward):
    browser = site.browser()
    page = browser.get(returning(browser, onward)).text
    assert 'content="0; url=/"' in page
    assert "evil" not in page
    assert "<script>" not in page


def test_a_path_cannot_break_out_of_the_page_between(site):
    browser = site.browser()
    page = browser.get(returning(browser, "/wall?a=\"'><script>alert(1)</script>")).text
    assert "<script>" not in page
    assert "&#34;&#39;&gt;&lt;script&gt;" in page


def test_where_the_provider_leads_back_to_is_never_taken_from_the_request(site):
    reply = site.browser().get(
        "/sign-in/oidc", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    )
    assert parse_qs(urlsplit(led(reply)).query)["redirect_uri"] == [BACK]
    assert BACK.startswith(HERE)


def test_a_session_that_was_there_before_is_ended_and_never_taken_over(site):
    browser = site.browser()
    planted = site.accounts.sign_in("local", GOOD, address="127.0.0.1", agent="").token
    browser.set_cookie("jq", planted)
    assert browser.get("/wall").text == "local"
    browser.get(returning(browser))
    assert browser.get_cookie("jq").value != planted
    assert browser.get("/wall").text == "chief"
    assert site.accounts.viewer(planted, address="127.0.0.1", active=True) is None


@pytest.mark.parametrize(
    "path", ["/sign-in/oidc", "/sign-in/proxy", "/sign-in/oidc/back", "/sign-in/proxy/back", "/sign-in/x"]
)
def test_without_a_provider_and_a_proxy_there_are_no_such_doors(made, path):
    assert made().browser().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/sign-in/proxy", "/sign-in/proxy/back", "/sign-in/saml", "/sign-in/OIDC"])
def test_a_door_that_was_not_configured_is_none(site, path):
    assert site.browser().get(path).status_code == 404


def test_the_buttons_are_those_of_the_open_ways():
    assert offered(Settings()) == {}
    oidc = {
        "issuer": "https://id.example",
        "client": "jiequan",
        "title": {"zh": "政务统一身份", "en": "Government"},
    }
    both = offered(Settings(oidc=oidc, proxy_header="RemoteUser"))
    assert list(both) == ["oidc", "proxy"]
    assert (both["oidc"].zh, both["oidc"].en) == ("政务统一身份", "Government")


def test_every_reason_has_a_word_for_the_page_of_sign_in():
    assert {ways.why(words) for words in ways.WHYS.values()} == set(ways.WHYS)
    assert (ways.why(DOWN), ways.why(UNKNOWN), ways.why(UNNAMED)) == ("down", "unknown", "unnamed")


def through(site, path, address=PROXY, **headers):
    """A request of somebody behind the proxy, as its browser of the test keeps cookies."""
    given = {"X-Forwarded-For": BROWSER, "X-Forwarded-Proto": "https"} | headers
    return site.get(
        path, headers=given, environ_overrides={"REMOTE_ADDR": address}, base_url="https://localhost"
    )


def test_under_tls_the_cookies_are_bound_to_the_host(made, identity):
    identity.back = "https://localhost/sign-in/oidc/back"
    site = made(**by_oidc(identity) | BEHIND)
    browser = site.browser()
    reply = through(browser, "/sign-in/oidc")
    assert "Secure" in cookies(reply)["__Host-jq-way"]
    back = urlsplit(requests.get(led(reply), allow_redirects=False, timeout=5).headers["Location"])
    reply = through(browser, f"{back.path}?{back.query}")
    assert "Secure" in cookies(reply)["__Host-jq"]
    assert "Domain" not in cookies(reply)["__Host-jq"]
    assert site.noted()[0].address == BROWSER


def test_the_proxy_lets_in_whom_it_names(made):
    site = made(**BEHIND)
    browser = site.browser()
    reply = through(browser, "/sign-in/proxy?next=/wall", RemoteUser="Chief")
    assert 'content="0; url=/wall"' in reply.text
    assert through(browser, "/wall", RemoteUser="Chief").text == "chief"
    (note,) = site.noted()
    assert (note.actor, note.object, note.address) == ("chief", "proxy", BROWSER)


@pytest.mark.parametrize(
    ("headers", "word"),
    [({}, "unnamed"), ({"RemoteUser": ""}, "unnamed"), ({"RemoteUser": "stranger"}, "unknown"),
     ({"RemoteUser": "local"}, "unknown"), ({"Remote-User": "chief"}, "unnamed")],
)  # fmt: skip
def test_whom_the_proxy_does_not_name_or_nobody_knows_is_refused(made, headers, word):
    site = made(**BEHIND)
    assert why(through(site.browser(), "/sign-in/proxy", **headers)) == word


@pytest.mark.parametrize("path", ["/sign-in/proxy", "/wall", "/sign-in", "/no-such-path"])
@pytest.mark.parametrize(
    "headers",
    [{"RemoteUser": "chief"}, {"RemoteUser": ""}, {"RemoteUser": "chief", "X-Forwarded-For": PROXY}],
)
def test_from_anyone_else_the_header_is_refused_at_every_door_and_noted(made, path, headers):
    site = made(**BEHIND | {"tls": "none"})
    reply = site.browser().get(path, headers=headers, environ_overrides={"REMOTE_ADDR": STRANGE})
    assert reply.status_code == 400
    assert STRANGER.to("zh", header="RemoteUser") in reply.text
    assert "Set-Cookie" not in reply.headers
    (note,) = site.noted()
    assert (note.outcome, note.address, note.actor) == ("refused", STRANGE, "")
    assert note.object.startswith(f"GET {path}: the header RemoteUser")


def test_two_names_are_refused(made):
    site = made(**BEHIND)
    assert through(site.browser(), "/sign-in/proxy", RemoteUser="chief,boss").status_code == 400
    assert through(site.browser(), "/sign-in/proxy", RemoteUser="chief, chief").status_code == 400


@pytest.mark.parametrize(
    ("address", "headers"),
    [(STRANGE, {}), (STRANGE, {"X-Forwarded-For": PROXY}), (PROXY, {"X-Forwarded-Proto": "http"})],
)
def test_past_the_proxy_and_in_plain_nobody_gets_as_far_as_a_page(made, address, headers):
    site = made(**BEHIND)
    assert through(site.browser(), "/wall", address, **headers).status_code == 400
    assert len(site.noted()) == 1


def test_a_session_ends_when_the_proxy_names_somebody_else(made):
    site = made(**BEHIND)
    browser = site.browser()
    through(browser, "/sign-in/proxy", RemoteUser="chief")
    assert through(browser, "/wall", RemoteUser="CHIEF").text == "chief"
    assert through(browser, "/wall").text == "chief"  # it names nobody, as on a path it does not guard
    assert through(browser, "/wall", RemoteUser="another").text == "nobody"
    assert through(browser, "/wall", RemoteUser="chief").text == "nobody"  # over is over


def test_who_came_by_a_password_may_stay_whoever_the_proxy_names(made):
    site = made(**BEHIND)
    browser = site.browser()
    token = site.accounts.sign_in("local", GOOD, address=BROWSER, agent="").token
    browser.set_cookie("__Host-jq", token, domain="localhost", secure=True)
    assert through(browser, "/wall", RemoteUser="another").text == "local"
