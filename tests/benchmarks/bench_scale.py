"""Whether a tick costs what has changed or what there is: 100 thousand, 1 million, 10 million cases.

The young cases are folded by the real fold. The history behind them is made of copies of the ended ones, each
`DAYS` older than the last, so that a window of weeks holds the same cases at every size.
"""

from __future__ import annotations

import gc
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from dashboard.board.file import counts, note
from dashboard.board.store import Board
from dashboard.board.tables import columns
from dashboard.board.views import STORED
from dashboard.calendar.work import WorkCalendar
from dashboard.desk import TWINS
from dashboard.district import District, calendar_of, load
from dashboard.drawing import Easel, Sitting
from dashboard.ledger import Entry
from dashboard.places import Geometry
from dashboard.scope import ALL
from dashboard.snapshot import pressed
from layouts.pages import PANELS
from layouts.sites import PAGES
from tests.benchmarks.bench_board import ROAD
from tests.benchmarks.plot import ticks_drawn
from tests.histories import entry, fact, ledger

NOW = datetime(2026, 11, 20, 2, 42, tzinfo=UTC)
DAYS, YOUNG, OPEN, TICK = 90, 100_000, 50_000, 500
SIZES = (100_000, 1_000_000, 10_000_000)
FILTERS: tuple[dict[str, str], ...] = (
    {}, {"source": "GRID"}, {"street": "990101002"}, {"window": "7d"}, {"category": "E0116"},
    {"department": "ecology"}, {"urgency": "urgent"}, {"street": "990101003", "window": "91d"},
)  # fmt: skip
PLOT = Path(__file__).parents[2] / "docs" / "pictures" / "tick.svg"
Rows = list[tuple[str, str]]


