"""An answer as text: a table for people, CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

Format = Literal["table", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def shown(frame: pd.DataFrame, fmt: Format) -> str:
    """The frame in one of the formats, ending in a line break."""
    return WRITERS[fmt](frame.map(plain))


def plain(value: Any) -> Any:
    """A cell as text, number, truth, list or None; times as ISO 8601."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def table(frame: pd.DataFrame) -> str:
    """Columns under one another, wide characters counted as two."""
    with pd.option_context("display.unicode.east_asian_width", True, "display.max_colwidth", None):
        return str(frame.map(cell).to_string(index=False)) + "\n"


def csv(frame: pd.DataFrame) -> str:
    """Comma-separated; text that a spreadsheet would run as a formula is kept from it by an apostrophe."""
    return str(frame.map(cell).map(harmless).to_csv(index=False, lineterminator="\n"))


def cell(value: Any) -> Any:
    """A cell as one word: nothing for what is unknown, lists with spaces between."""
    if value is None:
        return ""
    return " ".join(map(str, value)) if isinstance(value, list) else value


def harmless(value: Any) -> Any:
    """Text that no spreadsheet computes; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def as_json(frame: pd.DataFrame) -> str:
    """A list of objects; what is unknown is null."""
    return json.dumps(json_ready(frame), ensure_ascii=False, allow_nan=False) + "\n"


def json_ready(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as objects; not-a-number is nothing known."""
    rows = frame.astype(object).to_dict("records")
    return [
        {str(name): None if isinstance(value, float) and value != value else value for name, value in row.items()}
        for row in rows
    ]


WRITERS: dict[Format, Callable[[pd.DataFrame], str]] = {"table": table, "csv": csv, "json": as_json}
