"""The appeals of the last quarter, each with its case."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.joining import beside
from dashboard.indicators.judging import in_episodes
from dashboard.indicators.timing import in_window
from dashboard.text import Text

COLUMNS = (
    "key", "n", "org", "reason", "evidence", "filed_at", "first_at", "first_post", "first_verdict",
    "decided_at", "decided_post", "decision", "outcome", "seq", "episode", "id", "category", "street",
)  # fmt: skip


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Appeals filed in the window."""
    appeals = tables.appeals.filter(in_window(tables.appeals.filed_at, ask))
    appeals = in_episodes(appeals, tables, "filed_at")
    return beside(appeals, tables.cases.select("key", "id", "category", "street"), "key").select(*COLUMNS)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The newest first."""
    return frame.sort_values(["filed_at", "key"], ascending=[False, True], ignore_index=True)


APPEAL_LIST = Indicator(
    name="appeal-list",
    title=Text("申诉", "Appeals"),
    unit=Text("件", "appeals"),
    formula=Text(
        "窗口内提出的申诉：谁、因何、证据何在、两次复核如何；两次都认为成立才成立，事实保留，统计剔除",
        "Appeals filed in the window: who, why, where the evidence is, what two reviews said. Both must "
        "uphold; the fact stays, the statistic leaves it out",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=91),
    cases="own",
)
