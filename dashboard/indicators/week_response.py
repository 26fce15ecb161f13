"""How much of its limit the handling of each unit uses, by ISO week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import lately, local, split
from dashboard.indicators.stage_response import answered
from dashboard.indicators.timing import start
from dashboard.text import Text


def iso_week(instant: Any) -> Any:
    """The local ISO week of an instant, as `2026-W47`."""
    return local(instant).strftime("%G-W%V")


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The settled handlings that the question means, each with the week it was settled in."""
    rows = answered(tables, ask)
    rows = rows.filter(rows.stage == Stage.HANDLE.value)
    settled = ibis.least(ibis.coalesce(rows.ended_at, rows.due_at), rows.due_at)
    return split(
        rows.mutate(iso_week=iso_week(settled)),
        tables,
        ask,
        moment="started_at",
        cases=lately(tables.cases, start(ask)),
    )


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Median of used ÷ limit, n and share late, by unit and week."""
    rows = behind(tables, ask)
    return rows.group_by([*ask.by, "iso_week"]).agg(
        n=rows.count(), median=rows.ratio.median(), late=rows.count(where=rows.late)
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The share late beside its count, the oldest week first."""
    by = [column for column in frame.columns if column not in ("iso_week", "n", "median", "late")]
    found = frame.assign(late_share=frame["late"] / frame["n"])
    return found.sort_values([*by, "iso_week"], ignore_index=True)


WEEK_RESPONSE = Indicator(
    name="week-response",
    title=Text("逐周处置快慢", "Handling by week"),
    unit=Text("用时÷时限", "used ÷ limit"),
    formula=Text(
        "按 least(处置完成, 到期) 所在 ISO 周（当地时间）统计的处置用时÷时限中位数；口径同部门响应；"
        "窗口起点所在的一周不完整",
        "Median of handling time ÷ its limit by the local ISO week holding least(ended, due); counted as in "
        "department response; the week in which the window begins is not whole",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=91),
    splits=DIMENSIONS,
    by=("department",),
    cells=("iso_week", "late"),
    behind=behind,
    attribution=Attribution.DUE,
)
