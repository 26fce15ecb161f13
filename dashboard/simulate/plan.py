"""A simulated district made ready: who gets what, how long it may take, and which days stories stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from dashboard.calendar import Limit, Measure
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import Urgency
from dashboard.district import Category, District, OrgKind, calendar_of
from dashboard.fold.rules import Rules
from dashboard.simulate.dice import Dice, Urn
from dashboard.simulate.ground import Ground
from dashboard.simulate.matter import Matter
from dashboard.simulate.profile import Unit, profile

ORDINARY = Unit()
FALLBACK = Limit(5, Measure.DAYS)
Thing = TypeVar("Thing")
SET = 5
"""Working days between two sets of stories."""


class Plan:
    """Everything the days of one simulation share; `anchor` is the day on which the stories stand."""

    def __init__(self, district: District, *, seed: int, anchor: date) -> None:
        self.district, self.seed, self.anchor = district, seed, anchor
        self.profile = profile(district)
        self.calendar: WorkCalendar = calendar_of(district)
        rates = self.profile.rates
        self.ground = Ground(district, seed=seed, roads=self.profile.roads, busy=rates.busy)
        self.rules = Rules(district, self.calendar)
        self.centre = district.centre
        self.categories: Mapping[str, Category] = {one.code: one for one in district.categories}
        self.names = {org.code: org.name.zh for org in district.orgs}
        self.known: dict[tuple[str, int], Any] = {}
        self.gets = {code: Urn(self.weights(code)) for code in self.profile.themes}

    def weights(self, category: str) -> dict[str, float]:
        """Which units get a category, and how often."""
        said = self.profile.themes[category].to
        return said or {self.categories[category].lead or "street": 1.0}

    @cached_property
    def street_orgs(self) -> dict[str, str]:
        """The office of each street, by the street's code."""
        offices = {org.name.zh: org.code for org in self.district.orgs if org.kind is OrgKind.STREET}
        return {
            street.code: next(offices[name] for name in (street.name.zh, *street.aliases) if name in offices)
            for street in self.district.streets
        }

    def resolved(self, unit: str, street: str) -> str:
        """A unit's code; `street` stands for the office of the street the case lies in."""
        return self.street_orgs[street] if unit == "street" else unit

    def habits(self, unit: str) -> Unit:
        """How a unit works."""
        return self.profile.units.get(unit, ORDINARY)

    def first_unit(self, matter: Matter, dice: Dice) -> str:
        """Whom the centre sends it to at first."""
        return self.resolved(dice.draw(self.gets[matter.category]), matter.spot.street)

    def other_unit(self, matter: Matter, unit: str, dice: Dice) -> str:
        """Whom the centre turns to when `unit` would not have it."""
        street = self.street_orgs[matter.spot.street]
        others = {self.resolved(code, matter.spot.street) for code in self.gets[matter.category].things}
        others |= {street, self.categories[matter.category].lead or street}
        return dice.pick(sorted(others - {unit}) or [street])

    def pair_of(self, matter: Matter, unit: str) -> str:
        """The other one of the pair that plays this category to and fro; empty if none does."""
        pair = self.profile.ping_pong
        if unit not in pair.units or matter.category not in pair.categories:
            return ""
        return pair.units[1 - pair.units.index(unit)]

    def returning(self, matter: Matter, unit: str) -> float:
        """How likely the unit sends it back."""
        if self.pair_of(matter, unit):
            return self.profile.ping_pong.share
        rates = self.profile.rates
        return rates.returns_cross if self.categories[matter.category].cross else rates.returns

    def limit(self, category: str, biz_type: str, urgency: Urgency) -> Limit:
        """How long handling may take, as the dashboard itself would say."""
        case = {"category": category, "biz_type": biz_type, "urgency": urgency}
        return self.rules.limit(case) or FALLBACK

    def doc_no(self, kind: str, dice: Dice) -> str:
        """The number of an official paper."""
        return f"云城运{kind}〔{self.anchor.year}〕{1 + dice.below(900)}号"

    def urgency(self, category: str) -> Urgency:
        """How fast the clock of a category runs by itself."""
        limit = self.categories[category].limit
        return Urgency.URGENT if limit and limit.clock is Measure.URGENT else Urgency.NORMAL

    def turn(self, day: date) -> int:
        """Which set of stories a day carries, counted from the anchor's."""
        return (self.work_index(day) - self.work_index(self.anchor)) // SET

    def turned(self, street: str, day: date) -> str:
        """The street that takes the place of `street` on a stories' day: no two sets share their places."""
        codes = [one.code for one in self.district.streets]
        return codes[(codes.index(street) + self.turn(day)) % len(codes)]

    def patience(self, category: str) -> int:
        """How many working days a category may take; nothing that is counted in hours takes one."""
        limit = self.categories[category].limit
        return limit.amount if limit and limit.clock is Measure.DAYS else 0

    def surge_street(self, day: date) -> str:
        """The street whose turn it is to boil over on a stories' day."""
        streets = self.profile.surge.streets
        return streets[self.turn(day) % len(streets)]

    def micros(self, day: date, at: time = time()) -> int:
        """A local moment in microseconds of UTC."""
        local = datetime.combine(day, at, self.district.tz)
        return int((local - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(microseconds=1))

    def worked(self, day: date) -> bool:
        """Whether a day is a working day."""
        return self.work_index(day) > self.work_index(day - timedelta(days=1))

    def work_index(self, day: date) -> int:
        """How many working days there were up to this one, itself included."""
        return self.once(counted, day.toordinal())

    def shifted(self, day: date, count: int) -> date:
        """The working day `count` working days after (before, if negative) a working day."""
        step, left = (1 if count >= 0 else -1), abs(count)
        while left:
            day += timedelta(days=step)
            left -= self.worked(day)
        return day

    def worked_minutes_after(self, since: datetime, minutes: int) -> int:
        """The instant so many working minutes after (before, if negative) another one."""
        ordinal = self.calendar.ordinal(since, Measure.HOURS) + minutes
        found = self.calendar.instants(np.array([ordinal], dtype=np.int64), Measure.HOURS)
        return int(found.astype("datetime64[us]").astype(np.int64)[0])

    def once(self, what: Callable[[Plan, int], Thing], number: int) -> Thing:
        """What a pure function of the plan and a number says, worked out once."""
        key = (what.__name__, number)
        if key not in self.known:
            self.known[key] = what(self, number)
        return self.known[key]  # type: ignore[no-any-return]

    def anchors(self, since: date, till: date) -> list[date]:
        """The days between two days on which a set of stories stands."""
        offset = self.work_index(self.anchor) % SET
        days = (since + timedelta(days=n) for n in range((till - since).days + 1))
        return [day for day in days if self.worked(day) and self.work_index(day) % SET == offset]


def counted(plan: Plan, ordinal: int) -> int:
    """How many working days there were up to a day."""
    midnight = datetime.combine(date.fromordinal(ordinal + 1), time(), plan.district.tz)
    return plan.calendar.ordinal(midnight.astimezone(UTC), Measure.DAYS) // plan.calendar.day_minutes
