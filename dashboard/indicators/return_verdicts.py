"""Whether a return was upheld: another unit took the case; or rejected: it was sent back to it."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.board.tables import Tables
from dashboard.cases import Phase
from dashboard.indicators import Ask, Attribution
from dashboard.indicators.assignments import assignments
from dashboard.indicators.dimensions import lately, split, with_case
from dashboard.indicators.ratios import ratio
from dashboard.indicators.timing import start
from dashboard.text import Text

UPHELD, REJECTED, UNDECIDED = "return_upheld", "return_rejected", "return_undecided"


def behind(tables: Tables, ask: Ask) -> ir.Table:
    """Each return of the window with its verdict, as what followed tells it."""
    rows = assignments(tables, ask)
    rows = rows.filter(rows.returned)
    cases = lately(tables.cases, start(ask))
    found = decided(rows, tables, cases)
    rows = with_case(rows.left_join(found, ["key", "turn"]).select(*rows.columns, found.taker), cases, "open")
    outcome = ibis.cases(
        (rows.taker == rows.holder, REJECTED),
        (rows.taker.notnull() | ~rows.open, UPHELD),
        else_=UNDECIDED,
    )
    return split(rows.mutate(outcome=outcome), tables, ask, moment="since", cases=cases)


def decided(rows: ir.Table, tables: Tables, cases: ir.Table) -> ir.Table:
    """`key, turn, taker`: the first unit after a return that is the one that returned, or that took the case.

    It took it if it did not return it and has signed for it, begun, or handed it on since.
    """
    later = tables.assignments.filter(tables.assignments.key.isin(rows.key))
    later = with_case(later, cases, "phase")
    waits = later.left_at.isnull() & (later.phase == Phase.DISPATCHED.value)
    later = later.select("key", "n", unit="holder", took=~later.returned & ~waits)
    pairs = rows.select("key", "turn", "holder").inner_join(later, "key")
    pairs = pairs.filter(pairs.n > pairs.turn, pairs.took | (pairs.unit == pairs.holder))
    return pairs.group_by(["key", "turn"]).agg(taker=pairs.unit.argmin(pairs.n))


RETURN_VERDICTS = ratio(
    name="return-verdicts",
    title=Text("退单成立率", "Returns upheld"),
    formula=Text(
        "窗口 [起, 此刻) 内派到该单位、被其退回的次数中，退单成立者所占比例。没有事件说明退单是否成立，"
        "由其后的去向认定：另一单位接手（已签收、已动手或转出，且未退回），或案件不再派出而了结，为成立；"
        "其后又派回该单位，为不成立；尚无人接手的另列，不进分母。区间为 Wilson 95 %；"
        "简易程序与来源不说经手的案件不计",
        "Of the times a unit was given a case in the window [start, now) and returned it, the share upheld. "
        "Told by what followed, as no event tells a verdict: upheld where another unit took the case "
        "(signed, began or handed it on, and did not return it) or the case ended without being sent out "
        "again; rejected where it was sent to the same unit again; apart, in no denominator, while nobody "
        "has taken it. Wilson 95 % interval; simple cases and those whose source does not tell hands do not "
        "count",
    ),
    behind=behind,
    hits=(UPHELD,),
    misses=(REJECTED,),
    excludes=(UNDECIDED,),
    attribution=Attribution.EVENT,
    shifts=False,
)
