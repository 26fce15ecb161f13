"""Deliveries to this process: checked at the gate, taken one after another, answered in plain words."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

import structlog
from flask import Response

from dashboard.clock import now as wall
from dashboard.ledger import Answered, LedgerError, Once
from dashboard.polling import Poller
from dashboard.polling.receiving import Delivery, received
from dashboard.privacy import scrub
from dashboard.pushing import REPEATED, Problem, SetAside, Taken
from dashboard.pushing.gate import Gate, Headers, named
from dashboard.pushing.refusals import (
    BUSY,
    MALFORMED,
    NO_HISTORY,
    NOT_NOW,
    OTHER_BODY,
    WRONG,
    RefusedError,
)
from dashboard.signing import KEY, SHORTEST
from dashboard.strict_json import strict_json
from data_feeds import Page, RecordError
from data_feeds.attributes import checked
from data_feeds.event_wire import Envelope, records
from data_feeds.push import Options

log = structlog.get_logger()

AT_ONCE = 2
"""Deliveries under way in one process, so that viewers keep the other threads of the server."""

AGAIN = 5.0
"""Seconds until a delivery is tried again that the ledger could not take."""


@dataclass
class Door:
    """One connection that delivers: its gate, how it is read, and which refusals the log knows of."""

    poller: Poller
    gate: Gate
    turn: threading.Lock = field(default_factory=threading.Lock)
    told: set[int] = field(default_factory=set)  # statuses of refusals since the last good delivery

    @classmethod
    def of(cls, poller: Poller) -> Door:
        """The door of a connection; one without a good secret stays shut, and the log says so."""
        limits = poller.options if isinstance(poller.options, Options) else Options()
        door = cls(poller, Gate(poller.secret, limits))
        if not door.gate.open:
            name = poller.connection.name
            advice = f"set JIEQUAN_SECRETS__{name.upper().replace('-', '_')} ({SHORTEST} characters or more)"
            log.error("push refused: no secret", feed=name, advice=advice)
        return door

    def refused(self, status: int, trouble: str) -> None:
        """Into the log, once of each kind until a delivery is taken again."""
        if status not in self.told:
            self.told.add(status)
            log.warning(
                "push refused", feed=self.poller.connection.name, status=status, reason=scrub(trouble)
            )

    def well(self) -> None:
        """Into the log, once after refusals."""
        if self.told:
            self.told.clear()
            log.info("push taken again", feed=self.poller.connection.name)

    def taken(self, headers: Headers, stream: IO[bytes], now: datetime) -> Answered:
        """What is answered to a delivery; it is durable when this returns."""
        body = self.gate.passed(headers, stream, now)
        key = self.gate.admitted(headers)
        delivery = self.opened(body, Once(key=key, content=body))
        with self.turn:
            answered = received(self.poller, delivery)
        if not answered.same:
            raise RefusedError(OTHER_BODY, header=KEY)
        return answered

    def opened(self, body: bytes, once: Once) -> Delivery:
        """The records of a body, whatever each may say."""
        reading = self.poller.reading(self.poller.state(), math.inf)
        try:
            envelope = checked(Envelope, strict_json(body), reading)
        except (ValueError, RecordError) as error:
            raise RefusedError(MALFORMED, said=scrub(str(error))[:200]) from error
        if envelope.history and not self.poller.connection.backfill:
            raise RefusedError(NO_HISTORY)
        page = Page(records=records(envelope.events), cursor={})
        return Delivery(page=page, once=once, history=envelope.history)


class Reception:
    """The doors of one process, and how many deliveries it takes at once."""

    def __init__(self, pollers: Iterable[Poller]) -> None:
        self.doors = {poller.connection.name: Door.of(poller) for poller in pollers}
        self.seats = threading.BoundedSemaphore(AT_ONCE)

    def answer(self, headers: Headers, stream: IO[bytes]) -> Response:
        """The answer to one delivery, whatever it is."""
        try:
            with self.seat():
                return told(self.answered(headers, stream))
        except RefusedError as refused:
            return refusal(refused)

    @contextmanager
    def seat(self) -> Iterator[None]:
        """A place for one delivery, if there is one."""
        if not self.seats.acquire(blocking=False):
            raise RefusedError(BUSY, wait=1)
        try:
            yield
        finally:
            self.seats.release()

    def answered(self, headers: Headers, stream: IO[bytes]) -> Answered:
        """What became of a delivery; a connection that is unknown is told that its signature is wrong."""
        door = self.doors.get(named(headers))
        if door is None:
            raise RefusedError(WRONG)
        try:
            answered = door.taken(headers, stream, wall())
        except RefusedError as refused:
            door.refused(refused.status, refused.words.en)
            raise
        except LedgerError as error:
            door.refused(NOT_NOW.status, str(error))
            raise RefusedError(NOT_NOW, wait=AGAIN) from error
        except Exception as error:
            door.refused(NOT_NOW.status, f"{type(error).__name__}: {error}")
            raise RefusedError(NOT_NOW, wait=AGAIN) from error
        door.well()
        return answered


def told(answered: Answered) -> Response:
    """The answer to a delivery that is in the ledger, the same at each repetition."""
    account = answered.account
    taken = Taken(
        received=account.received,
        applied=account.applied,
        duplicate=account.duplicate,
        superseded=account.superseded,
        quarantined=account.quarantined,
        seq=account.seq,
        set_aside=tuple(SetAside(where=one.where, reason=one.reason) for one in answered.aside),
    )
    more = {REPEATED: "true"} if answered.again else {}
    return reply(taken.model_dump_json(), 200, "application/json", **more)


def refusal(refused: RefusedError) -> Response:
    """The answer to a delivery that was not taken."""
    words = refused.words
    problem = Problem(status=refused.status, title=words.en, title_zh=words.zh)
    more = {"Retry-After": str(math.ceil(refused.wait))} if refused.wait else {}
    return reply(problem.model_dump_json(), refused.status, "application/problem+json", **more)


def reply(body: str, status: int, kind: str, **headers: str) -> Response:
    """An answer that nobody keeps."""
    found = Response(body, status=status, content_type=kind)
    found.headers.extend({"Cache-Control": "no-store", **headers})
    return found
