"""The rows of a frame, one object a row, its columns as attributes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows in order."""
    return iter(frame.itertuples(index=False))
