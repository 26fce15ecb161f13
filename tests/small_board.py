"""A board of a few hand-made rows: the seam between indicators and whatever keeps the tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from functools import cache
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow as pa

from dashboard.board import schema
from dashboard.board.reader import Reader, tell
from dashboard.board.tables import NO, NUMBERED, Tables, columns
from dashboard.calendar import Measure
from dashboard.cases import EventKind
from dashboard.fold.assignments import assignments

Rows = Iterable[Mapping[str, Any]]

NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)  # Friday 10:42 in Shanghai
ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
}
NAMES = tuple(field.name for field in fields(Tables))
DAY_MINUTES = 450
TEXTS: dict[str, str] = {}


def ordinal(instant: datetime | None) -> int | None:
    """Every minute counts on the clocks of this board."""
    return None if instant is None else int(instant.timestamp() // 60)


def case(key: str = "case:hotline/1", *, now: datetime = NOW, **given: Any) -> dict[str, Any]:
    """A case as the board keeps it, quiet and in good time unless told otherwise."""
    reported = given.get("reported_at", now - timedelta(hours=6))
    row: dict[str, Any] = dict.fromkeys(schema.CASES) | {
        "key": key,
        "feed": "hotline",
        "id": key.rpartition("/")[2],
        "source": "H12345",
        "biz_type": "complain",
        "procedure": "normal",
        "urgency": "normal",
        "category": "E0116",
        "street": "S01",
        "place": "none",
        "flags": [],
        "tells_hands": True,
        "reported_at": reported,
        "dispatched_at": reported,
        "sent_at": reported,
        "send_by": reported + timedelta(minutes=30),
        "due_at": now + timedelta(days=4),
        "clock": "hours",
        "pause": 0,
        "phase": "disposing",
        "open": given.get("closed_at") is None,
        "phase_since": reported,
        "holder": "D01",
        "hands": ["D01"],
        "hops": [],
        "returns": 0,
        "returners": 0,
        "cycle": False,
        "clauseless": False,
        "reworks": 0,
        "extensions": 0,
        "reminders": 0,
        "failed_levers": 0,
        "activity_ord": ordinal(now),
        "ask": False,
        "episode": 1,
        "anomalies": 0,
    }
    if given.get("closed_at") is not None:
        row["phase"] = "closed"
    row |= given
    row["start_ord"] = given.get("start_ord", ordinal(row["dispatched_at"]))
    row["end_ord"] = given.get("end_ord", ordinal(row["closed_at"]))
    row["reported_ord"] = given.get("reported_ord", ordinal(row["reported_at"]))
    row["sent_ord"] = given.get("sent_ord", ordinal(row["sent_at"]))
    row["due_ord"] = given.get("due_ord", ordinal(row["due_at"]))
    ends = [moment for moment in (row["closed_at"], row["due_at"]) if moment is not None]
    row["settled_at"] = given.get("settled_at", min(ends) if row["due_at"] is not None else None)
    return row


def span(key: str = "case:hotline/1", *, now: datetime = NOW, **given: Any) -> dict[str, Any]:
    """An open span that began six hours ago and lasts."""
    row: dict[str, Any] = {
        "key": key, "n": 0, "phase": "disposing", "open": True, "holder": "D01",
        "since": now - timedelta(hours=6), "till": None,
    } | given  # fmt: skip
    return {"runs": row["open"] and row["till"] is None} | row


def assigned(spans: Iterable[dict[str, Any]], facts: Rows = ()) -> list[dict[str, Any]]:
    """The assignments that spans, and returns told as facts, amount to."""
    lives: dict[str, list[dict[str, Any]]] = {}
    for row in spans:
        lives.setdefault(row["key"], []).append(row)
    return [
        row
        for key, life in lives.items()
        for row in assignments(
            key,
            sorted(life, key=itemgetter("n")),
            {
                one["happened_at"]: one["reason_code"]
                for one in facts
                if (one["key"], one["kind"]) == (key, EventKind.RETURN)
            },
        )
    ]


def stage(key: str = "case:hotline/1", *, now: datetime = NOW, **given: Any) -> dict[str, Any]:
    """A stage that runs, begun an hour ago with two hours to go."""
    row: dict[str, Any] = {
        "key": key, "n": 0, "episode": 1, "stage": "sign", "holder": "D01",
        "started_at": now - timedelta(hours=1), "ended_at": None, "outcome": "running",
        "due_at": now + timedelta(hours=2),
        "clock": "hours", "pause": 0, "extensions": 0,
    } | given  # fmt: skip
    local = row["started_at"].astimezone(ZoneInfo("Asia/Shanghai"))
    return {
        "start_ord": ordinal(row["started_at"]),
        "due_ord": ordinal(row["due_at"]),
        "end_ord": ordinal(row["ended_at"]),
        "paused_ord": None,
        "weekday": local.isoweekday(),
        "hour": local.hour,
    } | row


def fact(key: str = "case:hotline/1", *, now: datetime = NOW, **given: Any) -> dict[str, Any]:
    """Something said about a case a minute ago."""
    return dict.fromkeys(schema.FACTS) | {
        "seq": 1, "stream": "hotline", "key": key, "kind": "progress", "version": "1", "digest": "d",
        "happened_at": now - timedelta(minutes=1), "known_at": now, "org": "D01", "body": "{}",
    } | given  # fmt: skip


def midnight(moment: datetime, zone: str) -> datetime:
    """The local midnight before a moment, in UTC."""
    local = moment.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def clock_row(now: datetime, zone: str) -> dict[str, Any]:
    """The clock of the board."""
    minutes = ordinal(now)
    return {
        "now": now, "today": midnight(now, zone), "soon_at": now + timedelta(hours=2),
        "days_at": now + timedelta(days=2),
        "urgent": minutes,
        **{f"{clock}_ago": [minutes - 1_440 * days for days in range(8)] for clock in Measure},
        "hours": minutes, "days": minutes, "natural": minutes, "day_minutes": DAY_MINUTES, "zone": zone,
    }  # fmt: skip


def moment_rows(now: datetime, zone: str) -> list[dict[str, Any]]:
    """Twenty half hours up to now, and the same a week before."""
    return [
        {
            "series": series,
            "n": n,
            "moment": (moment := now - back - timedelta(minutes=30 * (19 - n))),
            "midnight": midnight(moment, zone),
            "soon_at": moment + timedelta(hours=2),
        }
        for series, back in (("now", timedelta()), ("before", timedelta(days=7)))
        for n in range(20)
    ]


class SmallReader(Reader):
    """A reader of hand-made tables."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, texts: dict[str, str]) -> None:
        super().__init__(cursor=connection, texts=texts, seq=0)

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        return self.cursor


