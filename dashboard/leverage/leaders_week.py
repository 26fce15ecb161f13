"""How full a leader's week is: what was put before that leader since Monday, and whether a place is free."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from dashboard.fold.borrowing import LEADERS, LeverState
from dashboard.leverage.ground import Ground, Row
from dashboard.leverage.lever_record import OVERRIDES
from dashboard.leverage.refusals import ActError, Why

DAYS = 7


def monday(on: Ground) -> datetime:
    """When the week began by the clocks on the walls."""
    today = on.today
    return datetime.combine(today - timedelta(days=today.weekday()), time(), on.district.tz)


def counts(lever: Mapping[str, Any]) -> bool:
    """Whether a lever takes a place: the centre asks a leader; no notice, nothing that overrides."""
    of_leaders = str(lever.get("level")) in LEADERS and not lever.get("notice")
    return of_leaders and lever.get("exemption_code") not in OVERRIDES


def beside(lever: Row, on: Ground) -> list[str]:
    """The other levers that take a place of the same leader this week; those of the top count together."""
    since, top = monday(on), lever.get("level") == LEADERS[1]
    found = []
    for other in on.asked:
        same = other["level"] == lever["level"] and (
            top or other.get("lender_post") == lever.get("lender_post")
        )
        asked = other.get("submitted_at") is not None  # a leader's own word takes nobody's place
        issued = other.get("issued_at")
        week = issued >= since if issued is not None else other["state"] == LeverState.PENDING
        if same and asked and week and counts(other) and other["key"] != lever.get("key"):
            found.append(str(other["key"]))
    return sorted(found)


def place(lever: Row, on: Ground) -> None:
    """Whether the week of the leader who is asked has a place left; overrides and notices take none."""
    if not counts(lever):
        return
    budget = on.district.bounds.budget
    most = budget.topics if lever.get("level") == LEADERS[1] else budget.flags
    standing = beside(lever, on)
    if len(standing) >= most:
        until = on.local(monday(on)) + timedelta(days=DAYS)
        keys = ", ".join(standing)
        raise ActError(
            Why.WEEK_FULL,
            post=lever.get("lender_post") or "–",
            n=len(standing),
            most=most,
            keys=keys,
            until=until,
        )
