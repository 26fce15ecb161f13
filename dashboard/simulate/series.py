"""Matters stuck alike, week after week, and what was borrowed for each; of equals one is drawn by lot."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from dashboard.cases import Fact, Source
from dashboard.district_words import Plain
from dashboard.leverage.advice import CLEAR, RAISE
from dashboard.leverage.advice import fact as advice
from dashboard.leverage.book import Kind, Lever, book_of
from dashboard.leverage.budget import lot
from dashboard.leverage.draws import DRAW, PREFIX
from dashboard.leverage.score import LEAVE
from dashboard.simulate.arrivals import number
from dashboard.simulate.dice import Dice, Urn
from dashboard.simulate.matter import Matter
from dashboard.simulate.plan import Plan
from dashboard.simulate.profile import Story
from dashboard.simulate.stories import based_on, moment, step_of
from dashboard.simulate.timing import set_due

FILE = Path(__file__).parent / "series.toml"
SERIAL = 95_000
"""The first number of their cases within a day, beyond those of the stories."""
ROOM = 500
"""Numbers that one series may use."""
MORNING = "+0D09:00"
"""When equals are drawn, and the software advises a lever."""


class Way(Plain):
    """One way in which it goes on: how often, for which of the series, what units do, how the lever moves."""

    weight: float = 1.0
    since: int = 0
    till: int = 10_000
    events: tuple[str, ...]
    moves: tuple[str, ...] = ()


class Series(Plain):
    """A matter every so many working days before the world begins, and the lever it gets.

    `of` are pairs of category and unit, taken in turn. `lots`: two equals come, one gets the lever by lot;
    the other goes on by `alone`.
    """

    name: str
    of: tuple[tuple[str, str], ...]
    first: int
    last: int
    every: int = 1
    lots: bool = False
    kind: str
    rules: tuple[str, ...] = ()
    decision: str = ""
    score: float
    before: tuple[str, ...]
    ways: tuple[Way, ...]
    alone: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Turn:
    """One time of a series: its day, its unit, the case that got the lever and the one that did not."""

    of: Series
    nth: int
    day: date
    unit: str
    case: Matter
    moves: tuple[str, ...]
    other: Matter | None = None

    @property
    def cases(self) -> tuple[Matter, ...]:
        """All of its cases."""
        return (self.case, self.other) if self.other else (self.case,)

    def spoken(self, line: str) -> str:
        """A line with this unit and number in the place of their words."""
        return spoken(line, self.unit, self.nth)


def series() -> tuple[Series, ...]:
    """All of them."""
    said = tomllib.loads(FILE.read_text("utf-8"))["series"]
    return tuple(Series.model_validate(one) for one in said)


def turns(plan: Plan, _number: int = 0) -> list[Turn]:
    """Every time of every series, in their order."""
    return [
        turn(plan, one, index, nth)
        for index, one in enumerate(series())
        for nth in range((one.last - one.first) // one.every + 1)
    ]


def turn(plan: Plan, of: Series, index: int, nth: int) -> Turn:
    """The nth time of a series."""
    dice = Dice(plan.seed, plan.anchor.toordinal(), 7, index, nth)
    day = plan.shifted(plan.anchor, of.first + nth * of.every)
    category, unit = of.of[nth % len(of.of)]
    cases = [reported(plan, dice, of, category, day) for _ in range(1 + of.lots)]
    for n, case in enumerate(cases, SERIAL + index * ROOM + nth * 2):
        case.id = number(local_day(plan, case.reported), case.source, n)
    cases.sort(key=lambda case: lot(f"{key_of(case)}{day.isoformat()}"))  # as the budget draws
    way = chosen(of.ways, nth, dice)
    roads = [way, chosen(of.alone, nth, dice)] if of.lots else [way]
    for case, road in zip(cases, roads, strict=True):
        told = [step_of(plan, day, spoken(line, unit, nth), case.spot) for line in (*of.before, *road.events)]
        case.steps, case.times = [step for step, _ in told], [instant for _, instant in told]
        set_due([case], plan.calendar)
    return Turn(of, nth, day, unit, cases[0], way.moves, cases[1] if of.lots else None)


def chosen(ways: Sequence[Way], nth: int, dice: Dice) -> Way:
    """One of the ways that are open to the nth, as likely as its weight."""
    return ways[dice.draw(Urn({n: way.weight for n, way in enumerate(ways) if way.since <= nth <= way.till}))]


def spoken(line: str, unit: str, nth: int) -> str:
    """A line with the unit and a running number in the place of their words."""
    return line.replace("{unit}", unit).replace("{nth}", str(nth + 1))


def reported(plan: Plan, dice: Dice, of: Series, category: str, day: date) -> Matter:
    """One case of a series as its source tells of it, without its number and its road."""
    street = dice.pick([one.code for one in plan.district.streets])
    spot = plan.ground.spot(dice, street, home=plan.categories[category].home)
    story = Story(
        name=of.name, origin=Source.HOTLINE, category=category, street=street, biz_type="complain",
        text=dice.pick(plan.profile.themes[category].says), events=(),
    )  # fmt: skip
    case = based_on(plan, dice, story, spot)
    case.reported = moment(plan, day, of.before[0].split()[0])
    return case


def local_day(plan: Plan, instant: int) -> date:
    """The day of the district on which an instant lies."""
    return datetime.fromtimestamp(instant / 1e6, plan.district.tz).date()


def key_of(case: Matter) -> str:
    """A case as the board knows it."""
    return f"case:{case.feed}/{case.id}"


def cases_on(plan: Plan, day: date) -> list[Matter]:
    """The cases of all series that are reported on one day."""
    cases = (case for one in plan.once(turns, 0) for case in one.cases)
    return [case for case in cases if local_day(plan, case.reported) == day]


def told(plan: Plan, until: datetime) -> list[Fact]:
    """What the software said of them up to a moment: advice that began and ended, draws among equals."""
    facts = [fact for one in plan.once(turns, 0) for fact in said(plan, one)]
    return sorted((f for f in facts if f.happened_at <= until), key=lambda fact: (fact.happened_at, fact.key))


def said(plan: Plan, one: Turn) -> Iterator[Fact]:
    """Of one turn."""
    when, level = at(moment(plan, one.day, MORNING)), named(plan, one.of.kind)[0].level
    for case in one.cases:
        yield advice(key_of(case), RAISE, when, one.of.score, {"level": level})
        yield advice(key_of(case), CLEAR, max(at(case.times[-1]), when + timedelta(hours=1)), LEAVE - 10.0)
    if one.other:
        sides = {"day": one.day.isoformat(), "winners": [key_of(one.case)], "losers": [key_of(one.other)]}
        drawn = f"{PREFIX}{sides['day']}/{one.of.score:.0f}"
        yield Fact(key=drawn, kind=DRAW, version=one.day.isoformat(), happened_at=when, body=sides)


def named(plan: Plan, code: str) -> tuple[Lever, Kind]:
    """A kind of lever, and the lever it is of."""
    found = book_of(plan.district).kind(code)
    if found is None:
        raise ValueError(f"the book of levers has no {code}")
    return found


def at(instant: int) -> datetime:
    """Microseconds of UTC as a moment."""
    return datetime.fromtimestamp(instant / 1e6, UTC)
