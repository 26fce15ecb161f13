"""Which share is signed for, contacted, closed by each working hour, what still waits included."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import NO, Tables
from dashboard.calendar import Measure
from dashboard.cases import Stage
from dashboard.comparison.survival import reached
from dashboard.indicators import DIMENSIONS, Ask, Attribution, Indicator
from dashboard.indicators.binding import known, variable, words
from dashboard.indicators.dimensions import responsible, split
from dashboard.indicators.judging import judgeable, judged
from dashboard.indicators.timing import as_then, in_window, timed
from dashboard.text import Text

DONE, WAITING, LEFT = "done", "waiting", "left"
SIGNED, CONTACTED, CLOSED = "signed", "contacted", "closed"
TILLS = {Stage.SIGN.value: SIGNED, Stage.CONTACT.value: CONTACTED}
WORKED = [Measure.HOURS.value, Measure.DAYS.value]
"""Clocks that count worked minutes; what runs around the clock has no working hours."""
HOUR = 60
PAST = "past"
"""The cell of those that still waited when so many working hours had passed."""
SPAN = ("clock", "start_ord", "due_ord", "end_ord", "paused_ord", "pause", "due_at")
SAID = ("till", "worked", "n", "done", "left", "at_risk", "share", "low", "high")


def stages(tables: Tables, ask: Ask) -> ir.Table:
    """Signings and first contacts that began in the window; one that was returned is lost from sight then."""
    rows = as_then(tables.stages, ask, "ended_at")
    rows = rows.filter(
        rows.stage.isin(list(TILLS)), rows.outcome.isin(["done", "running", "returned"]),
        rows.clock.isin(WORKED), in_window(rows.started_at, ask),
    )  # fmt: skip
    waits = (rows.outcome == "running") | ~known(rows.ended_at)
    said = ibis.cases((waits, WAITING), (rows.outcome == "done", DONE), else_=LEFT)
    till = ibis.ifelse(rows.stage == Stage.SIGN.value, SIGNED, CONTACTED)
    return rows.select("key", NO, "episode", "holder", "started_at", *SPAN, till=till, found=said)


def cases(tables: Tables, ask: Ask) -> ir.Table:
    """Cases dispatched in the window, closed or still open."""
    rows = as_then(tables.cases, ask, "closed_at")
    rows = rows.filter(
        known(rows.start_ord),
        rows.clock.isin(WORKED),
        in_window(rows.dispatched_at, ask),
    )
    said = ibis.ifelse(known(rows.closed_at), DONE, WAITING)
    return rows.select(
        "key", NO, "episode", *SPAN, holder=responsible(rows), started_at=rows.dispatched_at,
        till=ibis.literal(CLOSED), found=said,
    )  # fmt: skip


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Both, each with the working hour in which it ended or up to which it is known.

    A question for those at risk past an hour means what was still in sight when it was over.
    """
    hours = [values for name, values in ask.where if name == PAST]
    ask = replace(ask, where=tuple(one for one in ask.where if one[0] != PAST))
    whole = ("key", NO, "episode", "holder", "started_at", *SPAN, "till", "found")
    rows = stages(tables, ask).select(*whole).union(cases(tables, ask).select(*whole))
    rows = judgeable(rows, tables, ask)
    rows = judged(rows, tables, rows.found)
    rows = timed(rows.filter(rows.outcome.isin([DONE, WAITING, LEFT])), ask.ago)
    found = split(rows.mutate(worked=hour(rows.used)), tables, ask, moment="started_at")
    return found.filter(found.worked > words(variable(PAST))[0].cast("int64")) if hours else found


def hour(minutes: Any) -> Any:
    """By the end of which hour so many minutes have passed."""
    return ((minutes + HOUR - 1) / HOUR).floor()


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many ended or were lost from sight after so many minutes."""
    rows = behind(tables, ask)
    return rows.group_by([*ask.by, "till", "worked", "used"]).agg(
        n=rows.count(),
        done=rows.count(where=rows.outcome == DONE),
        left=rows.count(where=rows.outcome == LEFT),
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """By hour in which anything ended: the share reached by its end, how many were at risk when it began."""
    by = [name for name in frame.columns if name not in ("till", "worked", "used", "n", "done", "left")]
    found = [curve(part, by) for _, part in frame.groupby([*by, "till"], dropna=False, sort=True)]
    if not found:
        return pd.DataFrame({name: [] for name in (*by, *SAID)})
    return pd.concat(found, ignore_index=True)


def curve(part: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """One line, by hour; the estimate itself is of minutes."""
    part = part.sort_values("used", ignore_index=True)
    done, gone = (part[name].to_numpy("float64") for name in ("done", "n"))
    told = reached(part["used"].to_numpy("float64"), done, gone - done)
    part = part.assign(at_risk=told.at_risk.astype("int64"), share=told.share, low=told.low, high=told.high)
    sums = {
        "n": "sum",
        "done": "sum",
        "left": "sum",
        "at_risk": "first",
        "share": "last",
        "low": "last",
        "high": "last",
    }
    hours = part.groupby("worked", as_index=False).agg(sums)
    return hours.assign(**{name: part[name].iloc[0] for name in (*by, "till")})[[*by, *SAID]]


RESPONSE_CURVES = Indicator(
    name="response-curves",
    title=Text("响应曲线", "Response curves"),
    unit=Text("%", "%"),
    formula=Text(
        "窗口内派到的件，到第几个工作小时止已签收、已先行联系、已结案的比例（Kaplan–Meier）：仍在等的以等到此刻为止计入，"
        "退单的计到退出为止；自派遣起计时，扣除挂账；按自然时或全天计时的件、简易程序、剔除件不计",
        "Of what was sent in the window, the share signed for, contacted, closed by each working hour "
        "(Kaplan–Meier): what still waits counts up to now, what was returned up to its return; clocks start "
        "at dispatch, pauses are subtracted; cases on clocks of calendar time, simple procedures and exempt "
        "cases do not count",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    splits=DIMENSIONS,
    shifts=True,
    cells=("till", "worked", PAST, "outcome"),
    behind=behind,
    attribution=Attribution.EVENT,
)
