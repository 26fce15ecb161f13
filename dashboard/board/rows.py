"""What the fold says becomes tables of the board, with clocks laid over all rows by column."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from dashboard.board.columns import Columns, instants, table, times, whole
from dashboard.board.ordinals import Numbers, Pauses, clocked, ends
from dashboard.board.schema import CASES, CLOSINGS, DELAYS, STAGES
from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar

WORKED = {
    "reported_ord": "reported_at",
    "sent_ord": "sent_at",
    "activity_ord": "activity_at",
    "returned_ord": "returned_at",
    "lever_ord": "lever_at",
    "yellow_ord": "yellow_at",
}
"""Ordinals on the working-hours clock, whatever the clock of the case."""
BESIDES = {"from_at", "given_at", "ended_at", "amount", "again"}
"""What a row of the fold says besides the columns of its table, for its clock."""
FILLED = {
    "send_by",
    "register_by",
    "verify_by",
    "start_ord",
    "due_ord",
    "end_ord",
    "paused_ord",
    "pause",
    "settled_at",
    "weekday",
    "hour",
}
"""What it does not say: that is filled in here, by column."""
ONLY_CASES = {"start_at", "settles", "send_limit", "register_limit", "verify_limit"}
BY = {
    "send_by": ("reported_at", "send_limit"),
    "register_by": ("reported_at", "register_limit"),
    "verify_by": ("verify_at", "verify_limit"),
}
"""Until when the centre itself has time, from when on, and by which limit."""
CASE = sorted((CASES.keys() - FILLED - WORKED.keys()) | {*WORKED.values(), *BESIDES, *ONLY_CASES})
STAGE = sorted((STAGES.keys() - FILLED) | BESIDES)
CLOSING = sorted((CLOSINGS.keys() - FILLED) | BESIDES | {"start_at"})
DELAY = sorted((DELAYS.keys() - FILLED) | BESIDES | {"start_at", "clock"})


def numbered(rows: pa.Table, numbers: Numbers) -> pa.Table:
    """The rows with the number of their key, by which the board finds them again."""
    return rows.append_column("no", pa.array(numbers, type=pa.int64()))


def case_table(rows: Columns, pauses: Pauses, numbers: Numbers, calendar: WorkCalendar) -> pa.Table:
    """The cases with their clocks."""
    clocks = clocked(rows, "start_at", pauses, calendar)
    for name, (since, limit) in BY.items():
        clocks[name] = instants(ends(times(rows[since]), rows[limit], calendar))
    for ordinal, moment in WORKED.items():
        when = times(rows[moment])
        told = ~np.isnat(when)
        minutes = np.zeros(len(when), dtype=np.int64)
        minutes[told] = calendar.ordinals(when[told], Measure.HOURS)
        clocks[ordinal] = whole(minutes, told)
    return numbered(table({**rows, **clocks}, CASES), numbers)


def read_zones(zone: str) -> None:
    """Have Arrow read the time zones: it tries once, and would never know any if files were short then."""
    pa.compute.hour(pa.array([0], type=pa.timestamp("us", tz=zone)))


def leg_table(
    rows: Columns, pauses: Pauses, numbers: Numbers, calendar: WorkCalendar, schema: Mapping[str, str]
) -> pa.Table:
    """The closings or delays with the clock of their episode up to each."""
    return numbered(table({**rows, **clocked(rows, "start_at", pauses, calendar)}, schema), numbers)


def stage_table(rows: Columns, pauses: Pauses, numbers: Numbers, calendar: WorkCalendar) -> pa.Table:
    """The stages with their clocks, and the local hour in which each began."""
    local = instants(times(rows["started_at"])).cast(pa.timestamp("us", tz=str(calendar.zone)))
    hours = {
        "weekday": pa.compute.day_of_week(local, count_from_zero=False).cast(pa.int32()),
        "hour": pa.compute.hour(local).cast(pa.int32()),
    }
    return numbered(
        table({**rows, **clocked(rows, "started_at", pauses, calendar), **hours}, STAGES), numbers
    )
