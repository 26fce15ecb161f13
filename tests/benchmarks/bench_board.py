"""How fast the board is: built from nothing, caught up, opened again, looked at."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from dashboard.board.store import Board
from dashboard.board.views import STORED
from dashboard.ledger import Entry
from tests.histories import MONDAY, UNITS, calendar, district, entry, fact, ledger

ROAD = (
    ("report", 0),
    ("accept", 4),
    ("register", 6),
    ("dispatch", 12),
    ("sign", 60),
    ("contact", 110),
    ("progress", 900),
    ("dispose", 4_000),
    ("check_pass", 4_100),
    ("close", 4_105),
)
BACK = (("return", 90), ("dispatch", 200))
DAYS = 90
TICK = 500
NOW = MONDAY + timedelta(days=DAYS)


def board_speed(cases: int = 100_000, small: int = 20_000, copies: int = 20) -> list[tuple[str, str]]:
    """Cold rebuild, tick of 500 upserts at two sizes, restart from the file, a reading."""
    found, less = list(told(cases)), list(told(small))
    gc.freeze()  # what a ledger would hold on disk is not to be walked by the collector
    with TemporaryDirectory() as folder:
        path = Path(folder) / "board.duckdb"
        kept = Board(district(), calendar(), path=path)
        rebuilt = seconds(lambda: kept.catch_up(ledger(found)))
        kept.close()
        opened = seconds(lambda: Board(district(), calendar(), path=path).close())
    kept = Board(district(), calendar())
    kept.catch_up(ledger(less))
    one, look = tick(kept, less), median(seconds(lambda: looked_at(kept)) for _ in range(5))
    multiply(kept, copies)
    many = tick(kept, less)
    kept.close()
    gc.unfreeze()
    return [
        (
            f"board built from {cases:,} cases ({len(found):,} entries)",
            f"{rebuilt:.1f} s ({rebuilt / cases * 1e6:.0f} s per 1 M cases)",
        ),
        (f"board of {cases:,} cases opened again", f"{opened * 1e3:.0f} ms"),
        (f"tick of {TICK} upserts at {small:,} cases", f"{one * 1e3:.0f} ms"),
        (
            f"tick of {TICK} upserts at {small * (copies + 1):,} cases",
            f"{many * 1e3:.0f} ms, {many / one:.1f} times that",
        ),
        ("a reading opened", f"{look * 1e3:.0f} ms"),
    ]


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def looked_at(kept: Board) -> None:
    """Open a reading and let it go."""
    with kept.reading(NOW):
        pass


def told(cases: int) -> Iterator[Entry]:
    """Histories of so many cases as a ledger has them: by time, the last ones still open."""
    chance = random.Random(20260302)
    facts = [one for number in range(cases) for one in history(number, chance)]
    facts.sort(key=lambda each: each.happened_at)
    return (entry(each, seq) for seq, each in enumerate((f for f in facts if f.happened_at < NOW), 1))


def history(number: int, chance: random.Random) -> Iterator[object]:
    """One case along the usual road; one in thirty is sent back once."""
    key, when = f"case:hotline/{number:07d}", MONDAY + timedelta(minutes=chance.randrange(DAYS * 1_440))
    unit, pace = chance.choice(UNITS), chance.lognormvariate(0, 0.8)
    road = (*ROAD[:4], *BACK, *ROAD[4:]) if chance.random() < 1 / 30 else ROAD
    case = {
        "source": "H12345",
        "category": chance.choice(("pipe", "hole", "odd")),
        "street": chance.choice(("S1", "S2")),
        "reported_at": when.isoformat(),
        "lon": round(121 + chance.random(), 6),
        "lat": round(31 + chance.random(), 6),
        "place": "inside",
        "text_short": "路灯不亮，请尽快派人查看处理",
    }
    for n, (kind, minutes) in enumerate(road):
        body = {"case": case} if n == 0 else {"org": unit, "to_org": unit}
        yield fact(key, kind, when + timedelta(minutes=minutes * pace), n, body)


def tick(kept: Board, found: list[Entry]) -> float:
    """The median time to fold 500 upserts: half of them new cases, half open ones that move on."""
    with kept.reading(NOW) as reader:
        rows = reader.cursor.execute(
            f"FROM cases SELECT key WHERE open ORDER BY id DESC LIMIT {TICK // 2}"
        ).fetchall()
    return median(seconds(lambda keys=[key for (key,) in rows]: upsert(kept, found, keys)) for _ in range(5))


def upsert(kept: Board, found: list[Entry], keys: list[str]) -> None:
    """Let open cases move on and new ones come, and catch up."""
    last = kept.seq
    news = [fact(key, "progress", NOW, last, {"org": "A"}) for key in keys]
    news += [
        fact(f"case:hotline/new-{last}-{n}", "report", NOW, 0, {"case": {"category": "pipe"}})
        for n in range(TICK - len(news))
    ]
    fresh = [entry(each, last + n) for n, each in enumerate(news, 1)]
    kept.catch_up(lambda seq, limit: [each for each in fresh if each.seq > seq][:limit])


def multiply(kept: Board, copies: int) -> None:
    """Put copies of everything there is beside it, as older cases that are not touched."""
    with kept._transaction() as cursor:
        shift = cursor.execute("SELECT max(no) + 1 FROM numbers").fetchall()[0][0] * copies
        fresh = f"key || '-' || copy AS key, no * {copies} + copy - {shift} AS no"
        for table in (*STORED.values(), "numbers"):
            cursor.execute(f"CREATE TEMP TABLE kept_rows AS FROM {table}")
            rows = f"(FROM kept_rows, range({copies}) AS n(copy))"
            cursor.execute(f"INSERT INTO {table} SELECT * EXCLUDE copy REPLACE ({fresh}) FROM {rows}")
            cursor.execute("DROP TABLE kept_rows")
