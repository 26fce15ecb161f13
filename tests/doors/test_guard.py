"""The guard, from outside: who may pass which door of the running application."""

from __future__ import annotations

import gzip

import pytest

from dashboard.access import Grant
from dashboard.access.policy import PolicyError, shipped, surplus
from dashboard.app import create_app
from dashboard.desk import Desk
from dashboard.doors.guard import doors_of
from dashboard.doors.whole import LARGEST
from dashboard.scope import ALL, WHOLE, Scope
from layouts.sites import PAGES
from tests.entering import client_of, token_of
from tests.living import desk_in, dispatched

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
SAME = {"Origin": "http://localhost"}
READ = {"Accept": "text/html", "Sec-Fetch-Dest": "document"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made: Desk = desk_in(tmp_path_factory.mktemp("guard"), [fact for n in range(6) for fact in dispatched(n)])
    made.look()
    yield made
    made.close()


@pytest.fixture(scope="module")
def stranger(desk):
    return create_app(desk).server.test_client()


@pytest.fixture(scope="module")
def chief(desk):
    return client_of(desk, Grant(role="duty-chief", scope=WHOLE))


@pytest.fixture(scope="module")
def head(desk):
    return client_of(desk, Grant(role="department-head", scope=Scope(departments=frozenset({"ecology"}))))


def paths(server):
    """An address for every rule of the server."""
    values = {
        "page": "wall", "path": "wall", "filename": "css/10-frame.css", "way": "oidc", "act": "password",
        "package_name": "dash", "fingerprinted_path": "x.js", "lever": "1", "kind": "brief", "name": "now",
        "unit": "water", "panel": "units",
    }  # fmt: skip
    for path, method in doors_of(server):
        rule = next(rule for rule in server.url_map.iter_rules() if rule.rule == path)
        built = path
        for name in rule.arguments:
            kind = next(part for part in (f"<path:{name}>", f"<string:{name}>", f"<{name}>") if part in path)
            built = built.replace(kind, values[name])
        yield path, method, built


def told(reply):
    """What a snapshot says."""
    return gzip.decompress(reply.data).decode()


def asked(client, method, path, **more):
    return client.open(path, method=method, headers=SAME | more.pop("headers", {}), json={}, **more)


def test_signed_out_nothing_but_the_door_its_assets_and_health_answers(stranger):
    open_ = {"/healthz", "/readyz", "/sign-in", "/sign-in/<way>", "/sign-in/<way>/back", "/_favicon.ico"}
    for path, method, built in paths(stranger.application):
        status = asked(stranger, method, built).status_code
        if path in open_:
            assert status not in (403, 500), (method, built)
        elif path in ("/api/v1/facts", "/_reload-hash"):
            assert status in (400, 401, 403, 404, 415), (method, built, status)
        else:
            assert status == 401, (method, built, status)
    for name in shipped().doors["/assets/<path:filename>", "GET"].open - {"icons/favicon.svg"}:
        assert stranger.get(f"/assets/{name}").status_code == 200, name


def test_somebody_who_reads_is_led_to_the_door_and_back(stranger):
    reply = stranger.get("/cases?of=open&lang=en", headers=READ)
    assert reply.status_code == 303
    assert reply.headers["Location"] == "/sign-in?next=%2Fcases%3Fof%3Dopen%26lang%3Den"


def test_a_page_that_is_not_ones_own_says_whose_it_is(head):
    reply = head.get("/wall", headers=READ | {"Accept-Language": "zh"})
    assert reply.status_code == 403
    assert "这一项需要：" in reply.text
    assert "值班长" in reply.text
    assert "This needs" in head.get("/wall?lang=en", headers=READ).text


def test_a_script_is_told_in_two_words(head):
    reply = head.get("/snapshot/wall")
    assert (reply.status_code, reply.json["error"]) == (403, 403)
    assert set(reply.json["words"]) == {"zh", "en"}


def test_pages_and_snapshots_follow_the_policy_for_every_role(desk, monkeypatch):
    desk.look()
    one = desk.picture("wall", {}, "zh", ALL)
    monkeypatch.setattr(desk, "picture", lambda *_: one)  # who may see is asked here, not what is seen
    for name, role in shipped().roles.items():
        if role.device:
            continue
        client = client_of(desk, Grant(role=name, scope=WHOLE))
        for page in PAGES.values():
            wanted = 200 if page.name in role.pages else 403
            path = page.path + {"case": "hotline/000001", "department": "water"}.get(page.name, "")
            assert client.get(path).status_code == wanted, (name, page.name)
            assert client.get(f"/snapshot/{page.name}").status_code == wanted, (name, page.name)


def test_rows_are_those_of_the_scope_from_the_session_whatever_the_address_says(head, chief):
    for query in ("", "&department=water", "&scope=district", "&sight=all"):
        assert "000001" not in told(head.get(f"/snapshot/cases?of=open{query}"))
        assert "000001" not in head.get(f"/export/cases.csv?of=open{query}").text
    assert "000001" in chief.get("/export/cases.csv?of=open").text


def test_a_case_of_somebody_else_is_as_if_it_were_not_there(head):
    there, not_there = (
        told(head.get(f"/snapshot/case?key=case:hotline/{n}")).replace(n, "") for n in ("000001", "999999")
    )
    assert there == not_there


@pytest.mark.parametrize(
    "path", ["/nothing", "/wall/x", "/../etc/passwd", "/snapshot/nothing", "/__debugger__", "/console"]
)
def test_unknown_paths_are_404_for_everybody(stranger, chief, path):
    assert stranger.get(path).status_code in (404, 401)
    assert chief.get(path).status_code == 404


@pytest.mark.parametrize("method", ["TRACE", "PUT", "PATCH", "DELETE", "OPTIONS", "POST"])
def test_other_methods_are_405(chief, method):
    assert chief.open("/wall", method=method, headers=SAME).status_code == 405
    assert chief.open("/snapshot/wall", method=method, headers=SAME).status_code == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "http://evil.invalid"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.invalid"}, 403),
        ({}, 403),
    ],
)
def test_only_this_origin_can_have_a_browser_act(desk, headers, status):
    client = client_of(desk)
    assert client.post("/sign-out", json={}, headers=headers).status_code == status


