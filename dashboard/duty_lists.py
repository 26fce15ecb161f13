"""The duty list and the roster from a folder: whole lists, checked row by row, kept as configuration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from dashboard.board.reader import Reader
from dashboard.borrowed import plain
from dashboard.cases import STATE, Fact
from dashboard.clock import now as wall
from dashboard.district import District, Duty
from dashboard.ledger import Receipt, Rejected
from dashboard.ledger.store import Ledger
from dashboard.polling import Turn
from dashboard.privacy import masked
from dashboard.text import Text
from data_feeds.lists import LISTS, ListError, read_row
from data_feeds.sheets import Sheet, TornFile, rows
from data_feeds.stillness import Look, look_at

log = structlog.get_logger()
STREAM = "config"
EVERY = 30.0
"""Seconds between two looks into the folder."""
SUFFIXES = (".csv", ".xlsx")
LARGEST = 20 << 20
STALE = timedelta(days=90)
"""How old a list may be that is relied on (domain.md §3.2)."""
OLD = Text(
    "{name}：{as_of} 的名单，已超过 {days} 天，请核实后重新放入文件夹",
    "{name}: the list is of {as_of}, older than {days} days; check it and put it into the folder anew",
)
NONE = Text("{name}：文件夹 {folder} 中没有这份名单", "{name}: the folder {folder} has no such list")
WRONG = Text("{name}：{said}", "{name}: {said}")


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One list as it lies in the folder: the rows that can be used, and those that cannot."""

    name: str
    as_of: datetime
    rows: Sequence[Mapping[str, str]]
    aside: Sequence[Rejected] = ()

    def fact(self) -> Fact:
        """What the ledger is told: the list as a whole, as it is since its file was written."""
        body = {"as_of": self.as_of.isoformat(), "rows": [dict(row) for row in self.rows]}
        return Fact(
            key=f"list:{self.name}",
            kind=STATE,
            version=self.as_of.isoformat(),
            happened_at=self.as_of,
            body=body,
        )

    def stale(self, today: date) -> bool:
        """Whether nobody has confirmed it for too long."""
        return self.as_of.date() < today - STALE


