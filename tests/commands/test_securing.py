"""What `run` and `serve` refuse before they begin, told from outside and from inside."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from dashboard.access import Grant, people
from dashboard.access.accounts import Accounts
from dashboard.commands.running import run_demo
from dashboard.commands.securing import open_doors, secured
from dashboard.commands.showing import checked
from dashboard.ledger.database import writing
from dashboard.ledger.store import Ledger
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_key
from tests.access.small_access import QUICK
from tests.running import ROOT

pytestmark = pytest.mark.sweep

WHO = "jiequan user add ACCOUNT --role security-admin"


@pytest.fixture
def chosen(tmp_path) -> Settings:
    """Yunjiang in a home of its own, on loopback."""
    return Settings(home=tmp_path / "home")


def governed(chosen: Settings) -> None:
    """Somebody who can give and take rights."""
    ledger = Ledger.open(chosen.ledger_url, key=ledger_key(chosen))
    grants = [Grant(role="security-admin")]
    Accounts(ledger, passwords=QUICK).add("safety", post="安全管理员", grants=grants, password=None)
    ledger.close()


def test_a_first_start_names_the_command_that_makes_the_first_administrator(chosen):
    with pytest.raises(Refusal, match=WHO):
        secured(chosen)
    governed(chosen)
    secured(chosen)


def test_a_start_with_an_account_that_holds_what_is_kept_apart_is_refused(chosen):
    governed(chosen)
    ledger = Ledger.open(chosen.ledger_url, key=ledger_key(chosen))
    with writing(ledger.engine) as connection:  # as a backup of before brings it back
        people.regranted(connection, "safety", [Grant(role="security-admin"), Grant(role="auditor")])
    ledger.close()
    with pytest.raises(Refusal, match=r"safety holds .* which no one account may"):
        secured(chosen)


def test_the_demo_makes_its_own_people_and_leaves_no_ledger_of_the_question(chosen):
    secured(chosen, people=False)
    assert not chosen.home.exists()


def test_what_the_settings_leave_open_is_told_first_and_nothing_is_written(chosen):
    open_ = chosen.model_copy(update={"host": "0.0.0.0"})
    with pytest.raises(Refusal, match=r"本机以外须经 TLS(.|\n)*beyond loopback only behind TLS") as refused:
        secured(open_)
    assert WHO not in str(refused.value)
    assert not chosen.home.exists()


def test_a_switch_of_a_library_is_refused(chosen, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(Refusal, match="FLASK_DEBUG"):
        secured(chosen, people=False)


def test_a_ledger_that_cannot_be_opened_is_left_to_the_process_that_serves_it(chosen):
    chosen.home.mkdir()
    (chosen.home / "ledger.db").write_bytes(b"not a ledger at all" * 100)
    assert open_doors(chosen, people=True) == []


def test_check_tells_what_stands_open_without_looking_for_people(chosen):
    lines, good = checked(chosen.model_copy(update={"host": "0.0.0.0"}))
    assert not good
    assert "beyond loopback only behind TLS" in "\n".join(lines)
    assert "security-admin" not in "\n".join(checked(chosen)[0])
    assert not chosen.home.exists()


@pytest.mark.parametrize("given", [{"JIEQUAN_TLS": "proxy", "JIEQUAN_PROXY_ADDRESSES": "10.0.0.9"}])
def test_a_demo_for_others_than_this_machine_is_refused_before_its_folder_is_touched(
    tmp_path, monkeypatch, given
):
    for name, value in {"JIEQUAN_HOME": str(tmp_path), **given}.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "kept").touch()
    with pytest.raises(Refusal, match=r"这是演示(.|\n)*this is a demo"):
        run_demo(days=1, speed=1, seed=1)
    assert (tmp_path / "demo" / "kept").exists()


@pytest.mark.parametrize("command", ["run", "serve"])
@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, WHO),
        ({"JIEQUAN_HOST": "0.0.0.0"}, "loopback"),
        ({"DASH_MCP_ENABLED": "true"}, "DASH_MCP_ENABLED"),
    ],
)
def test_an_open_door_ends_the_command_before_anything_is_served(tmp_path, command, given, told):
    environment = os.environ | {"JIEQUAN_HOME": str(tmp_path / "home")} | given
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard", command],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ended.returncode == 2
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
