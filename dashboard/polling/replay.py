"""Records set aside are tried again, after the district file, an option or a parser was mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import inf

from dashboard.clock import now as wall
from dashboard.ledger import Kept, Receipt, Retried
from dashboard.polling.aside import recalled
from dashboard.polling.poller import Poller
from dashboard.privacy import scrub
from dashboard.sealing import SealError
from data_feeds import Reading

PAGE = 500
"""Records a transaction: what is killed in the middle has replayed whole pages, each once."""

ACTOR = "replay"


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What became of the records of one connection: how many were tried, their account, who still waits."""

    tried: int
    account: Receipt
    waiting: int  # sealed, and still not to be used
    unsealed: int  # not to be replayed at all: their source must deliver them again


def replay(poller: Poller, progress: Callable[[int], None] | None = None) -> Replayed:
    """Try again what was set aside of one connection, page by page, with what it knows now.

    The facts are known from now on, whenever they happened. The source is not asked: the parser is enough.
    """
    ledger, name, reading = poller.ledger, poller.connection.name, poller.reading(poller.state(), inf)
    seen, account = 0, Receipt()
    for page in pages(poller):
        retried = [tried(one, poller, reading) for one in page]
        account += ledger.replay(name, retried, recorded_at=wall(), known_at=reading.now, actor=ACTOR)
        seen += len(page)
        if progress:
            progress(seen)
    records, sealed = ledger.waiting().get(name, (0, 0))
    return Replayed(tried=seen, account=account, waiting=sealed, unsealed=records - sealed)


def pages(poller: Poller) -> Iterator[list[Kept]]:
    """The sealed copies of a connection, each seen once however many stay."""
    after = 0
    while page := poller.ledger.kept(poller.connection.name, after, PAGE):
        yield page
        after = page[-1].id


def tried(one: Kept, poller: Poller, reading: Reading) -> Retried:
    """One record read again; a copy that does not open stays where it is, and says so."""
    try:
        record = recalled(one.sealed, poller.vault, poller.connection.name)
    except SealError as error:
        return Retried(id=one.id, reason=f"封存件打不开 {error}")
    facts, reason = poller.understood(record, reading)
    return Retried(id=one.id, facts=facts, reason=scrub(reason)[:300])
