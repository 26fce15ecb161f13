"""What leaders are asked to look at: overrides first, then the score under caps, each with its grounds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from functools import cache
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

import dashboard.leverage.triggers
from dashboard.indicators import Indicator
from dashboard.leverage import Trigger
from dashboard.leverage.budget import Budget, Why, allotted, drawn
from dashboard.leverage.levers import suggested
from dashboard.leverage.matters import CAP, matters
from dashboard.leverage.reasons import reason
from dashboard.leverage.score import ENTER, LEAVE, WEIGHTS
from dashboard.leverage.thresholds import shipped
from dashboard.parts import collect
from dashboard.text import LANGS, Text

ROWS = 8
MUNICIPAL_MINUTES = 240
"""A municipal order overrides with less than four working hours left."""
COLUMNS = [
    "key", "rank", "score", "override", "rule", *WEIGHTS, "category", "street", "holder", "hands", "hops",
    "repeats", "triggers", "level", "step", "exemption", "reason_zh", "reason_en", "ratio", "left", "clock",
    "state", "held_back", "budget_used", "reminders", "failed_levers", "escalated",
]  # fmt: skip


@cache
def triggers() -> Mapping[str, Trigger]:
    """Every trigger by name."""
    return collect(dashboard.leverage.triggers, Trigger)


def firing(frame: pd.DataFrame) -> pd.DataFrame:
    """Which triggers hold for which matter: one boolean column a trigger."""
    columns = {name: trigger.holds(frame, shipped()) for name, trigger in triggers().items()}
    return pd.DataFrame(columns, index=frame.index).astype(bool)


def override(frame: pd.DataFrame, fired: pd.DataFrame) -> pd.Series[str]:
    """`safety` for an alarm, `municipal` for a municipal order that is nearly due, else empty."""
    urgent = fired["T13"] & (frame["left"] < MUNICIPAL_MINUTES)
    words = np.select([fired["T11"], urgent], ["safety", "municipal"], "")
    return pd.Series(words, index=frame.index, dtype="str")


def nominated(frame: pd.DataFrame) -> pd.DataFrame:
    """The matters that deserve a place, best first, with `rank` (0: held back, `withheld`) and `fired` names.

    Overrides stand above; then the score, from 60 on (standing advice from 50 on); then those without a
    score, by their clock.
    """
    fired = firing(frame)
    found = frame.assign(override=override(frame, fired))
    scored = found["score"] >= np.where(found["standing"], LEAVE, ENTER)
    found = found[scored | (found["override"] != "") | found["ruled"]]
    names = fired.columns.tolist()
    held = [list(compress(names, row)) for row in fired.loc[found.index].to_numpy()]
    found = found.assign(fired=pd.Series(held, found.index, dtype="object"))
    band = found["override"].map({"safety": 0, "municipal": 1}).fillna(2 + found["rule"].astype("int64"))
    weight = found["score"].fillna(found["ratio"]).fillna(0)
    drawn_on = day_of(found)
    order = found.assign(band=band, weight=weight, lot=drawn(found["key"], drawn_on)).sort_values(
        ["band", "weight", "lot"], ascending=[True, False, True], ignore_index=True
    )
    return order.assign(**ranks(order, drawn_on)).drop(columns=["band", "weight", "lot", "day"])


def day_of(found: pd.DataFrame) -> date | None:
    """The local day of the draw among equals; none where nobody is nominated or the day is not told."""
    told = found["day"].dropna()
    return date.fromisoformat(told.iloc[0]) if len(told) else None


def ranks(ordered: pd.DataFrame, day: date | None) -> dict[str, pd.Series[Any]]:
    """`rank`: 1, 2, … for the rows that are shown, 0 for those held back; `withheld`: why, an id of `Why`.

    Overrides take the rows of the panel first, and no place of a department or category. A matter that only
    a rule shows takes no place of its category. `lottery`: 1 where chance alone put up or left out.
    """
    free = max(0, ROWS - int((ordered["override"] != "").sum()))
    budget = Budget(panel=free, department=CAP, category=CAP, least=len(ordered), day=day)
    told = ordered[["key", "override", "silenced", "department", "category", "band"]]
    found = allotted(told.assign(score=ordered["weight"], uncategorised=ordered["rule"]), budget)
    rank = found["place"].where(found["place"] <= ROWS, 0)
    withheld = found["why"].where(found["place"] == 0, Why.PANEL).where(rank == 0, "")
    return {"rank": rank, "withheld": withheld.astype("str"), "lottery": found["lottery"]}


def held_back(nominations: pd.DataFrame) -> int:
    """How many nominated matters are not shown; of those without a score the cut has counted them all."""
    ruled = nominations["ruled"].astype(bool)
    shown = nominations["rank"] > 0
    counted = int(nominations["rule_total"].max()) if len(nominations) else 0
    return int((~ruled & ~shown).sum()) + counted - int((ruled & shown).sum())


def finish(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the panel, each with its lever and its reason in both languages."""
    nominations = grounded(frame)
    found = nominations[nominations["rank"] > 0].rename(columns={"fired": "triggers"})
    return found.assign(held_back=held_back(nominations)).reindex(columns=COLUMNS).reset_index(drop=True)


def grounded(frame: pd.DataFrame) -> pd.DataFrame:
    """The nominations; those that are shown with their lever and their reason."""
    nominations = nominated(frame)
    shown = nominations[nominations["rank"] > 0]
    grounds = pd.DataFrame([ground(row) for row in shown.to_dict("records")], index=shown.index)
    return nominations.join(grounds)


def ground(row: Mapping[Hashable, Any]) -> dict[str, str]:
    """The lever suggested for one matter, and why it is shown."""
    matter = {str(name): value for name, value in row.items()}
    fired = [triggers()[name] for name in matter["fired"]]
    suggestion = suggested(matter, fired)
    return {
        "level": suggestion.level if suggestion else "",
        "step": suggestion.step if suggestion else "",
        "exemption": suggestion.exemption if suggestion else "",
        **{f"reason_{lang}": reason(matter, fired, suggestion, lang) for lang in LANGS},
    }


FORMULA = Text(
    "关注分 = 100×(0.25 卡住 + 0.20 风险 + 0.15 超时 + 0.15 重复 + 0.15 曝光 + 0.10 可办)；"
    "≥60 上榜，<50 下榜；安全直报与将到期市级件另列在上、不受限；每部门、每类别至多 2 件，至多 8 行；"
    "来源不报经手者按用时÷时限排列（规则）",
    "Score = 100×(0.25 stuck + 0.20 risk + 0.15 late + 0.15 repeat + 0.15 exposure + 0.10 actionable); "
    "on from 60, off below 50; safety and nearly due municipal orders stand above, outside the caps of 2 per "
    "department and category; 8 rows at most; where a source does not tell hands, rows come by used ÷ limit "
    "(rule)",
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
