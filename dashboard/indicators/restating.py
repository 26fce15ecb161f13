"""Which cases a closed window says otherwise of by now: something of it was told only after its end."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators.answering import Reader
from dashboard.indicators.timing import before, now
from dashboard.text import Text

RESTATED = Text("已重述：{n} 件在期末之后补报", "restated: {n} cases were told more of after its end")
"""The mark of a figure of a closed window that is other now than it was known at its end."""


def restated(reader: Reader, window: timedelta) -> list[str]:
    """The keys of those cases, in order; the reader stands at the end of the window, with hindsight."""
    frame = reader.frame(f"restated|{window.total_seconds():.0f}", lambda: told_late(reader.tables, window))
    return sorted(frame["key"])


def told_late(tables: Tables, window: timedelta) -> ir.Table:
    """The cases with a fact of the window that was known only after it."""
    facts, end = tables.facts, now()
    of_the_window = facts.filter(
        facts.key.startswith("case:"),
        facts.happened_at >= before(window),
        facts.happened_at < end,
        facts.known_at > end,
    )
    return of_the_window.select("key").distinct()
