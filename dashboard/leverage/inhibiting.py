"""Open cases whose reminders are inhibited: by danger, or by a higher lever on loan for their matter."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Stage
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.timing import timed
from dashboard.leverage import risk
from dashboard.leverage.asked import held
from dashboard.leverage.levers import REMINDERS
from dashboard.text import Text

SHOWN = 40


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """By case: what inhibits its reminders (`by`), and the rules that are quiet for it."""
    late = running_late(tables)
    cases = tables.cases.filter(tables.cases.open)
    danger = cases.filter(risk.flagged(cases, risk.ALARMS)).select("key", by=ibis.literal("T11"))
    slots = held(tables)
    loans = slots.filter(slots.slot != REMINDERS[0])
    loans = loans.group_by("key").agg(by=loans.slot.max())
    rows = danger.union(loans.anti_join(danger, "key")).inner_join(late, "key")
    rows = rows.mutate(total=rows.count().over())
    return rows.order_by("by", "key").limit(SHOWN).select("key", "by", "rules", "total")


def running_late(tables: Tables) -> ir.Table:
    """By case: the rules that would remind of a stage that runs late."""
    stages = tables.stages
    names = {Stage.SIGN.value: "T01", Stage.CONTACT.value: "T02"}
    rows = stages.filter(stages.outcome == "running", stages.stage.isin(list(names)))
    rows = timed(rows)
    rows = rows.filter(rows.late)
    rule = ibis.cases(*((rows.stage == stage, name) for stage, name in names.items()), else_="")
    rows = rows.mutate(rule=rule)
    return rows.group_by("key").agg(rules=rows.rule.collect())


INHIBITED = Indicator(
    name="inhibited",
    title=Text("抑制中的提醒", "Inhibited reminders"),
    unit=Text("件", "cases"),
    formula=Text(
        "签收、先行联系已超时，本应建议催办或督办（L2.1、L2.2），因安全直报（T11）成立、或同一事项已借更高一级而不再建议的在办件；"
        "黄牌（L2.3）不受抑制；更高一级还权或险情解除后照常",
        "Open cases past their time of signing or contact for which a reminder or an order (L2.1, L2.2) is "
        "not advised, because danger is told (T11) or a higher lever is on loan for the same matter; yellow "
        "cards (L2.3) are never inhibited; it ends with the danger or the loan",
    ),
    measure=measure,
    finish=lambda frame: frame.sort_values(["by", "key"], ignore_index=True),
    cases="own",
)
