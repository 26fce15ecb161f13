"""What is reported on one ordinary day: how much, when, where, by whom, in which words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dashboard.cases import Flag, Procedure, Source, Urgency
from dashboard.simulate.dice import Dice, Urn
from dashboard.simulate.ground import Spot
from dashboard.simulate.matter import Matter
from dashboard.simulate.people import Person, paper, person
from dashboard.simulate.plan import Plan
from dashboard.simulate.profile import Origin
from dashboard.simulate.roads import travelled
from dashboard.simulate.timing import MINUTE

BLOCK = 30
"""Days for which a sore spot stays sore."""
DAYS_OF_THE_URGENT = 5
"""What may take longer than these working days is never called urgent."""
TELLINGS = 10
"""Sore spots there are: one for so many repeats, were everybody to ask; about a third do."""
STEPS_ASIDE = 15.0  # metres between two tellings of one place
HEADS = {
    Source.HOTLINE: ("", "%Y%m%d", 8),
    Source.GRID: ("0990101", "%y%m%d", 6),
    Source.SELF: ("0990101", "%y%m%d", 6),
    Source.POLICE: ("00110", "%y%m%d", 6),
    Source.IOT: ("00", "%Y%m%d", 8),
}
"""How the case numbers of a platform begin, how they write the day, and how many digits follow."""
SERIES = {source: series * 100_000 for series, source in enumerate(Source)}
FLAGS = {Source.LEADER: Flag.LEADER, Source.MUNICIPAL: Flag.MUNICIPAL}


@dataclass(frozen=True)
class Sore:
    """A place where the same thing is reported again and again, often by the same people."""

    spot: Spot
    category: str
    people: tuple[Person, ...]


def ordinary(plan: Plan, day: date) -> list[Matter]:
    """The cases of one day without anything planted, their roads laid out but not yet timed."""
    dice = Dice(plan.seed, day.toordinal(), 1)
    rainy = dice.chance(plan.profile.rates.rain)
    sores = plan.once(sore_spots, day.toordinal() // BLOCK)
    found: list[Matter] = []
    for source, origin in plan.profile.origins.items():
        urn = themes(plan, origin.like, rainy=rainy)
        count = int(dice.rng.poisson(plan.profile.rates.per_day * origin.share * busyness(plan, day)))
        for index, minute in enumerate(sorted(minutes(plan, dice, count))):
            sore = dice.pick(sores) if dice.chance(plan.profile.rates.repeats) else None
            fits = sore is not None and origin.people
            matter = reported(plan, dice, (day, source, index, minute), sore if fits else None, urn)
            matter.steps = travelled(matter, plan, dice).steps
            found.append(matter)
    return found


def busyness(plan: Plan, day: date) -> float:
    """How busy a day is against an ordinary one."""
    rates = plan.profile.rates
    if day.isoweekday() <= 5 and not plan.worked(day):
        return rates.off
    return rates.weekday[day.weekday()]


def minutes(plan: Plan, dice: Dice, count: int) -> Iterator[int]:
    """Minutes of the day at which something is reported."""
    urn = Urn(dict(enumerate(plan.profile.rates.hours)))
    return (dice.draw(urn) * 60 + dice.below(60) for _ in range(count))


def themes(plan: Plan, like: str, *, rainy: bool) -> Urn[str]:
    """The categories one kind of source tells of; rain multiplies those of water."""
    rates = plan.profile.rates
    wet = dict.fromkeys(rates.rainy, rates.rain_factor) if rainy else {}
    return Urn(
        {code: theme.like.get(like, 0) * wet.get(code, 1) for code, theme in plan.profile.themes.items()}
    )


def sore_spots(plan: Plan, block: int) -> list[Sore]:
    """The sore spots of thirty days."""
    dice = Dice(plan.seed, block, 2)
    urn = themes(plan, "people", rainy=False)
    found = []
    for _ in range(int(plan.profile.rates.per_day * BLOCK * plan.profile.rates.repeats / TELLINGS)):
        category = dice.draw(urn)
        spot = plan.ground.spot(dice, home=plan.categories[category].home)
        found.append(Sore(spot, category, tuple(person(dice) for _ in range(1 + dice.below(4)))))
    return found


def reported(
    plan: Plan, dice: Dice, where: tuple[date, Source, int, int], sore: Sore | None, urn: Urn[str]
) -> Matter:
    """One case as its source tells of it."""
    day, source, index, minute = where
    origin = plan.profile.origins[source]
    category = sore.category if sore else dice.draw(urn)
    theme = plan.profile.themes[category]
    biz_type = dice.draw(Urn(origin.biz)) if origin.biz else ""
    urgency = urgency_of(plan, dice, category, origin)
    spot = spot_of(plan, dice, category, sore)
    who = None
    if origin.people:
        who = dice.pick(sore.people) if sore and dice.chance(0.6) else person(dice)
    return Matter(
        id=number(day, source, index),
        feed=origin.feed,
        source=source,
        biz_type=biz_type,
        procedure=procedure_of(origin, urgency),
        urgency=urgency,
        category=category,
        spot=spot,
        limit=plan.limit(category, biz_type, urgency),
        reported=plan.micros(day) + minute * MINUTE + dice.below(60) * MINUTE // 60,
        text=words(plan, dice, dice.pick(theme.says), spot, who),
        person=who,
        flags=flags_of(dice, source),
        doubles=sore is not None and dice.chance(0.06),
        doc_no=plan.doc_no("市", dice) if source is Source.MUNICIPAL else "",
    )


def number(day: date, source: Source, index: int) -> str:
    """A case number as its platform writes it: 16 to 19 digits, some with zeros in front."""
    head, date_form, digits = HEADS.get(source, ("00", "%Y%m%d", 6))
    return f"{head}{day:{date_form}}{SERIES[source] + index:0{digits}d}"


def urgency_of(plan: Plan, dice: Dice, category: str, origin: Origin) -> Urgency:
    """How fast its clock runs: by the category's limit, else by what the caller says."""
    if origin.simple:
        return Urgency.NORMAL
    if plan.urgency(category) is Urgency.URGENT:
        grave = dice.chance(plan.profile.themes[category].emergency)
        return Urgency.EMERGENCY if grave else Urgency.URGENT
    pressing = plan.patience(category) <= DAYS_OF_THE_URGENT and dice.chance(origin.urgent)
    return Urgency.URGENT if pressing else Urgency.NORMAL


