"""Open cases whose reminders are inhibited: by danger, or by a higher lever on loan for their matter."""

from __future__ import annotations

from collections.abc import Collection

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import timed
from dashboard.leverage import risk
from dashboard.leverage.asked import held
from dashboard.leverage.ground import list_of
from dashboard.leverage.levers import REMINDERS
from dashboard.leverage.levers import inhibited as quiet
from dashboard.leverage.matters import idle, overdue_stages, truth
from dashboard.leverage.thresholds import SAID, bounds_of, said
from dashboard.leverage.triggers.t01 import T01
from dashboard.leverage.triggers.t02 import T02
from dashboard.leverage.triggers.t05 import T05
from dashboard.leverage.triggers.t11 import T11
from dashboard.text import Text

SHOWN = 40
REMINDING = (T01, T02, T05)
"""The triggers that remind whoever is to act; each speaks for itself."""
COLUMNS = ["key", "by", "rules", "total"]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """By open case in danger or with a lever on loan: the slots on loan, and what reminders look at."""
    slots = held(tables)
    loans = slots.group_by("key").agg(loaned=slots.slot.collect())
    cases = timed(tables.cases.filter(tables.cases.open))
    rows = cases.select("key", "ratio", idle=idle(cases), alarm=risk.flagged(cases, risk.ALARMS))
    rows = beside(beside(rows, loans, "key"), overdue_stages(tables), "key")
    rows = rows.filter(rows.alarm | rows.loaned.notnull())  # noqa: PD004
    late = {name: truth(rows[name]) for name in ("sign_late", "contact_late")}
    return rows.mutate(**late, **{SAID: said(tables)})


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """By case: what inhibits its reminders (`by`), and the rules that are quiet for it."""
    at = bounds_of(frame).triggers
    fired = pd.DataFrame({one.name: one.holds(frame, at) for one in REMINDING}, frame.index)
    found = []
    for row, speaks in zip(frame.to_dict("records"), fired.to_dict("records"), strict=True):
        loaned, alarm = list_of(row["loaned"]), bool(row["alarm"])
        held_back = [one for one in REMINDING if speaks[one.name] and quiet(one.step, loaned, alarm=alarm)]
        if held_back:
            by = T11.name if alarm else highest(loaned)
            found.append({"key": row["key"], "by": by, "rules": [one.name for one in held_back]})
    told = pd.DataFrame(found, columns=COLUMNS[:-1]).sort_values(["by", "key"], ignore_index=True)
    return told.assign(total=len(told)).head(SHOWN)


def highest(loaned: Collection[str]) -> str:
    """The highest lever on loan; what only reminds is named where nothing else is lent."""
    return max([one for one in loaned if one not in REMINDERS] or loaned)


INHIBITED = Indicator(
    name="inhibited",
    title=Text("抑制中的提醒", "Inhibited reminders"),
    unit=Text("件", "cases"),
    formula=Text(
        "签收、先行联系已超时（T01、T02），或时限将尽而无动静（T05），本应建议催办或督办（L2.1、L2.2），因安全直报（T11）成立、"
        "或同一事项已借更高一级而不再建议的在办件；黄牌（L2.3）不受抑制；更高一级还权或险情解除后照常",
        "Open cases past their time of signing or contact (T01, T02), or near their limit without a move "
        "(T05), for which a reminder or an order (L2.1, L2.2) is not advised, because danger is told (T11) "
        "or a higher lever is on loan for the same matter; yellow cards (L2.3) are never inhibited; it ends "
        "with the danger or the loan",
    ),
    measure=measure,
    finish=finish,
    cases="own",
)
