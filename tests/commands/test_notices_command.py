"""`jiequan notices`: what waits and was given up is seen, and tried again."""

from __future__ import annotations

import json

import pytest

from dashboard import clock
from dashboard.commands.feeding import Form
from dashboard.commands.notices import notices_listed, notices_retried
from dashboard.ledger.outbox import Outbox, Standing
from dashboard.ledger.store import Ledger
from dashboard.settings import Settings, ledger_key
from tests.notices.small_notices import notice, write


@pytest.fixture
def home(tmp_path):
    chosen = Settings(home=tmp_path)
    ledger = Ledger.open(chosen.ledger_url, key=ledger_key(chosen))
    write(ledger, notice(1), notice(2))
    box = Outbox(ledger)
    box.mark(box.listed()[:1], None, state=Standing.DEAD, settled_at=clock.now(), trouble="answered 404")
    ledger.close()
    return chosen


def test_what_was_given_up_is_shown_with_its_trouble_and_counts_as_a_fault(home, capsys):
    assert notices_listed(home, Form(lang="zh"), every=False, limit=9) == 1
    said = capsys.readouterr().out
    for word in ("失败", "待发", "值班长", "answered 404", "已签发"):
        assert word in said


def test_programs_get_every_field(home, capsys):
    notices_listed(home, Form(as_json=True), every=True, limit=9)
    found = json.loads(capsys.readouterr().out)
    assert [one["state"] for one in found] == ["waiting", "dead"]
    assert found[1]["trouble"] == "answered 404"


def test_retrying_has_all_or_some_of_them_wait_again(home, capsys):
    assert notices_retried(home, [99], Form(lang="en")) == 0
    assert "0 notices" in capsys.readouterr().out
    notices_retried(home, [], Form(lang="en"))
    assert "2 notices" in capsys.readouterr().out
    assert notices_listed(home, Form(lang="zh"), every=False, limit=9) == 0


def test_an_empty_outbox_says_so(tmp_path, capsys):
    assert notices_listed(Settings(home=tmp_path), Form(lang="en"), every=True, limit=9) == 0
    assert "no notice waits" in capsys.readouterr().out
