"""How many suspended cases have been so for more than 90 days."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import now
from dashboard.text import Text

DAYS = 90


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases that are suspended now: for more than 90 days, or less."""
    cases = tables.cases
    rows = cases.filter(cases.open, cases.phase == Phase.SUSPENDED.value, cases.phase_since <= now())
    long = rows.phase_since < now() - ibis.interval(days=DAYS)
    return split(rows.mutate(outcome=ibis.ifelse(long, "long", "short")), tables, ask)


SUSPENDED_LONG = ratio(
    name="suspended-long",
    title=Text("挂账超 90 天占比", "Suspended over 90 days"),
    formula=Text(
        "此刻挂账的案件中，本次挂账已超过 90 个自然日者所占比例；区间为 Wilson 95 %",
        "Of the cases that are suspended now, the share suspended for more than 90 calendar days; Wilson "
        "95 %",
    ),
    behind=behind,
    hits=("long",),
    misses=("short",),
    attribution=Attribution.STOCK,
    better="down",
    window=None,
    splits=AT_A_MOMENT,
    shifts=False,
)
