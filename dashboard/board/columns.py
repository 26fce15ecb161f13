"""Rows become columns: Arrow tables of the types of the schema, and times as arrays to calculate with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = Sequence[Mapping[str, Any]]
Columns = Mapping[str, Any]
"""Columns by name: lists, arrays of times, or Arrow arrays."""
Times = NDArray[np.datetime64]
INSTANT = pa.timestamp("us", tz="UTC")
NOT_YET = np.datetime64("NaT", "us")
ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
    "TIMESTAMPTZ": INSTANT,
}


def columns(rows: Rows, names: Iterable[str]) -> dict[str, list[Any]]:
    """Columns of rows that have all of `names`."""
    return {name: [row[name] for row in rows] for name in names}


def table(found: Columns, schema: Mapping[str, str]) -> pa.Table:
    """Columns as an Arrow table of this schema."""
    return pa.table({name: arrow(found[name], ARROW[kind]) for name, kind in schema.items()})


def tabled(rows: Rows, schema: Mapping[str, str]) -> pa.Table:
    """Rows as an Arrow table of this schema."""
    return table(columns(rows, schema), schema)


def arrow(column: Any, kind: pa.DataType) -> pa.Array:
    """One column as Arrow has it; a missing time becomes null."""
    if isinstance(column, np.ndarray) and column.dtype.kind == "M":
        return instants(column)
    return column if isinstance(column, pa.Array) else pa.array(column, type=kind)


def times(column: Any) -> Times:
    """A column of times as an array; NaT where there is none."""
    if isinstance(column, np.ndarray):
        return column
    found = pa.array(column, type=INSTANT).to_numpy(zero_copy_only=False)
    return np.asarray(found, dtype="datetime64[us]")


def whole(values: NDArray[np.int64], known: NDArray[np.bool_]) -> pa.Array:
    """Whole numbers that are null where they are not known."""
    return pa.array(values, type=pa.int64(), mask=~known)


def instants(values: Times) -> pa.Array:
    """Times as an Arrow column; NaT becomes null."""
    return pa.array(values, type=pa.timestamp("us")).cast(INSTANT)
