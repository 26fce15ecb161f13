"""How many cases were closed in the minutes after they were signed for."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.closings import asked, closings
from dashboard.indicators.judging import NOT_JUDGED
from dashboard.indicators.ratios import ratio
from dashboard.text import Text

CONSULT, MINUTES = "consult", 10


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each with its outcome."""
    rows = closings(tables, ask, "biz_type")
    outcome = ibis.cases(
        (ibis.coalesce(rows.biz_type, "") == CONSULT, "consult"),
        (rows.signed_at.isnull(), "unsigned"),
        (rows.closed_at < rows.signed_at + ibis.interval(minutes=MINUTES), "flash"),
        else_="other",
    )
    return asked(rows, outcome, tables, ask)


FLASH_CLOSE = ratio(
    name="flash-close",
    title=Text("闪结", "Flash close"),
    formula=Text(
        "窗口 [起, 此刻) 内结案的件中，签收后不足 10 分钟即结案者所占比例；咨询件与未说签收的另列。是要问的"
        "事，不是扣分",
        "Of the closings in the window [start, now), the share closed less than ten minutes after sign-off;"
        " consultations and closings without a sign-off stand apart. A question to ask, never a deduction",
    ),
    behind=behind,
    hits=("flash",),
    misses=("other",),
    excludes=("consult", "unsigned", *NOT_JUDGED),
    attribution=Attribution.EVENT,
    better="down",
    bounds=(0.02,),
)
