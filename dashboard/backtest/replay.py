"""Day by day: the board of the product is told what was known, and asked about every open case."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.backtest.ground import ground
from dashboard.backtest.ledger import FEED, Told
from dashboard.backtest.table import CaseTable
from dashboard.board.reader import Reader
from dashboard.board.store import Board
from dashboard.board.tables import Tables
from dashboard.board.texts import written
from dashboard.cases import case_key
from dashboard.district import District, calendar_of
from dashboard.indicators import Ask
from dashboard.leverage.attention import firing
from dashboard.leverage.lateness import STRATA
from dashboard.leverage.lateness.drift import Drift
from dashboard.leverage.lateness.forecast import learnt
from dashboard.leverage.lateness.history import history
from dashboard.leverage.matters import uncut
from dashboard.leverage.will_be_late import measure

Progress = Callable[[int, int], None]
COLUMNS = ["snapshot", "case_id", "score", "risk", "prob", "level", "triggers"]
COARSE = "kind"
"""The category of the table, between the department and the finest kind."""


@dataclass(frozen=True, kw_only=True)
class Day:
    """One snapshot: a row an open case, and how the percentages of the week before it had fared."""

    snapshot: datetime  # local, without a zone
    rows: pd.DataFrame
    drift: Drift


def replay(
    table: CaseTable,
    snapshots: Sequence[datetime],
    district: District | None = None,
    told: Progress | None = None,
) -> Iterator[Day]:
    """The days of `snapshots` (aware, rising), each with only what the table tells of the time before it."""
    site = ground(district)
    board, ledger = Board(site, calendar_of(site)), Told(table)
    kinds = pd.Series(
        table.rows["category"].to_numpy(), [case_key(FEED, number) for number in table.rows["case_id"]]
    )
    try:
        for n, moment in enumerate(snapshots):
            ledger.until(moment)
            board.catch_up(ledger.entries)
            with board.reading(moment) as reader:
                yield day(reader, moment.astimezone(site.tz).replace(tzinfo=None), kinds)
            if told:
                told(n + 1, len(snapshots))
    finally:
        board.close()


def day(reader: Reader, snapshot: datetime, kinds: pd.Series) -> Day:
    """What the product says of every open case of a reader."""
    reader.texts.update(texts())
    past = reader.frame("history", lambda: history(reader.tables))
    forecast = learnt(strewn(past, kinds), (*STRATA[:-1], COARSE, STRATA[-1]))
    cases = reader.frame("open", lambda: measure(reader.tables, Ask()))
    found = forecast.of(strewn(cases, kinds)).set_index("key")
    matters = reader.frame("matters", lambda: uncut(reader.tables, Ask())).set_index("key").sort_index()
    fired = firing(matters)
    rows = pd.DataFrame(
        {
            "snapshot": snapshot,
            "case_id": matters.index.str.removeprefix(case_key(FEED, "")),
            "score": matters["score"].to_numpy(),
            "risk": found["risk"].reindex(matters.index).to_numpy(),
            "prob": found["prob"].reindex(matters.index).to_numpy(),
            "level": found["rung"].reindex(matters.index).to_numpy(),
            "triggers": [" ".join(fired.columns[row]) for row in fired.to_numpy()],
        }
    )
    return Day(snapshot=snapshot, rows=rows, drift=forecast.drift)


@cache
def texts() -> dict[str, str]:
    """The SQL of what a day asks, built once: it is the same on every board."""
    tables = Tables.named()
    asked = {"history": history(tables), "open": measure(tables, Ask()), "matters": uncut(tables, Ask())}
    return {name: written(expression) for name, expression in asked.items()}


def strewn(frame: pd.DataFrame, kinds: pd.Series) -> pd.DataFrame:
    """The cases with the category of the table beside their finest kind."""
    return frame.assign(**{COARSE: kinds.reindex(frame["key"]).to_numpy()})


def mornings(first: date, last: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """The same local time of every day."""
    days = range((last - first).days + 1)
    return [datetime.combine(first + timedelta(days=n), at, zone) for n in days]