def shape(name: str) -> pa.Schema:
    """The columns of a table as Arrow declares them."""
    return pa.schema([(column, ARROW[kind]) for column, kind in columns(name).items()])


def filled(name: str, frame: pd.DataFrame) -> pa.Table:
    """A frame as a whole table of the board: columns it lacks are null."""
    return pa.table(
        {
            field.name: pa.array(frame[field.name], type=field.type, from_pandas=True)
            if field.name in frame
            else pa.nulls(len(frame), field.type)
            for field in shape(name)
        }
    )


@cache
def empty_board() -> duckdb.DuckDBPyConnection:
    """One database with all tables, empty; every board lays temporary tables of its own over them."""
    connection = duckdb.connect()
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    for name in NAMES:
        declared = ", ".join(f'"{column}" {kind}' for column, kind in columns(name).items())
        number = f", {NO} BIGINT" if name in NUMBERED else ""
        connection.execute(f'CREATE TABLE "{name}" ({declared}{number})')
    return connection


def board_tables(
    *,
    now: datetime = NOW,
    zone: str = "Asia/Shanghai",
    clock: Mapping[str, Any] | None = None,
    **rows: Rows | pa.Table,
) -> SmallReader:
    """A reader of tables in memory: the rows given (`cases=[…], spans=[…] …`), the others empty."""
    cursor = empty_board().cursor()
    tell(cursor, clock_row(now, zone) | (clock or {}))
    for name, given in ({"moments": moment_rows(now, zone)} | rows).items():
        incoming = (
            given if isinstance(given, pa.Table) else pa.Table.from_pylist(list(given), schema=shape(name))
        )
        cursor.register("incoming", incoming)
        number = f", CAST(hash(key) >> 1 AS BIGINT) AS {NO}" if name in NUMBERED else ""
        cursor.execute(f'CREATE TEMP TABLE "{name}" AS SELECT *{number} FROM incoming')
        cursor.unregister("incoming")
    return SmallReader(cursor, TEXTS)
