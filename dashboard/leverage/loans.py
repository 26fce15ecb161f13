"""The levers of the centre: suggested, asked for, lent and given back, each with the matter it is for."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LeverState
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import last_hand
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import in_window, now
from dashboard.leverage import WEEKLY_BUDGET
from dashboard.leverage.borrowings import borrowings
from dashboard.text import Text

WINDOW = timedelta(days=28)


def measure(tables: Tables, ask: Ask) -> ir.Table:
    """Levers that are alive, and those that ended within the window; the first case stands for the matter."""
    levers = tables.levers
    levers = levers.filter(levers.live | in_window(levers.state_since, ask))
    levers = levers.mutate(
        case_key=ibis.coalesce(levers.cases[0], levers.matter), members=levers.cases.length()
    )
    cases = tables.cases
    about = cases.select(
        "category", "street", "urgency", "hands", "hops", "open", "closed_at",
        case_key="key", hand=cases.holder.coalesce(last_hand(cases)),
    )  # fmt: skip
    return beside(levers, about, "case_key")


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """What waits longest first."""
    return frame.sort_values(["state_since", "key"], ignore_index=True)


LOANS = Indicator(
    name="loans",
    title=Text("借权台账", "Borrowed powers"),
    unit=Text("笔", "levers"),
    formula=Text(
        "建议、拟办、审批中、已借、已响应、见效的借权全部列出；已还权、失效、撤回等只列窗口内结束的。"
        f"领导关注每周至多 {WEEKLY_BUDGET} 件。",
        "All levers that are suggested, drafted, pending, active, answered or effective; of those that ended "
        "(returned, expired, withdrawn …) the ones of the window. Leaders are asked for "
        f"{WEEKLY_BUDGET} matters a week at most.",
    ),
    measure=measure,
    finish=finish,
    window=WINDOW,
    cases="own",
)


AWAITED_MOST = 10


def awaited(tables: Tables, _ask: Ask) -> ir.Table:
    """Levers that were issued and not answered, beside open cases alone: history costs nothing."""
    levers = borrowings(tables.levers).filter(lambda rows: rows.state == LeverState.ACTIVE.value)
    passed = [
        ibis.coalesce(levers[name] <= now(), ibis.literal(False)) for name in ("respond_by", "valid_until")
    ]
    levers = levers.mutate(
        case_key=ibis.coalesce(levers.cases[0], levers.matter),
        members=levers.cases.length(),
        late=ibis.or_(*passed),
    )
    levers = levers.mutate(total=levers.count().over(), overdue=levers.key.count(where=levers.late).over())
    levers = levers.order_by(ibis.asc("respond_by", nulls_first=False), "key").limit(AWAITED_MOST)
    cases = tables.cases.filter(tables.cases.open)
    rows = beside(levers, cases.select("category", "street", case_key="key"), "case_key")
    return rows.select(*AWAITED_COLUMNS)


AWAITED_COLUMNS = (
    "key", "matter", "level", "step", "kind", "state", "unit", "lender_post", "issued_at", "respond_by",
    "valid_until", "return_by", "category", "street", "members", "late", "total", "overdue",
)  # fmt: skip
AWAITED = Indicator(
    name="loans-awaited",
    title=Text("借权待答复", "Levers awaiting an answer"),
    unit=Text("笔", "levers"),
    formula=Text(
        "已经发出、责任单位尚未答复的借权，按答复时限排列；已过答复时限或有效期的算逾期",
        "Levers that were issued and not yet answered by whoever owes it, by the time to answer; past that "
        "time or their term they are overdue",
    ),
    measure=awaited,
    finish=lambda frame: frame.sort_values(["respond_by", "key"], ignore_index=True),
    cases="own",
)


def steps(tables: Tables, ask: Ask) -> ir.Table:
    """Every step of the levers that the ledger page lists."""
    shown = measure(tables, ask)
    return tables.lever_steps.filter(tables.lever_steps.key.isin(shown.key))


def in_turn(frame: pd.DataFrame) -> pd.DataFrame:
    """Each lever's steps one after another."""
    return frame.sort_values(["key", "n"], ignore_index=True)


LOAN_STEPS = Indicator(
    name="loan-steps",
    title=Text("借权经过", "Course of levers"),
    unit=Text("步", "steps"),
    formula=Text(
        "每一笔借权的每一步：何时、哪个岗位、做了什么、因何；只增不改",
        "Each step of each lever: when, which post, what it did and why; added, never changed",
    ),
    measure=steps,
    finish=in_turn,
    window=WINDOW,
    cases="own",
)


def quiet(tables: Tables, _ask: Ask) -> ir.Table:
    """Silences that hold now."""
    silences = tables.silences
    held = silences.ended_at.isnull()  # noqa: PD003  a column of Ibis
    return silences.filter(held, silences.until > now())


SILENCED = Indicator(
    name="silenced",
    title=Text("静默", "Silenced"),
    unit=Text("条", "silences"),
    formula=Text(
        "此刻有效的静默：对哪件事、由哪个岗位、因何、至何时；到时自动失效，可提前解除",
        "Silences that hold now: of what, by which post, why, until when; each ends by itself, and may be "
        "ended before",
    ),
    measure=quiet,
    finish=lambda frame: frame.sort_values(["until", "key"], ignore_index=True),
    cases="own",
)
