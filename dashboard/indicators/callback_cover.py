"""How many of those to be called back were reached."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings, yes
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = closings(tables, ask)
    rows = rows.filter(rows.calls)
    outcome = yes(rows.visited_at.notnull(), "reached", "unreached")
    return asked(rows, outcome, tables, ask)


CALLBACK_COVER = ratio(
    name="callback-cover",
    title=Text("回访覆盖率", "Callback coverage"),
    formula=Text(
        "窗口 [起, 此刻) 内结案、应回访（来源属应先行联系者）的件中，至此刻回访有答复者所占比例；区间为 "
        "Wilson 95 %",
        "Of the closings in the window [start, now) that are to be called back (sources with a citizen to "
        "be contacted), the share that has answered by now; Wilson 95 %",
    ),
    behind=behind,
    hits=("reached",),
    misses=("unreached",),
    excludes=(*NOT_JUDGED,),
    attribution=Attribution.EVENT,
    better="up",
)
