"""Back from a provider on another site, in a real browser, whose rules for cookies decide."""

from __future__ import annotations

import threading

import pytest
from flask import Response, redirect
from werkzeug.serving import make_server

from dashboard.access.cookies import signed_in
from tests.browser.stage import PATIENCE
from tests.doors.gateway import by_oidc, gateway
from tests.identity_provider import Identity, providing
from tests.running import free_port

pytestmark = pytest.mark.browser
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'self'"


@pytest.fixture
def identity():
    with providing(Identity(greets=True)) as found:
        yield found


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def site(identity, tmp_path, port):
    """The doors on localhost, which to a browser is another site than the provider's 127.0.0.1."""
    identity.back = f"http://localhost:{port}/sign-in/oidc/back"
    found = gateway(tmp_path, **by_oidc(identity))

    @found.server.after_request
    def strict(reply: Response) -> Response:
        reply.headers["Content-Security-Policy"] = POLICY
        return reply

    @found.server.get("/by-redirect")
    def by_redirect() -> Response:
        """What the return must not do: hand the session over and redirect."""
        token = found.accounts.admit("chief", address="127.0.0.1", agent="").token
        return signed_in(redirect("/wall"), token, found.settings)

    server = make_server("127.0.0.1", port, found.server, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    server.shutdown()
    server.server_close()
    thread.join()
    found.ledger.close()


@pytest.fixture
def page(chromium):
    context = chromium.new_context()
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    yield opened
    context.close()


def test_a_click_at_the_provider_ends_signed_in_on_the_page_one_wanted(site, identity, page, port):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://localhost:{port}/sign-in/oidc?next=/wall?unit=D01")
    assert page.url.startswith(identity.url)
    page.get_by_role("link").click()
    page.wait_for_url("**/wall?unit=D01")
    assert page.inner_text("body") == "chief"
    (cookie,) = page.context.cookies(f"http://localhost:{port}")
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("jq", True, "Strict")
    assert not [text for text in said if "Content Security" in text]


def test_the_page_between_is_needed_since_a_redirect_from_another_site_brings_no_session(
    site, identity, page, port
):
    page.goto(identity.url)
    page.set_content(f'<a href="http://localhost:{port}/by-redirect">in</a>')
    page.get_by_role("link").click()
    page.wait_for_url("**/wall")
    assert page.inner_text("body") == "nobody"
