"""When advice to leaders begins and ends: facts for the ledger, each written once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

import pandas as pd

from dashboard.cases import Fact
from dashboard.leverage.score import ENTER, LEAVE

STREAM = "advice"
RAISE, CLEAR = "raise", "clear"
NOTHING: Mapping[str, str] = {}


def changes(nominations: pd.DataFrame, standing: pd.DataFrame, now: datetime) -> list[Fact]:
    """The advice to raise and to clear at `now`, given the `NOMINATIONS` frame and the ADVICE table.

    Raised: what is shown (`rank` > 0) with a score of 60 or more. Cleared: what stands, and has fallen below
    50 or is no longer open. What stands and is merely held back by a cap stays.
    """
    return [*cleared(nominations, standing, now), *raised(nominations, standing, now)]


def raised(nominations: pd.DataFrame, standing: pd.DataFrame, now: datetime) -> Iterator[Fact]:
    """Advice that begins."""
    fresh = ~nominations["key"].isin(standing["key"])
    worthy = (nominations["rank"] > 0) & (nominations["score"] >= ENTER)
    for row in nominations[fresh & worthy].to_dict("records"):
        said = {name: row[name] for name in ("leader", "matter") if row.get(name)}
        free = str(row.get("override") or "") or ("notice" if row.get("notice") else "")
        body = {"level": str(row["level"])} | said | ({"free": free} if free else {})
        yield fact(str(row["key"]), RAISE, now, round(float(row["score"]), 1), body)


def cleared(nominations: pd.DataFrame, standing: pd.DataFrame, now: datetime) -> Iterator[Fact]:
    """Advice that ends; a score of None says that the matter is no longer open or no longer has one."""
    scores = nominations.set_index("key")["score"]
    for key in sorted(standing["key"]):
        score = scores.get(key)
        if score is None or not score >= LEAVE:
            yield fact(key, CLEAR, now, None if score is None or pd.isna(score) else round(float(score), 1))


def fact(key: str, kind: str, now: datetime, score: float | None, said: Mapping[str, str] = NOTHING) -> Fact:
    """One step of the advice about a case.

    `said` when it is raised: the `level` of the lever that was suggested, for which `leader`, of which
    `matter`, and whether it was `free` of every budget (an override, a notice).
    """
    body = {"score": score, **said}
    return Fact(key=f"{STREAM}:{key}", kind=kind, version=now.isoformat(), happened_at=now, body=body)
