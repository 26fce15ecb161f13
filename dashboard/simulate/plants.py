"""What is planted so that it can be found: the list of plants, and the cases that belong to them alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dashboard.cases import Procedure, Source
from dashboard.simulate.arrivals import number, words
from dashboard.simulate.dice import Dice
from dashboard.simulate.ground import Spot
from dashboard.simulate.matter import Matter
from dashboard.simulate.people import person
from dashboard.simulate.plan import Plan
from dashboard.simulate.roads import travelled
from dashboard.simulate.timing import MINUTE
from dashboard.text import Text


@dataclass(frozen=True)
class Plant:
    """One planted fault: its id, what it is, where it shows."""

    name: str
    title: Text
    where: Text


PLANTS = (
    Plant(
        "slow-unit",
        Text("一个偏慢的单位（按时率低 6 个百分点）", "one slow unit (6 points less on time)"),
        Text("按时率：与同组单位相比", "on-time share, against its peers"),
    ),
    Plant(
        "hard-mix",
        Text("一个件难而能力平常的单位", "one unit with hard cases and average skill"),
        Text("按类别调整后不应垫底", "not the worst once its case mix is adjusted for"),
    ),
    Plant(
        "gaming-unit",
        Text("一个卡点办结、自报解决的单位", "one unit that closes at the deadline and claims too much"),
        Text(
            "到期前最后一工时办结占比；自报与回访之差", "closings in the last hour; claims against callbacks"
        ),
    ),
    Plant(
        "ping-pong",
        Text("一对互相推诿的单位", "one pair of units that passes cases to and fro"),
        Text("经手路径 A→B→A", "paths of hands A→B→A"),
    ),
    Plant(
        "surge",
        Text("今日一街镇一类别激增", "a surge of one category in one street, today"),
        Text("24 小时件数与前四周同星期几相比", "24-hour count against the same weekday of four weeks"),
    ),
    Plant(
        "frozen-feed",
        Text("一个停更的来源", "one frozen feed"),
        Text("来源自报的截至时刻不再前移", "the source's own as-of stands still"),
    ),
    Plant(
        "gcj02-feed",
        Text("一个用 GCJ-02 坐标的来源", "one feed in GCJ-02"),
        Text("未转换则偏移约 480 米", "about 480 m off unless converted"),
    ),
    Plant(
        "holiday-backlog",
        Text("跨长假的积压", "a backlog that crosses a holiday"),
        Text("放假前最后一个下午派出、节后才到期的件", "sent on the last afternoon before, due after it"),
    ),
)


def planted(plan: Plan, day: date) -> list[Matter]:
    """The cases of one day that were planted, not yet timed."""
    return [*surge(plan, day), *backlog(plan, day)]


def surge(plan: Plan, day: date) -> list[Matter]:
    """On a stories' day one category boils over in one street."""
    if day not in plan.anchors(day, day):
        return []
    plant, dice = plan.profile.surge, Dice(plan.seed, day.toordinal(), 4)
    street = plan.surge_street(day)
    found = []
    for index in range(plant.count):
        minute = dice.between(*plant.hours) * 60
        where = (day, index, int(minute))
        found.append(extra(plan, dice, where, plant.category, plan.ground.spot(dice, street)))
        found[-1].steps = travelled(found[-1], plan, dice).steps
    return found


def backlog(plan: Plan, day: date) -> list[Matter]:
    """On the last afternoon before a long holiday one unit is still given a pile."""
    plant = plan.profile.backlog
    ahead = (day + timedelta(days=n) for n in range(1, plant.idle_days + 1))
    if not plan.worked(day) or any(plan.worked(one) for one in ahead):
        return []
    dice, found = Dice(plan.seed, day.toordinal(), 5), []
    for index in range(plant.count):
        where = (day, 200 + index, 16 * 60 + dice.below(60))
        found.append(extra(plan, dice, where, plant.category, plan.ground.spot(dice)))
        found[-1].steps = travelled(found[-1], plan, dice, plant.unit).steps
    return found


def extra(plan: Plan, dice: Dice, where: tuple[date, int, int], category: str, spot: Spot) -> Matter:
    """One call to the hotline beyond the ordinary ones."""
    day, index, minute = where
    who, urgency = person(dice), plan.urgency(category)
    return Matter(
        id=number(day, Source.HOTLINE, 50_000 + index),
        feed=plan.profile.origins[Source.HOTLINE].feed,
        source=Source.HOTLINE,
        biz_type="complain",
        procedure=Procedure.NORMAL,
        urgency=urgency,
        category=category,
        spot=spot,
        limit=plan.limit(category, "complain", urgency),
        reported=plan.micros(day) + minute * MINUTE + dice.below(60) * MINUTE // 60,
        text=words(plan, dice, dice.pick(plan.profile.themes[category].says), spot, who),
        person=who,
    )
