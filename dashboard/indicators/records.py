"""What is told of one case, by its key."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from dashboard.indicators import Ask
from dashboard.indicators.binding import KEY, word

RECORD = (KEY,)
"""The cells of an indicator that tells of one case; asked for none, it tells nothing."""


def asked() -> Any:
    """The key of the case that is asked for."""
    return word(KEY)


def of_the_case(rows: ir.Table) -> ir.Table:
    """The rows of the case that is asked for."""
    return rows.filter(rows.key == asked())


def about(key: str) -> Ask:
    """The question for the record of one case."""
    return Ask(where=((KEY, (key,)),)) if key else Ask()
