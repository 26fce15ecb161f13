"""How long a district's history takes: a million rows of a file into the ledger, checked and durable."""

from __future__ import annotations

import csv
import resource
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from dashboard.clock import Frozen
from dashboard.district import load
from dashboard.ledger.store import Ledger
from dashboard.polling import poll_once, pollers_of

NOW = datetime.fromisoformat("2026-11-20T10:42:00+08:00")
KEY = bytes(32)
COLUMNS = {
    "id": "工单号", "updated_at": "更新时间", "status": "状态", "holder": "承办单位", "category": "类别",
    "street": "街镇", "x": "经度", "y": "纬度", "due_at": "时限", "text": "内容",
}  # fmt: skip
OPTIONS = {
    "columns": COLUMNS,
    "status": {"在办": "disposing", "办结": "closed"},
    "formats": ["%Y-%m-%d %H:%M:%S"],
}


def backfill_speed(rows: int = 1_000_000) -> list[tuple[str, str]]:
    """Rows a second from the file to the disk, the whole time, and the memory it took."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        written(folder / "history.csv", rows)
        ledger = Ledger.open(f"sqlite:///{folder / 'ledger.db'}", key=KEY)
        shipped = load("yunjiang")
        connection = shipped.feeds[0].model_copy(
            update={
                "name": "history", "kind": "folder", "backfill": True,
                "options": {**OPTIONS, "path": name, "pattern": "*.csv"},
            }
        )  # fmt: skip
        district = shipped.model_copy(update={"feeds": (connection,)})
        pollers = pollers_of(district, ledger, Frozen(NOW))
        poll_once(pollers)  # the first look: a file is read when it lies still
        began = perf_counter()
        outcome = poll_once(pollers, whole=True, pause=lambda _: None)["history"]
        spent = perf_counter() - began
        ledger.close()
    assert outcome.account.applied == rows, outcome
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        (
            f"backfill of {rows:,} rows of a CSV file, read, checked, durable (bar: 120 s per 1 M)",
            f"{spent:.0f} s ({rows / spent:,.0f} rows/s), at most {memory:,.0f} MB",
        )
    ]


def written(path: Path, rows: int) -> None:
    """A file as a hotline platform exports it."""
    start = NOW.replace(tzinfo=None) - timedelta(days=700)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS.values())
        for n in range(rows):
            when = start + timedelta(minutes=n % 1_000_000)
            out.writerow(
                (
                    f"2026{n:09}", when, "办结" if n % 9 else "在办", "区水务局", "路灯", "望潮街道",
                    f"{121.3 + n % 97 / 2000:.6f}", f"{31.2 + n % 89 / 2000:.6f}", when + timedelta(days=5),
                    "路灯不亮，请尽快派人查看处理",
                )
            )  # fmt: skip
