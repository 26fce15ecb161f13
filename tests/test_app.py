"""The application: one picture for all, health, and nothing that is not named."""

from __future__ import annotations

import gzip
import re

import orjson
import pytest

from dashboard.app import assets_folder, create_app
from dashboard.desk import Desk
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    made: Desk = desk_in(tmp_path_factory.mktemp("desk"), [fact for n in range(3) for fact in dispatched(n)])
    yield made
    made.close()


@pytest.fixture
def desk(opened):
    opened.look()  # one that has not looked for some seconds is not ready
    return opened


@pytest.fixture(scope="module")
def client(opened):
    opened.look()
    return client_of(opened)


def test_the_way_in_leads_to_the_wall_and_keeps_the_query(client):
    reply = client.get("/?lang=en")
    assert reply.status_code == 302
    assert reply.headers["Location"] == "/wall?lang=en"


@pytest.mark.parametrize(
    ("query", "header", "lang"),
    [
        ("", "en-GB,en;q=0.9", "en"),
        ("", "zh-CN", "zh-CN"),
        ("?lang=en", "zh-CN", "en"),
        ("", "fr", "zh-CN"),
        ("", "", "zh-CN"),
    ],
)
def test_the_page_speaks_the_browsers_language_unless_the_address_says_otherwise(client, query, header, lang):
    page = client.get(f"/wall{query}", headers={"Accept-Language": header}).text
    assert f'<html lang="{lang}"' in page


def test_the_layout_speaks_the_language_of_the_page_it_belongs_to(client):
    layout = client.get(
        "/_dash-layout", headers={"Referer": "http://localhost/wall?lang=en", "Accept-Language": "zh"}
    )
    assert "Yunjiang District" in layout.text
    assert "云江区城市运行值守" in client.get("/_dash-layout", headers={"Accept-Language": "zh"}).text


def test_the_layout_of_one_page_is_never_kept_for_another(client):
    pages = {}
    for path in ("/cases", "/cases/hotline/000001"):
        reply = client.get("/_dash-layout", headers={"Referer": f"http://x{path}"})
        assert reply.headers["Cache-Control"] == "no-store"
        pages[path] = reply.get_json()["props"]["data-page"]
    assert pages == {"/cases": "cases", "/cases/hotline/000001": "case"}


def test_a_picture_comes_compressed_with_its_tag_its_boot_and_the_ages(client, desk):
    reply = client.get("/snapshot/wall")
    assert reply.status_code == 200
    assert reply.headers["Content-Encoding"] == "gzip"
    assert orjson.loads(gzip.decompress(reply.data))["tiles"]
    assert reply.headers["X-Boot"] == desk.boot
    assert int(reply.headers["X-Age-Ms"]) >= 0
    assert int(reply.headers["X-Now"]) == desk.clock.now().timestamp() * 1000
    assert [feed["name"] for feed in orjson.loads(reply.headers["X-Feeds"])] == [
        feed.name for feed in desk.district.feeds
    ]


def test_who_has_the_picture_gets_304_with_fresh_ages_and_no_body(client):
    tag = client.get("/snapshot/wall").headers["ETag"]
    reply = client.get("/snapshot/wall", headers={"If-None-Match": tag})
    assert reply.status_code == 304
    assert reply.data == b""
    assert "X-Age-Ms" in reply.headers
    assert "X-Feeds" in reply.headers


def test_pictures_are_never_kept_by_a_proxy(client):
    assert client.get("/snapshot/wall").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/snapshot/nothing",
        "/nothing",
        "/wall/deeper",
        "/_mcp",
        "/assets/../pyproject.toml",
        "/console",
    ],
)
def test_what_is_not_named_is_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
@pytest.mark.parametrize("path", ["/wall", "/snapshot/wall"])
def test_nothing_can_be_written_where_one_reads(client, method, path):
    assert getattr(client, method)(path, json={}).status_code == 405


@pytest.mark.parametrize(
    "path", ["/wall", "/snapshot/wall", "/healthz", "/readyz", "/nothing", "/assets/css/00-tokens.css"]
)
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_page_names_no_other_host(client):
    page = client.get("/wall").text
    assert not re.findall(r"(?:src|href)=[\"'](?:https?:)?//", page)


def test_health_is_plain_and_readiness_tells_all(client, desk):
    assert client.get("/healthz").data == b"ok\n"
    ready = client.get("/readyz")
    assert ready.status_code == 200
    told = ready.get_json()
    assert {"version", "cases", "feeds", "seq", "boot"} <= told.keys()
    assert {"state", "age_s", "received", "applied", "duplicate", "superseded", "quarantined"} <= told[
        "feeds"
    ][0].keys()


def test_a_stranger_is_told_whether_it_is_ready_and_no_more(desk):
    reply = create_app(desk).server.test_client().get("/readyz")
    assert (reply.status_code, reply.get_json()) == (200, {"ready": True})


def test_a_server_that_has_not_looked_yet_is_not_ready(tmp_path):
    idle = desk_in(tmp_path)
    try:
        reply = create_app(idle).server.test_client().get("/readyz")
        assert reply.status_code == 503
        assert reply.get_json()["ready"] is False
    finally:
        idle.close()


def test_two_applications_in_one_process_keep_their_callbacks(desk):
    first, second = create_app(desk), create_app(desk)
    for app in (first, second):
        with app.server.test_client() as client:
            client.get("/wall")
        assert app.callback_map


def test_every_callback_runs_in_the_browser(client, desk):
    assert all("clientside_function" in callback for callback in client.get("/_dash-dependencies").get_json())


def test_the_assets_are_found_in_a_checkout():
    assert (assets_folder() / "css" / "00-tokens.css").is_file()
