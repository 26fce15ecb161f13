"""How many checks before registration were made within their limit."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import FIRST, NOT_JUDGED, judged
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import in_window, now
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Checks with least(done, due) in the window, each once; one that runs past its limit is late."""
    cases = tables.cases
    settled = ibis.least(ibis.coalesce(cases.verified_at, cases.verify_by), cases.verify_by)
    rows = cases.filter(in_window(settled, ask), cases.verified_at.notnull() | (cases.verify_by < now()))
    outcome = ibis.ifelse(
        ibis.coalesce(rows.verified_at <= rows.verify_by, ibis.literal(False)), "on_time", "late"
    )
    return split(judged(rows.mutate(episode=FIRST), tables, outcome), tables, ask, moment="verify_at")


VERIFY_ONTIME_RATE = ratio(
    name="verify-ontime-rate",
    title=Text("按期核实率", "Verified on time"),
    formula=Text(
        "按期核实数 ÷ 应核实数：least(核实完成, 核实到期) 落在窗口 [起, 此刻) 的首次核实中，不超过 "
        "limits.verify 者所占比例；区间为 Wilson 95 %",
        "Of the first checks before registration with least(done, due) in the window [start, now), the "
        "share within limits.verify; Wilson 95 %",
    ),
    behind=behind,
    hits=("on_time",),
    misses=("late",),
    excludes=(*NOT_JUDGED,),
    attribution=Attribution.DUE,
    better="up",
)
