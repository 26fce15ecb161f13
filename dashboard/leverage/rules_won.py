"""Where a rule took the place of borrowing: levers before and after a line of the duty list."""

from __future__ import annotations

from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.binding import known
from dashboard.indicators.dimensions import responsible
from dashboard.indicators.timing import before, now
from dashboard.leverage.conversion.sequel import around_adoption
from dashboard.leverage.lever_record import NEVER
from dashboard.leverage.rule_gaps import HIGH
from dashboard.leverage.thresholds import SAID, bounds_of, number, said
from dashboard.text import Text

KNOWN = timedelta(days=182)
FOUND = (
    "levers_before",
    "cases_before",
    "before",
    "levers_after",
    "cases_after",
    "after",
    "ratio",
    "lo",
    "hi",
)
COLUMNS = ["category", "unit", "times", "adopted_at", *FOUND]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Levers from L3 on and reports of the same categories and units, and the duty lines that name them."""
    levers, cases, duties = tables.levers, tables.cases, tables.duties
    high = levers.filter(levers.issued_at >= before(KNOWN), levers.issued_at < now(), levers.level.isin(HIGH))
    high = high.select("unit", moment="issued_at", key=high.cases[0])
    high = high.inner_join(cases.select("key", "category"), "key").select("category", "unit", "moment")
    places = high.group_by("category", "unit").agg(times=high.count())
    places = places.filter(places.times >= number(tables, "triggers", "T18_times")).select("category", "unit")
    came = cases.filter(cases.reported_at >= before(KNOWN)).select(
        "category", unit=responsible(cases), moment="reported_at"
    )
    lines = duties.filter(known(duties.categories))
    lines = lines.select(unit="org", category=lines.categories.split(" ").unnest(), confirmed="confirmed")
    lines = lines.mutate(moment=lines.confirmed.try_cast("date").cast("timestamp('UTC')"))
    parts = {"lever": high, "case": came, "line": lines}
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
    found["adopted_at"] = found["adopted_at"].astype("datetime64[us, UTC]")
    return found.sort_values(
        ["adopted_at", "times", "category", "unit"], ascending=[True, False, True, True], na_position="last",
        ignore_index=True,
    )  # fmt: skip


def row(category: str, unit: str, told: pd.DataFrame, days: int) -> dict[str, object]:
    """Levers for 1,000 cases around the day on which the list first named it; never named: up to now."""
    levers, cases, lines = (told.loc[told["told"] == name, "moment"] for name in ("lever", "case", "line"))
    at = told["now"].iloc[0].to_pydatetime() if len(told) else NEVER
    known = lines[(lines > levers.min()) & (lines <= at)]
    adopted = known.min().to_pydatetime() if len(known) else None
    found = around_adoption(levers, cases, adopted or at, days=days, now=at)
    if adopted is None:
        found |= dict.fromkeys(("levers_after", "cases_after", "after", "ratio", "lo", "hi"))
    return {"category": category, "unit": unit, "times": len(levers), "adopted_at": adopted, **found}


RULES_WON = Indicator(
    name="rules-won",
    title=Text("制度化", "Institutionalisation"),
    unit=Text("笔/千件", "levers per 1,000 cases"),
    formula=Text(
        "26 周内 L3 及以上借权至少三次的类别与单位（T18）；"
        "职责清单在首次借权之后写明该类别归该单位的那一天为采纳日；"
        "采纳前 90 天与采纳后（至多 90 天）每千件案件的借权数及两者之比（精确泊松 95 % 区间）；"
        "尚未采纳者只列至今 90 天",
        "Categories and units with three levers from L3 on in 26 weeks (T18); adopted: the day on "
        "which, after "
        "the first lever, the duty list names the unit for the category; levers per 1,000 cases in the 90 "
        "days before and in up to 90 days after, and their ratio with its exact Poisson interval "
        "(95 %); not "
        "yet adopted: the last 90 days alone",
    ),
    measure=measure,
    finish=finish,
)
