"""The queue of the watch: overrides first, then what runs unsigned or uncontacted past its limit."""

from __future__ import annotations

from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Stage, Urgency
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import last_hand
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import now, timed
from dashboard.leverage import risk
from dashboard.leverage.asked import hushed
from dashboard.leverage.attention import MUNICIPAL_MINUTES
from dashboard.leverage.matters import truth
from dashboard.text import Text

SHOWN = 40
COLUMNS = (
    "key", "override", "sign_late", "contact_late", "since", "over", "over_clock", "category", "street",
    "unit", "urgency", "flags", "reminders", "returns", "due_at", "left", "clock", "state",
    "acknowledged_at", "acknowledged_by", "seen", "total", "waiting",
)  # fmt: skip
ORDER = ("seen", "band", "share", "since", "key")
"""Not yet acknowledged, alarms first, the share of the limit used, then what waits longest."""


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """What asks for the watch now: open cases with an alarm, nearly due orders, and late stages that run."""
    rows = beside(standing(tables), late_stages(tables), "key")
    rows = beside(rows, of_rules(tables), "key")
    rows = rows.mutate(municipal=rows.municipal & ~truth(rows.no_T13))
    rows = rows.mutate(
        override=override(rows),
        sign_late=truth(rows.sign_late) & ~truth(rows.no_T01),
        contact_late=truth(rows.contact_late) & ~truth(rows.no_T02),
    )
    rows = rows.filter((rows.override != "") | rows.sign_late | rows.contact_late)
    rows = beside(rows, tables.acknowledged.rename(acknowledged_by="post"), "key")
    rows = beside(rows, silenced(tables), "key")
    rows = rows.filter((rows.override == "safety") | ~truth(rows.silent))
    since = ibis.greatest(rows.stage_since.coalesce(rows.reported_at), rows.reported_at)
    rows = rows.mutate(
        since=since,
        seen=truth(rows.acknowledged_at >= since),
    )
    rows = rows.mutate(
        band=band(rows),
        share=rows.share.coalesce(0.0),
        total=rows.count().over(),
        waiting=rows.key.count(where=~rows.seen).over(),
    )
    order = [ibis.desc(name) if name == "share" else name for name in ORDER]
    return rows.order_by(*order).limit(SHOWN).select(*COLUMNS, "band", "share")


def standing(tables: Tables) -> ir.Table:
    """Open cases with their own clock."""
    rows = timed(tables.cases.filter(tables.cases.open))
    urgent = rows.urgency.isin([Urgency.URGENT.value, Urgency.EMERGENCY.value])
    return rows.select(
        "key", "category", "street", "urgency", "flags", "reminders", "returns", "reported_at", "due_at",
        "left", "clock", "state", unit=rows.holder.coalesce(last_hand(rows)), urgent=truth(urgent),
        alarm=risk.flagged(rows, risk.ALARMS), municipal=risk.municipal(rows),
    )  # fmt: skip


def override(rows: ir.Table) -> Any:
    """`safety` for an alarm (T11), `municipal` for a nearly due order of the city (T13), else empty."""
    due = rows.municipal & truth(rows.left < MUNICIPAL_MINUTES)
    return ibis.cases((rows.alarm, "safety"), (due, "municipal"), else_="")


def late_stages(tables: Tables) -> ir.Table:
    """By case: the stages of signing and first contact that run past their limit, never those of history."""
    stages = tables.stages
    watched = stages.stage.isin([Stage.SIGN.value, Stage.CONTACT.value])
    rows = timed(stages.filter(stages.outcome == "running", watched))
    rows = rows.filter(rows.late)
    return rows.group_by("key").agg(
        sign_late=(rows.stage == Stage.SIGN.value).any(),
        contact_late=(rows.stage == Stage.CONTACT.value).any(),
        stage_since=rows.due_at.max(),
        over=(-rows.left).argmax(rows.ratio),
        over_clock=rows.clock.argmax(rows.ratio),
        share=rows.ratio.max(),
    )


def silenced(tables: Tables) -> ir.Table:
    """Cases of which nothing is to be said now, whatever the rule."""
    silences = tables.silences
    held = silences.ended_at.isnull() & silences.rule.isnull()  # noqa: PD003  columns of Ibis
    holds = silences.filter(held, silences.until > now())
    return holds.select(key="subject").distinct().mutate(silent=ibis.literal(True))


def of_rules(tables: Tables) -> ir.Table:
    """By case: which of the rules of this queue are silenced for it, and no other."""
    rows = hushed(tables)
    return rows.group_by("key").agg(
        **{f"no_{name}": (rows.rule == name).any() for name in ("T01", "T02", "T13")}
    )


def band(rows: ir.Table) -> Any:
    """Alarms, orders, urgent cases, the others."""
    return ibis.cases(
        (rows.override == "safety", 0), (rows.override == "municipal", 1), (rows.urgent, 2), else_=3
    )


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The most pressing first, what was acknowledged last."""
    rising = [name != "share" for name in ORDER]
    return frame.sort_values([*ORDER], ascending=rising, ignore_index=True)[[*COLUMNS]]


DUTY_QUEUE = Indicator(
    name="duty-queue",
    title=Text("值班队列", "Duty queue"),
    unit=Text("件", "cases"),
    formula=Text(
        "此刻须由值班处置的在办案件：安全直报（T11）、剩不到 4 工作小时的市级件（T13）、"
        "签收或先行联系超过时限仍在走的；按安全直报、市级件、紧急、用时÷时限排列，已知悉的排在后面；知悉之后又有新的超时则重新提示；"
        "静默的不列，安全直报不受静默",
        "Open cases that ask for the watch now: alarms (T11), orders of the city with less than four working "
        "hours left (T13), signing or first contact that runs past its limit. Alarms first, then orders, "
        "urgent cases, and the share of the limit used; what was acknowledged stands last and comes back "
        "when another limit passes. Silenced cases are left out; alarms are never silenced",
    ),
    measure=measure,
    finish=finish,
    cases="own",
)
