"""The life of an appeal: who may file it until when, and how two reviews decide; refusals in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.district import District
from dashboard.fold.appeal import PENDING, REJECTED, UPHELD
from dashboard.leverage.ground import Actor
from dashboard.leverage.refusals import ActError, Why
from dashboard.text import Text

Row = Mapping[str, Any]
DAYS = 3
"""Working days after settlement in which a unit may appeal (domain.md §4.5)."""
STATES = {
    PENDING: Text("复核中", "under review"),
    UPHELD: Text("成立，统计剔除", "upheld, not judged"),
    REJECTED: Text("不成立", "rejected"),
    "withdrawn": Text("已撤回", "withdrawn"),
}
FILE, REVIEW = "file", "review"
UPHOLD, REJECT = "uphold", "reject"


class Place(Protocol):
    """Where and when: the district, its calendar, now."""

    @property
    def district(self) -> District:
        """The district."""

    @property
    def calendar(self) -> WorkCalendar:
        """Its calendar."""

    @property
    def now(self) -> datetime:
        """The moment."""


def closes(settled_at: datetime, calendar: WorkCalendar) -> datetime:
    """Until when a case that was settled then may be appealed."""
    return calendar.due_at(settled_at, Limit(DAYS, Measure.DAYS))


def unit_of(case: Row) -> str:
    """The unit that answers for a case: its holder, once ended the last that had it."""
    return str(case.get("holder") or case.get("last_hand") or "")


def filed(case: Row, last: Row | None, actor: Actor, said: Row, on: Place) -> tuple[str, dict[str, Any]]:
    """The fact of an appeal, if this unit may still file one."""
    unit, settled = unit_of(case), case.get("settled_at")
    if not (actor.scope.district or unit in actor.scope.departments):
        raise ActError(Why.NOT_THE_UNIT, unit=unit or "–")
    if settled is None or settled > on.now:
        raise ActError(Why.NOT_SETTLED)
    if last and bars(last, int(case["episode"])):
        when = last["filed_at"].astimezone(on.district.tz)
        raise ActError(Why.APPEALED, when=when, state=STATES[last["outcome"]])
    until = closes(settled, on.calendar)
    if on.now > until:
        raise ActError(Why.WINDOW_OVER, days=DAYS, until=until.astimezone(on.district.tz))
    return FILE, {"org": unit, "reason": said["reason"], "evidence": said["evidence"], **who(actor)}


def bars(last: Row, episode: int) -> bool:
    """Whether the last appeal leaves no room for another about the settlement of this episode.

    Each settlement is appealed once; while one is under review no other is, whichever it is about.
    """
    decided = last["outcome"] in (UPHELD, REJECTED) and last["episode"] == episode
    return bool(last["outcome"] == PENDING or decided)


def reviewed(key: str, last: Row | None, actor: Actor, said: Row) -> tuple[str, dict[str, Any]]:
    """The fact of a review: the first is an opinion, the second decides; only two that agree uphold."""
    if last is None or last["outcome"] != PENDING:
        raise ActError(Why.NO_APPEAL, key=key)
    if actor.among([last["filed_by"]]):
        raise ActError(Why.OWN_APPEAL)
    if actor.among([last["first_by"]]):
        raise ActError(Why.REVIEWED)
    body = {"reason": said["reason"], "verdict": said["verdict"], **who(actor)}
    if last["first_verdict"] is None:
        return REVIEW, body
    both = {last["first_verdict"], said["verdict"]} == {UPHOLD}
    return (UPHOLD if both else REJECT), body


def who(actor: Actor) -> dict[str, Any]:
    """The post that is shown, and by what the person is known again."""
    return {"post": actor.post, "by": actor.by}
