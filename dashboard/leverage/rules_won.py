"""Where a rule took the place of borrowing: levers before and after it was adopted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.rule_proposal import RuleState
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.timing import before, now
from dashboard.leverage.borrowings import borrowings
from dashboard.leverage.conversion.sequel import around_adoption, rate_interval
from dashboard.leverage.lever_record import NEVER
from dashboard.leverage.rule_gaps import HIGH, duty_lines
from dashboard.leverage.thresholds import SAID, bounds_of, number, said
from dashboard.text import Text

LATELY = timedelta(days=182)
"""Within it levers make a place worth a row."""
KNOWN = timedelta(days=364)
"""So far back levers and cases are counted."""
AFTER = ("levers_after", "cases_after", "after", "after_lo", "after_hi", "ratio", "lo", "hi")
FOUND = ("levers_before", "cases_before", "before", "before_lo", "before_hi", *AFTER)
COLUMNS = ["category", "unit", "times", "adopted_at", "listed_at", *FOUND]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Levers from L3 on and reports of categories and units, what was adopted, what the list names."""
    levers, cases, rules = borrowings(tables.levers), tables.cases, tables.rule_proposals
    high = levers.filter(levers.issued_at >= before(KNOWN), levers.issued_at < now(), levers.level.isin(HIGH))
    high = high.select("unit", moment="issued_at", key=high.cases[0])
    high = high.inner_join(cases.select("key", "category"), "key").select("category", "unit", "moment")
    lately = (
        high.filter(high.moment >= before(LATELY)).group_by("category", "unit").agg(times=lambda t: t.count())
    )
    places = lately.filter(lately.times >= number(tables, "triggers", "T18_times")).select("category", "unit")
    places = places.union(rules.select("category", "unit"), distinct=True)
    came = cases.filter(cases.reported_at >= before(KNOWN)).select(
        "category", unit=responsible(cases), moment="reported_at"
    )
    won = rules.filter(rules.state == RuleState.ADOPTED.value).select("category", "unit", moment="adopted_at")
    parts = {
        "place": rules.select("category", "unit", moment="moved_at"), "lever": high, "case": came,
        "rule": won, "line": duty_lines(tables).select("category", "unit", "moment"),
    }  # fmt: skip
    rows = ibis.union(
        *(
            part.semi_join(places, ["category", "unit"]).select(
                "category", "unit", "moment", told=ibis.literal(name)
            )
            for name, part in parts.items()
        )
    )
    return rows.mutate(now=now(), **{SAID: said(tables)})


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a category and unit, the adopted ones first."""
    places = frame.groupby(["category", "unit"])
    days = bounds_of(frame).triggers.T18_days
    lines = [row(str(place[0]), str(place[1]), rows, days) for place, rows in places]
    found = pd.DataFrame(lines, columns=COLUMNS)
    for name in ("adopted_at", "listed_at"):
        found[name] = found[name].astype("datetime64[us, UTC]")
    return found.sort_values(
        ["adopted_at", "times", "category", "unit"], ascending=[True, False, True, True], na_position="last",
        ignore_index=True,
    )  # fmt: skip


def row(category: str, unit: str, told: pd.DataFrame, days: int) -> dict[str, Any]:
    """Levers for 1,000 cases around the day of the adoption; never adopted: up to now.

    Adopted by a proposal, the last of them; where none was, by the line of the duty list that names it.
    """
    levers, cases, won, lines = (
        told.loc[told["told"] == name, "moment"] for name in ("lever", "case", "rule", "line")
    )
    at = told["now"].iloc[0].to_pydatetime() if len(told) else NEVER
    named = lines[(lines > levers.min()) & (lines <= at)]
    listed = named.min().to_pydatetime() if len(named) else None
    adopted = won.max().to_pydatetime() if len(won) else listed
    found = figures(levers, cases, adopted, days, at)
    lately = int((levers >= at - LATELY).sum())
    return {
        "category": category, "unit": unit, "times": lately, "adopted_at": adopted, "listed_at": listed,
        **found,
    }  # fmt: skip


def figures(
    levers: pd.Series[pd.Timestamp],
    cases: pd.Series[pd.Timestamp],
    adopted: datetime | None,
    days: int,
    at: datetime,
) -> dict[str, Any]:
    """The rates before and after with their intervals; none where the time before is no longer known."""
    if adopted is not None and adopted - timedelta(days=days) < at - KNOWN:
        return dict.fromkeys(FOUND)
    found: dict[str, Any] = dict(around_adoption(levers, cases, adopted or at, days=days, now=at))
    for side in ("before", "after"):
        low, high = rate_interval(found[f"levers_{side}"], found[f"cases_{side}"])
        found |= {f"{side}_lo": low, f"{side}_hi": high}
    return found | (dict.fromkeys(AFTER) if adopted is None else {})


RULES_WON = Indicator(
    name="rules-won",
    title=Text("制度化", "Institutionalisation"),
    unit=Text("笔/千件", "levers per 1,000 cases"),
    formula=Text(
        "26 周内 L3 及以上借权达到 T18 次数（缺省三次）的类别与单位，以及提出过制度化建议的；"
        "采纳日为建议被采纳之日，没有建议的为职责清单在首次借权之后写明该类别归该单位之日（清单其后写明即为印证）；"
        "采纳前 T18 天数（缺省 90 天）与采纳后（至多同样天数）每千件案件的借权数（精确泊松 95 % 区间）"
        "及两者之比（条件二项精确区间）；"
        "任一侧不足 30 件为数据不足；尚未采纳者只列至今同样天数",
        "Categories and units with as many levers from L3 on in 26 weeks as T18 asks (three by default), "
        "and those for which a rule was "
        "proposed; adopted: the day on which the proposal was, or without one that on which, after the first "
        "lever, the duty list names the unit for the category (named afterwards, the list confirms it); "
        "levers per 1,000 cases in the days of T18 (90 by default) before and in up to as many after "
        "(exact Poisson interval, "
        "95 %), and their ratio (exact conditional binomial interval); fewer than 30 cases on a side: "
        "not enough data; not yet adopted: the last of these days alone",
    ),
    measure=measure,
    finish=finish,
)
