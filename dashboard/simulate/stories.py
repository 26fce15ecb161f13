"""Matters that stand in a known way at half past ten of a day: told as data, laid on the calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dashboard.calendar import Measure
from dashboard.cases import EventKind, Procedure, Source
from dashboard.simulate.arrivals import number, words
from dashboard.simulate.dice import Dice
from dashboard.simulate.ground import Spot
from dashboard.simulate.matter import Matter
from dashboard.simulate.people import person
from dashboard.simulate.plan import SET, Plan
from dashboard.simulate.profile import Story
from dashboard.simulate.road import Road, Step
from dashboard.simulate.timing import MINUTE, set_due, timed

STAND = time(10, 30)
"""The moment of the day that minutes and working hours of a story count from."""
LONGEST = 70  # days before its stand that a story may begin
MOMENT = re.compile(r"([+-]\d+)(?:([mwH])|D(\d\d):(\d\d))")


def staged(plan: Plan, day: date) -> list[Matter]:
    """The cases reported on one day that belong to a story, whichever day it stands on."""
    found = []
    for anchor in plan.anchors(day, day + timedelta(days=LONGEST)):
        found += plan.once(stage, anchor.toordinal()).get(day, [])
    return found


def stage(plan: Plan, ordinal: int) -> dict[date, list[Matter]]:
    """All stories that stand on one day, by the day on which their cases are reported."""
    anchor, found = date.fromordinal(ordinal), dict[date, list[Matter]]()
    for index, story in enumerate(plan.profile.stories):
        if story.once and anchor != plan.anchor:
            continue
        for matter in cast_of(plan, anchor, story, index):
            day = datetime.fromtimestamp(matter.reported / 1e6, plan.district.tz).date()
            found.setdefault(day, []).append(matter)
    return found


def cast_of(plan: Plan, anchor: date, story: Story, index: int) -> list[Matter]:
    """The case of a story, and those of others who told of the same thing."""
    dice = Dice(plan.seed, anchor.toordinal(), 6, index)
    home = plan.categories[story.category].home
    spot = plan.ground.spot(dice, plan.turned(story.street, anchor), home=home)
    main = based_on(plan, dice, story, spot)
    steps = [step_of(plan, anchor, line, spot) for line in story.events]
    main.steps, main.times = [step for step, _ in steps], [instant for _, instant in steps]
    main.reported = main.times[0]
    if story.due:
        main.due, main.due_given = moment(plan, anchor, story.due), True
    echoes = [echo(plan, dice, story, spot, moment(plan, anchor, at)) for at in story.echoes]
    timed(echoes, plan.calendar)
    if not story.due:
        set_due([main], plan.calendar)
    serial = 70_000 + (plan.work_index(anchor) // SET % 20) * 1_000 + index * 20
    for count, matter in enumerate([main, *echoes]):
        day = datetime.fromtimestamp(matter.reported / 1e6, plan.district.tz).date()
        matter.id = number(day, matter.source, serial + count)
    return [main, *echoes]


def based_on(plan: Plan, dice: Dice, story: Story, spot: Spot) -> Matter:
    """A case of the story, without number, moments or steps."""
    origin = plan.profile.origins[story.origin]
    who = person(dice) if origin.people else None
    return Matter(
        id="",
        feed=origin.feed,
        source=story.origin,
        biz_type=story.biz_type or ("complain" if origin.people else ""),
        procedure=Procedure.NORMAL,
        urgency=story.urgency,
        category=story.category,
        spot=spot,
        limit=plan.limit(story.category, story.biz_type, story.urgency),
        reported=0,
        text=words(plan, dice, story.text, spot, who),
        person=who,
        flags=story.flags,
        doc_no=story.doc_no,
        punctual=True,
    )


def echo(plan: Plan, dice: Dice, story: Story, spot: Spot, reported: int) -> Matter:
    """Somebody else tells of the same thing, and it is mended for the time being."""
    source = story.origin if plan.profile.origins[story.origin].people else Source.HOTLINE
    said = story.model_copy(update={"origin": source, "flags": ()})
    matter = based_on(plan, dice, said, plan.ground.near(spot, dice, 12))
    matter.reported = reported
    road, unit, centre = Road(), plan.resolved(story.echoes_to, spot.street), plan.centre
    road.then(EventKind.REPORT, "", 0)
    road.then(EventKind.ACCEPT, centre, 3)
    road.then(EventKind.REGISTER, centre, 2)
    road.then(EventKind.DISPATCH, centre, 6, to_org=unit)
    road.then(EventKind.SIGN, unit, 15)
    road.then(EventKind.CONTACT, unit, 20)
    road.then(EventKind.DISPOSE, unit, dice.between(30, 60), solved=True)
    road.then(EventKind.CHECK_PASS, centre, 15)
    road.then(EventKind.CLOSE, centre, 2)
    matter.steps = road.steps
    return matter


def step_of(plan: Plan, anchor: date, line: str, spot: Spot) -> tuple[Step, int]:
    """An event from `-3D09:20 return DEPT reason_code=R4`; `>DEPT` says whom it is sent to."""
    at, kind, *rest = line.split()
    org, said = "", {}
    for word in rest:
        if word.startswith(">"):
            said["to_org"] = plan.resolved(word[1:], spot.street)
        elif "=" in word:
            name, value = word.split("=", 1)
            said[name] = spoken(plan, anchor, name, value)
        else:
            org = plan.resolved(word, spot.street)
    doer = org or ("" if kind == EventKind.REPORT else plan.centre)
    return Step(EventKind(kind), doer, 0, Measure.URGENT, -1, said), moment(plan, anchor, at)


def spoken(plan: Plan, anchor: date, name: str, value: str) -> Any:
    """A value as the interface has it."""
    if name in ("solved", "ask"):
        return value == "yes"
    if name == "satisfaction":
        return int(value)
    if name == "due_at":
        at = datetime.fromtimestamp(moment(plan, anchor, value) / 1e6, UTC)
        return at.astimezone(plan.district.tz).isoformat(timespec="seconds")
    return value


def moment(plan: Plan, anchor: date, text: str) -> int:
    """`-90m` minutes, `-6H` and `-90w` working time from the stand, `-3D09:20` a time three days before."""
    found = MOMENT.fullmatch(text)
    if not found:
        raise ValueError(f"{text}: a moment of a story is -90m, -6H, -90w or -3D09:20")
    count = int(found[1])
    if found[2] == "m":
        return plan.micros(anchor, STAND) + count * MINUTE
    if found[2]:
        stand = datetime.combine(anchor, STAND, plan.district.tz).astimezone(UTC)
        return plan.worked_minutes_after(stand, count * (60 if found[2] == "H" else 1))
    return plan.micros(plan.shifted(anchor, count), time(int(found[3]), int(found[4])))
