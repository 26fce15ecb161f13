"""How many of the cases that fall due within two working days the on-time rate will count."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator, due_days
from dashboard.indicators.judging import judged
from dashboard.indicators.stocks import counted, in_order
from dashboard.text import Text

COUNTS = "counts"


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Those that are not mended on the spot, not exempt by their source, not by an upheld appeal."""
    rows = judged(due_days.behind(tables, ask), tables, ibis.literal(COUNTS))
    return rows.filter(rows.outcome == COUNTS)


DUE_JUDGED = Indicator(
    name="due-judged",
    title=Text("2 工作日内到期、计入按时率", "Due ≤ 2 WD, judged"),
    unit=Text("件", "cases"),
    formula=Text(
        "2 工作日内到期的案件中会计入按时办结率的：简易程序、来源注明剔除、本次办结申诉成立的不计",
        "Of the cases due within two working days, those that the on-time rate will count: no simple "
        "procedures, none exempt by the source or by an upheld appeal about this settlement",
    ),
    measure=counted(behind),
    finish=in_order,
    splits=AT_A_MOMENT,
    behind=behind,
    attribution=Attribution.STOCK,
)
