"""Each of the eighteen triggers fires on a ledger, cites what is there, and not without any one of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

import pytest

from dashboard.board.store import Board
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Fact, case_key
from dashboard.district import calendar_of, load
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.binding import KEY
from dashboard.ledger import Entry
from dashboard.leverage import failing_units, rule_gaps
from dashboard.leverage.attention import firing, triggers
from dashboard.leverage.cited import cited
from dashboard.leverage.failing_units import FAILING_UNITS
from dashboard.leverage.matters import uncut
from dashboard.leverage.rule_gaps import RULE_GAPS
from tests.living import NOON, TEXTS, dispatched, ledger_in, reported, stepped

FUMES, NOISE = "E0116", "E0508"
Facts = Sequence[Fact]


def lent(number: int, *moves: tuple[str, float, dict[str, Any]], level: str = "L4") -> list[Fact]:
    """A leader's lever of a case: instructed so many hours before noon, then other moves."""
    first = {
        "matter": case_key("hotline", f"{number:06d}"), "cases": [case_key("hotline", f"{number:06d}")],
        "level": level, "kind": "instruction", "unit": "water", "cost": 8, "for_post": "deputy-urban",
        "instruction": "x", "instruction_no": "1", "instruction_date": "2026-11-01",
    }  # fmt: skip
    told = [("instruct", 24.0 * 20, first), *moves]
    return [
        Fact(
            key=f"lever:{level}-{number}",
            kind=kind,
            version=f"{n:06d}",
            happened_at=NOON - timedelta(hours=hours),
            body=body,
        )
        for n, (kind, hours, body) in enumerate(told, 1)
    ]


def carded(number: int) -> list[Fact]:
    """A yellow card as a lever of a case: drafted, approved and issued 50 hours before noon."""
    case = case_key("hotline", f"{number:06d}")
    said = {
        "matter": case, "cases": [case], "level": "L2", "step": "L2.3", "kind": "yellow-card",
        "unit": "water",
    }  # fmt: skip
    moves: list[tuple[str, dict[str, Any]]] = [
        ("draft", said),
        ("submit", {"needs": ["duty-chief"]}),
        ("approve", {}),
        ("issue", {"doc_no": "1"}),
    ]
    return [
        Fact(
            key=f"lever:L2.3-{number}",
            kind=kind,
            version=f"{n:06d}",
            happened_at=NOON - timedelta(hours=50.4 - n / 10),
            body=body,
        )
        for n, (kind, body) in enumerate(moves, 1)
    ]


def grouped(*numbers: int) -> Fact:
    """Cases that somebody has put together as one matter."""
    members = [case_key("hotline", f"{number:06d}") for number in numbers]
    return Fact(
        key=f"matter:{numbers[0]}",
        kind="group",
        version="1",
        happened_at=NOON - timedelta(hours=45),
        body={"members": members, "post": "duty", "reason": "one place"},
    )


def alike(number: int, count: int, *, hours: float = 20, **said: Any) -> list[Fact]:
    """Reports of one kind, each by somebody else, numbered from `number` on."""
    return [
        reported(number + n, hours=hours - n / 10, **({"requester_key": f"r{number + n}"} | said))
        for n in range(count)
    ]


