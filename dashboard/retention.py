"""Retention: what the site wants kept no longer goes, by the hand of the lease holder, and is registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dashboard.board.ageing import old_texts
from dashboard.board.store import Board
from dashboard.clock import Clock, monotonic
from dashboard.clock import now as wall
from dashboard.ledger import Action, Note
from dashboard.ledger.store import Ledger
from dashboard.polling import Turn

EVERY = 3_600.0
"""Seconds between two looks at what has become too old."""
BREATH = 5.0
"""Seconds before the end of a turn from which on no more texts are begun; the rest goes next time."""
RULE = "text_days = {days}"


@dataclass(frozen=True, kw_only=True)
class Gone:
    """How much was let go of."""

    texts: int
    records: int  # of the quarantine


@dataclass(kw_only=True)
class Retention:
    """The rules of one installation, and what they are kept over."""

    ledger: Ledger
    board: Board
    clock: Clock
    text_days: int
    quarantine_days: int
    actor: str = "poll"

    def due(self) -> list[int]:
        """The entries whose texts may go by now, on the clock of the district."""
        self.board.catch_up(self.ledger.entries)
        now = self.clock.now()
        with self.board.reading(now) as reader:
            return old_texts(reader, now - timedelta(days=self.text_days))

    def __call__(self, turn: Turn) -> Gone:
        """Let go of what is too old, until the turn ends; what went stands in the audit."""
        records = self.ledger.sweep(wall() - timedelta(days=self.quarantine_days))
        old, rule = self.due(), RULE.format(days=self.text_days)
        texts = self.ledger.age(
            old, reason=rule, actor=self.actor, recorded_at=wall(), known_at=self.clock.now(),
            ends=lambda: turn.called_off() or monotonic() > turn.deadline - BREATH,
        ) if old else 0  # fmt: skip
        self.note(rule, texts)
        self.note(f"quarantine_days = {self.quarantine_days}", records)
        return Gone(texts=texts, records=records)

    def note(self, rule: str, count: int) -> None:
        """Note in the audit by which rule how much went."""
        if count:
            note = Note(actor=self.actor, action=Action.AGE, object=rule, after=str(count))
            self.ledger.audit([note], recorded_at=wall())
