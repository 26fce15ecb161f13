"""How many citizens are not content at all."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, callbacks
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = callbacks(tables, ask)
    outcome = ibis.cases(
        (rows.content.isnull(), "unmarked"),
        (rows.content == 0, "dissatisfied"),
        else_="content",
    )
    return asked(rows, outcome, tables, ask, "visited_at")


DISSATISFIED_RATE = ratio(
    name="dissatisfied-rate",
    title=Text("不满意率", "Dissatisfied rate"),
    formula=Text(
        "窗口 [起, 此刻) 内有效回访中，打了分的里得分折算为 0 者所占比例（district.satisfaction）；区间为 "
        "Wilson 95 %",
        "Of the callbacks answered in the window [start, now), and giving a mark, the share whose mark "
        "weighs 0 (district file, satisfaction); Wilson 95 %",
    ),
    behind=behind,
    hits=("dissatisfied",),
    misses=("content",),
    excludes=("unmarked", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    bounds=(0.10, 0.15, 0.20),
)
