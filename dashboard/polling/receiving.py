"""What a source delivers by itself, into the ledger: parsed, set aside and told as what is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dashboard.clock import now as wall
from dashboard.ledger import Answered, Once
from dashboard.polling.poller import Poller
from data_feeds import Page


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """Records that came by themselves, and how their sender will know them again."""

    page: Page
    once: Once
    history: bool = False  # of before the connection: known as it happened


def received(poller: Poller, delivery: Delivery) -> Answered:
    """Append a delivery and say that its source is alive; only `LedgerError` is raised."""
    state, page = replace(poller.state(), tried_at=wall()), delivery.page
    reading = poller.reading(state, deadline=float("inf"))
    facts, rejected = poller.parsed(page, reading)
    answered = poller.ledger.deliver(
        state.name,
        facts,
        once=delivery.once,
        recorded_at=wall(),
        known_at=None if delivery.history else reading.now,
        rejected=rejected,
    )
    if not answered.same:
        return answered
    if not answered.again:
        poller.alarms.see_records(page.records)
        news = 0 if delivery.history else min(answered.account.applied, len(facts))
        poller.alarms.see_facts(facts, news=news, now=reading.now, locate=poller.geometry.locate)
        state = replace(state, notes=poller.alarms.notes())
    poller.recovered(state, page.as_of)
    return answered
