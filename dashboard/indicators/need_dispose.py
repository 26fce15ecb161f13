"""How many handlings were due: those done, and those due and not done."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution, Rival
from dashboard.indicators.ratios import count
from dashboard.indicators.settled_stages import LATE, ON_TIME, OPEN_LATE, settled_stages
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The handling stages that it counts."""
    rows = settled_stages(tables, ask, Stage.HANDLE)
    return rows.filter(rows.outcome.isin([LATE, ON_TIME, OPEN_LATE]))


NEED_DISPOSE = count(
    name="need-dispose",
    title=Text("应处置数", "To be handled"),
    unit=Text("件次", "handlings"),
    formula=Text(
        "least(处置, 到期) 落在窗口 [起, 此刻) 的处置环节数：已处置的，与已到期而未处置的；简易程序、剔除件"
        "与无时限者不计",
        "Handling stages with least(ended, due) in the window [start, now): done, or due and not done; "
        "simple, exempt and unlimited ones do not count",
    ),
    behind=behind,
    attribution=Attribution.DUE,
    better="none",
    rivals=(
        Rival(
            name="handling-given",
            because=Text(
                "有的平台以派出的全部处置为应处置数，尚未到期的也算在内",
                "some platforms count every handling given out, those not due yet too",
            ),
        ),
    ),
    cells=("outcome",),
)