def test_what_another_site_sends_is_noted_with_whose_browser_it_was(desk):
    client = client_of(desk)
    client.post("/sign-out", json={}, headers={"Sec-Fetch-Site": "cross-site"})
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.action, note.object, note.outcome) == (
        "refused",
        "POST /sign-out from another site",
        "refused",
    )
    assert desk.accounts.person(note.actor).post == "值班长"
    assert client.get("/me").status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_taken(chief, kind):
    reply = chief.post("/me/sessions", data=b"{}", headers=SAME, content_type=kind)
    assert reply.status_code == 415


def test_a_body_is_of_so_many_bytes(chief):
    large = b'{"a":"' + b"x" * LARGEST + b'"}'
    assert (
        chief.post("/me/sessions", data=large, headers=SAME, content_type="application/json").status_code
        == 413
    )


def test_a_callback_that_runs_in_the_browser_cannot_be_called(chief):
    name = next(iter(shipped().callbacks))
    body = {"output": name, "outputs": [], "inputs": [], "changedPropIds": []}
    assert chief.post("/_dash-update-component", json=body, headers=SAME).status_code in (400, 403)


@pytest.mark.parametrize(
    "body", [{}, [], 3, "x", {"output": ["a"]}, {"output": {"a": 1}}, {"output": "nothere.x"}]
)
def test_a_body_that_is_none_is_400(chief, body):
    assert chief.post("/_dash-update-component", json=body, headers=SAME).status_code == 400


def test_a_broken_body_is_400(chief):
    reply = chief.post("/_dash-update-component", data=b"{", headers=SAME, content_type="application/json")
    assert reply.status_code == 400


def test_the_policy_names_every_door_and_nothing_that_is_not_there(stranger, desk):
    server = stranger.application
    app = create_app(desk)
    assert surplus(shipped(), doors_of(server), app.callback_map, PAGES) == []


def test_a_door_without_a_line_stops_the_start(desk, monkeypatch):
    from dashboard import app

    def more(server, desk_):
        server.get("/secret")(lambda: "everything")

    monkeypatch.setattr(app.pushing, "register", more)
    with pytest.raises(PolicyError, match="GET /secret"):
        create_app(desk)


