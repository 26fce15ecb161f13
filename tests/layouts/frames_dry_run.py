"""The last dry run on the morning of the target picture: it was made two hours ago."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.dryrun.standing import DryRunStanding
from tests.layouts import frames

PAGE = "dry-run"


def busy() -> dict[str, pd.DataFrame]:
    """Nothing of the board."""
    return {}


def extra() -> DryRunStanding:
    """How it stands."""
    from tests.dryrun.found import result

    return DryRunStanding(at=frames.NOW + timedelta(hours=2), found=result())
