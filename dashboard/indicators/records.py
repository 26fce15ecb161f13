"""What is told of one case: its key stands beside the SQL text, so that one text serves every case."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from dashboard.indicators import Ask

RECORD = ("key",)
"""The cells of an indicator that tells of one case; asked for none, it tells nothing."""


@ibis.udf.scalar.builtin(name="getvariable")  # type: ignore[untyped-decorator]
def variable(word: dt.string) -> dt.string:
    """What the reader has set for this question."""


def asked() -> Any:
    """The key of the case that is asked for."""
    return variable("key")


def of_the_case(rows: ir.Table) -> ir.Table:
    """The rows of the case that is asked for."""
    return rows.filter(rows.key == asked())


def about(key: str) -> Ask:
    """The question for the record of one case."""
    return Ask(where=(("key", (key,)),)) if key else Ask()
