"""The matters for which a lever is advised and stands, the longest standing first."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import last_hand
from dashboard.indicators.joining import beside
from dashboard.leverage.advice import RAISE, STREAM
from dashboard.text import Text

SHOWN = 10
COLUMNS = ["key", "category", "street", "unit", "level", "score", "raised_at", "total"]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Standing advice with its case, and the lever that was suggested when it was raised."""
    cases, facts = tables.cases.filter(tables.cases.open), tables.facts
    rows = tables.advice.inner_join(
        cases.select("key", "category", "street", unit=cases.holder.coalesce(last_hand(cases))), "key"
    ).select("key", "category", "street", "unit", "score", "raised_at")
    first = tables.advice.raised_at.min().as_scalar()
    raised = facts.filter(facts.stream == STREAM, facts.kind == RAISE, facts.happened_at >= first)
    level = raised.body.cast("json")["level"].unwrap_as("string")
    raised = raised.mutate(level=level).group_by(
        key=raised.key.replace(f"{STREAM}:", ""), raised_at="happened_at"
    )
    rows = beside(rows, raised.agg(level=level.max()), "key", "raised_at")
    rows = rows.mutate(total=rows.count().over())
    return rows.order_by(rows.raised_at, rows.key).limit(SHOWN).select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Longest standing first."""
    return frame.sort_values(["raised_at", "key"], ignore_index=True)


ADVISED = Indicator(
    name="advised",
    title=Text("建议借权 · 待办", "Advised, to do"),
    unit=Text("件", "matters"),
    formula=Text(
        "此刻仍然成立的借权建议：关注分曾达 60、至今未低于 50 的在办案件，附建议时所荐的借权"
        "与得分，按建议先后；"
        "这里只有本系统的建议，是否已借、何时答复不在其内",
        "Advice that stands now: open cases whose score reached 60 and has not fallen below 50 since, with "
        "the lever suggested when it was raised and the score, longest standing first; advice of the "
        "software alone: whether a lever was borrowed or answered is not part of it",
    ),
    measure=measure,
    finish=finish,
    cases="kept",
)
