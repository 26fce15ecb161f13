"""The special days of a calendar, holidays and worked weekends: a CSV that ships, and the site's own additions."""

from __future__ import annotations

import csv
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
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CalendarError(f"calendar {path}: {error}") from error
    if not rows or not set(COLUMNS) <= set(rows[0]):
        raise CalendarError(f"calendar {path}: the first line must be {','.join(COLUMNS)}, then a line a day")
    days: dict[date, SpecialDay] = {}
    wrong: list[str] = []
    for line, row in enumerate(rows, start=2):
        try:
            day = special_day(row)
        except ValueError as error:
            wrong.append(f"line {line}: {error}")
            continue
        if days.setdefault(day.day, day).worked != day.worked:
            wrong.append(f"line {line}: {day.day} is worked in one line and free in another")
    if wrong:
        raise CalendarError(f"calendar {path}:\n  " + "\n  ".join(wrong))
    return days


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
    """Merge a file into the site's own special days, the newer word winning; how many days, and known until when."""
    new = read(file)
    merged = {**(read(own) if own.exists() else {}), **new}
    own.parent.mkdir(parents=True, exist_ok=True)
    write(own, merged.values())
    return len(new), date(max(merged).year, 12, 31)
