"""What panels of loans share: values that may be missing, and how long until a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from dashboard.leverage.lifecycle import red
from dashboard.text import Lang
from layouts import Query
from layouts.names import is_code
from layouts.wording import age

LIMITS = ("respond_by", "valid_until", "return_by")


def known(value: Any) -> Any:
    """A value, or None where a frame has none."""
    return None if value is None or pd.isna(value) else value


def breach(lever: Any, now: datetime) -> str:
    """What of a loan is past its time: `answer`, `term`, `return`; empty: nothing."""
    row = lever._asdict()
    return red(row | {name: known(row[name]) for name in LIMITS}, now)


def apart(earlier: datetime, later: datetime, lang: Lang) -> str:
    """The time between two moments, without seconds."""
    return age(60 * round(abs((later - earlier).total_seconds()) / 60), lang)


def listed(value: Any) -> list[str]:
    """A list, whatever a table hands out for one."""
    return [] if value is None else [str(one) for one in value]


def text(value: Any) -> str:
    """A text, nothing for none."""
    return value if is_code(value) else ""


def fits(lever: Any, query: Query) -> bool:
    """Whether a lever is of the level and of the unit that the address asks for."""
    unit_asked = query.get("department", "")
    units = {lever.unit, *(lever.co_units if lever.co_units is not None else ())}
    return (not query.get("level") or lever.level in query["level"].split(",")) and (
        not unit_asked or any(one in units for one in unit_asked.split(",") if is_code(one))
    )
