"""Cookies: their names and flags with and without TLS, and that nothing else is taken for them."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import Morsel, SimpleCookie

import pytest
from flask import Flask, Request, Response
from werkzeug.test import EnvironBuilder

from dashboard.access import cookies
from dashboard.settings import Settings

PLAIN = Settings()
TLS = Settings(tls="proxy", proxy_addresses=("10.0.0.9",))
TOKEN = "t0ken-of-a-session"


def set_by(reply: Response) -> Morsel[str]:
    """The one cookie that a reply sets."""
    (said,) = reply.headers.getlist("Set-Cookie")
    (found,) = SimpleCookie(said).values()
    return found


def asking(cookie: str) -> Request:
    return Request(EnvironBuilder(headers={"Cookie": cookie}).get_environ())


@pytest.fixture(autouse=True)
def application():
    with Flask("cookies").app_context():
        yield


@pytest.mark.parametrize(("settings", "name"), [(PLAIN, "jq"), (TLS, "__Host-jq")])
def test_a_session_is_out_of_reach_of_scripts_and_of_other_sites(settings, name):
    cookie = set_by(cookies.signed_in(Response(), TOKEN, settings))
    assert (cookie.key, cookie.value) == (name, TOKEN)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/")
    assert bool(cookie["secure"]) is settings.secure
    assert cookie["domain"] == ""
    assert cookie["max-age"] == ""  # gone with the browser


def test_a_session_that_lasts_says_for_how_long():
    cookie = set_by(cookies.signed_in(Response(), TOKEN, TLS, lasts=timedelta(days=90)))
    assert cookie["max-age"] == str(90 * 24 * 3600)


@pytest.mark.parametrize("settings", [PLAIN, TLS])
def test_what_was_handed_over_is_taken_back_by_the_same_name(settings):
    given = set_by(cookies.signed_in(Response(), TOKEN, settings))
    assert cookies.taken(asking(f"other=1; {given.key}={given.value}"), settings) == TOKEN
    gone = set_by(cookies.signed_out(Response(), settings))
    assert (gone.key, gone.value, gone["max-age"], gone["path"]) == (given.key, "", "0", "/")
    assert (
        bool(gone["secure"]) is settings.secure
    )  # a browser ignores the deletion of a __Host- cookie without


@pytest.mark.parametrize("settings", [PLAIN, TLS])
def test_a_browser_without_a_session_shows_none(settings):
    assert cookies.taken(asking("jqx=1; __Host-jqx=2"), settings) == ""
    assert cookies.way_of(asking(""), settings) == ""


def test_under_tls_a_cookie_that_a_plain_page_could_have_set_is_not_looked_at():
    assert cookies.taken(asking(f"jq={TOKEN}"), TLS) == ""


@pytest.mark.parametrize(("settings", "name"), [(PLAIN, "jq-known"), (TLS, "__Host-jq-known")])
def test_what_a_browser_is_known_by_lasts_a_year_out_of_reach_of_scripts_and_sites(settings, name):
    cookie = set_by(cookies.known_by(Response(), "known", settings))
    assert (cookie.key, cookie["samesite"], cookie["httponly"]) == (name, "Strict", True)
    assert (cookie["max-age"], cookie["path"], cookie["domain"]) == (str(365 * 24 * 3600), "/", "")
    assert bool(cookie["secure"]) is settings.secure
    assert cookies.known_as(asking(f"{name}=known"), settings) == "known"
    assert cookies.known_as(asking("jq-know=x; __Host-jq=y"), settings) == ""


@pytest.mark.parametrize(("settings", "name"), [(PLAIN, "jq-way"), (TLS, "__Host-jq-way")])
def test_the_way_out_is_known_for_ten_minutes_when_the_provider_leads_back(settings, name):
    cookie = set_by(cookies.sent_out(Response(), "way", settings))
    assert (cookie.key, cookie["samesite"], cookie["httponly"]) == (name, "Lax", True)
    assert (cookie["max-age"], cookie["path"], bool(cookie["secure"])) == ("600", "/", settings.secure)
    assert cookies.way_of(asking(f"{name}=way"), settings) == "way"
    gone = set_by(cookies.come_back(Response(), settings))
    assert (gone.key, gone["max-age"]) == (name, "0")
