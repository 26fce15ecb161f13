"""Every measure once more as plain loops over the rows of the board: no pandas, no SQL, nothing shared."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import asin, comb, cos, radians, sin, sqrt
from statistics import mean, median
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from dashboard.board.reader import Reader
from dashboard.board.schema import CLOCK

Row = dict[str, Any]
NEVER_SETTLED = {"rejected", "voided", "merged"}
TABLES = (
    "cases",
    "spans",
    "assignments",
    "stages",
    "closings",
    "reopenings",
    "delays",
    "appeals",
    "anomalies",
    "facts",
)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@dataclass(frozen=True)
class World:
    """The rows of a board at a moment, and the window of the question."""

    tables: Mapping[str, list[Row]]
    clock: Mapping[str, Any]
    window: timedelta

    @classmethod
    def of(cls, reader: Reader, window: timedelta) -> World:
        tables = {name: reader.cursor.sql(f"FROM {name}").to_arrow_table().to_pylist() for name in TABLES}
        said = ", ".join(f"getvariable('{name}') AS \"{name}\"" for name in CLOCK)
        return cls(tables, reader.cursor.sql(f"SELECT {said}").to_arrow_table().to_pylist()[0], window)

    @property
    def now(self) -> datetime:
        return self.clock["now"]

    @property
    def start(self) -> datetime:
        return self.now - self.window

    @cached_property
    def cases(self) -> dict[str, Row]:
        return {row["key"]: row for row in self.tables["cases"]}

    @cached_property
    def upheld(self) -> set[tuple[str, int]]:
        return {
            (row["key"], self.episode(row["key"], row["filed_at"]))
            for row in self.tables["appeals"]
            if row["outcome"] == "upheld"
        }

    def episode(self, key: str, moment: datetime) -> int:
        again = (row["reopened_at"] for row in self.tables["reopenings"] if row["key"] == key)
        return 1 + sum(when <= moment for when in again)

    def within(self, moment: datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.now

    def counted(self, row: Row, outcome: str, unit: Any = ...) -> Iterator[Row]:
        """A row as it counts, by the unit that has it or by who answers for its case."""
        case = self.cases.get(row["key"])
        if case:
            yield {
                **row,
                "outcome": outcome,
                "department": answers(case) if unit is ... else unit,
                "street": case["street"],
            }

    def judged(self, row: Row, outcome: str, unit: Any = ...) -> Iterator[Row]:
        """The same of what is judged; else why it is not."""
        case = self.cases.get(row["key"])
        if case is None or case["phase"] in NEVER_SETTLED:
            return
        if case["procedure"] == "simple":
            outcome = "simple"
        elif case["exempt"] is not None or (case["key"], row["episode"]) in self.upheld:
            outcome = "exempt"
        yield from self.counted(row, outcome, unit)


def answers(case: Row) -> str | None:
    """Who answers for a case: who has it; once it has ended, who had it last."""
    if case["open"]:
        return case["holder"]
    return case["holder"] or (case["hands"][-1] if case["hands"] else None) or case["lead_org"]


def used(row: Row, world: World) -> int:
    stop = row["end_ord"] if row["end_ord"] is not None else world.clock[row["clock"]]
    if row["paused_ord"] is not None:
        stop = min(stop, row["paused_ord"])
    return max(stop - row["start_ord"] - (row["pause"] or 0), 0)


def left(row: Row, world: World) -> int | None:
    return None if row["due_ord"] is None else max(row["due_ord"] - row["start_ord"], 1) - used(row, world)


def is_late(row: Row, world: World) -> bool:
    rest = left(row, world)
    runs = row["end_ord"] is None and row["paused_ord"] is None
    return rest is not None and (rest < 0 or (rest == 0 and runs and row["due_at"] < world.now))


def span_stock(holds: Callable[[Row, Row, World], bool]) -> Callable[[World], Iterator[Row]]:
    def rows(world: World) -> Iterator[Row]:
        for span in world.tables["spans"]:
            case = world.cases.get(span["key"])
            still = span["till"] is None or span["till"] > world.now
            if case and span["open"] and span["since"] <= world.now and still and holds(span, case, world):
                yield from world.counted(span, "", span["holder"])

    return rows


def overdue(span: Row, case: Row, world: World) -> bool:
    due = case["due_at"]
    return due is not None and due < world.now and (span["phase"] != "suspended" or due < span["since"])


def due_until(name: str) -> Callable[[Row, Row, World], bool]:
    return lambda span, case, world: (
        span["phase"] != "suspended"
        and case["due_at"] is not None
        and world.now <= case["due_at"] <= world.clock[name]
    )


def due_judged(world: World) -> Iterator[Row]:
    for row in span_stock(due_until("days_at"))(world):
        case = world.cases[row["key"]]
        for judged in world.judged({**row, "episode": case["episode"]}, "", row["holder"]):
            if judged["outcome"] == "":
                yield judged


def unsigned(world: World) -> Iterator[Row]:
    for row in world.tables["stages"]:
        runs = row["ended_at"] is None or row["ended_at"] > world.now
        signs = row["stage"] == "sign" and row["outcome"] != "void" and row["started_at"] <= world.now
        if signs and runs and row["due_at"] and row["due_at"] < world.now:
            yield from world.counted(row, "", row["holder"])


def left_behind(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if case["open"] and case["holder"] is None and case["phase"] == "returned":
            yield from world.counted(case, "", case["hands"][-1] if case["hands"] else None)


def today(table: str, moment: str, phase: str | None = None) -> Callable[[World], Iterator[Row]]:
    def rows(world: World) -> Iterator[Row]:
        for row in world.tables[table]:
            if (phase is None or row["phase"] == phase) and world.clock["today"] <= row[moment] <= world.now:
                yield from world.counted(row, "")

    return rows


def happened(table: str, moment: str, phase: str | None = None) -> Callable[[World], Iterator[Row]]:
    def rows(world: World) -> Iterator[Row]:
        for row in world.tables[table]:
            if (phase is None or row["phase"] == phase) and world.within(row[moment]):
                yield from world.counted(row, "")

    return rows


def on_time(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if case["due_at"] is None:
            if world.within(case["reported_at"]):
                yield from world.judged(case, "unknown")
        elif world.within(case["settled_at"]):
            timely = case["closed_at"] is not None and case["closed_at"] <= case["due_at"]
            yield from world.judged(case, "on_time" if timely else "late")


def left_out(world: World) -> Iterator[Row]:
    for row in on_time(world):
        if row["outcome"] not in ("on_time", "late"):
            yield {
                **row,
                "why": (row["exempt"] or "appeal") if row["outcome"] == "exempt" else row["outcome"],
            }
    for case in world.cases.values():
        if case["phase"] in NEVER_SETTLED and world.within(case["phase_since"]):
            yield from world.counted({**case, "why": case["phase"]}, case["phase"])


def elapsed(world: World) -> Iterator[Row]:
    yield from (row for row in on_time(world) if row["outcome"] in ("on_time", "late"))


def close_rate(world: World) -> Iterator[Row]:
    for row in on_time(world):
        unclosed = row["outcome"] == "late" and row["closed_at"] is None
        yield {**row, "outcome": "open_late"} if unclosed else row


def ontime_close(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        closed, due = case["closed_at"], case["due_at"]
        if world.within(closed):
            outcome = "unknown" if due is None else "on_time" if closed <= due else "late"
            yield from world.judged(case, outcome)
        elif case["open"] and due is not None and due < world.now and is_late(case, world):
            yield from world.judged(case, "open_late")


def settled(stage: str) -> Callable[[World], Iterator[Row]]:
    def rows(world: World) -> Iterator[Row]:
        for row in world.tables["stages"]:
            if row["stage"] != stage or row["outcome"] not in ("done", "running"):
                continue
            ended, due = row["ended_at"], row["due_at"]
            moment = ended if due is None else due if ended is None else min(ended, due)
            if not world.within(moment) or (ended is None and not is_late(row, world)):
                continue
            if due is None:
                outcome = "unknown"
            elif ended is None:
                outcome = "open_late"
            else:
                outcome = "on_time" if ended <= due else "late"
            yield from world.judged(row, outcome, row["holder"])

    return rows


def only(of: Callable[[World], Iterator[Row]], *outcomes: str) -> Callable[[World], Iterator[Row]]:
    return lambda world: (row for row in of(world) if row["outcome"] in outcomes)


def extended(world: World) -> Iterator[Row]:
    for row in settled("handle")(world):
        if row["outcome"] in ("on_time", "late", "open_late"):
            row["outcome"] = "extended" if row["extensions"] else "plain"
        yield row


def responses(world: World) -> Iterator[Row]:
    for row in world.tables["stages"]:
        if row["stage"] != "contact" or row["outcome"] not in ("done", "running"):
            continue
        if not world.within(row["started_at"]):
            continue
        if row["due_at"] is None:
            outcome = "unknown"
        elif row["ended_at"] is not None:
            outcome = "on_time" if row["ended_at"] <= row["due_at"] else "late"
        else:
            outcome = "late" if is_late(row, world) else "pending"
        yield from world.judged(row, outcome, row["holder"])


def checks(world: World) -> Iterator[Row]:
    for row in world.tables["stages"]:
        if row["stage"] == "check" and row["outcome"] == "done" and world.within(row["ended_at"]):
            outcome = {None: "untold", True: "passed", False: "failed"}[row["passed"]]
            yield from world.judged(row, outcome, row["holder"])


def given(world: World) -> Iterator[Row]:
    for row in world.tables["assignments"]:
        case = world.cases.get(row["key"])
        if case and case["tells_hands"] and case["procedure"] != "simple" and world.within(row["since"]):
            yield from world.counted(row, "returned" if row["returned"] else "kept", row["holder"])


def verdicts(world: World) -> Iterator[Row]:
    for row in given(world):
        if row["returned"]:
            yield {**row, "outcome": f"return_{verdict(row, world)}"}


def verdict(row: Row, world: World) -> str:
    case = world.cases[row["key"]]
    path = sorted(
        (one for one in world.tables["assignments"] if one["key"] == row["key"]), key=lambda one: one["n"]
    )
    for one in path:
        if one["n"] <= row["n"]:
            continue
        if one["holder"] == row["holder"]:
            return "rejected"
        if not one["returned"] and (one["left_at"] is not None or case["phase"] != "dispatched"):
            return "upheld"
    return "undecided" if case["open"] else "upheld"


def dispatches(world: World) -> Iterator[Row]:
    for row in given(world):
        wrong = row["returned"] and row["reason_code"] in ("R1", "R2", "R8")
        yield {**row, "outcome": "wrong" if wrong else "right"}


def handling_given(world: World) -> Iterator[Row]:
    for row in world.tables["stages"]:
        if row["stage"] == "handle" and world.within(row["started_at"]):
            yield from world.counted(row, "", row["holder"])


def sent(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        waits = case["sent_at"] is None and case["open"] and case["holder"] is None
        if not case["tells_hands"] or case["procedure"] == "simple" or not (case["sent_at"] or waits):
            continue
        if world.within(min(case["sent_at"] or case["send_by"], case["send_by"])):
            timely = case["sent_at"] is not None and case["sent_at"] <= case["send_by"]
            yield from world.counted(case, "on_time" if timely else "late")


def minutes_to_dispatch(row: Row, world: World) -> float:
    if row["urgency"] in (None, "normal"):
        ended = row["sent_ord"] if row["sent_ord"] is not None else world.clock["hours"]
        return max(ended - row["reported_ord"], 0)
    seconds = int((row["sent_at"] or world.now).timestamp()) - int(row["reported_at"].timestamp())
    return max(seconds / 60, 0)


def answered(world: World) -> Iterator[Row]:
    """stage-response and its kin: done or running stages, settled by their due time."""
    for row in world.tables["stages"]:
        if row["outcome"] not in ("done", "running") or row["due_at"] is None or row["due_at"] < world.start:
            continue
        if world.within(min(row["ended_at"] or row["due_at"], row["due_at"])):
            yield from world.counted(row, "", row["holder"])


def handled_weeks(world: World) -> Iterator[Row]:
    """The handlings among them, each with the ISO week that the wall of its district says."""
    zone = ZoneInfo(world.clock["zone"])
    for row in answered(world):
        if row["stage"] == "handle":
            year, week, _ = (
                min(row["ended_at"] or row["due_at"], row["due_at"]).astimezone(zone).isocalendar()
            )
            yield {**row, "iso_week": f"{year}-W{week:02d}"}


def closings(
    outcome: Callable[[Row, World], str | None], moment: str = "closed_at"
) -> Callable[[World], Iterator[Row]]:
    def rows(world: World) -> Iterator[Row]:
        for row in world.tables["closings"]:
            if world.within(row[moment]) and (said := outcome(row, world)) is not None:
                yield from world.judged({**row, "episode": row["n"]}, said, row["holder"])

    return rows


def callbacks(outcome: Callable[[Row, World], str | None]) -> Callable[[World], Iterator[Row]]:
    return closings(outcome, "visited_at")


def mark(row: Row, _world: World) -> str:
    if row["content"] is None:
        return "unmarked"
    return "dissatisfied" if row["content"] == 0 else "content"


def flash(row: Row, world: World) -> str:
    case = world.cases.get(row["key"], {})
    if case.get("biz_type") == "consult":
        return "consult"
    if row["signed_at"] is None:
        return "unsigned"
    return "flash" if row["closed_at"] - row["signed_at"] < 10 * MINUTE else "other"


def burst(row: Row, world: World) -> str:
    if row["due_at"] is None:
        return "unknown"
    rest, quarter = left(row, world), max(row["due_ord"] - row["start_ord"], 1) / 4
    return "burst" if row["closed_at"] <= row["due_at"] and rest <= min(60, quarter) else "other"


def came_again(row: Row, world: World) -> str:
    case = world.cases.get(row["key"])
    if case is None or not placed(case) or not case["category"]:
        return "unplaced"
    until = row["closed_at"] + 7 * DAY
    for other in world.cases.values():
        same = other is not case and other["category"] == case["category"] and placed(other)
        counts = same and other["phase"] not in ("voided", "rejected")
        if counts and row["closed_at"] < other["reported_at"] <= until and metres(case, other) <= 50:
            return "came_again"
    return "pending" if until > world.now else "quiet"


def placed(case: Row) -> bool:
    return None not in (case["lon"], case["lat"]) and case["place"] in ("inside", "outside")


def metres(one: Row, other: Row) -> float:
    """Along the great circle of the mean sphere."""
    lat, lat_there = radians(one["lat"]), radians(other["lat"])
    half = sin((lat - lat_there) / 2) ** 2
    half += cos(lat) * cos(lat_there) * sin(radians(one["lon"] - other["lon"]) / 2) ** 2
    return 2 * 6_371_008.8 * asin(sqrt(half))


def how_it_went(row: Row, _world: World) -> str | None:
    if not row["calls"]:
        return None
    late = row["due_at"] is not None and row["closed_at"] > row["due_at"]
    bad = late or row["reworks"] > 0 or row["claim"] not in (None, "solved")
    return ("bad" if bad else "good") + ("_reached" if row["visited_at"] else "")


def redone(row: Row, _world: World) -> str:
    both = row["reopened_at"] is not None and row["visited_at"] is not None
    return "redone" if both and row["reopened_at"] >= row["visited_at"] else "stood"


def repeats(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if not world.within(case["reported_at"]):
            continue
        if not case["requester_key"] or not case["category"]:
            yield from world.counted(case, "anonymous")
            continue
        again = any(
            other is not case
            and all(other[name] == case[name] for name in ("requester_key", "category"))
            and abs(other["reported_at"] - case["reported_at"]) <= 30 * DAY
            for other in world.cases.values()
        )
        yield from world.counted(case, "repeat" if again else "single")


def reports(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if world.within(case["reported_at"]):
            pending = case["phase"] in ("reported", "verifying")
            outcome = "invalid" if case["phase"] in NEVER_SETTLED else "pending" if pending else "valid"
            yield from world.counted(case, outcome)


def registrations(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if world.within(case["registered_at"]):
            by = case["register_by"]
            outcome = "unknown" if by is None else "on_time" if case["registered_at"] <= by else "late"
            yield from world.judged({**case, "episode": 1}, outcome)


def verifications(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        by, done = case["verify_by"], case["verified_at"]
        if by is not None and world.within(min(done or by, by)) and (done is not None or by < world.now):
            outcome = "on_time" if done is not None and done <= by else "late"
            yield from world.judged({**case, "episode": 1}, outcome)


def suspended_long(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if case["open"] and case["phase"] == "suspended" and case["phase_since"] <= world.now:
            long = case["phase_since"] < world.now - 90 * DAY
            yield from world.counted(case, "long" if long else "short", case["holder"])


def appeals(world: World) -> Iterator[Row]:
    for row in world.tables["appeals"]:
        if world.within(row["filed_at"]):
            yield from world.counted(row, row["outcome"], row["org"])


def late_pauses(world: World) -> Iterator[Row]:
    for row in world.tables["delays"]:
        if row["kind"] in ("suspend", "extend_ok") and world.within(row["granted_at"]):
            if row["due_at"] is None:
                outcome = "unknown"
            else:
                outcome = "after_due" if row["granted_at"] > row["due_at"] else "before_due"
            yield from world.judged(row, outcome, row["holder"])


def bare(note: str) -> str:
    return "".join(c for c in note.lower() if unicodedata.category(c)[0] not in "PSZ" and not c.isspace())


def replies(world: World) -> Iterator[Row]:
    refused = {(row["key"], row["seq"]) for row in world.tables["anomalies"]}
    told = [
        (row, bare(note))
        for row in world.tables["facts"]
        if row["kind"] in ("dispose", "close")
        and (row["key"], row["seq"]) not in refused
        and world.within(row["happened_at"])
        and (note := orjson.loads(row["body"]).get("note")) is not None
    ]
    cases = defaultdict(set)
    for row, reply in told:
        cases[row["org"], reply].add(row["key"])
    for row, reply in told:
        outcome = "short" if len(reply) < 20 else "same" if len(cases[row["org"], reply]) > 1 else "own"
        episode = world.episode(row["key"], row["happened_at"])
        yield from world.judged({**row, "episode": episode}, outcome, row["org"])


SAME_WEEKDAY = (7, 14, 21, 28)


def surged(world: World) -> Iterator[Row]:
    """Reports of the last 24 hours, and those of the same hours of the four weeks before."""
    for case in world.cases.values():
        seconds = int(world.now.timestamp()) - int(case["reported_at"].timestamp())
        days = seconds // 86_400
        if case["phase"] not in ("voided", "rejected") and days in (0, *SAME_WEEKDAY):
            yield from world.counted({**case, "days": days}, "")


def self_handled(world: World) -> Iterator[Row]:
    for case in world.cases.values():
        if world.within(case["reported_at"]):
            yield from world.counted(case, "self_handled" if case["procedure"] == "simple" else "sent_out")


def dead_kinds(world: World) -> set[tuple[Any, str]]:
    known: dict[Any, list[bool]] = defaultdict(list)
    for row in on_time(replace(world, window=15 * 28 * DAY)):
        old = row["settled_at"] is not None and world.now - row["settled_at"] >= 56 * DAY
        if old and row["outcome"] in ("on_time", "late") and row["department"]:
            gone = row["closed_at"] is None or row["closed_at"] > row["due_at"] + 30 * DAY
            known[row["department"], stratum(row)].append(gone)
    return {kind for kind, gone in known.items() if len(gone) >= 20 and sum(gone) > 0.8 * len(gone)}


def never_closed(world: World) -> Iterator[Row]:
    dead = dead_kinds(world)
    for case in world.cases.values():
        if case["open"] and case["due_at"] is not None:
            for row in world.judged(case, "open"):
                if row["outcome"] == "open" and (row["department"], stratum(case)) in dead:
                    yield {**row, "stratum": stratum(case)}


def stratum(case: Row) -> str:
    days = (int(case["due_at"].timestamp()) - int(case["reported_at"].timestamp())) / 86_400
    band = next((str(most) for most in (1, 3, 7, 15, 30) if days <= most), "+")
    return f"{case['category'] or ''}|{case['urgency'] or ''}|{band}"


def compared(world: World) -> Iterator[Row]:
    dead = dead_kinds(world)
    for row in on_time(replace(world, window=56 * DAY)):
        if row["outcome"] in ("on_time", "late") and (row["department"], stratum(row)) not in dead:
            yield row


def waited(world: World) -> Iterator[Row]:
    """Each signing, first contact and case sent in the window, with how many minutes it is known to wait."""
    tills = {"sign": "signed", "contact": "contacted"}
    for row in world.tables["stages"]:
        sent = row["stage"] in tills and row["outcome"] in ("done", "running", "returned")
        if sent and row["clock"] in ("hours", "days") and world.within(row["started_at"]):
            found = {"done": "done", "running": "waiting", "returned": "left"}[row["outcome"]]
            yield from named(world.judged(row, found, row["holder"]), tills[row["stage"]], world)
    for case in world.cases.values():
        if (
            case["start_ord"] is not None
            and case["clock"] in ("hours", "days")
            and world.within(case["dispatched_at"])
        ):
            found = "done" if case["closed_at"] else "waiting"
            yield from named(world.judged(case, found), "closed", world)


def named(rows: Iterator[Row], till: str, world: World) -> Iterator[Row]:
    for row in rows:
        if row["outcome"] in ("done", "waiting", "left"):
            yield {**row, "till": till, "worked": -(-used(row, world) // 60)}


HANDLING = settled("handle")
NAIVE: Mapping[str, Callable[[World], Iterator[Row]]] = {
    "open": span_stock(lambda span, case, world: True),
    "urgent-open": span_stock(lambda span, case, world: case["urgency"] in ("urgent", "emergency")),
    "overdue": span_stock(overdue),
    "due-soon": span_stock(due_until("soon_at")),
    "due-days": span_stock(due_until("days_at")),
    "due-judged": due_judged,
    "passed-around": span_stock(
        lambda span, case, world: span["phase"] == "returned" and span["holder"] is None
    ),
    "suspended": span_stock(lambda span, case, world: span["phase"] == "suspended"),
    "unsigned": unsigned,
    "left-behind": left_behind,
    "received-today": today("cases", "reported_at"),
    "closed-today": today("spans", "since", "closed"),
    "returned-today": today("spans", "since", "returned"),
    "received": happened("cases", "reported_at"),
    "closed": happened("spans", "since", "closed"),
    "registered": happened("cases", "registered_at"),
    "on-time": on_time,
    "elapsed": elapsed,
    "close-rate": close_rate,
    "ontime-close-rate": ontime_close,
    "closed-only-rate": closings(
        lambda row, world: (
            "unknown"
            if row["due_at"] is None
            else "on_time"
            if row["closed_at"] <= row["due_at"]
            else "late"
        )
    ),
    "exclusion-share": on_time,
    "left-out": left_out,
    "rework-rate": on_time,
    "stage-response": answered,
    "sign-hours": lambda world: (row for row in answered(world) if row["stage"] == "sign"),
    "sign-parts": lambda world: (row for row in answered(world) if row["stage"] == "sign"),
    "week-response": handled_weeks,
    "dispatch-time": sent,
    "returns": given,
    "hand-offs": lambda world: (row for row in given(world) if row["returned"]),
    "dispatched": given,
    "mis-dispatch": dispatches,
    "return-verdicts": verdicts,
    "accurate-dispatch-rate": dispatches,
    "first-contact-rate": settled("contact"),
    "response-rate": responses,
    "dispose-rate": HANDLING,
    "dispose-ontime-rate": HANDLING,
    "overdue-open-rate": HANDLING,
    "handle-time": HANDLING,
    "need-dispose": only(HANDLING, "on_time", "late", "open_late"),
    "overdue-disposed": only(HANDLING, "late"),
    "overdue-undisposed": only(HANDLING, "open_late"),
    "handling-given": handling_given,
    "extend-rate": extended,
    "check-ontime-rate": settled("check"),
    "rework-by-checks": checks,
    "first-pass-rate": closings(lambda row, world: "reworked" if row["reworks"] else "first"),
    "flash-close": closings(flash),
    "deadline-burst": closings(burst),
    "close-then-repeat": closings(came_again),
    "callback-cover": closings(
        lambda row, world: ("reached" if row["visited_at"] else "unreached") if row["calls"] else None
    ),
    "callback-bias": closings(how_it_went),
    "redo-rate": closings(redone),
    "solved-rate": callbacks(lambda row, world: row["result"] or "unanswered"),
    "explained-rate": callbacks(lambda row, world: row["result"] or "unanswered"),
    "resolution-rate": callbacks(lambda row, world: row["result"] or "unanswered"),
    "dissatisfied-rate": callbacks(mark),
    "satisfaction-rate": callbacks(lambda row, world: "content" if row["content"] else "not_content"),
    "satisfied-rate": callbacks(
        lambda row, world: "unmarked" if row["content"] is None else "marked"
    ),
    "claim-gap": callbacks(
        lambda row, world: "both" if row["claim"] and row["result"] else "one_side"
    ),
    "repeat-rate": repeats,
    "valid-report-rate": reports,
    "register-ontime-rate": registrations,
    "verify-ontime-rate": verifications,
    "suspended-long": suspended_long,
    "appeal-pass-rate": appeals,
    "late-pause": late_pauses,
    "same-reply": replies,
    "selfhandle-share": self_handled,
    "surge": surged,
    "never-closed": never_closed,
    "fair-comparison": compared,
    "response-curves": waited,
}  # fmt: skip
"""By the name of the indicator: the rows it counts, each with its outcome, its unit and its street."""


def quantile(values: list[float], share: float) -> float:
    """As an engine interpolates it."""
    place = share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    values = sorted(values)
    return values[low] + (values[high] - values[low]) * (place - low)


def ratios(rows: list[Row], world: World) -> list[float]:
    return [used(row, world) / max(row["due_ord"] - row["start_ord"], 1) for row in rows]


def of(rows: list[Row], *outcomes: str) -> list[Row]:
    return [row for row in rows if row["outcome"] in outcomes]


def timed(rows: list[Row], world: World) -> Row:
    minutes = [used(row, world) for row in of(rows, "on_time", "late", "open_late")]
    if not minutes:
        return {"n": 0, "median": None, "p90": None, "mean": None}
    return {
        "n": len(minutes),
        "running": len(of(rows, "open_late")),
        "median": median(minutes),
        "p90": quantile([float(one) for one in minutes], 0.9),
        "mean": mean(minutes),
    }


def reworked(rows: list[Row], _world: World) -> Row:
    due = of(rows, "on_time", "late")
    failed = sum(row["reworks"] for row in due)
    return {"n": len(due), "reworks": failed, "share": failed / len(due) if due else None}


def weighed(rows: list[Row], _world: World) -> Row:
    marks = [row["content"] for row in of(rows, "marked")]
    return {"n": len(marks), "share": sum(marks) / len(marks) if marks else None}


def gap(rows: list[Row], _world: World) -> Row:
    both = of(rows, "both")
    claimed, confirmed = (sum(row[name] == "solved" for row in both) for name in ("claim", "result"))
    return {
        "n": len(both),
        "claimed": claimed,
        "confirmed": confirmed,
        "gap": (claimed - confirmed) / len(both) if both else None,
    }


def bias(rows: list[Row], _world: World) -> Row:
    found = Counter(row["outcome"] for row in rows)
    bad, good = (found[one] + found[f"{one}_reached"] for one in ("bad", "good"))
    ratio = None
    if bad and found["good_reached"]:
        ratio = (found["bad_reached"] / bad) / (found["good_reached"] / good)
    return {"n": bad + good, "bad": bad, "good": good, "ratio": ratio}


def medians(values: Callable[[list[Row], World], list[float]]) -> Callable[[list[Row], World], Row]:
    def summed(rows: list[Row], world: World) -> Row:
        found = values(rows, world)
        return {"n": len(found), "median": median(found) if found else None}

    return summed


def dispatched(rows: list[Row], world: World) -> Row:
    minutes = [minutes_to_dispatch(row, world) for row in rows]
    timely = len(of(rows, "on_time"))
    return {
        "n": len(rows),
        "on_time": timely,
        "share": timely / len(rows) if rows else None,
        "median": median(minutes) if minutes else None,
    }


def against_usual(rows: list[Row], _world: World) -> Row:
    value = sum(row["days"] == 0 for row in rows)
    usual = (len(rows) - value) / len(SAME_WEEKDAY)
    tail = [comb(len(rows), k) * 0.2**k * 0.8 ** (len(rows) - k) for k in range(value, len(rows) + 1)]
    return {
        "value": value,
        "usual": usual,
        "z": None if usual < 1 else (value - usual) / usual**0.5,
        "p": sum(tail),
    }


SUMS: Mapping[str, Callable[[list[Row], World], Row]] = {
    "handle-time": timed,
    "rework-rate": reworked,
    "satisfied-rate": weighed,
    "claim-gap": gap,
    "callback-bias": bias,
    "elapsed": medians(ratios),
    "dispatch-time": dispatched,
    "surge": against_usual,
    "never-closed": lambda rows, _world: {"value": len(rows)},
    "fair-comparison": lambda rows, _world: {"n": len(rows), "on_time": len(of(rows, "on_time"))},
    "response-curves": lambda rows, _world: {
        "n": len(rows),
        "done": len(of(rows, "done")),
        "left": len(of(rows, "left")),
    },
}
"""What is not a count and no share of outcomes, summed up by its own loop."""
CELLS: Mapping[str, tuple[str, ...]] = {
    "stage-response": ("stage",),
    "sign-hours": ("weekday", "hour"),
    "sign-parts": ("weekday", "part"),
    "week-response": ("iso_week",),
    "hand-offs": ("to",),
    "never-closed": ("stratum",),
    "response-curves": ("till", "worked"),
    "left-out": ("why",),
}
"""What the rows of some are always split by."""
