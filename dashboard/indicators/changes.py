"""The last things that have happened: the ticker."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import with_case
from dashboard.indicators.timing import before, now
from dashboard.text import Text

SHOWN = 10


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """The newest facts about cases, with where, what, and how the case stands now."""
    facts = tables.facts
    rows = facts.filter(
        facts.key.startswith("case:"),
        facts.happened_at >= before(ask.window),
        facts.happened_at <= now(),
    ).select("happened_at", "key", "kind", "org", "to_org", "reason_code", "seq")
    newest = rows.order_by(rows.happened_at.desc(), rows.seq.desc()).limit(SHOWN)
    return with_case(newest, tables.cases, "street", "category", "phase")


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Newest first."""
    ordered = frame.sort_values(["happened_at", "seq"], ascending=False, ignore_index=True)
    return ordered[
        ["happened_at", "key", "street", "category", "kind", "org", "to_org", "reason_code", "phase"]
    ]


CHANGES = Indicator(
    name="changes",
    title=Text("最新变化", "Latest"),
    unit=Text("条", "changes"),
    formula=Text(
        "最近发生的十条案件事实，以来源所报的发生时间为准",
        "The ten newest facts about cases, by the time the source says they happened",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=7),
    cases="own",
)
