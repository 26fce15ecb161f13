"""What a nomination rests on: entries of the case, of the reports around it, of the levers lent for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import EventKind
from dashboard.fold.borrowing import Move
from dashboard.indicators.binding import KEY, word
from dashboard.indicators.records import of_the_case
from dashboard.indicators.timing import before
from dashboard.leverage import Level
from dashboard.leverage.ground import STRUCTURAL
from dashboard.leverage.membership import spread
from dashboard.leverage.repeats import again, around, recent
from dashboard.leverage.tried import LATELY, concerned, pressing, relapses

REPEAT, SURGE, LEVER, MEMBER = "repeat", "surge", "lever.", "member."
"""Kinds that no event of a case has: a report of the same matter, one of a surge, a step of a lever, a word
about another case of the matter."""
PRESSES = (EventKind.REMIND.value, EventKind.SUPERVISE.value)
DAY = timedelta(days=1)


def cited(tables: Tables) -> ir.Table:
    """`kind, seq` of all entries that a trigger of the case under `KEY` may cite (`Trigger.cites`)."""
    own = tables.facts.filter(tables.facts.key == word(KEY)).select("kind", "seq")
    mine = of_the_case(tables.cases).mutate(person=ibis.literal(""))
    near, same = around(mine, tables).select(other="key_there"), again(mine, tables).select("other")
    found = [own, members(tables), borrowed(tables)]
    found += [reported(REPEAT, near.union(same), tables), reported(SURGE, surging(tables), tables)]
    return ibis.union(*found)


def reported(kind: str, others: ir.Table, tables: Tables) -> ir.Table:
    """The first entry of other cases, which told of them; under its own kind."""
    facts = tables.facts.filter(tables.facts.key.isin(others.other), tables.facts.key != word(KEY))
    first = facts.group_by("key").agg(seq=facts.seq.argmin(facts.happened_at))
    return first.select(kind=ibis.literal(kind), seq="seq")


def surging(tables: Tables) -> ir.Table:
    """What was reported of the category in the street in 24 hours (T10)."""
    mine = of_the_case(tables.cases).select("street", "category")
    return mine.inner_join(recent(tables, DAY), ["street", "category"]).select(other="key")


def members(tables: Tables) -> ir.Table:
    """Reminders and orders in the other open cases of the matter (T07); under a kind of their own."""
    cases = tables.cases.filter(tables.cases.open, tables.cases.key != word(KEY)).select("key", of="key")
    ours = spread(cases, tables).filter(lambda row: row.key == word(KEY))
    facts = tables.facts.filter(tables.facts.key.isin(ours.of), tables.facts.kind.isin(PRESSES))
    return facts.select(kind=ibis.literal(MEMBER) + facts.kind, seq="seq")


def borrowed(tables: Tables) -> ir.Table:
    """Steps of levers that triggers look at, of the case and of those that are one matter with it.

    What a leader's came to and what came back (T15), what minutes marked (T16), what nobody answered (T07).
    """
    ours, back, unanswered = concerned(tables), spread(relapses(tables), tables), pressing(tables)
    mine = [rows.filter(rows.key == word(KEY)).lever for rows in (ours, back, spread(unanswered, tables))]
    levers = tables.levers
    levers = levers.select(
        "key",
        vain=led(levers) & levers.responded_at.isnull() & levers.key.isin(mine[0]),
        worked=led(levers) & (levers.effective_at >= before(LATELY)) & levers.key.isin(mine[0]),
        marked=levers.reason_code.isin(STRUCTURAL) & levers.key.isin(mine[0]),
        back=levers.key.isin(mine[1]),
        presses=levers.key.isin(mine[2]),
    )
    steps = tables.lever_steps.inner_join(levers, "key")
    told = steps.filter(
        ((steps.move == Move.EXPIRE.value) & steps.vain)
        | ((steps.move == Move.EFFECT.value) & (steps.worked | steps.back))
        | ((steps.move == Move.RELAPSE.value) & steps.back)
        | ((steps.move == Move.RESPOND.value) & steps.marked)
        | ((steps.move == Move.ISSUE.value) & steps.presses)
    )
    return told.select(kind=ibis.literal(LEVER) + told.move, seq="seq")


def led(levers: ir.Table) -> Any:
    """Whether it was a leader's to lend."""
    return levers.level == Level.MOMENTUM.value
