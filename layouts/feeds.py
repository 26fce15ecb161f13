"""What the panels of the page of connections share: which one is chosen, how it stands, moments in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from dashboard.feeding import DAY, STEP, FeedStanding, Standings
from dashboard.ledger import Receipt
from dashboard.text import Lang, Text
from layouts import Node, View
from layouts.elements import el, span
from layouts.states import empty
from layouts.wording import NONE, count

Level = Literal["fresh", "late", "frozen", "unknown"]
LATE = Text("迟", "late")
FROZEN = Text("停更", "frozen")
OUT_OF_REACH = Text("账本暂时读不到", "The ledger is out of reach")
OUT_OF_REACH_WHY = Text(
    "上方各接入的龄仍在走；账本读得到时自动显示。",
    "The ages above go on counting; this shows again once the ledger can be read.",
)
NO_FEEDS = Text("没有接入任何来源", "No source is connected")
NO_FEEDS_WHY = Text(
    "在区文件中加一段 [[feeds]] 即可接入，见 docs/feeds.md。",
    "Add a [[feeds]] block to the district file, see docs/feeds.md.",
)


def standings(view: View) -> list[FeedStanding]:
    """All connections; none where the ledger could not be read."""
    return list(view.extra.feeds) if isinstance(view.extra, Standings) else []


def absent(view: View) -> Node:
    """Why there is nothing to show."""
    known = isinstance(view.extra, Standings)
    title, why = (NO_FEEDS, NO_FEEDS_WHY) if known else (OUT_OF_REACH, OUT_OF_REACH_WHY)
    return empty(title.to(view.lang), why.to(view.lang))


def chosen(view: View) -> FeedStanding | None:
    """The connection that the query names; else the first in trouble, else that needs somebody, else is."""
    found = standings(view)
    named = [one for one in found if one.name == view.query.get("feed")]
    troubled = [one for one in found if one.state == "trouble"]
    return next(iter([*named, *troubled, *filter(needy, found), *found]), None)


def needy(one: FeedStanding) -> bool:
    """Whether somebody should look at it."""
    return bool(not one.well or one.alarms or one.waiting)


def level(one: FeedStanding, view: View) -> Level:
    """The mark of a connection, by the limits of the badges in the head (`veil.js`)."""
    if one.age is None:
        return "frozen" if one.state == "trouble" else "unknown"
    if view.extra.still and one.state != "trouble":
        return "fresh"
    if one.age > max(4 * one.every, 2 * one.every + timedelta(seconds=10)):
        return "frozen"
    late = one.age > 2 * one.every + timedelta(seconds=5) or one.state == "trouble"
    return "late" if late else "fresh"


def state(one: FeedStanding, view: View) -> str:
    """How it stands, in words; one that answers well and tells nothing new is not called well."""
    old = {"late": LATE, "frozen": FROZEN}.get(level(one, view)) if one.state != "gone" else None
    if one.age is None or old is None:
        return one.label.to(view.lang)
    return old.to(view.lang) if one.state == "ok" else f"{one.label.to(view.lang)} · {old.to(view.lang)}"


def fresh_at(one: FeedStanding, view: View) -> datetime | None:
    """When it was last fresh."""
    return None if one.age is None else view.extra.at - one.age


def moment(at: datetime | None, view: View) -> str:
    """A moment by the clocks of the district, 11-20 10:41."""
    return f"{at.astimezone(view.district.tz):%m-%d %H:%M}" if at else NONE


@dataclass(frozen=True)
class Hour:
    """One hour of deliveries: when it began, and what became of them."""

    at: datetime
    account: Receipt


def hourly(one: FeedStanding, view: View) -> list[Hour]:
    """The last 24 hours, oldest first, hours of nothing included."""
    last = begun(view.extra.at)
    told = {begun(cycle.recorded_at): cycle.account for cycle in one.cycles}
    hours = [last - STEP * n for n in reversed(range(DAY // STEP))]
    return [Hour(at, told.get(at, Receipt())) for at in hours]


def begun(at: datetime) -> datetime:
    """When the hour of a moment began."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def equation(account: Receipt, lang: Lang) -> list[Node]:
    """Received = applied + duplicate + superseded + quarantined, in numbers that add up."""
    parts = (account.applied, account.duplicate, account.superseded, account.quarantined)
    nodes: list[Node] = [el("B", None, count(account.received, lang))]
    for sign, part in zip(("=", "+", "+", "+"), parts, strict=True):
        nodes += [span("jq-eq-sign", f" {sign} "), count(part, lang)]
    return nodes