SITUATIONS: dict[str, list[Callable[[int], Facts]]] = {
    "T01": [lambda n: dispatched(n, hours=30)],
    "T02": [lambda n: dispatched(n, hours=100)],
    "T03": [
        lambda n: [*dispatched(n, hours=30), stepped(n, "return", hours=29, org="water", reason_code="R2")]
    ],
    "T04": [
        lambda n: [
            *dispatched(n, hours=50),
            stepped(n, "return", hours=49, org="water", reason_code="R2", clause="1"),
            stepped(n, "dispatch", hours=48, org="uomc", to_org="ecology"),
            stepped(n, "return", hours=47, org="ecology", reason_code="R4", clause="2"),
        ]
    ],
    "T05": [lambda n: dispatched(n, hours=165, category=FUMES)],
    "T06": [lambda n: dispatched(n, hours=20, category="E0102")],
    "T07": [
        lambda n: [
            *dispatched(n, hours=60, category=FUMES),
            stepped(n, "supervise", hours=50, org="uomc", level="yellow"),
        ],
        lambda n: [
            *dispatched(n, hours=400, category=FUMES),
            stepped(n, "remind", hours=90, org="uomc"),
            stepped(n, "remind", hours=80, org="uomc"),
        ],
        lambda n: [*dispatched(n, hours=60, category=FUMES), *carded(n)],
        lambda n: [
            *dispatched(n, hours=60, category=FUMES),
            *dispatched(n + 1, hours=60, category=FUMES),
            stepped(n + 1, "supervise", hours=50, org="uomc", level="yellow"),
            grouped(n, n + 1),
        ],
        lambda n: [
            *dispatched(n, hours=400, category=FUMES),
            *dispatched(n + 1, hours=400, category=FUMES),
            stepped(n, "remind", hours=90, org="uomc"),
            stepped(n + 1, "remind", hours=80, org="uomc"),
            grouped(n, n + 1),
        ],
    ],
    "T08": [
        lambda n: [
            *dispatched(n, hours=60, category=FUMES),
            stepped(n, "dispose", hours=50, org="water"),
            stepped(n, "check_fail", hours=40, org="uomc"),
            stepped(n, "dispose", hours=30, org="water"),
            stepped(n, "check_fail", hours=20, org="uomc"),
        ]
    ],
    "T09": [
        lambda n: alike(n, 3, hours=72, category=NOISE, street="990101004"),
        lambda n: [
            reported(
                n + k, hours=72 + k, category=NOISE, street=f"99010100{5 + k}", requester_key=f"mine{n}",
                lon=121.3 + k / 10,
            )
            for k in range(3)
        ],
    ],
    "T10": [
        lambda n: [
            fact
            for k in range(5)
            for fact in alike(n + k, 1, category="P0402", street="990101009", lon=121.2 + k / 10)
        ]
    ],
    "T11": [lambda n: [reported(n, flags=["safety"])]],
    "T12": [lambda n: dispatched(n, org="railway")],
    "T13": [lambda n: [reported(n, flags=["municipal"])]],
    "T14": [
        lambda n: [
            *dispatched(n, hours=24 * 120, category=FUMES),
            stepped(n, "suspend", hours=24 * 100, org="uomc"),
        ],
        lambda n: [
            *dispatched(n, hours=100, category=FUMES),
            stepped(n, "extend_ok", hours=90, org="uomc"),
            stepped(n, "extend_ok", hours=80, org="uomc"),
        ],
    ],
    "T15": [
        lambda n: [*dispatched(n, hours=24 * 25), *lent(n, ("expire", 24.0, {}))],
        lambda n: [
            *dispatched(n, hours=24 * 25),
            *lent(n, ("effect", 24.0 * 10, {"outcome": "resolved"})),
            stepped(n, "close", hours=24 * 9, org="uomc"),
            stepped(n, "reopen", hours=24, org="uomc"),
        ],
        lambda n: [
            *dispatched(n, hours=24),
            *dispatched(n + 1, hours=24 * 25),
            stepped(n + 1, "close", hours=24 * 9, org="uomc"),
            *lent(
                n + 1,
                ("effect", 24.0 * 10, {"outcome": "resolved"}),
                ("relapse", 20.0, {"case_key": case_key("hotline", f"{n:06d}")}),
            ),
        ],
    ],
    "T16": [
        lambda n: [
            *dispatched(n, hours=24 * 25),
            *lent(n, ("respond", 24.0, {"response_kind": "decision", "reason_code": "funds"})),
        ]
    ],
}  # fmt: skip
"""How each comes about, just so: one fact less and it does not."""
PLACES = [(name, n) for name, ways in SITUATIONS.items() for n in range(len(ways))]
FIRST = {place: 1_000 + 10 * n for n, place in enumerate(PLACES)}
"""The number of the case of each; what else a situation needs is numbered from there."""
YUNJIANG = load("yunjiang")


@cache
def calendar() -> WorkCalendar:
    return calendar_of(YUNJIANG)


def apart(fact: Fact, place: int) -> Fact:
    """The fact at a spot of its own, half a kilometre from those of other situations."""
    case = fact.body.get("case")
    if not case:
        return fact
    return replace(fact, body={**fact.body, "case": {**case, "lat": 31.0 + place / 200}})


@dataclass
class Played:
    """All situations in one ledger: what fired, what it cites, and what fired without each cited entry."""

    entries: list[Entry]
    fired: dict[tuple[str, int], bool]
    cites: dict[tuple[str, int], list[int]]
    without: dict[tuple[tuple[str, int], int], bool]


def board_of(entries: Sequence[Entry]) -> Board:
    board = Board(YUNJIANG, calendar(), texts=TEXTS)
    board.catch_up(lambda after, limit: [one for one in entries if one.seq > after][:limit])
    return board


def outcomes(
    entries: Sequence[Entry],
) -> tuple[dict[tuple[str, int], bool], dict[tuple[str, int], list[int]]]:
    """Which situations fire, and the entries that their triggers cite."""
    board = board_of(entries)
    try:
        with board.reading(NOON) as reader:
            frame = reader.frame("uncut", lambda: uncut(reader.tables, Ask()))
            held = firing(frame).set_axis(frame["key"])
            keys = {place: case_key("hotline", f"{FIRST[place]:06d}") for place in PLACES}
            fired = {at: key in held.index and bool(held.loc[key, at[0]]) for at, key in keys.items()}
            cites = {at: cited_by(reader, keys[at], at[0]) for at in PLACES}
    finally:
        board.close()
    return fired, cites


