"""What `poll` does on timers, by the settings: both heads are noted elsewhere where a place is named."""

from __future__ import annotations

import json

import pytest

from dashboard.clock import Frozen
from dashboard.commands.running import jobs
from dashboard.desk import Desk
from dashboard.ledger.anchoring import EVERY
from dashboard.ledger.store import Ledger
from dashboard.polling import Turn
from dashboard.retention import EVERY as EVERY_RETENTION
from dashboard.settings import Settings, ledger_keys
from tests.living import NOON, dispatched


@pytest.fixture
def place(tmp_path):
    return tmp_path / "elsewhere.log"


@pytest.fixture
def scheduled(tmp_path):
    """The desk of an installation and its jobs by name, as its settings have them."""
    opened = []

    def made(**chosen):
        settings = Settings(home=tmp_path / "home", **chosen)
        settings.home.mkdir(exist_ok=True)
        ledger = Ledger.open(settings.ledger_url, key=ledger_keys(settings))
        ledger.append("hotline", dispatched(1), recorded_at=NOON)
        ledger.close()
        opened.append(Desk.open(settings, role="", clock=Frozen(NOON)))
        return opened[-1], {job.name: job for job in jobs(opened[-1])}

    yield made
    for desk in opened:
        desk.close()


def test_where_a_second_place_is_named_both_heads_are_noted_there_each_hour(scheduled, place):
    desk, found = scheduled(anchor_to=str(place))
    job = found["anchor"]
    assert job.every == EVERY == 3_600
    job.work(Turn())
    job.work(Turn())
    lines = [json.loads(line) for line in place.read_text("utf-8").splitlines()]
    assert [line["entries"] for line in lines] == [[*desk.ledger.head()]] * 2
    assert [line["audit"] for line in lines] == [[*desk.ledger.book.head()]] * 2


def test_where_none_is_named_none_is_written(scheduled):
    assert "anchor" not in scheduled()[1]


def test_tick_and_retention_are_always_done(scheduled):
    _, found = scheduled()
    assert {"tick", "retention"} <= set(found)
    assert found["retention"].every == EVERY_RETENTION
