"""Rules, copies of them and stories for dry runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from dashboard.cases import Fact
from dashboard.district import SHIPPED, calendar_of, load
from dashboard.dryrun.running import Span, run
from dashboard.dryrun.sides import Side, copied, today
from dashboard.ledger import Entry
from dashboard.leverage.book import load as book_in
from dashboard.places import Geometry
from tests.living import TEXTS, dispatched, stepped

YUNJIANG = SHIPPED / "yunjiang"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)  # Friday, 17:00 in Shanghai
WEEK = Span(first=date(2026, 11, 16), last=date(2026, 11, 20))
ONCE = Span(first=WEEK.first, last=WEEK.last, every=9)
"""The same days, with one look at the list: where it is not of the matter."""
LATE = Span(first=WEEK.first, last=WEEK.last, at=time(16), every=4)
"""The same days, looked at on the first and the last."""
PLAIN = "E0000"
"""A category that the district does not know: the limit of all others is its limit."""
NOWHERE = Path("/nowhere")


def changed(
    folder: Path, *changes: tuple[str, str], file: str = "district.toml", of: Path = YUNJIANG
) -> Path:
    """A copy of a district's folder in which a file says some words otherwise."""
    copytree(of, folder)
    path = folder / file
    text = path.read_text("utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    return folder


def in_force(folder: Path = YUNJIANG) -> Side:
    """The side of a folder as the rules of today."""
    district = load(folder / "district.toml")
    own = folder / "levers.toml"
    return today(district, calendar_of(district), book_in(own) if own.is_file() else book_in(), NOW)


def copy_side(folder: Path, live: Side | None = None) -> Side:
    """The side of a copy."""
    return copied(folder, (live or in_force()).district, NOWHERE, NOW)


def entries_of(facts: Sequence[Fact], stream: str = "hotline") -> list[Entry]:
    """Facts as a ledger has them, each known as it happened."""
    told = sorted(facts, key=lambda fact: fact.happened_at)
    return [
        Entry(
            seq=n, recorded_at=fact.happened_at, known_at=fact.happened_at, stream=stream, key=fact.key,
            kind=fact.kind, version=fact.version, happened_at=fact.happened_at, actor="", digest=f"{n}",
            body=fact.body,
        )
        for n, fact in enumerate(told, 1)
    ]  # fmt: skip


def paged(entries: Sequence[Entry]) -> Callable[[int, int], list[Entry]]:
    """Entries as a ledger hands them out."""
    return lambda after, most: [entry for entry in entries if entry.seq > after][:most]


def tried(
    sides: tuple[Side, Side], entries: Sequence[Entry], indicators: Sequence[Any], days: Span = WEEK
) -> Any:
    """A dry run over some entries."""
    return run(
        paged(entries), len(entries), sides, days, now=NOW, geometry=Geometry.load(sides[0].district),
        indicators=indicators, texts=TEXTS,
    )  # fmt: skip


def stuck(number: int, *, hours: float = 101) -> list[Fact]:
    """A matter that four units have sent back: a little late, and it comes before leaders."""
    facts = dispatched(number, hours=hours, org="water", category=PLAIN, flags=["vulnerable", "leader"])
    for n, unit in enumerate(("greening", "water", "housing", "water")):
        at = hours - 1 - n
        facts.append(stepped(number, "return", hours=at, org=("water", "greening", "water", "housing")[n]))
        facts.append(stepped(number, "dispatch", hours=at - 0.5, org="uomc", to_org=unit))
    return facts


def settled(number: int, *, hours: float, lasts: timedelta | None) -> list[Fact]:
    """A case sent to a unit, and closed after a while or not yet."""
    facts = dispatched(number, hours=hours, category=PLAIN, lon=121.3 + number / 500)
    if lasts is not None:
        facts.append(stepped(number, "close", hours=hours - 0.1 - lasts / timedelta(hours=1), org="water"))
    return facts
