"""The on-time rate of every unit over eight ISO weeks: a small chart each, all on one scale, or a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard.figures.small_multiple import Range, small_multiple
from dashboard.indicators.on_time import ON_TIME
from dashboard.text import Text
from layouts import Need, Node, Query, View
from layouts.elements import div, el
from layouts.handling import LONG, week_name, weeks
from layouts.links import listing, of_unit
from layouts.names import is_code, unit
from layouts.registers import table
from layouts.rows import rows
from layouts.states import DASH, empty
from layouts.units import LEAST, Rate, beside, chosen, of_all
from layouts.weeks import Week
from layouts.wording import count, share

DAYS = "units-days"
"""The name of the need."""
NOTE = Text(
    "原始按时率，8 个 ISO 周，最后一周至今；虚线为全区",
    "raw on-time rate, 8 ISO weeks to date; dotted: district",
)
HEADS = (
    Text("单位", "Unit"),
    Text("八周", "8 weeks"),
    Text("上周", "Last week"),
    Text("n", "n"),
    Text("八周合计", "All 8"),
)
UNIT = Text("单位", "Unit")
CAVEAT = Text(
    "每点一周，竖线为 95% 区间，同一刻度；n < {least} 的周不画点。未调整案件构成，不可据以评优劣。",
    "A dot a week with its 95% interval, all on one scale; weeks with n < {least} have none. Not adjusted "
    "for case mix: no ground to judge by.",
)
WEEK = Text("{week} {share}（n = {n}）", "{week} {share} (n = {n})")
COUNTS = Text("{hits} / {n}", "{hits} / {n}")
NOTHING = Text("近 8 周没有应结案件", "Nothing was settled in 8 weeks")
NOTHING_WHY = Text("去掉一些筛选试试。", "Take a filter away.")


@dataclass(frozen=True, kw_only=True)
class Course:
    """One unit week by week."""

    code: str
    weeks: Sequence[Rate]

    @property
    def whole(self) -> Rate:
        """All weeks together."""
        return Rate.summed(self.weeks)


def need(query: Query) -> Mapping[str, Need]:
    """The rate of all units by day, over a window that holds eight whole weeks."""
    asked = of_all({**query, "window": LONG}, windowed=True)
    return {DAYS: Need(indicator=ON_TIME, ask=replace(asked, by=("department", "day")))}


def courses(frame: pd.DataFrame, names: Sequence[str]) -> list[Course]:
    """Every unit that settled anything in these weeks, the largest first."""
    kept = frame[(frame["n"] > 0) & frame["department"].map(is_code).astype(bool)]
    if kept.empty:
        return []
    named = kept.assign(week=kept["day"].map(lambda day: Week.of(date.fromisoformat(str(day)[:10])).name))
    sums = named[named["week"].isin(names)].groupby(["department", "week"])[["n", "on_time"]].sum()
    told = {
        (row.department, row.week): Rate.summed([Rate(hits=int(row.on_time), n=int(row.n))])
        for row in rows(sums.reset_index())
    }
    found = [
        Course(code=code, weeks=[told.get((code, week), Rate()) for week in names])
        for code in {code for code, _ in told}
    ]
    return sorted(found, key=lambda one: (-one.whole.n, one.code))


def drawn_trends(view: View, *, as_table: bool) -> list[Node]:
    """A row a unit, or why there is none."""
    names = weeks(view)
    found = courses(view.frames[DAYS], names)
    if not found:
        return [empty(NOTHING.to(view.lang), NOTHING_WHY.to(view.lang))]
    near = beside(view.query, view.district)
    kept = [one for one in found if not near or one.code in near]
    if as_table:
        heads = [UNIT, *(Text(week_name(name), week_name(name)) for name in names)]
        return [table(heads, [told(one, names, view) for one in kept], view)]
    mean = Rate.summed([one.whole for one in found]).share
    lines = [charted(one, names, mean, scale_of(found, mean), view) for one in kept]
    return [
        div("jq-trends", table(HEADS, lines, view)),
        div("jq-units-caveat", CAVEAT.to(view.lang, least=LEAST)),
    ]


def scale_of(found: Sequence[Course], mean: float) -> Range:
    """One scale for all; a tenth of the scale at least."""
    ends = [end for one in found for week in one.weeks if week.n >= LEAST for end in (week.low, week.high)]
    known = [*ends, *([] if math.isnan(mean) else [mean])]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    return Range(low=min(low, high - 0.1), high=high)


def charted(
    one: Course, names: Sequence[str], mean: float, scale: Range, view: View
) -> list[Node | list[Node] | None]:
    """The small chart of a unit; last week and all eight with their lists."""
    lang, nothing = view.lang, math.nan
    spots = [(week.low, week.share, week.high) if week.n >= LEAST else (nothing,) * 3 for week in one.weeks]
    said = "; ".join(
        WEEK.to(lang, week=week_name(name), share=share(week.share, lang), n=week.n)
        for name, week in zip(names, one.weeks, strict=True)
    )
    image = el("Img", None, src=small_multiple(spots, mean, scale, view.theme), alt=said, title=said)
    return [
        named(one, view), image, rated(one, one.weeks[-2], names[-2:-1], view),
        count(one.weeks[-2].n, lang), rated(one, one.whole, names, view),
    ]  # fmt: skip


def told(one: Course, names: Sequence[str], view: View) -> list[Node | list[Node] | None]:
    """Every week of a unit in figures, each with its list."""
    return [
        named(one, view),
        *(rated(one, week, [name], view) for name, week in zip(names, one.weeks, strict=True)),
    ]


def named(one: Course, view: View) -> Node:
    """The unit, with its page behind its name."""
    name = el("A", "jq-to", unit(view.district, one.code, view.lang), href=of_unit(one.code, view.query))
    return el("B", None, name) if one.code in chosen(view.query) else name


def rated(one: Course, rate: Rate, names: Sequence[str], view: View) -> Node:
    """A rate with the list of what it counts; of few cases the counts alone, of none a dash."""
    if not rate.n:
        return DASH
    lang = view.lang
    few = COUNTS.to(lang, hits=rate.hits, n=rate.n)
    days = ",".join(day for name in names for day in Week.named(name).days)
    href = listing(
        ON_TIME, {**view.query, "window": LONG}, department=one.code, day=days, outcome="on_time,late"
    )
    return el("A", "jq-to", share(rate.share, lang) if rate.n >= LEAST else few, href=href)
