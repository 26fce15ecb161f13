"""An answer as text: a table for people, CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from csv import QUOTE_NONNUMERIC
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

Format = Literal["table", "csv", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for the beginning of a formula."""


def shown(frame: pd.DataFrame, fmt: Format) -> str:
    """The frame in one of the formats, ending in a line break."""
    return WRITERS[fmt](frame)


def plain(value: Any) -> Any:
    """A cell as text, number, truth, list or None; times as ISO 8601."""
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(item) for item in value]
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.isoformat()
    return value.item() if isinstance(value, np.generic) else value


def cell(value: Any) -> Any:
    """A cell as one word: nothing for what is unknown, lists with spaces between."""
    found = plain(value)
    if found is None:
        return ""
    return " ".join(map(str, found)) if isinstance(found, list) else found


def harmless(value: Any) -> Any:
    """Text that no spreadsheet computes; numbers stay numbers."""
    if not isinstance(value, str) or not (
        value.startswith(FORMULA_STARTS) or bare(value).startswith(FORMULA_STARTS)
    ):
        return value
    return f"'{value}"


def bare(value: str) -> str:
    """A text without the blanks and unseen marks before it, full-width signs as plain ones."""
    plainly = unicodedata.normalize("NFKC", value)
    return plainly.lstrip(
        "".join({sign for sign in plainly if sign.isspace() or unicodedata.category(sign) == "Cf"})
    )


def table(frame: pd.DataFrame) -> str:
    """Columns under one another, wide characters counted as two."""
    with pd.option_context("display.unicode.east_asian_width", True, "display.max_colwidth", None):
        return str(frame.map(cell).to_string(index=False)) + "\n"


def csv(frame: pd.DataFrame) -> str:
    """Comma-separated, text in quotes; what a spreadsheet would compute gets an apostrophe first."""
    cells = frame.map(cell).map(harmless)
    return str(cells.to_csv(index=False, lineterminator="\n", quoting=QUOTE_NONNUMERIC))


def objects(frame: pd.DataFrame) -> str:
    """JSON: a list of objects; what is unknown is null."""
    rows = [{str(name): plain(value) for name, value in row.items()} for row in frame.to_dict("records")]
    return json.dumps(rows, ensure_ascii=False, allow_nan=False) + "\n"


WRITERS: dict[Format, Callable[[pd.DataFrame], str]] = {"table": table, "csv": csv, "json": objects}
