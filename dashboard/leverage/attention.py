"""What leaders are asked to look at: overrides first, then the score under caps, each with its grounds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

import dashboard.leverage.triggers
from dashboard.district_bounds import Bounds
from dashboard.fold.borrowing import LEADERS
from dashboard.indicators import Indicator
from dashboard.leverage import Level, Trigger
from dashboard.leverage.asked import CARRIED
from dashboard.leverage.beyond_places import left_over
from dashboard.leverage.budget import Budget, allotted, drawn, shown
from dashboard.leverage.cooling import worse
from dashboard.leverage.levers import Suggestion, suggested
from dashboard.leverage.matters import matters
from dashboard.leverage.merging import merged
from dashboard.leverage.office import Office, by_case, office_of
from dashboard.leverage.reasons import reason
from dashboard.leverage.score import ENTER, LEAVE, WEIGHTS
from dashboard.leverage.thresholds import SAID, bounds_of
from dashboard.leverage.whys import Why
from dashboard.parts import collect
from dashboard.text import LANGS, Text

MUNICIPAL_MINUTES = 240
"""A municipal order overrides with less than four working hours left."""
COLUMNS = [
    "key", "rank", "score", "override", "rule", *WEIGHTS, "category", "street", "holder", "hands", "hops",
    "repeats", "triggers", "level", "step", "exemption", "reason_zh", "reason_en", "ratio", "left", "clock",
    "state", "held_back", "budget_used", "reminders", "failed_levers", "escalated", "matter", "members",
    "leader",
]  # fmt: skip


@cache
def triggers() -> Mapping[str, Trigger]:
    """Every trigger by name."""
    return collect(dashboard.leverage.triggers, Trigger)


def firing(frame: pd.DataFrame) -> pd.DataFrame:
    """Which triggers hold for which matter, silenced ones apart: one boolean column a trigger."""
    at = bounds_of(frame).triggers
    columns = {name: trigger.holds(frame, at) for name, trigger in triggers().items()}
    found = pd.DataFrame(columns, index=frame.index).astype(bool)
    keys = frame["key"] if "key" in frame else frame.index.to_series()
    for key, rules in by_case(frame, "hushed").items():
        found.loc[keys == key, sorted(rules.intersection(found) - LOUD)] = False
    return found


LOUD = frozenset({"T11"})
"""Triggers that nobody silences."""


def asked(frame: pd.DataFrame, fired: pd.DataFrame) -> pd.DataFrame:
    """The frame with what its triggers ask for: a decision that the book proposes makes it tractable."""
    proposing = sorted({*fired.columns}.intersection(bounds_of(frame).proposes))
    more = fired[proposing].any(axis=1) & ~frame["ask"].astype(bool)
    points = frame["if_asked"].where(more, 0.0)
    return frame.assign(
        ask=frame["ask"].astype(bool) | more,
        tractable=frame["tractable"].mask(more, frame["tractable"] + 0.5),
        score=frame["score"] + points,
    )


def override(frame: pd.DataFrame, fired: pd.DataFrame) -> pd.Series[str]:
    """`safety` for an alarm, `municipal` for a municipal order that is nearly due, else empty."""
    urgent = fired["T13"] & (frame["left"] < MUNICIPAL_MINUTES)
    words = np.select([fired["T11"], urgent], ["safety", "municipal"], "")
    return pd.Series(words, index=frame.index, dtype="str")


def nominated(frame: pd.DataFrame) -> pd.DataFrame:
    """The matters that deserve a place, best first, with `rank` (0: held back, `withheld`) and `fired` names.

    Overrides stand above; then the score, from 60 on (standing advice from 50 on); then those without a
    score, by their clock. Of cases that are one matter one stands for all.
    """
    fired, bounds = firing(frame), bounds_of(frame)
    found = asked(frame, fired).assign(override=override(frame, fired))
    scored = found["score"] >= np.where(found["standing"], LEAVE, ENTER)
    found = found[scored | (found["override"] != "") | found["ruled"]]
    names = fired.columns.tolist()
    held = [list(compress(names, row)) for row in fired.loc[found.index].to_numpy()]
    found = found.assign(fired=pd.Series(held, found.index, dtype="object"))
    found = found.assign(**merged(found))
    office = office_of(frame)
    found = asking(advised(found), office, bounds)
    band = found["override"].map({"safety": 0, "municipal": 1}).fillna(2 + found["rule"].astype("int64"))
    weight = shown(found["score"]).fillna(found["ratio"]).fillna(0)
    drawn_on = day_of(found)
    order = found.assign(band=band, weight=weight, lot=drawn(found["key"], drawn_on)).sort_values(
        ["band", "weight", "lot"], ascending=[True, False, True], ignore_index=True
    )
    return order.assign(**ranks(order, office, bounds, drawn_on)).drop(columns=[*INWARD])


INWARD = ("band", "weight", "lot", "day", "known", "cooling", "cost", "apart", "if_asked", SAID, *CARRIED)
"""Columns that only the choice needs."""


def advised(found: pd.DataFrame) -> pd.DataFrame:
    """The levers for each matter (`advice`); of the main one what it is, and whether it is a mere notice.

    Of those that do not reach leaders (`reaches`; untold: all do) the levers without theirs.
    """
    vain, held = by_case(found, "vain"), by_case(found, "held")
    said = []
    for told in found.to_dict("records"):
        row: Mapping[str, Any] = {str(name): value for name, value in told.items()}
        fired, key = [triggers()[name] for name in row["fired"]], str(row["key"])
        advice = suggested(row, fired, vain.get(key, ()), held.get(key, ()), leaders=row.get("reaches", True))
        said.append((advice, *main(advice)))
    columns = ["advice", "level", "step", "exemption", "notice"]
    return found.join(pd.DataFrame(said, found.index, columns, dtype="object"))


def main(advice: Sequence[Suggestion]) -> tuple[str, str, str, bool]:
    """Level, step and exemption of the main lever, and whether leaders are only told."""
    for one in advice:
        return one.level.value, one.step, one.exemption, one.notice
    return "", "", "", False


def asking(found: pd.DataFrame, office: Office, bounds: Bounds) -> pd.DataFrame:
    """The matters with the leader each would ask, and whether that leader knows of it or was just asked.

    Of a notice, and of a lever that asks no leader, it is nobody, and it costs nothing.
    """
    costs = bounds.costs.model_dump()
    said = []
    for row in found.to_dict("records"):
        level = row["level"] if row["level"] in LEADERS and not row["notice"] else ""
        post = office.leader(level, row["department"]) if level else ""
        before = office.cooled.get((level, post, row["key"]))
        cools = before is not None and not worse(row["score"], before)
        known = (level, post, row["matter"]) in office.flags
        said.append((post, office.used(post, level), known, cools, float(costs[level]) if level else 0.0))
    columns = ["leader", "leader_used", "known", "cooling", "cost"]
    told = pd.DataFrame(said, found.index, columns).astype({"leader": "str", "known": bool, "cooling": bool})
    return found.assign(budget_used=office.fullest).join(told)


def day_of(found: pd.DataFrame) -> date | None:
    """The local day of the draw among equals; none where nobody is nominated or the day is not told."""
    told = found["day"].dropna()
    return date.fromisoformat(told.iloc[0]) if len(told) else None


def ranks(
    ordered: pd.DataFrame, office: Office, bounds: Bounds, day: date | None
) -> dict[str, pd.Series[Any]]:
    """`rank`: 1, 2, … for the rows that are shown, 0 for those held back; `withheld`: why, an id of `Why`.

    Overrides take the rows of the panel first, and no place of a department or category. A matter that only
    a rule shows takes no place of its category. `lottery`: 1 where chance alone put up or left out.
    """
    stands = ordered.loc[representatives(ordered)]
    columns = ["key", "override", "silenced", "department", "category", "band", "level", "leader", "known"]
    told = stands[[*columns, "cooling", "cost"]].assign(score=stands["weight"], uncategorised=stands["rule"])
    found = allotted(told, budget_of(stands, office, bounds, day)).reindex(ordered.index)
    place = found["place"].fillna(0).astype("int64")
    rank = place.where(place <= bounds.budget.panel, 0)
    withheld = found["why"].where(place == 0, Why.PANEL).fillna(Why.MEMBER).where(rank == 0, "")
    lottery = found["lottery"].fillna(0).astype("int64")
    return {"rank": rank, "withheld": withheld.astype("str"), "lottery": lottery}


def representatives(ordered: pd.DataFrame) -> pd.Index[int]:
    """The row that stands for each matter: one that overrides, else that stands already, else the first."""
    told = ordered.assign(overridden=ordered["override"] == "", fresh=~ordered["standing"].astype("bool"))
    first = told.sort_values(["overridden", "silenced", "fresh"], kind="stable").drop_duplicates("matter")
    return first.index.sort_values()


def budget_of(stands: pd.DataFrame, office: Office, bounds: Bounds, day: date | None) -> Budget:
    """What may be spent now: what the district allows, less what was spent this week and is on loan."""
    allowed, costs = bounds.budget, bounds.costs.model_dump()
    asks = {
        (str(post), str(level)) for post, level in zip(stands["leader"], stands["level"], strict=True) if post
    }
    used = {post: office.used(post, level) for post, level in asks}
    elsewhere = set(office.loaned.values()) - {office.loaned.get(str(key)) for key in stands["key"]}
    return Budget(
        panel=max(0, allowed.panel - int((stands["override"] != "").sum())),
        department=allowed.department,
        category=allowed.category,
        flags=allowed.flags,
        topics=allowed.topics,
        share=allowed.share,
        least=allowed.least,
        open_cases=int(stands["open_cases"].max()) if len(stands) else 0,
        flagged=len(elsewhere),
        spent={**used, "": office.used("", LEADERS[1])},
        purse=float(allowed.points),
        paid={post: float(used[post] * costs[level]) for post, level in asks},
        day=day,
    )


def held_back(nominations: pd.DataFrame) -> int:
    """How many nominated matters are not shown; of those without a score the cut has counted them all."""
    return int((nominations["rank"] == 0).sum()) + left_over(nominations)


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the panel, each with its lever and its reason in both languages."""
    nominations = grounded(frame)
    found = nominations[nominations["rank"] > 0].rename(columns={"fired": "triggers"})
    return found.assign(held_back=held_back(nominations)).reindex(columns=COLUMNS).reset_index(drop=True)


