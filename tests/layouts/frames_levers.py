"""A ledger of loans in all its states: near, late, held, given back; one is chosen, one is silenced."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd

from dashboard.board.schema import LEVER_STEPS, LEVERS, SILENCES
from dashboard.leverage.portfolios import COLUMNS as CORRECTIONS
from tests.layouts import frames

PAGE = "levers"
CHOSEN = "lever:7"
HOURS = timedelta(hours=1)
ROWS = (
    # key, level, step, kind, state, since (h ago), lender, category, street, unit, n, more
    ("1", "L4", None, "special-report", "suggested", 5, "lead", "E0116", "990101002", "eco", 6,
     {"score": 69.3, "completeness": 0.9}),
    ("2", "L3", None, "consultation", "suggested", 3, None, "E0406", "990101003", "sw", 1, {"score": 65.0, "completeness": 0.85}),
    ("3", "L2", "L2.2", "supervision", "drafted", 2, None, "E0507", "990101007", "cg", 1, {}),
    ("4", "L4", None, "special-report", "pending", 1, "lead", "C0101", "990101005", "fg", 3,
     {"waits_for": "director→district-office", "approval": "L4"}),
    ("5", "L2", "L2.3", "yellow-card", "active", 30, None, "E0507", "990101008", "cg", 1,
     {"respond": -0.7, "issued": 30, "doc_no": "督〔2026〕17号"}),
    ("6", "L1", None, "muni-order", "active", 6, None, "E0301", "990101003", "eco", 1, {"respond": 1.4, "issued": 6}),
    ("7", "L4", None, "special-report", "active", 20, "lead", "E0116", "990101002", "eco", 6,
     {"respond": 30.0, "issued": 20, "decision_requested": "owner", "ask": "请定主办与办结时限", "missing": ["impact"],
      "completeness": 0.9, "rules": ["T04", "T06"]}),
    ("8", "L3", None, "consultation", "responded", 4, None, "P0115", "990101004", "jg", 1, {"issued": 12}),
    ("9", "L4", None, "special-report", "effective", 150, "lead", "E0408", "990101001", "tx", 1,
     {"issued": 300, "return": 200.0}),
    ("10", "L2", "L2.1", "reminder", "returned", 26, None, "C0108", "990101006", "sc", 1, {"issued": 90, "outcome": "resolved"}),
)  # fmt: skip


def busy() -> dict[str, pd.DataFrame]:
    """All that the page needs."""
    return {
        "loans": loans(),
        "loan-steps": steps(),
        "silenced": silenced(),
        "portfolios": corrections(),
        "inhibited": inhibited(),
    }


def corrections() -> pd.DataFrame:
    """What one leader said twice was not the leader's."""
    row = {
        "post": "lead", "level": "L4", "unit": "cg", "category": "E0116", "streets": ["990101003"], "n": 2,
        "first": frames.NOW - 90 * HOURS, "last": frames.NOW - 30 * HOURS,
        "line": '{ post = "lead", portfolio = ["eco"], confirmed = 2026-11-20 },',
    }  # fmt: skip
    return pd.DataFrame([row], columns=CORRECTIONS)


def extra() -> None:
    """Nothing besides."""


def inhibited() -> pd.DataFrame:
    """One in danger, one for which a yellow card is on loan."""
    told = (("case:police/000001", "T11", ["T01"]), ("case:hotline/000004", "L2.3", ["T02", "T01"]))
    return pd.DataFrame([{"key": key, "by": by, "rules": rules, "total": 2} for key, by, rules in told])


def loans() -> pd.DataFrame:
    """One row a lever."""
    about = [
        "category",
        "street",
        "urgency",
        "hands",
        "hops",
        "open",
        "closed_at",
        "hand",
        "case_key",
        "members",
    ]
    return pd.DataFrame([lever(*row) for row in ROWS], columns=[*LEVERS, *about])


def lever(
    key: str, level: str, step: str | None, kind: str, state: str, since: float, lender: str | None,
    category: str, street: str, unit: str, n: int, more: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    """One record; hours before or after now for its moments."""
    at = {name: moment(more.get(name)) for name in ("issued", "respond", "return")}
    issued = None if at["issued"] is None else frames.NOW - more["issued"] * HOURS
    return {
        **dict.fromkeys(LEVERS), "key": f"lever:{key}", "level": level, "step": step, "kind": kind, "state": state,
        "state_since": frames.NOW - since * HOURS, "lender_post": lender, "unit": unit, "co_units": [], "rules": [],
        "missing": [], "cases": [f"case:hotline/{n:06d}" for n in range(n)], "live": state != "returned",
        "lent": state in ("active", "responded", "effective"), "seq": 100 + int(key) if key.isdigit() else 0, "cost": {"L4": 8}.get(level, 1),
        "issued_at": issued, "respond_by": at["respond"], "return_by": at["return"], "score": None, "completeness": None,
        "effective_at": frames.NOW - since * HOURS if state == "effective" else None,
        "returned_at": frames.NOW - since * HOURS if state == "returned" else None,
        **{name: value for name, value in more.items() if name in LEVERS},
        "category": category, "street": street, "hands": ["cg", unit], "hops": ["return"], "open": True,
        "case_key": "case:hotline/000000", "members": n,
    }  # fmt: skip


def moment(hours: float | None) -> Any:
    """So many hours from now."""
    return None if hours is None else frames.NOW + hours * HOURS


def steps() -> pd.DataFrame:
    """The course of the chosen one."""
    told = (
        ("suggest", None, None, 44),
        ("draft", "chief", None, 30),
        ("submit", "chief", None, 29),
        ("approve", "director", "同意专报", 25),
        ("approve", "district-office", None, 22),
        ("issue", "chief", None, 20),
    )
    rows = [
        {**dict.fromkeys(LEVER_STEPS), "key": CHOSEN, "n": n, "move": move, "post": post, "why": why, "seq": n,
         "happened_at": frames.NOW - hours * HOURS}
        for n, (move, post, why, hours) in enumerate(told)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*LEVER_STEPS])


def silenced() -> pd.DataFrame:
    """Two silences."""
    rows = [
        {**dict.fromkeys(SILENCES), "key": f"silence:{n}", "subject": f"case:grid/{n:06d}", "post": "chief",
         "reason": reason, "since": frames.NOW, "until": frames.NOW + hours * HOURS}
        for n, (reason, hours) in enumerate((("活动保障", 150), ("清淤施工期", 360)))
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*SILENCES])
