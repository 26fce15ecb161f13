"""T18: where one category of one unit needed power again and again: a rule is missing, not a lever."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.leverage import Level
from dashboard.leverage.thresholds import days_ago, number
from dashboard.text import Text

RULE = "T18"
HIGH = (Level.CAPABILITY.value, Level.MOMENTUM.value, Level.AUTHORITY.value)
COLUMNS = ["category", "unit", "times", "levers", "cases"]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Levers from L3 on that were issued lately, by the category of their case and the unit they fell to."""
    levers = tables.levers
    lately = levers.filter(levers.issued_at >= days_ago(tables, "T18_days"), levers.level.isin(HIGH))
    rows = lately.select("unit", lever="key", key=lately.cases.unnest())
    rows = rows.inner_join(tables.cases.select("key", "category"), "key")
    found = rows.group_by("category", "unit").agg(
        times=rows.lever.nunique(),
        levers=rows.lever.collect(distinct=True),
        cases=rows.key.collect(distinct=True),
    )
    return found.filter(found.times >= number(tables, "triggers", "T18_times"))


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The most often first, each with the levers and cases that show it."""
    told = frame.assign(
        levers=[", ".join(sorted(one)) for one in frame["levers"]],
        cases=[", ".join(sorted(one)) for one in frame["cases"]],
    )
    order = told.sort_values(["times", "category", "unit"], ascending=[False, True, True], ignore_index=True)
    return order[COLUMNS]


RULE_GAPS = Indicator(
    name="rule-gaps",
    title=Text("制度化建议", "Rules that are missing"),
    unit=Text("条", "rules"),
    formula=Text(
        "T18：90 天内同一类别、同一单位发出 L3 及以上借权至少三次：建议更新派单目录或职责清单，不再借权",
        "T18: the same category and unit needed L3 or higher, issued, at least three times in 90 days: "
        "update the dispatch catalogue or the duty list instead of borrowing again",
    ),
    measure=measure,
    finish=finish,
    cases="own",
)
