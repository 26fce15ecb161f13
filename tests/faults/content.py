"""What the faults of content are told with: events served, files dropped, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard.board.reader import Reader
from dashboard.board.store import Board
from dashboard.district import District, calendar_of
from dashboard.ledger.store import Ledger
from dashboard.polling import Outcome, Turn
from tests.faults.faulty import Faulty, Script, said
from tests.polling.rig import real_poller
from tests.small_district import NOW, connection, district

COLUMNS = {"id": "工单编号", "opened_at": "上报时间", "holder": "承办单位", "text": "内容"}
HEADING = "工单编号,上报时间,承办单位,内容"


def event(number: int, **given: Any) -> dict[str, Any]:
    stamp = f"2026-11-20T10:{number // 60:02d}:{number % 60:02d}+08:00"
    return {
        "event_id": f"e{number}",
        "case_id": "c1",
        "updated_at": stamp,
        "at": stamp,
        "kind": "progress",
    } | given


def answer(*events: Any, following: str | None = None, as_of: datetime = NOW) -> Script:
    return said({"events": list(events), "next": following, "as_of": as_of.isoformat()})


def asked(ledger: Ledger, server: Faulty, **given: Any) -> Outcome:
    """One poll of an event interface; its outcome."""
    return real_poller(ledger, "events", options={"url": server.url("/e")}, **given).poll(Turn())


def looked(ledger: Ledger, folder: Path, times: int = 2, **options: Any) -> Outcome:
    """Some looks into a folder; the outcome of the last."""
    options = {"columns": COLUMNS, "formats": ["iso", "%Y-%m-%d %H:%M:%S"]} | options
    one = real_poller(ledger, "folder", options=options)
    one.district = one.district.model_copy(update={"sources": folder})
    return [one.poll(Turn()) for _ in range(times)][-1]


def accounted(ledger: Ledger, **expected: int) -> None:
    """The chain verifies, and every record ever received is accounted for."""
    assert ledger.verify().good
    (account,) = ledger.accounts().values()
    assert account.received == account.applied + account.duplicate + account.superseded + account.quarantined
    assert {name: getattr(account, name) for name in expected} == expected


def bodies(ledger: Ledger) -> list[dict[str, Any]]:
    return [dict(entry.body) for entry in ledger.entries(0)]


@contextmanager
def board_of(
    ledger: Ledger, *, home: District | None = None, now: datetime = NOW, as_known: bool = False
) -> Iterator[Reader]:
    """The board of a ledger in the small district, read at a moment."""
    home = home or district(connection("events", "events"), connection("folder", "folder"))
    board = Board(home, calendar_of(home))
    try:
        board.catch_up(ledger.entries)
        with board.reading(now, as_known=as_known) as reader:
            yield reader
    finally:
        board.close()


def rows(reader: Reader, table: str = "cases") -> list[dict[str, Any]]:
    """The rows of a table of the board."""
    return reader.cursor.sql(f"SELECT * FROM {table} ORDER BY ALL").to_arrow_table().to_pylist()


def case(ledger: Ledger, **given: Any) -> dict[str, Any]:
    """The only case of a ledger, as the board has it."""
    with board_of(ledger, **given) as reader:
        (found,) = rows(reader)
    return found
