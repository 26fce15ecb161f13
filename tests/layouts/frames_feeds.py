"""Five connections on a bad morning: in trouble, asked to wait, late, drifting, never read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from dashboard.feeding import FeedStanding, Standings
from dashboard.ledger import Cycle, Quarantined, Receipt
from dashboard.polling.alarms import words
from dashboard.text import Text
from tests.layouts import frames

PAGE = "feeds"
NOTES = ("fields: −街镇 +镇街", "clock: +8.0 h", "place: 31%", "unmapped: org 铁路、street 大王村")


def busy() -> dict[str, pd.DataFrame]:
    """The pairs; the connections themselves are not on the board."""
    return {"linked": pairs()}


def extra() -> Standings:
    """How they stand."""
    return Standings(at=frames.NOW, feeds=feeds())


def feeds() -> list[FeedStanding]:
    """All five, in the order of the district file."""
    waits = {
        "state": "limited",
        "trouble": Text("429", "429"),
        "retry_at": frames.NOW + timedelta(minutes=12),
    }
    return [
        standing("hotline", "12345 热线", "12345", alarms=tuple(map(words, NOTES)), **set_aside(24)),
        standing("grid", "网格巡查", "Grid", **waits),
        standing(
            "police", "110 联动", "110", state="trouble", trouble=Text("police 答复 503", "answered 503"),
            age=timedelta(minutes=42), since=frames.NOW - timedelta(minutes=41),
        ),
        standing("municipal", "市级派单", "Municipal", age=timedelta(seconds=70)),
        standing("iot", "物联感知", "IoT", state="new", age=None, as_of=None, account=Receipt(), cycles=()),
    ]  # fmt: skip


def pairs() -> pd.DataFrame:
    """Eight pairs of hotline and municipal platform, of which the second disagrees."""
    return pd.DataFrame(
        {
            "reported_at": [frames.NOW - timedelta(hours=n) for n in range(8)],
            "leader": [f"case:hotline/{n:06d}" for n in range(8)],
            "follower": [f"case:municipal/M-{n}" for n in range(8)],
            "rule": "reference",
            "street": "990101002",
            "category": "E0116",
            "phase": ["disposing", "closed", *["disposing"] * 6],
            "follower_phase": "signed",
            "total": 214,
        }
    )


def standing(name: str, zh: str, en: str, **given: Any) -> FeedStanding:
    """One that is well unless told otherwise."""
    whole: dict[str, Any] = {
        "name": name, "title": Text(zh, en), "kind": "events", "state": "ok", "trouble": Text("", ""),
        "age": timedelta(seconds=12), "since": frames.NOW - timedelta(days=3),
        "tried_at": frames.NOW - timedelta(seconds=12), "retry_at": None,
        "as_of": frames.NOW - timedelta(seconds=30), "every": timedelta(seconds=30),
        "account": Receipt(applied=11_900, duplicate=400, superseded=40, quarantined=60, seq=9),
        "alarms": (), "cycles": tuple(cycles(name)), "aside": (), "waiting": 0, "replayable": 0,
    }  # fmt: skip
    return FeedStanding(**{**whole, **given})


def cycles(name: str) -> list[Cycle]:
    """Twenty of the last 24 hours; in one of them a replay took records out of the quarantine."""
    hour = frames.NOW.replace(minute=0, second=0, microsecond=0)
    return [
        Cycle(
            stream=name,
            recorded_at=hour - timedelta(hours=n),
            account=Receipt(applied=40 + n, duplicate=n, superseded=1, quarantined=-2 if n == 3 else 2),
        )
        for n in reversed(range(20))
    ]


def set_aside(waiting: int) -> dict[str, Any]:
    """So many records set aside, of which the newest 20 are shown and the most can be replayed."""
    shown = tuple(
        Quarantined(
            stream="hotline", where=f"line {n} of a.csv", times=1 + n % 3, replayable=n % 4 > 0,
            reason="opened_at: '15/09/2026 08:30' is no time of the form iso",
            raw='{"编号": "S-2", "登记时间": "15/09/2026 08:30", "街镇": "新＊"}',
            first_at=frames.NOW - timedelta(hours=n * (n % 3)), last_at=frames.NOW,
        )
        for n in range(min(waiting, 20))
    )  # fmt: skip
    return {"aside": shown, "waiting": waiting, "replayable": waiting * 3 // 4}
