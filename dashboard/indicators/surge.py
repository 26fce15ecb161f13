"""Which streets report more of a category than on the same weekday of the four weeks before."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy.stats import binom, false_discovery_control

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import AT_A_MOMENT, Ask, Attribution, Indicator
from dashboard.indicators.dimensions import split
from dashboard.indicators.timing import before, now
from dashboard.text import Text

BASELINE_DAYS = (7, 14, 21, 28)
LEAST = 1.0
"""Cases that are usual, below which a count is too small for a z."""
DAY = 86_400
COLUMNS = ("value", "usual", "z", "p", "q")


def blocks(tables: Tables) -> ir.Table:
    """Reports of the last 24 hours (`days` 0) and of the same hours 7, 14, 21 and 28 days before."""
    cases = tables.cases
    rows = cases.filter(
        cases.reported_at >= before(timedelta(days=BASELINE_DAYS[-1] + 1)),
        cases.reported_at <= now(),
        ~cases.phase.isin([Phase.VOIDED.value, Phase.REJECTED.value]),
    )
    rows = rows.mutate(days=(now().epoch_seconds() - rows.reported_at.epoch_seconds()) // DAY)
    return rows.filter(rows.days.isin([0, *BASELINE_DAYS]))


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """The reports of the last 24 hours."""
    rows = blocks(tables)
    return split(rows.filter(rows.days == 0), tables, ask)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many there were, and how many on an ordinary such day."""
    rows = split(blocks(tables), tables, ask)
    usual = rows.count(where=rows.days != 0) / len(BASELINE_DAYS)
    return rows.aggregate(by=ask.by, value=rows.count(where=rows.days == 0), usual=usual)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """Beside the counts z, the exact chance of so many, and the chance allowing for all that were compared.

    z = (value − usual) ÷ √usual, as for a Poisson count. p: of value + baseline reports at an even rate, so
    many or more fall on the one day of five (binomial; exact for any count, the baseline's own chance is in
    it: Przyborowski & Wilenski 1940, Biometrika 31:313). q: Benjamini & Hochberg over all rows of the answer.
    """
    by = [column for column in frame.columns if column not in COLUMNS]
    value, usual = (frame[name].to_numpy("float64") for name in ("value", "usual"))
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(usual >= LEAST, (value - usual) / np.sqrt(usual), np.nan)
    days = len(BASELINE_DAYS)
    p = binom.sf(value - 1, value + usual * days, 1 / (1 + days))
    q = false_discovery_control(p) if len(p) else p
    return frame.assign(z=z, p=p, q=q).sort_values(
        ["p", "value", *by], ascending=[True, False, *(True for _ in by)], ignore_index=True
    )


SURGE = Indicator(
    name="surge",
    title=Text("突增", "Surges"),
    unit=Text("件", "cases"),
    formula=Text(
        "近 24 小时上报件数与此前四周同一星期同样 24 小时的平均数（常态）之比较：z =（件数 − 常态）÷ √常态，"
        "常态不足 1 件者不算 z；p 为按同一速率偶然达到此数的概率（二项分布，精确）；"
        "q 为同时比较多格后的错误发现率（Benjamini–Hochberg）。作废与不予受理者不计；"
        "成批上报会使偶然性被低估",
        "Cases reported in the last 24 hours against the mean of the same 24 hours of the same weekday in "
        "the four weeks before (usual): z = (cases − usual) ÷ √usual, none where fewer than 1 is usual; "
        "p: the chance of so many at an even rate (binomial, exact); q: the false discovery rate of all "
        "that were compared (Benjamini–Hochberg). Void and rejected ones do not count; reports that come "
        "in batches make chance look smaller than it is",
    ),
    measure=measure,
    finish=finish,
    splits=AT_A_MOMENT,
    by=("street", "category"),
    behind=behind,
    attribution=Attribution.EVENT,
)
