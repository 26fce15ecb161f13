"""One connection into the ledger: read, parse, append, and only then move on; trouble is told once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from math import inf
from pathlib import Path
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
from dashboard.parts import gathered
from dashboard.places import Geometry
from dashboard.polling import refusing
from dashboard.polling.alarms import Alarms
from dashboard.polling.aside import set_aside
from dashboard.privacy import scrub
from dashboard.sealing import Vault
from dashboard.text import Text, filled
from dashboard.troubles import BAD_OPTION, ENDLESS, FAILED, LONG, UNKNOWN_KIND
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
    former_keys: tuple[bytes, ...] = field(default=(), repr=False)
    secret: str = field(default="", repr=False)
    renew: Callable[[], str] = field(default=lambda: "", repr=False)  # the secret as it is now
    ca_file: Path | None = None
    open_ids: Callable[[], Sequence[str]] = lambda: ()  # of its cases that are open, oldest first
    alarms: Alarms = field(default_factory=Alarms)

    def __post_init__(self) -> None:
        self.vault = Vault(self.district_key)

    def poll(self, turn: Turn, progress: Callable[[Progress], None] | None = None) -> Outcome:
        """Poll once. What a source does is kept in its state and never raised; `LedgerError` is."""
        state = self.state()
        if not self.may_ask(state):
            return Outcome(trouble=state.trouble)
        state = replace(state, tried_at=wall(), retry_at=None, cursor=refusing.unmarked(state.cursor))
        visit, refused = Visit(poller=self, turn=turn, state=state), False
        try:
            return visit.made(progress)
        except FeedError as error:
            trouble, until, refused = error.words, error.until, error.status in refusing.REFUSED
        except LedgerError:
            raise
        except Exception as error:  # noqa: BLE001  a fault of an adapter is trouble of its feed, no more
            what = f"{type(error).__name__}: {error}"
            trouble, until = filled(FAILED, feed=self.feed.name, error=what), None
        if refused:
            until = wall() + LONGEST_WAIT
            trouble = refusing.told(trouble, until)
            visit.state = replace(visit.state, cursor=refusing.marked(visit.state.cursor, self.mark()))
        trouble = Text(*(scrub(" ".join(said.split()))[:500] for said in (trouble.zh, trouble.en)))
        if not turn.called_off():
            self.fallen(visit.state, trouble, until, "trouble" if refused else "")
        return Outcome(account=visit.account, trouble=trouble.en)

    def may_ask(self, state: FeedState) -> bool:
        """Whether it is time: a token that was refused is spared for a while, a new one is tried at once."""
        refused = refusing.mark_in(state.cursor)
        if refused:
            self.secret = self.renew() or self.secret
        return not waits(state, wall()) or refused not in ("", self.mark())

    def mark(self) -> str:
        """By what our token is known again."""
        return refusing.mark_of(self.connection, self.secret, self.district_key)

    def overdue(self) -> None:
        """Say that a poll did not come to its end."""
        self.fallen(replace(self.state(), tried_at=wall()), ENDLESS, None)

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
            former_keys=self.former_keys,
            secret=self.secret,
            open_ids=self.open_ids,
            ca_file=self.ca_file,
        )

    def parsed(self, page: Page, reading: Reading) -> tuple[list[Fact], list[Rejected]]:
        """The facts of a page, and what had to be set aside, each for its own reason.

        What was spoiled at reading is not sealed: no parser could read it, its source must deliver it again.
        """
        facts: list[Fact] = []
        rejected = [set_aside(record, reason) for record, reason in page.spoiled]
        for record in page.records:
            found, reason = self.understood(record, reading)
            facts += found
            if reason:
                rejected.append(set_aside(record, reason, self.vault, self.connection.name))
        return facts, rejected

    def understood(self, record: Record, reading: Reading) -> tuple[tuple[Fact, ...], str]:
        """The facts of a record, or the reason why it cannot be used."""
        try:
            return tuple(self.feed.parse(record, reading)), ""
        except RecordError as error:
            return (), str(error) or "it cannot be used"
        except Exception as error:  # noqa: BLE001  a record that breaks its parser costs itself alone
            return (), f"the parser failed on it: {type(error).__name__}"

    def fallen(self, state: FeedState, trouble: Text, until: datetime | None, kind: str = "") -> None:
        """Keep what was, say what is wrong; into the log once, when it begins."""
        kind = kind or ("trouble" if until is None else "limited")
        if state.state != kind:
            log.warning(f"feed {kind}", feed=state.name, trouble=trouble.en)
            state = replace(state, since=wall())
        state = replace(state, state=kind, trouble=trouble.en, trouble_zh=trouble.zh, retry_at=until)
        self.ledger.save_feed_state(state)

    def recovered(self, state: FeedState, as_of: datetime | None) -> None:
        """A poll came to its end; the feed is as fresh as the source says, or as this answer."""
        if state.state in ("trouble", "limited"):
            log.info("feed recovered", feed=state.name, trouble=state.trouble)
        since = state.since if state.state == "ok" else wall()
        moved = as_of is None or state.as_of is None or as_of > state.as_of
        fresh_at = wall() if moved or state.fresh_at is None else state.fresh_at
        as_of = as_of if moved and as_of else state.as_of
        state = replace(state, state="ok", trouble="", trouble_zh="", since=since)
        self.ledger.save_feed_state(replace(state, good_at=wall(), fresh_at=fresh_at, as_of=as_of))


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
                raise FeedError(LONG, feed=self.state.name)
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
                known_at=None if history else poller.clock.now(),
                rejected=rejected,
                lease=self.turn.lease,
            )
        self.account += receipt
        poller.alarms.see_records(page.records)
        news = 0 if history else min(receipt.applied, len(facts))
        poller.alarms.see_facts(facts, news=news, now=poller.clock.now(), locate=poller.geometry.locate)
        heard = self.state.account + receipt
        place = {"read": page.cursor, "history": history and (page.more or not heard.received)}
        notes = (*poller.alarms.notes(), *page.notes)
        self.state = replace(self.state, account=heard, cursor=place, notes=notes)
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


def pollers_of(
    district: District,
    ledger: Ledger,
    clock: Clock,
    *,
    secret: Callable[[str], str] = lambda _: "",
    packages: Iterable[str] = (),
    open_ids: Callable[[str], Sequence[str]] = lambda _: (),
    ca_file: Path | None = None,
) -> list[Poller]:
    """A poller for every connection of the district; one that cannot be is a `FeedError` that says why."""
    geometry, feeds = Geometry.load(district), gathered(data_feeds, Feed, packages)
    return [
        Poller(
            connection=connection,
            options=options_of(connection, feeds),
            feed=feeds[connection.kind],
            district=district,
            geometry=geometry,
            ledger=ledger,
            clock=clock,
            district_key=ledger.seal.key,
            former_keys=ledger.seal.former,
            secret=secret(connection.name),
            renew=partial(secret, connection.name),
            open_ids=partial(open_ids, connection.name),
            ca_file=ca_file,
        )
        for connection in district.feeds
    ]


def options_of(connection: Connection, feeds: Mapping[str, Feed]) -> BaseModel:
    """The options of a connection, as its feed understands them."""
    if connection.kind not in feeds:
        kinds = ", ".join(feeds)
        raise FeedError(UNKNOWN_KIND, feed=connection.name, kind=repr(connection.kind), kinds=kinds)
    try:
        return feeds[connection.kind].options.model_validate(connection.options)
    except ValidationError as error:
        first: Any = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        said = {"option": where, "value": shown(first["input"]), "why": first["msg"]}
        raise FeedError(BAD_OPTION, feed=connection.name, **said) from error


def shown(value: Any) -> str:
    """What an option says, without the password of an address in it."""
    return re.sub(r"(://[^/@\s:]*):[^@\s]*@", r"\1:***@", repr(value))


def poll_once(
    pollers: Iterable[Poller],
    *,
    whole: bool = False,
    progress: Callable[[str, Progress], None] | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> dict[str, Outcome]:
    """Poll each connection that can be asked once, by name; `whole`: until its source has no more."""
    asked = (poller for poller in pollers if not poller.feed.delivered)
    return {poller.connection.name: polled(poller, whole, progress, pause) for poller in asked}


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
