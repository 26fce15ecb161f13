"""Whose a power is to lend and to refuse: the lender's own post, the unit asked, the office that records."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.district import District, Leader
from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import Level
from dashboard.leverage.ground import Actor, Row, list_of
from dashboard.leverage.refusals import ActError, Why


def posts_of(actor: Actor, district: District) -> frozenset[str]:
    """The posts of the district file that an account's post names, by code or by name."""
    return frozenset(
        post.code for post in district.posts if actor.post in (post.code, post.name.zh, post.name.en)
    )


def own_leader(actor: Actor, district: District) -> Leader | None:
    """The leader whose post somebody has; None: nobody's, so that their word is no leader's."""
    mine = posts_of(actor, district)
    return next((one for one in district.leaders if one.post in mine), None) if "lend" in actor.acts else None


def leader_at(post: object, level: str, district: District) -> Leader:
    """The leader of a post who may lend at a level; an `ActError` names those who may."""
    fitting = [one for one in district.leaders if one.top or level != LEADERS[1]]
    found = next((one for one in fitting if one.post == post), None)
    if found is None:
        known = ", ".join(one.post for one in fitting) or "–"
        raise ActError(Why.NO_LEADER, post=post or "–", level=level, known=known)
    return found


def lends(lever: Row | None, actor: Actor, district: District) -> bool:
    """Whether this is the leader who is asked for this power."""
    mine = own_leader(actor, district)
    if mine is None or lever is None or str(lever.get("level")) not in LEADERS:
        return False
    return mine.post == lever["lender_post"] if lever.get("lender_post") else True


def declines(lever: Row, actor: Actor, district: District) -> bool:
    """Whether a refusal to lend is this person's to say, or to record for who said it."""
    level = str(lever.get("level"))
    if level in LEADERS:
        return "instruct" in actor.acts or lends(lever, actor, district)
    if level == Level.POWER:
        return "instruct" in actor.acts
    if "answer" not in actor.acts or not owes(lever, actor):
        return False
    return level == Level.CAPABILITY or bool(posts_of(actor, district) & named(lever, district))


def named(lever: Row, district: District) -> frozenset[str]:
    """The post that lends, and the one that stands in for it by the duty list."""
    post = lever.get("lender_post") or ""
    stands_in = (duty.deputy for duty in district.duties if duty.post == post)
    return frozenset({post, *stands_in} - {""})


def owes(lever: Row, actor: Actor) -> bool:
    """Whether the unit of this person is one that owes the answer."""
    units = {str(lever.get("unit")), *list_of(lever.get("co_units"))}
    return actor.scope.district or bool(units & actor.scope.departments)


def lender(lever: Row, district: District) -> str:
    """Who lends, in a word: the post, else the units that are asked."""
    if lever.get("level") == Level.CAPABILITY or not lever.get("lender_post"):
        return ", ".join(among([lever.get("unit"), *list_of(lever.get("co_units"))])) or "–"
    return str(lever["lender_post"])


def among(units: Iterable[object]) -> list[str]:
    """The units that are named."""
    return [str(unit) for unit in units if unit]
