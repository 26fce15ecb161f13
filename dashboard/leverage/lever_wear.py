"""Whether borrowing wears out by repetition, and whether it only moves delay onto a unit's other cases."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.hands import TAKEN_BY
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.binding import known
from dashboard.indicators.timing import start
from dashboard.leverage.conversion.sequel import TIMES, decay, displacement
from dashboard.leverage.lever_funnel import PERCENT, QUARTER
from dashboard.leverage.lever_record import at_now, record
from dashboard.text import Text

DAYS = 5
"""Days that are looked at before an issue and after it."""
FEWEST = 10
"""Levers that must have been due before a share of answers is told."""
FEWEST_UNITS = 5
"""Units whose other cases must have been looked at before a ratio is told."""
ACTIVITY = tuple(sorted(kind.value for kind in TAKEN_BY))
MOVED = ["levers", "units", "ratio", "lo", "hi"]

LEVER_WEAR = Indicator(
    name="lever-wear",
    title=Text("越借越不灵？", "Does it wear out?"),
    unit=PERCENT,
    formula=Text(
        f"窗口内开始、已到答复期的借权，按同一单位被借同级的第几次（第 {TIMES} 次起合计）各看按时响应率；"
        f"Wilson 95 %；不足 {FEWEST} 笔不给数",
        "Of the levers begun in the window and due to answer, the share answered in time by whether it was "
        f"the first, second … of its level on the unit (from number {TIMES} on together); Wilson 95 %; no "
        f"share of fewer than {FEWEST}",
    ),
    measure=record,
    finish=lambda frame: decay(frame, at_now(frame)),
    window=QUARTER,
    attribution=Attribution.EVENT,
)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """The issued levers of the window, and what their units did in other cases around then."""
    levers = record(tables, ask)
    levers = levers.filter(known(levers.issued_at)).select("unit", "issued_at", "now", case="matter")
    facts, cases = tables.facts, tables.cases
    acts = facts.filter(facts.kind.isin(ACTIVITY), facts.happened_at >= start(ask) - ibis.interval(days=DAYS))
    acts = acts.select("happened_at", unit="org", case="key").semi_join(levers, "unit")
    acts = acts.inner_join(cases.select("reported_at", "closed_at", case="key"), "case")
    blank = {"happened_at": None, "reported_at": None, "closed_at": None}
    rows = levers.mutate(**{name: ibis.null("timestamp('UTC')") for name in blank})
    names = ["unit", "case", "issued_at", "now", *blank]
    empty = {name: ibis.null("timestamp('UTC')") for name in ("issued_at", "now")}
    return rows.select(*names).union(acts.mutate(**empty).select(*names))


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """One row: levers, units, the ratio and its interval; levers of the last days are too young to tell."""
    issued = frame[frame["issued_at"].notna()].rename(columns={"case": "matter"})
    ripe = issued[issued["issued_at"] <= issued["now"] - timedelta(days=DAYS)]
    found = displacement(ripe, frame[frame["happened_at"].notna()], days=DAYS)
    return pd.DataFrame([{"levers": len(ripe), **found}], columns=MOVED)


DISPLACEMENT = Indicator(
    name="displacement",
    title=Text("顾此失彼？", "Is delay only moved?"),
    unit=Text("比", "ratio"),
    formula=Text(
        f"借出后 {DAYS} 天与借出前 {DAYS} 天，同一单位在其他案件（前后都在办的）上的动作之比；"
        f"按单位取几何平均与 95 % 区间，低于 1 即其他案件让了路；不足 {FEWEST_UNITS} 家单位不给数",
        f"Acts of the unit in its other cases (open throughout) in the {DAYS} days after an issue ÷ those in "
        f"the {DAYS} days before; geometric mean over units with its 95 % interval; below 1 the others "
        f"waited; no ratio of fewer than {FEWEST_UNITS} units",
    ),
    measure=measure,
    finish=finish,
    window=QUARTER,
    attribution=Attribution.EVENT,
)
