"""A poller over a scripted source and a real ledger, for tests of what a poll leaves behind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from dashboard.cases import EventKind, Fact, case_key
from dashboard.clock import Frozen
from dashboard.ledger.store import Ledger
from dashboard.polling import Poller
from dashboard.text import Text
from data_feeds import Feed, Page, Reading, Record, RecordError
from tests.small_district import FEEDS, KEY, NOW, connection, reading

AS_OF = datetime(2026, 11, 20, 2, 40, tzinfo=UTC)

Source = Callable[[Reading], Iterator[Page]]


class NoOptions(BaseModel):
    """A scripted source needs none."""


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """`5` happened at minute 5; `"bad"` cannot be used; `"broken"` breaks the parser."""
    if record.raw == "bad":
        raise RecordError("said by nobody")
    if record.raw == "broken":
        return (_ for _ in [1 / 0])
    moment = datetime(2026, 11, 20, 1, record.raw, tzinfo=UTC)
    key = case_key(reading.connection.name, "c1")
    return [Fact(key=key, kind=EventKind.PROGRESS, version=f"e{record.raw}", happened_at=moment, body={})]


def page(*raws: Any, at: int = 1, **given: Any) -> Page:
    records = [Record(raw=raw, where=f"no. {n}") for n, raw in enumerate(raws, 1)]
    return Page(records=records, cursor={"at": at}, **({"as_of": AS_OF} | given))


def pages(*found: Page | Exception) -> Source:
    """A source that gives these pages, then stops or breaks."""

    def read(_reading: Reading) -> Iterator[Page]:
        for one in found:
            if isinstance(one, Exception):
                raise one
            yield one

    return read


@contextmanager
def open_ledger(folder: Path, name: str = "ledger.db") -> Iterator[Ledger]:
    ledger = Ledger.open(f"sqlite:///{folder / name}", key=KEY)
    try:
        yield ledger
    finally:
        ledger.close()


def poller(ledger: Ledger, read: Source, *, name: str = "stub", backfill: bool = False) -> Poller:
    of = connection("stub", name, backfill=backfill, every=5)
    feed = Feed(name="stub", title=Text("假", "stub"), options=NoOptions, read=read, parse=parse)
    return built(ledger, of, feed, NoOptions())


def real_poller(ledger: Ledger, kind: str, **given: Any) -> Poller:
    """A poller over one of the real feeds."""
    of = connection(kind, given.pop("name", kind), **given)
    return built(ledger, of, FEEDS[kind], FEEDS[kind].options.model_validate(of.options))


def built(ledger: Ledger, of: Any, feed: Feed, options: BaseModel) -> Poller:
    home = reading(connection())
    return Poller(
        connection=of,
        options=options,
        feed=feed,
        district=home.district,
        geometry=home.geometry,
        ledger=ledger,
        clock=Frozen(NOW),
        district_key=KEY,
    )
