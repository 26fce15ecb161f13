"""The matter that one case belongs to: the other cases in it, and who or what put them together."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.joining import beside
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.leverage.membership import membership
from dashboard.text import Text

SHOWN = 20
COLUMNS = (
    "key", "matter", "category", "street", "department", "phase", "open", "reported_at", "by_hand", "rule",
    "post", "reason", "total",
)  # fmt: skip


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """All cases of the matter of the case that is asked for, itself included, the open ones first."""
    mine = of_the_case(membership(tables)).select("matter")
    rows = membership(tables).semi_join(mine, "matter")
    cases, grouped = tables.cases, tables.grouped
    about = cases.select(
        "key", "category", "street", "phase", "open", "reported_at", department=responsible(cases)
    )
    rows = rows.inner_join(about, "key")
    rows = beside(rows, grouped.select("by_hand", "rule", "post", "reason", matter="key"), "matter")
    rows = rows.mutate(total=rows.count().over())
    return rows.order_by(ibis.desc("open"), "reported_at", "key").limit(SHOWN).select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The open ones first, then as they came."""
    return frame.sort_values(["open", "reported_at", "key"], ascending=[False, True, True], ignore_index=True)


CASE_MATTER = Indicator(
    name="case-matter",
    title=Text("同一事项", "The same matter"),
    unit=Text("件", "cases"),
    formula=Text(
        "并为一事的案件：同一诉求人同类、或同类且相距 50 米以内、30 天内的在办件，以及同街同类、"
        "由同几家单位退过的在办件，自动并为一事；人工并入与拆出都记入台账，且优先于自动规则：拆出的不再自动并回",
        "Cases that are one matter: open ones of one requester and category, or of one category within 50 m, "
        "in 30 days, and open ones of a street and category that the same units have returned, are merged by "
        "the rule; what people join or take out is recorded and goes before the rule, which never puts back "
        "what they took out",
    ),
    measure=measure,
    finish=finish,
    cells=RECORD,
    cases="own",
)
