"""The plain tables that `jiequan effect` reads: which columns, which may be left out, what is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.leverage.effect.evidence import Evidence
from dashboard.refusal import Refusal

Days = Callable[["pd.Series[pd.Timestamp]"], "pd.Series[float]"]
"""How moments become numbers of days: by the calendar on the wall, or by working days."""


@dataclass(frozen=True, kw_only=True)
class Plain:
    """One table: the columns it must have, those it may have with what stands for them, and other names."""

    needed: tuple[str, ...]
    optional: Mapping[str, object]
    moments: tuple[str, ...]
    known_as: Mapping[str, tuple[str, ...]]

    def columns(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*self.needed, *self.optional)


CASE_ID = ("key", "id", "case")
TABLES: dict[str, Plain] = {
    "cases": Plain(
        needed=("case_id", "created_at", "closed_at"),
        optional={"type": "", "unit": "", "cross_dept": 0, "due_at": None, "limit": None},
        moments=("created_at", "closed_at", "due_at"),
        known_as={
            "case_id": CASE_ID,
            "created_at": ("opened_at", "reported_at"),
            "type": ("category",),
            "limit": ("limit_days",),
            "cross_dept": ("cross", "cross_department"),
        },
    ),
    "activity": Plain(
        needed=("case_id", "happened_at"),
        optional={},
        moments=("happened_at",),
        known_as={"case_id": CASE_ID, "happened_at": ("at", "time", "activity_at")},
    ),
    "levers": Plain(
        needed=("case_id", "level", "issued_at"),
        optional={"lottery": 0, "draw": ""},
        moments=("issued_at",),
        known_as={"case_id": CASE_ID, "level": ("lever",)},
    ),
    "nominations": Plain(
        needed=("case_id", "nominated_at"),
        optional={"ended_at": None, "draw": ""},
        moments=("nominated_at", "ended_at"),
        known_as={"case_id": CASE_ID, "nominated_at": ("at",)},
    ),
}
OPTIONAL = ("nominations",)
"""Without it a case is nominated from 0.8 of its limit on, or after four days of silence."""


def evidence(frames: Mapping[str, pd.DataFrame], days: Days | None = None) -> Evidence:
    """The tables of text as evidence; a `Refusal` names the table, the column and the value that is wrong."""
    told = {name: read(name, frame, days or natural) for name, frame in frames.items()}
    if missing := [name for name in TABLES if name not in told and name not in OPTIONAL]:
        raise Refusal(f"table {missing[0]} is missing: {', '.join(TABLES)} are read, as CSV or Parquet")
    cases = told["cases"]
    if cases["case_id"].duplicated().any():
        raise Refusal(
            f"cases.case_id: {first(cases['case_id'], cases['case_id'].duplicated())!r} stands twice"
        )
    rows = pd.Series(np.arange(len(cases)), index=cases["case_id"])
    told = since_first(told)
    cases, nominations = told["cases"], told.get("nominations")
    return Evidence(
        cases=with_limit(cases),
        activity=coded(told["activity"], rows, "activity").rename(columns={"happened_at": "moment"}),
        levers=coded(told["levers"], rows, "levers").rename(columns={"issued_at": "issued"}),
        nominations=None if nominations is None else spans(coded(nominations, rows, "nominations")),
        end=last(told),
    )


def read(name: str, frame: pd.DataFrame, days: Days) -> pd.DataFrame:
    """One table under our names, its moments as days."""
    plain = TABLES[name]
    renamed = frame.rename(columns={other: ours for ours, other in aliases(plain, frame)})
    if missing := [column for column in plain.needed if column not in renamed]:
        raise Refusal(f"{name}.{missing[0]} is missing; columns: {', '.join(plain.columns())}")
    absent: dict[str, Any] = {key: value for key, value in plain.optional.items() if key not in renamed}
    found = renamed.assign(**absent)
    moments = {column: moment(f"{name}.{column}", found[column], days) for column in plain.moments}
    whole = found[list(plain.columns())].assign(**moments)
    if (empty := whole[list(plain.needed)].drop(columns="closed_at", errors="ignore").isna()).any(axis=None):
        raise Refusal(
            f"{name}.{empty.columns[empty.any()][0]} is empty in row {int(empty.any(axis=1).argmax())}"
        )
    return whole.assign(case_id=whole["case_id"].astype("str")).reset_index(drop=True)


def aliases(plain: Plain, frame: pd.DataFrame) -> list[tuple[str, str]]:
    """Our names of columns that this table calls by another."""
    return [
        (ours, next(name for name in others if name in frame))
        for ours, others in plain.known_as.items()
        if ours not in frame and any(name in frame for name in others)
    ]


def moment(where: str, told: pd.Series, days: Days) -> pd.Series[float]:
    """Moments as days: numbers are days already, text is ISO 8601; empty stays empty."""
    text = told.where(told.notna() & (told.astype("str").str.strip() != ""))
    if text.isna().all():
        return pd.Series(np.nan, told.index, dtype="float64")
    numbers = pd.to_numeric(text, errors="coerce") if not is_moment(text) else pd.Series(np.nan, text.index)
    if numbers.notna().eq(text.notna()).all():
        return numbers.astype("float64")
    stamps = pd.to_datetime(text, errors="coerce", utc=True, format="ISO8601")
    if (strange := stamps.isna() & text.notna()).any():
        raise Refusal(
            f"{where}: {first(text, strange)!r} is no moment; write 2026-11-20T09:00 or a number of days"
        )
    return days(stamps)


def is_moment(column: pd.Series) -> bool:
    """Whether a column holds moments already, as Parquet can."""
    return pd.api.types.is_datetime64_any_dtype(column.dtype)


def natural(moments: pd.Series[pd.Timestamp]) -> pd.Series[float]:
    """Days since 1970, nights and feasts included."""
    return (moments - pd.Timestamp(0, tz="UTC")) / pd.Timedelta(days=1)


def since_first(told: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Days since the first case came: small numbers keep seconds apart in any year."""
    origin = told["cases"]["created_at"].min() if len(told["cases"]) else 0.0
    return {
        name: frame.assign(**{column: frame[column] - origin for column in TABLES[name].moments})
        for name, frame in told.items()
    }


