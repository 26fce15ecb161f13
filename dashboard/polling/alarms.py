"""What is strange about what a source sends although it can be read: fields, clock, places, names."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from dashboard.cases import AHEAD, STATE, UNMAPPED, Fact, Place
from dashboard.text import Text
from data_feeds import Record

NOTES = {
    "fields": Text("字段有变：{value}", "fields have changed: {value}"),
    "clock": Text("时间偏差：{value}", "times are off: {value}"),
    "ahead": Text(
        "时间戳超前，按收到时刻排序，最远 {value}",
        "stamps from the future, ordered by when they came, furthest {value}",
    ),
    "place": Text(
        "坐标系疑似错误，区外点占 {value}", "coordinates look wrong, outside the district: {value}"
    ),
    "datum": Text(
        "所报街镇与点位不符占 {value}，请核对坐标系（crs）与街镇边界",
        "the street told is not where the point lies: {value}; check the datum (crs) and the polygons",
    ),
    "unmapped": Text("区文件未收录的名称：{value}", "names the district file does not know: {value}"),
    "unseen": Text(
        "来源已查不到的在办件：{value}", "open cases their source does not know any more: {value}"
    ),
}
"""What the notes of a `FeedState` mean; a note is `code: value`."""

SHARE = 0.05  # of the records of a page
ELSEWHERE = 0.10  # of the points, in another street than the one told
ENOUGH = 100  # records, before a habit is known
FEW = 20  # records or points, before a share says anything
OFF = timedelta(hours=1)
NAMES = 10
RECENT = 200  # facts from which a share is taken

Locate = Callable[[float, float], str]
"""The code of the street a point lies in."""


def words(note: str) -> Text:
    """A note in both languages."""
    code, _, value = note.partition(": ")
    known = NOTES.get(code)
    return Text(known.to("zh", value=value), known.to("en", value=value)) if known else Text(note, note)


@dataclass
class Alarms:
    """What is known of a source's habits since this process began, and what departs from them."""

    always: frozenset[str] = frozenset()  # fields that every record had
    ever: frozenset[str] = frozenset()
    records: int = 0
    delays: deque[float] = field(
        default_factory=lambda: deque(maxlen=FEW)
    )  # seconds, of facts that were news
    ahead: deque[timedelta] = field(default_factory=lambda: deque(maxlen=RECENT))
    outside: deque[bool] = field(default_factory=lambda: deque(maxlen=RECENT))
    elsewhere: deque[bool] = field(default_factory=lambda: deque(maxlen=RECENT))
    names: dict[str, None] = field(default_factory=dict)  # in the order they were said
    fields: str = ""

    def notes(self) -> tuple[str, ...]:
        """All that is strange now."""
        found = {
            "fields": self.fields,
            "clock": self.clock(),
            "ahead": self.future(),
            "place": too_many(self.outside, SHARE),
            "datum": too_many(self.elsewhere, ELSEWHERE),
            "unmapped": "、".join(self.names),
        }
        return tuple(f"{code}: {value}" for code, value in found.items() if value)

    def see_records(self, records: Sequence[Record]) -> None:
        """Compare the fields of a page with the habit; a page like the others widens the habit."""
        shapes = [fields_of(record.raw) for record in records if isinstance(record.raw, Mapping)]
        if not shapes:
            return
        if self.records >= ENOUGH and len(shapes) >= FEW:
            self.fields = self.departure(shapes)
        if not self.fields:
            self.always = frozenset.intersection(*shapes, *([self.always] if self.records else []))
            self.ever = self.ever.union(*shapes)
            self.records += len(shapes)

    def departure(self, shapes: Sequence[frozenset[str]]) -> str:
        """Which fields are missing or new, if more than `SHARE` of the records depart."""
        odd = [shape for shape in shapes if shape - self.ever or self.always - shape]
        if len(odd) <= SHARE * len(shapes):
            return ""
        missing = sorted({name for shape in odd for name in self.always - shape})
        new = sorted({name for shape in odd for name in shape - self.ever})
        return " ".join([f"−{name}" for name in missing[:NAMES]] + [f"+{name}" for name in new[:NAMES]])

    def see_facts(
        self, facts: Sequence[Fact], *, news: int, now: datetime, locate: Locate | None = None
    ) -> None:
        """Look at the moments of what was news (the `news` newest), and at points and names of all."""
        newest = sorted(facts, key=lambda fact: fact.happened_at)[len(facts) - news :] if news else []
        for fact in newest[-FEW:]:
            late = (fact.happened_at - now).total_seconds()
            self.delays.append(max(0.0, late) if fact.kind == STATE else late)
        self.ahead.extend(fact.happened_at - now for fact in facts[-RECENT:] if news)
        for fact in facts[-RECENT:]:
            self.see_place(fact.body.get("case") or {}, locate)
        for fact in facts:
            for name in said(fact.body):
                if len(self.names) < NAMES:
                    self.names[name] = None

    def clock(self) -> str:
        """How far the newest facts stand from our present, when that is too far to be true."""
        if len(self.delays) < FEW // 4:
            return ""
        off = timedelta(seconds=median(self.delays))
        return f"{off / OFF:+.1f} h" if abs(off) > OFF else ""

    def future(self) -> str:
        """How far the furthest of the recent stamps stands in our future, beyond what clocks may differ."""
        furthest = max(self.ahead, default=AHEAD)
        return spelled(furthest) if furthest > AHEAD else ""

    def see_place(self, case: Mapping[str, object], locate: Locate | None) -> None:
        """Look at where a case is said to be: outside the district, or in another street than its point."""
        place, street = case.get("place"), case.get("street")
        if place in (Place.INSIDE, Place.OUTSIDE):
            self.outside.append(place == Place.OUTSIDE)
        lon, lat = case.get("lon"), case.get("lat")
        told = locate and place == Place.INSIDE and street and street != UNMAPPED
        if locate and told and isinstance(lon, float) and isinstance(lat, float):
            self.elsewhere.append(locate(lon, lat) != street)


def too_many(seen: Sequence[bool], share: float) -> str:
    """The share of what is odd, when it is too large to be true."""
    odd = sum(seen) / max(1, len(seen))
    return f"{odd:.0%}" if len(seen) >= FEW and odd > share else ""


def spelled(span: timedelta) -> str:
    """A span in the largest unit that has at least two of it."""
    for unit, word in ((timedelta(days=1), "d"), (timedelta(hours=1), "h")):
        if span >= 2 * unit:
            return f"+{span / unit:.1f} {word}"
    return f"+{span / timedelta(minutes=1):.0f} min"


def fields_of(raw: Mapping[str, object]) -> frozenset[str]:
    """The names of a record's fields, those of its parts included; one that is empty counts."""
    parts = {f"{name}.{part}" for name, value in raw.items() if isinstance(value, dict) for part in value}
    return frozenset(map(str, raw)) | parts


def said(body: Mapping[str, object]) -> Iterable[str]:
    """What a fact says that the district file does not know."""
    return (f"{name.removesuffix('_said')} {value}" for name, value in body.items() if name.endswith("_said"))
