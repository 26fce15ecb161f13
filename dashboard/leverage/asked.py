"""What leaders have been told and asked: whose units are whose, this week's flags, what cools down, loans.

These are few beside the cases: they are measured as lists of words that every row of a frame carries, and
laid beside the matters afterwards, which an engine plans in a fraction of the time of as many joins.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LEADERS, LeverState
from dashboard.indicators.dimensions import last_hand, local
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import before, now
from dashboard.leverage.cooling import FULL
from dashboard.leverage.membership import membership
from dashboard.leverage.tried import concerned

NOBODY = "?"
"""Whose a matter is of which no leader is known: a week of its own."""
BAR = "\x1f"
"""Between the words of an entry: no key holds it."""
CARRIED = ("led", "flagged", "cooled", "loaned", "vain", "held", "hushed")
"""The lists that a frame carries."""


def carried(tables: Tables) -> dict[str, Any]:
    """The lists, as columns of a measured frame."""
    return {
        "led": collected(tables.leaders, "post", "unit"),
        "flagged": collected(flags(tables), "level", "post", "matter"),
        "cooled": collected(cooling(tables), "level", "post", "asked", "key"),
        "loaned": collected(on_loan(tables), "key", "matter"),
        "vain": collected(in_vain(tables), "key", "slot"),
        "held": collected(held(tables), "key", "slot"),
        "hushed": collected(hushed(tables), "key", "rule"),
        "open_cases": tables.cases.filter(tables.cases.open).count().as_scalar(),
    }


def collected(rows: ir.Table, *names: str) -> Any:
    """The rows as one list, each as its words."""
    words = [ibis.coalesce(rows[name].cast("string"), "") for name in names]
    said = words[0]
    for word in words[1:]:
        said = said + BAR + word
    return rows.select(said=said).said.collect().as_scalar()


def flags(tables: Tables) -> ir.Table:
    """What was raised for leaders since Monday 00:00, local: level, post, matter, each once.

    Overrides and notices are outside of every budget and left out. The second before now tells which Monday:
    at the very end of a week it is that week which is counted. Advice that does not say for whom it was is
    of whoever leads the unit that has the case now.
    """
    facts, leaders = tables.facts, tables.leaders
    lately = facts.filter(
        facts.stream == "advice", facts.kind == "raise", facts.happened_at >= before(timedelta(days=8))
    )
    monday = local(before(timedelta(seconds=1))).truncate("W")
    lately = lately.filter(local(lately.happened_at) >= monday)
    body = lately.body.cast("json")
    said = {name: body[name].unwrap_as("string") for name in ("level", "leader", "free")}
    rows = lately.select(key=lately.key.replace("advice:", ""), **said)
    rows = rows.filter(rows.level.isin(LEADERS), rows.free.isnull())
    cases = tables.cases
    rows = beside(rows, cases.select("key", unit=cases.holder.coalesce(last_hand(cases))), "key")
    rows = beside(beside(rows, leaders.filter(leaders.unit.notnull()), "unit"), membership(tables), "key")
    top = leaders.filter(leaders.unit.isnull()).post.max().as_scalar()
    led = ibis.ifelse(rows.level == LEADERS[1], top, rows.post)
    return rows.select(
        "level", post=ibis.coalesce(rows.leader, led, NOBODY), matter=ibis.coalesce(rows.matter, rows.key)
    ).distinct()


def cooling(tables: Tables) -> ir.Table:
    """By case, level and post: the score at which it was asked lately; not what still waits."""
    levers = tables.levers
    waits = (levers.state == LeverState.ACTIVE.value) & levers.responded_at.isnull()
    lately = levers.filter(levers.level.isin(LEADERS), levers.cool_until > now(), ~waits)
    rows = lately.select(
        "level",
        key=lately.cases.unnest(),
        post=ibis.coalesce(lately.lender_post, NOBODY),
        score=ibis.coalesce(lately.score_at_issue, lately.score, FULL),
    )
    return rows.group_by("key", "level", "post").agg(asked=rows.score.max())


def on_loan(tables: Tables) -> ir.Table:
    """By case: the matter for which a leader's power is out."""
    levers = tables.levers.filter(tables.levers.lent, tables.levers.level.isin(LEADERS))
    return levers.select("matter", key=levers.cases.unnest())


def in_vain(tables: Tables) -> ir.Table:
    """By case: the slots of levers that were lent for its matter and ended without effect; no notices."""
    levers = tables.levers
    ended = levers.state.isin([LeverState.EXPIRED.value, LeverState.ESCALATED.value])
    return slots(tables, levers.filter(ended, levers.issued_at.notnull(), levers.cost > 0))


def held(tables: Tables) -> ir.Table:
    """By case: the slots of levers that are on loan for its matter; no notices."""
    levers = tables.levers
    return slots(tables, levers.filter(levers.lent, levers.cost > 0))


def slots(tables: Tables, levers: ir.Table) -> ir.Table:
    """What the open cases of some levers have of each slot, each once."""
    ours = levers.select(lever="key", slot=ibis.coalesce(levers.step, levers.level))
    cases = tables.cases.filter(tables.cases.open)
    return (
        concerned(tables).inner_join(ours, "lever").semi_join(cases, "key").select("key", "slot").distinct()
    )


def hushed(tables: Tables) -> ir.Table:
    """By case: the triggers of which nothing is to be said now, for itself or for its matter."""
    silences = tables.silences
    one_rule = silences.filter(silences.ended_at.isnull(), silences.until > now(), silences.rule.notnull())
    grouped = tables.grouped
    members = grouped.inner_join(one_rule, grouped.key == one_rule.subject)
    members = members.select("rule", key=members.members.unnest())
    return one_rule.select("rule", key="subject").union(members).distinct()
