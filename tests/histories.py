"""Histories of cases to test with: told by hand in minutes, or drawn at random and then disturbed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import orjson
from hypothesis import strategies as st

from dashboard.board.store import Board
from dashboard.board.tables import NO
from dashboard.board.views import STORED
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import STATE, EventKind, Fact, Phase
from dashboard.district import District
from dashboard.fold import Folded, Known
from dashboard.fold.case import fold_case
from dashboard.fold.rules import Rules
from dashboard.ledger import Entry

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai, the first worked minute of a plain week
KEY = "case:hotline/1"
HORIZON = timedelta(days=60)
UNITS = ("A", "B", "C")
LIKELY: dict[str, tuple[EventKind, ...]] = {
    Phase.REPORTED: (
        EventKind.ACCEPT,
        EventKind.REGISTER,
        EventKind.DISPATCH,
        EventKind.REJECT,
        EventKind.VERIFY,
    ),
    Phase.VERIFYING: (EventKind.REGISTER, EventKind.ACCEPT),
    Phase.ACCEPTED: (EventKind.REGISTER, EventKind.DISPATCH, EventKind.MERGE),
    Phase.REGISTERED: (EventKind.DISPATCH,),
    Phase.DISPATCHED: (EventKind.SIGN, EventKind.SIGN, EventKind.RETURN, EventKind.REMIND),
    Phase.RETURNED: (EventKind.DISPATCH, EventKind.DISPATCH, EventKind.SUPERVISE),
    Phase.SIGNED: (EventKind.CONTACT, EventKind.PROGRESS, EventKind.SUSPEND, EventKind.RETURN),
    Phase.CONTACTED: (EventKind.PROGRESS, EventKind.DISPOSE, EventKind.EXTEND, EventKind.DISPATCH),
    Phase.DISPOSING: (EventKind.DISPOSE, EventKind.SUSPEND, EventKind.SUPERVISE, EventKind.CLOSE),
    Phase.SUSPENDED: (EventKind.RESUME, EventKind.RESUME, EventKind.CLOSE),
    Phase.DISPOSED: (EventKind.CHECK_PASS, EventKind.CHECK_FAIL, EventKind.CLOSE),
    Phase.REWORK: (EventKind.PROGRESS, EventKind.DISPOSE, EventKind.ESCALATE),
    Phase.CLOSED: (EventKind.VISIT, EventKind.REOPEN, EventKind.ARCHIVE, EventKind.VOID),
    Phase.VISITED: (EventKind.REOPEN, EventKind.ARCHIVE),
}
"""What usually comes next; the phase names only the place in this table, not what the fold makes of it."""
NEXT: dict[EventKind, Phase] = {
    EventKind.VERIFY: Phase.VERIFYING,
    EventKind.ACCEPT: Phase.ACCEPTED,
    EventKind.REGISTER: Phase.REGISTERED,
    EventKind.DISPATCH: Phase.DISPATCHED,
    EventKind.SIGN: Phase.SIGNED,
    EventKind.RETURN: Phase.RETURNED,
    EventKind.CONTACT: Phase.CONTACTED,
    EventKind.PROGRESS: Phase.DISPOSING,
    EventKind.SUSPEND: Phase.SUSPENDED,
    EventKind.RESUME: Phase.SIGNED,
    EventKind.DISPOSE: Phase.DISPOSED,
    EventKind.CHECK_FAIL: Phase.REWORK,
    EventKind.CLOSE: Phase.CLOSED,
    EventKind.VISIT: Phase.VISITED,
    EventKind.REOPEN: Phase.ACCEPTED,
}


@cache
def district() -> District:
    """A small district: a hotline that tells everything, a folder that knows only open and closed."""

    def org(code: str) -> dict[str, Any]:
        return {"code": code, "name": f"单位{code}", "short": code, "kind": "dept"}

    return District.model_validate(
        {
            "code": "test",
            "name": "试验区",
            "title": "试验区城运中心",
            "zone": "Asia/Shanghai",
            "working": {"segments": [("09:00", "12:00"), ("13:30", "17:30")]},
            "geometry": {"streets": "streets.geojson"},
            "centre": "C",
            "limits": {"registration": "30M"},
            "streets": [{"code": "S1", "name": "一街"}, {"code": "S2", "name": "二街"}],
            "orgs": [org(unit) for unit in UNITS],
            "categories": [
                {"code": "pipe", "name": "管", "limit": "5D", "lead": "A"},
                {"code": "hole", "name": "坑", "limit": "4H", "flags": ["safety"]},
                {"code": "odd", "name": "杂"},
            ],
            "feeds": [
                {"name": "hotline", "kind": "events", "title": "热线", "crs": "wgs84", "source": "H12345"},
                {"name": "folder", "kind": "folder", "title": "表", "crs": "wgs84", "tells": ["handle"]},
            ],
        }
    )


@cache
def calendar() -> WorkCalendar:
    """Its calendar: plain weeks, save one holiday Monday and one worked Saturday."""
    return WorkCalendar.of(
        zone="Asia/Shanghai",
        segments=district().working.segments,
        weekend=(6, 7),
        special_days={date(2026, 4, 6): False, date(2026, 3, 14): True},
    )


@cache
def rules() -> Rules:
    """Its rules."""
    return Rules(district(), calendar())


def after(minutes: float) -> datetime:
    """So many minutes after Monday 09:00."""
    return MONDAY + timedelta(minutes=minutes)


def digest(kind: str, body: Any) -> str:
    """Same content, same digest."""
    return hashlib.sha256(orjson.dumps([kind, body], option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def told(minutes: float, kind: str, version: str = "", **body: Any) -> Known:
    """One fact of a hand-made history; its version grows with time."""
    return Known(
        kind=kind,
        version=version or f"{int(minutes * 60):08d}",
        digest=digest(kind, body),
        happened_at=after(minutes),
        body=body,
        seq=int(minutes) + 1,
    )


def known(facts: Iterable[Fact], key: str) -> list[Known]:
    """The facts of one key as the fold sees them."""
    return [
        Known(kind=f.kind, version=f.version, digest=f.version, happened_at=f.happened_at, body=f.body)
        for f in facts
        if f.key == key
    ]


def folded(*facts: Known, key: str = KEY, using: Rules | None = None) -> Folded:
    """What facts amount to in the test district."""
    return fold_case(key, facts, using or rules())


def entry(fact: Fact, seq: int, known_at: datetime | None = None, stream: str = "hotline") -> Entry:
    """A fact as the ledger hands it out."""
    known = known_at or fact.happened_at
    return Entry(
        seq=seq,
        recorded_at=known,
        known_at=known,
        stream=stream,
        key=fact.key,
        kind=fact.kind,
        version=fact.version,
        happened_at=fact.happened_at,
        actor="",
        digest=digest(fact.kind, fact.body),
        body=fact.body,
    )


def entries(facts: Iterable[Fact], known: Callable[[Fact], datetime] | None = None) -> list[Entry]:
    """Facts in the order they came, numbered as a ledger numbers them."""
    return [entry(fact, seq, known(fact) if known else None) for seq, fact in enumerate(facts, 1)]


def ledger(found: Sequence[Entry]) -> Callable[[int, int], list[Entry]]:
    """A list of entries that can be read as a ledger is."""
    return lambda seq, limit: list(found[seq : seq + limit])


def board(found: Sequence[Entry], pages: Iterable[int] = (), **options: Any) -> Board:
    """A board that followed a ledger growing to each of `pages`, and then to its end."""
    made = Board(district(), calendar(), **{"texts": TEXTS, **options})
    for page in (*pages, len(found)):
        made.catch_up(ledger(found[:page]))
    return made


TEXTS: dict[str, str] = {}
"""SQL texts that all these boards share."""

ARRIVAL = ("seq", "known_at", NO)
"""Columns that say how a fact came, not what it means."""
NAMES = tuple(STORED)


def contents(kept: Board, now: datetime = MONDAY + HORIZON, **how: bool) -> dict[str, list[str]]:
    """Every row of every table of a board, in an order of its own."""
    with kept.reading(now, **how) as reader:
        found = {}
        for name in NAMES:
            frame = reader.cursor.sql(f"FROM {name}").to_arrow_table().to_pandas()
            rows = frame.drop(columns=[column for column in ARRIVAL if column in frame.columns])
            found[name] = sorted(map(str, rows.to_dict("records")))
        return found


REPLIES = (
    "已联系来电人说明情况，安排维修人员到场处置完毕。",
    "已联系来电人说明情况， 安排维修人员到场处置完毕！",
    "经查属实，责令整改，当事人已签收整改通知书并清理。",
    "已办",
)
"""What units answer: one sentence twice, but for its signs, and one too short to be compared."""


@st.composite
def histories(draw: st.DrawFn, cases: int = 3, length: int = 12, noise: float = 0.15) -> list[Fact]:
    """Facts of a few cases, each in causal order; now and then something happens that cannot be."""
    found: list[Fact] = []
    for number in range(draw(st.integers(1, cases))):
        teller = state_history if draw(st.booleans()) and number else event_history
        found += teller(draw, number, draw(st.integers(1, length)), noise)
    return found


def event_history(draw: st.DrawFn, number: int, length: int, noise: float) -> Iterator[Fact]:
    """One case as an event source tells it."""
    when = after(draw(st.integers(0, 5_000)))
    attributes = drawn_attributes(draw) | {"reported_at": when.isoformat()}
    yield fact(f"case:hotline/{number}", EventKind.REPORT, when, 0, {"case": attributes})
    place = Phase.REPORTED
    for n in range(1, length):
        when += timedelta(minutes=draw(st.sampled_from((0, 1, 30, 200, 900, 3_000))))
        likely = LIKELY.get(place, (EventKind.PROGRESS,))
        wild = draw(st.floats(0, 1)) < noise
        kind = draw(st.sampled_from(tuple(EventKind) if wild else likely))
        place = NEXT.get(kind, place)
        yield fact(f"case:hotline/{number}", kind, when, n, drawn_body(draw, kind, when))


def drawn_attributes(draw: st.DrawFn) -> dict[str, Any]:
    """What a source says of a new case."""
    return {
        "source": draw(st.sampled_from(("H12345", "GRID"))),
        "category": draw(st.sampled_from(("pipe", "hole", "odd"))),
        "urgency": draw(st.sampled_from(("normal", "urgent"))),
        "procedure": draw(st.sampled_from(("normal", "normal", "normal", "simple"))),
        "street": draw(st.sampled_from(("S1", "S2"))),
        "exempt": draw(st.sampled_from((None, None, None, None, "policy"))),
        "requester_key": draw(st.sampled_from((None, "q1", "q2"))),
        "biz_type": draw(st.sampled_from((None, None, "consult"))),
        "lon": draw(st.sampled_from((121.5, 121.6))),
        "lat": 31.2,
        "place": "inside",
    }


def drawn_body(draw: st.DrawFn, kind: EventKind, when: datetime) -> dict[str, Any]:
    """What an event says besides its kind."""
    body: dict[str, Any] = {"org": draw(st.sampled_from(UNITS))}
    if kind == EventKind.DISPATCH:
        body = {"org": "centre", "to_org": draw(st.sampled_from(UNITS))}
    if kind in (EventKind.EXTEND, EventKind.RESUME) and draw(st.booleans()):
        body["due_at"] = (when + timedelta(days=draw(st.integers(-1, 9)))).isoformat()
    if kind == EventKind.RETURN and draw(st.booleans()):
        body["clause"] = "第3条"
    body |= drawn_answer(draw, kind)
    if kind == EventKind.SUPERVISE:
        body["level"] = draw(st.sampled_from(("normal", "yellow")))
    if draw(st.integers(0, 6)) == 0:
        body["case"] = {"due_at": (when + timedelta(days=draw(st.integers(1, 9)))).isoformat()}
    return body


def drawn_answer(draw: st.DrawFn, kind: EventKind) -> dict[str, Any]:
    """What is claimed, answered and replied."""
    said: dict[str, Any] = {}
    if kind in (EventKind.DISPOSE, EventKind.VISIT) and draw(st.booleans()):
        said["result"] = draw(st.sampled_from(("solved", "solved", "explained", "partial", "unsolved")))
    if kind == EventKind.VISIT and draw(st.booleans()):
        said |= {"solved": draw(st.booleans()), "satisfaction": draw(st.integers(0, 4))}
    if kind in (EventKind.DISPOSE, EventKind.CLOSE) and draw(st.booleans()):
        said["note"] = draw(st.sampled_from(REPLIES)) + draw(
            st.sampled_from(("", "", "另附照片三", "另附照片七"))
        )
    return said


def state_history(draw: st.DrawFn, number: int, length: int, noise: float) -> Iterator[Fact]:
    """One case as a source tells it that only shows how things look."""
    when = after(draw(st.integers(0, 5_000)))
    attributes = drawn_attributes(draw) | {"reported_at": when.isoformat()}
    for n in range(length):
        looks = {
            "phase": draw(st.sampled_from(("open", "open", "closed", "disposing", "suspended"))),
            "holder": draw(st.sampled_from((*UNITS, None))),
            "case": attributes,
        }
        yield fact(f"case:folder/{number}", STATE, when, n, looks)
        when += timedelta(minutes=draw(st.sampled_from((1, 60, 1_500, 6_000))))


def fact(key: str, kind: str, when: datetime, n: int, body: dict[str, Any]) -> Fact:
    """A fact whose version keeps the order of its case."""
    return Fact(key=key, kind=kind, version=f"{key}#{n:04d}", happened_at=when, body=body)


def cuts(draw: st.DrawFn, total: int) -> list[int]:
    """Where a ledger stood whenever somebody looked."""
    return sorted(draw(st.lists(st.integers(0, total), max_size=4)))


def contiguous(life: Sequence[dict[str, Any]]) -> bool:
    """Whether each span begins where the one before it ended, and only the last still runs."""
    return life[-1]["till"] is None and all(a["till"] == b["since"] for a, b in pairwise(life))
