"""Settings: where they come from, what wins, what is refused by name, and what never leaves them."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from dashboard.settings import PREFIX, Settings, SettingsError, ledger_key, settings

TOKEN = "s3cret-t0ken"


@pytest.fixture(autouse=True)
def nobody_has_set_anything(monkeypatch, tmp_path):
    """No variable and no file of the machine that runs the tests."""
    for name in list(os.environ):
        if name.startswith(PREFIX) or name == "PORT":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def written(text: str, name: str = "jiequan.toml") -> Path:
    path = Path(name)
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_word_the_demo_district_is_served_at_home():
    chosen = settings()
    assert (chosen.district, chosen.host, chosen.port) == ("yunjiang", "127.0.0.1", 8050)
    assert chosen.ledger_url == f"sqlite:///{Path('var') / 'ledger.db'}"


def test_a_ledger_of_ones_own_is_used_as_it_is_written():
    url = "postgresql+psycopg://duty@db/jiequan"
    assert settings(ledger=url).ledger_url == url


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(monkeypatch):
    written('port = 1111\nbeat = 7.5\ndistrict = "a"')
    assert (settings().port, settings().beat) == (1111, 7.5)
    monkeypatch.setenv("JIEQUAN_PORT", "2222")
    assert (settings().port, settings().beat) == (2222, 7.5)
    assert settings(port=3333).port == 3333
    assert settings(port=None, district=None) == settings()


def test_another_file_is_read_where_the_environment_names_it(monkeypatch, tmp_path):
    written("port = 1111")
    monkeypatch.setenv("JIEQUAN_FILE", str(written("port = 4444", "other.toml")))
    assert settings().port == 4444


def test_a_file_that_is_named_and_not_there_is_refused(monkeypatch):
    monkeypatch.setenv("JIEQUAN_FILE", "nowhere.toml")
    with pytest.raises(SettingsError, match=r"JIEQUAN_FILE = 'nowhere.toml'"):
        settings()


def test_port_is_read_but_the_prefixed_one_and_the_command_line_win(monkeypatch):
    written("port = 1111")
    monkeypatch.setenv("PORT", "5555")
    assert settings().port == settings(port=None).port == 5555
    assert settings(port=3333).port == 3333
    monkeypatch.setenv("JIEQUAN_PORT", "2222")
    assert settings().port == 2222


@pytest.mark.parametrize("names", [("JIEQUAN_DISTRCT",), ("JIEQUAN_COLOUR", "JIEQUAN_PROT")])
def test_variables_that_are_no_settings_are_refused_by_name_with_those_that_are(monkeypatch, names):
    for name in names:
        monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError) as refused:
        settings()
    for name in (*names, "JIEQUAN_DISTRICT", "JIEQUAN_PORT"):
        assert name in str(refused.value)


def test_a_word_of_the_file_that_is_no_setting_is_refused_by_name():
    written('distrct = "boston"')
    with pytest.raises(SettingsError, match=r"setting distrct: no such setting; the settings are district"):
        settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "0"),
        ("port", "65536"),
        ("port", "http"),
        ("beat", "0"),
        ("look", "3600"),
        ("log", "loud"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_name_and_itself(monkeypatch, name, value):
    monkeypatch.setenv(f"JIEQUAN_{name.upper()}", value)
    with pytest.raises(SettingsError, match=rf"setting {name} = '{value}': "):
        settings()


def test_all_that_is_wrong_is_told_at_once():
    written("port = 0\nbeat = 0")
    with pytest.raises(SettingsError, match=r"port = 0(.|\n)*beat = 0"):
        settings()


@pytest.mark.parametrize("content", [b"port is 80", b'district = "\xd4\xc6"'])
def test_a_file_that_cannot_be_read_is_refused(content):
    Path("jiequan.toml").write_bytes(content)
    with pytest.raises(SettingsError, match="settings cannot be read"):
        settings()


def test_settings_do_not_change_under_way():
    with pytest.raises(ValueError, match="frozen"):
        settings().port = 1


def test_a_token_is_found_by_the_name_of_its_feed_wherever_it_was_set(monkeypatch):
    written(f'[secrets]\nhotline = "{TOKEN}"')
    monkeypatch.setenv("JIEQUAN_SECRETS__GRID_EAST", "other")
    chosen = settings()
    assert chosen.secret("hotline") == TOKEN
    assert chosen.secret("grid-east") == "other"
    assert chosen.secret("police") == ""


def test_a_token_is_never_shown():
    written(f'[secrets]\nhotline = "{TOKEN}"')
    chosen = settings()
    shown = (repr(chosen), str(chosen), str(chosen.model_dump()), chosen.model_dump_json())
    assert not [text for text in shown if TOKEN in text]


@pytest.mark.parametrize(
    "said", [f'secrets = "{TOKEN}"', f'secrets = ["{TOKEN}"]', f'[secrets]\nhotline = ["{TOKEN}"]']
)
def test_not_even_a_mistake_with_a_token_shows_it(said):
    written(said)
    with pytest.raises(SettingsError, match=r"setting secrets") as refused:
        settings()
    assert TOKEN not in str(refused.value)


def test_a_variable_of_tokens_that_cannot_be_read_is_refused_without_its_value(monkeypatch):
    monkeypatch.setenv("JIEQUAN_SECRETS", TOKEN)
    with pytest.raises(SettingsError, match="secrets") as refused:
        settings()
    assert TOKEN not in str(refused.value)


def test_a_child_process_reads_the_same_settings_from_its_environment(monkeypatch):
    chosen = settings(district="boston", sources=Path("data"), port=3333, beat=0.5)
    child = chosen.environment()
    for name in list(os.environ):
        monkeypatch.delenv(name)
    for name, value in child.items():
        monkeypatch.setenv(name, value)
    assert settings() == chosen


def test_the_environment_of_a_child_keeps_what_it_inherits_and_adds_no_token(monkeypatch):
    monkeypatch.setenv("JIEQUAN_SECRETS__GRID", "inherited")
    monkeypatch.setenv("HOME", "/home/duty")
    written(f'[secrets]\nhotline = "{TOKEN}"')
    child = settings().environment()
    assert child["HOME"] == "/home/duty"
    assert {name: value for name, value in child.items() if "SECRETS" in name} == {
        "JIEQUAN_SECRETS__GRID": "inherited"
    }
    assert TOKEN not in str(child)
    assert "JIEQUAN_SOURCES" not in child


@pytest.mark.parametrize(
    ("said", "packages"),
    [("", ()), ("a_feeds", ("a_feeds",)), (" a_feeds , b.feeds,", ("a_feeds", "b.feeds"))],
)
def test_packages_are_named_in_the_environment_with_commas_between(monkeypatch, said, packages):
    monkeypatch.setenv("JIEQUAN_PACKAGES", said)
    assert settings().packages == packages
    monkeypatch.setenv("JIEQUAN_PACKAGES", settings().environment()["JIEQUAN_PACKAGES"])
    assert settings().packages == packages  # a child process is told the same


def test_packages_are_a_list_in_the_file_and_a_child_process_is_told_of_them():
    written('packages = ["a_feeds", "b_feeds"]')
    assert settings().packages == ("a_feeds", "b_feeds")
    assert settings().environment()["JIEQUAN_PACKAGES"] == "a_feeds,b_feeds"


OIDC = """
[oidc]
issuer = "https://id.example.gov.cn/realms/district"
client = "jiequan"
title = { zh = "政务统一身份", en = "Government account" }
"""


def test_nobody_is_believed_and_no_provider_asked_unless_the_settings_say_so():
    chosen = settings()
    assert (chosen.tls, chosen.secure, chosen.public_address) == ("none", False, "")
    assert (chosen.proxy_addresses, chosen.proxy_header, chosen.oidc) == ((), "", None)
    assert (chosen.idle_minutes, chosen.session_hours) == (30, 8)


def test_a_provider_is_described_in_a_table_of_its_own_and_a_child_process_is_told_of_it(monkeypatch):
    written('proxy_addresses = ["10.1.2.3", "fd00::/64"]\ntls = "proxy"\n' + OIDC)
    chosen = settings()
    assert chosen.oidc.claim == "preferred_username"
    assert chosen.oidc.title.zh == "政务统一身份"
    assert [str(network) for network in chosen.proxy_addresses] == ["10.1.2.3/32", "fd00::/64"]
    for name, value in chosen.environment().items():
        monkeypatch.setenv(name, value)
    Path("jiequan.toml").unlink()
    assert settings() == chosen


def test_one_word_about_the_provider_may_come_from_the_environment(monkeypatch):
    written(OIDC)
    monkeypatch.setenv("JIEQUAN_OIDC__CLIENT", "another")
    chosen = settings().oidc
    assert (chosen.client, chosen.issuer) == ("another", "https://id.example.gov.cn/realms/district")


def test_a_secret_that_was_put_into_the_table_of_the_provider_is_refused_without_being_told():
    written(f'[oidc]\nclient = "jiequan"\nsecret = "{TOKEN}"')
    with pytest.raises(SettingsError, match=r"setting oidc\.secret: no such setting") as refused:
        settings()
    assert "setting oidc.issuer" in str(refused.value)
    assert TOKEN not in str(refused.value)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("https://jiequan.example.gov.cn", "https://jiequan.example.gov.cn"),
        ("https://jiequan.example.gov.cn/", "https://jiequan.example.gov.cn"),
        ("http://127.0.0.1:8050", "http://127.0.0.1:8050"),
        ("https://[fd00::1]:8443", "https://[fd00::1]:8443"),
        ("", ""),
    ],
)
def test_the_address_for_browsers_is_kept_as_an_origin(said, kept):
    assert settings(public_address=said).public_address == kept


@pytest.mark.parametrize(
    "said",
    [
        "jiequan.example.gov.cn",
        "ftp://a",
        "https://",
        "https://a/path",
        "https://a?x",
        "https://u@a",
        "https://a:x",
    ],
)
def test_what_is_no_origin_is_refused_as_the_address_for_browsers(said):
    with pytest.raises(SettingsError, match="setting public_address"):
        settings(public_address=said)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tls", "yes"),
        ("proxy_addresses", "10.0.0.0/33"),
        ("proxy_addresses", "10.0.0.1/8"),
        ("proxy_addresses", "proxy.example"),
        ("proxy_header", "Remote_User"),
        ("proxy_header", "Remote User"),
        ("idle_minutes", "0"),
        ("session_hours", "25"),
    ],
)
def test_a_door_that_is_described_wrongly_is_refused_by_name(monkeypatch, name, value):
    monkeypatch.setenv(f"JIEQUAN_{name.upper()}", value)
    with pytest.raises(SettingsError, match=rf"setting {name}"):
        settings()


def at_home(folder: Path) -> Settings:
    return settings(home=folder / "home")


def test_the_key_is_made_once_for_its_owner_only(tmp_path):
    chosen = at_home(tmp_path)
    key = ledger_key(chosen)
    assert len(key) == 32
    assert stat.S_IMODE((chosen.home / "key").stat().st_mode) == 0o600
    assert ledger_key(chosen) == key
    assert [path.name for path in chosen.home.iterdir()] == ["key"]


def test_two_homes_have_two_keys(tmp_path):
    assert ledger_key(at_home(tmp_path / "a")) != ledger_key(at_home(tmp_path / "b"))


def test_a_key_of_ones_own_is_read_and_left_as_it_is(tmp_path):
    own = tmp_path / "own"
    own.write_text("ab" * 32 + "\n", encoding="ascii")
    assert ledger_key(settings(home=tmp_path / "home", key_file=own)) == bytes.fromhex("ab" * 32)
    assert not (tmp_path / "home").exists()


def test_processes_that_start_together_share_the_key_of_the_first(tmp_path):
    chosen, start, keys = at_home(tmp_path), threading.Barrier(8), []

    def starts() -> None:
        start.wait()
        keys.append(ledger_key(chosen))

    threads = [threading.Thread(target=starts) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert set(keys) == {ledger_key(chosen)}
    assert [path.name for path in chosen.home.iterdir()] == ["key"]


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "holds 0 bytes"), ("ab" * 16, "holds 16 bytes"), ("no key", "64 hexadecimal digits")],
)
def test_a_key_that_is_none_is_refused_by_its_file_and_never_replaced(tmp_path, content, told):
    own = tmp_path / "own"
    own.write_text(content, encoding="ascii")
    with pytest.raises(SettingsError, match=told) as refused:
        ledger_key(settings(key_file=own))
    assert str(own) in str(refused.value)
    assert own.read_text(encoding="ascii") == content


def test_a_key_that_cannot_be_written_is_refused_by_its_place(tmp_path):
    (tmp_path / "home").touch()
    with pytest.raises(SettingsError, match=r"key file .*home"):
        ledger_key(at_home(tmp_path))
