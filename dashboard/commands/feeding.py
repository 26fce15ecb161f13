"""How the connections are doing, what was set aside of them, and the second try after a fix."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_keys
from dashboard.text import Lang, Text, preferred

if TYPE_CHECKING:
    from dashboard.district import District
    from dashboard.feeding import FeedStanding
    from dashboard.ledger import Quarantined
    from dashboard.ledger.store import Ledger

NAME, STATE, AGE = Text("来源", "feed"), Text("状态", "state"), Text("龄", "age")
AS_OF, ASIDE = Text("数据截至", "as of"), Text("可重放", "replayable")
RECORD = Text(
    "{name} · {where} · {times} 次 · {first} 至 {last} · {can}",
    "{name} · {where} · {times} × · {first} to {last} · {can}",
)
NOTHING = Text("没有搁置的记录", "nothing is set aside")
YES, NO = Text("可重放", "replayable"), Text("须来源重发", "to be delivered again")
OUTCOME = Text(
    "{name}：再试 {tried} 条，移出搁置 {moved} 次：采用 {applied} + 重复 {duplicate} + 迟到旧态 "
    "{superseded}；仍不可用 {waiting} 条，须来源重发 {unsealed} 条",
    "{name}: {tried} records tried again, {moved} counts left the quarantine: applied {applied} + duplicate "
    "{duplicate} + superseded {superseded}; {waiting} still of no use, {unsealed} to be delivered again",
)


WIDE = 120
"""Columns of a table that goes into a file or a pipe."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """How an answer is printed."""

    lang: Lang = "zh"
    as_json: bool = False

    @classmethod
    def of(cls, lang: str, as_json: bool) -> Form:
        """The form that the command line asks for."""
        if lang not in ("zh", "en"):
            raise Refusal(f"--lang {lang!r} is none of zh, en")
        return cls(lang=preferred(lang, None), as_json=as_json)


def feeds_shown(chosen: Settings, form: Form) -> int:
    """Print how every connection is doing; 1 where any of them needs somebody."""
    from dashboard.clock import now
    from dashboard.feeding import standing

    ledger, district = opened(chosen)
    found = standing(ledger, district, now())
    ledger.close()
    if form.as_json:
        print_json(map(plain_standing, found))
    else:
        shown(standings(found, form.lang, district))
        for one in found:
            for words in (one.trouble.to(form.lang), *(alarm.to(form.lang) for alarm in one.alarms)):
                if words:
                    shown(Plain(f"▲ {one.name}: {words}"))
    return int(any(not one.well for one in found))


def quarantine_shown(chosen: Settings, name: str | None, limit: int, form: Form) -> int:
    """Print what was set aside, newest first, masked."""
    ledger, district = opened(chosen)
    known(name, {feed.name for feed in district.feeds} | ledger.waiting().keys())
    found = ledger.quarantined(name, limit)
    ledger.close()
    if form.as_json:
        print_json(map(plain_record, found))
    elif found:
        for one in found:
            shown(Plain(record(one, form.lang, district)))
    else:
        shown(Plain(NOTHING.to(form.lang)))
    return 0


def replayed(chosen: Settings, name: str | None, form: Form) -> int:
    """Try what was set aside again, with a bar; 1 where some of it still cannot be used."""
    from dashboard.commands.noting import noted
    from dashboard.commands.progress import bar
    from dashboard.ledger import Action
    from dashboard.polling import pollers_of
    from dashboard.polling.replay import replay
    from dashboard.timekeeping import clock_of

    ledger, district = opened(chosen)
    known(name, {feed.name for feed in district.feeds})
    waiting = ledger.waiting()
    left = 0
    clock = clock_of(district)
    for poller in pollers_of(district, ledger, clock, packages=chosen.packages):
        of = poller.connection.name
        if of not in waiting or name not in (None, of):
            continue
        with bar(f"重放 · replaying {of}") as told:
            done = replay(poller, progress_of(told, waiting[of][1]))
        left += done.waiting
        account = done.account
        noted(ledger, Action.REPLAY, of, before=done.tried, after=done.waiting + done.unsealed)
        words = OUTCOME.to(
            form.lang,
            name=of,
            tried=done.tried,
            applied=account.applied,
            duplicate=account.duplicate,
            superseded=account.superseded,
            moved=-account.quarantined,
            waiting=done.waiting,
            unsealed=done.unsealed,
        )
        shown(Plain(words))
    ledger.close()
    return int(left > 0)


def progress_of(told: Callable[[int, int], None], total: int) -> Callable[[int], None]:
    """A bar of so many records."""
    return lambda done: told(done, max(done, total))


def opened(chosen: Settings) -> tuple[Ledger, District]:
    """The ledger, and the district file as it is now."""
    from dashboard.district import load
    from dashboard.ledger.store import Ledger

    district = load(chosen.district, chosen.sources)
    return Ledger.open(chosen.ledger_url, key=ledger_keys(chosen)), district


def known(name: str | None, names: Iterable[str]) -> None:
    """Refuse a connection that nobody knows."""
    if name is not None and name not in names:
        raise Refusal(f"feed {name!r} is not connected; there are {', '.join(sorted(names))}")


def standings(found: Iterable[FeedStanding], lang: Lang, district: District) -> Table:
    """One row for each connection."""
    from dashboard.feeding import COUNTS
    from layouts.wording import NONE, age, count

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for word in (NAME, STATE, AGE, AS_OF):
        table.add_column(word.to(lang))
    for word in (*COUNTS.values(), ASIDE):
        table.add_column(word.to(lang), justify="right")
    for one in found:
        numbers = [count(getattr(one.account, name), lang) for name in COUNTS]
        table.add_row(
            Plain(one.name),
            Plain(one.label.to(lang)),
            age(one.age.total_seconds(), lang) if one.age is not None else NONE,
            local(one.as_of, district) or NONE,
            *numbers,
            count(one.replayable, lang),
        )
    return table


def record(one: Quarantined, lang: Lang, district: District) -> str:
    """A record set aside in three lines: where and how often, why, and what of it may be shown."""
    first, last = (local(moment, district) for moment in (one.first_at, one.last_at))
    can = (YES if one.replayable else NO).to(lang)
    where = {"name": one.stream, "where": one.where, "times": one.times}
    return f"{RECORD.to(lang, **where, first=first, last=last, can=can)}\n  {one.reason}\n  {one.raw}\n"


def local(moment: datetime | None, district: District) -> str:
    """A moment by the clocks of the district; empty for none."""
    return f"{moment.astimezone(district.tz):%m-%d %H:%M}" if moment else ""


def plain_standing(one: FeedStanding) -> Mapping[str, Any]:
    """One connection for programs."""
    from dashboard.feeding import COUNTS

    return {
        "name": one.name,
        "kind": one.kind,
        "state": one.state,
        "trouble": one.trouble.en,
        "trouble_zh": one.trouble.zh,
        "age_s": one.age.total_seconds() if one.age is not None else None,
        "as_of": one.as_of.isoformat() if one.as_of else None,
        **{name: getattr(one.account, name) for name in COUNTS},
        "alarms": [{"zh": alarm.zh, "en": alarm.en} for alarm in one.alarms],
        "aside": one.waiting,
        "replayable": one.replayable,
    }


def plain_record(one: Quarantined) -> Mapping[str, Any]:
    """One record set aside for programs."""
    return {
        "feed": one.stream,
        "where": one.where,
        "reason": one.reason,
        "record": one.raw,
        "times": one.times,
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
        "replayable": one.replayable,
    }


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """Rows as one JSON list on standard output."""
    sys.stdout.write(json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n")


def shown(what: Table | Plain) -> None:
    """Something on standard output; a table is as wide as it needs where nobody watches."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=max(console.width, WIDE))
    console.print(what, soft_wrap=isinstance(what, Plain))
