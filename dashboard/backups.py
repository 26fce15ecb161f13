"""When the ledger was last backed up, noted in the home folder, so that a forgotten backup is an alarm."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from dashboard.clock import now

NOTE = "backup.json"
LATE = timedelta(hours=36)
"""A daily backup that is missing half a day."""


def note(home: Path, *, to: Path, seq: int) -> None:
    """Note a backup that was verified; a note that cannot be written makes the backup no worse."""
    fresh = home / f"{NOTE}.new"
    with suppress(OSError):
        fresh.write_bytes(orjson.dumps({"at": now(), "to": str(to), "seq": seq}))
        fresh.replace(home / NOTE)


def health(home: Path) -> dict[str, Any]:
    """Seconds since the last backup, null where there was none, and whether that is too long."""
    try:
        at = datetime.fromisoformat(orjson.loads((home / NOTE).read_bytes())["at"])
        age = max(timedelta(), now() - at)
    except (OSError, ValueError, KeyError, TypeError):
        return {"age_s": None, "late": True}
    return {"age_s": round(age.total_seconds()), "late": age > LATE}
