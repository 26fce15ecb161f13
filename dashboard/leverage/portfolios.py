"""What lenders said was not theirs, as proposals for the district file: which unit, category, how often."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from dashboard.board.tables import Tables
from dashboard.fold.borrowing import LEADERS, LeverState
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.dimensions import day
from dashboard.indicators.joining import beside
from dashboard.indicators.timing import before, now
from dashboard.text import Text

KEPT = timedelta(days=182)
NOT_MINE = "not_mine"
COLUMNS = ["post", "level", "unit", "category", "streets", "n", "first", "last", "line"]
BY = ["post", "level", "unit", "category"]


def measure(tables: Tables, _ask: Ask) -> ir.Table:
    """Refusals that said so, by post, unit and category; what the portfolios do not say any more is done."""
    levers = tables.levers
    said = levers.filter(
        levers.reason_code == NOT_MINE,
        levers.state == LeverState.REFUSED.value,
        levers.state_since >= before(KEPT),
        levers.level != LEADERS[1],  # the top leads all
    )
    said = said.select("level", "unit", "state_since", post="lender_post", key=said.cases[0])
    rows = beside(said, tables.cases.select("key", "category", "street"), "key")
    found = rows.group_by(BY).agg(
        n=rows.count(),
        streets=rows.street.collect(distinct=True),
        first=rows.state_since.min(),
        last=rows.state_since.max(),
    )
    leaders = tables.leaders
    led = leaders.filter(leaders.unit.notnull())  # noqa: PD004  a column of Ibis
    found = beside(found, led.group_by("post").agg(portfolio=led.unit.collect()), "post")
    stands = ibis.coalesce(found.portfolio.contains(found.unit), ibis.literal(False))
    return found.filter((found.level != LEADERS[0]) | stands).mutate(today=day(now()))


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """What was said most often first, each with the line of TOML that would correct it."""
    lines = [line(row) for row in frame.to_dict("records")]
    streets = [sorted(street for street in row if street) for row in frame["streets"]]
    told = frame.astype({"n": "int64"}).assign(line=pd.Series(lines, dtype="object", index=frame.index))
    told["streets"] = pd.Series(streets, dtype="object", index=frame.index)
    falling = [False, False, *[True] * len(BY)]
    return told.sort_values(["n", "last", *BY], ascending=falling, ignore_index=True)[COLUMNS]


def line(row: dict[Any, Any]) -> str:
    """The line of the district file to write: the portfolio without the unit, or a duty to be given."""
    if row["level"] == LEADERS[0]:
        units = (unit for unit in row["portfolio"] if unit != row["unit"])
        return f'{{ post = "{row["post"]}", portfolio = [{quoted(units)}], confirmed = {row["today"]} }},'
    categories = quoted([row["category"]] if isinstance(row["category"], str) else [])
    return (
        f'{{ org = "{row["unit"]}", post = "", categories = [{categories}], clause = "", '
        f"confirmed = {row['today']} }},"
    )


def quoted(words: Iterable[str]) -> str:
    """Words as TOML has them in a list, in their order by name."""
    return ", ".join(f'"{word}"' for word in sorted(words))


PORTFOLIOS = Indicator(
    name="portfolio-proposals",
    title=Text("分管与职责更正建议", "Corrections for the district file"),
    unit=Text("次", "times"),
    formula=Text(
        "近 182 天出借方以“不是本岗分管”不予出借的：哪个岗位、哪家单位、哪个类别、几次、最近何时，"
        "及应写入区县文件 leaders 或 duties 的一行（post 空着的由人填上该由谁）；分管名单已改正的不再列",
        "Refusals of the last 182 days because it is not the lender's: which post, unit and category, how "
        "often, when last, and the line to write into leaders or duties of the district file (an empty post "
        "is for people to fill); what the portfolios no longer say is not listed",
    ),
    measure=measure,
    finish=finish,
)
