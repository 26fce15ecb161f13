"""A morning at the watch: an alarm, an order of the city, late signatures, one seen already; lists of the folder."""

# ruff: noqa: E501  tables of data
from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pandas as pd

from dashboard.leverage.duty_queue import COLUMNS
from dashboard.leverage.loans import AWAITED_COLUMNS
from tests.layouts import frames, frames_case, frames_levers

PAGE = "duty"
ALARM, ORDER = "case:police/000001", "case:municipal/000002"
MINUTE = timedelta(minutes=1)
QUEUE = (
    # key, override, sign, contact, over, category, street, unit, urgency, left, state, reminders, returns, seen
    (ALARM, "safety", True, False, 24, "P0115", "990101004", "jg", "emergency", 66, "near", 0, 0, False),
    (ORDER, "municipal", False, False, None, "E0301", "990101003", "eco", "normal", 135, "near", 1, 0, False),
    ("case:hotline/000003", "", False, True, 70, "C0108", "990101006", "sc", "urgent", 400, "ok", 0, 0, False),
    ("case:hotline/000004", "", True, True, 610, "E0406", "990101003", "sw", "normal", 1500, "ok", 2, 1, False),
    ("case:grid/000005", "", True, False, 95, "E0507", "990101007", "cg", "normal", 890, "ok", 0, 0, False),
    ("case:hotline/000006", "", True, False, 40, "E0116", "990101002", "eco", "normal", -80, "late", 0, 2, False),
    ("case:grid/000007", "", False, True, 300, "C0101", "990101005", "fg", "normal", None, "unknown", 1, 0, True),
    ("case:hotline/000008", "safety", False, False, None, "C0103", "990101001", "xf", "urgent", 700, "ok", 0, 0, True),
)  # fmt: skip


def busy() -> dict[str, pd.DataFrame]:
    """All that the page needs besides the ledger of loans."""
    return {
        "duty-queue": queue(), "municipal-orders": orders(), "rostered": rostered(), "duty-offices": offices(),
        "handovers-lately": sheets(), "loans-awaited": awaited(), "duty-advice": advice(),
    }  # fmt: skip


def extra() -> list[Any]:
    """One source in trouble."""
    return [SimpleNamespace(name="iot", trouble="no answer in 8 s", trouble_zh="8 秒没有答复")]


def queue() -> pd.DataFrame:
    """The queue in its order."""
    rows = [
        {
            "key": key, "override": override, "sign_late": sign, "contact_late": contact, "since": frames.NOW - 90 * MINUTE,
            "over": over, "over_clock": "hours", "category": category, "street": street, "unit": unit, "urgency": urgency,
            "flags": [], "reminders": reminders, "returns": returns, "due_at": frames.NOW, "left": left, "clock": "hours",
            "state": state, "acknowledged_at": frames.NOW - 12 * MINUTE if seen else None,
            "acknowledged_by": "chief" if seen else None, "seen": seen, "total": len(QUEUE),
            "waiting": sum(not row[-1] for row in QUEUE),
        }
        for key, override, sign, contact, over, category, street, unit, urgency, left, state, reminders, returns, seen in QUEUE
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[*COLUMNS])


def advice() -> pd.DataFrame:
    """What is advised for the cases of the queue, as far as anything is."""
    late = {"sign_late": "T01", "contact_late": "T02"}
    rows = queue()
    told = [
        (row["key"], [*(name for word, name in late.items() if row[word]), *(["T06"] if row["state"] == "late" else [])],
         {"department": row["unit"], "holder": row["unit"], "reminders": row["reminders"]})
        for row in rows.to_dict("records")
    ]  # fmt: skip
    return frames_case.advice(*told)


def awaited() -> pd.DataFrame:
    """The loans of the ledger that wait, the first to be answered on top."""
    loans = frames_levers.loans()
    found = loans[loans["state"] == "active"].sort_values("respond_by")
    late = found["respond_by"] <= frames.NOW
    return found.assign(late=late, total=len(found), overdue=int(late.sum())).reset_index(drop=True)[
        [*AWAITED_COLUMNS]
    ]


def orders() -> pd.DataFrame:
    """Three orders of the city."""
    told = ((ORDER, "E0301", "990101003", "eco", 135, "near"), ("case:municipal/000011", "E0408", "990101001", "tx", 1_060, "ok"),
            ("case:municipal/000012", "P0215", "990101010", "tl", -45, "late"))  # fmt: skip
    rows = [
        {"key": key, "category": category, "street": street, "unit": unit, "phase": "disposing", "due_at": frames.NOW,
         "left": left, "clock": "hours", "state": state, "total": len(told)}
        for key, category, street, unit, left, state in sorted(told, key=lambda one: one[4])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def rostered(days: int = 18) -> pd.DataFrame:
    """The roster of the folder: two posts a shift."""
    posts = {
        "lead": ("带班 区府办值班室", "Lead Gov. Office", "8001"),
        "chief": ("值班长 02 席", "Chief Desk 02", None),
    }
    rows = [
        {"n": 10 * n + m, "day": None, "shift": shift, "post": post, "line": line, "as_of": frames.NOW - timedelta(days=days),
         "name_zh": zh, "name_en": en, "org": "uomc"}
        for n, shift in enumerate(("白班", "中班", "夜班"))
        for m, (post, (zh, en, line)) in enumerate(posts.items())
    ]  # fmt: skip
    return pd.DataFrame(rows)


def offices(days: int = 18) -> pd.DataFrame:
    """Four offices."""
    told = (("eco", "生态环境值班室", "Ecology desk", "8201"), ("cg", "城管值班室", "Enforcement desk", "8202"),
            ("sw", "水务值班室", "Water desk", "8203"), ("xf", "消防指挥室", "Fire desk", "8119"))  # fmt: skip
    rows = [
        {"org": org, "n": n, "post": f"head-{org}", "as_of": frames.NOW - timedelta(days=days), "name_zh": zh, "name_en": en,
         "line": line}
        for n, (org, zh, en, line) in enumerate(told)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def sheets() -> pd.DataFrame:
    """The sheet of the night, which nobody has taken yet."""
    row = {
        "key": "handover:2026-11-20/3", "state": "handed", "drafted_at": frames.NOW - timedelta(hours=3),
        "handed_at": frames.NOW - timedelta(hours=2), "handed_by": "chief", "taken_at": None, "taken_by": None,
    }  # fmt: skip
    return pd.DataFrame([row])
