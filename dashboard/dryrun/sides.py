"""The two sides of a dry run: the rules of today, and those of a copy that can be used, or why it cannot."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from dashboard.calendar.work import WorkCalendar
from dashboard.district import District, DistrictError, calendar_of, load
from dashboard.dryrun.differences import PLACES, days, differences, each
from dashboard.dryrun.result import Difference
from dashboard.duty_lists import Listed, file_of, listed, relied_on
from dashboard.leverage import book as books
from dashboard.leverage.book import Book
from dashboard.leverage.duties import faults
from dashboard.refusal import Refusal
from dashboard.text import Text
from data_feeds.sheets import TornFile

NAME, DUTIES, LIST = "district.toml", "duties", "lists/duties"
NOWHERE = Text(
    "试算的副本 {path} 不存在。请复制整个区文件夹（例如 cp -r {folder} 副本），改动后再试算",
    "there is no copy at {path}. Copy the whole folder of the district (cp -r {folder} copy), change the "
    "copy, "
    "and try again",
)
OTHER = Text(
    "code = {code!r}：这是另一个区的文件；试算只比较同一个区（{ours!r}）的两份规则",
    "code = {code!r}: the file of another district; a dry run compares two sets of rules of one, here "
    "{ours!r}",
)
UNSOUND = Text("副本不能用，请改正后再试算：", "The copy cannot be used; mend it and try again:")


class CopyError(Refusal):
    """A copy that cannot be used: which line, which value, what to do."""

    @classmethod
    def of(cls, words: Text, **values: object) -> CopyError:
        """The refusal in both languages."""
        return cls(f"{words.to('zh', **values)} · {words.to('en', **values)}")


@dataclass(frozen=True, kw_only=True)
class Side:
    """One set of rules: the district as its file has it and as it is relied on, its calendar, its book."""

    filed: District
    district: District  # with the duty list of the folder, where that is relied on
    calendar: WorkCalendar
    book: Book

    def words(self) -> Mapping[str, Any]:
        """All that it says, by where it is said."""
        listed_ = {} if self.district is self.filed else {LIST: self.district.duties}
        return {**words_of(self.filed, self.book), **listed_}


def words_of(district: District, book: Book) -> Mapping[str, Any]:
    """All that a district and its book say, by where it is said."""
    names = [name for name in District.model_fields if name not in PLACES]
    return {**{name: getattr(district, name) for name in names}, "levers.toml": book}


def mark_of(district: District, book: Book) -> str:
    """What rules are known by: another word of them, another mark."""
    return hashlib.sha256("\n".join(map(str, each(words_of(district, book)))).encode()).hexdigest()


def today(district: District, calendar: WorkCalendar, book: Book, now: datetime) -> Side:
    """The side of the rules in force, with the duty list of its folder where that is relied on."""
    own = relying(district, duty_list(district), now)
    return Side(filed=district, district=own, calendar=calendar, book=book)


def duty_list(district: District) -> Listed | None:
    """The duty list that lies in the folder of a district."""
    path = file_of(district.found(district.lists), DUTIES) if district.lists else None
    try:
        return listed(path, DUTIES, district) if path else None
    except TornFile as error:
        raise CopyError(f"{DUTIES}: {error}") from error


def relying(district: District, found: Listed | None, now: datetime) -> District:
    """The district with the duty list that the watch relies on."""
    if found is None:
        return district
    empty = {"deputy": "", "categories": "", "clause": ""}
    return relied_on(district, [{**empty, **row, "as_of": found.as_of} for row in found.rows], now)


def changed_list(district: District, live: District) -> Listed | None:
    """The duty list of a copy; one that says what that of today says is that one."""
    mine, ours = duty_list(district), duty_list(live)
    if mine and ours and (mine.rows, len(mine.aside)) == (ours.rows, len(ours.aside)):
        return ours
    if mine and mine.aside:
        told = "\n".join(f"  {one.where}: {one.reason}" for one in mine.aside)
        raise CopyError(f"{UNSOUND.zh} · {UNSOUND.en}\n  {DUTIES}:\n{told}")
    return mine


def copied(path: Path, live: District, home: Path, now: datetime) -> Side:
    """The side of a copy; a `CopyError` says which line cannot be used, which value, and what to do.

    What the copy names and does not bring (calendar, lists) is taken from where the district itself stands.
    """
    file = path / NAME if path.is_dir() else path
    if not file.is_file():
        raise CopyError.of(NOWHERE, path=path, folder=live.folder)
    district = usable(file, live)
    if district.code != live.code:
        raise CopyError.of(OTHER, code=district.code, ours=live.code)
    own = district.folder / books.FILE.name
    book = books.load(own) if own.is_file() else books.shipped()
    relied = relying(district, changed_list(district, live), now)
    found = Side(filed=district, district=relied, calendar=calendar_of(district, home), book=book)
    refuse_faults(found, (live, relying(live, duty_list(live), now)), now, file.read_text("utf-8"))
    return found


def usable(file: Path, live: District) -> District:
    """The district of a file, whose refusal names the line of each word that is wrong."""
    try:
        return load(file.absolute(), live.folder)
    except DistrictError as error:
        text = file.read_text("utf-8", errors="replace")
        told = "\n".join(placed(line, text) for line in str(error).splitlines())
        raise CopyError(f"{UNSOUND.zh} · {UNSOUND.en}\n{told}") from error


def refuse_faults(found: Side, ours: Sequence[District], now: datetime, text: str) -> None:
    """Refuse a copy whose duty list or portfolios name what it does not have, where that is new in it."""
    day = now.astimezone(found.filed.tz).date()
    known = {one for district in ours for one in faults(district, found.book, day)}
    here = [one for district in (found.filed, found.district) for one in faults(district, found.book, day)]
    if new := [one for one in dict.fromkeys(here) if one not in known]:
        told = "\n".join(f"  {placed(f'  {one.en}', text).strip()}\n    {one.zh}" for one in new)
        raise CopyError(f"{UNSOUND.zh} · {UNSOUND.en}\n{told}")


WHERE = re.compile(r"^  ([A-Za-z_][^\s:=]*)")


def placed(said: str, text: str) -> str:
    """A line of a refusal with the line of the file that it is about."""
    found = WHERE.match(said)
    line = line_of(text, found[1]) if found else 0
    return f"  第 {line} 行 · line {line}: {said.strip()}" if line else said


def line_of(text: str, where: str) -> int:
    """Where a place such as `categories[E0406].limit` stands, as near as its words lead; 0: none."""
    lines, at, found = text.splitlines(), 0, 0
    for word in re.findall(r"[^.\[\]]+", where):
        said = re.compile(rf"""(?<![\w-])["']?{re.escape(word)}["']?(?![\w-])""")
        hit = next((n for n in range(at, len(lines)) if said.search(lines[n].partition("#")[0])), None)
        if hit is None:
            break
        at, found = hit, hit + 1
    return found


def told(before: Side, after: Side) -> list[Difference]:
    """What the two say otherwise."""
    here, there = before.words(), after.words()
    found = differences(here, there)
    if LIST in here and LIST in there:
        found = [one.model_copy(update={"idle": one.where.startswith(DUTIES)}) for one in found]
    return [*found, *days(before.calendar, after.calendar)]
