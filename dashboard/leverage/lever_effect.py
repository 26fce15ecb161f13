"""Whether borrowing worked, from the board: cases, their activity, levers, nominations become evidence."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.hands import TAKEN_BY
from dashboard.indicators import Ask, Indicator, Learning
from dashboard.indicators.dimensions import day, responsible
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import before, now
from dashboard.leverage.advice import CLEAR, RAISE, STREAM
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.draws import drawn_lately
from dashboard.leverage.effect import HORIZON, WASHOUT, WINDOW
from dashboard.leverage.effect.plain import evidence
from dashboard.leverage.effect.report import COLUMNS, report
from dashboard.text import Text

KNOWN = timedelta(days=182)
"""How far back levers are looked at."""
EARLIER = timedelta(days=2 * WINDOW + WASHOUT + HORIZON + WINDOW)
"""How much longer cases and their activity must be known than their levers: the placebo lies there."""
ACTIVITY = tuple(sorted(kind.value for kind in TAKEN_BY))
"""What a handling unit does in a case."""
FIELDS = {"case_id": "string", "kind": "string", "unit": "string", "draw": "string", "number": "int64",
          "since": "timestamp('UTC')", "till": "timestamp('UTC')", "due": "timestamp('UTC')"}  # fmt: skip


def history(tables: Tables) -> ir.Table:
    """All that is known of them in one table; `told` says of what a row tells."""
    since = before(KNOWN + EARLIER)
    cases = tables.cases.filter((tables.cases.reported_at >= since) | tables.cases.open)
    parts = {
        "cases": cases.select(
            case_id="key", kind="category", unit=responsible(cases), since="reported_at", till="closed_at",
            due="due_at", number=(cases.hands.length() > 1).cast("int64"),
        ),
        "activity": activity(tables, cases, since),
        "levers": levers(tables, cases),
        "nominations": nominations(tables, cases, since),
    }  # fmt: skip
    return ibis.union(*(shaped(rows, told) for told, rows in parts.items()))


def shaped(rows: ir.Table, told: str) -> ir.Table:
    """Rows with every field, those they lack as nothing."""
    fields = {
        name: rows[name].cast(kind) if name in rows.columns else ibis.null(kind)
        for name, kind in FIELDS.items()
    }
    return rows.select(told=ibis.literal(told), **fields)


def activity(tables: Tables, cases: ir.Table, since: ir.Value) -> ir.Table:
    """What units did in these cases."""
    facts = tables.facts.filter(tables.facts.kind.isin(ACTIVITY), tables.facts.happened_at >= since)
    facts = facts.semi_join(cases, "key")
    return facts.select(case_id="key", since="happened_at").distinct()


def levers(tables: Tables, cases: ir.Table) -> ir.Table:
    """Levers that were issued, one row a case of theirs; a lot is drawn once a day."""
    levers = borrowings(tables.levers)
    rows = levers.filter(levers.issued_at >= before(KNOWN), levers.issued_at < now())
    rows = rows.select(
        "level", key=rows.cases.unnest(), since="issued_at", lottery=rows.lottery.fill_null(0).cast("int64"),
        told=ibis.coalesce(rows.suggested_at, rows.issued_at),
    )  # fmt: skip
    rows = beside(rows.semi_join(cases, "key").mutate(day=day(rows.told)), won(tables), "key", "day")
    drawn = ibis.ifelse(rows.lottery == 1, ibis.coalesce(rows.draw, rows.day), "")
    return rows.select("since", number="lottery", draw=drawn, case_id="key", kind="level")


def won(tables: Tables) -> ir.Table:
    """By case and day: the draw that it won."""
    rows = drawn_lately(tables, before(KNOWN + EARLIER))
    winners = rows.filter(rows.won).mutate(day=day(rows.since))
    return winners.group_by("day", key="case_id").agg(draw=winners.draw.min())


def nominations(tables: Tables, cases: ir.Table, since: ir.Value) -> ir.Table:
    """From when until when the software advised a lever for a case."""
    facts = tables.facts
    told = facts.filter(facts.stream == STREAM, facts.kind.isin((RAISE, CLEAR)), facts.happened_at >= since)
    rows = told.select("kind", "happened_at", key=told.key.replace(f"{STREAM}:", ""))
    rows = rows.mutate(till=rows.happened_at.lead().over(group_by="key", order_by=["happened_at", "kind"]))
    rows = rows.filter(rows.kind == RAISE).semi_join(cases, "key")
    raised = rows.select("till", case_id="key", since="happened_at", draw=ibis.literal(""))
    return raised.union(lost(tables, cases, since))


def lost(tables: Tables, cases: ir.Table, since: ir.Value) -> ir.Table:
    """Those that a draw left out: nominated as the winners were, for the day of the draw."""
    rows = drawn_lately(tables, since)
    losers = rows.filter(~rows.won).semi_join(cases.select(case_id="key"), "case_id")
    return losers.select("case_id", "since", "draw", till=losers.since + ibis.interval(days=1)).select(
        "till", "case_id", "since", "draw"
    )


def learn(frame: pd.DataFrame) -> pd.DataFrame:
    """The report on what is known; no rows without a lever."""
    parts = {str(told): rows.drop(columns="told") for told, rows in frame.groupby("told")}
    if "levers" not in parts:
        return pd.DataFrame(columns=COLUMNS)
    named = {name: rows[[*NAMES[name]]].rename(columns=NAMES[name]) for name, rows in parts.items()}
    nothing = pd.DataFrame({ours: pd.Series(dtype="object") for ours in NAMES["activity"].values()})
    return report(evidence({"activity": nothing} | named))


NAMES = {
    "cases": {"case_id": "case_id", "kind": "type", "unit": "unit", "since": "created_at",
              "till": "closed_at", "due": "due_at", "number": "cross_dept"},
    "activity": {"case_id": "case_id", "since": "happened_at"},
    "levers": {"case_id": "case_id", "kind": "level", "since": "issued_at", "number": "lottery",
               "draw": "draw"},
    "nominations": {"case_id": "case_id", "since": "nominated_at", "till": "ended_at", "draw": "draw"},
}  # fmt: skip
"""The columns that `leverage.effect.plain` reads."""
EFFECT = Learning(name="effect", measure=history, learn=learn, apply=lambda _frame, found: found.copy())


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Nothing besides: the figures are of the day."""
    return tables.levers.select("key").limit(0)


LEVER_EFFECT = Indicator(
    name="lever-effect",
    title=Text("借权有没有用", "Did borrowing work"),
    unit=Text("比、百分点", "ratio, points"),
    formula=Text(
        "每日零时按 26 周所知重算。活动率之比：借权后 5 天与借前 5 天（隔 5 天洗脱期）案件动作之比；"
        "10 日内办结率之差：与同样卡住而当时未借权的同类案件相比。n < 30 不给数；"
        "只有抽签所得且安慰剂检验通过才称“效果”，"
        "其余一律“未排除选择偏差”",
        "Refitted at midnight on 26 weeks. Activity: acts in a case in the 5 days after a lever ÷ "
        "those in 5 "
        "days before a wash-out of 5; closing: share closed within 10 days against cases as stuck that had "
        "no lever. No number below n = 30; only what was drawn by lot and held its placebo is called an "
        "effect, all else says that selection is not ruled out",
    ),
    measure=measure,
    finish=lambda frame: frame,
    learning=EFFECT,
)
