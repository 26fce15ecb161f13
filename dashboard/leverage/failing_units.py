"""T17: units below the lower limit of the funnel month after month; a topic of the unit, not a case."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd
from scipy.stats import binom

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import local, split
from dashboard.indicators.joining import beside
from dashboard.indicators.on_time import COUNTS, told
from dashboard.indicators.timing import now
from dashboard.leverage.naming import UNIT
from dashboard.leverage.thresholds import SAID, bounds_of, number, said
from dashboard.text import Text

RULE = "T17"
LONGEST = 31
"""Days of the longest month."""
BY_UNIT = Ask(by=("department",))
COLUMNS = ["department", "months", "n", "on_time", "least", "lever", "state"]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """By unit and whole local month: how many fell due or ended, how many in time; the topic that stands."""
    cases, months = tables.cases, number(tables, "triggers", "T17_months")
    since = now() - ((months + 1) * LONGEST).as_interval("D")
    rows = told(cases.filter(cases.settled_at >= since, cases.settled_at < now()), tables)
    rows = split(rows, tables, BY_UNIT, moment="settled_at")
    back = months_back(local(now())) - months_back(local(rows.settled_at))
    rows = rows.mutate(back=back).filter(rows.outcome.isin(COUNTS), rows.department.notnull())  # noqa: PD004
    rows = rows.filter(rows.back >= 1, rows.back <= months)
    found = rows.group_by("department", "back").agg(
        n=rows.count(), on_time=rows.count(where=rows.outcome == COUNTS[0])
    )
    found = beside(found.mutate(matter=ibis.literal(UNIT) + found.department), standing(tables), "matter")
    return found.mutate(**{SAID: said(tables)})


def standing(tables: Tables) -> ir.Table:
    """By matter: the newest lever of it that is alive, and its state."""
    levers = tables.levers.filter(tables.levers.live)
    return levers.group_by("matter").agg(
        lever=levers.key.argmax(levers.seq), state=levers.state.argmax(levers.seq)
    )


def months_back(moment: ir.TimestampValue) -> ir.IntegerValue:
    """The number of a month, counted through the years."""
    return moment.year() * 12 + moment.month()


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The units that were below the limit in every one of the months, with the least that would have done."""
    found = frame.assign(least=limits(frame))
    low = found[found["on_time"] < found["least"]]
    wanted = bounds_of(frame).triggers.T17_months
    units = low.groupby("department").filter(lambda months: len(months) >= wanted)
    rows = units.groupby("department", as_index=False).agg(
        months=("back", "size"),
        n=("n", "sum"),
        on_time=("on_time", "sum"),
        least=("least", "sum"),
        lever=("lever", "first"),
        state=("state", "first"),
    )
    return rows.sort_values("department", ignore_index=True).reindex(columns=COLUMNS)


def limits(frame: pd.DataFrame) -> pd.Series[int]:
    """The lower funnel limit of each row: the fewest in time that chance explains at the month's own share.

    Binomial, one side of 99.8 % (Spiegelhalter 2005); nobody is below where nothing was settled.
    """
    sums = frame.groupby("back")[["n", "on_time"]].transform("sum")
    share = (sums["on_time"] / sums["n"]).fillna(0)
    least = binom.ppf(bounds_of(frame).triggers.T17_quantile, frame["n"], share)
    return pd.Series(least, index=frame.index).fillna(0).astype("int64")


FAILING_UNITS = Indicator(
    name="failing-units",
    title=Text("连月低于控制限的单位", "Below the funnel limit"),
    unit=Text("家", "units"),
    formula=Text(
        "T17：按完整自然月，单位按时数低于全区当月按时率下二项分布 99.8% 下限，"
        "且连续两个月；按时与剔除同按时办结率；是单位议题，不是案件；已拟、在借的附其状态",
        "T17: by whole local months, units with fewer cases in time than the lower 99.8 % binomial limit at "
        "the month's own share, two months running; on time and left out as in the on-time rate; a topic of "
        "the unit, not a case, with the state of the one that was drafted or lent",
    ),
    measure=measure,
    finish=finish,
)
