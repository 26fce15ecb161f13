"""`jiequan user` and `jiequan device`: checked words, no password among them, each act noted."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from typer.testing import CliRunner

from dashboard.__main__ import app
from dashboard.access import AccessError, Grant
from dashboard.access.accounts import Accounts
from dashboard.access.totp import codes
from dashboard.clock import now
from dashboard.commands import enrolling, noting
from dashboard.commands.people import device, user
from dashboard.ledger.store import Ledger
from dashboard.refusal import Refusal
from dashboard.scope import NOTHING, WHOLE, Scope
from dashboard.settings import Settings, ledger_keys
from tests.access.small_access import GOOD, HERE, OTHER, QUICK
from tests.access.test_second_factors import secret_of

pytestmark = pytest.mark.sweep

CHIEF = ("chief", "--post", "值班长 02 席", "--role", "duty-chief", "--scope", "district")


@pytest.fixture
def noted(monkeypatch) -> list[tuple[str, ...]]:
    """What was written into the audit: action, object, before, after."""
    notes: list[tuple[str, ...]] = []
    monkeypatch.setattr(
        enrolling.Office,
        "note",
        lambda _, action, about, before="", after="": notes.append((action, about, before, after)),
    )
    return notes


@pytest.fixture
def home(tmp_path, monkeypatch, noted):
    for name in ("JIEQUAN_DISTRICT", "JIEQUAN_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("dashboard.access.accounts.Passwords", lambda: QUICK)
    return tmp_path


@pytest.fixture
def run(home):
    """Give a command; what it printed, or the refusal it ended with."""

    def run_(*words: str, typed: str = "", code: int = 0) -> str:
        options = ["--district", "yunjiang", "--home", str(home)]
        done = CliRunner().invoke(app, [*words, *options], input=typed, catch_exceptions=False)
        assert done.exit_code == code, done.output
        return done.output

    return run_


@pytest.fixture
def doors(home):
    """The accounts of the same home."""
    settings = Settings(home=home)
    ledger = Ledger.open(settings.ledger_url, key=ledger_keys(settings))
    yield Accounts(ledger, passwords=QUICK)
    ledger.close()


@pytest.fixture
def chief(run):
    run("user", "add", *CHIEF, "--password-stdin", typed=f"{GOOD}\n")


def enter(doors, account: str = "chief", word: str = GOOD, **given) -> str | None:
    return doors.sign_in(account, word, address=HERE, agent="Chromium", **given).token


def test_an_account_that_was_added_signs_in_and_may_what_was_said(run, doors, noted):
    said = run("user", "add", *CHIEF, "--role", "auditor", "--password-stdin", typed=f"{GOOD}\n")
    assert "已添加 · added: chief（值班长 02 席; auditor, duty-chief district）" in said
    assert GOOD not in said
    assert doors.person("chief").grants == (Grant(role="auditor"), Grant(role="duty-chief", scope=WHOLE))
    assert enter(doors)
    assert noted == [("person-add", "chief", "", "值班长 02 席; auditor, duty-chief district")]


def test_a_password_is_typed_twice_and_never_shown(run, doors, monkeypatch):
    monkeypatch.setattr(enrolling, "terminal", lambda: True)
    said = run("user", "add", *CHIEF, typed=f"{GOOD}\n{OTHER}\n{GOOD}\n{GOOD}\n")
    assert GOOD not in said
    assert "再次输入 · again" in said
    assert enter(doors)


def test_without_a_terminal_a_password_is_handed_over_by_standard_input_only(run):
    with pytest.raises(Refusal, match="--password-stdin"):
        run("user", "add", *CHIEF)
    assert CliRunner().invoke(app, ["user", "add", *CHIEF, "--password", GOOD]).exit_code == 2


def test_a_weak_password_adds_nobody_and_notes_nothing(run, doors, noted):
    with pytest.raises(AccessError, match="easily guessed"):
        run("user", "add", *CHIEF, "--password-stdin", typed="password1234\n")
    assert (doors.people(), noted) == ([], [])


def test_whoever_signs_in_elsewhere_is_asked_for_no_password(run, doors):
    run("user", "add", *CHIEF, "--elsewhere")
    assert not doors.person("chief").local
    assert doors.admit("chief", address=HERE, agent="x").token


def test_a_post_of_the_district_file_brings_its_words_and_the_units_it_leads(run, doors):
    run("user", "add", "deputy", "--post", "deputy-urban", "--role", "leader", "--elsewhere")
    deputy = doors.person("deputy")
    assert deputy.post == "分管城建副区长"
    (grant,) = deputy.grants
    assert {"water", "housing", "greening"} <= grant.scope.departments
    assert not grant.scope.departments & {"police", "health"}
    assert not grant.scope.streets


def test_a_scope_that_is_said_is_stronger_than_that_of_the_post(run, doors):
    run("user", "add", "d", "--post", "deputy-urban", "--role", "leader", "--scope", "street:990101001",
        "--scope", "department:water", "--elsewhere")  # fmt: skip
    scope = Scope(streets=frozenset({"990101001"}), departments=frozenset({"water"}))
    assert doors.person("d").grants == (Grant(role="leader", scope=scope),)


def test_a_role_that_sees_no_single_case_has_no_scope(run, doors):
    run("user", "add", "audit", "--post", "审计员", "--role", "auditor", "--scope", "district", "--elsewhere")
    assert doors.person("audit").grants == (Grant(role="auditor", scope=NOTHING),)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--role", "king", "--scope", "district"], "'king' is no role of a person; there are dispatcher"),
        (["--role", "wall", "--scope", "district"], "'wall' is no role of a person"),
        (["--scope", "district"], "a person needs a --role; there are dispatcher"),
        (["--role", "leader"], "leader sees cases of its scope: --scope district"),
        (["--role", "leader", "--scope", "street:1"], "street:1: no such street .* 990101001"),
        (["--role", "leader", "--scope", "department:navy"], "no such department .* water"),
        (["--role", "leader", "--scope", "everything"], "write district, street:CODE or department:CODE"),
    ],
)  # fmt: skip
def test_words_that_fit_neither_policy_nor_district_are_refused_with_those_that_do(run, doors, words, why):
    with pytest.raises(Refusal, match=why):
        run("user", "add", "x", "--post", "岗位", "--elsewhere", *words)
    assert doors.people() == []


@pytest.mark.usefixtures("chief")
def test_what_a_change_does_not_say_stays(run, doors, noted):
    run("user", "change", "chief", "--post", "值班长 01 席")
    assert doors.person("chief").post == "值班长 01 席"
    run("user", "change", "chief", "--role", "dispatcher")
    assert doors.person("chief").grants == (Grant(role="dispatcher", scope=WHOLE),)
    run("user", "change", "chief", "--scope", "department:water")
    scope = Scope(departments=frozenset({"water"}))
    assert doors.person("chief").grants == (Grant(role="dispatcher", scope=scope),)
    assert noted[-1] == (
        "person-change",
        "chief",
        "值班长 01 席; dispatcher district",
        "值班长 01 席; dispatcher department:water",
    )


@pytest.mark.usefixtures("chief")
def test_a_password_set_ends_the_sessions(run, doors, noted):
    held = enter(doors)
    said = run("user", "password", "chief", "--password-stdin", typed=f"{OTHER}\n")
    assert OTHER not in said
    assert enter(doors, word=OTHER)
    assert doors.viewer(held, address=HERE, active=True) is None
    assert noted[-1][:2] == ("password", "chief")
    assert all(word.startswith("set 20") for word in noted[-1][2:])


@pytest.mark.usefixtures("chief")
def test_an_account_is_shut_and_opened_again(run, doors, noted):
    held = enter(doors)
    assert "已停用" in run("user", "disable", "chief")
    assert doors.viewer(held, address=HERE, active=True) is None
    assert enter(doors) is None
    assert "已启用" in run("user", "enable", "chief")
    assert enter(doors)
    assert [one[0] for one in noted] == ["person-add", "person-disable", "person-enable"]


@pytest.mark.usefixtures("chief")
def test_accounts_are_listed_in_both_languages_and_for_programs(run):
    assert "没有账号" not in run("user", "list")
    for lang, words in (("zh", ("值班长", "district", "启用")), ("en", ("Duty chief", "enabled", "here"))):
        said = run("user", "list", "--lang", lang)
        assert all(word in said for word in ("chief", *words))
    (one,) = json.loads(run("user", "list", "--json"))
    assert (one["account"], one["local"], one["disabled"], one["second_factor"]) == (
        "chief",
        True,
        False,
        False,
    )
    assert one["grants"] == [{"role": "duty-chief", "scope": "district"}]
    assert "argon2" not in str(one)


def test_where_there_is_nobody_it_says_how_to_begin(run):
    assert "jiequan user add" in run("user", "list")
    assert "jiequan device add" in run("device", "list")


@pytest.mark.usefixtures("chief")
def test_sessions_are_listed_and_ended(run, doors, noted):
    assert "没有进行中的会话" in run("user", "sessions", "chief")
    first, second = enter(doors), enter(doors)
    shown = json.loads(run("user", "sessions", "chief", "--json"))
    assert [(one["address"], one["agent"]) for one in shown] == [(HERE, "Chromium")] * 2
    assert "Chromium" in run("user", "sessions", "chief")
    run("user", "sessions", "chief", "--end", shown[1]["id"])
    assert [bool(doors.viewer(held, address=HERE, active=False)) for held in (first, second)].count(True) == 1
    assert "1" in run("user", "sessions", "chief", "--end-all")
    assert doors.sessions("chief") == []
    assert [one[0] for one in noted].count("session-end") == 2


@pytest.mark.usefixtures("chief")
def test_an_id_that_is_none_or_several_ends_nothing(run, doors):
    enter(doors), enter(doors)
    for start in ("", "nothing"):
        with pytest.raises(Refusal, match="sessions of chief begin with"):
            run("user", "sessions", "chief", "--end", start)
    assert len(doors.sessions("chief")) == 2


@pytest.mark.usefixtures("chief")
def test_a_second_factor_is_shown_once_and_comes_in_force_by_its_code(run, doors, monkeypatch, noted):
    assert "首次使用验证码登录后生效" in run("user", "second-factor", "chief")
    assert not doors.person("chief").totp

    monkeypatch.setattr(enrolling, "terminal", lambda: True)
    uris = []
    real = Accounts.second_factor
    monkeypatch.setattr(Accounts, "second_factor", lambda *said: uris.append(real(*said)) or uris[-1])
    monkeypatch.setattr(
        enrolling.typer,
        "prompt",
        lambda *_, **__: codes(secret_of(uris[-1])).generate(int(now().timestamp())).decode(),
    )
    said = run("user", "second-factor", "chief")
    assert uris[-1] in said
    assert "双因素已生效" in said
    assert doors.person("chief").totp
    assert doors.sign_in("chief", GOOD, address=HERE, agent="x").refused == "code"

    run("user", "second-factor", "chief", "--off")
    assert enter(doors)
    assert [one[3] for one in noted if one[0] == "second-factor"] == ["offered", "offered", "in force", "off"]
    assert "secret" not in str(noted)


@pytest.mark.usefixtures("chief")
def test_a_wrong_code_is_told_with_exit_code_one(run, doors, monkeypatch):
    monkeypatch.setattr(enrolling, "terminal", lambda: True)
    assert "尚未生效" in run("user", "second-factor", "chief", typed="000000\n", code=1)
    assert not doors.person("chief").totp


@pytest.mark.parametrize(
    "words",
    [["change"], ["password", "--password-stdin"], ["disable"], ["enable"], ["sessions"], ["second-factor"]],
)
def test_an_account_that_does_not_exist_is_told_by_name(run, noted, words):
    with pytest.raises(AccessError, match="no account ghost: jiequan user list"):
        run("user", words[0], "ghost", *words[1:], typed=f"{GOOD}\n")
    assert noted == []


def test_the_address_of_a_wall_is_told_once_and_lets_it_in(run, doors, noted):
    said = run("device", "add", "hall", "--title", "值班大厅", "--address", "10.1.2.0/24", "--days", "7")
    (address,) = [line for line in said.splitlines() if line.startswith("http")]
    site, token = address.split("/wall?device=")
    assert site == "http://127.0.0.1:8050"
    assert doors.enter(token, address=HERE, agent="kiosk").token
    assert noted == [("device-add", "hall", "", "值班大厅 10.1.2.0/24 7 d")]
    for lang in ("zh", "en"):
        assert token not in run("device", "list", "--lang", lang)
    (one,) = json.loads(run("device", "list", "--json"))
    assert (one["name"], one["title"], one["addresses"]) == ("hall", "值班大厅", ["10.1.2.0/24"])
    assert token not in str(one)


def test_a_wall_is_renewed_and_shut(run, doors, noted):
    run("device", "add", "hall", "--title", "大厅", "--address", "10.1.2.0/24")
    run("device", "renew", "hall", "--days", "200")
    assert doors.devices()[0].expires_at > now() + timedelta(days=199)
    run("device", "disable", "hall")
    assert doors.devices()[0].disabled
    assert "停用" in run("device", "list")
    with pytest.raises(AccessError, match="is disabled"):
        run("device", "renew", "hall")
    assert [one[0] for one in noted] == ["device-add", "device-renew", "device-disable"]


def test_every_change_is_told_with_what_was_before_and_what_is_after(run, noted):
    run("user", "add", *CHIEF, "--password-stdin", typed=f"{GOOD}\n")
    run("user", "change", "chief", "--scope", "street:990101001")
    run("user", "password", "chief", "--password-stdin", typed=f"{OTHER}\n")
    run("user", "second-factor", "chief")
    run("user", "second-factor", "chief", "--off")
    run("user", "disable", "chief")
    run("user", "enable", "chief")
    run("device", "add", "hall", "--title", "值班大厅", "--address", "10.1.2.0/24")
    run("device", "renew", "hall", "--days", "200")
    run("device", "disable", "hall")
    told = {(action, after): before for action, _, before, after in noted}
    assert all(after for _, after in told)
    assert [action for (action, _), before in told.items() if not before] == ["person-add", "device-add"]
    assert told["person-disable", "disabled"] == "enabled"
    assert told["person-enable", "enabled"] == "disabled"
    assert told["device-disable", "disabled"].startswith("until ")
    assert not [word for note in noted for word in note if GOOD in word or OTHER in word]


def test_each_act_is_written_into_the_audit_with_who_did_it_from_where(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.access.accounts.Passwords", lambda: QUICK)
    options = ["--district", "yunjiang", "--home", str(tmp_path)]
    for words in (["add", *CHIEF, "--elsewhere"], ["disable", "chief"]):
        assert CliRunner().invoke(app, ["user", *words, *options], catch_exceptions=False).exit_code == 0
    settings = Settings(home=tmp_path)
    ledger = Ledger.open(settings.ledger_url, key=ledger_keys(settings))
    newest, first = ledger.book.read()
    ledger.close()
    assert (str(first.action), first.object, first.outcome) == ("person-add", "chief", "done")
    assert "duty-chief district" in first.after
    assert str(newest.action) == "person-disable"
    assert (newest.actor, newest.address) == (noting.operator(), "console")


def test_whoever_gives_the_command_is_noted_also_without_a_name(monkeypatch):
    assert noting.operator().startswith("os")
    monkeypatch.setattr(noting.getpass, "getuser", lambda: {}["no such uid"])
    assert noting.operator() == "os"


@pytest.mark.parametrize(
    "words",
    [
        [name, one.name]
        for name, group in (("user", user), ("device", device))
        for one in group.registered_commands
    ],
    ids=" ".join,
)
def test_each_of_them_explains_itself_in_both_languages_and_takes_no_password_as_a_word(words):
    shown = CliRunner().invoke(app, [*words, "--help"])
    assert shown.exit_code == 0
    assert "·" in shown.stdout
    assert "--password " not in shown.stdout
