"""The table told as a ledger would tell it: a case when it was created, and again when it was closed."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime

import numpy as np
import pandas as pd

from dashboard.backtest.table import CaseTable
from dashboard.cases import STATE, Phase, Place, case_key
from dashboard.ledger import Entry

FEED = "cases"
OPENED, CLOSED = 0, 1
VERSIONS = ("1", "2")


class Told:
    """The entries of a table up to a moment: what comes later is not there, whatever the table says."""

    def __init__(self, table: CaseTable) -> None:
        rows = table.rows
        opened = rows["created_at"]
        closed = rows["closed_at"].where(rows["closed_at"] >= opened, opened)[rows["closed_at"].notna()]
        times = pd.concat([opened, closed])
        kinds = np.repeat([OPENED, CLOSED], [len(opened), len(closed)])
        order = np.lexsort((times.index, kinds, times.dt.tz_localize(None).to_numpy()))
        self.rows = rows.to_dict("records")
        self.times = list(times.iloc[order].dt.to_pydatetime())
        self.about = list(zip(times.index.to_numpy()[order].tolist(), kinds[order].tolist(), strict=True))
        self.known = 0

    def until(self, moment: datetime) -> int:
        """Let everything up to a moment be known; how much that is."""
        self.known = bisect_right(self.times, moment)
        return self.known

    def entries(self, after: int, most: int) -> list[Entry]:
        """The known entries after a `seq`, at most so many."""
        return [self.entry(seq) for seq in range(after + 1, min(after + most, self.known) + 1)]

    def entry(self, seq: int) -> Entry:
        """One entry, known as it happened."""
        row, kind = self.about[seq - 1]
        said, when = self.rows[row], self.times[seq - 1]
        return Entry(
            seq=seq,
            recorded_at=when,
            known_at=when,
            stream=FEED,
            key=case_key(FEED, said["case_id"]),
            kind=STATE,
            version=VERSIONS[kind],
            happened_at=when,
            actor="",
            digest=f"{seq}",
            body=body(said, Phase.CLOSED if kind == CLOSED else Phase.DISPATCHED),
        )


def body(said: dict[str, object], phase: Phase) -> dict[str, object]:
    """How a case looked; the finest kind is its category, by which repeats are counted."""
    located = said["lon"] == said["lon"] and said["lat"] == said["lat"] and (said["lon"] or said["lat"])
    case = {
        "reported_at": iso(said["created_at"]),
        "due_at": iso(said["due_at"]),
        "category": said["type"] or None,
        "street": said["street"] or None,
        "lon": said["lon"] if located else None,
        "lat": said["lat"] if located else None,
        "place": (Place.INSIDE if located else Place.NONE).value,
    }
    return {
        "phase": phase.value,
        "holder": said["department"] or None,
        "case": {name: word for name, word in case.items() if word is not None},
    }


def iso(moment: object) -> str | None:
    """A time as text; none where there is none."""
    return moment.isoformat() if isinstance(moment, datetime) and not pd.isna(moment) else None
