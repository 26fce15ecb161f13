"""Which cases no judgement counts, each with why: its class, an upheld appeal, how it ended, no limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import NEVER_SETTLED, Exemption, Phase
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.judging import EXEMPT, SIMPLE, UNKNOWN
from dashboard.indicators.on_time import COUNTS, settled
from dashboard.indicators.timing import in_window
from dashboard.text import Text

APPEAL = "appeal"
WHYS: Mapping[str, Text] = {
    **{one.value: one.label for one in Exemption},
    APPEAL: Text("申诉成立", "appeal upheld"),
    SIMPLE: Text("简易程序", "mended on the spot"),
    UNKNOWN: Text("无时限", "no limit known"),
    **{one.value: one.label for one in Phase if one in NEVER_SETTLED},
}
"""Every reason; of a case with two the first of them counts."""


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """What the on-time rate of the window leaves out, and what ended in it without an answer."""
    rows = settled(tables, ask)
    rows = rows.filter(~rows.outcome.isin(COUNTS))
    rows = rows.mutate(
        why=ibis.ifelse(rows.outcome == EXEMPT, ibis.coalesce(rows.exempt, APPEAL), rows.outcome)
    )
    ended = tables.cases.filter(tables.cases.phase.isin(sorted(NEVER_SETTLED)))
    ended = ended.filter(in_window(ended.phase_since, ask))
    ended = ended.mutate(settled_at=ended.phase_since, why=ended.phase)
    kept = [*tables.cases.columns, "why"]
    return split(rows.select(*kept).union(ended.select(*kept)), tables, ask, moment="settled_at")


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are, by why."""
    rows = behind(tables, ask)
    return rows.aggregate(by=[*ask.by, "why"], n=rows.count())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """In the order of the reasons."""
    order = {why: place for place, why in enumerate(WHYS)}
    by = [name for name in frame.columns if name not in ("why", "n")]
    found = frame.assign(place=frame["why"].map(order).fillna(len(order)))
    return found.sort_values([*by, "place", "why"], ignore_index=True).drop(columns="place")


LEFT_OUT = Indicator(
    name="left-out",
    title=Text("剔除及原因", "Left out, and why"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口 [起, 此刻) 内按时办结率不计的案件，按原因：来源注明不合理、政策外、历史遗留，本次办结申诉成立，"
        "简易程序，无时限（以上随按时办结率归期）；不予受理、作废、并案（按其终止时刻）。每件只计一个原因",
        "Cases of the window [start, now) that the on-time rate does not count, by why: said by the source "
        "to be unreasonable, beyond policy or a legacy matter, an upheld appeal about this settlement, "
        "simple procedures, no limit (each where the on-time rate has it); rejected, void and merged "
        "ones (where they ended). Each counts under one reason",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("why",),
    behind=behind,
    attribution=Attribution.DUE,
)
