"""How many cases are left out of the judgement, and how much that moved against the period before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, on_time
from dashboard.indicators.asking import LEAST
from dashboard.indicators.judging import EXEMPT, SIMPLE, UNKNOWN
from dashboard.indicators.proportions import last, proportion
from dashboard.indicators.ratios import ratio
from dashboard.text import Text

COUNTS = (EXEMPT, *on_time.COUNTS, UNKNOWN)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that the on-time rate looks at, those it leaves out too."""
    return on_time.behind(tables, ask)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many of how many, of the window and of the one before it; by day there is none before."""
    rows = marked(tables, ask, now=True)
    if "day" not in ask.by:
        earlier = replace(ask, ago=ask.ago + (ask.window or timedelta()))
        rows = rows.union(marked(tables, earlier, now=False))
    counts, hit = rows.outcome.isin(COUNTS), rows.outcome == EXEMPT
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=rows.now & counts),
        hits=rows.count(where=rows.now & hit),
        before_n=rows.count(where=~rows.now & counts),
        before_hits=rows.count(where=~rows.now & hit),
        **{SIMPLE: rows.count(where=rows.now & (rows.outcome == SIMPLE))},
    )


def marked(tables: Tables, ask: Ask, *, now: bool) -> ir.Table:
    """The outcomes of a window, and whether it is the one that is asked about."""
    rows = behind(tables, ask)
    return rows.select(*ask.by, "outcome").mutate(now=ibis.literal(now))


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The share, and by how much of 1 it differs from that before; null where either side has too few."""
    found = proportion(frame, "hits")
    known = (found["n"] >= LEAST) & (found["before_n"] >= LEAST)
    moved = found["share"] - found["before_hits"] / found["before_n"].where(known)
    return last(found.assign(moved=moved), (SIMPLE,))


EXCLUSION_SHARE = ratio(
    name="exclusion-share",
    title=Text("剔除占比", "Excluded"),
    formula=Text(
        "应结案的件中，因不合理、政策外、历史遗留或申诉成立而不参与评价者所占比例；简易程序另列。"
        "比同样长的上一期多 1 个百分点以上（两期都不少于 10 件）的，阈值之内也问。是要问的事，不是扣分",
        "Of the cases that were to be closed, the share left out of judgement as unreasonable, beyond "
        "policy, legacy or by an upheld appeal; simple cases apart. More than 1 point above the "
        "period before, which is as long (10 cases or more in both), is asked about within the bound too. A "
        "question to ask, never a deduction",
    ),
    behind=behind,
    hits=(EXEMPT,),
    misses=COUNTS[1:],
    measure=measure,
    finish=finish,
    excludes=(SIMPLE,),
    attribution=Attribution.DUE,
    better="down",
    bounds=(0.03,),
    version=2,
)
