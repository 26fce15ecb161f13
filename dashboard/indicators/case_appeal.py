"""The appeals about one case, however long ago."""

from __future__ import annotations

import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.appeal_list import COLUMNS, finish
from dashboard.indicators.joining import beside
from dashboard.indicators.judging import in_episodes
from dashboard.indicators.records import RECORD, of_the_case
from dashboard.text import Text


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Every appeal about the case."""
    cases = tables.cases.select("key", "id", "category", "street")
    appeals = in_episodes(of_the_case(tables.appeals), tables, "filed_at")
    return beside(appeals, cases, "key").select(*COLUMNS)


CASE_APPEAL = Indicator(
    name="case-appeal",
    title=Text("这一件的申诉", "Appeals about the case"),
    unit=Text("件", "appeals"),
    formula=Text(
        "关于一件案件的全部申诉，不限时间：谁、因何、证据何在、两次复核如何；"
        "两次都认为成立才成立，事实保留，统计剔除",
        "Every appeal about one case, whenever: who, why, where the evidence is, what two reviews said. Both "
        "must uphold; the fact stays, the statistic leaves it out",
    ),
    measure=measure,
    finish=finish,
    cells=RECORD,
    cases="own",
)
