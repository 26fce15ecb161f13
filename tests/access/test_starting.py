"""The start that is refused: each way to stand open is named in both languages, and a safe one is silent."""

from __future__ import annotations

import dataclasses
import ipaddress
import sys
from importlib.machinery import ModuleSpec

import pytest

from dashboard.access import starting
from dashboard.access.demo import FILE
from dashboard.access.starting import refusals
from dashboard.settings import Settings, ledger_key
from dashboard.text import Text
from tests.small_district import connection, district

PROXY = ("10.0.0.9",)
OIDC = {"issuer": "https://id.example.gov.cn", "client": "jiequan"}
DRAWN = "pG3r-drawn-by-lot-9"
AT = "https://jiequan.example.gov.cn"
TLS = {"tls": "proxy", "proxy_addresses": PROXY}


@dataclasses.dataclass
class Holding:
    """Accounts that hold these roles."""

    roles: tuple[str, ...] = ("security-admin",)

    def anybody(self, role: str) -> bool:
        return role in self.roles

    def mixed(self) -> list[tuple[str, str, str]]:
        return [("boss", "director", "security-admin")] if "director" in self.roles else []


@pytest.fixture
def found(tmp_path):
    """What speaks against a start with these settings."""

    def found_(environment=None, accounts: Holding | None = Holding(), demo=False, **given) -> list[Text]:  # noqa: B008
        chosen = Settings(**{"home": tmp_path} | given)
        site = district(connection()).model_copy(update={"demo": demo})
        return refusals(chosen, accounts, site, environment or {})

    return found_


FAR = [
    ({"host": "0.0.0.0", **TLS}, "host, tls"),
    ({"host": "10.1.2.3", **TLS, "public_address": AT}, "host, tls, public_address"),
    (TLS, "tls"),
    ({**TLS, "public_address": AT}, "tls, public_address"),
]
"""Settings that are good for a site, and by which of them others than this machine come by."""


def alone(found: list[Text]) -> str:
    """The one thing that is wrong, in English; in Chinese it is told too."""
    (text,) = found
    assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh)
    return text.en


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"host": "localhost"},
        {"host": "::1"},
        {"host": "127.8.8.8"},
        {"host": "0.0.0.0", **TLS},
        {"host": "10.1.2.3", "public_address": AT, **TLS},
        {"proxy_header": "RemoteUser", "tls": "proxy", "proxy_addresses": ["10.0.0.0/8", "fd00::/16"]},
        {"oidc": OIDC, "secrets": {"oidc": DRAWN}, "public_address": AT, **TLS},
        {
            "oidc": OIDC | {"issuer": "http://127.0.0.1:9000"},
            "secrets": {"oidc": DRAWN},
            "public_address": "http://localhost:8050",
        },
    ],
)  # fmt: skip
def test_a_safe_start_is_not_refused(found, given):
    assert found(**given) == []


def test_where_nobody_can_give_a_right_the_command_that_makes_somebody_is_named(found):
    assert "jiequan user add ACCOUNT --role security-admin" in alone(found(accounts=Holding(("duty-chief",))))
    assert found(accounts=None) == []  # accounts are not asked for


def test_an_account_with_two_roles_that_are_kept_apart_is_named_with_the_way_out(found):
    told = alone(found(accounts=Holding(("security-admin", "director"))))
    assert "the account boss holds director and security-admin" in told
    assert "jiequan user change boss --role director" in told


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "10.0.0.1", "example.org", "", "127.0.0.1.x"]
)
def test_beyond_this_machine_nothing_is_served_in_plain(found, host):
    told = alone(found(host=host))
    assert repr(host) in told
    assert "loopback" in told
    assert 'tls = "proxy"' in told


@pytest.mark.parametrize(
    "given",
    [
        {"public_address": AT},
        {"public_address": "http://jiequan.example.gov.cn"} | TLS,
    ],
)
def test_an_address_for_browsers_that_contradicts_the_line_is_refused(found, given):
    if given.get("tls"):
        assert "http is for this machine only" in alone(found(**given))
    else:
        assert 'https needs tls = "proxy"' in alone(found(**given))


@pytest.mark.parametrize(("given", "by"), FAR)
def test_a_demo_is_not_shown_to_others_and_it_is_said_how_to_have_a_site(found, given, by):
    told = alone(found(demo=True, **given))
    assert "demo (district = yunjiang)" in told
    assert f"({by})" in told
    assert "a new folder (home)" in told


@pytest.mark.parametrize(("given", "by"), FAR)
def test_a_folder_that_keeps_the_people_of_a_demo_is_no_folder_of_a_site(found, tmp_path, given, by):
    (tmp_path / FILE).write_text("[]", encoding="utf-8")
    told = alone(found(**given))
    assert str(tmp_path / FILE) in told
    assert f"leave out {by}" in told


def test_a_demo_is_shown_on_this_machine(found, tmp_path):
    (tmp_path / FILE).write_text("[]", encoding="utf-8")
    for given in ({}, {"host": "::1"}, {"public_address": "http://localhost:8050"}):
        assert found(demo=True, **given) == []


