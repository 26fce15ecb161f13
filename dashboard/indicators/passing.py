"""The cases longest in nobody's hands after a return."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.binding import ordinal
from dashboard.indicators.passed_around import unheld
from dashboard.text import Text

SHOWN = 5


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """The longest few by working minutes since the first return not signed after, and how many there are."""
    rows = tables.cases.filter(unheld(tables.cases))
    minutes = ordinal("hours") - rows.returned_ord
    rows = rows.mutate(minutes=minutes, total=rows.count().over())
    rows = rows.select("key", "street", "category", "hands", "hops", "minutes", "total")
    return rows.order_by(rows.minutes.desc(nulls_first=False), "key").limit(SHOWN)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Longest first."""
    return frame.sort_values(["minutes", "key"], ascending=[False, True], ignore_index=True)


PASSING = Indicator(
    name="passing",
    title=Text("推诿中", "Being passed around"),
    unit=Text("工作分钟", "working minutes"),
    formula=Text(
        "被退单而无人接手的在办案件，自首次退单（其后无人签收）起的工作时间，列最久五件",
        "Open cases returned and held by nobody, by working time since the first return that nobody has "
        "signed after; the longest five",
    ),
    measure=measure,
    finish=finish,
    cases="own",
)
