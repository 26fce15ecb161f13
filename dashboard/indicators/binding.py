"""What a question asks for stands beside its SQL text and not in it, so that one text serves every value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from dashboard.calendar import Measure

KEY = "key"
"""The variable that holds the key of the one case a record tells of."""
SINCE = "since"
"""That which holds the local day at whose midnight the window begins, where the question names one."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def word(variable: dt.string) -> dt.string:
    """The one word that the reader has set for this question."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def words(variable: dt.string) -> dt.Array(dt.string):  # type: ignore[valid-type]
    """The words that the reader has set for this question."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def numbers(variable: dt.string) -> dt.Array(dt.int64):  # type: ignore[valid-type]
    """The numbers that the reader has set for this question."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def instant(variable: dt.string) -> dt.Timestamp(timezone="UTC"):  # type: ignore[valid-type]
    """One of the moments of the clock of the reading (`board.schema.CLOCK`)."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def ordinal(variable: dt.string) -> dt.int64:
    """One of the ordinals of the clock of the reading."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def ordinals(variable: dt.string) -> dt.Array(dt.int64):  # type: ignore[valid-type]
    """Ordinals of the clock of the reading, one for each of several moments."""


def ordinals_ago(clock: Measure) -> Any:
    """The ordinals of one clock now and one, two, … days ago."""
    return ordinals(f"{clock.value}_ago")


@ibis.udf.scalar.builtin(name="list_contains")  # type: ignore[untyped-decorator]
def holds(values: dt.Array(dt.string), value: dt.string) -> dt.boolean:  # type: ignore[valid-type]
    """Whether one of the values is this one."""


def among(column: Any, name: str, values: Sequence[str]) -> Any:
    """Whether a column says one of the values of filter `name`; an empty word means that it says nothing.

    Of the values only this is in the text: whether the empty word is one of them.
    """
    said = holds(words(variable(name)), column.cast("string"))
    return said | column.isnull() if "" in values else said


def kept(rows: ir.Table, where: Sequence[tuple[str, Sequence[str]]]) -> ir.Table:
    """The rows that every filter lets through."""
    return rows.filter(*(among(rows[name], name, values) for name, values in where)) if where else rows


def known(column: Any) -> Any:
    """Whether a column says anything."""
    return column.notnull()


def variable(name: str) -> str:
    """The name of the variable that holds the values of filter `name`."""
    return f"where_{name}"


def shape(where: Sequence[tuple[str, Sequence[str]]]) -> str:
    """What of the filters stands in the SQL text: their names, and where no value is a value too."""
    return ",".join(f"{name}?" if "" in values else name for name, values in where)


def bound(where: Sequence[tuple[str, Sequence[str]]]) -> Mapping[str, list[str]]:
    """The variables of the filters."""
    return {variable(name): list(values) for name, values in where}