@pytest.mark.parametrize(
    ("given", "names"),
    [({"tls": "proxy"}, ["tls"]), ({"proxy_header": "RemoteUser"}, ["proxy_header"])],
)
def test_a_proxy_that_is_not_named_is_not_believed(found, given, names):
    told = alone(found(**given))
    assert told.startswith(names[0])
    assert "proxy_addresses" in told


@pytest.mark.parametrize(
    "network", ["0.0.0.0/0", "::/0", "0.0.0.0/1", "128.0.0.0/1", "8.0.0.0/7", "2000::/3"]
)
@pytest.mark.parametrize("header", ["", "RemoteUser"])
def test_a_network_of_nearly_everybody_is_no_proxy(found, network, header):
    told = alone(found(proxy_addresses=("10.0.0.9", network), proxy_header=header))
    assert network in told
    assert "nearly everybody" in told


def test_a_header_that_has_a_twin_with_underscores_is_refused_with_a_better_name(found):
    told = alone(found(proxy_header="X-Remote-User", proxy_addresses=PROXY))
    assert "X_Remote_User" in told
    assert "RemoteUser" in told


@pytest.mark.parametrize(
    "issuer",
    [
        "http://id.example.gov.cn",
        "http://10.1.1.1",
        "ftp://127.0.0.1",
        "id.example.gov.cn",
        "",
        "https:",
        "https://[",
    ],
)
def test_a_provider_is_asked_on_a_secure_line(found, issuer):
    given = {"oidc": OIDC | {"issuer": issuer}, "secrets": {"oidc": DRAWN}, "public_address": AT, **TLS}
    assert "oidc.issuer" in alone(found(**given))


def test_a_provider_needs_a_secret_and_a_way_back(found):
    first, second = found(oidc=OIDC, **TLS)
    assert "JIEQUAN_SECRETS__OIDC" in first.en
    assert "public_address" in second.en


def test_a_provider_needs_authlib(found, monkeypatch):
    there = starting.find_spec
    monkeypatch.setattr(starting, "find_spec", lambda name: None if name == "authlib" else there(name))
    told = alone(found(oidc=OIDC, secrets={"oidc": DRAWN}, public_address=AT, **TLS))
    assert "jiequan[oidc]" in told
    assert isinstance(there("authlib"), ModuleSpec) or "authlib" in sys.modules


def test_a_key_that_was_made_by_this_program_is_good(found, tmp_path):
    ledger_key(Settings(home=tmp_path))
    assert found() == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620, 0o666, 0o610])
def test_a_key_that_others_can_read_or_change_is_refused(found, tmp_path, mode):
    ledger_key(Settings(home=tmp_path))
    (tmp_path / "key").chmod(mode)
    told = alone(found())
    assert str(tmp_path / "key") in told
    assert "chmod 600" in told


@pytest.mark.parametrize("key", ["00" * 32, "ab" * 32, "0123" * 16])
def test_a_key_that_was_typed_is_refused(found, tmp_path, key):
    path = tmp_path / "own"
    path.write_text(key + "\n", encoding="ascii")
    path.chmod(0o600)
    told = alone(found(key_file=path))
    assert str(path) in told
    assert key not in told


@pytest.mark.parametrize(
    "secret", ["changeme", "Password", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "abababababababab"]
)
@pytest.mark.parametrize("name", ["oidc", "hotline"])
def test_a_secret_of_examples_is_refused_and_not_repeated(found, name, secret):
    told = alone(found(secrets={name: secret}))
    assert f"secrets.{name}" in told
    assert secret not in told


def test_a_secret_that_opens_no_door_is_nobodys_business(found):
    assert found(secrets={"no-feed-of-this-district": "changeme"}) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DASH_DEBUG", "1"),
        ("DASH_MCP_ENABLED", "true"),
        ("DASH_HOT_RELOAD", "yes"),
        ("DASH_REQUESTS_PATHNAME_PREFIX", "/x/"),
        ("FLASK_DEBUG", "True"),
        ("FLASK_ENV", "development"),
        ("WERKZEUG_DEBUG_PIN", "off"),
        ("WERKZEUG_DEBUG_PIN", ""),
        ("WERKZEUG_RUN_MAIN", "true"),
    ],
)
def test_a_switch_of_the_libraries_in_the_environment_is_refused(found, name, value):
    assert name in alone(found(environment={name: value}))


@pytest.mark.parametrize(
    "environment", [{"DASH_DEBUG": "0"}, {"FLASK_DEBUG": "false"}, {"DASHBOARD": "1"}, {"HOME": "/"}]
)
def test_a_switch_that_is_off_and_a_variable_of_others_are_not_refused(found, environment):
    assert found(environment=environment) == []


def test_all_that_is_wrong_is_told_at_once(found):
    told = found(
        {"FLASK_DEBUG": "1"}, Holding(()), host="0.0.0.0", proxy_header="X-User", secrets={"oidc": "secret"}
    )
    assert len(told) == 6
    assert len({text.en for text in told}) == 6


@pytest.mark.parametrize(
    ("network", "wide"), [("10.0.0.0/8", False), ("10.0.0.0/7", True), ("fd00::/15", True)]
)
def test_a_network_is_wide_beyond_that_of_one_organisation(network, wide):
    assert starting.is_wide(ipaddress.ip_network(network, strict=False)) is wide
