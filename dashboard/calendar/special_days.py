"""The special days of a calendar, holidays and worked weekends: a CSV that ships, and what a site adds."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.refusal import Refusal

COLUMNS = ("date", "is_workday", "name_zh", "name_en")
CHINA = Path(__file__).with_name("china.csv")


class CalendarError(Refusal):
    """A calendar file cannot be used: which line, which value, what to write."""


@dataclass(frozen=True)
class SpecialDay:
    """A date that is worked or free against the rule of its weekday."""

    day: date
    worked: bool
    name_zh: str
    name_en: str


def read(path: Path) -> dict[date, SpecialDay]:
    """The special days of a CSV; every bad line is named in one `CalendarError`."""
    try:
        lines = csv.DictReader(io.StringIO(decoded(path.read_bytes()), newline=""))
        rows = [(lines.line_num, row) for row in lines if any(row.values())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalendarError(f"calendar {path}: {error}") from error
    if not rows or not set(COLUMNS) <= set(lines.fieldnames or ()):
        raise CalendarError(f"calendar {path}: the first line must be {','.join(COLUMNS)}, then a line a day")
    days: dict[date, SpecialDay] = {}
    stands: dict[date, int] = {}
    wrong: list[str] = []
    for line, row in rows:
        try:
            one = special_day(row)
        except ValueError as error:
            wrong.append(f"line {line}: {error}")
            continue
        if stands.setdefault(one.day, line) != line:
            wrong.append(f"line {line}: {again(one, days[one.day], stands[one.day])}")
        days.setdefault(one.day, one)
    if wrong:
        raise CalendarError(f"calendar {path}:\n  " + "\n  ".join(wrong))
    return days


def decoded(data: bytes) -> str:
    """A text as UTF-8, else as the GB18030 in which a spreadsheet saves it here."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def special_day(row: Mapping[str, str | None]) -> SpecialDay:
    """One line of the CSV; `ValueError` says which value is wrong."""
    worked = (row["is_workday"] or "").strip()
    if worked not in {"0", "1"}:
        raise ValueError(f"is_workday = {worked!r}; write 1 for worked, 0 for free")
    try:
        day = date.fromisoformat((row["date"] or "").strip())
    except ValueError as error:
        raise ValueError(f"date = {row['date']!r}; write 2027-01-01") from error
    return SpecialDay(day, worked == "1", (row["name_zh"] or "").strip(), (row["name_en"] or "").strip())


def again(day: SpecialDay, earlier: SpecialDay, line: int) -> str:
    """What is wrong with a date that stood there before."""
    words = {True: "worked", False: "free"}
    if day.worked == earlier.worked:
        return f"{day.day} stands in line {line} already; keep one of them"
    return (
        f"{day.day} is {words[day.worked]} here and {words[earlier.worked]} in line {line}; keep one of them"
    )


def write(path: Path, days: Iterable[SpecialDay]) -> None:
    """Write special days in the order of their dates; the old file stays until the new one is whole."""
    whole = path.with_suffix(".part")
    with whole.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        lines.writerows(
            (one.day.isoformat(), int(one.worked), one.name_zh, one.name_en)
            for one in sorted(days, key=lambda one: one.day)
        )
    whole.replace(path)


def import_file(file: Path, own: Path) -> tuple[int, date]:
    """Merge a file into the site's own special days, the newer word winning; how many, known until when."""
    new = read(file)
    merged = {**(read(own) if own.exists() else {}), **new}
    own.parent.mkdir(parents=True, exist_ok=True)
    write(own, merged.values())
    return len(new), known_until(merged)


def known_until(days: Iterable[date]) -> date:
    """The end of the last year that follows the first one without a gap: a slip of the pen hides no year."""
    years = {day.year for day in days}
    return date(next(year for year in itertools.count(min(years)) if year + 1 not in years), 12, 31)
