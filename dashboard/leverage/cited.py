"""What a nomination rests on: entries of the case, of the reports around it, of the levers lent for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import Move
from dashboard.indicators.binding import KEY, word
from dashboard.indicators.records import of_the_case
from dashboard.indicators.timing import before
from dashboard.leverage import Level
from dashboard.leverage.lifecycle import STRUCTURAL
from dashboard.leverage.repeats import again, around, recent

REPEAT, SURGE, LEVER = "repeat", "surge", "lever."
"""Kinds that no event of a case has: a report of the same matter, one of a surge, a step of a lever."""
DAY = timedelta(days=1)


def cited(tables: Tables) -> ir.Table:
    """`kind, seq` of all entries that a trigger of the case under `KEY` may cite (`Trigger.cites`)."""
    own = tables.facts.filter(tables.facts.key == word(KEY)).select("kind", "seq")
    mine = of_the_case(tables.cases).mutate(person=ibis.literal(""))
    near, same = around(mine, tables).select(other="key_there"), again(mine, tables).select("other")
    found = [own, borrowed(tables)]
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


def borrowed(tables: Tables) -> ir.Table:
    """Steps of levers that triggers look at: what a leader's came to (T15), what minutes marked (T16)."""
    levers = tables.levers.filter(tables.levers.cases.contains(word(KEY)))
    levers = levers.select(
        "key",
        vain=led(levers) & levers.responded_at.isnull(),
        worked=led(levers) & (levers.effective_at >= before(MONTH)),
        marked=levers.reason_code.isin(STRUCTURAL),
    )
    steps = tables.lever_steps.inner_join(levers, "key")
    told = steps.filter(
        ((steps.move == Move.EXPIRE.value) & steps.vain)
        | ((steps.move == Move.EFFECT.value) & steps.worked)
        | ((steps.move == Move.RESPOND.value) & steps.marked)
    )
    return told.select(kind=ibis.literal(LEVER) + told.move, seq="seq")


MONTH = timedelta(days=30)


def led(levers: ir.Table) -> Any:
    """Whether it was a leader's to lend."""
    return levers.level == Level.MOMENTUM.value
