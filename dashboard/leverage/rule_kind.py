"""Into which list a missing rule belongs, and whose answer it takes: pure, from the levers that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from dashboard.district import District
from dashboard.leverage.duties import leader_of
from dashboard.text import Text

Row = Mapping[str, Any]
WHOSE = frozenset({"T03", "T04"})
"""Triggers of a matter that units sent to one another."""
STRUCTURAL = frozenset({"T16"})
"""The trigger of minutes that say duties must be drawn anew."""


class RuleKind(StrEnum):
    """The list into which a rule is written."""

    CATALOGUE = "catalogue"
    DUTIES = "duties"

    @property
    def words(self) -> Text:
        """What the list is called."""
        return KINDS[self]


class Grounds(StrEnum):
    """Why it belongs into that list."""

    BOUNDARY = "boundary"
    OWNER = "owner"
    ANSWER = "answer"

    @property
    def words(self) -> Text:
        """The grounds in words: `{n}` of `{times}` levers."""
        return GROUNDS[self]


KINDS = {
    RuleKind.CATALOGUE: Text("分派目录", "dispatch catalogue"),
    RuleKind.DUTIES: Text("职责清单", "duty list"),
}
GROUNDS = {
    Grounds.BOUNDARY: Text(
        "{times} 次中 {n} 次是职责须重新界定，写入职责清单",
        "in {n} of {times} the duties themselves had to be drawn anew: the duty list",
    ),
    Grounds.OWNER: Text(
        "{times} 次中 {n} 次是定由谁主办，写入分派目录",
        "in {n} of {times} the question was who leads: the dispatch catalogue",
    ),
    Grounds.ANSWER: Text(
        "{times} 次中 {n} 次主办已明而答复须借权，写入职责清单",
        "in {n} of {times} it was clear who leads, and power was needed for an answer: the duty list",
    ),
}


def asks_for(lever: Row) -> Grounds:
    """What a lever was needed for: to draw a boundary of duties, to say who leads, or to get an answer."""
    rules = {*(lever["rules"] if lever["rules"] is not None else ())}
    if lever["kind"] == "duty-boundary" or lever["reason_code"] == "duty" or rules & STRUCTURAL:
        return Grounds.BOUNDARY
    if lever["kind"] == "owner-named" or lever["decision_requested"] == "owner" or rules & WHOSE:
        return Grounds.OWNER
    return Grounds.ANSWER


def kind_of(levers: Sequence[Row]) -> tuple[RuleKind, Grounds, int]:
    """The list, the grounds, and how many of the levers they rest on.

    A boundary of duties is no matter of dispatching, so one lever for it decides; else the dispatch catalogue
    where at least half asked who leads, and the duty list where most only wanted an answer.
    """
    asked = [asks_for(lever) for lever in levers]
    counts = {grounds: asked.count(grounds) for grounds in Grounds}
    if counts[Grounds.BOUNDARY]:
        return RuleKind.DUTIES, Grounds.BOUNDARY, counts[Grounds.BOUNDARY]
    if 2 * counts[Grounds.OWNER] >= len(asked):
        return RuleKind.CATALOGUE, Grounds.OWNER, counts[Grounds.OWNER]
    return RuleKind.DUTIES, Grounds.ANSWER, counts[Grounds.ANSWER]


def owner_of(kind: str, unit: str, district: District) -> str:
    """The post that is asked: the centre's own for its catalogue, for duties the leader over the unit."""
    if kind == RuleKind.DUTIES:
        leader = leader_of(district, unit, top=False) or leader_of(district, unit, top=True)
        if leader:
            return leader.post
    return next((post.code for post in district.posts if post.org == district.centre), "")
