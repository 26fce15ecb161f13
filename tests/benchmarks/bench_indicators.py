"""How long the wall's indicators take on a board of 100,000 cases, 20,000 of them open."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from time import perf_counter

import numpy as np
import pandas as pd

import dashboard.indicators
from dashboard.cases import Flag
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.leverage.attention import ATTENTION
from dashboard.parts import collect
from tests.small_board import NOW, SmallReader, board_tables, filled

ASKS = {name: Ask(trend=True) for name in ("open", "urgent-open", "received-today", "closed-today")} | {
    name: Ask(trend=True) for name in ("due-soon", "overdue", "unsigned", "passed-around")
}
FLAGS = ([], [], [], [], [Flag.PUBLIC_SPACE.value], [Flag.HOT.value], [Flag.SENSITIVE_SITE.value])


def indicator_speed(cases: int = 100_000, open_cases: int = 20_000) -> list[tuple[str, str]]:
    """Median milliseconds of five answers, SQL text cached, for each indicator of the wall."""
    reader = board(cases, open_cases)
    wall = {**collect(dashboard.indicators, Indicator), ATTENTION.name: ATTENTION}
    rows = [(name, milliseconds(reader, wall[name], ASKS.get(name, Ask()))) for name in sorted(wall)]
    total = sum(spent for _, spent in rows)
    size = f"{cases:,} cases, {open_cases:,} open"
    return [
        (f"indicators of a whole wall one after another, {size}", f"{total:.0f} ms"),
        *((f"indicator {name}, {size}", f"{spent:.0f} ms") for name, spent in rows),
    ]


def milliseconds(reader: SmallReader, indicator: Indicator, ask: Ask) -> float:
    """The median of five answers after a first one that builds the text."""
    answer(indicator, ask, reader)
    spent = []
    for _ in range(5):
        begun = perf_counter()
        answer(indicator, ask, reader)
        spent.append(perf_counter() - begun)
    return median(spent) * 1000


def board(cases: int, open_cases: int) -> SmallReader:
    """Cases over two years, the open ones mostly young; four spans, three stages and six facts each."""
    chance = np.random.default_rng(20261120)
    frame = case_frame(chance, cases, open_cases)
    return board_tables(
        cases=filled("cases", frame),
        spans=filled("spans", spans(frame)),
        assignments=filled("assignments", assignments(frame)),
        stages=filled("stages", stages(frame)),
        facts=filled("facts", facts(frame)),
    )


def case_frame(chance: np.random.Generator, cases: int, open_cases: int) -> pd.DataFrame:
    """The columns of the cases that the indicators look at."""
    now = pd.Timestamp(NOW).floor("min")
    is_open = np.arange(cases) >= cases - open_cases
    age = (
        np.where(is_open, chance.exponential(10, cases), np.sort(chance.uniform(0, 730, cases))[::-1]) * 1440
    )
    reported = now - pd.to_timedelta(age.astype("int64") + 1, unit="min")
    took = pd.to_timedelta((chance.lognormal(7.5, 0.8, cases)).astype("int64") + 5, unit="min")
    closed = pd.Series(reported + np.minimum(took, now - reported)).where(~is_open)
    due = pd.Series(
        reported + pd.to_timedelta(chance.choice([240, 1440, 4320, 7200, 21600], cases), unit="min")
    )
    units = chance.integers(0, 40, cases).astype("U")
    start = minutes(reported)
    return pd.DataFrame(
        {
            "key": np.char.add("case:hotline/", np.arange(cases).astype("U")),
            "feed": "hotline",
            "source": chance.choice(["H12345", "GRID", "P110"], cases),
            "procedure": "normal",
            "urgency": chance.choice(["normal", "urgent"], cases, p=[0.96, 0.04]),
            "category": np.char.add("C", chance.integers(0, 50, cases).astype("U")),
            "street": np.char.add("S", chance.integers(0, 14, cases).astype("U")),
            "lon": chance.uniform(121.3, 121.5, cases),
            "lat": chance.uniform(31.1, 31.3, cases),
            "place": "inside",
            "flags": [FLAGS[pick] for pick in chance.integers(0, len(FLAGS), cases)],
            "tells_hands": True,
            "reported_at": reported,
            "dispatched_at": reported,
            "closed_at": closed,
            "due_at": due,
            "settled_at": np.fmin(closed.fillna(due), due),
            "clock": "hours",
            "start_ord": start,
            "due_ord": minutes(due),
            "end_ord": minutes(closed),
            "pause": 0,
            "phase": np.where(is_open, chance.choice(["disposing", "signed", "returned"], cases), "closed"),
            "open": is_open,
            "holder": np.char.add("D", units),
            "hands": [[f"D{unit}"] for unit in units],
            "returns": chance.poisson(0.1, cases),
            "returners": chance.poisson(0.1, cases),
            "reworks": chance.poisson(0.1, cases),
            "reminders": chance.poisson(0.1, cases),
            "failed_levers": chance.poisson(0.1, cases),
            "cycle": False,
            "clauseless": False,
            "ask": chance.random(cases) < 0.05,
            "activity_ord": np.maximum(
                start, minutes(pd.DatetimeIndex([now]))[0] - chance.integers(0, 2000, cases)
            ),
            "returned_ord": start,
        }
    )


def minutes(moments: pd.Series | pd.DatetimeIndex) -> pd.Series:
    """The ordinals of this board; null stays null."""
    series = pd.Series(moments)
    return ((series - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(minutes=1)).astype("Int64")


def spans(cases: pd.DataFrame) -> pd.DataFrame:
    """Three phases on the way and the one each case is in."""
    end = cases["closed_at"].fillna(pd.Timestamp(NOW))
    steps = [cases["reported_at"] + (end - cases["reported_at"]) * part for part in (0, 0.05, 0.1)]
    parts = [
        cases[["key"]].assign(n=n, phase=phase, open=True, holder=holder, since=since, till=till)
        for n, (phase, holder, since, till) in enumerate(
            [
                ("registered", None, steps[0], steps[1]),
                ("dispatched", cases["holder"], steps[1], steps[2]),
                ("signed", cases["holder"], steps[2], cases["closed_at"]),
            ]
        )
    ]
    ended = cases[~cases["open"]]
    closed = ended[["key", "holder"]].assign(n=3, phase="closed", open=False, since=ended["closed_at"])
    frame = pd.concat([*parts, closed], ignore_index=True)
    frame = frame.assign(runs=frame["open"].astype(bool) & frame["till"].isna())
    return frame.assign(holder=frame["holder"].where(frame["phase"] != "returned")).sort_values(
        "since", ignore_index=True
    )


def assignments(cases: pd.DataFrame) -> pd.DataFrame:
    """Each case is given to one unit."""
    given = cases[["key", "holder"]].dropna()
    return given.assign(n=1, since=cases["reported_at"], returned=False)


def stages(cases: pd.DataFrame) -> pd.DataFrame:
    """Signing, contact and handling of each case."""
    told = pd.concat(
        [
            cases[["key", "holder", "clock", "start_ord", "pause"]].assign(
                n=n, stage=stage, started_at=cases["reported_at"], ended_at=cases["closed_at"],
                outcome=np.where(cases["open"], "running", "done"), due_at=cases["due_at"],
                due_ord=cases["due_ord"], end_ord=cases["end_ord"],
                weekday=cases["reported_at"].dt.dayofweek + 1, hour=cases["reported_at"].dt.hour,
            )
            for n, stage in enumerate(["sign", "contact", "handle"])
        ],
        ignore_index=True,
    )  # fmt: skip
    return told.sort_values("started_at", ignore_index=True)


def facts(cases: pd.DataFrame) -> pd.DataFrame:
    """Six things said of each case, in the order they were said."""
    said = pd.concat(
        [
            cases[["key"]].assign(
                stream="hotline",
                kind=kind,
                happened_at=cases["reported_at"] + timedelta(minutes=n),
                body="{}",
            )
            for n, kind in enumerate(["report", "accept", "dispatch", "sign", "progress", "dispose"])
        ],
        ignore_index=True,
    ).sort_values("happened_at", ignore_index=True)
    return said.assign(seq=np.arange(len(said)))
