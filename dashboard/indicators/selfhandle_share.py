"""How many cases were mended on the spot, against the four weeks before."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Procedure
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.proportions import proportion
from dashboard.indicators.ratios import PERCENT
from dashboard.indicators.timing import before, in_window, start
from dashboard.text import Text

COUNTS = ("self_handled", "sent_out")
BEFORE = timedelta(days=28)


def told(tables: Tables, ask: Ask, within: object) -> ir.Table:
    """The cases reported within a time, mended on the spot or not."""
    rows = tables.cases.filter(within)
    simple = ibis.coalesce(rows.procedure, "") == Procedure.SIMPLE.value
    rows = rows.mutate(outcome=ibis.ifelse(simple, "self_handled", "sent_out"))
    return split(rows, tables, ask, moment="reported_at")


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Those of the window."""
    return told(tables, ask, in_window(tables.cases.reported_at, ask))


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many they are, and how many of the four weeks before it."""
    reported = tables.cases.reported_at
    first = before((ask.window or timedelta()) + ask.ago + BEFORE)
    rows = told(tables, ask, (reported >= first) & ((reported < start(ask)) | in_window(reported, ask)))
    now, simple = in_window(rows.reported_at, ask), rows.outcome == "self_handled"
    return rows.aggregate(
        by=ask.by,
        n=rows.count(where=now),
        hits=rows.count(where=now & simple),
        before_n=rows.count(where=~now),
        before_hits=rows.count(where=~now & simple),
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The share, and by how many standard errors it differs from that of before; null where unknown."""
    found = proportion(frame, "hits")
    usual = found["before_hits"] / found["before_n"].where(found["before_n"] > 0)
    error = (usual * (1 - usual) / found["n"].where(found["n"] > 0)) ** 0.5
    return found.assign(z=(found["share"] - usual) / error.where(error > 0))


SELFHANDLE_SHARE = Indicator(
    name="selfhandle-share",
    title=Text("自行处置占比", "Self-handled"),
    unit=PERCENT,
    formula=Text(
        "窗口 [起, 此刻) 内受理的件中自行处置（简易程序）所占比例；z：与其前 28 天比例之差除以标准误。是要"
        "问的事，不是扣分",
        "Of the cases reported in the window [start, now), the share mended on the spot; z: difference "
        "from the "
        "share of the 28 days before, in standard errors. A question to ask, never a deduction",
    ),
    measure=measure,
    finish=finish,
    behind=behind,
    counts=COUNTS,
    hits=("self_handled",),
    cells=("outcome",),
    window=timedelta(days=7),
    splits=DIMENSIONS,
    shifts=True,
    attribution=Attribution.RECEIPT,
    bounds=(3.0,),
    bounded="z",
)