def procedure_of(origin: Origin, urgency: Urgency) -> Procedure:
    """Which road it takes."""
    if origin.simple:
        return Procedure.SIMPLE
    return Procedure.EMERGENCY if urgency is Urgency.EMERGENCY else Procedure.NORMAL


def spot_of(plan: Plan, dice: Dice, category: str, sore: Sore | None) -> Spot:
    """Where it is, as well as its source can tell."""
    rates, ground = plan.profile.rates, plan.ground
    home = plan.categories[category].home
    spot = ground.near(sore.spot, dice, STEPS_ASIDE) if sore else ground.spot(dice, home=home)
    told = dice.between(0, 1)
    if sore or told > rates.default_point + rates.no_point + rates.outside:
        return spot
    if told < rates.default_point:
        return ground.defaulted(spot)
    return ground.lost(spot) if told < rates.default_point + rates.no_point else ground.outside(spot, dice)


def flags_of(dice: Dice, source: Source) -> tuple[str, ...]:
    """What makes it weigh more."""
    own = (FLAGS[source].value,) if source in FLAGS else ()
    return (*own, Flag.VULNERABLE.value) if dice.chance(0.02) else own


def words(plan: Plan, dice: Dice, phrase: str, spot: Spot, who: Person | None) -> str:
    """What was said, sometimes with more of the caller in it than anybody needs."""
    said = f"{phrase}，{spot.address}"
    if who is None:
        return said
    said = f"{who.called}来电反映：{said}"
    if dice.chance(plan.profile.rates.papers):
        said += f"，身份证{paper(dice)}" if dice.chance(0.3) else f"，请回电{who.phone}"
    return said
