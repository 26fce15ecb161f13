"""Many cases that live as cases do, some well and some badly, the same at every run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Any

from dashboard.cases import Fact
from tests.histories import REPLIES, UNITS, after, fact

SLOW = (2, 8, 30, 90, 400, 1_500, 5_000, 12_000)
RESULTS = ("solved", "solved", "explained", "partial", "unsolved", None)


def crowd(cases: int = 160, seed: int = 7) -> list[Fact]:
    """The facts of so many cases, and of appeals about some of them."""
    chance = Random(seed)
    return [one for number in range(cases) for one in life(number, chance)]


def life(number: int, chance: Random) -> Iterator[Fact]:
    """One case from its report on, as far as it comes."""
    key, when = f"case:hotline/{number}", after(chance.randrange(0, 60_000))
    road = list(steps(number, chance))
    if number % 10 == 5:
        road = [("report", {}), ("dispatch", {"to_org": "A"}), ("suspend", {"org": "A"})]
    road = road[: chance.choice((len(road), len(road), len(road), chance.randrange(1, len(road) + 1)))]
    case = {
        "source": "H12345", "category": chance.choice(("pipe", "hole", "odd")), "street": "S1",
        "urgency": chance.choice(("normal", "normal", "urgent")),
        "procedure": chance.choice(("normal",) * 6 + ("simple",)),
        "biz_type": chance.choice((None, None, None, "consult")),
        "requester_key": chance.choice((None, *(f"q{n}" for n in range(60)))),
        "exempt": chance.choice((None,) * 9 + ("legacy",)), "reported_at": when.isoformat(),
    } | spot(number)  # fmt: skip
    if number % 9 == 0:  # a hurried one, done just in time
        case["due_at"] = (when + timedelta(minutes=len(road) + 1)).isoformat()
    for n, (kind, body) in enumerate(road):
        yield fact(key, kind, when, n, {**body, **({"case": case} if n == 0 else {})})
        slow = (30, 3_000) if kind == "verify" else SLOW[:5] if n < 3 else SLOW
        when += timedelta(minutes=1 if number % 9 == 0 else chance.choice(slow))
    for n, kind in enumerate(chance.choice(((), (), (), ("file",), ("file", "uphold"), ("file", "reject")))):
        filed = when + timedelta(days=n)
        yield Fact(
            key=f"appeal:{key}",
            kind=kind,
            version=f"{n}",
            happened_at=filed,
            body={"org": chance.choice(UNITS)},
        )


def spot(number: int) -> dict[str, Any]:
    """One of a few corners, give or take some metres; of some cases nothing is known."""
    chance = Random(number)
    if chance.random() < 0.1:
        return {"place": "none"}
    corner, off = chance.randrange(12), chance.uniform(-0.0003, 0.0003)
    return {"lon": 121.5 + corner / 100, "lat": 31.2 + off, "place": "inside"}


def steps(number: int, chance: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """What happens to a case, in order."""
    unit = chance.choice(UNITS)
    yield "report", {}
    if chance.random() < 0.3:
        yield "verify", {}
    if chance.random() < 0.08:
        yield "reject", {}
        return
    yield "register", {}
    while chance.random() < 0.3:
        yield "dispatch", {"to_org": chance.choice(UNITS)}
        yield "return", {"org": unit, "reason_code": chance.choice(("R1", "R3", "R8"))}
    yield from handled(number, unit, chance)
    if chance.random() < 0.7:
        yield "visit", {"result": chance.choice(RESULTS), "satisfaction": chance.choice((0, 1, 2, 3, None))}
        if chance.random() < 0.3:
            yield "reopen", {}
            yield from handled(number, unit, chance)


def handled(number: int, unit: str, chance: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """From the dispatch to the close, with what delays it and what fails."""
    org = {"org": unit}
    yield "dispatch", {"to_org": unit}
    yield "sign", org
    if chance.random() < 0.7:
        yield "contact", org
    if chance.random() < 0.3:
        yield "suspend", org
        yield "resume", org
    if chance.random() < 0.3:
        yield "extend_ok", org
    while True:
        note = chance.choice((None, *REPLIES, f"{REPLIES[0]}编号{number}"))
        yield "dispose", {**org, "result": chance.choice(RESULTS), "note": note}
        if chance.random() < 0.75:
            break
        yield "check_fail", org
    if chance.random() < 0.7:
        yield "check_pass", org
    yield "close", org
