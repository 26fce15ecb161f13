"""T18: where one category of one unit needed power again and again: a rule is missing, not a lever."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.rule_proposal import LIVE, STATES
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.binding import known
from dashboard.indicators.timing import now
from dashboard.leverage import Level
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.rule_kind import kind_of
from dashboard.leverage.thresholds import SAID, bounds_of, days_ago, number, said
from dashboard.text import Text

RULE = "T18"
HIGH = (Level.CAPABILITY.value, Level.MOMENTUM.value, Level.AUTHORITY.value)
MISSING, LISTED = "missing", "listed"
STANDS: dict[str, Text] = {
    **{state.value: words for state, words in STATES.items()},
    MISSING: Text("待提出", "To be proposed"),
    LISTED: Text("清单已列", "On the list"),
}
"""How a place of T18 stands: it is nominated while its rule is missing, and left alone otherwise."""
OF_LEVER = ("kind", "lender_post", "decision_requested", "reason_code", "rules", "co_units", "matter")
LAST = ("proposal", "proposal_state", "ended_at", "why")
COLUMNS = [
    "category", "unit", "times", "levers", "cases", "matters", "first", "last", "instruments", "lenders",
    "co_units", "kind", "grounds", "resting", "state", "until", "proposal", "why",
]  # fmt: skip


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Each lever from L3 on issued lately, by category and unit, with what was proposed there last."""
    levers = borrowings(tables.levers)
    lately = levers.filter(levers.issued_at >= days_ago(tables, "T18_days"), levers.level.isin(HIGH))
    rows = lately.select("unit", "issued_at", *OF_LEVER, lever="key", key=lately.cases.unnest())
    rows = rows.inner_join(tables.cases.select("key", "category"), "key")
    rows = rows.group_by("category", "unit", "lever").agg(
        cases=rows.key.collect(distinct=True),
        moment=rows.issued_at.min(),
        **{name: rows[name].arbitrary() for name in OF_LEVER},
    )
    places = rows.group_by("category", "unit").agg(times=rows.count(), first=rows.moment.min())
    places = places.filter(places.times >= number(tables, "triggers", "T18_times"))
    found = rows.inner_join(places, ["category", "unit"])
    found = found.left_join(proposed(tables), ["category", "unit"]).drop("category_right", "unit_right")
    found = found.left_join(listed(tables, places), ["category", "unit"]).drop("category_right", "unit_right")
    return found.mutate(now=now(), **{SAID: said(tables)})


def proposed(tables: Tables) -> ir.Table:
    """The last proposal of each category and unit."""
    rules = tables.rule_proposals
    last = {
        "proposal": rules.key,
        "proposal_state": rules.state,
        "ended_at": rules.ended_at,
        "why": rules.why,
    }
    turn = ibis.row_number().over(
        group_by=["category", "unit"], order_by=[ibis.desc("drafted_at"), ibis.desc("key")]
    )
    numbered = rules.select("category", "unit", turn=turn, **last)
    return numbered.filter(numbered.turn == 0).drop("turn")


def duty_lines(tables: Tables) -> ir.Table:
    """Lines of the duty list that name a category: unit, category, and the day that confirmed each."""
    lines = tables.duties.filter(known(tables.duties.categories))
    lines = lines.select(unit="org", category=lines.categories.split(" ").unnest(), confirmed="confirmed")
    return lines.mutate(moment=lines.confirmed.try_cast("date").cast("timestamp('UTC')"))