def cited_by(reader: Any, key: str, name: str) -> list[int]:
    rows = reader.frame("cited", lambda: cited(reader.tables), bound={KEY: key})
    mine = rows[rows["kind"].isin(triggers()[name].cites)]
    return sorted({int(seq) for seq in mine["seq"]})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    ledger = ledger_in(tmp_path_factory.mktemp("evidence"))
    for n, place in enumerate(PLACES):
        name, way = place
        ledger.append(
            "hotline", [apart(fact, n) for fact in SITUATIONS[name][way](FIRST[place])], recorded_at=NOON
        )
    entries = list(ledger.entries(0, 10_000))
    fired, cites = outcomes(entries)
    without: dict[tuple[tuple[str, int], int], bool] = {}
    for turn in range(max(map(len, cites.values()))):  # the turn-th entry of every situation at once
        gone = {at: seqs[turn] for at, seqs in cites.items() if turn < len(seqs)}
        left, _ = outcomes([one for one in entries if one.seq not in set(gone.values())])
        without |= {(at, seq): left[at] for at, seq in gone.items()}
    yield Played(entries, fired, cites, without)
    ledger.close()


def test_the_registry_has_eighteen_and_each_has_a_situation():
    assert {*triggers(), failing_units.RULE, rule_gaps.RULE} == {f"T{n:02d}" for n in range(1, 19)}
    assert set(SITUATIONS) == set(triggers())


@pytest.mark.sweep
@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place)))
def test_a_trigger_fires_on_a_ledger_and_cites_entries_that_are_there(played, place):
    assert played.fired[place]
    there = {entry.seq: entry for entry in played.entries}
    assert played.cites[place]
    for seq in played.cites[place]:
        assert there[seq].body is not None
        cases = {case_key("hotline", f"{FIRST[place] + n:06d}") for n in range(10)}
        levers = {f"lever:{slot}-{FIRST[place] + n}" for slot in ("L4", "L2.3") for n in (0, 1)}
        assert there[seq].key in cases | levers


@pytest.mark.parametrize("place", PLACES, ids=lambda place: "-".join(map(str, place)))
def test_without_any_one_cited_entry_it_does_not_fire(played, place):
    assert {seq: played.without[place, seq] for seq in played.cites[place]} == dict.fromkeys(
        played.cites[place], False
    )


@pytest.mark.parametrize("name", SITUATIONS)
def test_each_kind_that_a_trigger_cites_is_one_of_its_situations(played, name):
    kinds = {entry.seq: entry for entry in played.entries}
    told = {kinds[seq].kind for place in PLACES if place[0] == name for seq in played.cites[place]}
    cites = {kind.rpartition(".")[2] for kind in triggers()[name].cites}
    assert cites - {"repeat", "surge"} <= told


SETTLED = (35, 65)  # days before now: in each of the two whole months before this one


def settled(unit: str, count: int, *, late: bool, first: int) -> Iterator[Fact]:
    """Cases of a unit that ended in each of two months, in time or not."""
    for month, days in enumerate(SETTLED):
        for n in range(count):
            number, hours = first + 100 * month + n, 24.0 * days
            taken = 24.0 * (12 if late else 1)
            yield from dispatched(number, hours=hours + taken, org=unit, category=FUMES)
            yield stepped(number, "close", hours=hours, org=unit)


@cache
def units_of(gone: str = "") -> tuple[str, ...]:
    """The units that T17 names, without one case."""
    facts = [*settled("ecology", 30, late=False, first=3_000), *settled("water", 3, late=True, first=4_000)]
    entries = entries_of([fact for fact in facts if fact.key != gone])
    return tuple(asked_of(FAILING_UNITS, entries)["department"])


def entries_of(facts: Sequence[Fact]) -> list[Entry]:
    """Facts as a ledger would have them."""
    return [
        Entry(
            seq=n, recorded_at=NOON, known_at=fact.happened_at, stream="hotline", key=fact.key,
            kind=fact.kind, version=fact.version, happened_at=fact.happened_at, actor="", digest=f"{n:064x}",
            body=fact.body,
        )
        for n, fact in enumerate(facts, 1)
    ]  # fmt: skip


def asked_of(indicator: Any, entries: Sequence[Entry]) -> Any:
    board = board_of(entries)
    try:
        with board.reading(NOON) as reader:
            return answer(indicator, Ask(), reader)
    finally:
        board.close()


def test_t17_speaks_of_a_unit_and_not_without_any_one_of_its_cases():
    assert units_of() == ("water",)
    for month in range(len(SETTLED)):
        assert units_of(case_key("hotline", f"{4_000 + 100 * month:06d}")) == ()


def issued(number: int) -> list[Fact]:
    return [*dispatched(number, category=FUMES), *lent(number, level="L3")]


def test_t18_speaks_of_a_rule_cites_levers_and_cases_that_are_there_and_needs_each_of_them():
    facts = [fact for n in (1, 2, 3) for fact in issued(n)]
    (row,) = asked_of(RULE_GAPS, entries_of(facts)).to_dict("records")
    keys = {fact.key for fact in facts}
    named = {*row["levers"].split(", "), *row["cases"].split(", ")}
    assert (row["category"], row["unit"], row["times"]) == (FUMES, "water", 3)
    assert len(named) == 6
    assert named <= keys
    for key in named:
        assert asked_of(RULE_GAPS, entries_of([fact for fact in facts if fact.key != key])).empty
