"""A plain table of cases: which columns it may have under which names, read, checked, told when wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from dashboard.calendar.work import in_utc
from dashboard.refusal import Refusal

NAMES: Mapping[str, tuple[str, ...]] = {
    "case_id": ("case_id", "id", "case_enquiry_id"),
    "created_at": ("created_at", "opened_at", "reported_at", "open_dt"),
    "due_at": ("due_at", "target_dt", "sla_target_dt"),
    "closed_at": ("closed_at", "closed_dt"),
    "department": ("department", "dept", "holder"),
    "category": ("category", "reason"),
    "type": ("type", "subcategory"),
    "street": ("street", "neighborhood", "neighbourhood"),
    "lon": ("lon", "longitude"),
    "lat": ("lat", "latitude"),
}
"""Each column of ours, and what tables call it; the first that is there counts."""
NEEDED = ("case_id", "created_at", "due_at", "closed_at", "department")
TIMES = ("created_at", "due_at", "closed_at")
WORDS = ("department", "category", "type", "street")
OFFSET = r"(?:[zZ]|[+-]\d\d:?\d\d)$"
PARQUET = (".parquet", ".pq")


class TableError(Refusal):
    """A table of cases that cannot be used: which column or which row, and what to write."""


@dataclass(frozen=True)
class CaseTable:
    """Cases, a row each, in the order of their creation; times are UTC, words empty where nothing is said."""

    rows: pd.DataFrame  # case_id, created_at, due_at, closed_at, department, category, type, street, lon, lat

    @classmethod
    def of(cls, found: pd.DataFrame, zone: ZoneInfo, where: str = "cases") -> CaseTable:
        """The table of a frame; times without an offset are those of `zone`."""
        named = columns(found, where)
        rows = pd.DataFrame({ours: found[theirs] for ours, theirs in named.items()})
        for name in TIMES:
            rows[name] = moments(rows[name], zone, f"{where}: column {named[name]}")
        rows["case_id"] = worded(rows["case_id"])
        for name in WORDS:
            rows[name] = worded(rows[name]) if name in rows else ""
        for name in ("lon", "lat"):
            rows[name] = pd.to_numeric(rows[name], errors="coerce") if name in rows else float("nan")
        rows["category"] = rows["category"].where(rows["category"] != "", rows["type"])
        rows["type"] = rows["type"].where(rows["type"] != "", rows["category"])
        refuse(rows, where)
        return cls(rows.sort_values(["created_at", "case_id"], ignore_index=True))


def read(file: Path, zone: ZoneInfo) -> CaseTable:
    """The table of a file: CSV, CSV.gz or Parquet."""
    try:
        found = pd.read_parquet(file) if file.suffix in PARQUET else sheet(file)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise TableError(f"--cases {file}: {error}") from error
    return CaseTable.of(found, zone, f"--cases {file}")


def sheet(file: Path) -> pd.DataFrame:
    """A CSV as texts: UTF-8, else the GB18030 in which a spreadsheet saves it here."""
    try:
        return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError:
        return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="gb18030")


def columns(found: pd.DataFrame, where: str) -> dict[str, str]:
    """Which column of the table is which of ours; a refusal names every one that is missing."""
    named = {
        ours: next(name for name in theirs if name in found.columns)
        for ours, theirs in NAMES.items()
        if set(theirs) & set(found.columns)
    }
    missing = [" or ".join(NAMES[name]) for name in NEEDED if name not in named]
    if not {"category", "type"} & named.keys():
        missing.append(" or ".join((*NAMES["category"], *NAMES["type"])))
    if missing:
        there = ", ".join(map(str, found.columns))
        raise TableError(f"{where} has no column {'; no column '.join(missing)}. It has {there}")
    return named


def moments(said: pd.Series[Any], zone: ZoneInfo, where: str) -> pd.Series[Any]:
    """Times in UTC; blanks are none, anything unreadable is refused with its row."""
    if isinstance(said.dtype, pd.DatetimeTZDtype):
        known: pd.Series[Any] = said.dt.tz_convert("UTC").astype("datetime64[us, UTC]")
        return known
    if pd.api.types.is_datetime64_dtype(said):
        return localized(said, zone)
    text = worded(said)
    absolute = text.str.contains(OFFSET, regex=True)
    plain = pd.to_datetime(text.where(~absolute & (text != "")), format="ISO8601", errors="coerce")
    fixed = pd.to_datetime(text.where(absolute), format="ISO8601", errors="coerce", utc=True)
    found: pd.Series[Any] = localized(plain, zone).where(~absolute, fixed.astype("datetime64[us, UTC]"))
    wrong = found.isna() & (text != "")
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        raise TableError(f"{where}, row {row + 1}: {text.iloc[row]!r} is no time; write 2011-09-15 09:00:00")
    return found


def localized(said: pd.Series[Any], zone: ZoneInfo) -> pd.Series[Any]:
    """Local times in UTC."""
    there = said.notna()
    found = pd.Series(pd.NaT, index=said.index, dtype="datetime64[us, UTC]")
    found[there] = (
        pd.DatetimeIndex(in_utc(pd.DatetimeIndex(said[there]), zone)).tz_localize("UTC").as_unit("us")
    )
    return found


def worded(said: pd.Series[Any]) -> pd.Series[Any]:
    """A column as trimmed texts; what is not said is empty."""
    return said.astype("object").where(said.notna(), "").astype(str).str.strip()


def refuse(rows: pd.DataFrame, where: str) -> None:
    """Refuse rows without an id or a time of creation, and an id that stands twice."""
    for name, missing in (("case_id", rows["case_id"] == ""), ("created_at", rows["created_at"].isna())):
        if missing.any():
            raise TableError(f"{where}, row {int(missing.to_numpy().argmax()) + 1}: no {name}")
    twice = rows["case_id"].duplicated()
    if twice.any():
        raise TableError(f"{where}: case_id {rows['case_id'][twice].iloc[0]} stands twice; one row a case")
