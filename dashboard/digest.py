"""The morning digest of one unit: how its last days went, what is due and owed, what it can still do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ibis.expr.types as ir
import pandas as pd

from dashboard.board.reader import Reader
from dashboard.board.tables import Tables
from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Phase
from dashboard.comparison.shares import if_closed
from dashboard.district import District
from dashboard.fold.appeal import PENDING
from dashboard.fold.borrowing import LeverState
from dashboard.indicators import Ask, Indicator, on_time
from dashboard.indicators.answering import answer
from dashboard.indicators.appeal_list import APPEAL_LIST
from dashboard.indicators.binding import word
from dashboard.indicators.closed import CLOSED
from dashboard.indicators.dimensions import day
from dashboard.indicators.due_days import DUE_DAYS
from dashboard.indicators.left_behind import LEFT_BEHIND
from dashboard.indicators.listing import listed
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.open import OPEN
from dashboard.indicators.overdue import OVERDUE
from dashboard.indicators.received import RECEIVED
from dashboard.indicators.timing import now as moment_of_reading
from dashboard.leverage.loans import LOANS
from dashboard.privacy import SHORT, scrub
from dashboard.scope import Scope, Sight

Row = Mapping[str, Any]
SHOWN = 10
"""Rows of each list; how many there are in all stands beside it."""
REACH = timedelta(days=16)
"""How far back the last worked day is looked for: longer than any holiday."""
DAY = timedelta(days=1)
RETURNED = """
SELECT count(*) AS n FROM assignments WHERE holder = $1 AND returned AND left_at >= $2 AND left_at < $3
"""
BACK = (
    "SELECT key FROM cases WHERE open AND holder = $1 AND (reworks > 0 OR episode > 1) ORDER BY due_at, key"
)
UNIT = "unit"
NOW = ("overdue", "due_today", "due_days", "owed", "back", "left", "appeals")
BEFORE = ("received", "closed", "returned", "n", "on_time")


@dataclass(frozen=True, kw_only=True)
class Digest:
    """What a unit is told in the morning; cases and levers are those that its receiver may see."""

    unit: str
    made_at: datetime
    today: date
    since: date  # the last worked day: what came before today is told from it on
    before: Mapping[str, int]  # by the names of BEFORE, of these days
    now: Mapping[str, int]  # by the names of NOW
    judged_today: int  # of what falls due today, what the rate will count
    n: int  # settled in four weeks
    on_time: int  # of these
    cases: Mapping[str, Sequence[Row]]  # overdue, due, back, left: at most SHOWN of each
    levers: Sequence[Row]  # that wait for an answer of the unit

    @property
    def best(self) -> float:
        """The share on time of four weeks if all that falls due today and counts is closed today."""
        return if_closed(self.on_time, self.n, self.judged_today)[0]

    @property
    def worst(self) -> float:
        """The same if all of it is missed."""
        return if_closed(self.on_time, self.n, self.judged_today)[1]


def receiver(unit: str) -> Sight:
    """What whoever answers for a unit may see: the cases that it has or has had, thirty letters of each."""
    return Sight(cases=Scope(departments=frozenset({unit})), text="short")


@dataclass(frozen=True, kw_only=True)
class Morning:
    """The days of a digest: today, and the last worked day before it, as instants too."""

    today: date
    since: date
    zone: ZoneInfo

    @classmethod
    def of(cls, now: datetime, calendar: WorkCalendar) -> Morning:
        """The days at a moment."""
        today = now.astimezone(calendar.zone).date()
        back = (today - DAY * n for n in range(1, REACH.days))
        since = next((day for day in back if is_worked(day, calendar)), today - DAY)
        return cls(today=today, since=since, zone=calendar.zone)

    def midnight(self, day: date) -> datetime:
        """When a day begins."""
        return datetime.combine(day, time(), self.zone)

    def sum(self, frame: pd.DataFrame, column: str) -> int:
        """What the days before today come to."""
        days = (frame["day"] >= self.since.isoformat()) & (frame["day"] < self.today.isoformat())
        return int(frame.loc[days, column].sum())


def is_worked(day: date, calendar: WorkCalendar) -> bool:
    """Whether any hour of a day is worked."""
    begins, ends = (datetime.combine(one, time(), calendar.zone) for one in (day, day + DAY))
    return calendar.ordinal(ends, Measure.HOURS) > calendar.ordinal(begins, Measure.HOURS)


def digest(reader: Reader, unit: str, now: datetime, calendar: WorkCalendar, sight: Sight) -> Digest:
    """The digest of a unit at a moment: its counts, and the single cases that somebody of this sight sees."""
    days = Morning.of(now, calendar)
    own = reader.within(sight.cases)
    back = [str(row["key"]) for row in reader.rows(BACK, unit)]
    due = reader.frame("due-today", lambda: due_today(reader.tables), bound={UNIT: unit}).iloc[0]
    counts = standing(reader, unit) | {"due_today": int(due["n"])}
    rate = asked(ON_TIME, unit, reader).iloc[0]
    lists = {
        "overdue": asked(listed(OVERDUE), unit, own),
        "due": asked(listed(DUE_DAYS), unit, own),
        "back": of_keys(back[:SHOWN], own),
        "left": asked(listed(LEFT_BEHIND), unit, own),
    }
    return Digest(
        unit=unit,
        made_at=now,
        today=days.today,
        since=days.since,
        before=lately(reader, unit, days),
        now=counts | {"back": len(back)},
        judged_today=int(due["judged"]),
        n=int(rate["n"]),
        on_time=int(rate["on_time"]),
        cases={name: told(frame, sight) for name, frame in lists.items()},
        levers=[lever(one) for one in owed(answer(LOANS, Ask(), own), unit)][:SHOWN],
    )


def asked(of: Indicator, unit: str, reader: Reader, **more: Any) -> pd.DataFrame:
    """What an indicator says of one unit."""
    return answer(of, Ask(where=(("department", (unit,)),), **more), reader)


def of_keys(keys: Sequence[str], reader: Reader) -> pd.DataFrame:
    """Open cases by their keys, as far as the reader finds them."""
    return answer(listed(OPEN), Ask(where=(("key", tuple(keys)),)), reader) if keys else pd.DataFrame()


def due_today(tables: Tables) -> ir.Table:
    """How many cases of a unit fall due before midnight, and how many of them the on-time rate will count."""
    cases = tables.cases.filter(tables.cases.open, tables.cases.holder == word(UNIT))
    cases = cases.filter(cases.phase != Phase.SUSPENDED.value, cases.due_at >= moment_of_reading())
    rows = on_time.told(cases.filter(day(cases.due_at) == day(moment_of_reading())), tables)
    return rows.aggregate(n=rows.count(), judged=rows.count(where=rows.outcome.isin(on_time.COUNTS)))


def standing(reader: Reader, unit: str) -> dict[str, int]:
    """How things stand now, of all its cases."""
    appeals = answer(APPEAL_LIST, Ask(), reader)
    return {
        "overdue": int(asked(OVERDUE, unit, reader)["value"].sum()),
        "due_days": int(asked(DUE_DAYS, unit, reader)["value"].sum()),
        "owed": len(list(owed(answer(LOANS, Ask(), reader), unit))),
        "left": int(asked(LEFT_BEHIND, unit, reader)["value"].sum()),
        "appeals": int(((appeals["org"] == unit) & (appeals["outcome"] == PENDING)).sum()),
    }


def lately(reader: Reader, unit: str, days: Morning) -> dict[str, int]:
    """What came, was closed, was returned and was settled from the last worked day until today."""
    by_day: dict[str, Any] = {"by": ("day",), "window": REACH}
    settled = asked(ON_TIME, unit, reader, **by_day)
    span = days.midnight(days.since), days.midnight(days.today)
    (returned,) = reader.rows(RETURNED, unit, *span)
    return {
        "received": days.sum(asked(RECEIVED, unit, reader, **by_day), "value"),
        "closed": days.sum(asked(CLOSED, unit, reader, **by_day), "value"),
        "returned": int(returned["n"]),
        "n": days.sum(settled, "n"),
        "on_time": days.sum(settled, "on_time"),
    }


def owed(loans: pd.DataFrame, unit: str) -> Iterator[Any]:
    """The levers that wait for an answer of a unit, the nearest limit first."""
    waiting = loans[loans["state"] == LeverState.ACTIVE.value].sort_values(["respond_by", "key"])
    for one in rows(waiting):
        if one.unit == unit or unit in (list(one.co_units) if one.co_units is not None else []):
            yield one


def told(frame: pd.DataFrame, sight: Sight) -> list[Row]:
    """The first cases of a list: no requester, no place, thirty masked letters of what was said or none."""
    return [
        {
            "key": one.key,
            "id": one.id,
            "category": code(one.category),
            "street": code(one.street),
            "due_at": moment(one.due_at),
            "left": None if pd.isna(one.left) else float(one.left),
            "clock": one.clock,
            "state": one.state,
            "text": scrub(code(one.text_short))[:SHORT] if sight.text == "short" else "",
        }
        for one in rows(frame.head(SHOWN))
    ]


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows in order, their columns as attributes."""
    return iter(frame.itertuples(index=False))