def with_limit(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases as evidence: the limit in days, from the due time where it is not told itself."""
    due = cases["due_at"] - cases["created_at"]
    limit = pd.to_numeric(cases["limit"], errors="coerce").fillna(due)
    return pd.DataFrame(
        {
            "case_id": cases["case_id"],
            "kind": cases["type"].fillna("").astype("str"),
            "unit": cases["unit"].fillna("").astype("str"),
            "created": cases["created_at"],
            "limit": limit.where(limit > 0).astype("float64"),
            "closed": cases["closed_at"].astype("float64"),
            "cross": truth("cases.cross_dept", cases["cross_dept"]),
        }
    )


def coded(frame: pd.DataFrame, rows: pd.Series[int], name: str) -> pd.DataFrame:
    """A table whose cases are rows of `cases`; one that is not there is refused."""
    case = frame["case_id"].map(rows)
    if case.isna().any():
        raise Refusal(f"{name}.case_id: {first(frame['case_id'], case.isna())!r} does not stand in cases")
    found = frame.assign(case=case.astype("int64")).drop(columns="case_id")
    if "lottery" in found:
        found = found.assign(
            lottery=truth(f"{name}.lottery", found["lottery"]), level=found["level"].astype("str")
        )
    return found.assign(draw=found["draw"].fillna("").astype("str")) if "draw" in found else found


TRUE, FALSE = (
    ("1", "1.0", "true", "yes", "y", "是"),
    ("0", "0.0", "false", "no", "n", "否", "", "nan", "none"),
)


def truth(where: str, told: pd.Series) -> pd.Series[int]:
    """1 or 0."""
    words = told.astype("str").str.strip().str.lower()
    yes = words.isin(TRUE)
    if (strange := ~yes & ~words.isin(FALSE) & told.notna()).any():
        raise Refusal(f"{where}: {first(told, strange)!r} is neither 1 nor 0")
    return yes.astype("int64")


def spans(nominations: pd.DataFrame) -> pd.DataFrame:
    """Nominations as evidence: since when and until when."""
    return nominations.rename(columns={"nominated_at": "since", "ended_at": "till"})


def last(told: Mapping[str, pd.DataFrame]) -> float:
    """The last moment anything is known of."""
    moments = [
        told[name][column].max() for name in told for column in TABLES[name].moments if column != "due_at"
    ]
    return float(np.nanmax([*moments, 0.0]))


def first(values: pd.Series, where: pd.Series[bool]) -> object:
    """The first value that is meant."""
    return values[where].iloc[0]
