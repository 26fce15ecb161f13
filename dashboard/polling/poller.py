"""One connection into the ledger: read, parse, append, and only then move on; trouble is told once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import inf
from typing import Any

import structlog
from pydantic import BaseModel, ValidationError

import data_feeds
from dashboard.cases import Fact
from dashboard.clock import Clock, monotonic
from dashboard.clock import now as wall
from dashboard.district import Connection, District
from dashboard.ledger import FeedState, Lease, LedgerError, Receipt, Rejected
from dashboard.ledger.store import Ledger
from dashboard.parts import collect
from dashboard.places import Geometry
from dashboard.polling.alarms import Alarms
from dashboard.privacy import masked, scrub
from data_feeds import Cursor, Feed, FeedError, Page, Reading, Record, RecordError

log = structlog.get_logger()

LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One run of a job: when it must end, under which lease it writes, and whether it has been called off."""

    deadline: float = inf  # on clock.monotonic()
    lease: Lease | None = None
    called_off: Callable[[], bool] = lambda: False


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far one poll has come: records so far, and the times they tell of."""

    records: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def and_(self, records: int, facts: Sequence[Fact]) -> Progress:
        """The same after one more page."""
        moments = [fact.happened_at for fact in facts]
        return Progress(
            records=self.records + records,
            first=min(filter(None, [self.first, *moments]), default=None),
            last=max(filter(None, [self.last, *moments]), default=None),
        )


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one poll: its account, whether the source has more, and its trouble in words."""

    account: Receipt = field(default_factory=Receipt)
    more: bool = False
    trouble: str = ""


@dataclass(kw_only=True)
class Poller:
    """Everything that one connection needs to be polled; what it knows between two polls is in the ledger."""

    connection: Connection
    options: BaseModel
    feed: Feed
    district: District
    geometry: Geometry
    ledger: Ledger
    clock: Clock
    district_key: bytes = field(repr=False)
    secret: str = field(default="", repr=False)
    alarms: Alarms = field(default_factory=Alarms)

    def poll(self, turn: Turn, progress: Callable[[Progress], None] | None = None) -> Outcome:
        """Poll once. What a source does is kept in its state and never raised; `LedgerError` is."""
        state = self.state()
        if waits(state, wall()):
            return Outcome(trouble=state.trouble)
        visit = Visit(poller=self, turn=turn, state=replace(state, tried_at=wall(), retry_at=None))
        try:
            return visit.made(progress)
        except FeedError as error:
            trouble, until = str(error), error.until
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001  a fault of an adapter is trouble of its feed, no more
            trouble, until = f"{self.feed.name} failed on it: {type(error).__name__}: {error}", None
        if not turn.called_off():
            self.fallen(visit.state, scrub(trouble)[:500], until)
        return Outcome(account=visit.account, trouble=scrub(trouble)[:500])

    def overdue(self) -> None:
        """Say that a poll did not come to its end."""
        self.fallen(replace(self.state(), tried_at=wall()), "its reader did not come to an end in time", None)

    def state(self) -> FeedState:
        """How the connection is doing, as the ledger knows it."""
        name, every = self.connection.name, self.connection.every
        return replace(self.ledger.feed_states().get(name) or FeedState(name=name), every=every)

    def reading(self, state: FeedState, deadline: float) -> Reading:
        """What this poll may know."""
        return Reading(
            connection=self.connection,
            options=self.options,
            district=self.district,
            geometry=self.geometry,
            cursor=position(state),
            deadline=deadline,
            now=self.clock.now(),
            district_key=self.district_key,
            secret=self.secret,
        )

    def parsed(self, page: Page, reading: Reading) -> tuple[list[Fact], list[Rejected]]:
        """The facts of a page, and what had to be set aside, each for its own reason."""
        facts: list[Fact] = []
        rejected = [set_aside(record, reason) for record, reason in page.spoiled]
        for record in page.records:
            try:
                facts += tuple(self.feed.parse(record, reading))
            except RecordError as error:
                rejected.append(set_aside(record, str(error)))
            except Exception as error:  # noqa: BLE001  a record that breaks its parser costs itself alone
                rejected.append(set_aside(record, f"the parser failed on it: {type(error).__name__}"))
        return facts, rejected

    def fallen(self, state: FeedState, trouble: str, until: datetime | None) -> None:
        """Keep what was, say what is wrong; into the log once, when it begins."""
        kind = "trouble" if until is None else "limited"
        if state.state != kind:
            log.warning(f"feed {kind}", feed=state.name, trouble=trouble)
            state = replace(state, since=wall())
        self.ledger.save_feed_state(replace(state, state=kind, trouble=trouble, retry_at=until))

    def recovered(self, state: FeedState, as_of: datetime | None) -> None:
        """A poll came to its end; the feed is as fresh as the source says, or as this answer."""
        if state.state in ("trouble", "limited"):
            log.info("feed recovered", feed=state.name, trouble=state.trouble)
        since = state.since if state.state == "ok" else wall()
        moved = as_of is None or state.as_of is None or as_of > state.as_of
        fresh_at = wall() if moved or state.fresh_at is None else state.fresh_at
        as_of = as_of if moved and as_of else state.as_of
        state = replace(
            state, state="ok", trouble="", since=since, good_at=wall(), fresh_at=fresh_at, as_of=as_of
        )
        self.ledger.save_feed_state(state)


