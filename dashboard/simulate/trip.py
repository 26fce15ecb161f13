"""One case on its way: what the parts of its road hand to one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind, Urgency
from dashboard.simulate.dice import Dice
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.profile import Pace, Unit
from dashboard.simulate.road import DAY, Road, minutes_of


@dataclass
class Trip:
    """A case, the plan it lives in, its dice, its road so far, and who has it."""

    matter: Matter
    plan: Plan
    dice: Dice
    road: Road
    unit: str = ""
    sent: int = 0  # the step that last dispatched it
    hurry: float = 1.0  # factor on the handling median: whoever gets it late makes haste

    @property
    def habits(self) -> Unit:
        """How the unit that has it works."""
        return self.plan.habits(self.unit)

    @property
    def limit(self) -> Limit:
        """How long its handling may take."""
        return self.matter.limit

    @property
    def span(self) -> int:
        """The same in minutes of its clock."""
        return minutes_of(self.limit, self.plan.calendar.day_minutes)

    @property
    def long(self) -> bool:
        """Whether its limit is two working days or more."""
        return self.span >= 2 * DAY and self.limit.clock is Measure.DAYS

    @property
    def pace(self) -> Pace:
        """Used ÷ limit of its handling: the median of its category and unit, and the spread."""
        character = self.plan.profile
        theme, origin = character.themes[self.matter.category], character.origins[self.matter.source]
        usual = character.stages.handle_long if self.long else character.stages.handle
        factor = self.habits.handle_long if self.long else self.habits.handle
        sigma = self.habits.spread or theme.sigma or usual.sigma
        return Pace(median=usual.median * theme.pace * origin.pace * factor * self.hurry, sigma=sigma)

    @property
    def tight(self) -> float:
        """How much less than others its unit varies: who always works to the limit hardly does."""
        return 1.0 if self.habits.spread is None else 0.45

    @property
    def urgent(self) -> bool:
        """Whether duty rooms take it at night."""
        return self.matter.urgency is not Urgency.NORMAL

    @property
    def hours(self) -> Measure:
        """The clock its unit works by."""
        return Measure.URGENT if self.urgent or self.habits.always else Measure.HOURS

    def act(self, kind: EventKind, minutes: float, **said: Any) -> int:
        """The unit does something, within its own hours."""
        return self.road.then(kind, self.unit, minutes, self.hours, **said)
