"""Histories that run alike are folded once, in symbols, and that is laid over all of them by column.

Most histories of a district run along a few roads. The fold itself says what a road amounts to; nothing of
it is said again here. What depends on more than the road (returns, pauses, reopenings, anomalies, odd data)
is left to the fold, case by case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import eq
from typing import Any, NamedTuple

import numpy as np
import orjson
import pyarrow as pa
from numpy.typing import NDArray

from dashboard.board.columns import NOT_YET, Columns, Times, columns, table
from dashboard.board.rows import CASE, CLOSING, STAGE, case_table, leg_table, numbered, stage_table
from dashboard.board.schema import ASSIGNMENTS, CASES, CLOSINGS, SPANS, STAGES
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import ATTRIBUTES
from dashboard.fold import Folded, Known
from dashboard.fold.attributes import attributes
from dashboard.fold.case import fold_case
from dashboard.fold.rules import Rules

FactRow = tuple[int, str, str, str, str, int, int, str | None]
"""no, key, kind, version, digest, happened_at (µs), seq, body; by no, then in the order of facts."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SYMBOLS = tuple(datetime(1900, 1, 1, tzinfo=UTC) + timedelta(days=n) for n in range(256))
"""Times of a history in symbols: what the source says of report and due time, then its facts in order."""
REPORTED, DUE, FIRST = 0, 1, 2
WEIGHED = ("source", "procedure", "urgency", "category", "biz_type", "flags")
"""Attributes that the fold looks at; of the others it only passes on the word."""
PASSED_ON = sorted((set(ATTRIBUTES) & CASES.keys()) - {*WEIGHED, "reported_at", "due_at"})
UNITS = ("org", "to_org", "holder")
HOLDERS = {"holder", "next_holder"}
"""Columns of the board that name units of the history."""
MARKS = ("solved", "result", "satisfaction")
"""What the fold reads of a callback or of a claim."""
NEVER = -1
UNKNOWN = Folded(case={})
MOST_ROADS = 50_000


Seen = tuple[Mapping[str, Any] | None, tuple[str | None, ...], tuple[tuple[str, Any], ...]]


class History(NamedTuple):
    """A history that runs along a known road."""

    no: int
    key: str
    road: Folded  # in symbols: times and units as their places here
    times: list[int]  # µs
    units: list[str]
    told: Mapping[str, Any]


@dataclass
class Patterns:
    """The roads that have been met, and what each amounts to; None: it is not for all cases the same."""

    rules: Rules
    roads: dict[tuple[Any, ...], Folded | None] = field(default_factory=dict)

    def history(self, rows: Sequence[FactRow]) -> History | None:
        """The history of a key, if it runs along a road."""
        units: dict[str, int] = {}
        cases, facts = [], []
        for n, row in enumerate(rows[: len(SYMBOLS) - FIRST]):
            case, named, rest = seen(row[7])
            if case is not None:
                cases.append((SYMBOLS[FIRST + n], case))
            places = [units.setdefault(unit, len(units)) if unit else NEVER for unit in named]
            facts.append((row[2], rest, *places))
        told, dues = attributes(cases)
        times = [
            micros(told.get("reported_at")) or rows[0][5],
            micros(dues.due_at),
            *[row[5] for row in rows],
        ]
        together = tuple(map(eq, times[FIRST + 1 :], times[FIRST:]))
        if times[REPORTED] > times[FIRST] or len(facts) < len(rows) or repeated(rows):
            return None
        weighed = tuple((name, str(told[name])) for name in WEIGHED if told.get(name))
        key = rows[0][1]
        road = (key.partition("/")[0], tuple(facts), together, dues.given_at, "reported_at" in told, weighed)
        found = self.roads.get(road, UNKNOWN)
        if found is UNKNOWN:
            found = self.amounts_to(road, told)
            if len(self.roads) >= MOST_ROADS:
                self.roads.clear()
            self.roads[road] = found
        return History(rows[0][0], key, found, times, list(units), told) if found else None

    def amounts_to(self, road: tuple[Any, ...], told: Mapping[str, Any]) -> Folded | None:
        """What a road amounts to in symbols, if to the same for every case on it."""
        feed, facts, together, given_at, reported, _ = road
        case: dict[str, Any] = {name: told[name] for name in WEIGHED if name in told}
        if reported:
            case["reported_at"] = SYMBOLS[REPORTED].isoformat()
        known, place = [], FIRST
        for n, (kind, rest, *places) in enumerate(facts):
            place = place if n and together[n - 1] else FIRST + n
            due = {"due_at": SYMBOLS[DUE].isoformat()} if given_at == SYMBOLS[FIRST + n] else {}
            named = {unit: f"@{where}" for unit, where in zip(UNITS, places, strict=True) if where != NEVER}
            body = {**dict(rest), **named, "case": {**(case if n == 0 else {}), **due}}
            known.append(
                Known(kind=kind, version=f"{n:03}", digest="", happened_at=SYMBOLS[place], body=body)
            )
        found = fold_case(f"{feed}/", known, self.rules)
        dated = any(name == "due_at" for _, rest, *_ in facts for name, _ in rest)
        if dated or found.anomalies or found.delays or found.case["returns"] or found.case["episode"] > 1:
            return None
        return Folded(
            case=placed(found.case),
            spans=[placed(row) for row in found.spans],
            assignments=[placed(row) for row in found.assignments],
            stages=[placed(row) for row in found.stages],
            closings=[placed(row) for row in found.closings],
        )


