"""How much of its limit each unit uses at each stage: the response heatmap."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import lately, split
from dashboard.indicators.timing import in_window, start, timed
from dashboard.text import Text


def answered(tables: Tables, ask: Ask) -> ir.Table:
    """Stages settled in the window, each once: ended in it, or still running and due in it.

    What runs past its limit counts with the time used so far: leaving it out would rank a unit that never
    answers above one that answers late. What was mended on the spot has no stages on the board.
    """
    stages = tables.stages
    settled = ibis.least(ibis.coalesce(stages.ended_at, stages.due_at), stages.due_at)
    counted = stages.filter(stages.outcome.isin(["done", "running"]), in_window(settled, ask))
    return timed(counted.filter(counted.due_at >= start(ask)))


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The settled stages that the question means."""
    return split(
        answered(tables, ask), tables, ask, moment="started_at", cases=lately(tables.cases, start(ask))
    )


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Median of used ÷ limit, n and share late, by unit and stage."""
    rows = behind(tables, ask)
    return rows.group_by([*ask.by, "stage"]).agg(
        n=rows.count(), median=rows.ratio.median(), late=rows.count(where=rows.late)
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The share late beside its count, stages in the order of the road."""
    order = {stage.value: place for place, stage in enumerate(Stage)}
    by = [column for column in frame.columns if column not in ("stage", "n", "median", "late")]
    return frame.assign(late_share=frame["late"] / frame["n"], road=frame["stage"].map(order)).sort_values(
        [*by, "road"], ignore_index=True
    )[[*by, "stage", "n", "median", "late", "late_share"]]


STAGE_RESPONSE = Indicator(
    name="stage-response",
    title=Text("部门响应", "Department response"),
    unit=Text("用时÷时限", "used ÷ limit"),
    formula=Text(
        "各环节用时÷时限的中位数；环节归入 least(完成, 到期) 所在窗口，未完成已超限的以已用时计；"
        "自派遣起计时，扣除挂账；退单、作废与简易程序不计",
        "Median of time used ÷ limit at each stage; a stage belongs to the window holding least(ended, due), "
        "one that runs past its limit counts with the time used so far; clocks start at dispatch, pauses are "
        "subtracted; returned, void and simple cases do not count",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    by=("department",),
    cells=("stage", "late", "weekday", "hour"),
    behind=behind,
    attribution=Attribution.DUE,
)
