"""Print what the product knows: any indicator, what is wrong with a district file, an imported calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast, get_args

from dashboard.refusal import Refusal
from dashboard.settings import Settings

if TYPE_CHECKING:
    from dashboard.district import District
    from dashboard.indicators import Ask, Indicator
    from dashboard.indicators.answering import Reader
    from dashboard.text import Lang, Text
    from data_feeds import Feed

Format = Literal["table", "csv", "json"]


@dataclass(frozen=True)
class Question:
    """What the command line asks for, in its own words."""

    name: str
    as_of: str | None = None
    window: str | None = None
    by: str = ""
    fmt: str = "table"
    lang: str = "zh"
    about: bool = False  # what the number means, instead of the number

    @property
    def form(self) -> Format:
        """The asked format; a `Refusal` names those that exist."""
        if self.fmt not in get_args(Format):
            raise Refusal(f"--format {self.fmt!r} is none of {', '.join(get_args(Format))}")
        return cast(Format, self.fmt)


def show_indicator(chosen: Settings, question: Question) -> str:
    """The answer of one indicator from a board of its own, folded up to the asked moment."""
    from dashboard.clock import Frozen
    from dashboard.commands.noting import noted
    from dashboard.commands.progress import bar
    from dashboard.desk import Desk
    from dashboard.indicators.answering import answer
    from dashboard.indicators.showing import shown
    from dashboard.ledger import Action
    from dashboard.text import preferred

    if question.name == "list":
        return listed(preferred(question.lang, None))
    indicator, ask = named(question.name), asked(question.window, question.by)
    clock = Frozen(local_moment(chosen, question.as_of)) if question.as_of else None
    desk = Desk.open(chosen, role="", clock=clock)
    try:
        with bar("读账本 · reading the ledger") as told:
            desk.board.catch_up(desk.ledger.entries, told)
        with desk.board.reading(desk.clock.now()) as reader:
            if question.about:
                return defined(indicator, ask, reader, preferred(question.lang, None))
            found = shown(answer(indicator, ask, reader), question.form)
        noted(desk.ledger, Action.EXPORT, f"show {indicator.name}")
        return found
    finally:
        desk.close()


def defined(of: Indicator, ask: Ask, reader: Reader, lang: Lang) -> str:
    """What a number means: its words, what rival formulas say now, the SQL of the question."""
    from dashboard.indicators.explaining import reconciled, said, sql

    lines = [f"{of.name}  {of.title.to(lang)} [{of.unit.to(lang)}]", said(of, lang)]
    return "\n".join([*lines, *reconciled(of, indicators(), reader, lang), "", sql(of, ask), ""])


def indicators() -> dict[str, Indicator]:
    """Every indicator of this installation by name, those of the levers too."""
    from dashboard import indicators as measures
    from dashboard import leverage
    from dashboard.indicators import Indicator
    from dashboard.parts import collect

    return {**collect(measures, Indicator), **collect(leverage, Indicator)}


def named(name: str) -> Indicator:
    """The indicator of a name; a `Refusal` lists those that exist."""
    known = indicators()
    if name in known:
        return known[name]
    raise Refusal(f"indicator {name!r} does not exist; there are {', '.join(known)}")


def listed(lang: str) -> str:
    """One line for each indicator: name, title, formula."""
    return "\n".join(
        f"{name:18} {part.title.to(lang)} [{part.unit.to(lang)}]  {part.formula.to(lang)}"  # type: ignore[arg-type]
        for name, part in indicators().items()
    )


def asked(window: str | None, by: str) -> Ask:
    """The question as the command line puts it."""
    from dashboard.indicators import Ask

    return Ask(by=tuple(part.strip() for part in by.split(",") if part.strip()), window=span(window))


def span(text: str | None) -> timedelta | None:
    """`28d`, `12h` or `90m` as a span of time."""
    if text is None:
        return None
    if not (found := re.fullmatch(r"(\d+)([dhm])", text)):
        raise Refusal(f"window {text!r} is none of 28d, 12h, 90m")
    unit = {"d": "days", "h": "hours", "m": "minutes"}[found[2]]
    return timedelta(**{unit: int(found[1])})


def local_moment(chosen: Settings, text: str) -> datetime:
    """A moment of the district's local time, or an absolute one with its offset."""
    from dashboard.district import load

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"--as-of {text!r} is no moment; write 2011-09-15T09:00") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=load(chosen.district, chosen.sources).tz)


