"""A dry run: two boards in memory live through the same mornings of the same entries by two sets of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from dashboard.board.intake import Entries
from dashboard.board.reader import Reader
from dashboard.dryrun.comparing import CASES, Watch, measure, moved_of, subject
from dashboard.dryrun.living import Life
from dashboard.dryrun.measuring import Account, account
from dashboard.dryrun.result import Flags, Measure, Subject
from dashboard.dryrun.sides import Side
from dashboard.dryrun.story import Story
from dashboard.dryrun.tiers import tiers
from dashboard.indicators import Indicator
from dashboard.indicators.fair_comparison import FAIR_COMPARISON
from dashboard.places import Geometry
from dashboard.refusal import Refusal

Told = Callable[[str, int, int], None]
"""Told which part of the work is going on, and how much of how much is done."""
READING, FOLDING, LIVING, MEASURING = "reading", "folding", "mornings", "indicators"
LONGEST = 400
"""Days of one dry run."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days that are lived through, and at which time of each the board is asked; all local."""

    first: date
    last: date
    at: time = time(9)
    every: int = 1  # so many days apart

    def mornings(self, side: Side, now: datetime) -> list[datetime]:
        """The same local time of each day, as far as it has come."""
        zone = side.district.tz
        days = (
            self.first + timedelta(days=n) for n in range(0, (self.last - self.first).days + 1, self.every)
        )
        found = (datetime.combine(day, self.at, zone) for day in days)
        return [one for one in found if one <= now]

    def ends(self, side: Side, now: datetime) -> tuple[datetime, datetime]:
        """The first moment, and the last: the midnight after the last day, or now."""
        zone = side.district.tz
        begins = datetime.combine(self.first, time(), zone)
        return begins, min(datetime.combine(self.last + timedelta(days=1), time(), zone), now)


def span(wanted: tuple[date | None, date | None], side: Side, now: datetime, at: time, every: int) -> Span:
    """The days asked for; without any the thirteen weeks up to yesterday; none is a `Refusal`."""
    today = now.astimezone(side.district.tz).date()
    last = wanted[1] or today - timedelta(days=1)
    first = wanted[0] or last - timedelta(weeks=13) + timedelta(days=1)
    if first > last or first > today:
        raise Refusal(
            f"从 {first} 到 {last} 没有可比的日子（今天 {today}）· from {first} to {last} there is no day to "
            f"compare, today is {today}; write --from 2026-07-01 --to 2026-09-30"
        )
    if (last - first).days >= LONGEST:
        raise Refusal(f"--from {first} --to {last}：至多 {LONGEST} 天 · at most {LONGEST} days at once")
    return Span(first=first, last=last, at=at, every=every)


def run(
    entries: Entries,
    head: int,
    sides: tuple[Side, Side],
    days: Span,
    *,
    now: datetime,
    geometry: Geometry,
    indicators: Sequence[Indicator],
    told: Told = lambda part, done, total: None,
    texts: dict[str, str] | None = None,
) -> tuple[tuple[Measure, ...], Flags, int]:
    """The numbers and the flags by both rules, and how many entries both have seen.

    Nothing is written anywhere: the ledger is read up to `head`, and both boards are in memory.
    """
    begins, ends = days.ends(sides[0], now)
    mornings = [one for one in days.mornings(sides[0], now) if one <= ends]
    first = min([begins, *mornings])
    story = Story(
        entries, head=head, first=first, last=ends, told=lambda done, all_: told(READING, done, all_)
    )
    shared: dict[str, str] = {} if texts is None else texts
    with ExitStack() as undo:
        lives = [Life(side, geometry, shared) for side in sides]
        for n, life in enumerate(lives):
            undo.callback(life.close)
            told(FOLDING, n, len(lives))
            life.begin(story)
        told(FOLDING, len(lives), len(lives))
        flags = watched(lives, story, [first, *mornings], ends, lambda n: told(LIVING, n, len(mornings)))
        measures = tuple(measured(lives, ends, ends - begins, indicators, told))
    return measures, flags, story.count


def watched(
    lives: list[Life], story: Story, moments: list[datetime], ends: datetime, told: Callable[[int], None]
) -> Flags:
    """What leaders would have been shown: both sides asked at each moment, then told the rest."""
    watch, before = Watch(), moments[0]
    for n, moment in enumerate(moments[1:], 1):
        news = story.between(before, moment)
        here, there = (asked(life, news, moment) for life in lives)
        watch.look(moment.date(), here, there)
        before = moment
        told(n)
    for life in lives:
        life.live(story.between(before, ends), ends)
    return watch.flags()


def asked(life: Life, news: Sequence[Any], moment: datetime) -> Any:
    """What one side says at a moment, once it knows what is new."""
    life.live(news, moment)
    return life.morning(moment)


def measured(
    lives: list[Life], now: datetime, window: timedelta, indicators: Sequence[Indicator], told: Told
) -> Iterator[Measure]:
    """Each indicator over the whole time, by both rules."""
    with lives[0].reading(now) as here, lives[1].reading(now) as there:
        for n, one in enumerate(indicators, 1):
            before, after = (accounted(one, side, window) for side in (here, there))
            moved = moved_of(before.rows, after.rows)[:CASES]
            yield measure(one.name, before, after, subjects(there, moved))
            told(MEASURING, n, len(indicators))


def accounted(of: Indicator, reader: Reader, window: timedelta) -> Account:
    """One indicator by one set of rules; of the fair comparison its tiers."""
    return tiers(reader) if of is FAIR_COMPARISON else account(of, reader, window)


OF_CASES = """
    SELECT key, category, street, holder, hands, lead_org, open,
        CASE WHEN open THEN holder ELSE coalesce(holder, hands[-1], lead_org) END AS unit
    FROM cases WHERE list_contains($1, key)
"""


def subjects(reader: Any, keys: list[str]) -> dict[str, Subject]:
    """What some cases are called by, and whose they are."""
    return {row["key"]: subject(row) for row in reader.rows(OF_CASES, keys)} if keys else {}
