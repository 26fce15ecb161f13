"""One case of the hand-made morning: passed between three units, paused, late, with repeats around it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.calendar import Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.district import calendar_of
from dashboard.indicators.appeal_list import COLUMNS as APPEALS
from dashboard.leverage import Level
from dashboard.leverage.attention import advised
from dashboard.leverage.levers import Suggestion
from tests.layouts.frames import attention, ground, ordinary
from tests.matter_rows import QUIET
from tests.matter_rows import matter as matter_row

PAGE = "case"
KEY = "case:hotline/20261109-0417"
SENT = datetime.fromisoformat("2026-11-09T09:31:00+08:00")
COLUMNS = {
    "life": ["n", "phase", "open", "holder", "since", "till"],
    "timeline": [
        "seq", "stream", "happened_at", "known_at", "kind", "org", "to_org", "reason_code", "note", "doc_no",
        "clause", "phase", "holder", "level", "due_at", "refused", "total", "superseded",
    ],
}  # fmt: skip


STREET = "990101002"


def here(east: float = 0.0, north: float = 0.0) -> tuple[float, float]:
    """The place of the case, or one so many degrees from it."""
    lon, lat = next(shape.label for shape in ground().streets if shape.code == STREET)
    return lon + east, lat + north


@cache
def calendar() -> WorkCalendar:
    """The working calendar of the small district."""
    return calendar_of(ordinary())


def at(said: str) -> pd.Timestamp:
    """A local moment of this November: `11-09 09:31`."""
    return pd.Timestamp(f"2026-{said}", tz="Asia/Shanghai").tz_convert("UTC")


def busy() -> dict[str, pd.DataFrame]:
    """What the panels of one case need."""
    return {
        "case": record(), "case-clocks": clocks(), "case-life": life(), "case-timeline": timeline(),
        "case-repeats": repeats(), "nominations": nominations(),
        "case-lateness": lateness(late=True, rung="", n=0), "case-matter": matter(),
        "case-appeal": pd.DataFrame(columns=[*APPEALS]),
        "case-advice": advice((KEY, ["T06"], {"returns": 0})),
    }  # fmt: skip


def extra() -> Any:
    """The clocks that its spans are laid on."""
    return calendar()


def record(**given: Any) -> pd.DataFrame:
    """The case as it stands."""
    start = calendar().start(SENT, Measure.DAYS)
    frame = pd.DataFrame([{
        "key": KEY, "id": "20261109-0417", "feed": "hotline", "reference": None, "source": "H12345",
        "category": "E0116", "urgency": "normal", "street": STREET, "grid": "990101002003",
        "lon": here()[0], "lat": here()[1], "place": "inside", "text_short": "餐饮油烟扰民" * 20,
        "phase": "disposing",
        "open": True, "phase_since": at("11-13 10:00"), "holder": "st", "department": "st",
        "hands": ["cg", "eco", "st"], "hops": ["return", "return"], "tells_hands": True, "returns": 2,
        "reworks": 0, "episode": 1, "reported_at": at("11-09 09:12"), "due_at": at("11-16 18:00"),
        "closed_at": pd.NaT, "clock": "days", "start_ord": float(start), "end_ord": float("nan"),
        "used": 2800.0, "allowed": 2400.0, "left": -400.0, "ratio": 1.17, "late": True, "state": "late",
        "paused": False, "advised": 69.3, "leader": None, "followers": None,
    } | given])  # fmt: skip
    return frame.assign(closed_at=pd.to_datetime(frame["closed_at"], utc=True))


def clocks() -> pd.DataFrame:
    """Signed thrice, contacted once, handling late with a pause; no check yet."""
    hours, days = Measure.HOURS, Measure.DAYS
    rows = [
        (0, "sign", "cg", "done", "11-09 09:31", "11-09 10:43", "11-09 11:31", hours, 72.0, 120.0),
        (1, "contact", "cg", "done", "11-09 09:31", "11-10 10:00", "11-10 18:00", days, 60.0, 480.0),
        (2, "sign", "eco", "returned", "11-10 16:52", "11-11 11:05", "11-11 10:52", hours, 193.0, 120.0),
        (3, "handle", "st", "running", "11-11 14:30", None, "11-18 10:00", days, 2800.0, 2400.0),
    ]
    found = []
    for n, stage, holder, outcome, begun, ended, due, clock, used, allowed in rows:
        start = calendar().start(at(begun), clock)
        found.append({
            "n": n, "stage": stage, "holder": holder, "outcome": outcome, "started_at": at(begun),
            "ended_at": at(ended) if ended else pd.NaT, "due_at": at(due), "clock": clock.value,
            "start_ord": float(start), "end_ord": start + used if ended else float("nan"), "used": used,
            "allowed": allowed, "left": allowed - used, "ratio": used / allowed, "late": used > allowed,
            "state": "late" if used > allowed else "ok", "paused": False,
        })  # fmt: skip
    frame = pd.DataFrame(found)
    return frame.assign(ended_at=pd.to_datetime(frame["ended_at"], utc=True))


def lateness(**given: Any) -> pd.DataFrame:
    """What is said of whether it will be late."""
    row = {
        "key": KEY, "long": "short", "department": "st", "category": "E0116", "due_at": at("11-16 18:00"),
        "ratio": 0.6, "late": False, "risk": 0.72, "prob": 0.72, "low": 0.61, "high": 0.85, "n": 34,
        "word": "high", "rung": "L2", "drift": False,
    }  # fmt: skip
    return pd.DataFrame([row | given])


def matter() -> pd.DataFrame:
    """Two more cases that the rule has merged with it, one of them ended."""
    rows = [(KEY, "disposing", True), ("case:hotline/m2", "signed", True), ("case:grid/m3", "closed", False)]
    frame = pd.DataFrame(rows, columns=["key", "phase", "open"])
    return frame.assign(
        matter="matter:m1", category="E0116", street=STREET, department="st", reported_at=at("11-09 09:12"),
        by_hand=False, rule="repeat", post=None, reason=None, total=3,
    )  # fmt: skip


def life() -> pd.DataFrame:
    """Two returns, a day of suspension, and the street has it now."""
    marks = [
        ("11-09 09:12", "registered", None), ("11-09 09:31", "dispatched", "cg"),
        ("11-10 16:20", "returned", None), ("11-10 16:52", "dispatched", "eco"),
        ("11-11 11:05", "returned", None), ("11-11 14:30", "dispatched", "st"),
        ("11-12 09:00", "suspended", "st"), ("11-13 10:00", "disposing", "st"), (None, "", None),
    ]  # fmt: skip
    rows = [
        (n, phase, True, holder, at(str(since)), at(till) if till else pd.NaT)
        for n, ((since, phase, holder), (till, _, _)) in enumerate(pairwise(marks))
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS["life"])
    return frame.assign(till=pd.to_datetime(frame["till"], utc=True))


def fact(when: str, kind: str, org: str | None = None, **given: Any) -> dict[str, Any]:
    """One fact, told at once."""
    whole = dict.fromkeys(COLUMNS["timeline"]) | {
        "stream": "hotline", "happened_at": at(when), "known_at": at(when) + timedelta(seconds=30),
        "kind": kind, "org": org, "superseded": False,
    }  # fmt: skip
    return whole | given


def timeline() -> pd.DataFrame:
    """Returns with reasons, a pause, advice; a fact that was refused, one told late, a state that was old."""
    rows = [
        fact("11-09 09:12", "report"),
        fact("11-09 09:31", "dispatch", "uomc", to_org="cg"),
        fact("11-09 10:43", "sign", "cg"),
        fact("11-10 15:00", "close", "cg", refused="illegal"),
        fact("11-10 16:20", "return", "cg", reason_code="R2", clause="职责清单第7条", note="无检测权限"),
        fact("11-10 16:52", "dispatch", "uomc", to_org="eco"),
        fact("11-11 11:05", "return", "eco", reason_code="R4", known_at=at("11-11 14:00")),
        fact("11-11 14:30", "dispatch", "uomc", to_org="st"),
        fact("11-12 09:00", "suspend", "uomc", doc_no="云城运挂〔2026〕1号"),
        fact("11-13 10:00", "resume", "uomc"),
        fact("11-13 10:05", "state", phase="disposing", holder="st", superseded=True),
        fact("11-18 10:10", "raise", stream="advice", level="L4"),
        fact("11-19 09:20", "escalate", "uomc"),
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS["timeline"])
    return frame.assign(seq=range(len(rows)), total=len(rows))


def repeats() -> pd.DataFrame:
    """Three reports of the same smoke close by, the newest first."""
    rows = [
        ("case:hotline/r1", "11-18 09:00", 12.4, "st", "disposing", 0.0001, 0.0001),
        ("case:grid/r2", "11-15 10:00", 8.0, "st", "closed", 0.00005, 0.00005),
        ("case:hotline/r3", "10-28 11:00", 31.0, None, "archived", 0.0003, 0.0001),
    ]
    return pd.DataFrame([{
        "key": key, "id": key.rpartition("/")[2], "reported_at": at(when), "metres": metres,
        "department": unit, "text_short": "油烟", "phase": phase, "category": "E0116", "street": STREET,
        "lon": here(lon)[0], "lat": here(0, lat)[1], "place": "inside", "total": 3,
    } for key, when, metres, unit, phase, lon, lat in rows])  # fmt: skip


def nominations() -> pd.DataFrame:
    """The attention list of the morning, with this case third."""
    frame = attention()
    found = frame.assign(key=[KEY if n == 2 else key for n, key in enumerate(frame["key"])])
    levers = zip(found["level"], found["step"], strict=True)
    advice = [(Suggestion(level=Level(level), step=step or ""),) for level, step in levers]
    quiet = {name: [value] * len(found) for name, value in QUIET.items() if name not in found}
    return found.assign(advice=advice, fired=found["triggers"], **quiet).assign(department=found["holder"])


def advice(*cases: tuple[str, list[str], dict[str, Any]]) -> pd.DataFrame:
    """What is advised for some cases: their triggers and what these look at."""
    rows = [matter_row(key, **given) | {"fired": fired, "reaches": False} for key, fired, given in cases]
    return advised(pd.DataFrame(rows))
