"""Draws among equals: who won a place by lot and who lost it, one entry a day and margin, for good."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import Fact
from dashboard.indicators.timing import before
from dashboard.leverage.advice import STREAM
from dashboard.leverage.budget import shown

PREFIX, DRAW = "draw:", "draw"


def draws(nominations: pd.DataFrame, known: Collection[str], day: str, now: datetime) -> Iterator[Fact]:
    """A fact for each margin of a day at which chance parted equals; what is `known` is never drawn again.

    The first draw of a day at a score counts: who comes later has not taken part in it.
    """
    lots = nominations[nominations["lottery"] == 1] if len(nominations) else nominations
    for score, equals in lots.groupby(shown(lots["score"])) if len(lots) else ():
        key = f"{PREFIX}{day}/{score:.0f}"
        sides = {
            "winners": sorted(equals.loc[equals["rank"] > 0, "key"].astype(str)),
            "losers": sorted(equals.loc[equals["rank"] == 0, "key"].astype(str)),
        }
        if key not in known and all(sides.values()):
            yield Fact(key=key, kind=DRAW, version=day, happened_at=now, body={"day": day, **sides})


def drawn_lately(tables: Tables, since: ir.Value) -> ir.Table:
    """By draw and side: whose it was; `draw`, `since`, `case_id`, `won`."""
    facts = tables.facts
    told = facts.filter(facts.stream == STREAM, facts.kind == DRAW, facts.happened_at >= since)
    body = told.body.cast("json")
    sides = [
        told.select(
            draw="key", since="happened_at", won=ibis.literal(side == "winners"),
            case_id=body[side].cast("array<string>").unnest(),
        )
        for side in ("winners", "losers")
    ]  # fmt: skip
    return ibis.union(*sides)


def known_draws(tables: Tables, span: timedelta) -> ir.Table:
    """The keys of the draws that were written lately."""
    facts = tables.facts
    return facts.filter(facts.stream == STREAM, facts.kind == DRAW, facts.happened_at >= before(span)).select(
        "key"
    )
