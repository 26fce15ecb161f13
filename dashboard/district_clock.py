"""Which time a district lives in."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import model_validator

from dashboard.district_words import Plain


class ClockRule(Plain):
    """Which time the district lives in: `live`, `frozen` at a local moment, or `follow` a simulator's URL."""

    mode: Literal["live", "frozen", "follow"] = "live"
    at: datetime | None = None
    url: str = ""

    @model_validator(mode="after")
    def _complete(self) -> ClockRule:
        if self.mode == "frozen" and self.at is None:
            raise ValueError("a frozen clock needs at = 2011-09-15T09:00:00")
        if self.mode == "follow" and not self.url:
            raise ValueError('a following clock needs url = "http://…/clock"')
        return self
