"""Each time a unit was given a case: from when till when it had it, if it gave it back, who got it next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from dashboard.cases import EventKind, Phase
from dashboard.fold.machine import Step


def assignments(
    key: str, life: Sequence[Mapping[str, Any]], returns: Mapping[datetime, str | None]
) -> list[dict[str, Any]]:
    """The assignments of a life in spans; `returns` are those told as events, each with its reason.

    States show a return without its reason; events also tell one that was followed by a dispatch at once.
    """
    turns = [next(spans) for _, spans in groupby(life, itemgetter("holder"))]
    return [
        assignment(key, n, turns[n:], returns) for n, turn in enumerate(turns) if turn["holder"] is not None
    ]


def assignment(
    key: str, n: int, turns: Sequence[Mapping[str, Any]], returns: Mapping[datetime, str | None]
) -> dict[str, Any]:
    """The assignment that the first of these turns is; the others came after it."""
    given, *later = turns
    left = later[0] if later else None
    shown = left is not None and left["holder"] is None and left["phase"] == Phase.RETURNED
    told = left is not None and left["since"] in returns
    return {
        "key": key,
        "n": n,
        "holder": given["holder"],
        "since": given["since"],
        "left_at": left["since"] if left else None,
        "returned": shown or told,
        "reason_code": returns[left["since"]] if told and left else None,
        "next_holder": next((turn["holder"] for turn in later if turn["holder"] is not None), None),
    }


def returned(done: Iterable[Step]) -> dict[datetime, str | None]:
    """The reason of each return that was told as an event, by its moment."""
    return {step.when: step.body.get("reason_code") for step in done if step.kind == EventKind.RETURN}
