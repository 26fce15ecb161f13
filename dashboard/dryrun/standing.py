"""How the last dry run stands for whoever looks at it: its age, and whether the rules have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dashboard.district import District
from dashboard.dryrun.result import Result, kept, seen
from dashboard.dryrun.sides import mark_of
from dashboard.leverage.book import book_of
from dashboard.scope import Scope


@dataclass(frozen=True, kw_only=True)
class DryRunStanding:
    """The last dry run of this district, with the cases of a scope; none: there was none."""

    at: datetime  # when it is looked at
    found: Result | None = None
    overtaken: bool = False  # the rules of today are others than those that were compared


def dry_run_standing(home: Path, district: District, scope: Scope, at: datetime) -> DryRunStanding:
    """What the page of dry runs shows; one of another district is none."""
    found = kept(home)
    if found is None or found.district != district.code:
        return DryRunStanding(at=at)
    overtaken = found.mark != mark_of(district, book_of(district))
    return DryRunStanding(at=at, found=seen(found, scope), overtaken=overtaken)
