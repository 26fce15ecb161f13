"""How many handlings were given more time."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.ratios import ratio
from dashboard.indicators.settled_stages import APART, settled
from dashboard.indicators.timing import start
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The handlings that were due, with an extension granted while they ran, or without."""
    rows = settled(tables, ask, Stage.HANDLE)
    given = ibis.ifelse(rows.extensions > 0, "extended", "plain")
    rows = rows.mutate(outcome=ibis.ifelse(rows.outcome.isin(APART), rows.outcome, given))
    return split(rows, tables, ask, moment="settled_at", cases=lately(tables.cases, start(ask)))


EXTEND_RATE = ratio(
    name="extend-rate",
    title=Text("延期率", "Extension rate"),
    formula=Text(
        "延期数 ÷ 应处置数：应处置的环节中，办理期间批准过延期者所占比例；区间为 Wilson 95 %",
        "Of the handling stages that were due in the window, the share that was granted more time while it "
        "ran; Wilson 95 %",
    ),
    behind=behind,
    hits=("extended",),
    misses=("plain",),
    excludes=(*APART,),
    attribution=Attribution.DUE,
    better="down",
)
