"""The lease holder's tick: what the board now advises is raised or cleared in the ledger."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pandas as pd
import structlog

from dashboard.board.reader import Reader
from dashboard.board.store import Board
from dashboard.borrowed import Row, plain
from dashboard.cases import Fact
from dashboard.clock import SETTLES, Clock, Live, Steadiness
from dashboard.clock import now as wall
from dashboard.district import District
from dashboard.duty_lists import duties_of, relied_on
from dashboard.fold.lever import PREFIX
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.binding import KEY
from dashboard.ledger import LedgerChangedError, Receipt
from dashboard.ledger.outbox import Notice, put
from dashboard.ledger.store import Ledger
from dashboard.leverage.advice import STREAM, changes
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.book import book_of
from dashboard.leverage.cited import cited
from dashboard.leverage.draws import draws, known_draws
from dashboard.leverage.dues import Cited, clocked, lapsed, suggestions
from dashboard.leverage.merging import merges
from dashboard.mornings import mornings
from dashboard.notices import addressed
from dashboard.polling import Turn
from dashboard.telling import nearing, of_move, overriding
from dashboard.timekeeping import keep_step

log = structlog.get_logger()

EVERY = 2.0
"""Seconds between two ticks."""


@dataclass(kw_only=True)
class Tick:
    """One look at the board and, where advice has changed, one entry a matter."""

    ledger: Ledger
    board: Board
    clock: Clock
    district: District
    first: threading.Thread | None = None
    seen: tuple[int, int] | None = None  # version and minute that have been advised on
    told: set[str] = field(default_factory=set)  # notices that have been written
    steadiness: Steadiness = field(default_factory=Steadiness)

    def warm(self) -> bool:
        """Whether the board has caught up with the history; that may take longer than any beat."""
        if self.first is None:
            self.first = threading.Thread(target=self.catch_up, name="first fold", daemon=True)
            self.first.start()
        return not self.first.is_alive()

    def catch_up(self) -> None:
        """Fold what the ledger has beyond the board."""
        self.board.catch_up(self.ledger.entries)

    def __call__(self, turn: Turn) -> Receipt:
        """Catch up, advise, write under the lease of this turn; at one moment nothing is written twice."""
        keep_step(self.clock, self.district)
        if not self.warm():
            return Receipt()
        self.catch_up()
        now = self.clock.now()
        version = self.board.seq, int(now.timestamp() // 60)
        if version == self.seen:
            return Receipt()
        with self.board.reading(now) as reader:
            frame = answer(NOMINATIONS, Ask(), reader)
            standing = reader.frame("standing-advice", lambda: reader.tables.advice)
            levers = plain(reader.frame("all-levers", lambda: reader.tables.levers))
            grouped = plain(reader.frame("all-matters", lambda: reader.tables.grouped))
            facts = [*merges(frame, grouped, now), *changes(frame, standing, now)]
            facts += self.drawn(reader, frame, now)
            facts += self.borrowed(reader, frame, levers, now)
            told = list(mornings(reader, self.district, self.board.rules.calendar, now, self.told))
        notices = [*self.notices(facts, frame, levers, now), *told]
        receipt = self.written(facts, levers, turn, now, notices)
        if receipt is None:
            return Receipt()
        self.seen = version
        return receipt

    def drawn(self, reader: Reader, frame: pd.DataFrame, now: datetime) -> list[Fact]:
        """Draws among equals that are not written yet; asked for only where chance has parted any."""
        if not (frame["lottery"] == 1).any():
            return []
        lately = reader.frame("draws-lately", lambda: known_draws(reader.tables, timedelta(days=2)))
        day = now.astimezone(self.district.tz).date().isoformat()
        return list(draws(frame, {*lately["key"]}, day, now))

    def borrowed(
        self, reader: Reader, frame: pd.DataFrame, levers: Sequence[Row], now: datetime
    ) -> list[Fact]:
        """What becomes of borrowed powers by time and by what is nominated now."""
        district = relied_on(self.district, duties_of(reader), now)
        book = book_of(district)
        found = [*(clocked(levers, now) if self.steady() else ()), *lapsed(levers, frame, now)]
        said: dict[str, Any] = {"district": district, "book": book, "now": now}
        return [*found, *suggestions(frame, levers, entries_of(reader), **said)]

    def steady(self) -> bool:
        """Whether the clock may be believed: after a jump, what time alone does waits a while."""
        if not isinstance(self.clock, Live):
            return True
        if jump := self.steadiness.jump():
            log.warning("clock jumped", seconds=round(jump), nothing_expires_for=SETTLES)
        return self.steadiness.steady

    def notices(
        self, facts: Sequence[Fact], frame: pd.DataFrame, levers: Sequence[Row], now: datetime
    ) -> list[Notice]:
        """Whom the rules of the district have told of what the tick sees, each of it once."""
        if not self.district.notices:
            return []
        by_key = {str(lever["key"]): lever for lever in levers}
        shown = plain(frame[frame["override"] != ""])
        found = [*nearing(levers, now, self.district), *overriding(shown, self.district)]
        for fact in facts:
            if lever := by_key.get(fact.key):
                found += of_move(fact.kind, fact.key, fact.version, lever, self.district)
        notices = [notice for one in found for notice in addressed(one, self.district)]
        return [notice for notice in notices if notice.mark not in self.told]

    def written(
        self,
        facts: Sequence[Fact],
        levers: Sequence[Row],
        turn: Turn,
        now: datetime,
        notices: Sequence[Notice],
    ) -> Receipt | None:
        """What became of the facts; None where somebody acted meanwhile: the next tick looks again."""
        if not facts and not notices:
            return Receipt()
        last = {str(lever["key"]): int(lever["seq"]) for lever in levers}
        seen = {fact.key: last.get(fact.key, 0) for fact in facts if fact.key.startswith(PREFIX)}
        said: dict[str, Any] = {
            "recorded_at": wall(),
            "known_at": now,
            "actor": "tick",
            "lease": turn.lease,
            "seen": seen,
            "alongside": put(notices, at=wall(), settles=seen),
        }
        try:
            receipt = self.ledger.append(STREAM, facts, **said)
        except LedgerChangedError:
            return None
        self.told.update(notice.mark for notice in notices)
        return receipt


def entries_of(reader: Reader) -> Cited:
    """What a nomination of a case may rest on, looked up only for what is suggested."""

    def of(key: str) -> list[tuple[str, int]]:
        frame = reader.frame("cited", lambda: cited(reader.tables), bound={KEY: key})
        return list(zip(frame["kind"], frame["seq"].astype(int), strict=True))

    return of
