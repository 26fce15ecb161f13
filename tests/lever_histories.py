"""Histories of borrowed powers to test with: the straight road, and any moves in any order."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from dashboard.cases import Fact
from dashboard.fold.borrowing import BEFORE, Move
from tests.histories import after, fact

LEVER = "lever:L4-1"
DESKS = ("director", "district-office")
ROAD: tuple[tuple[Move, dict[str, Any]], ...] = (
    (
        Move.SUGGEST,
        {
            "matter": "case:hotline/1",
            "cases": ["case:hotline/1"],
            "level": "L4",
            "kind": "special-report",
            "unit": "A",
            "rules": ["T04", "T06"],
            "score": 69.3,
            "completeness": 0.7,
            "cost": 8,
        },
    ),
    (
        Move.DRAFT,
        {
            "post": "值班员",
            "by": "p1",
            "decision_requested": "owner",
            "lender_post": "deputy-urban",
            "completeness": 0.9,
        },
    ),
    (Move.SUBMIT, {"post": "值班员", "by": "p1", "needs": list(DESKS)}),
    (Move.APPROVE, {"post": "中心主任", "by": "p2"}),
    (Move.APPROVE, {"post": "区府办", "by": "p3"}),
    (
        Move.ISSUE,
        {
            "post": "值班员",
            "by": "p1",
            "doc_no": "12号",
            "respond_by": after(1_000).isoformat(),
            "valid_until": after(9_000).isoformat(),
            "return_by": after(9_000).isoformat(),
        },
    ),
    (Move.RESPOND, {"unit": "A", "response_kind": "measure"}),
    (Move.BEGIN, {"unit": "A"}),
    (Move.EFFECT, {"outcome": "resolved", "return_by": after(50_000).isoformat()}),
    (Move.RETURN, {"post": "值班员", "why": "held 30 d"}),
)
"""From suggestion to return."""


def road(until: int = len(ROAD), *more: tuple[Move, dict[str, Any]], key: str = LEVER) -> list[Fact]:
    """The first moves of the straight road, an hour apart, and others after them."""
    moves = [*ROAD[:until], *more]
    return [fact(key, move, after(60 * n), n, body) for n, (move, body) in enumerate(moves)]


@st.composite
def lever_histories(draw: st.DrawFn, levers: int = 2, length: int = 14) -> list[Fact]:
    """Facts of a few levers: mostly the next move of the road, now and then any other."""
    found: list[Fact] = []
    for number in range(draw(st.integers(1, levers))):
        when, place = after(draw(st.integers(0, 5_000))), 0
        for n in range(draw(st.integers(1, length))):
            move, body = ROAD[min(place, len(ROAD) - 1)]
            if draw(st.integers(0, 3)) == 0:
                move, body = (
                    draw(st.sampled_from(Move)),
                    {"post": "x", "by": draw(st.sampled_from(("p1", "p4")))},
                )
            else:
                place += 1
            found.append(fact(f"lever:L4-{number}", move, when, n, body))
            when += timedelta(minutes=draw(st.sampled_from((0, 1, 400, 3_000))))
    return found


def desks(waits_for: str | None) -> list[str]:
    """The desks that a draft still waits for."""
    return waits_for.split(BEFORE) if waits_for else []
