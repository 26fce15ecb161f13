"""Which digests go this morning, and to whom: each post of a rule is told of its own unit, once a day."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import orjson

from dashboard.board.reader import Reader
from dashboard.calendar.work import WorkCalendar
from dashboard.digest import Digest, as_data, digest, is_worked, receiver
from dashboard.district import District
from dashboard.district_notices import NoticeRule
from dashboard.ledger.outbox import Notice
from dashboard.notices import Occasion, Told, addressed
from dashboard.text import LANGS, Text

LATE = timedelta(hours=3)
"""How long after its time a digest still goes, if nobody was there to send it; after that it is of no use."""
TITLE = Text("晨报 {unit} {day}", "Morning digest: {unit}, {day}")
SAID = Text(
    "超期 {overdue}，今日到期 {due_today}，2 工作日内到期 {due_days}，欠答复 {owed}，退回重办 {back}，"
    "退后无人接 {left}，申诉待复核 {appeals}",
    "overdue {overdue}, due today {due_today}, due within 2 WD {due_days}, replies owed {owed}, back for "
    "rework {back}, returned and in no hands {left}, appeals pending {appeals}",
)


def rules(district: District, now: datetime, calendar: WorkCalendar) -> Iterator[NoticeRule]:
    """The rules whose digests go now: on a worked day, from their time on, for a few hours."""
    local = now.astimezone(district.tz)
    if not is_worked(local.date(), calendar):
        return
    for rule in district.notices:
        since = datetime.combine(local.date(), rule.at, district.tz)
        if Occasion.DIGEST in rule.on and since <= local < since + LATE:
            yield rule


def units(reader: Reader, district: District) -> dict[str, str]:
    """The unit of each post, of the lists that the board has and of the district file."""
    kept = {str(row["code"]): str(row["org"] or "") for row in reader.rows("SELECT code, org FROM posts")}
    return kept | {post.code: post.org for post in district.posts}


def told(unit: str, day: str, said: Digest | None, district: District) -> Told:
    """A digest as a happening; without one, what only tells it from others."""
    values = {} if said is None else dict(said.now)
    words = [
        (
            TITLE.to(lang, unit=district.short(unit, lang), day=day),
            SAID.to(lang, **values) if said else "",
        )
        for lang in LANGS
    ]
    (title_zh, text_zh), (title_en, text_en) = words
    return Told(
        thing=f"unit:{unit}",
        occasion=Occasion.DIGEST,
        step=day,
        title=Text(title_zh, title_en),
        text=Text(text_zh, text_en),
        link=link(unit),
        data=orjson.dumps(as_data(said, district)).decode() if said else "",
    )


def link(unit: str) -> str:
    """Where the digest of a unit is read and printed."""
    return f"/departments/{quote(unit, safe='')}/digest"


def mornings(
    reader: Reader, district: District, calendar: WorkCalendar, now: datetime, written: Container[str]
) -> Iterator[Notice]:
    """The digests that are due and were not `written` yet, each with what its own unit may see."""
    found = list(rules(district, now, calendar))
    if not found:
        return
    of_posts, day = units(reader, district), now.astimezone(district.tz).date().isoformat()
    made: dict[str, Told] = {}
    for rule in found:
        for post in rule.posts:
            unit = of_posts.get(post, "")
            if district.org(unit) is None or unit == district.centre:
                continue
            mine = rule.model_copy(update={"posts": (post,)})
            home = district.model_copy(update={"notices": (mine,)})
            if all(notice.mark in written for notice in addressed(told(unit, day, None, district), home)):
                continue
            if unit not in made:
                said = digest(reader, unit, now, calendar, receiver(unit))
                made[unit] = told(unit, day, said, district)
            yield from addressed(made[unit], home)