@dataclass(kw_only=True)
class Visit:
    """One poll on its way."""

    poller: Poller
    turn: Turn
    state: FeedState
    account: Receipt = field(default_factory=Receipt)

    def made(self, progress: Callable[[Progress], None] | None) -> Outcome:
        """Read page after page; each is durable before the place after it is kept."""
        reading = self.poller.reading(self.state, self.turn.deadline)
        done, more, as_of = Progress(), False, None
        for page in self.poller.feed.read(reading):
            if self.turn.called_off():
                return Outcome(account=self.account, more=True)
            if monotonic() > self.turn.deadline:
                raise FeedError(f"{self.state.name} took too long to read")
            facts = self.kept(page, reading)
            more, as_of = page.more, page.as_of or as_of
            done = done.and_(len(page.records) + len(page.spoiled), facts)
            if progress:
                progress(done)
        if not self.turn.called_off():
            self.poller.recovered(self.state, as_of)
        return Outcome(account=self.account, more=more)

    def kept(self, page: Page, reading: Reading) -> list[Fact]:
        """Append a page, then keep the place after it; the facts it held."""
        poller, name = self.poller, self.state.name
        facts, rejected = poller.parsed(page, reading)
        history = poller.connection.backfill and is_history(self.state)
        receipt = Receipt()
        if facts or rejected:
            receipt = poller.ledger.append(
                name,
                facts,
                recorded_at=wall(),
                known_at=None if history else reading.now,
                rejected=rejected,
                lease=self.turn.lease,
            )
        self.account += receipt
        poller.alarms.see_records(page.records)
        news = 0 if history else min(receipt.applied, len(facts))
        poller.alarms.see_facts(facts, news=news, now=reading.now)
        heard = self.state.account + receipt
        place = {"read": page.cursor, "history": history and (page.more or not heard.received)}
        self.state = replace(self.state, account=heard, cursor=place, notes=poller.alarms.notes())
        poller.ledger.save_feed_state(self.state)
        return facts


def position(state: FeedState) -> Cursor:
    """How far the connection has been read."""
    return dict((state.cursor or {}).get("read") or {})


def is_history(state: FeedState) -> bool:
    """Whether a connection is still reading what was before it was connected."""
    return bool((state.cursor or {"history": True}).get("history"))


def waits(state: FeedState, now: datetime) -> bool:
    """Whether the source asked not to be asked yet; a clock that jumped does not prolong that."""
    return state.retry_at is not None and now < state.retry_at <= now + LONGEST_WAIT


def set_aside(record: Record, reason: str) -> Rejected:
    """A record for the quarantine: masked, with where it stood and why."""
    return Rejected(where=record.where, reason=scrub(reason)[:300], raw=masked(record.raw))


def pollers_of(
    district: District,
    ledger: Ledger,
    clock: Clock,
    *,
    key: bytes,
    secret: Callable[[str], str] = lambda _: "",
) -> list[Poller]:
    """A poller for every connection of the district; one that cannot be is a `FeedError` that says why."""
    geometry, feeds = Geometry.load(district), collect(data_feeds, Feed)
    return [
        Poller(
            connection=connection,
            options=options_of(connection, feeds),
            feed=feeds[connection.kind],
            district=district,
            geometry=geometry,
            ledger=ledger,
            clock=clock,
            district_key=key,
            secret=secret(connection.name),
        )
        for connection in district.feeds
    ]


def options_of(connection: Connection, feeds: Mapping[str, Feed]) -> BaseModel:
    """The options of a connection, as its feed understands them."""
    if connection.kind not in feeds:
        raise FeedError(f"feed {connection.name}: kind {connection.kind!r} is none of {', '.join(feeds)}")
    try:
        return feeds[connection.kind].options.model_validate(connection.options)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise FeedError(
            f"feed {connection.name}: options.{where} = {first['input']!r}: {first['msg']}"
        ) from error


def poll_once(
    pollers: Iterable[Poller],
    *,
    whole: bool = False,
    progress: Callable[[str, Progress], None] | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Outcome]:
    """Poll each connection once, by name; `whole`: until its source has no more."""
    return {poller.connection.name: polled(poller, whole, progress, pause) for poller in pollers}


def polled(
    poller: Poller,
    whole: bool,
    progress: Callable[[str, Progress], None] | None,
    pause: Callable[[float], None],
) -> Outcome:
    """One connection, once or to its end."""
    name = poller.connection.name
    told = (lambda done: progress(name, done)) if progress else None
    outcome = poller.poll(Turn(), told)
    account = outcome.account
    while whole and outcome.more and not outcome.trouble:
        pause(1.0)
        outcome = poller.poll(Turn(), told)
        account += outcome.account
    return replace(outcome, account=account)
