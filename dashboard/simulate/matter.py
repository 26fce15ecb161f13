"""One simulated case: what a source would say of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from dashboard.calendar import Limit
from dashboard.cases import EventKind, Procedure, Source, Urgency
from dashboard.simulate.ground import Spot
from dashboard.simulate.people import Person
from dashboard.simulate.road import Step


@dataclass(slots=True)
class Matter:
    """A case with its road; `reported` in microseconds of UTC, like every instant of the simulation."""

    id: str
    feed: str
    source: Source
    biz_type: str
    procedure: Procedure
    urgency: Urgency
    category: str
    spot: Spot
    limit: Limit
    reported: int
    text: str
    person: Person | None = None
    flags: tuple[str, ...] = ()
    doubles: bool = False  # somebody told the same an hour before
    doc_no: str = ""
    steps: list[Step] = field(default_factory=list)
    times: list[int] = field(default_factory=list)  # one instant a step
    due: int | None = None
    due_given: bool = False  # its source says when it is due
    punctual: bool = False  # every event enters the platform at once

    @property
    def sent(self) -> int:
        """When it was first sent to a unit."""
        return self.times[self.first_dispatch]

    @property
    def first_dispatch(self) -> int:
        """The number of the step that first sent it to a unit; −1 if none did."""
        return next((n for n, step in enumerate(self.steps) if step.kind is EventKind.DISPATCH), -1)
