"""What is strange about what a source sends although it can be read: fields, clock, places, names."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from dashboard.cases import STATE, Fact, Place
from dashboard.text import Text
from data_feeds import Record

NOTES = {
    "fields": Text("字段有变：{value}", "fields have changed: {value}"),
    "clock": Text("时间偏差：{value}", "times are off: {value}"),
    "place": Text(
        "坐标系疑似错误，区外点占 {value}", "coordinates look wrong, outside the district: {value}"
    ),
    "unmapped": Text("区文件未收录的名称：{value}", "names the district file does not know: {value}"),
}
"""What the notes of a `FeedState` mean; a note is `code: value`."""

SHARE = 0.05  # of the records of a page
ENOUGH = 100  # records, before a habit is known
FEW = 20  # records or points, before a share says anything
OFF = timedelta(hours=1)
NAMES = 10


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
    outside: deque[bool] = field(default_factory=lambda: deque(maxlen=200))
    names: dict[str, None] = field(default_factory=dict)  # in the order they were said
    fields: str = ""

    def notes(self) -> tuple[str, ...]:
        """All that is strange now."""
        found = {
            "fields": self.fields,
            "clock": self.clock(),
            "place": self.place(),
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

    def see_facts(self, facts: Sequence[Fact], *, news: int, now: datetime) -> None:
        """Look at the moments of what was news (the `news` newest), and at points and names of all."""
        newest = sorted(facts, key=lambda fact: fact.happened_at)[len(facts) - news :] if news else []
        for fact in newest[-FEW:]:
            late = (fact.happened_at - now).total_seconds()
            self.delays.append(max(0.0, late) if fact.kind == STATE else late)
        for fact in facts:
            place = (fact.body.get("case") or {}).get("place")
            if place in (Place.INSIDE, Place.OUTSIDE):
                self.outside.append(place == Place.OUTSIDE)
            for name in said(fact.body):
                if len(self.names) < NAMES:
                    self.names[name] = None

    def clock(self) -> str:
        """How far the newest facts stand from our present, when that is too far to be true."""
        if len(self.delays) < FEW // 4:
            return ""
        off = timedelta(seconds=median(self.delays))
        return f"{off / OFF:+.1f} h" if abs(off) > OFF else ""

    def place(self) -> str:
        """The share of points outside the district, when it is too large to be true."""
        share = sum(self.outside) / max(1, len(self.outside))
        return f"{share:.0%}" if len(self.outside) >= FEW and share > SHARE else ""


def fields_of(raw: Mapping[str, object]) -> frozenset[str]:
    """The names of a record's fields, those of its parts included; one that is empty counts."""
    parts = {f"{name}.{part}" for name, value in raw.items() if isinstance(value, dict) for part in value}
    return frozenset(map(str, raw)) | parts


def said(body: Mapping[str, object]) -> Iterable[str]:
    """What a fact says that the district file does not know."""
    return (f"{name.removesuffix('_said')} {value}" for name, value in body.items() if name.endswith("_said"))
