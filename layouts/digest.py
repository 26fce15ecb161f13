"""The morning digest of a unit in words: one printed A4, and the same as plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date, format_datetime

from dashboard.digest import Digest
from dashboard.district import District
from dashboard.leverage.book import book_of
from dashboard.leverage.naming import unit_of
from dashboard.text import Lang, Text
from layouts.borrowing import TOPIC
from layouts.one_unit import ONLY_SUMS
from layouts.signing_in import page
from layouts.states import DASH
from layouts.units import LEAST
from layouts.wording import LOCALES, count, day_minutes, share, to_breach

Row = Mapping[str, Any]
HEAD = Text("晨报", "Morning digest")
PRINT = Text("打印请按 Ctrl+P", "Print with Ctrl+P")
MADE = Text("{moment} 生成，数字以此刻账本为准", "made {moment}, by the ledger as of then")
RIGHTS = Text(
    "案件明细只列读者有权看到的，每件说明至多 30 字；合计是全单位的。",
    "Single cases are those that the reader may see, with at most 30 letters of each; counts are of the "
    "whole unit.",
)
YESTERDAY = Text("昨日 {day}", "Yesterday, {day}")
DAYS = Text("{since} 至 {until}", "{since} to {until}")
TODAY = Text("此刻", "Now")
TODO = Text("今天能做的", "What can be done today")
BEFORE = {
    "received": Text("受理", "Received"),
    "closed": Text("办结", "Closed"),
    "returned": Text("退出", "Returned"),
}
ON_TIME = Text("按时", "On time")
OF = Text("{hits}/{n}（{share}）", "{hits}/{n} ({share})")
NOW = {
    "overdue": Text("超期", "Overdue"),
    "due_today": Text("今日到期", "Due today"),
    "due_days": Text("2 工作日内到期", "Due within 2 WD"),
    "owed": Text("欠答复", "Replies owed"),
    "back": Text("退回重办", "Back for rework"),
    "left": Text("退后无人接", "Returned, in no hands"),
    "appeals": Text("申诉待复核", "Appeals pending"),
}
LISTS = {
    "overdue": ("overdue", Text("一、已超期", "1 Overdue")),
    "due": ("due_days", Text("二、今日与 2 工作日内到期", "2 Due today and within 2 working days")),
    "back": ("back", Text("四、退回重办", "4 Back for rework")),
    "left": ("left", Text("五、本单位退出、尚无人接", "5 Returned by the unit, in nobody's hands")),
}
LEVERS = Text("三、欠答复的借权", "3 Replies owed to borrowed powers")
CLOSE = Text(
    "今天办结今日到期的 {n} 件{part}：近 4 周按时率 {now} → {best}；都误期则 {worst}。",
    "Close the {n} due today{part}: on time in 4 weeks {now} → {best}; all missed {worst}.",
)
PART = Text("（其中 {n} 件计入按时率）", " ({n} of them count for the rate)")
CLOSE_APART = Text(
    "今天办结今日到期的 {n} 件（均不计入按时率）。",
    "Close the {n} due today (none of them counts for the rate).",
)
CLOSE_FEW = Text(
    "今天办结今日到期的 {n} 件（近 4 周应结不足 {least} 件，不列比率）。",
    "Close the {n} due today (fewer than {least} settled in 4 weeks: no rate).",
)
STEPS = {
    "overdue": Text("先办已超期 {n} 件。", "See first to the {n} that are overdue."),
    "owed": Text("答复 {n} 项借权。", "Answer {n} borrowed powers."),
    "back": Text("重办被退回的 {n} 件。", "Take up the {n} that came back."),
    "left": Text(
        "退出后无人接的 {n} 件，请与城运中心商定去处。",
        "Settle with the centre who takes the {n} returned ones.",
    ),
}  # fmt: skip
NOTHING = Text(
    "没有到期、超期、退回或欠答复的：今天轻松。", "Nothing is due, late, back or owed: a quiet day."
)
NONE = Text("无", "None")
MORE = Text("共 {total} 件，列 {shown} 件", "{shown} of {total}")


@dataclass(frozen=True, kw_only=True)
class Block:
    """One list of the sheet: its title, its rows, how many there are, and what is said of those not shown."""

    title: str
    total: int
    rows: Sequence[tuple[str, ...]]
    more: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A digest in the words of one language."""

    unit: str
    day: str
    before: str
    lately: Sequence[tuple[str, str]]
    now: Sequence[tuple[str, str]]
    todo: Sequence[str]
    blocks: Sequence[Block]
    made: str


def sheet(said: Digest, district: District, lang: Lang) -> Sheet:
    """The digest in words."""
    made = format_datetime(said.made_at, "yyyy-MM-dd HH:mm", tzinfo=district.tz, locale=LOCALES[lang])
    return Sheet(
        unit=district.short(said.unit, lang),
        day=day(said.today, lang),
        before=before(said, lang),
        lately=lately(said, lang),
        now=[(title.to(lang), count(said.now[name], lang)) for name, title in NOW.items()],
        todo=list(todo(said, lang)) or [NOTHING.to(lang)],
        blocks=blocks(said, district, lang),
        made=MADE.to(lang, moment=made),
    )


