"""Measure what borrowing achieved, from plain tables in a folder: `jiequan effect`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dashboard.refusal import Refusal
from dashboard.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.leverage.effect.plain import Days

ENDINGS = (".parquet", ".csv")


def effect_measured(source: Path, target: Path, *, chosen: Settings | None = None, seed: int) -> str:
    """Write one row for each level and estimator; with settings, days are working days of that district."""
    from dashboard.leverage.effect.plain import evidence
    from dashboard.leverage.effect.report import report

    if target.suffix not in ENDINGS:
        raise Refusal(f"--out {target}: end it with {' or '.join(ENDINGS)}")
    if not target.parent.is_dir():
        raise Refusal(f"--out {target}: folder {target.parent} does not exist")
    known = evidence(folder(source), working_days(chosen) if chosen else None)
    found = report(known, seed=seed)
    written(found, target)
    shown = int(found["estimate"].notna().sum())
    return (
        f"{len(known.levers)} 次借权，{len(found)} 行写入 {target}，其中 {shown} 行足以给出数字 · "
        f"{len(known.levers)} levers, {len(found)} rows, {shown} of them with a number"
    )


def folder(source: Path) -> dict[str, pd.DataFrame]:
    """The tables of a folder by name; a `Refusal` names what cannot be read."""
    from dashboard.leverage.effect.plain import TABLES

    if not source.is_dir():
        raise Refusal(f"--in {source} is no folder; put {', '.join(TABLES)} as CSV or Parquet into one")
    files = {name: [source / f"{name}{ending}" for ending in ENDINGS] for name in TABLES}
    found = {name: next((path for path in paths if path.is_file()), None) for name, paths in files.items()}
    return {name: table(path) for name, path in found.items() if path}


def table(path: Path) -> pd.DataFrame:
    """A CSV file as text, or a Parquet file as it is."""
    import pandas as pd

    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        raise Refusal(f"{path} cannot be read: {error}") from error


def written(frame: pd.DataFrame, target: Path) -> None:
    """The answer as CSV that a spreadsheet opens, or as Parquet."""
    try:
        if target.suffix == ".parquet":
            frame.to_parquet(target, index=False)
        else:
            frame.to_csv(target, index=False, encoding="utf-8-sig")
    except OSError as error:
        raise Refusal(f"--out {target} cannot be written: {error}") from error


def working_days(chosen: Settings) -> Days:
    """Moments as working days of the district's calendar, nights and feasts left out."""
    import numpy as np
    import pandas as pd

    from dashboard.calendar import Measure
    from dashboard.district import calendar_of, load

    calendar = calendar_of(load(chosen.district, chosen.sources), chosen.home)

    def days(moments: pd.Series[pd.Timestamp]) -> pd.Series[float]:
        told = moments.notna()
        found = pd.Series(np.nan, moments.index, dtype="float64")
        instants = moments[told].dt.tz_localize(None).to_numpy("datetime64[us]")
        found[told] = calendar.ordinals(instants, Measure.HOURS) / calendar.day_minutes
        return found

    return days
