"""Working days and hours with 调休; time as integers, so that elapsed time is a subtraction."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """The four clocks (domain.md §0.5): urgent 24×7, working hours, working days, calendar days."""

    URGENT = "urgent"
    HOURS = "hours"
    DAYS = "days"
    NATURAL = "natural"


@dataclass(frozen=True)
class Limit:
    """How long something may take, on which clock; `amount` in minutes (urgent, hours) or days."""

    amount: int
    clock: Measure

    @classmethod
    def parse(cls, text: str) -> Limit:
        """Read `30m`, `2U` (urgent minutes, hours), `30M`, `4H` (worked ones), `5D` (worked), `3N` days."""
        found = re.fullmatch(r"([1-9][0-9]{0,3})([mUMHDN])", text)
        if not found:
            raise ValueError(f"limit {text!r} is none of 30m, 2U, 4H, 5D, 3N, 30M (1 to 9999)")
        amount, unit = int(found[1]), found[2]
        factor, clock = {
            "m": (1, Measure.URGENT),
            "U": (60, Measure.URGENT),
            "M": (1, Measure.HOURS),
            "H": (60, Measure.HOURS),
            "D": (1, Measure.DAYS),
            "N": (1, Measure.NATURAL),
        }[unit]
        return cls(amount * factor, clock)