def lever(one: Any) -> Row:
    """One lever: what kind, about what, by when it must be answered."""
    names = ("key", "matter", "level", "kind", "category", "street")
    return {**{name: code(getattr(one, name)) for name in names}, "respond_by": moment(one.respond_by)}


def code(said: Any) -> str:
    """A word of a table, empty for none."""
    return said if isinstance(said, str) else ""


def moment(said: Any) -> datetime | None:
    """A moment of a table, None for none."""
    return None if said is None or pd.isna(said) else said.to_pydatetime()


def as_data(said: Digest, district: District) -> dict[str, Any]:
    """A digest for programs: counts, shares, and the cases of its receiver, codes beside their names."""

    def named(word: str) -> dict[str, str]:
        return {"code": word, "zh": district.short(word, "zh"), "en": district.short(word, "en")}

    def case(row: Row) -> dict[str, Any]:
        due, rest = row["due_at"], row["left"]
        return {
            "id": row["id"], "key": row["key"], "category": named(row["category"]),
            "street": named(row["street"]), "due_at": due and due.isoformat(),
            "minutes_left": None if rest is None else round(rest), "clock": row["clock"],
            "state": row["state"], "text": row["text"],
        }  # fmt: skip

    def lent(row: Row) -> dict[str, Any]:
        until = row["respond_by"]
        told = {name: named(row[name]) for name in ("category", "street")}
        return {**row, **told, "respond_by": until and until.isoformat()}

    shares = {
        "share": said.on_time / said.n if said.n else math.nan,
        "if_closed": said.best,
        "if_missed": said.worst,
    }
    weeks = {"n": said.n, "on_time": said.on_time} | {name: short(one) for name, one in shares.items()}
    return {
        "kind": "digest", "district": district.code, "unit": named(said.unit),
        "day": said.today.isoformat(), "since": said.since.isoformat(), "made_at": said.made_at.isoformat(),
        "before": dict(said.before), "now": {name: said.now[name] for name in NOW},
        "four_weeks": weeks,
        "cases": {name: [case(row) for row in rows] for name, rows in said.cases.items()},
        "levers": [lent(row) for row in said.levers],
    }  # fmt: skip


def short(share: float) -> float | None:
    """A share to four digits, so that no row of digits is taken for a number of somebody's."""
    return None if math.isnan(share) else round(share, 4)
