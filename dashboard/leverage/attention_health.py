"""The health of leaders' attention on the board: what was asked of them beside what deserved it."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Attribution, Indicator
from dashboard.indicators.timing import now
from dashboard.leverage.conversion import LEVER_COLUMNS
from dashboard.leverage.conversion.health import attention_health
from dashboard.leverage.lever_record import at_now, record, weeks
from dashboard.leverage.matters import uncut
from dashboard.leverage.thresholds import SAID, bounds_of, said
from dashboard.text import Text

LEADING = ("district_leader", "district_top")
"""Kinds of organisations whose posts have attention to give."""


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """The levers of the window, and every open case with its score beside them."""
    levers = record(tables, ask).select(*LEVER_COLUMNS, "now")
    open_cases = uncut(tables, ask).select("key", "score")
    rows = levers.mutate(told=ibis.literal("lever"))
    blank = {
        name: ibis.null(kind) for name, kind in rows.schema().items() if name not in ("key", "now", "told")
    }
    scored = open_cases.select(
        "key", **(blank | {"score_at_issue": open_cases.score}), now=now(), told=ibis.literal("case")
    )
    both = rows.union(scored.select(*rows.columns))
    return both.mutate(weeks=weeks(ask), leaders=leaders(tables), **{SAID: said(tables)})


def leaders(tables: Tables) -> ir.Value:
    """How many posts lend their attention; nobody told: one."""
    posts = tables.posts.inner_join(tables.orgs.select(org="code", kind="kind"), "org")
    count = posts.filter(posts.kind.isin(LEADING)).code.nunique()
    return ibis.greatest(count.as_scalar(), 1)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The five signs."""
    levers, cases = (frame[frame["told"] == told] for told in ("lever", "case"))
    severity = cases.set_index("key")["score_at_issue"].astype("float64").dropna()
    long, posts = (frame[name].max() if len(frame) else 0 for name in ("weeks", "leaders"))
    found = attention_health(
        levers,
        severity,
        at_now(frame),
        weeks=float(long),
        leaders=int(posts),
        open_cases=len(cases),
        flags=bounds_of(frame).budget.flags,
    )
    return found.astype({"value": "float64"})


ATTENTION_HEALTH = Indicator(
    name="attention-health",
    title=Text("注意力体检", "Health of attention"),
    unit=Text("%", "%"),
    formula=Text(
        "只看 L4、L5：稀释 = 每位领导每周件数 ÷ 额度（>1 黄，>1.5 红；直报不计）；耗散 = 到期未答复 "
        "÷ 到期（>20/40%）；"
        "持续性 = 借出后 7 天、30 天起有人再看的比例（<80/60%）；失焦 = "
        "在借事项中不属关注分前十分之一的比例（>30/50%）；"
        "泛化 = 在借事项 ÷ 在办案件（>2/5%）",
        "Levers of L4 and L5: dilution = items a leader and week ÷ budget (amber above 1, red above 1.5; "
        "overrides apart); dissipation = due and unanswered ÷ due (20/40 %); persistence = followed "
        "up from 7 "
        "and from 30 days on (below 80/60 %); defocus = on loan and outside the top decile of scores "
        "(30/50 %); generalisation = on loan ÷ open cases (2/5 %)",
    ),
    measure=measure,
    finish=finish,
    window=timedelta(days=28),
    attribution=Attribution.EVENT,
)
