"""Rows become columns: Arrow tables of the types of the schema, and times as arrays to calculate with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Rows = Sequence[Mapping[str, Any]]
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


def table(rows: Rows, schema: Mapping[str, str], **columns: Any) -> pa.Table:
    """The rows as an Arrow table of this schema; columns given by name replace those of the rows."""
    wanted = [name for name in schema if name not in columns]
    found = zip(*map(itemgetter(*wanted, wanted[0]), rows), strict=True)  # the last makes every row a tuple
    told = dict(zip(wanted, found, strict=False)) if rows else dict.fromkeys(wanted, ())
    return pa.table(
        {name: pa.array({**told, **columns}[name], type=ARROW[kind]) for name, kind in schema.items()}
    )


def times(rows: Rows, name: str) -> Times:
    """A column of times as an array; NaT where there is none."""
    found = pa.array([row.get(name) for row in rows], type=INSTANT).to_numpy(zero_copy_only=False)
    return np.asarray(found, dtype="datetime64[us]")


def whole(values: NDArray[np.int64], known: NDArray[np.bool_]) -> pa.Array:
    """Whole numbers that are null where they are not known."""
    return pa.array(values, type=pa.int64(), mask=~known)


def instants(values: Times) -> pa.Array:
    """Times as an Arrow column; NaT becomes null."""
    return pa.array(values, type=pa.timestamp("us")).cast(INSTANT)