def day(one: date, lang: Lang) -> str:
    """A day with its weekday."""
    pattern = "M月d日 EEEE" if lang == "zh" else "EEEE d MMMM"
    return format_date(one, pattern, locale=LOCALES[lang])


def before(said: Digest, lang: Lang) -> str:
    """Which days the first figures are of: yesterday, or all since the last worked day."""
    until = date.fromordinal(said.today.toordinal() - 1)
    if said.since == until:
        return YESTERDAY.to(lang, day=day(until, lang))
    return DAYS.to(lang, since=day(said.since, lang), until=day(until, lang))


def lately(said: Digest, lang: Lang) -> list[tuple[str, str]]:
    """What came, was closed and returned, and how much was on time."""
    told = [(title.to(lang), count(said.before[name], lang)) for name, title in BEFORE.items()]
    n, hits = said.before["n"], said.before["on_time"]
    rate = OF.to(lang, hits=count(hits, lang), n=count(n, lang), share=share(hits / n, lang)) if n else DASH
    return [*told, (ON_TIME.to(lang), rate)]


def todo(said: Digest, lang: Lang) -> Iterator[str]:
    """What can be done today, with what it brings."""
    due = said.now["due_today"]
    if due and said.n >= LEAST and said.judged_today:
        values = {"now": said.on_time / said.n, "best": said.best, "worst": said.worst}
        part = PART.to(lang, n=count(said.judged_today, lang)) if said.judged_today < due else ""
        shares = {name: share(one, lang) for name, one in values.items()}
        yield CLOSE.to(lang, n=count(due, lang), part=part, **shares)
    elif due and said.n >= LEAST:
        yield CLOSE_APART.to(lang, n=count(due, lang))
    elif due:
        yield CLOSE_FEW.to(lang, n=count(due, lang), least=LEAST)
    for name, words in STEPS.items():
        if said.now[name]:
            yield words.to(lang, n=count(said.now[name], lang))


def blocks(said: Digest, district: District, lang: Lang) -> list[Block]:
    """The lists in their order; what the reader may not see is told as a sum."""
    found = {
        name: block(title, said.now[total], [case(row, district, lang) for row in said.cases[name]], lang)
        for name, (total, title) in LISTS.items()
    }
    owed = block(LEVERS, said.now["owed"], [lever(row, district, lang) for row in said.levers], lang)
    return [found["overdue"], found["due"], owed, found["back"], found["left"]]


def block(title: Text, total: int, rows: Sequence[tuple[str, ...]], lang: Lang) -> Block:
    """One list."""
    if total and not rows:
        more = ONLY_SUMS.to(lang, n=count(total, lang))
    else:
        more = MORE.to(lang, total=count(total, lang), shown=len(rows)) if total > len(rows) else ""
    return Block(title=title.to(lang), total=total, rows=rows, more=more)


def case(row: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """A case: its number, what and where, what was said, how long it has, until when."""
    left = float("nan") if row["left"] is None else float(row["left"])
    return (
        str(row["id"]), place(row, district, lang), row["text"],
        to_breach(left, str(row["clock"]), day_minutes(district), lang),
        moment(row["due_at"], district, lang),
    )  # fmt: skip


def lever(row: Row, district: District, lang: Lang) -> tuple[str, ...]:
    """A lever: its instrument, what and where it is about, by when it must be answered."""
    known = book_of(district).kind(str(row["kind"]))
    name = known[1].name.to(lang) if known else str(row["kind"])
    until = moment(row["respond_by"], district, lang)
    topic = unit_of(row["matter"])
    what = TOPIC.to(lang, unit=district.short(topic, lang)) if topic else place(row, district, lang)
    return (f"{row['level']} {name}", what, "", "", until)


def place(row: Row, district: District, lang: Lang) -> str:
    """The street and the category."""
    return " ".join(district.short(row[name], lang) for name in ("street", "category")).strip()


def moment(when: datetime | None, district: District, lang: Lang) -> str:
    """A moment on the district's clocks, without its year."""
    return (
        DASH
        if when is None
        else format_datetime(when, "MM-dd HH:mm", tzinfo=district.tz, locale=LOCALES[lang])
    )


def digest_page(said: Digest, district: District, lang: Lang) -> str:
    """The sheet as a page."""
    words = {"head": HEAD, "rights": RIGHTS, "print": PRINT, "none": NONE, "todo": TODO, "now": TODAY}
    return page(
        "digest", lang, d={name: text.to(lang) for name, text in words.items()},
        title=district.title.to(lang), sheet=sheet(said, district, lang),
    )  # fmt: skip


def digest_lines(said: Digest, district: District, lang: Lang) -> Iterator[str]:
    """The same as plain lines."""
    told = sheet(said, district, lang)
    yield f"{HEAD.to(lang)} · {told.unit} · {told.day}"
    yield f"{told.before}  " + "  ".join(f"{title} {value}" for title, value in told.lately)
    yield f"{TODAY.to(lang)}  " + "  ".join(f"{title} {value}" for title, value in told.now)
    yield from (f"→ {one}" for one in told.todo)
    for one in told.blocks:
        yield f"{one.title}  {one.total or NONE.to(lang)}"
        yield from ("  " + "  ".join(cell for cell in row if cell) for row in one.rows)
        yield from ([f"  {one.more}"] if one.more else [])
    yield told.made
