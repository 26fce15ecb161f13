"""机制互嵌: which mechanisms of the house meet in one matter, and whether they leave papers and tasks."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.cases import EventKind
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.binding import kept, known
from dashboard.indicators.proportions import wilson
from dashboard.indicators.timing import in_window
from dashboard.leverage.borrowings import borrowings
from dashboard.text import Text

MECHANISMS = {
    "dispatch": Text("派单", "Dispatch"),
    "watch": Text("值班", "Duty"),
    "order": Text("督办", "Supervision"),
    "consult": Text("会商", "Conferring"),
    "instruct": Text("批示", "Instruction"),
    "municipal": Text("上级", "From above"),
    "appraise": Text("考核", "Appraisal"),
}
OF_LEVEL = {"L1": "municipal", "L2": "order", "L3": "consult", "L4": "instruct", "L5": "instruct"}
MONTH = timedelta(days=28)


def touched(tables: Tables, ask: Ask) -> ir.Table:
    """Each case with each mechanism that took it up in the window, once."""
    facts = tables.facts.filter(in_window(tables.facts.happened_at, ask))
    given = tables.assignments.filter(in_window(tables.assignments.since, ask))
    issued = tables.levers.filter(in_window(tables.levers.issued_at, ask))
    levels = ibis.cases(*((issued.level == level, name) for level, name in OF_LEVEL.items()))
    seen, noted = tables.acknowledged, tables.notes
    parts = (
        named(given, "dispatch"),
        named(seen.filter(in_window(seen.acknowledged_at, ask)), "watch"),
        named(noted.filter(in_window(noted.noted_at, ask)), "watch"),
        named(facts.filter(facts.kind == EventKind.REMIND.value), "watch"),
        named(facts.filter(facts.kind == EventKind.SUPERVISE.value), "order"),
        named(facts.filter(facts.kind == EventKind.ESCALATE.value), "instruct"),
        named(tables.appeals.filter(in_window(tables.appeals.filed_at, ask)), "appraise"),
        issued.select(key=issued.cases.unnest(), mechanism=levels),
    )
    return ibis.union(*parts).distinct()


def named(rows: ir.Table, mechanism: str) -> ir.Table:
    """The cases of some rows under a mechanism."""
    return rows.select("key", mechanism=ibis.literal(mechanism))


def pairs(tables: Tables, ask: Ask) -> ir.Table:
    """Each case once for each two mechanisms that met in it; one with itself is the mechanism alone."""
    one = touched(tables, ask)
    found = one.rename(first="mechanism").inner_join(one.rename(second="mechanism"), "key")
    found = found.select("key", "first", "second")
    return kept(found, ask.where)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """How many cases two mechanisms met in, beside how many any took up."""
    found = pairs(tables, ask)
    cases = touched(tables, ask).key.nunique().as_scalar()
    return found.group_by("first", "second").agg(n=found.key.nunique()).mutate(cases=cases)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """With lift: how many times more often they meet than if neither knew of the other."""
    alone = frame[frame["first"] == frame["second"]].set_index("first")["n"]
    chance = apart(frame["first"], alone) * apart(frame["second"], alone) / frame["cases"]
    found = frame.assign(lift=frame["n"] / chance.where(frame["first"] != frame["second"]))
    return found.sort_values(["first", "second"], ignore_index=True)


def apart(names: pd.Series[str], alone: pd.Series[int]) -> pd.Series[float]:
    """How many cases each mechanism took up."""
    return names.map(alone).astype("float64")


EMBEDDING = Indicator(
    name="embedding",
    title=Text("机制互嵌", "Mutual embedding"),
    unit=Text("件", "cases"),
    formula=Text(
        "窗口 [起, 此刻) 内同一案件上出现的两种机制（派单、值班、督办、会商、批示、上级、考核）：件数；"
        "提升度 = 同现件数 × 全部件数 ÷ (各自件数之积)，>1 即比各行其是更常同现",
        "Cases in which two mechanisms (dispatch, duty, supervision, consultation, instruction, from above, "
        "appraisal) met in the window [start, now); lift = met × all ÷ product of both, above 1: more often "
        "than if neither knew of the other",
    ),
    measure=measure,
    finish=finish,
    window=MONTH,
    cells=("first", "second"),
    behind=pairs,
    attribution=Attribution.EVENT,
)
LINKS = {
    "attend": Text("会商到场", "Turned up when called"),
    "number": Text("有文号的借权", "With a number"),
    "task": Text("会议定事成任务", "Decisions made tasks"),
    "written": Text("结果写回平台", "Results written back"),
}


def links(tables: Tables, ask: Ask) -> ir.Table:
    """Levers issued in the window, once for each of `LINKS` that is about them, and whether it holds."""
    issued = borrowings(tables.levers).filter(lambda levers: in_window(levers.issued_at, ask))
    rows = issued.mutate(lever=issued.key, matter_key=issued.cases[0])
    met = rows.level.isin(["L3", "L4", "L5"]) & rows.response_kind.isin(["attendance", "decision"])
    called = rows.filter(rows.level == "L3")
    task = known(rows.unit) & known(rows.valid_until) & known(rows.first_action_at)
    told = written(tables, rows)
    back = rows.mutate(holds=rows.key.isin(told.lever))
    parts = (
        rows.select(key="matter_key", link=ibis.literal("number"), outcome=hit(known(rows.doc_no))),
        called.select(
            key="matter_key",
            link=ibis.literal("attend"),
            outcome=hit(called.response_kind.isin(["attendance", "decision"])),
        ),
        rows.filter(met).select(key="matter_key", link=ibis.literal("task"), outcome=hit(task)),
        back.select(key="matter_key", link=ibis.literal("written"), outcome=hit(back.holds)),
    )
    found = ibis.union(*parts)
    return kept(found, ask.where)


def written(tables: Tables, levers: ir.Table) -> ir.Table:
    """Levers after whose issue their unit told of a result in one of the cases."""
    facts = tables.facts
    results = (EventKind.PROGRESS.value, EventKind.DISPOSE.value, EventKind.CLOSE.value)
    told = facts.filter(facts.kind.isin(results)).select("key", "happened_at", "org")
    rows = levers.select("lever", "issued_at", "unit", key=levers.cases.unnest())
    rows = rows.inner_join(told, "key")
    return rows.filter(rows.org == rows.unit, rows.happened_at > rows.issued_at).select("lever").distinct()


def hit(condition: ir.Value) -> ir.Value:
    """`yes` or `no`."""
    return ibis.ifelse(ibis.coalesce(condition, ibis.literal(False)), "yes", "no")


def linked(tables: Tables, ask: Ask) -> ir.Table:
    """How many levers each can be told of, and of how many it holds."""
    rows = links(tables, ask)
    return rows.group_by("link").agg(n=rows.count(), hits=rows.count(where=rows.outcome == "yes"))


def told(frame: pd.DataFrame) -> pd.DataFrame:
    """Every link, those without a lever too: null, never 0 %."""
    counts = frame.set_index("link").reindex(list(LINKS), fill_value=0).rename_axis("link").reset_index()
    counts = counts.astype({"n": "int64", "hits": "int64"})
    low, high = wilson(counts["hits"], counts["n"])
    return counts.assign(share=counts["hits"] / counts["n"].where(counts["n"] > 0), low=low, high=high)


EMBEDDED = Indicator(
    name="embedded",
    title=Text("文、事、果相连", "Papers, tasks, results"),
    unit=Text("%", "%"),
    formula=Text(
        "窗口 [起, 此刻) 内借出的权：L3 中到场或定事者 ÷ 全部 L3；有文号者 ÷ 全部；会议、批示已定而有主办、"
        "有期限、已动作者 ÷ 已定；借出后责任单位在案件里写回进展或结果者 ÷ 全部；Wilson 95 %",
        "Of the levers issued in the window [start, now): of L3, those answered by turning up; with a "
        "document number; of those decided in a meeting or by instruction, with owner, date and first "
        "action; with a result that the unit wrote into the case afterwards; Wilson 95 %",
    ),
    measure=linked,
    finish=told,
    window=MONTH,
    cells=("link", "outcome"),
    behind=links,
    attribution=Attribution.EVENT,
)