def test_a_callback_without_a_line_stops_the_start(desk, monkeypatch):
    from dash import Input, Output

    from callbacks import viewing
    from dashboard.ids import Id

    def more(app, desk_):
        app.callback(Output(Id.CONTENT, "title"), Input(Id.BEAT, "n_intervals"))(str)

    monkeypatch.setattr(viewing, "register", more)
    with pytest.raises(PolicyError, match=r"callback content\.title"):
        create_app(desk)


HEADERS = (
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy",
    "Permissions-Policy", "X-Frame-Options",
)  # fmt: skip


def test_security_headers_stand_on_every_answer_and_data_is_kept_nowhere(stranger, chief):
    for client in (stranger, chief):
        for path, method, built in paths(client.application):
            reply = asked(client, method, built)
            assert not [name for name in HEADERS if name not in reply.headers], built
            if not path.startswith(("/assets", "/_dash-component-suites")):
                assert reply.headers["Cache-Control"] == "no-store", built


HSTS = "Strict-Transport-Security"


def test_under_tls_a_browser_is_told_to_come_by_tls_alone_by_every_answer(desk, monkeypatch):
    client = create_app(desk).server.test_client()
    assert HSTS not in client.get("/sign-in").headers
    monkeypatch.setattr(desk, "settings", desk.settings.model_copy(update={"tls": "proxy"}))
    for path, method, built in paths(client.application):
        told = asked(client, method, built).headers[HSTS]
        assert int(told.removeprefix("max-age=")) >= 180 * 24 * 3600, path


def test_the_session_of_another_address_is_still_ones_own_for_people_and_never_for_a_wall(desk):
    desk.accounts.add_device("w", title="一楼大厅", addresses=["10.0.0.0/24"], days=3)
    client = create_app(desk).server.test_client()
    client.set_cookie("jq", token_of(desk, Grant(role="leader", scope=WHOLE)))
    assert client.get("/departments", environ_base={"REMOTE_ADDR": "10.9.9.9"}).status_code == 200


def test_a_wall_comes_in_by_its_token_which_leaves_the_address(desk):
    token = desk.accounts.add_device("hall", title="一楼大厅", addresses=["10.0.0.0/24"], days=3)
    client = create_app(desk).server.test_client()
    inside, outside = {"REMOTE_ADDR": "10.0.0.8"}, {"REMOTE_ADDR": "10.0.1.8"}
    assert client.get(f"/wall?device={token}", environ_base=outside).status_code == 401
    reply = client.get(f"/wall?device={token}&lang=en", environ_base=inside)
    assert (reply.status_code, reply.headers["Location"]) == (303, "/wall?lang=en")
    assert client.get("/wall", environ_base=inside).status_code == 200
    assert client.get("/wall", environ_base=outside).status_code == 401
    assert client.get("/departments", environ_base=inside).status_code == 403
    desk.accounts.disable_device("hall")
    assert client.get("/wall", environ_base=inside).status_code == 401


def test_who_hangs_a_wall_in_the_browser_of_a_person_ends_that_persons_session(desk):
    token = desk.accounts.add_device("desk", title="值班台", addresses=["127.0.0.1"], days=3)
    held = token_of(desk, Grant(role="leader", scope=WHOLE))
    server = create_app(desk).server
    client, elsewhere = server.test_client(), server.test_client()
    for one in (client, elsewhere):
        one.set_cookie("jq", held)
    assert client.get("/wall?device=none").status_code == 200  # no token: the person stays who they are
    assert elsewhere.get("/snapshot/departments").status_code == 200
    assert client.get(f"/wall?device={token}").status_code == 303
    assert client.get("/wall").status_code == 200
    assert elsewhere.get("/snapshot/departments").status_code == 401


def test_no_package_hangs_code_into_every_page_by_being_installed(desk, tmp_path, monkeypatch):
    told = tmp_path / "spy-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: spy\nVersion: 1.0\n", encoding="utf-8")
    (told / "entry_points.txt").write_text("[dash_hooks]\neye = spy:look\n", encoding="utf-8")
    (tmp_path / "spy.py").write_text("raise SystemExit('loaded')", encoding="utf-8")
    create_app(desk)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(PolicyError, match=r"spy \(spy:look\).*dash_hooks.*uninstall"):
        create_app(desk)
