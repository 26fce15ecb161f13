"""How many of the cases that are judged used most of their limit at which stage: what the drivers count."""

from __future__ import annotations

from dataclasses import replace

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import AT_A_MOMENT, Ask, Indicator
from dashboard.indicators.binding import among, known
from dashboard.indicators.fair_comparison import lately
from dashboard.indicators.joining import beside
from dashboard.indicators.kinds import BLOCK
from dashboard.indicators.timing import timed
from dashboard.text import Text

STAGE = "stage"


def slowest(tables: Tables, cases: ir.Table) -> ir.Table:
    """Of each of these cases the stage with the largest used ÷ limit; the earlier of equal ones."""
    stages = tables.stages.filter(tables.stages.outcome.isin(["done", "running"]))
    rows = timed(stages.semi_join(cases, "key"))
    rows = rows.filter(known(rows.ratio))
    first = ibis.window(group_by="key", order_by=[rows.ratio.desc(), rows.n])
    ranked = rows.mutate(place=ibis.row_number().over(first))
    return ranked.filter(ranked.place == 0).select("key", slowest=ranked.stage)


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The cases that are judged, each with its slowest stage; null where no stage is told."""
    stages = [values for name, values in ask.where if name == STAGE]
    rows = lately(tables, replace(ask, where=tuple(one for one in ask.where if one[0] != STAGE)))
    told = beside(rows, slowest(tables, rows).rename(stage="slowest"), "key")
    return told.filter(*(among(told.stage, STAGE, values) for values in stages)) if stages else told


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Cases by unit and slowest stage."""
    rows = behind(tables, ask)
    return rows.aggregate(by=(*ask.by, STAGE), n=rows.count())


SLOWEST_STAGES = Indicator(
    name="slowest-stages",
    title=Text("最慢环节", "Slowest stage"),
    unit=Text("件", "cases"),
    formula=Text(
        f"近两个 {BLOCK.days} 天内应结案件按其用时÷时限最大分组的件数；并列取靠前的环节；来源未报环节者另列",
        f"The cases settled in the last two blocks of {BLOCK.days} days by the stage that used most of its "
        "limit, of equal ones the earlier; those whose source tells no stages stand apart",
    ),
    measure=measure,
    finish=lambda frame: frame.sort_values([*frame.columns[:-1]], ignore_index=True),
    splits=AT_A_MOMENT,
    by=("department",),
    cells=(STAGE, "outcome"),
    behind=behind,
)
