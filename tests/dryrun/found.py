"""A small dry run as it is kept: a shorter limit, a case that counts otherwise, a matter newly put up."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboard.dryrun.result import (
    Counts,
    Difference,
    Fired,
    Flags,
    Matter,
    Measure,
    Moved,
    Number,
    Result,
    Standing,
    Subject,
)
from tests.layouts import frames

COUNTED = "case:hotline/000123"
SHOWN = "case:hotline/000456"


def subject(key: str = COUNTED, **given: Any) -> Subject:
    """A case of one street and one unit."""
    said: dict[str, Any] = {
        "category": "E0116",
        "street": "990101002",
        "unit": "sw",
        "held_by": ("sw", "eco"),
    }
    return Subject(key=key, **(said | given))


def matter(key: str = SHOWN, **given: Any) -> Matter:
    """A matter that is newly put up."""
    said: dict[str, Any] = {
        "of": subject(key), "morning": date(2026, 11, 18), "mornings": 3,
        "before": Standing(score=54.6, ratio=0.76, fired=("T04",), withheld="department"),
        "after": Standing(score=69.0, ratio=1.9, fired=("T04", "T06"), post="lead"),
    }  # fmt: skip
    return Matter(**(said | given))


def flags(**given: Any) -> Flags:
    """One newly, one no longer, one asked of another."""
    back = matter("case:hotline/000457", before=Standing(score=61.0), after=Standing(score=49.0))
    moved = matter("case:hotline/000458", before=Standing(post="lead"), after=Standing(post="chief"))
    some = Fired(name="T06", before=3, after=4, newly=1, no_longer=0, some=(matter(),))
    said: dict[str, Any] = {
        "before": 2, "after": 2, "counts": Counts(newly=1, no_longer=1, readdressed=1),
        "newly": (matter(),), "no_longer": (back,), "readdressed": (moved,),
        "triggers": (some, Fired(name="T04", before=2, after=2, newly=0, no_longer=0)),
    }  # fmt: skip
    return Flags(**(said | given))


def measures() -> tuple[Measure, ...]:
    """The on-time rate differs, of one unit; what is open does not."""
    rate = Number(before=0.962, after=0.941, n_before=420, n_after=431, moved=1)
    same = Number(before=88.0, after=88.0)
    late = Moved(of=subject(), before=("sw|on_time",), after=("sw|late",))
    return (
        Measure(name="on-time", whole=rate, units={"sw": rate, "eco": same}, moved=(late,)),
        Measure(name="open", whole=same, units={"sw": same}),
    )


def result(**given: Any) -> Result:
    """The whole of it."""
    said: dict[str, Any] = {
        "made_at": frames.NOW, "post": "中心分管副主任", "district": "990101", "mark": "m", "copy_of": "copy",
        "first": date(2026, 8, 21), "last": date(2026, 11, 19), "at": "09:00", "seq": 12_345,
        "entries": 12_000, "differences": (Difference(where="limits.default", before="5D", after="2D"),),
        "measures": measures(), "flags": flags(),
    }  # fmt: skip
    return Result(**(said | given))
