"""`jiequan backtest`: live through a table of cases, write what was said, tell what it was worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dashboard.refusal import Refusal

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.backtest.judge import Verdict
    from dashboard.backtest.replay import Day
    from dashboard.district import District

SUFFIXES = (".csv", ".csv.gz", ".parquet", ".pq")
HEAD = "天 day       在办 open  有百分比 %   警报 alarm   一周误差−偶然 error−chance   Brier/基准 base"


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line asks for."""

    cases: Path
    out: Path
    first: str
    last: str
    at: str = "09:00"
    district: str | None = None
    sources: Path | None = None
    judge: bool = True
    settled_from: str | None = None  # the calibration is judged from this day on


def backtested(wish: Wish) -> list[str]:
    """Do it; the lines to print."""
    from dashboard.backtest.replay import mornings, replay
    from dashboard.backtest.table import read
    from dashboard.commands.progress import bar
    from dashboard.district import load

    first, last, at = day(wish.first, "--from"), day(wish.last, "--to"), clock(wish.at)
    if last < first:
        raise Refusal(f"--to {wish.last} lies before --from {wish.first}")
    writable(wish.out)
    district = load(wish.district, wish.sources) if wish.district else None
    table = read(wish.cases, zone := zone_of(district))
    with bar("回测 · backtesting") as told:
        days = list(replay(table, mornings(first, last, at, zone), district, told))
    rows = written(days, wish.out)
    lines = [f"已写 {len(rows)} 行 · {len(rows)} rows written: {wish.out}"]
    if wish.judge:
        from dashboard.backtest.judge import judged

        settled = day(wish.settled_from, "--settled-from") if wish.settled_from else first
        lines += [HEAD, *map(said_of, days), *told_of(judged(rows, table, zone), settled)]
    return lines


def zone_of(district: District | None) -> ZoneInfo:
    """The zone of times without an offset: that of the district file, else UTC."""
    return district.tz if district else ZoneInfo("UTC")


def written(days: Sequence[Day], out: Path) -> pd.DataFrame:
    """Write the rows of all days, in the form that the suffix names."""
    import pandas as pd

    rows = pd.concat([one.rows for one in days], ignore_index=True)
    whole = out.with_name(f".{out.name}.part")
    if out.name.endswith((".parquet", ".pq")):
        rows.to_parquet(whole, index=False)
    else:
        rows.to_csv(whole, index=False, compression="gzip" if out.name.endswith(".gz") else None)
    whole.replace(out)
    return rows


def writable(out: Path) -> None:
    """Refuse, before long work, a file that cannot be written."""
    if not out.name.endswith(SUFFIXES):
        raise Refusal(f"--out {out}: the suffix must be one of {', '.join(SUFFIXES)}")
    if not out.absolute().parent.is_dir():
        raise Refusal(f"--out {out}: there is no folder {out.absolute().parent}")


def said_of(one: Day) -> str:
    """One line of a day."""
    drift, shown = one.drift, one.rows["prob"].notna().mean()
    mark = "▲" if drift.alarm else "·"
    return (
        f"{one.snapshot:%Y-%m-%d} {len(one.rows):10,} {shown:10.0%} {mark:>10} "
        f"{drift.error:.3f}−{drift.chance:.3f} (n={drift.n})   {drift.brier:.3f}/{drift.base:.3f}"
    )


def told_of(found: pd.DataFrame, settled: date) -> Iterator[str]:
    """The figures of everything, of the time before `settled` and of that from it on."""
    from dashboard.backtest.judge import verdict

    yield "时限 ≤30 天、余 ≥24 小时的行 · rows with limits up to 30 days and 24 hours left:"
    later = found["snapshot"].dt.date >= settled
    parts = [("全部 · all", found)]
    if not later.all():
        parts += [(f"{settled} 之前 · before", found[~later]), (f"{settled} 起 · from", found[later])]
    for name, part in parts:
        yield f"{name}: {figures(verdict(part))}"


def figures(of: Verdict) -> str:
    """The figures on one line."""
    return (
        f"n={of.n:,}（{of.cases:,} 件 cases）, 超期 late {of.late:.3f}; AP risk {of.risk:.3f}, "
        f"least time left {of.left:.3f}, used ÷ limit {of.ratio:.3f}; "
        f"有百分比 with a percentage {of.shown:.3f}; "
        f"ECE 等宽 width {of.error_width:.3f}, 等量 count {of.error_count:.3f}; "
        f"Brier {of.brier:.3f} / {of.base:.3f}"
    )


def day(text: str, option: str) -> date:
    """A day of the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(f"{option} {text!r} is no day; write 2011-09-01") from error


def clock(text: str) -> time:
    """A time of day of the command line."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007  a time of day has no zone
    except ValueError as error:
        raise Refusal(f"--at {text!r} is no time of day; write 09:00") from error
