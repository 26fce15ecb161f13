"""Two sides beside each other: numbers with the cases that differ, mornings with their matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dashboard.dryrun.living import Morning
from dashboard.dryrun.measuring import NOTHING, Account, Measured, Rows, named
from dashboard.dryrun.result import Counts, Fired, Flags, Matter, Measure, Moved, Number, Subject
from dashboard.leverage.attention import triggers

CASES = 200
"""Cases of one number that are kept one by one."""
MATTERS = 200
"""Matters of one kind of difference that are kept one by one."""
SOME = 20
"""Matters of one trigger that are kept one by one."""


def measure(name: str, before: Account, after: Account, subjects: Mapping[str, Subject]) -> Measure:
    """An indicator by both rules; `subjects` are those of the moved cases that are kept."""
    moved = moved_of(before.rows, after.rows)
    units = sorted({*before.units, *after.units})
    by_unit = {unit: sum(unit in of_units(before, after, key) for key in moved) for unit in units}
    return Measure(
        name=name,
        whole=number(before.whole, after.whole, len(moved)),
        units={
            unit: number(before.units.get(unit, NOTHING), after.units.get(unit, NOTHING), by_unit[unit])
            for unit in units
        },
        moved=tuple(
            Moved(of=subjects[key], before=before.rows.get(key, ()), after=after.rows.get(key, ()))
            for key in moved[:CASES]
            if key in subjects
        ),
    )


def number(before: Measured, after: Measured, moved: int) -> Number:
    """One number by both rules."""
    return Number(
        before=before.value, after=after.value, n_before=before.n, n_after=after.n,
        tier_before=before.tier, tier_after=after.tier, moved=moved,
    )  # fmt: skip


def moved_of(before: Rows, after: Rows) -> list[str]:
    """The cases that count otherwise, in order."""
    return sorted(key for key in {*before, *after} if before.get(key) != after.get(key))


def of_units(before: Account, after: Account, key: str) -> set[str]:
    """The units for which a case counts otherwise."""
    here, there = before.rows.get(key, ()), after.rows.get(key, ())
    return {said.partition("|")[0] for said in set(here) ^ set(there)} or {
        said.partition("|")[0] for said in (*here, *there)
    }


def subject(row: Mapping[str, Any]) -> Subject:
    """A case of the board."""
    hands = [unit for unit in row["hands"] or () if unit]
    held = [*hands, *([row["holder"]] if row["holder"] else [])]
    if not row["open"] and not hands and row["lead_org"]:
        held.append(row["lead_org"])
    return Subject(
        key=row["key"],
        category=named(row["category"]),
        street=named(row["street"]),
        unit=named(row["unit"]),
        held_by=tuple(dict.fromkeys(held)),
    )


Firing = defaultdict[str, set[str]]
"""For which matters each trigger has fired."""


def fresh() -> Firing:
    """Nothing has fired yet."""
    return defaultdict(set)


@dataclass
class Watch:
    """What the mornings have shown by each of two rules, looked at one after the other."""

    shown: tuple[set[str], set[str]] = field(default_factory=lambda: (set(), set()))
    fired: tuple[Firing, Firing] = field(default_factory=lambda: (fresh(), fresh()))
    apart: dict[tuple[str, str], Matter] = field(default_factory=dict)  # by kind of difference, and key

    def look(self, day: date, before: Morning, after: Morning) -> None:
        """One morning by both rules."""
        here, there = set(before.posts), set(after.posts)
        self.shown[0].update(here)
        self.shown[1].update(there)
        self.note("newly", there - here, day, before, after)
        self.note("no_longer", here - there, day, before, after)
        other = {key for key in here & there if before.posts.get(key) != after.posts.get(key)}
        self.note("readdressed", other, day, before, after)
        for name in triggers():
            self.trigger(name, day, before, after)

    def trigger(self, name: str, day: date, before: Morning, after: Morning) -> None:
        """For which matters one trigger fires."""
        here, there = (morning.firing(name) for morning in (before, after))
        self.fired[0][name].update(here)
        self.fired[1][name].update(there)
        self.note(f"{name}+", there - here, day, before, after)
        self.note(f"{name}-", here - there, day, before, after)

    def note(self, kind: str, keys: Iterable[str], day: date, before: Morning, after: Morning) -> None:
        """Keep how it was on the first morning, and count the others."""
        for key in sorted(keys):
            known = self.apart.get((kind, key))
            self.apart[kind, key] = (
                known.model_copy(update={"mornings": known.mornings + 1})
                if known
                else Matter(
                    of=(before if key in before.rows.index else after).subject(key),
                    morning=day,
                    mornings=1,
                    before=before.standing(key),
                    after=after.standing(key),
                )
            )

    def matters(self, kind: str, keys: Iterable[str]) -> tuple[Matter, ...]:
        """The matters of one kind of difference among some, by their first morning."""
        found = [self.apart[kind, key] for key in keys if (kind, key) in self.apart]
        return tuple(sorted(found, key=lambda one: (one.morning, one.of.key)))

    def flags(self) -> Flags:
        """What came of all mornings: a matter is newly shown that was shown on none of them before."""
        before, after = self.shown
        found = {
            "newly": self.matters("newly", after - before),
            "no_longer": self.matters("no_longer", before - after),
            "readdressed": self.matters("readdressed", before & after),
        }
        return Flags(
            before=len(before),
            after=len(after),
            counts=Counts(**{kind: len(matters) for kind, matters in found.items()}),
            **{kind: matters[:MATTERS] for kind, matters in found.items()},
            triggers=tuple(self.of_trigger(name) for name in triggers()),
        )

    def of_trigger(self, name: str) -> Fired:
        """What came of one trigger."""
        before, after = self.fired[0][name], self.fired[1][name]
        some = (*self.matters(f"{name}+", after - before), *self.matters(f"{name}-", before - after))
        return Fired(
            name=name,
            before=len(before),
            after=len(after),
            newly=len(after - before),
            no_longer=len(before - after),
            some=some[:SOME],
        )
