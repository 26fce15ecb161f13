"""How long the centre itself takes from the report to the dispatch, against its own limit."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Procedure, Urgency
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.binding import ordinal
from dashboard.indicators.dimensions import split
from dashboard.indicators.proportions import proportion
from dashboard.indicators.timing import in_window, now
from dashboard.text import Text


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Cases sent out in the window or to be sent out by then, each once, with `minutes` and `outcome`.

    What still waits past the limit is late, with the time it has waited so far.
    """
    cases = tables.cases
    waits = cases.sent_at.isnull() & cases.open & cases.holder.isnull()
    settled = ibis.least(ibis.coalesce(cases.sent_at, cases.send_by), cases.send_by)
    rows = cases.filter(
        cases.tells_hands,
        ibis.coalesce(cases.procedure, "") != Procedure.SIMPLE.value,
        cases.sent_at.notnull() | waits,
        in_window(settled, ask),
    )
    timely = ibis.coalesce(rows.sent_at <= rows.send_by, ibis.literal(False))
    rows = rows.mutate(minutes=minutes(rows), outcome=ibis.ifelse(timely, "on_time", "late"))
    return split(rows, tables, ask, moment="reported_at")


def minutes(rows: ir.Table) -> ir.Value:
    """Minutes from report to dispatch, or to now: worked ones, of an urgent case all."""
    all_of_them = ibis.coalesce(rows.sent_at, now()).epoch_seconds() - rows.reported_at.epoch_seconds()
    worked = ibis.coalesce(rows.sent_ord, ordinal("hours")) - rows.reported_ord
    normal = ibis.coalesce(rows.urgency, Urgency.NORMAL.value) == Urgency.NORMAL.value
    return ibis.greatest(ibis.ifelse(normal, worked, all_of_them / 60), 0)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many were to be sent out, how many in time, and the median of the minutes."""
    rows = behind(tables, ask)
    return rows.aggregate(
        by=ask.by,
        n=rows.count(),
        on_time=rows.count(where=rows.outcome == "on_time"),
        median=rows.minutes.median(),
    )


DISPATCH_TIME = Indicator(
    name="dispatch-time",
    title=Text("派遣用时", "Time to dispatch"),
    unit=Text("分", "minutes"),
    formula=Text(
        "自上报至首次派遣的中位分钟数（一般件计工作时间，紧急件全天计），及不超过中心自身派遣时限的比例；"
        "least(派遣, 派遣时限) 落在窗口 [起, 此刻) 者计入，至今未派而已过时限者以已等时间计为超时；"
        "区间为 Wilson 95 %；简易程序与来源不说经手的案件不计",
        "Median minutes from the report to the first dispatch (working minutes, for urgent cases all "
        "minutes), and the share within the centre's own limit; those with least(dispatch, its limit) in "
        "the window [start, now); what still waits past the limit is late with the time waited so far; "
        "Wilson 95 % interval; simple cases and those whose source does not tell hands do not count",
    ),
    measure=measure,
    finish=lambda frame: proportion(frame, "on_time"),
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("outcome",),
    behind=behind,
    attribution=Attribution.DUE,
    counts=("on_time", "late"),
    hits=("on_time",),
    better="up",
    bounds=(0.98, 0.95, 0.90),
)
