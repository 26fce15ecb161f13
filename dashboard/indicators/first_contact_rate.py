"""How many citizens are contacted first within the limit."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Attribution, Rival
from dashboard.indicators.ratios import ratio
from dashboard.indicators.settled_stages import APART, LATE, ON_TIME, OPEN_LATE, settled_stages
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The stages that are judged, each with its outcome."""
    return settled_stages(tables, ask, Stage.CONTACT)


FIRST_CONTACT_RATE = ratio(
    name="first-contact-rate",
    title=Text("先行联系率", "First contact rate"),
    formula=Text(
        "least(完成, 到期) 落在窗口 [起, 此刻) 的先行联系环节中，不晚于时限联系者所占比例；自派遣起计时；至"
        "今未联系而已过时限者计为超时；区间为 Wilson 95 %",
        "Of the contact stages with least(ended, due) in the window [start, now), the share contacted "
        "within the limit; the clock starts at dispatch; not contacted past the limit is late; Wilson 95 %",
    ),
    behind=behind,
    hits=(ON_TIME,),
    misses=(
        LATE,
        OPEN_LATE,
    ),
    excludes=APART,
    attribution=Attribution.DUE,
    better="up",
    bounds=(0.98, 0.95, 0.9),
    rivals=(
        Rival(
            name="response-rate",
            because=Text(
                "响应率按派遣归期，尚未到时限的另列",
                "the response rate is by dispatch, and keeps apart what is not due yet",
            ),
        ),
    ),
)
