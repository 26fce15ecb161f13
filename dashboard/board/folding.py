"""Facts become rows of the board: each key is folded, then clocks are laid over all rows by column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from dashboard.board.columns import instants, table, times, whole
from dashboard.board.ordinals import clocked
from dashboard.board.schema import ADVICE, ANOMALIES, CASES, SPANS, STAGES
from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.fold import Folded, Known
from dashboard.fold.advice import standing
from dashboard.fold.case import fold_case
from dashboard.fold.rules import Rules

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FOLDED = {"cases": CASES, "spans": SPANS, "stages": STAGES, "anomalies": ANOMALIES, "advice": ADVICE}
WORKED = {
    "activity_ord": "activity_at",
    "returned_ord": "returned_at",
    "lever_ord": "lever_at",
    "yellow_ord": "yellow_at",
}
"""Ordinals on the working-hours clock, whatever the clock of the case."""

FactRow = tuple[int, str, str, str, str, int, int, str | None]
"""no, key, kind, version, digest, happened_at (µs), seq, body; sorted by no."""


def folded(facts: Iterable[FactRow], rules: Rules) -> dict[str, pa.Table]:
    """The rows of every table that these keys amount to, each with the number of its key."""
    numbers: list[int] = []
    cases: list[Folded] = []
    advice: list[Mapping[str, Any]] = []
    for (no, key), rows in groupby(facts, itemgetter(0, 1)):
        if key.startswith("case:"):
            cases.append(fold_case(key, known(rows), rules))
            numbers.append(no)
        elif key.startswith("advice:"):
            advice += [{"no": no, **row} for row in standing(key, known(rows))]
    return {
        "cases": case_table(cases, numbers, rules.calendar),
        "spans": many("spans", cases, numbers),
        "stages": stage_table(cases, numbers, rules.calendar),
        "anomalies": many("anomalies", cases, numbers),
        "advice": numbered(table(advice, ADVICE), [row["no"] for row in advice]),
    }


def known(rows: Iterable[FactRow]) -> Iterator[Known]:
    """Facts as the fold sees them; of an erased body nothing is left but that it happened."""
    for _, _, kind, version, digest, happened, seq, body in rows:
        yield Known(
            kind=kind,
            version=version,
            digest=digest,
            happened_at=EPOCH + timedelta(microseconds=happened),
            body=orjson.loads(body) if body else {},
            seq=seq,
        )


def numbered(rows: pa.Table, numbers: Sequence[int]) -> pa.Table:
    """The rows with the number of their key, by which the board finds them again."""
    return rows.append_column("no", pa.array(numbers, type=pa.int64()))


def many(name: str, cases: Sequence[Folded], numbers: Sequence[int]) -> pa.Table:
    """A table of which each case has any number of rows."""
    rows = [row for case in cases for row in getattr(case, name)]
    owners = [no for case, no in zip(cases, numbers, strict=True) for _ in getattr(case, name)]
    return numbered(table(rows, FOLDED[name]), owners)


def case_table(cases: Sequence[Folded], numbers: Sequence[int], calendar: WorkCalendar) -> pa.Table:
    """The cases with their clocks."""
    rows = [case.case for case in cases]
    columns = clocked(rows, "start_at", [case.pauses for case in cases], calendar)
    for ordinal, moment in WORKED.items():
        when = times(rows, moment)
        told = ~np.isnat(when)
        minutes = np.zeros(len(rows), dtype=np.int64)
        minutes[told] = calendar.ordinals(when[told], Measure.HOURS)
        columns[ordinal] = whole(minutes, told)
    return numbered(table(rows, CASES, **columns), numbers)


def stage_table(cases: Sequence[Folded], numbers: Sequence[int], calendar: WorkCalendar) -> pa.Table:
    """The stages with their clocks, and the local hour in which each began."""
    rows = [row for case in cases for row in case.stages]
    owners = [no for case, no in zip(cases, numbers, strict=True) for _ in case.stages]
    columns = clocked(rows, "started_at", [case.pauses for case in cases for _ in case.stages], calendar)
    local = instants(times(rows, "started_at")).cast(pa.timestamp("us", tz=str(calendar.zone)))
    columns |= {
        "weekday": pa.compute.day_of_week(local, count_from_zero=False),
        "hour": pa.compute.hour(local),
    }
    columns = {name: pa.array(column) for name, column in columns.items()}
    return numbered(table(rows, STAGES, **columns), owners)
