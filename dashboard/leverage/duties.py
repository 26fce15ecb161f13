"""Who lends: the post that answers for a case by the duty list, and the leader of its unit's portfolio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.district import District, Duty, Leader
from dashboard.fold.borrowing import LEADERS
from dashboard.leverage import Level
from dashboard.leverage.book import Book
from dashboard.text import Text


@dataclass(frozen=True, kw_only=True)
class Lender:
    """A post that may lend a power, never a person; `stale`: its line was not confirmed for too long."""

    post: str
    org: str
    deputy: str = ""
    clause: str = ""
    stale: bool = False


def lender_of(
    level: str, unit: str | None, category: str | None, *, district: District, book: Book, today: date
) -> Lender | None:
    """Whose power it would be; None: neither the duty list nor the portfolios name anybody."""
    oldest = today - timedelta(days=book.stale_days)
    if level == Level.POWER:
        beyond = next((org.code for org in district.orgs if org.kind == "municipal"), "")
        return answerable(duty_of(district, beyond, category), oldest)
    if level in LEADERS:
        return leading(leader_of(district, unit, top=level == Level.AUTHORITY), district, oldest)
    return answerable(duty_of(district, unit, category), oldest)


def duty_of(district: District, unit: str | None, category: str | None) -> Duty | None:
    """The first line of the duty list that fits, one that names the category before one that does not."""
    fitting = [duty for duty in district.duties if duty.org == unit]
    named = [duty for duty in fitting if category in duty.categories]
    open_ = [duty for duty in fitting if not duty.categories]
    return next(iter([*named, *open_]), None)


def leader_of(district: District, unit: str | None, *, top: bool) -> Leader | None:
    """The leader in whose portfolio a unit lies, or the first of the top."""
    return next((one for one in district.leaders if (one.top if top else unit in one.portfolio)), None)


def answerable(duty: Duty | None, oldest: date) -> Lender | None:
    """The post of a line of the duty list."""
    if duty is None:
        return None
    return Lender(
        post=duty.post, org=duty.org, deputy=duty.deputy, clause=duty.clause, stale=duty.confirmed < oldest
    )


def leading(leader: Leader | None, district: District, oldest: date) -> Lender | None:
    """The post of a leader."""
    if leader is None:
        return None
    org = next((post.org for post in district.posts if post.code == leader.post), "")
    return Lender(post=leader.post, org=org, stale=leader.confirmed < oldest)


def faults(district: District, book: Book, today: date) -> Iterator[Text]:
    """What is wrong with the duty list and the portfolios: posts and units that are none, lines too old."""
    posts, units = {post.code for post in district.posts}, {org.code for org in district.orgs}
    oldest = today - timedelta(days=book.stale_days)
    for duty in district.duties:
        where = f"duties[{duty.org}]"
        yield from strange(where, {duty.post, duty.deputy} - {""}, posts, "posts")
        yield from strange(where, {duty.org}, units, "orgs")
        yield from strange(
            where, set(duty.categories), {one.code for one in district.categories}, "categories"
        )
        yield from stale(where, duty.confirmed, oldest, district)
    for leader in district.leaders:
        where = f"leaders[{leader.post}]"
        yield from strange(where, {leader.post}, posts, "posts")
        yield from strange(where, set(leader.portfolio), units, "orgs")
        yield from stale(where, leader.confirmed, oldest, district)


def strange(where: str, said: set[str], known: set[str], part: str) -> Iterator[Text]:
    """Codes that another part of the file does not have."""
    for code in sorted(said - known):
        yield Text(
            f"{where}：{part} 中没有 {code!r}", f"{where}: {part} has no {code!r}; add it or name another"
        )


def stale(where: str, confirmed: date, oldest: date, district: District) -> Iterator[Text]:
    """A line that was not confirmed for too long; a district frozen in the past grows no older."""
    if confirmed < oldest and district.clock.mode == "live":
        yield Text(
            f"{where}：上次核实 {confirmed}，已逾期，请核实后更新 confirmed",
            f"{where}: last confirmed {confirmed}, too long ago; check it and set confirmed anew",
        )
