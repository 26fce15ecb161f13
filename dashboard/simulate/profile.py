"""The character of a simulated district: rates, habits, themes, plants, stories; read from TOML."""

from __future__ import annotations

import tomllib
from datetime import time
from pathlib import Path

from pydantic import Field

from dashboard.cases import Source, Urgency
from dashboard.district import District, DistrictError
from dashboard.district_words import Plain

FOLDER = Path(__file__).parent


class Pace(Plain):
    """A log-normal share of a limit: its median and its spread."""

    median: float
    sigma: float


class Rates(Plain):
    """How much comes when, and how often something odd happens."""

    per_day: float
    weekday: tuple[float, ...]  # Monday first
    off: float  # on a holiday
    hours: tuple[float, ...]
    busy: dict[str, float]  # weight of a street
    rain: float  # share of rainy days
    rain_factor: float
    rainy: tuple[str, ...]  # categories of rain
    returns: float
    returns_cross: float
    rework: float
    repeats: float
    extension: float  # of cases with a long limit
    suspension: float  # likewise
    stuck: float  # likewise, done far too late
    callbacks: float
    late_news: float
    forgotten: float  # dispatched, and nobody signs for it for a day or two
    papers: float  # texts that carry somebody's identity number or telephone
    void: float
    orphaned: float  # working minutes until a returned case is sent on, in the median
    default_point: float
    no_point: float
    outside: float


class Stages(Plain):
    """Used ÷ limit of an ordinary unit, stage by stage."""

    sign: Pace
    contact: Pace
    handle: Pace
    handle_long: Pace  # limits of two working days and more: more of them is used, more evenly
    check: Pace
    check_most: float  # of the limit of the case, at most


class Origin(Plain):
    """One source: its share of all cases, the connection that tells of it, what its people ask."""

    share: float
    feed: str
    like: str  # which weights of the themes it draws by
    biz: dict[str, float] = Field(default_factory=dict)
    urgent: float = 0.0
    pace: float = 1.0  # factor on the handling median: who asks matters
    false_alarm: float = 0.0
    people: bool = False  # somebody asks, with name and number
    simple: bool = False  # found and mended on the spot
    says_due: bool = False  # its platform tells when a case is due


class Unit(Plain):
    """How one unit differs from an ordinary one: factors on the stage medians, and its own spread."""

    sign: float = 1.0
    contact: float = 1.0
    handle: float = 1.0
    handle_long: float = 1.0
    check: float = 1.0
    spread: float | None = None
    always: bool = False  # works around the clock
    bursts: float = 0.0  # share closed in the last working hour before due
    claims: float = 0.93  # says "solved"
    solves: float = 0.88  # the citizen says so


class Theme(Plain):
    """One category as it is lived: how often, how long, by whom, in which words."""

    like: dict[str, float] = Field(default_factory=dict)  # weight by kind of source
    pace: float = 1.0  # factor on the handling median
    sigma: float | None = None
    to: dict[str, float] = Field(default_factory=dict)  # units that get it; "street": the local one
    emergency: float = 0.0
    says: tuple[str, ...] = ()


class Pair(Plain):
    """Two units that send the same categories to one another."""

    units: tuple[str, str]
    categories: tuple[str, ...]
    share: float


class Surge(Plain):
    """A category and a street that boil over on the stories' day; one cell each time in turn."""

    category: str
    streets: tuple[str, ...]
    count: int
    hours: tuple[float, float]


class Backlog(Plain):
    """What one unit is still given on the last afternoon before a long holiday."""

    unit: str
    category: str
    count: int
    idle_days: int


class Freeze(Plain):
    """A connection that stands still every day between two local times."""

    feed: str
    since: time
    till: time


class Story(Plain):
    """A matter that stands so on the stories' day; moments as `stories.moment` reads them."""

    name: str
    origin: Source
    category: str
    street: str
    urgency: Urgency = Urgency.NORMAL
    flags: tuple[str, ...] = ()
    biz_type: str = ""
    doc_no: str = ""
    once: bool = False  # told for the first set only
    due: str = ""  # the source says when it is due; else the limits do
    text: str
    events: tuple[str, ...]
    echoes: tuple[str, ...] = ()  # when others told of the same thing at the same place
    echoes_to: str = "street"  # the unit that mended it each time


class Profile(Plain):
    """Everything about a simulated district that its district file does not say."""

    rates: Rates
    stages: Stages
    origins: dict[Source, Origin]
    units: dict[str, Unit]
    themes: dict[str, Theme]
    slow: str
    hard: str
    gaming: str
    ping_pong: Pair
    surge: Surge
    backlog: Backlog
    freeze: Freeze
    stories: tuple[Story, ...]
    roads: tuple[str, ...]


def profile(district: District) -> Profile:
    """The character of a district, from the file beside this module that has the name of its folder."""
    path = FOLDER / f"{district.folder.name}.toml"
    if not path.exists():
        known = ", ".join(sorted(found.stem for found in FOLDER.glob("*.toml")))
        raise DistrictError(f"{district.name.zh} ({district.code}) cannot be simulated; these can: {known}")
    return Profile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
