"""How each connection is doing, for a page or a command: state, age, accounts, oddities, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.clock import now as wall
from dashboard.district import Connection, District
from dashboard.ledger import Cycle, FeedState, Quarantined, Receipt
from dashboard.ledger.store import Ledger
from dashboard.polling.alarms import words
from dashboard.text import Text

DAY = timedelta(days=1)
STEP = timedelta(hours=1)
NEWEST = 20
"""Records set aside that are shown of each connection."""

GONE = "gone"
STATES = {
    "new": Text("尚未读取", "not read yet"),
    "ok": Text("正常", "well"),
    "limited": Text("来源要求等待", "asked to wait"),
    "trouble": Text("有故障", "in trouble"),
    GONE: Text("已不在区文件中", "no longer in the district file"),
}
"""What the states of a connection are called."""

COUNTS = {
    "received": Text("收到", "received"),
    "applied": Text("采用", "applied"),
    "duplicate": Text("重复", "duplicate"),
    "superseded": Text("迟到旧态", "superseded"),
    "quarantined": Text("搁置", "quarantined"),
}
"""What becomes of records: the first is the sum of the others, for ever."""


@dataclass(frozen=True, kw_only=True)
class FeedStanding:
    """One connection as it stands; moments and ages are of the wall clock, `as_of` is the source's word."""

    name: str
    title: Text
    kind: str
    state: str  # a key of STATES
    trouble: Text  # what is wrong; empty while all is well
    age: timedelta | None  # since it was last fresh; None: never
    since: datetime | None
    tried_at: datetime | None
    retry_at: datetime | None
    as_of: datetime | None
    every: timedelta
    account: Receipt  # for ever
    alarms: tuple[Text, ...]  # what is strange although it can be read
    cycles: tuple[Cycle, ...]  # of the last day, summed by the hour, oldest first; hours of nothing left out
    aside: tuple[Quarantined, ...]  # the newest records set aside, masked
    waiting: int  # records set aside
    replayable: int  # of them

    @property
    def label(self) -> Text:
        """Its state in words."""
        return STATES[self.state]

    @property
    def well(self) -> bool:
        """Whether it needs nobody."""
        return self.state in ("ok", "new")


@dataclass(frozen=True, kw_only=True)
class Standings:
    """How all connections stand at one moment of the wall clock."""

    at: datetime
    feeds: Sequence[FeedStanding]
    still: bool = False  # the district's time stands still: nothing is to be expected of them


def standing(ledger: Ledger, district: District, now: datetime, *, whole: bool = True) -> list[FeedStanding]:
    """Every connection of the district in its order, then those that only the ledger still knows.

    `now` is the wall clock's. What records set aside say, and which they are, is for who sees the `whole`
    district: nobody knows whose case a record is that could not be read.
    """
    states, accounts, waiting = ledger.feed_states(), ledger.accounts(), ledger.waiting()
    connected = {feed.name: feed for feed in district.feeds}
    names = [*connected, *sorted(states.keys() - connected.keys())]
    return [
        stands(
            states.get(name) or FeedState(name=name, account=accounts.get(name, Receipt())),
            connected.get(name),
            now=now,
            cycles=ledger.history(name, now - DAY, STEP),
            aside=[
                one if whole else replace(one, raw="", where="") for one in ledger.quarantined(name, NEWEST)
            ],
            waiting=waiting.get(name, (0, 0)),
        )
        for name in names
    ]


def stands(
    state: FeedState,
    connection: Connection | None,
    *,
    now: datetime,
    cycles: list[Cycle],
    aside: list[Quarantined],
    waiting: tuple[int, int],
) -> FeedStanding:
    """One connection, from what the ledger and the district file know of it."""
    every = connection.every if connection else state.every
    return FeedStanding(
        name=state.name,
        title=connection.title if connection else Text(state.name, state.name),
        kind=connection.kind if connection else "",
        state=state.state if connection else GONE,
        trouble=Text(state.trouble_zh or state.trouble, state.trouble),
        age=max(timedelta(), now - state.fresh_at) if state.fresh_at else None,
        since=state.since,
        tried_at=state.tried_at,
        retry_at=state.retry_at,
        as_of=state.as_of,
        every=timedelta(seconds=every),
        account=state.account,
        alarms=tuple(map(words, state.notes)),
        cycles=tuple(cycles),
        aside=tuple(aside),
        waiting=waiting[0],
        replayable=waiting[1],
    )


def feed_bearing(state: FeedState) -> dict[str, Any]:
    """What the badge of one feed needs."""
    return {
        "name": state.name,
        "state": state.state,
        "age_s": seconds_since(state.fresh_at),
        "every": state.every,
        "retry_s": None if state.retry_at is None else round((state.retry_at - wall()).total_seconds()),
    }


def feed_health(state: FeedState) -> dict[str, Any]:
    """One feed as `/readyz` tells it."""
    account = state.account
    return {
        "name": state.name,
        "state": state.state,
        "trouble": state.trouble,
        "trouble_zh": state.trouble_zh,
        "age_s": seconds_since(state.fresh_at),
        "received": account.received,
        "applied": account.applied,
        "duplicate": account.duplicate,
        "superseded": account.superseded,
        "quarantined": account.quarantined,
        "notes": list(state.notes),
    }


def seconds_since(moment: datetime | None) -> float | None:
    """Whole seconds since a wall-clock moment, never negative; None for never."""
    return None if moment is None else max(0, round((wall() - moment.astimezone(UTC)).total_seconds()))
