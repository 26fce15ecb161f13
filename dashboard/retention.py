"""Retention: what the site wants kept no longer goes, by the hand of the lease holder, and is registered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dashboard.board.ageing import old_papers, old_texts
from dashboard.board.store import Board
from dashboard.clock import Clock, monotonic
from dashboard.clock import now as wall
from dashboard.ledger import Action, Note
from dashboard.ledger.outbox import Outbox
from dashboard.ledger.store import Ledger
from dashboard.polling import Turn

EVERY = 3_600.0
"""Seconds between two looks at what has become too old."""
BREATH = 5.0
"""Seconds before the end of a turn from which on no more texts are begun; the rest goes next time."""
Due = Mapping[str, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How many days each kind of thing is kept, as the settings name it."""

    text_days: int
    paper_days: int
    quarantine_days: int
    audit_days: int

    def rule(self, name: str) -> str:
        """A rule as the registers say it."""
        return f"{name} = {getattr(self, name)}"

    def before(self, name: str, now: datetime) -> datetime:
        """What is older than this goes."""
        return now - timedelta(days=getattr(self, name))


@dataclass(frozen=True, kw_only=True)
class Gone:
    """How much was let go of."""

    texts: int
    records: int  # of the quarantine
    notices: int  # that were settled: their words
    notes: int  # of the audit


@dataclass(kw_only=True)
class Retention:
    """The rules of one installation, and what they are kept over."""

    ledger: Ledger
    board: Board
    clock: Clock
    terms: Terms
    actor: str = "poll"

    def due(self) -> Due:
        """The entries whose texts may go by now, by their rule, on the clock of the district."""
        self.board.catch_up(self.ledger.entries)
        now = self.clock.now()
        with self.board.reading(now) as reader:
            return {
                self.terms.rule(name): old(reader, self.terms.before(name, now))
                for name, old in (("text_days", old_texts), ("paper_days", old_papers))
            }

    def __call__(self, turn: Turn) -> Gone:
        """Let go of what is too old, until the turn ends; what went stands in the audit."""
        return Gone(
            records=self.noted(
                "quarantine_days", self.ledger.sweep(self.terms.before("quarantine_days", wall()))
            ),
            texts=sum(self.aged(rule, old, turn) for rule, old in self.due().items()),
            notices=self.noted(
                "text_days", Outbox(self.ledger).forget(self.terms.before("text_days", wall()))
            ),
            notes=self.trimmed(),
        )

    def aged(self, rule: str, old: Sequence[int], turn: Turn) -> int:
        """Let the texts of one rule go; how many went."""
        texts = self.ledger.age(
            old, reason=rule, actor=self.actor, recorded_at=wall(), known_at=self.clock.now(),
            ends=lambda: turn.called_off() or monotonic() > turn.deadline - BREATH,
        ) if old else 0  # fmt: skip
        return self.note(rule, texts)

    def trimmed(self) -> int:
        """Let go of whole days of the audit, which notes that itself; how many notes went."""
        day = self.terms.before("audit_days", wall()).replace(hour=0, minute=0, second=0, microsecond=0)
        return self.ledger.book.trim(day, actor=self.actor, recorded_at=wall())

    def noted(self, name: str, count: int) -> int:
        """Note in the audit how much one rule of the settings has taken."""
        return self.note(self.terms.rule(name), count)

    def note(self, rule: str, count: int) -> int:
        """Note in the audit by which rule how much went."""
        if count:
            note = Note(actor=self.actor, action=Action.AGE, object=rule, after=str(count))
            self.ledger.audit([note], recorded_at=wall())
        return count
