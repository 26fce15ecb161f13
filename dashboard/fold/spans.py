"""The life of a thing as spans: in which phase and whose hands it was, from when till when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from dashboard.cases import ENDED, Phase
from dashboard.fold.machine import Step
from dashboard.fold.moves import START


def spans(key: str, done: Iterable[Step], began: datetime) -> list[dict[str, Any]]:
    """The spans of a life that began at `began`; what lasted no time leaves none, except the last."""
    life: list[dict[str, Any]] = []
    phase: str = START
    holder: str | None = None
    since = began
    for step in done:
        if (step.phase, step.holder) == (phase, holder):
            continue
        if step.when > since:
            life.append(span(key, len(life), phase, holder, since) | {"till": step.when, "runs": False})
        phase, holder, since = step.phase, step.holder, step.when
    life.append(span(key, len(life), phase, holder, since))
    return life


def span(key: str, n: int, phase: str, holder: str | None, since: datetime) -> dict[str, Any]:
    """One span, still running."""
    return {
        "key": key,
        "n": n,
        "phase": phase,
        "open": phase not in ENDED,
        "holder": holder,
        "since": since,
        "till": None,
        "runs": phase not in ENDED,
    }


def pauses(life: Sequence[dict[str, Any]]) -> list[tuple[datetime, datetime | None]]:
    """When the clock stood still."""
    return [(span["since"], span["till"]) for span in life if span["phase"] == Phase.SUSPENDED]
