"""What panels of loans share: values that may be missing, and how long until a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.leverage.lifecycle import red
from dashboard.leverage.loans import WINDOW
from dashboard.text import Lang, Text
from layouts import Choice, Query
from layouts.names import is_code
from layouts.wording import age

LIMITS = ("respond_by", "act_by", "reply_by", "valid_until", "return_by", "first_action_at", "replied_at")


def known(value: Any) -> Any:
    """A value, or None where a frame has none."""
    return None if value is None or pd.isna(value) else value


def breach(lever: Any, now: datetime) -> str:
    """What of a loan is past its time: `answer`, `term`, `return`; empty: nothing."""
    row = lever._asdict()
    return red(row | {name: known(row.get(name)) for name in LIMITS} | {"notice": told(lever)}, now)


def told(lever: Any) -> bool:
    """Whether it is a notice: it was told, and nothing is lent."""
    return bool(known(getattr(lever, "notice", None)))


def apart(earlier: datetime, later: datetime, lang: Lang) -> str:
    """The time between two moments, without seconds."""
    return age(60 * round(abs((later - earlier).total_seconds()) / 60), lang)


def listed(value: Any) -> list[str]:
    """A list, whatever a table hands out for one."""
    return [] if value is None else [str(one) for one in value]


def text(value: Any) -> str:
    """A text, nothing for none."""
    return value if is_code(value) else ""


def fits(lever: Any, query: Query, now: datetime) -> bool:
    """Whether a lever is of the level, of the unit and of the loans that the address asks for."""
    unit_asked = query.get("department", "")
    units = {lever.unit, *(lever.co_units if lever.co_units is not None else ())}
    return (
        (not query.get("level") or lever.level in query["level"].split(","))
        and (not unit_asked or any(one in units for one in unit_asked.split(",") if is_code(one)))
        and OF_LOANS[OF.of(query)](lever, now)
    )


def borrowed(lever: Any, now: datetime) -> bool:
    """Whether it was lent within the window of the ledger; a notice lends nothing."""
    issued = known(lever.issued_at)
    return bool(issued) and not told(lever) and now - WINDOW <= issued <= now


def answered(lever: Any, now: datetime) -> bool:
    """Whether it was lent within the window and answered."""
    return borrowed(lever, now) and bool(known(lever.responded_at))


def unreturned(lever: Any, now: datetime) -> bool:
    """Whether it is lent still, past its term or its day of return."""
    return bool(lever.lent) and breach(lever, now) in ("term", "return")


OF = Choice(
    key="loans",
    title=Text("哪些借权", "Which loans"),
    values={
        "all": Text("全部", "all"),
        "borrowed": Text("近 4 周借出的", "lent within 4 weeks"),
        "answered": Text("近 4 周借出并已答复的", "lent within 4 weeks and answered"),
        "overdue": Text("逾期未还的", "past their return"),
    },
)
"""The loans that a number counts, as its list on the ledger page."""
OF_LOANS: Mapping[str, Callable[[Any, datetime], bool]] = {
    "all": lambda lever, now: True, "borrowed": borrowed, "answered": answered, "overdue": unreturned,
}  # fmt: skip
