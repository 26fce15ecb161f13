"""What was tried for a case and its matter: what levers came to, and pressure that stands unanswered."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LeverState
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import before
from dashboard.leverage import Level
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.ground import STRUCTURAL
from dashboard.leverage.membership import spread

LATELY = timedelta(days=30)
"""How long an escalation counts as a lever that was tried, and until when what comes back is a relapse."""
SPENT = ("failed", "expired", "refused")
"""Outcomes of a lever that did nothing."""
REMINDER, CARD = "L2.1", "L2.3"
"""The steps of the ladder that are a reminder and a yellow card (domain.md §3.2)."""
UNANSWERED = (LeverState.ACTIVE.value, LeverState.EXPIRED.value, LeverState.ESCALATED.value)
"""States in which a lever that nobody answered may be; the lender's no, or one taken back, presses nobody."""


def concerned(tables: Tables) -> ir.Table:
    """Each borrowing (`lever`) beside every case it counts for: its own, and all of one matter with them."""
    levers = borrowings(tables.levers)
    return spread(levers.select(lever="key", key=levers.cases.unnest()), tables)


def tried(tables: Tables) -> ir.Table:
    """By case: what the borrowed powers of its matter have come to."""
    levers = beside(concerned(tables), tables.levers.drop("cases", "matter").rename(lever="key"), "lever")
    leader = levers.level == Level.MOMENTUM.value
    lately = levers.effective_at >= before(LATELY)
    return levers.group_by("key").agg(
        spent=levers.count(where=levers.outcome.isin(SPENT)),
        leader_issued=(leader & (levers.issued_at >= before(LATELY))).any(),
        leader_expired=(
            leader & (levers.outcome == "expired") & levers.issued_at.notnull() & levers.responded_at.isnull()
        ).any(),
        leader_worked=(leader & lately).any(),
        structural=levers.reason_code.isin(STRUCTURAL).any(),
        waits=(levers.overdue_at.notnull() & levers.responded_at.isnull() & levers.lent).any(),
    )


def relapses(tables: Tables) -> ir.Table:
    """Each leader's lever (`lever`) beside the case recorded as its relapse, within 30 days of its effect.

    A new case came back when it was reported; a case of the lever itself when the relapse was recorded.
    """
    levers = borrowings(tables.levers).filter(lambda rows: rows.level == Level.MOMENTUM.value)
    back = levers.select("effective_at", "relapsed_at", lever="key", key="relapse_case")
    rows = beside(back.filter(back.key.notnull()), tables.cases.select("key", "reported_at"), "key")
    came = ibis.ifelse(rows.reported_at > rows.effective_at, rows.reported_at, rows.relapsed_at)
    return rows.filter(came <= rows.effective_at + ibis.interval(days=LATELY.days)).select("lever", "key")


def relapsed(tables: Tables) -> ir.Table:
    """Cases whose matter is recorded as the relapse of what a leader had settled."""
    keys = relapses(tables).select("key").distinct()
    return spread(keys, tables).mutate(came_back=ibis.literal(True))


def pressing(tables: Tables) -> ir.Table:
    """Reminders and yellow cards that are levers and stand unanswered: `lever`, `step`, `issued_ord`, `key`.

    Who acts on any case of a lever after its issue has answered it, whether or not an answer was recorded.
    """
    levers = tables.levers
    open_ = levers.filter(
        levers.step.isin([REMINDER, CARD]),
        levers.state.isin(UNANSWERED),
        levers.issued_at.notnull(),
        levers.responded_at.isnull(),
        levers.first_action_at.isnull(),
    )
    own = open_.select("step", "issued_at", "issued_ord", lever="key", key=open_.cases.unnest())
    rows = beside(own, tables.cases.select("key", "activity_at"), "key")
    acted = rows.filter(rows.activity_at > rows.issued_at).select("lever")
    return own.anti_join(acted, "lever").drop("issued_at")


def pressed(tables: Tables) -> ir.Table:
    """By case: the unanswered reminders of its matter, and since when the oldest unanswered card stands.

    Both come as events of any of its cases or as levers for them; each event and each lever counts once.
    """
    levers = pressing(tables)
    lent = levers.select(
        "key",
        thing="lever",
        nudges=(levers.step == REMINDER).cast("float64"),
        card_ord=ibis.ifelse(levers.step == CARD, levers.issued_ord, None),
    )
    cases = tables.cases.filter(tables.cases.open)
    nudges = ibis.coalesce(cases.reminders, 0).cast("float64")  # whole numbers sum to wider ones
    told = cases.select("key", thing="key", nudges=nudges, card_ord="yellow_ord")
    told = told.filter((told.nudges > 0) | told.card_ord.notnull())
    rows = spread(lent.union(told), tables)
    return rows.group_by("key").agg(nudges=rows.nudges.sum().cast("int64"), card_ord=rows.card_ord.min())