def repeated(rows: Sequence[FactRow]) -> bool:
    """Whether a version speaks twice."""
    return len({row[2:4] for row in rows}) < len(rows)


@lru_cache(maxsize=4_096)
def seen(body: str | None) -> Seen:
    """What a body says of the case, which units it names, and what else the fold looks at in it."""
    said = orjson.loads(body) if body else {}
    rest = [(name, str(said[name])) for name in ("phase", "level", "due_at") if said.get(name)]
    rest += [(name, "1") for name in ("clause", "ask") if said.get(name)]
    rest += [(name, said[name]) for name in MARKS if isinstance(said.get(name), int | str)]
    units = tuple([str(said[name]) if said.get(name) else None for name in UNITS])
    return said.get("case"), units, tuple(rest)


def micros(when: datetime | None) -> int:
    """A time in microseconds; 0 for none."""
    return (when - EPOCH) // MICROSECOND if when else 0


TIMES = {
    name
    for schema in (CASES, SPANS, ASSIGNMENTS, STAGES, CLOSINGS)
    for name, kind in schema.items()
    if kind == "TIMESTAMPTZ"
} | {"start_at", "from_at", "given_at", "ended_at", "lever_at", "yellow_at"}  # fmt: skip


def placed(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row in symbols with each time and unit as its place in the history."""
    found = dict(row)
    for name in TIMES & row.keys():
        found[name] = (row[name] - SYMBOLS[0]).days if row[name] else NEVER
    for name in HOLDERS & row.keys():
        found[name] = int(row[name][1:]) if row[name] else NEVER
    if "hands" in row:
        found["hands"] = [int(unit[1:]) for unit in row["hands"]]
    return found


@dataclass(frozen=True)
class Ground:
    """The times and units of many histories, one after another."""

    histories: Sequence[History]
    times: Times
    units: NDArray[np.object_]
    first_time: NDArray[np.int64]
    first_unit: NDArray[np.int64]

    @classmethod
    def of(cls, histories: Sequence[History]) -> Ground:
        """Lay histories one after another; the unit at the end of all is nobody."""
        times = np.array([when for history in histories for when in history.times], dtype="datetime64[us]")
        units = np.array([*(unit for history in histories for unit in history.units), None], dtype=object)
        lengths = [(len(history.times), len(history.units)) for history in histories]
        ends = np.cumsum(np.array(lengths, dtype=np.int64), axis=0)
        return cls(histories, times, units, *(ends - lengths).T)

    def columns(
        self, rows: Sequence[Mapping[str, Any]], owners: NDArray[np.int64], names: Iterable[str]
    ) -> dict[str, Any]:
        """Columns of rows in symbols with the times and units of the history that owns each."""
        found: dict[str, Any] = {**columns(rows, names)}
        for name in TIMES & found.keys():
            places = np.array(found[name], dtype=np.int64)
            when = self.times[self.first_time[owners] + np.maximum(places, 0)]
            found[name] = np.where(places == NEVER, NOT_YET, when)
        for name in HOLDERS & found.keys():
            places = np.array(found[name], dtype=np.int64)
            found[name] = self.units[np.where(places == NEVER, -1, self.first_unit[owners] + places)]
        found["key"] = np.array([history.key for history in self.histories], dtype=object)[owners]
        return found

    def cases(self) -> Columns:
        """The columns of the cases: what the road amounts to, and what each source says of its own."""
        rows = [history.road.case for history in self.histories]
        found = self.columns(rows, np.arange(len(rows)), CASE)
        for name in PASSED_ON:
            found[name] = [
                history.told.get(name, default)
                for history, default in zip(self.histories, found[name], strict=True)
            ]
        found["hands"] = [
            [history.units[unit] for unit in history.road.case["hands"]] for history in self.histories
        ]
        found["id"] = [key.partition("/")[2] for key in found["key"]]
        return found

    def many(self, name: str) -> tuple[list[dict[str, Any]], NDArray[np.int64]]:
        """The rows of which each history has any number, and which history owns each."""
        groups = [getattr(history.road, name) for history in self.histories]
        owners = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
        return [row for group in groups for row in group], owners


def laid(histories: Sequence[History], calendar: WorkCalendar) -> dict[str, pa.Table]:
    """The tables that histories along known roads amount to."""
    ground = Ground.of(histories)
    numbers = np.array([history.no for history in histories])
    spans, span_owners = ground.many("spans")
    given, given_owners = ground.many("assignments")
    stages, stage_owners = ground.many("stages")
    span_columns = ground.columns(spans, span_owners, SPANS)
    closings, closing_owners = ground.many("closings")
    closing_columns = ground.columns(closings, closing_owners, CLOSING)
    given_columns = ground.columns(given, given_owners, ASSIGNMENTS)
    stage_columns = ground.columns(stages, stage_owners, STAGE)
    return {
        "cases": case_table(ground.cases(), [()] * len(histories), numbers, calendar),
        "spans": numbered(table(span_columns, SPANS), numbers[span_owners]),
        "assignments": numbered(table(given_columns, ASSIGNMENTS), numbers[given_owners]),
        "closings": leg_table(
            closing_columns, [()] * len(closings), numbers[closing_owners], calendar, CLOSINGS
        ),
        "stages": stage_table(stage_columns, [()] * len(stages), numbers[stage_owners], calendar),
    }
