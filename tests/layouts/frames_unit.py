"""A hand-made page of one unit: days, drivers, what is due, what cost most, returns, appeals."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.indicators.appeal_list import COLUMNS as APPEALS
from dashboard.indicators.costly_cases import COLUMNS as COSTLY
from dashboard.indicators.listing import COLUMNS as LISTED
from dashboard.indicators.proportions import proportion
from tests.layouts import frames

PAGE = "department"
UNIT = "eco"
HOURS = timedelta(hours=1)


def busy() -> dict[str, pd.DataFrame]:
    """All that the page needs besides the comparison and the ledger of loans."""
    left = {"unknown": 3, "simple": 21, "exempt": 2}
    whole = pd.DataFrame({"n": [370], "on_time": [335]})
    back = pd.DataFrame({"n": [455], "returned": [72]})
    return {
        "unit-days": days(),
        "unit-on-time": proportion(whole, "on_time").assign(late=35, **left),
        "unit-due-count": pd.DataFrame({"value": [4]}),
        "unit-due-judged": pd.DataFrame({"value": [4]}),
        "unit-due-list": due(),
        "drivers-category": drivers(),
        "drivers-stage": regrouped("slowest", ["sign", "handle", "check", ""]),
        "drivers-street": regrouped("street", ["990101002", "990101003", None]),
        "costly": costly(),
        "unit-returned": proportion(back, "returned"),
        "unit-verdicts": proportion(pd.DataFrame({"n": [60], "hits": [41]}), "hits").assign(
            return_undecided=12
        ),
        "unit-hand-offs": pd.DataFrame(
            [(UNIT, "cg", 34), (UNIT, "sw", 21), (UNIT, None, 9)], columns=["department", "to", "n"]
        ),
        "unit-left-out": pd.DataFrame(
            [("legacy", 2), ("appeal", 1), ("simple", 21), ("unknown", 3), ("voided", 4)],
            columns=["why", "n"],
        ),
        "appeal-list": appeals(),
    }


def extra() -> Any:
    """Nothing besides the board."""
    return None


def days() -> pd.DataFrame:
    """Eight weeks of days, a little worse each week."""
    today = date(2026, 11, 20)
    rows = [
        (str(today - timedelta(days=back)), 7, 5 + (back > 20) + (back > 40 and back % 2))
        for back in range(56)
    ]
    return pd.DataFrame(rows, columns=["day", "n", "on_time"])


def drivers() -> pd.DataFrame:
    """Ten kinds of cases."""
    parts = {"E0116": -3.1, "E0301": -1.4, "C0101": -0.9, "E0507": -0.5, "P0115": -0.2, "E0406": 0.0, "C0108": 0.1,
             "P0215": 0.2, "C0103": 0.4, "E0408": 0.5}  # fmt: skip
    rows = [
        {"department": UNIT, "category": code, "urgency": "normal", "limit": "3", "n": 37, "on_time": 33, "expected": 33 - part * 3.7,
         "gap": part * 3.7, "points": part / 100, "effect": part / 10}
        for code, part in parts.items()
    ]  # fmt: skip
    return pd.DataFrame(rows)


def regrouped(column: str, groups: list[str | None]) -> pd.DataFrame:
    """The same kinds of cases, each in one of these groups."""
    found = drivers()
    return found.assign(**{column: [groups[n % len(groups)] for n in range(len(found))]})


def due() -> pd.DataFrame:
    """Four cases that fall due."""
    told = (
        ("E0116", "990101006", 16.0),
        ("E0116", "990101002", 38.0),
        ("E0301", "990101003", 58.0),
        ("E0507", "990101008", 400.0),
    )
    rows = [
        {**dict.fromkeys(LISTED), "key": f"case:hotline/0417{n}", "id": f"112{n}-0417", "category": category, "street": street,
         "left": left, "clock": "hours", "state": "near" if left < 60 else "ok"}
        for n, (category, street, left) in enumerate(told)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*LISTED])


def costly() -> pd.DataFrame:
    """Ten late cases."""
    rows = [
        {**dict.fromkeys(COSTLY), "key": f"case:hotline/{n:06d}", "id": f"11{20 - n}-0{n}17", "department": UNIT, "category": "E0116",
         "street": "990101002", "phase": "closed" if n else "disposing", "open": not n, "returns": n % 3,
         "settled_at": frames.NOW - n * 30 * HOURS, "cost": (42 - 3 * n) / 10_000, "n": 370}
        for n in range(10)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*COSTLY])


def appeals() -> pd.DataFrame:
    """One under review for the second time, one upheld, one rejected."""
    told = (
        ("pending", "uphold", None),
        ("upheld", "uphold", "材料属实"),
        ("rejected", "reject", "不属法定检测期"),
    )
    rows = [
        {**dict.fromkeys(APPEALS), "key": f"case:hotline/{n:06d}", "n": 0, "episode": 1, "org": UNIT, "reason": "等待法定检测期",
         "evidence": f"检〔2026〕{n}号", "filed_at": frames.NOW - (n + 1) * 24 * HOURS, "first_at": frames.NOW - HOURS,
         "first_post": "chief", "first_verdict": first, "decided_at": frames.NOW if why else None,
         "decided_post": "lead" if why else None, "decision": why, "outcome": outcome, "seq": 50 + n, "id": f"11{13 - n}-0388",
         "category": "E0301", "street": "990101003"}
        for n, (outcome, first, why) in enumerate(told)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*APPEALS])
