"""Plain tables in and out: the product's own functions on files of others, so that anybody can check them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboard.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

SUFFIXES = (".parquet", ".csv")


def compared(cases: Path, out: Path) -> str:
    """Write the index, interval and tier of each unit of a table of cases."""
    from dashboard.comparison.tables import ranked

    return answered(cases, out, ranked, numbers=("sim", "on_time"))


def repeated(cases: Path, out: Path) -> str:
    """Write the matter that each case of a table tells of."""
    from dashboard.leverage.same_matter import grouped

    return answered(cases, out, grouped, numbers=("lon", "lat"))


def answered(cases: Path, out: Path, answer: Callable[[Any], pd.DataFrame], numbers: tuple[str, ...]) -> str:
    """Read a table, write the answer to it, and say how many rows became how many."""
    form(out)
    told = read(cases, numbers)
    found = answer(told)
    write(found, out)
    return f"{len(told):,} 行 → {len(found):,} 行：{out} · {len(told):,} rows → {len(found):,} rows"


def form(path: Path) -> str:
    """`.parquet` or `.csv`, also of a file that is packed."""
    name = path.name.removesuffix(".gz")
    found = next((suffix for suffix in SUFFIXES if name.endswith(suffix)), None)
    if found is None:
        raise Refusal(f"{path}: a table is a file *.parquet or *.csv")
    return found


def read(path: Path, numbers: tuple[str, ...]) -> pd.DataFrame:
    """A table; of a CSV the columns `numbers` are read as numbers where they can be, all others as words."""
    import pandas as pd

    parquet = form(path) == ".parquet"
    if not path.is_file():
        raise Refusal(f"{path} is not there")
    try:
        if parquet:
            return pd.read_parquet(path)
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (ValueError, OSError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from error
    for name in numbers:
        if name in frame:
            as_number = pd.to_numeric(frame[name].replace("", None), errors="coerce")
            frame[name] = frame[name] if as_number.isna().any() else as_number
    return frame


def write(frame: pd.DataFrame, path: Path) -> None:
    """A table as Parquet or CSV."""
    if form(path) == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False)
