"""What an address asks of the audit: who, what, of what, from which day to which; and which leaf of it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dashboard.district import District
from dashboard.ledger import AuditFilter
from dashboard.ledger.audit_leaves import Turn
from dashboard.text import Text
from layouts import Entry, Form, Query
from layouts.windows import day, midnight_after, refused

SINCE, UNTIL, BEFORE, AFTER = "since", "until", "before", "after"
SAID = ("actor", "action", "outcome", "object")
"""What a note says of itself, as an address filters by it."""
DAYS = (SINCE, UNTIL)
"""The first and the last day, on the clocks of the district; either may be left out."""
TURNS = (BEFORE, AFTER)
"""The numbers of notes at which a leaf is turned; another filter begins with its newest."""
WHOLE = "whole"
"""Asks for the whole chain to be walked again, whatever it says."""
WORDS = (*SAID, *DAYS, *TURNS, WHOLE)
LONGEST = 200
"""Letters of one word: no text of a note is longer."""
NUMBER = re.compile(r"[0-9]{1,18}")
TOO_LONG = Text("{word} 最多 {most} 个字", "{word} has {most} letters at most")
NO_NUMBER = Text("{word} 不是序号，应如 1200", "{word} is no number of a note; say 1200")
IN_ORDER = Text("since 晚于 until", "since is after until")
ONE_WAY = Text("before 与 after 只能有一个", "say before or after, not both")
PERIOD = Form(
    name="audit-days",
    title=Text("按日期筛选", "Filter by days"),
    says=Text(
        "从第一天零点到最后一天二十四点（当地时间）；留空则不限。",
        "From midnight of the first day to the end of the last, local time; left empty, no bound.",
    ),
    button=Text("查看", "Show"),
    entries=(
        Entry(name=SINCE, title=Text("自", "From"), kind="date", needed=False),
        Entry(name=UNTIL, title=Text("至", "To"), kind="date", needed=False),
    ),
)


def checked(query: Query) -> None:
    """Refuse days that are none or in the wrong order, numbers that are none, words that nobody wrote."""
    for word in SAID:
        if len(query.get(word, "").strip()) > LONGEST:
            raise refused(TOO_LONG, word=word, most=LONGEST)
    days(query)
    turn(query)


def days(query: Query) -> tuple[date | None, date | None]:
    """The first and the last day that are meant; None where nothing bounds it."""
    first, last = (day(word, said) if (said := query.get(word, "").strip()) else None for word in DAYS)
    if first and last and first > last:
        raise refused(IN_ORDER)
    return first, last


def turn(query: Query) -> Turn:
    """Which leaf is meant."""
    before, after = (number(word, query.get(word, "").strip()) for word in TURNS)
    if before is not None and after is not None:
        raise refused(ONE_WAY)
    return Turn(before=before, after=after)


def number(word: str, said: str) -> int | None:
    """The number of a note, as a query says it."""
    if not said:
        return None
    if not NUMBER.fullmatch(said):
        raise refused(NO_NUMBER, word=word)
    return int(said)


def meant(query: Query, district: District) -> AuditFilter:
    """Which notes an address asks for; its last day counts to its end."""
    actor, action, outcome, object_ = (query.get(word, "").strip() for word in SAID)
    first, last = days(query)
    return AuditFilter(
        actor=actor,
        action=action,
        outcome=outcome,
        object=object_,
        since=midnight_after(first - timedelta(days=1), district) if first else None,
        until=midnight_after(last, district) if last else None,
    )