def file_of(folder: Path, name: str) -> Path | None:
    """The file of a list, the newest where there are several."""
    found = [folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").is_file()]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def listed(path: Path, name: str, district: District) -> Listed:
    """The list in a file; a `TornFile` where it cannot be read at all."""
    as_of = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    sheet = Sheet(path=path, name=path.name, told_at=as_of, largest=LARGEST)
    good: list[Mapping[str, str]] = []
    aside: list[Rejected] = []
    for record, wrong in rows(sheet):
        try:
            if wrong:
                raise ListError(wrong)
            good.append(read_row(name, record.raw, district))
        except ListError as error:
            aside.append(Rejected(where=record.where, reason=str(error), raw=masked(record.raw)))
    return Listed(name=name, as_of=as_of, rows=good, aside=aside)


def fill(ledger: Ledger, district: District) -> None:
    """Write the lists that lie in the folder at once: a demo waits for no second look."""
    for name in LISTS:
        path = file_of(district.found(district.lists), name)
        if path is not None and (found := listed(path, name, district)).rows:
            ledger.append(STREAM, [found.fact()], recorded_at=wall(), known_at=wall(), actor="lists")


@dataclass(kw_only=True)
class Intake:
    """Looks into the folder and writes each list that has changed and is still."""

    ledger: Ledger
    district: District
    looks: dict[str, Look] = field(default_factory=dict)
    taken: dict[str, Look] = field(default_factory=dict)
    trouble: str = ""

    def __call__(self, turn: Turn) -> Receipt:
        """One look; a list is taken when two looks find it the same."""
        receipt = Receipt()
        said: list[str] = []
        for name in LISTS:
            path = file_of(self.district.found(self.district.lists), name)
            look = look_at(path) if path else None
            still = look is not None and self.looks.get(name) == look
            if look is not None:
                self.looks[name] = look
            if path is None or not still or look is None or self.taken.get(name) == look:
                continue
            try:
                receipt += self.written(listed(path, name, self.district), turn)
            except TornFile as error:
                said.append(str(error))
            self.taken[name] = look
        self.told("; ".join(said))
        return receipt

    def written(self, found: Listed, turn: Turn) -> Receipt:
        """Write a list; one of which no row can be used is not taken."""
        if not found.rows:
            raise TornFile(f"{found.name}: no row of it can be used: {reasons(found)}")
        return self.ledger.append(
            STREAM, [found.fact()], recorded_at=wall(), known_at=wall(), actor="lists",
            rejected=found.aside, lease=turn.lease,
        )  # fmt: skip

    def told(self, trouble: str) -> None:
        """Into the log once when a list cannot be read."""
        if trouble and trouble != self.trouble:
            log.error("list not taken", error=trouble)
        self.trouble = trouble or self.trouble


def reasons(found: Listed) -> str:
    """Why rows were set aside, the first few."""
    return "; ".join(f"{one.where}: {one.reason}" for one in found.aside[:3])


def strange(district: District, today: date) -> Iterator[Text]:
    """What is wrong with the lists in the folder: missing, torn, too old, rows that cannot be used."""
    if not district.lists:
        return
    folder = district.found(district.lists)
    for name in LISTS:
        path = file_of(folder, name)
        if path is None:
            yield filled(NONE, name=name, folder=folder.name)
            continue
        try:
            found = listed(path, name, district)
        except TornFile as error:
            yield filled(WRONG, name=name, said=error)
            continue
        if found.stale(today) and not district.demo:
            yield filled(OLD, name=name, as_of=found.as_of.date(), days=STALE.days)
        for one in found.aside:
            yield filled(WRONG, name=name, said=f"{one.where}: {one.reason}")


def posts_listed(district: District) -> frozenset[str]:
    """The codes of the posts that the list in the folder names; none where it cannot be read."""
    path = file_of(district.found(district.lists), "posts") if district.lists else None
    try:
        found = listed(path, "posts", district).rows if path else ()
    except TornFile:  # `strange` says so
        return frozenset()
    return frozenset(row["code"] for row in found)


def filled(words: Text, **values: object) -> Text:
    """Words with their values."""
    return Text(words.to("zh", **values), words.to("en", **values))


def relied_on(district: District, duties: Sequence[Mapping[str, Any]], now: datetime) -> District:
    """The district with the duty list of the folder in place of its file's, where that is not the newer.

    A list that nobody has confirmed for too long is not relied on.
    """
    as_of = max((row["as_of"] for row in duties), default=None)
    written = max((duty.confirmed for duty in district.duties), default=date.min)
    if as_of is None or aged(as_of, now) or as_of.astimezone(district.tz).date() < written:
        return district
    return district.model_copy(update={"duties": tuple(map(duty, duties))})


def duties_of(reader: Reader) -> list[dict[str, Any]]:
    """The duty list that the board has, as the folder gave it."""
    return plain(reader.frame("duty-list", lambda: reader.tables.duties.order_by("n")))


def duty(row: Mapping[str, Any]) -> Duty:
    """A line of the board's `duties` as the district file has it."""
    return Duty(
        org=row["org"],
        post=row["post"],
        deputy=row["deputy"] or "",
        categories=tuple((row["categories"] or "").split()),
        clause=row["clause"] or "",
        confirmed=date.fromisoformat(row["confirmed"]),
    )


def on_duty(roster: Sequence[Mapping[str, Any]], day: date, shift: Text) -> list[Mapping[str, Any]]:
    """Who is on the roster for a shift of a day: lines of that day before those of every day."""
    fitting = [row for row in roster if row["shift"] in (shift.zh, shift.en)]
    today = [row for row in fitting if row["day"] == day.isoformat()]
    return today or [row for row in fitting if not row["day"]]


def aged(as_of: datetime | None, now: datetime) -> bool:
    """Whether a list must be shown as too old to be relied on."""
    return as_of is None or as_of < now - STALE
