"""The doors of people, from outside: sign in, sign out, look after one's own account."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.access import Grant
from dashboard.app import create_app
from dashboard.clock import now
from dashboard.desk import Desk
from dashboard.ledger import Action
from dashboard.scope import WHOLE
from dashboard.text import LANGS
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
SAME = {"Origin": "http://localhost"}
SECRET, OTHER = "quaint otter 47 mills", "seven violet kites 82"
CHIEF = Grant(role="duty-chief", scope=WHOLE)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made: Desk = desk_in(tmp_path_factory.mktemp("doors"), dispatched(1))
    made.look()
    yield made
    made.close()


@pytest.fixture
def desk(home):
    yield home
    for person in home.accounts.people():
        home.accounts.end_all(person.account)


@pytest.fixture
def chief(desk, request):
    name = f"c{abs(hash(request.node.name)) % 10**9}"
    desk.accounts.add(name, post="值班长", grants=[CHIEF], password=SECRET)
    return name


@pytest.fixture
def browser(desk):
    return create_app(desk).server.test_client()


def tried(browser, account, password, **more):
    return browser.post("/sign-in", json={"account": account, "password": password, **more}, headers=SAME)


def newest(desk):
    return desk.ledger.book.read(limit=1)[0]


def test_the_right_password_opens_and_leads_on(desk, browser, chief):
    reply = tried(browser, chief, SECRET, next="/cases?of=open")
    assert (reply.status_code, reply.json) == (200, {"next": "/cases?of=open"})
    assert browser.get("/cases").status_code == 200
    note = newest(desk)
    assert (note.action, note.actor, note.roles, note.address) == (
        "sign-in",
        chief,
        "duty-chief",
        "127.0.0.1",
    )


def test_the_cookie_is_for_the_server_alone_and_for_this_site_alone(browser, chief):
    session, known = tried(browser, chief, SECRET).headers.getlist("Set-Cookie")
    assert (session[:3], known[:9]) == ("jq=", "jq-known=")
    for said in (session, known):
        assert {"HttpOnly", "Path=/", "SameSite=Strict"} <= {part.strip() for part in said.split(";")}


def test_under_tls_the_cookie_says_so(desk, chief, monkeypatch):
    monkeypatch.setattr(desk, "settings", desk.settings.model_copy(update={"tls": "proxy"}))
    browser = create_app(desk).server.test_client()
    session, known = tried(browser, chief, SECRET).headers.getlist("Set-Cookie")
    assert (session[:10], known[:16]) == ("__Host-jq=", "__Host-jq-known=")
    for said in (session, known):
        assert "Secure" in said
        assert "Domain" not in said


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.invalid",
        "https://evil.invalid",
        "/\\evil.invalid",
        "javascript:alert(1)",
        "/\r\nSet-Cookie:x",
        "\\\\x",
        "evil",
    ],
)
def test_on_from_the_door_leads_nowhere_else(browser, chief, onward):
    assert tried(browser, chief, SECRET, next=onward).json == {"next": "/"}
    assert "evil" not in browser.get("/sign-in", query_string={"next": onward}).headers.get("Location", "")


def test_a_wrong_password_and_an_unknown_account_are_told_the_same(desk, browser, chief):
    answers = [tried(browser, account, "wrong wrong wrong") for account in (chief, "nobody-of-that-name")]
    assert [reply.status_code for reply in answers] == [401, 401]
    assert answers[0].json == answers[1].json
    assert answers[0].json["words"] == {"zh": "账号或密码不对", "en": "Wrong account or password"}
    assert not any("Set-Cookie" in reply.headers for reply in answers)


def test_what_strangers_type_for_an_account_is_masked_in_the_audit(desk, browser):
    tried(browser, "13800001234", "wrong wrong wrong")
    assert "13800001234" not in newest(desk).actor


def test_too_many_tries_shut_this_address_for_a_while_and_say_so(desk, browser, chief):
    for _ in range(5):
        tried(browser, chief, "wrong wrong wrong")
    reply = tried(browser, chief, SECRET)
    assert reply.status_code == 429
    assert reply.json["words"]["zh"] == "尝试次数过多，请 15 分钟后再试"
    elsewhere = {"environ_base": {"REMOTE_ADDR": "10.0.0.77"}, "headers": SAME}
    assert (
        browser.post("/sign-in", json={"account": chief, "password": SECRET}, **elsewhere).status_code == 200
    )
    assert Action.LOCKED in {note.action for note in desk.ledger.book.read()}


def test_a_known_browser_goes_on_where_strangers_have_shut_the_address(desk, browser, chief):
    tried(browser, chief, SECRET)
    browser.post("/sign-out", json={}, headers=SAME)
    stranger = create_app(desk).server.test_client()
    for _ in range(5):
        tried(stranger, chief, "wrong wrong wrong")
    assert tried(stranger, chief, SECRET).status_code == 429
    assert tried(browser, chief, SECRET).status_code == 200


def test_what_a_browser_is_known_by_opens_no_door_and_names_nobody(desk, browser, chief):
    tried(browser, chief, SECRET)
    known = browser.get_cookie("jq-known").value
    assert chief not in known
    thief = create_app(desk).server.test_client()
    thief.set_cookie("jq-known", known)
    assert thief.get("/cases").status_code == 401
    thief.set_cookie("jq", known)
    assert thief.get("/cases").status_code == 401
    assert tried(thief, chief, "wrong wrong wrong").status_code == 401


def test_whoever_is_turned_away_is_not_known(browser, chief):
    assert not tried(browser, chief, "wrong wrong wrong").headers.getlist("Set-Cookie")


def test_after_a_new_password_this_browser_alone_is_known(desk, browser, chief):
    other = create_app(desk).server.test_client()
    tried(browser, chief, SECRET)
    tried(other, chief, SECRET)
    assert (
        browser.post("/me/password", json={"present": SECRET, "new": OTHER}, headers=SAME).status_code == 200
    )
    stranger = create_app(desk).server.test_client()
    for _ in range(5):
        tried(stranger, chief, "wrong wrong wrong")
    assert tried(other, chief, OTHER).status_code == 429
    assert tried(browser, chief, OTHER).status_code == 200


def test_strangers_who_guess_the_present_password_in_a_session_shut_no_known_browser(desk, browser, chief):
    tried(browser, chief, SECRET)
    stranger = create_app(desk).server.test_client()
    for _ in range(5):
        tried(stranger, chief, "wrong wrong wrong")
    good = browser.post("/me/password", json={"present": SECRET, "new": OTHER}, headers=SAME)
    assert good.status_code == 200


def test_signing_in_again_ends_the_session_that_was_there(desk, browser, chief):
    tried(browser, chief, SECRET)
    planted = browser.get_cookie("jq").value
    tried(browser, chief, SECRET)
    assert browser.get_cookie("jq").value != planted
    browser.set_cookie("jq", planted)
    assert browser.get("/cases").status_code == 401


def test_a_token_that_somebody_made_up_never_becomes_a_session(browser, chief):
    browser.set_cookie("jq", "made-up-token")
    tried(browser, chief, SECRET)
    assert browser.get_cookie("jq").value != "made-up-token"


def test_signing_out_ends_at_once_and_clears_what_the_browser_keeps(desk, browser, chief):
    tried(browser, chief, SECRET)
    token = browser.get_cookie("jq").value
    reply = browser.post("/sign-out", json={}, headers=SAME)
    assert reply.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert reply.json == {"next": "/sign-in"}
    browser.set_cookie("jq", token)
    assert browser.get("/cases").status_code == 401
    assert newest(desk).action in ("sign-out", "refused")


def test_a_disabled_person_is_out_at_once(desk, browser, chief):
    tried(browser, chief, SECRET)
    desk.accounts.disable(chief)
    assert browser.get("/cases").status_code == 401
    assert tried(browser, chief, SECRET).status_code == 401


def test_changed_rights_need_a_new_session(desk, browser, chief):
    tried(browser, chief, SECRET)
    desk.accounts.change(chief, grants=[Grant(role="auditor")])
    assert browser.get("/cases").status_code == 401
    tried(browser, chief, SECRET)
    assert browser.get("/cases").status_code == 403
    assert browser.get("/audit").status_code == 200


def test_a_session_that_nobody_touches_ends_and_beats_do_not_keep_it(desk, browser, chief, monkeypatch):
    tried(browser, chief, SECRET)
    begun = now()
    for minute in (10, 20, 29):
        monkeypatch.setattr(desk.accounts, "_now", lambda minute=minute: begun + timedelta(minutes=minute))
        reply = browser.get("/snapshot/departments")
        assert reply.status_code == 200
        assert int(reply.headers["X-Idle-Left"]) <= (30 - minute) * 60
    monkeypatch.setattr(desk.accounts, "_now", lambda: begun + timedelta(minutes=31))
    assert browser.get("/snapshot/departments").status_code == 401


def test_a_hand_on_the_mouse_keeps_it(desk, browser, chief, monkeypatch):
    tried(browser, chief, SECRET)
    begun = now()
    for minute in (20, 40, 60):
        monkeypatch.setattr(desk.accounts, "_now", lambda minute=minute: begun + timedelta(minutes=minute))
        assert browser.get("/snapshot/departments", headers={"X-Active": "1"}).status_code == 200
    monkeypatch.setattr(desk.accounts, "_now", lambda: begun + timedelta(hours=8, minutes=1))
    assert browser.get("/snapshot/departments", headers={"X-Active": "1"}).status_code == 401


def test_the_page_of_the_own_account_names_roles_scope_and_sessions(desk, browser, chief):
    tried(browser, chief, SECRET)
    page = browser.get("/me", headers={"Accept-Language": "zh"}).text
    assert all(word in page for word in (chief, "值班长（全区）", "127.0.0.1", "本次", "修改密码"))
    assert "Change password" in browser.get("/me?lang=en").text


def test_a_new_password_needs_the_present_one_and_ends_the_other_sessions(desk, browser, chief):
    other = create_app(desk).server.test_client()
    tried(browser, chief, SECRET)
    tried(other, chief, SECRET)
    wrong = browser.post("/me/password", json={"present": "x", "new": OTHER}, headers=SAME)
    assert wrong.status_code == 401
    weak = browser.post("/me/password", json={"present": SECRET, "new": "password1234"}, headers=SAME)
    assert weak.status_code == 400
    assert set(weak.json["words"]) == {"zh", "en"}
    good = browser.post("/me/password", json={"present": SECRET, "new": OTHER}, headers=SAME)
    assert good.json == {"next": "/me"}
    assert browser.get("/me").status_code == 200
    assert other.get("/me").status_code == 401
    assert tried(other, chief, OTHER).status_code == 200


def test_one_ends_ones_own_sessions_and_nobody_elses(desk, browser, chief):
    stranger = client_of(desk, CHIEF)
    tried(browser, chief, SECRET)
    theirs = next(
        one for person in desk.accounts.people() for one in desk.accounts.sessions(person.account)
        if person.account != chief
    )  # fmt: skip
    assert browser.post("/me/sessions", json={"session": theirs.id}, headers=SAME).status_code == 404
    assert stranger.get("/cases").status_code == 200
    assert browser.post("/me/sessions", json={}, headers=SAME).status_code == 200
    assert len(desk.accounts.sessions(chief)) == 1


@pytest.mark.parametrize(
    "body", [None, [], "x", 3, {"account": ["a"]}, {"account": None, "password": {}}, {}]
)
def test_odd_bodies_at_the_door_are_wrong_and_break_nothing(browser, body):
    reply = (
        browser.post("/sign-in", json=body, headers=SAME)
        if body is not None
        else browser.post("/sign-in", data=b"null", headers=SAME, content_type="application/json")
    )
    assert reply.status_code == (401 if body == {} else 400)


def test_the_door_speaks_both_languages_and_runs_nothing_inline(browser):
    zh, en = (browser.get("/sign-in", headers={"Accept-Language": lang}).text for lang in ("zh", "en"))
    assert '<html lang="zh-CN"' in zh
    assert "账号" in zh
    assert '<html lang="en"' in en
    assert "Password" in en
    for page in (zh, en):
        assert "<style" not in page
        assert "style=" not in page
        assert "<script>" not in page


def test_whoever_is_in_is_led_on_from_the_door(browser, chief):
    tried(browser, chief, SECRET)
    assert browser.get("/sign-in?next=/weekly").headers["Location"] == "/weekly"


def test_the_start_is_the_first_page_of_ones_own(desk):
    starts = {
        "duty-chief": "/wall",
        "department-head": "/departments",
        "auditor": "/audit",
        "system-admin": "/feeds",
    }
    for role, path in starts.items():
        assert (
            client_of(desk, Grant(role=role, scope=WHOLE)).get("/?lang=en").headers["Location"]
            == f"{path}?lang=en"
        )


def test_only_a_demo_shows_people_to_pick(desk, browser):
    assert "data-account" not in browser.get("/sign-in").text


@pytest.mark.sweep
@pytest.mark.timeout(600)  # all pages of all people, in both languages
def test_the_people_of_a_demo_can_all_sign_in_and_each_sees_what_the_policy_says(tmp_path):
    from dashboard.access.demo import settle

    desk = desk_in(tmp_path, dispatched(1))
    desk.look()
    token = settle(desk.accounts, desk.policy, desk.district, tmp_path)
    browser = create_app(desk).server.test_client()
    assert (tmp_path / "people.json").stat().st_mode & 0o077 == 0
    assert "data-account" in browser.get("/sign-in").text
    people = desk.demo_people()
    assert {one["account"] for one in people} == {
        n for n, role in desk.policy.roles.items() if not role.device
    }
    assert len({one["password"] for one in people}) == len(people)
    for one in people:
        assert tried(browser, one["account"], one["password"]).status_code == 200, one["account"]
        pages = desk.policy.roles[one["account"]].pages
        for name in desk.pages:
            wanted = 200 if name in pages else 403
            said = [browser.get(f"/snapshot/{name}?lang={lang}").status_code for lang in LANGS]
            assert said == [wanted] * len(LANGS), (one["account"], name)
    wall = create_app(desk).server.test_client()
    assert wall.get(f"/wall?device={token}").status_code == 303
    assert wall.get("/snapshot/wall").status_code == 200
    desk.close()
