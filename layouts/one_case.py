"""What the tiles of one case share: the question for its record, its row, and the word that there is none."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd
from babel.dates import format_datetime

from dashboard.calendar import Measure
from dashboard.cases import NEVER_SETTLED, Phase
from dashboard.district import Connection
from dashboard.indicators import Ask
from dashboard.indicators.answering import LONGEST
from dashboard.indicators.case_record import CASE_RECORD
from dashboard.indicators.records import about
from dashboard.text import Text
from layouts import Need, Node, Query, View
from layouts.names import is_code
from layouts.rows import rows
from layouts.states import empty
from layouts.wording import LOCALES, NO_LIMIT, count, day_minutes, to_breach

NO_CASE = Text("没有这件", "No such case")
NO_CASE_WHY = Text(
    "编号或来源不对，或它还没有接入；请从案件列表点进来。",
    "The number or the source is wrong, or it has not come in yet; open it from the list of cases.",
)
FOLLOWING = Text("跟随另一来源的同一案件", "Follows the same case of another feed")
FOLLOWING_WHY = Text(
    "用时、经手与重复记在领头的一件上。", "Clocks, hands and repeats are kept with its leader."
)
PAUSED = Text("挂账停表", "suspended, clock stands")
ENDED_LATE = Text("逾期办结", "closed late")
ENDED_IN_TIME = Text("按时办结", "closed in time")
METRES = Text("{n} 米", "{n} m")
WORKED = frozenset({Measure.HOURS, Measure.DAYS})


def ask(query: Query) -> Ask:
    """The question for the record of the case that the address names; one too long to be a key names none."""
    key = query.get("key", "")
    return about(key if len(key) <= LONGEST else "")


def record(query: Query) -> Need:
    """The row of the case, which every tile looks at."""
    return Need(indicator=CASE_RECORD, ask=ask(query))


def told(view: View) -> Any | None:
    """The case that the page is of; None where the board has no such case."""
    return next(rows(view.frames["case"]), None)


def absent(view: View, *, why: bool = False) -> Node:
    """What every tile says where there is no such case; one of them says why."""
    return empty(NO_CASE.to(view.lang), NO_CASE_WHY.to(view.lang) if why else "")


def following(one: Any, view: View) -> Node | None:
    """What a tile says of a case that is counted under another; None of one that counts itself."""
    return empty(FOLLOWING.to(view.lang), FOLLOWING_WHY.to(view.lang)) if is_code(one.leader) else None


def several(cell: Any) -> list[str]:
    """The words of a list in a frame; none where there is no list."""
    return [] if cell is None or isinstance(cell, float) else list(cell)


def known(moment: Any) -> datetime | None:
    """A moment of a frame; None for a missing one."""
    return moment if isinstance(moment, datetime) and not pd.isna(moment) else None


def stamp(moment: datetime, view: View) -> str:
    """Local day and time, with the year where it is not this one."""
    zone = view.district.tz
    this_year = moment.astimezone(zone).year == view.now.astimezone(zone).year
    pattern = "MM-dd HH:mm" if this_year else "yyyy-MM-dd HH:mm"
    return format_datetime(moment, pattern, tzinfo=zone, locale=LOCALES[view.lang])


def connection(feed: Any, view: View) -> Connection | None:
    """The source that tells of the case, as it is connected; None where it is connected no more."""
    return next((one for one in view.district.feeds if one.name == feed), None)


def number_of(key: str) -> str:
    """The number of a case in its source."""
    return key.removeprefix("case:").partition("/")[2]


def away(other: Any, view: View) -> str:
    """How far a repeat is from the case."""
    return METRES.to(view.lang, n=count(float(other.metres), view.lang))


def badge(one: Any, view: View) -> tuple[str, str]:
    """How the case stands against its limit: its state, and in words."""
    lang = view.lang
    if one.phase in NEVER_SETTLED:
        return "unknown", Phase(one.phase).label.to(lang)
    if pd.isna(one.allowed):
        return "unknown", NO_LIMIT.to(lang)
    if not one.open:
        return ("late", ENDED_LATE.to(lang)) if one.late else ("ok", ENDED_IN_TIME.to(lang))
    words = to_breach(float(one.left), str(one.clock), day_minutes(view.district), lang)
    return str(one.state), f"{words} · {PAUSED.to(lang)}" if one.paused else words
