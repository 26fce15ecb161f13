"""结构互动: who acted on whom through the centre and past it: dispatches, returns, levers, answers."""

# ruff: noqa: PD004  `notnull` is of Ibis

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.binding import kept
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import in_window
from dashboard.leverage.asked import NOBODY
from dashboard.leverage.borrowings import borrowings
from dashboard.text import Text

KINDS = {
    "dispatch": Text("派单", "dispatch"),
    "return": Text("退单", "return"),
    "pass": Text("径自转办", "passed on directly"),
    "lend": Text("出借", "lent"),
    "ask": Text("借权要求", "asked by lever"),
    "answer": Text("答复", "answered"),
}
MONTH = timedelta(days=28)


def edges(tables: Tables, ask: Ask) -> ir.Table:
    """Each act of one party on another in the window: `key` of a case, `from`, `to`, `kind`."""
    found = ibis.union(*hands(tables, ask), *borrowed(tables, ask))
    return kept(found, ask.where)


def hands(tables: Tables, ask: Ask) -> list[ir.Table]:
    """What hands tell: sent out by the centre, given back to it, or passed on past it."""
    rows = tables.assignments.filter(tables.assignments.holder.notnull())
    given = rows.filter(in_window(rows.since, ask))
    left = rows.filter(rows.returned, in_window(rows.left_at, ask))
    passed = rows.filter(
        ~rows.returned,
        rows.next_holder.notnull(),
        rows.next_holder != rows.holder,
        in_window(rows.left_at, ask),
    )
    onward = passed.select("key", since="left_at", holder="next_holder")
    sent = given.anti_join(onward, ["key", "since", "holder"])
    return [
        edge(sent, centre(tables), sent.holder, "dispatch"),
        edge(left, left.holder, centre(tables), "return"),
        edge(passed, passed.holder, passed.next_holder, "pass"),
    ]


def borrowed(tables: Tables, ask: Ask) -> list[ir.Table]:
    """What levers tell: lent to the centre, asked of the unit, answered by it."""
    posts = tables.posts.select(lender_post="code", post_org="org").distinct(on="lender_post")
    rows = beside(borrowings(tables.levers), posts, "lender_post")
    rows = rows.mutate(lender=ibis.coalesce(rows.lender_org, rows.post_org), key=rows.cases[0])
    issued = rows.filter(in_window(rows.issued_at, ask))
    lent = issued.filter(issued.lender.notnull(), issued.lender != centre(tables))
    asked = issued.filter(issued.unit.notnull())
    told = rows.filter(rows.unit.notnull(), in_window(rows.responded_at, ask))
    return [
        edge(lent, lent.lender, centre(tables), "lend"),
        edge(asked, centre(tables), asked.unit, "ask"),
        edge(told, told.unit, centre(tables), "answer"),
    ]


def centre(tables: Tables) -> ir.Value:
    """The code of the unit that runs this screen, whatever the district calls it."""
    orgs = tables.orgs
    return ibis.coalesce(orgs.filter(orgs.centre).code.max().as_scalar(), NOBODY)


def edge(rows: ir.Table, by: ir.Value, to: ir.Value, kind: str) -> ir.Table:
    """Rows as acts of one on the other."""
    return rows.select("key", by=by.cast("string"), to=to.cast("string"), kind=ibis.literal(kind))


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many acts of each kind from each to each, in the window and in the one before it."""
    earlier = replace(ask, ago=ask.ago + (ask.window or MONTH))
    both = edges(tables, ask).mutate(now=1, then=0).union(edges(tables, earlier).mutate(now=0, then=1))
    return both.group_by("by", "to", "kind").agg(n=both.now.sum(), before=both.then.sum())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """By who acted on whom; the engine sums in numbers longer than any count."""
    counted = frame.astype({"n": "int64", "before": "int64"})
    return counted.sort_values(["by", "to", "kind"], ignore_index=True)


TIES = Indicator(
    name="ties",
    title=Text("结构互动", "Structure interaction"),
    unit=Text("次", "acts"),
    formula=Text(
        "窗口 [起, 此刻) 内一方对另一方的动作次数：中心派单、单位退单、不经中心的转办、出借方借权、"
        "以权要求、答复；"
        "before 为前一个等长窗口",
        "Acts of one party on another in the window [start, now): dispatches of the centre, returns, cases "
        "passed on past the centre, powers lent, asked by lever, answered; `before`: the window before it",
    ),
    measure=measure,
    finish=finish,
    window=MONTH,
    cells=("by", "to", "kind"),
    behind=edges,
    attribution=Attribution.EVENT,
)


def circles(tables: Tables, ask: Ask) -> ir.Table:
    """Cases given to somebody in the window: `cycle` where one of them had it twice with another between."""
    given = tables.assignments.filter(in_window(tables.assignments.since, ask)).select("key").distinct()
    rows = given.inner_join(tables.cases.filter(tables.cases.tells_hands).select("key", "cycle"), "key")
    rows = rows.mutate(outcome=ibis.ifelse(rows.cycle, "cycle", "straight"))
    return kept(rows, ask.where)


PING_PONG = Indicator(
    name="ping-pong",
    title=Text("踢皮球", "Ping-pong"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口 [起, 此刻) 内派出的案件中，出现 A→B→A 往返的件数",
        "Of the cases given to a unit in the window [start, now), how many went A→B→A",
    ),
    measure=lambda tables, ask: counted(circles(tables, ask)),
    window=MONTH,
    cells=("outcome",),
    behind=circles,
    attribution=Attribution.EVENT,
    better="down",
)


def counted(rows: ir.Table) -> ir.Table:
    """How many there are, and how many of them go in circles."""
    return rows.aggregate(n=rows.count(), cycles=rows.count(where=rows.outcome == "cycle"))
