"""The clocked duties of the units a case was sent to; their clocks start at dispatch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dashboard.calendar import Limit, Measure
from dashboard.cases import EventKind, Procedure, Stage
from dashboard.district import Told
from dashboard.fold.episodes import Episode
from dashboard.fold.machine import Step
from dashboard.fold.pressure import active
from dashboard.fold.rules import Rules

AGAIN = frozenset({EventKind.DISPATCH, EventKind.CHECK_FAIL})
VOIDING = frozenset({EventKind.VOID, EventKind.MERGE, EventKind.REJECT})
FINISHING = frozenset({EventKind.CHECK_PASS, EventKind.CHECK_FAIL, EventKind.CLOSE})
CHECKED = frozenset({EventKind.CHECK_PASS, EventKind.CHECK_FAIL})
STAGES = tuple(Stage)
HANDLING = (Stage.SIGN, Stage.CONTACT, Stage.HANDLE)


def stages(case: Mapping[str, Any], course: Iterable[Episode], rules: Rules) -> list[dict[str, Any]]:
    """The stages of a case that its source can tell of; none of a case that was mended on the spot."""
    connection = rules.connections.get(case["feed"])
    told = connection.tells if connection else frozenset(Told)
    if case["procedure"] == Procedure.SIMPLE or told <= {Told.HANDS}:
        return []
    rows: list[dict[str, Any]] = []
    for number, episode in enumerate(course, 1):
        clocks = Clocks(case, episode, rules)
        for step in episode.steps:
            clocks.hear(step)
        rows += [row | {"episode": number} for row in clocks.rows if Told(row["stage"]) in told]
    for n, row in enumerate(rows):
        row["n"] = n
    return rows


class Clocks:
    """The running stages of one episode."""

    def __init__(self, case: Mapping[str, Any], episode: Episode, rules: Rules) -> None:
        self.case, self.episode, self.rules = case, episode, rules
        self.rows: list[dict[str, Any]] = []
        self.running: dict[Stage, dict[str, Any]] = {}
        first = not episode.reopened
        self.owes_contact = first and case["source"] in rules.district.contact_sources

    def hear(self, step: Step) -> None:
        """Start and end stages at one step."""
        self.note(step)
        if step.holder != step.held:
            self.end(step.when, "returned" if step.kind == EventKind.RETURN else "void", *STAGES)
            self.received(step)
        if active(step):
            self.end(step.when, "done", Stage.SIGN)
        if step.kind == EventKind.CONTACT:
            self.end(step.when, "done", Stage.CONTACT)
        elif step.kind == EventKind.DISPOSE:
            self.disposed(step)
        elif step.kind in FINISHING:
            self.end(step.when, "done", *STAGES)
        elif step.kind in VOIDING:
            self.end(step.when, "void", *STAGES)
        if step.kind in AGAIN and step.holder and Stage.HANDLE not in self.running:
            self.end(step.when, "void", Stage.CHECK)
            self.handle(step, again=step.kind != EventKind.DISPATCH)

    def note(self, step: Step) -> None:
        """Note more time for a running stage, and how a running check ends."""
        if step.kind == EventKind.EXTEND and (row := self.running.get(Stage.HANDLE)):
            row["extensions"] += 1
        elif step.kind in CHECKED and (row := self.running.get(Stage.CHECK)):
            row["passed"] = step.kind == EventKind.CHECK_PASS

    def received(self, step: Step) -> None:
        """A unit has the case now: its clocks start, as far as the step that says so is not their end."""
        if not step.holder or step.kind == EventKind.DISPOSE:
            return
        if step.kind == EventKind.DISPATCH:
            self.short(Stage.SIGN, step)
        if self.owes_contact and step.kind != EventKind.CONTACT:
            self.short(Stage.CONTACT, step)
        self.handle(step, again=False)

    def disposed(self, step: Step) -> None:
        """The work is done: whatever was not told before it ended with it, and the check begins."""
        self.end(step.when, "done", *HANDLING)
        if step.holder and Stage.CHECK not in self.running:
            self.short(Stage.CHECK, step)

    def short(self, stage: Stage, step: Step) -> None:
        """Start a stage with a limit of its own."""
        limit = self.rules.short_limit(stage, self.case)
        self.start(stage, step, limit, {"from_at": step.when})

    def handle(self, step: Step, *, again: bool) -> None:
        """Start handling: by the due time of the case, or after a failed check by its own limit."""
        episode, rework = self.episode, self.rules.district.limits.rework
        due = {"due_at": episode.dues.due_at, "given_at": episode.dues.given_at}
        limit = rework if again and not episode.dues.due_at else episode.limit
        since = step.when if again else episode.start
        self.start(Stage.HANDLE, step, limit, {"from_at": since, **due})
        self.rows[-1]["clock"] = limit.clock if limit and not episode.dues.due_at else episode.clock
        self.rows[-1]["again"] = rework if step.when > episode.start else None

    def start(self, stage: Stage, step: Step, limit: Limit | None, due: Mapping[str, Any]) -> None:
        """Start the clock of a stage."""
        row = {
            "key": self.case["key"],
            "stage": stage,
            "holder": step.holder,
            "started_at": step.when,
            "ended_at": None,
            "outcome": "running",
            "due_at": None,
            "given_at": None,
            "amount": limit.amount if limit else None,
            "clock": limit.clock if limit else Measure.NATURAL,
            "again": None,
            "extensions": 0,
            "passed": None,
            **due,
        }
        self.running[stage] = row
        self.rows.append(row)

    def end(self, when: datetime, outcome: str, *ended: Stage) -> None:
        """Stop the clocks of some stages, as far as they run."""
        for stage in ended:
            if row := self.running.pop(stage, None):
                row |= {"ended_at": when, "outcome": outcome}