def grounded(frame: pd.DataFrame) -> pd.DataFrame:
    """The nominations; those that are shown with their reason."""
    nominations = nominated(frame)
    shown = nominations[nominations["rank"] > 0]
    grounds = pd.DataFrame([ground(row) for row in shown.to_dict("records")], index=shown.index)
    return nominations.join(grounds)


def ground(row: Mapping[Hashable, Any]) -> dict[str, str]:
    """Why one matter is shown."""
    matter = {str(name): value for name, value in row.items()}
    fired = [triggers()[name] for name in matter["fired"]]
    said = {name: matter[name] for name in ("step", "exemption")}
    suggestion = Suggestion(level=Level(matter["level"]), **said) if matter["level"] else None
    return {f"reason_{lang}": reason(matter, fired, suggestion, lang) for lang in LANGS}


FORMULA = Text(
    "关注分 = 100×(0.25 卡住 + 0.20 风险 + 0.15 超时 + 0.15 重复 + 0.15 曝光 + 0.10 可办)；"
    "≥60 上榜，<50 下榜；安全直报与将到期市级件另列在上、不受限；重复件与同一争议并为一事，只占一席；"
    "每部门、每类别至多 2 件，至多 8 行；每位领导每周至多 5 件，一把手至多 3 题，点数另有上限，"
    "全区在呈不超过在办的 2%（至少 8 件）；同一借权三个工作日内不再呈同一领导，除非高出 10 分；"
    "区县可另设上限；来源不报经手者按用时÷时限排列（规则）",
    "Score = 100×(0.25 stuck + 0.20 risk + 0.15 late + 0.15 repeat + 0.15 exposure + 0.10 actionable); "
    "on from 60, off below 50; safety and nearly due municipal orders stand above, outside the caps of 2 per "
    "department and category; 8 rows at most; repeats and one dispute are one matter and take one place; "
    "5 a leader and week, 3 topics for the top, points besides, 2 % of the open cases in all (at least 8); "
    "the same lever not to the same leader within three working days unless 10 points worse; a district may "
    "set other bounds; where a source does not tell hands, rows come by used ÷ limit (rule)",
)

ATTENTION = Indicator(
    name="attention",
    title=Text("请领导关注", "Leader attention"),
    unit=Text("件", "matters"),
    formula=FORMULA,
    measure=matters,
    finish=finish,
    cases="kept",
)

NOMINATIONS = Indicator(
    name="nominations",
    title=Text("关注候选", "Nominations"),
    unit=Text("件", "matters"),
    formula=FORMULA,
    measure=matters,
    finish=grounded,
    cases="kept",
)
