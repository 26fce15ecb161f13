"""A lever and its matter, saying only what matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dashboard.district import load
from dashboard.papers import Evidence

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)  # Friday 12:00 in Shanghai
YUNJIANG = load("yunjiang")


def lever(**given: Any) -> dict[str, Any]:
    return {
        "key": "lever:1", "level": "L2", "kind": "yellow-card", "rules": ["T03", "T05"],
        "cases": ["case:hotline/000001"], "unit": "enforcement", "co_units": ["ecology"],
        "lender_post": "deputy-order", "lender_org": "office", "respond_by": NOW + timedelta(hours=4),
        "valid_until": NOW + timedelta(days=7), "approved_by": ["值班长"], "decision_requested": "owner",
        "approved_at": NOW, "ask": None,
    } | given  # fmt: skip


def matter(**given: Any) -> dict[str, Any]:
    return {
        "keys": ["case:hotline/000001"], "category": "E0116", "street": "990101002",
        "reported_at": NOW - timedelta(days=13), "due_at": NOW - timedelta(days=2),
        "hands": ["ecology", "enforcement"], "returns": 2, "holder": "enforcement", "reminders": 1,
    } | given  # fmt: skip


def evidence(n: int = 3) -> list[Evidence]:
    return [
        Evidence(when=NOW - timedelta(days=n - one), who="区城运中心", what=f"第{one}次催办", seq=one)
        for one in range(1, n + 1)
    ]
