"""`jiequan dry-run`: last quarter by the district file of today and by a copy of it, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.commands.backtesting import clock, day
from dashboard.refusal import Refusal
from dashboard.settings import Settings, ledger_keys

if TYPE_CHECKING:
    from dashboard.district import District
    from dashboard.dryrun.result import Matter, Result
    from dashboard.dryrun.running import Told
    from dashboard.text import Lang

PARTS = {
    "reading": "读账本 · reading the ledger",
    "folding": "按两份规则重算 · folding by both rules",
    "mornings": "逐日 · day by day",
    "indicators": "指标 · indicators",
}
SHOWN = 20
"""Matters of one kind that are printed; the file in the home folder has them all."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line asks for."""

    copy: Path
    first: str | None = None
    last: str | None = None
    at: str = "09:00"
    every: int = 1
    post: str = ""

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day, as far as they are told."""
        first = day(self.first, "--from") if self.first else None
        return first, day(self.last, "--to") if self.last else None


def dry_run(chosen: Settings, wish: Wish) -> Result:
    """Do it, and keep what came of it in the home folder."""
    from dashboard.clock import now as wall
    from dashboard.district import calendar_of, load
    from dashboard.dryrun import running, sides
    from dashboard.dryrun.measuring import compared
    from dashboard.dryrun.result import Result, keep
    from dashboard.ledger.store import Ledger
    from dashboard.leverage.book import book_of
    from dashboard.places import Geometry
    from layouts.listed import counted

    wanted, at = wish.days(), clock(wish.at)
    live = load(chosen.district, chosen.sources)
    now = moment(live)
    before = sides.today(live, calendar_of(live, chosen.home), book_of(live), now)
    after = sides.copied(wish.copy, live, chosen.home, now)
    days = running.span(wanted, before, now, at, wish.every)
    ledger = Ledger.open(chosen.ledger_url, key=ledger_keys(chosen))
    try:
        head = ledger.head()[0]
        with bars() as told:
            measures, flags, entries = running.run(
                ledger.entries, head, (before, after), days, now=now, told=told,
                geometry=Geometry.load(live), indicators=compared(counted().values()),
            )  # fmt: skip
    finally:
        ledger.close()
    found = Result(
        made_at=wall(), post=posted(wish.post, live), district=live.code,
        mark=sides.mark_of(live, book_of(live)), copy_of=wish.copy.resolve().name,
        first=days.first, last=days.last, at=f"{days.at:%H:%M}", every=days.every, seq=head, entries=entries,
        differences=tuple(sides.told(before, after)), measures=measures, flags=flags,
    )  # fmt: skip
    keep(chosen.home, found)
    return found


def moment(live: District) -> datetime:
    """Now, as the district lives; the past can be compared without the simulator that a demo follows."""
    from dashboard.clock import now as wall
    from dashboard.timekeeping import clock_of
    from data_feeds import FeedError

    try:
        return clock_of(live).now()
    except FeedError:
        return wall()


def posted(post: str, live: District) -> str:
    """The post of whoever asks, by its code or in words; the account of the system where none is told."""
    from dashboard.commands.enrolling import post_of
    from dashboard.commands.noting import operator

    return post_of(post, live)[0] if post else operator()


@contextmanager
def bars() -> Iterator[Told]:
    """A bar for each part of the work, as it begins."""
    from contextlib import ExitStack

    from dashboard.commands import progress

    with ExitStack() as undo:
        open_: dict[str, progress.Told] = {}

        def told(part: str, done: int, total: int) -> None:
            if part not in open_:
                undo.close()
                open_[part] = undo.enter_context(progress.bar(PARTS[part]))
            open_[part](done, total)

        yield told


def lines(found: Result, live: District, lang: Lang) -> Iterator[str]:
    """What is printed: the differences of the files, then the numbers, then the matters."""
    from layouts import dry_runs as words

    yield HEAD[lang].format(
        first=found.first,
        last=found.last,
        at=found.at,
        every=words.rhythm(found.every, lang),
        entries=f"{found.entries:,}",
        seq=f"{found.seq:,}",
    )
    yield from ("  " + words.said(one, lang) for one in found.differences)
    if not found.differences:
        yield "  " + words.SAME.to(lang)
    yield NUMBERS[lang].format(n=words.other(found), of=len(found.measures))
    for one in found.measures:
        if one.whole.changed:
            before, after, by = words.sides(one.whole, one.name, lang)
            yield f"  {words.named(one.name, lang)}: {before} → {after}  ({by})" + moved(
                one.whole.moved, lang
            )
    flags = found.flags
    yield FLAGS[lang].format(
        before=flags.before, after=flags.after, newly=len(flags.newly), gone=len(flags.no_longer)
    )
    for sign, matters in (("+", flags.newly), ("−", flags.no_longer), ("↷", flags.readdressed)):
        yield from shown(sign, matters, live, lang)
    for fired in flags.triggers:
        if fired.newly or fired.no_longer:
            yield (
                f"  {words.rules([fired.name], lang)}: {fired.before} → {fired.after}"
                f"  (+{fired.newly} −{fired.no_longer})"
            )


def moved(n: int, lang: Lang) -> str:
    """How many cases make the difference."""
    return MOVED[lang].format(n=n) if n else ""


def shown(sign: str, matters: tuple[Matter, ...], live: District, lang: Lang) -> Iterator[str]:
    """Some matters, a line each."""
    from layouts import dry_runs as words

    for one in matters[:SHOWN]:
        yield f"  {sign} {one.of.key.removeprefix('case:')}  {words.subject(one, live, lang)}: " + words.why(
            one, live, lang
        )
    if len(matters) > SHOWN:
        yield f"  {sign} … {len(matters) - SHOWN}"


HEAD: dict[Lang, str] = {
    "zh": "{first} 至 {last}，{every} {at} 看一次；账本至第 {seq} 条，两边同样 {entries} 条。差别：",
    "en": "{first} to {last}, looked at {every} at {at}; the ledger up to entry {seq}, "
    "{entries} of them seen by both. What the rules say otherwise:",
}
NUMBERS: dict[Lang, str] = {
    "zh": "指标：{of} 项中 {n} 项不同",
    "en": "Indicators: {n} of {of} are other",
}
FLAGS: dict[Lang, str] = {
    "zh": "请领导关注：{before} → {after} 件；新增 {newly}，不再 {gone}",
    "en": "Before leaders: {before} → {after} matters; newly {newly}, no longer {gone}",
}
MOVED: dict[Lang, str] = {"zh": "，{n} 件算法不同", "en": ", {n} cases count otherwise"}


def printed(chosen: Settings, wish: Wish, lang: str, *, as_json: bool) -> str:
    """Do it, and say what came of it in words or as JSON."""
    from dashboard.district import load
    from dashboard.text import preferred

    if lang not in ("zh", "en"):
        raise Refusal(f"--lang {lang!r} is none of zh, en")
    found = dry_run(chosen, wish)
    if as_json:
        return found.model_dump_json(indent=2)
    live = load(chosen.district, chosen.sources)
    return "\n".join(lines(found, live, preferred(lang, None)))