def listed(tables: Tables, places: ir.Table) -> ir.Table:
    """The day on which, after the first lever, the duty list named the unit for the category."""
    lines = duty_lines(tables).inner_join(places.select("category", "unit", "first"), ["category", "unit"])
    lines = lines.filter(lines.moment > lines.first, lines.moment <= now())
    return lines.group_by("category", "unit").agg(listed_at=lines.moment.min())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a place, those to be proposed first, then the most often, each with what shows it."""
    days = timedelta(days=bounds_of(frame).triggers.T18_days)
    places = frame.sort_values(["moment", "lever"]).groupby(["category", "unit"])
    lines = [row(str(place[0]), str(place[1]), told, days) for place, told in places]
    found = pd.DataFrame(lines, columns=COLUMNS)
    for name in ("first", "last", "until"):
        found[name] = found[name].astype("datetime64[us, UTC]")
    order = found.assign(held=found["state"] != MISSING)
    order = order.sort_values(["held", "times", "category", "unit"], ascending=[True, False, True, True])
    return order[COLUMNS].reset_index(drop=True)


def row(category: str, unit: str, told: pd.DataFrame, days: timedelta) -> dict[str, Any]:
    """A place: its levers and cases, what they were for, and whether its rule is still to be proposed."""
    levers = [{str(name): value for name, value in one.items()} for one in told.to_dict("records")]
    kind, grounds, resting = kind_of(levers)
    cases = sorted({str(key) for one in told["cases"] for key in one})
    helping = sorted({str(code) for one in told["co_units"] for code in listing(one)} - {unit})
    state, until = stands(levers[0], days)
    return {
        "category": category, "unit": unit, "times": len(levers),
        "levers": ", ".join(sorted(told["lever"])), "cases": ", ".join(cases),
        "matters": int(told["matter"].nunique()) or len(cases),
        "first": told["moment"].min(), "last": told["moment"].max(),
        "instruments": spoken(told["kind"]), "lenders": spoken(told["lender_post"]),
        "co_units": " ".join(helping), "kind": kind.value, "grounds": grounds.value, "resting": resting,
        "state": state, "until": until,
        **{name: plain(levers[0][name]) for name in ("proposal", "why")},
    }  # fmt: skip


def stands(place: dict[str, Any], days: timedelta) -> tuple[str, datetime | None]:
    """How a place stands, and until when it is left alone.

    Whatever was decided, or written into the list, rests for as long as T18 looks back: by then the levers
    that led to it count no more, and only those borrowed in spite of it can nominate the place again.
    """
    at, state, ended = place["now"], plain(place["proposal_state"]), place["ended_at"]
    if state in LIVE:
        return state, None
    if state and not pd.isna(ended) and at < ended + days:
        return state, ended + days
    line = place["listed_at"]
    if not pd.isna(line) and at < line + days:
        return LISTED, line + days
    return MISSING, None


def listing(value: Any) -> list[str]:
    """A list, whatever a frame has for one."""
    return [] if value is None or isinstance(value, float) else [str(one) for one in value]


def spoken(column: pd.Series[str]) -> str:
    """The words of a column, those that say something, one for each lever."""
    return " ".join(str(one) for one in column if plain(one))


def plain(value: Any) -> str:
    """A text, nothing for none."""
    return value if isinstance(value, str) else ""


RULE_GAPS = Indicator(
    name="rule-gaps",
    title=Text("制度化建议", "Rules that are missing"),
    unit=Text("条", "rules"),
    formula=Text(
        "T18：规定天数（缺省 90 天）内同一类别、同一单位发出 L3 及以上借权达到规定次数（缺省三次）："
        "建议更新分派目录或职责清单，不再借权。"
        "至少一半是定由谁主办的写入分派目录，其余（含须重新界定职责的）写入职责清单。"
        "已拟、已提出的不再提名；采纳、不采纳、撤回或清单已列之后同样天数内不再提名，此后只看其后的借权",
        "T18: the same category and unit needed L3 or higher, issued, as often as asked (three times "
        "by default) in the days looked back on (90 by default): "
        "update the dispatch catalogue or the duty list instead of borrowing again. Where at least half "
        "asked who leads: the dispatch catalogue; else, and where duties must be drawn anew: the duty list. "
        "A place whose rule is drafted or proposed is not nominated, nor for as many days after it was "
        "adopted, declined, withdrawn or named by the list; afterwards only what was borrowed since counts",
    ),
    measure=measure,
    finish=finish,
    cases="own",
)