def scale_speed(sizes: tuple[int, ...] = SIZES) -> Rows:
    """What a tick, a filter change and a restart cost at each size, and what takes the time."""
    found: Rows = []
    ticks: dict[int, float] = {}
    parts: dict[int, tuple[float, float]] = {}
    with TemporaryDirectory() as folder:
        site = Site(path=Path(folder) / "board.duckdb")
        began = perf_counter()
        site.board.catch_up(ledger(list(told())))
        found.append((f"scale: fold of {YOUNG:,} young cases", f"{perf_counter() - began:.1f} s"))
        gc.collect()
        size = YOUNG
        for wanted in sizes:
            site.grow((wanted - size) // (YOUNG - OPEN))
            size = site.board.cases()
            ticks[wanted] = site.tick()
            parts[wanted] = site.folded, ticks[wanted] - site.folded
            fresh = [site.change(query) for query in FILTERS]
            changes = [site.change(query) for query in (*FILTERS, *FILTERS)]
            found += [
                (
                    f"tick of {TICK} upserts at {size:,} cases, {OPEN:,} open: board, indicators, picture",
                    f"{ticks[wanted] * 1e3:.0f} ms (board alone {site.folded * 1e3:.0f} ms)",
                ),
                (
                    f"filter change on /departments at {size:,} cases, texts built ahead as the desk does",
                    f"median {median(changes) * 1e3:.0f} ms, p95 {quantiles(changes, n=20)[-1] * 1e3:.0f} ms "
                    f"(median {median(fresh) * 1e3:.0f} ms while they are built)",
                ),
                (f"board of {size:,} cases opened again, first picture", f"{site.restart():.2f} s"),
            ]
        site.board.close()
    ticks_drawn(parts, PLOT)
    first, last = ticks[sizes[0]], ticks[sizes[-1]]
    found.append((f"tick at {sizes[-1]:,} against {sizes[0]:,} cases (bar: 2)", f"{last / first:.2f} times"))
    return found


@cache
def place() -> tuple[District, WorkCalendar, Geometry]:
    """云江区 as it ships."""
    district = load("yunjiang")
    return district, calendar_of(district), Geometry.load(district)


@dataclass
class Site:
    """A board that grows, and what is drawn from it."""

    path: Path
    now: datetime = NOW
    folded: float = 0.0
    copies: int = 0
    board: Board = field(init=False)

    def __post_init__(self) -> None:
        self.board = self.opened()
        self.easel = Easel(district=place()[0], geometry=place()[2])

    def opened(self) -> Board:
        """The board in its file."""
        return Board(*place(), path=self.path)

    def grow(self, copies: int) -> None:
        """Put older copies of the ended cases behind the young ones."""
        with self.board._transaction() as cursor:
            cursor.execute("CREATE TEMP TABLE ended AS SELECT no FROM case_rows WHERE NOT open AND no > 0")
            for name in (*(one for one in STORED if "key" in columns(one)), "numbers"):
                shifts = {"key": "key || '-' || copy", "no": f"no - CAST(copy AS BIGINT) * {10**8}"}
                if name in STORED:
                    times = [c for c, kind in columns(name).items() if kind == "TIMESTAMPTZ"]
                    shifts |= {c: f"{c} - to_days(CAST(copy * {DAYS} AS INTEGER))" for c in times}
                shifts |= {"body": "'{}'"} if name == "facts" else {}
                fresh = ", ".join(f"{how} AS {what}" for what, how in shifts.items())
                into = STORED.get(name, name)
                cursor.execute(f"CREATE TEMP TABLE base AS FROM {into} WHERE no IN (FROM ended)")
                for copy in range(self.copies + 1, self.copies + copies + 1):
                    cursor.execute(
                        f"INSERT INTO {into} SELECT * EXCLUDE copy REPLACE ({fresh}) "
                        f"FROM base, (SELECT {copy} AS copy)"
                    )
                cursor.execute("DROP TABLE base")
            cursor.execute("DROP TABLE ended")
            note(cursor, counts(cursor))  # else the file would be taken for half written
        self.copies += copies
        self.board._defaults = None
        with self.board._cursor() as cursor:
            cursor.execute("CHECKPOINT")

    def tick(self) -> float:
        """The median time from 500 facts to the bytes of the wall's picture."""
        self.picture("wall", {})
        spent, folded = [], []
        for _ in range(5):
            news = self.news()
            self.now += timedelta(seconds=20)
            began = perf_counter()
            self.board.catch_up(lambda seq, limit, news=news: [one for one in news if one.seq > seq][:limit])
            folded.append(perf_counter() - began)
            self.picture("wall", {})
            spent.append(perf_counter() - began)
        self.folded = median(folded)
        return median(spent)

    def news(self) -> list[Entry]:
        """Half of them new cases, half open ones that move on."""
        with self.board.reading(self.now) as reader:
            keys = reader.cursor.execute(
                f"FROM cases SELECT key WHERE open ORDER BY id DESC LIMIT {TICK // 2}"
            ).fetchall()
        seq = self.board.seq
        facts = [fact(key, "progress", self.now, seq, {"org": "water"}) for (key,) in keys]
        facts += [
            fact(f"case:hotline/new-{seq}-{n}", "report", self.now, 0, {"case": said(random.Random(n))})
            for n in range(TICK - len(facts))
        ]
        return [entry(one, seq + n) for n, one in enumerate(facts, 1)]

    def picture(self, page: str, query: dict[str, str]) -> bytes:
        """The bytes of one page."""
        with self.board.reading(self.now, twins=TWINS) as reader:
            sitting = Sitting(
                reader=reader.remembering(), query=query, lang="zh", now=self.now, sight=ALL, page=PAGES[page]
            )
            return pressed((page, self.now), self.easel.page(PANELS[page], sitting)).body

    def change(self, query: dict[str, str]) -> float:
        """How long a picture takes that nobody has asked for at this moment."""
        began = perf_counter()
        self.picture("departments", query)
        return perf_counter() - began

    def restart(self) -> float:
        """From opening the file to the bytes of the wall."""
        self.board.close()
        began = perf_counter()
        self.board = self.opened()
        self.board._recognised = True  # the ledger of this bench has no past to be recognised by
        self.picture("wall", {})
        return perf_counter() - began


def told() -> Iterator[Entry]:
    """Histories of the young cases by time, half of them still open."""
    chance = random.Random(20261120)
    facts = [one for number in range(YOUNG) for one in history(number, chance)]
    facts.sort(key=lambda each: each.happened_at)
    return (entry(each, seq) for seq, each in enumerate(facts, 1))


def history(number: int, chance: random.Random) -> Iterator[object]:
    """One case along the usual road; every other one stands somewhere on it still."""
    lasting = number % 2 == 0
    age = chance.uniform(0.01, 1.0) ** (3 if lasting else 1) * DAYS
    when, pace = NOW - timedelta(days=age), chance.lognormvariate(0, 0.8)
    unit = chance.choice(("ecology", "enforcement", "housing", "construction", "water", "market", "greening"))
    road = ROAD[: chance.randrange(1, len(ROAD) - 1)] if lasting else ROAD
    for n, (kind, minutes) in enumerate(road):
        happened = when + timedelta(minutes=minutes * pace)
        if happened >= NOW:
            return
        body = {"case": said(chance, when)} if n == 0 else {"org": unit, "to_org": unit}
        yield fact(f"case:hotline/{number:07d}", kind, happened, n, body)


def said(chance: random.Random, when: datetime | None = None) -> dict[str, object]:
    """What a report says."""
    district = place()[0]
    return {
        "source": chance.choice(("H12345", "H12345", "GRID", "P110")),
        "category": chance.choice(district.categories).code,
        "street": chance.choice(district.streets).code,
        "urgency": chance.choice(("normal",) * 19 + ("urgent",)),
        "reported_at": (when or NOW).isoformat(),
        "lon": round(121.2 + chance.random() * 0.2, 6),
        "lat": round(31.1 + chance.random() * 0.2, 6),
        "place": "inside",
        "text_short": "路灯不亮，请尽快派人查看处理",
    }
