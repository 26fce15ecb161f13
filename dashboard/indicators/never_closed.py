"""Kinds of cases that a unit has never closed: one topic of the unit, not as many alarms as it has cases."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.comparison.sharing import DEAD, MATURED
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.binding import known
from dashboard.indicators.dimensions import responsible, split
from dashboard.indicators.judging import judged
from dashboard.indicators.kinds import LEFT_AFTER, STRATUM, kind, never_closed
from dashboard.text import Text

OPEN = "open"


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The open cases of such kinds, each in the hands of the unit that has never closed them."""
    rows = tables.cases.filter(tables.cases.open, known(tables.cases.due_at))
    rows = judged(rows, tables, ibis.literal(OPEN))
    rows = rows.filter(rows.outcome == OPEN)
    rows = rows.mutate(stratum=kind(rows), unit=responsible(rows))
    kept = rows.semi_join(never_closed(tables), ["unit", STRATUM])
    return split(kept, tables, ask)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are by kind."""
    rows = behind(tables, ask)
    return rows.aggregate(by=(*ask.by, STRATUM), value=rows.count())


NEVER_CLOSED = Indicator(
    name="never-closed",
    title=Text("从未办结的类", "Kinds never closed"),
    unit=Text("件", "cases"),
    formula=Text(
        "一个单位的一类案件（类别 × 紧急程度 × 时限），此前至多一年、近 8 周以外到期或办结满 "
        f"{MATURED} 件，其中超过 {DEAD:.0%} 在到期 {LEFT_AFTER} 天后仍未结者，为从未办结的类；此处为其此刻"
        "在办件数。这些类不参加分层与比较中的按时率，合为该单位一题；近 8 周的案件不左右是否归入，"
        "今日不办不能使自己脱离评价",
        f"A kind of case (category × urgency × limit) of a unit of which, in up to a year before the last 8 "
        f"weeks, at least {MATURED} settled and over {DEAD:.0%} of them were still open {LEFT_AFTER} days "
        "after due; counted are those open now. Such kinds stay out of tiers and of the on-time rate that is "
        "compared: one topic of the unit. The last 8 weeks have no say: what is left open today cannot take "
        "itself out of judgement",
    ),
    measure=measure,
    finish=lambda frame: frame.sort_values([*frame.columns[:-1]], ignore_index=True),
    splits=AT_A_MOMENT,
    by=("department",),
    cells=(STRATUM,),
    behind=behind,
    attribution=Attribution.STOCK,
)
