"""Whatever a source says, what gets past its parser never stops the board or the wall."""

from __future__ import annotations

from typing import Any

import pytest

from dashboard.desk import Asked
from dashboard.ledger import Rejected
from dashboard.scope import ALL
from data_feeds import Record, RecordError
from data_feeds.events import EVENTS
from tests.living import NOON, desk_in
from tests.small_district import reading

AT = "2026-11-20T10:00:00+08:00"


def event(number: int, case: Any = None, **said: Any) -> dict[str, Any]:
    told = {"source": "H12345", "category": "E0116", "street": "西街", "x": 121.45, "y": 31.25} | (case or {})
    base = {"event_id": f"e{number}", "case_id": f"c{number}", "kind": "report", "at": AT, "updated_at": AT}
    return base | {"org": "区城运中心", "case": told} | said


ODD = [
    event(1, {"text": "<b>hi</b> javascript:alert(1)"}, case_id="a/b?c=<script>alert(1)</script>"),
    event(2, case_id="q\"'`\\n😀\u202e"),
    event(3, {"x": 1e308, "y": -1e308}, case_id=4),
    event(4, {"x": "nan", "y": "inf"}),
    event(5, {"x": True, "y": [1]}),
    event(6, at="2026-11-20T10:00:00"),
    event(7, at="0001-01-01T00:00:00+08:00"),
    event(8, at="9999-12-31T23:59:59-23:59"),
    event(9, satisfaction=10**30),
    event(10, {"due_at": "2100-12-31T00:00:00Z"}),
    event(11, {"due_at": "1970-01-01T00:00:00Z"}),
    event(12, {"flags": ["x" * 10_000, "safety"] * 200}),
    event(13, {"co_orgs": ["D01"] * 1000}),
    event(14, kind="nonsense"),
    event(15, {"street": "Nowhere", "category": "???", "lead_org": "未知局"}),
    event(16, {"street": "西街\u0000"}),
    event(17, case_id="x" * 201),
    event(18, at="2030-01-01T00:00:00+08:00"),
    event(
        19,
        kind="dispatch",
        to_org="区水务局",
        at="1970-01-02T11:00:00+08:00",
        due_at="1970-01-03T11:00:00+08:00",
    ),
    event(20, kind="extend_ok", due_at="9999-12-31T23:59:59Z"),
    event(21, {"text": "积" * 100_000}),
    event(22, {"urgency": "SUPER"}),
    event(23, case_id="NA"),
    event(24, case_id="null"),
    event(25, {"reported_at": "2200-01-01T00:00:00Z"}),
    event(26, {"text": "\ud800"}),
]


@pytest.fixture
def desk(tmp_path):
    made = desk_in(tmp_path)
    yield made
    made.close()


def test_every_odd_event_is_kept_or_set_aside_and_the_wall_still_draws(desk):
    facts, aside, asked = [], [], reading()
    for odd in ODD:
        try:
            facts += EVENTS.parse(Record(odd, where=odd["event_id"]), asked)
        except RecordError as error:
            aside.append(Rejected(where=odd["event_id"], reason=str(error), raw="{}"))
    receipt = desk.ledger.append("hotline", facts, recorded_at=NOON, rejected=aside)
    assert receipt.received == len(ODD)
    desk.look()
    assert desk.trouble == ""
    assert desk.board.cases() > 8
    for lang in ("zh", "en"):
        assert "jq-msg-error" not in str(
            desk.drawn(Asked(page="wall", query={}, lang=lang, sight=ALL), desk.clock.now())
        )
