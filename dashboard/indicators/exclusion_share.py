"""How many cases are left out of the judgement."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, on_time
from dashboard.indicators.judging import EXEMPT, SIMPLE
from dashboard.indicators.ratios import ratio
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that the on-time rate looks at, those it leaves out too."""
    return on_time.behind(tables, ask)


EXCLUSION_SHARE = ratio(
    name="exclusion-share",
    title=Text("剔除占比", "Excluded"),
    formula=Text(
        "应结案的件中，因不合理、政策外、历史遗留或申诉成立而不参与评价者所占比例；简易程序另列。是要问的事"
        "，不是扣分",
        "Of the cases that were to be closed, the share left out of judgement as unreasonable, beyond "
        "policy, legacy or by an upheld appeal; simple cases apart. A question to ask, never a deduction",
    ),
    behind=behind,
    hits=(EXEMPT,),
    misses=(*on_time.COUNTS, "unknown"),
    excludes=(SIMPLE,),
    attribution=Attribution.DUE,
    better="down",
    bounds=(0.03,),
)