def checked(chosen: Settings) -> tuple[list[str], bool]:
    """What is wrong with the district file, a line each in both languages, and whether nothing is."""
    import data_feeds
    from dashboard.checking import problems
    from dashboard.clock import now
    from dashboard.commands.securing import open_doors
    from dashboard.district import load
    from dashboard.notices import strange
    from dashboard.parts import gathered
    from data_feeds import Feed

    district, feeds = load(chosen.district, chosen.sources), gathered(data_feeds, Feed, chosen.packages)
    today = now().astimezone(district.tz).date()
    found = problems(district, kinds=feeds, today=today, home=chosen.home)
    found += [*strange_options(district, feeds), *strange_papers(district), *strange(district, chosen.secret)]
    found += listed_wrong(district, today)
    found += open_doors(chosen, people=False) + unsound(district, today)
    lines = [f"▲ {text.zh}\n  {text.en}" for text in found]
    hints = [f"○ {text.zh}\n  {text.en}" for text in advisable(chosen, district)]
    name = f"{district.name.zh} · {district.name.en}"
    return [*(lines or [f"● {name}：没有发现问题 · nothing wrong found"]), *hints], not found


def advisable(chosen: Settings, district: District) -> list[Text]:
    """What a site does well to set, though nothing is wrong without it; a demo needs none of it."""
    from dashboard.text import Text

    if chosen.anchor_to or district.demo:
        return []
    return [
        Text(
            "没有设 anchor_to：账本若被整体换回旧版，无从发现；请指向另一台机器上的文件或 syslog:主机:端口",
            "anchor_to is not set: a ledger that is set back as a whole is not found; name a file on another "
            "machine, or syslog:HOST:PORT",
        )
    ]


def unsound(district: District, today: date) -> list[Text]:
    """What is wrong with the book of levers, the duty list and the thresholds of triggers."""
    from dashboard.access.policy import shipped
    from dashboard.leverage.book import BookError, book_of, unapproved
    from dashboard.leverage.duties import faults
    from dashboard.text import Text

    try:
        book = book_of(district)
    except BookError as error:
        return [Text(f"借权清单不能用：{error}", str(error))]
    return [*unapproved(book, shipped()), *faults(district, book, today)]


def strange_options(district: District, feeds: Mapping[str, Feed]) -> list[Text]:
    """Connections whose options their feed does not understand."""
    from dashboard.polling.poller import options_of
    from dashboard.text import Text
    from data_feeds import FeedError

    found = []
    for connection in district.feeds:
        try:
            if connection.kind in feeds:
                options_of(connection, feeds)
        except FeedError as error:
            found.append(Text(f"来源的选项不对：{error}", str(error)))
    return found


def strange_papers(district: District) -> list[Text]:
    """Templates of papers that cannot be used, each tried on a sample."""
    from dashboard.papers.templates import strange
    from dashboard.text import Text

    return [Text(f"公文模板不能用：{said}", said) for said in strange(district)]


def listed_wrong(district: District, today: date) -> list[Text]:
    """What is wrong with the lists of the watch in their folder."""
    from dashboard.duty_lists import strange

    return list(strange(district, today))


def imported_calendar(chosen: Settings, file: Path) -> str:
    """Merge the special days of a file into the site's own calendar and say up to when it now knows."""
    from dashboard.calendar.special_days import import_file
    from dashboard.commands.noting import book, noted
    from dashboard.ledger import Action

    with book(chosen) as ledger:
        days, horizon = import_file(file, chosen.home / "calendar.csv")
        noted(ledger, Action.IMPORT, f"calendar {file.absolute()}", after=f"{days} d, until {horizon}")
    return f"已导入 {days} 天，日历至 {horizon} · {days} days imported, known until {horizon}"
