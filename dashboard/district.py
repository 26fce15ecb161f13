"""The district file: everything about one district that is not code, checked, told plainly when wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, model_validator

from dashboard.calendar import Limit, special_days
from dashboard.calendar.work import WorkCalendar
from dashboard.cases import UNMAPPED, Flag, Source, Stage
from dashboard.district_bounds import Bounds, BoundsError, bounds_in
from dashboard.district_bounds import shipped as shipped_bounds
from dashboard.district_clock import ClockRule
from dashboard.district_notices import Channel, NoticeRule
from dashboard.district_papers import Papers
from dashboard.district_words import STRANGE, Plain, Within, Words, Zone, plainly
from dashboard.refusal import Refusal
from dashboard.text import Lang, Text

SHIPPED = Path(__file__).parent / "districts"


class DistrictError(Refusal):
    """The district file cannot be used: which words, what is wrong with them, what to write."""


class OrgKind(StrEnum):
    """The parties of domain.md §1.1."""

    MUNICIPAL = "municipal"
    LEADER = "district_leader"
    TOP = "district_top"
    OFFICE = "office"
    CENTRE = "uomc"
    DEPARTMENT = "dept"
    ENFORCEMENT = "enforce"
    STREET = "street"
    GRID = "grid"
    UTILITY = "utility"
    PROPERTY = "property"


class Org(Plain):
    """A unit that can hold a case: its names, its peers, and what each feed calls it."""

    code: str
    name: Words
    short: Words
    kind: OrgKind
    peer: str = ""  # units are compared within one peer group only
    inside: bool = True  # False: beyond the district's reach (铁路, 市属, 央企)
    led_by: str = ""  # the post of the deputy who leads it
    aliases: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # feed name, or "*" → names

    def names(self) -> Iterator[tuple[str, str]]:
        """What each feed, or anybody (`*`), may call it."""
        yield from (("*", name) for name in (self.code, *both(self.name), *both(self.short)))
        yield from ((feed, name) for feed, known in self.aliases.items() for name in known)


class Post(Plain):
    """A post, never a person."""

    code: str
    name: Words
    org: str
    line: str = ""  # its internal telephone line


class Duty(Plain):
    """One line of the duty list: who answers for what, under which clause, and who stands in."""

    org: str
    post: str
    deputy: str = ""  # the post that stands in (AB角)
    categories: tuple[str, ...] = ()  # empty: whatever the unit has
    clause: str = ""  # where the duty is written
    confirmed: date  # when it was last found true


class Leader(Plain):
    """A leader of the district by post: the units of the portfolio, or the top of all."""

    post: str
    portfolio: tuple[str, ...] = ()
    top: bool = False
    confirmed: date


class Named(Plain):
    """What all feeds call by the same names."""

    code: str
    name: Words
    aliases: tuple[str, ...] = ()

    def names(self) -> Iterator[tuple[str, str]]:
        """What anybody (`*`) may call it."""
        yield from (("*", name) for name in (self.code, *both(self.name), *self.aliases))


class Street(Named):
    """A street or town of the district; its polygon carries the same code."""


class Category(Named):
    """What a case is about, who leads, and how long it may take."""

    lead: str = ""
    limit: Within | None = None
    cross: bool = False  # usually more than one department
    home: bool = False  # a dwelling: its points are drawn at the grid's centroid
    flags: tuple[Flag, ...] = ()


class Shift(Plain):
    """A duty shift, by local time of day."""

    name: Words
    start: time
    end: time


class StageLimits(Plain):
    """The limits of the short stages (domain.md §1.4), normal and urgent."""

    dispatch: Within = Limit.parse("30M")  # the centre's own, from the report
    dispatch_urgent: Within = Limit.parse("5m")
    sign: Within = Limit.parse("2H")
    sign_urgent: Within = Limit.parse("30m")
    contact: Within = Limit.parse("1D")
    contact_urgent: Within = Limit.parse("120m")
    check: Within = Limit.parse("120m")
    verify: Within = Limit.parse("1440m")  # the check before registration
    registration: Within | None = None  # registration, from the report; None: it has no limit here
    return_window: Within = Limit.parse("4H")
    rework: Within | None = Limit.parse("3D")  # handling again after a failed check or a reopening
    by_biz_type: dict[str, Within] = Field(default_factory=dict)  # consult …: before the category
    default: Within | None = None  # a category without a limit; None: the case is "unknown"
    urgent: Within | None = None  # an urgent case without a limit of its category


class Working(Plain):
    """Which days and hours are worked here."""

    special_days: str = ""  # a CSV beside the file, or "china" for the one that ships; empty: none
    weekend: tuple[Annotated[int, Field(ge=1, le=7)], ...] = Field((6, 7), max_length=6)  # ISO weekdays
    segments: tuple[tuple[time, time], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Working:
        edges = [edge for segment in self.segments for edge in segment]
        for n, (early, late) in enumerate(pairwise(edges)):
            if late < early or (late == early and n % 2 == 0):
                raise ValueError(f"segments: {late:%H:%M} stands after {early:%H:%M}; write them in order")
        return self


class Geometry(Plain):
    """The polygons: GeoJSON files, and the property that names a street."""

    streets: str
    code: str = "code"
    grids: str = ""


class Told(StrEnum):
    """What a source can say; what it cannot say is shown as "source does not say", never as zero."""

    SIGN = "sign"
    CONTACT = "contact"
    HANDLE = "handle"
    CHECK = "check"
    HANDS = "hands"  # returns and passing on: without it no attention score, only a rule


class Connection(Plain):
    """One source as it is connected here: which adapter, how often, which datum, what it can say."""

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")
    kind: str  # the name of a `data_feeds.Feed`
    title: Words
    every: float = Field(default=30.0, ge=1)  # seconds
    crs: Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
    zone: Zone = ""  # of times without offset; empty: the district's
    source: Source | None = None  # of records that do not say
    tells: frozenset[Told] = frozenset(Told)
    backfill: bool = False  # its first history counts as known when it happened, and the screen says so
    options: dict[str, Any] = Field(default_factory=dict)


class Link(Plain):
    """Two sources that tell of the same cases: the one that leads counts, the other follows it."""

    leads: str  # the name of a connection
    follows: str
    by: Literal["id", "reference"] = "id"  # reference: the number that either has in the other's system


class District(Plain):
    """A district: names, time, place, units, duties, sources."""

    code: str
    name: Words
    title: Words
    demo: bool = False
    zone: Annotated[Zone, Field(min_length=1)]
    clock: ClockRule = ClockRule()
    working: Working
    geometry: Geometry
    centre: str  # the code of the org that runs this screen
    streets: tuple[Street, ...]
    nowhere: tuple[str, ...] = ()  # what sources write for a street when they mean none of them
    orgs: tuple[Org, ...]
    peers: tuple[Named, ...] = ()  # what the groups are called in which units are compared, in their order
    posts: tuple[Post, ...] = ()
    duties: tuple[Duty, ...] = ()  # the duty list, the first that fits stands
    leaders: tuple[Leader, ...] = ()
    shifts: tuple[Shift, ...] = ()
    quiet: tuple[time, time] | None = None  # local hours in which the watch's page makes no sound
    categories: tuple[Category, ...] = ()
    limits: StageLimits = StageLimits()
    contact_sources: frozenset[Source] = frozenset({Source.HOTLINE})  # cases with a citizen to be contacted
    feeds: tuple[Connection, ...] = ()
    links: tuple[Link, ...] = ()
    lists: str = ""  # the folder of posts, duties and roster, beside the file
    papers: Papers = Papers()
    channels: tuple[Channel, ...] = ()
    notices: tuple[NoticeRule, ...] = ()  # which post is told of what, and how
    satisfaction: dict[int, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=lambda: {0: 0.0, 1: 0.8, 2: 1.0, 3: 1.0}  # what each mark of a callback weighs
    )
    targets: dict[str, tuple[float, ...]] = Field(default_factory=dict)  # by indicator, before its own
    bounds: Bounds = Field(default_factory=shipped_bounds)  # of its triggers.toml and levers.toml
    folder: Path = Path()  # where the file stood: relative paths start here
    sources: Path | None = None  # where data of the sources stands, if elsewhere (JIEQUAN_SOURCES)

    @property
    def roster(self) -> tuple[Post, ...]:
        """The posts of the centre's own watch: all but those that the duty list or the top of all names."""
        named = {post for duty in self.duties for post in (duty.post, duty.deputy)}
        named |= {leader.post for leader in self.leaders if leader.top}
        return tuple(post for post in self.posts if post.code not in named or post.line)

    @property
    def tz(self) -> ZoneInfo:
        """The district's time zone."""
        return ZoneInfo(self.zone)

    def found(self, path: str) -> Path:
        """A file that the district file names: beside it, else where the data of the sources stands."""
        beside = self.folder / path
        return beside if beside.exists() or self.sources is None else self.sources / path

    def told(self, stage: Stage) -> bool:
        """Whether any connected source can say anything of this stage."""
        return any(Told(stage.value) in feed.tells for feed in self.feeds)

    def org_of(self, feed: str, name: str | None) -> str | None:
        """The code of a unit by what a feed calls it; `UNMAPPED` for an unknown name, None for none."""
        return looked_up(self._orgs, feed, name)

    def street_of(self, feed: str, name: str | None) -> str | None:
        """The code of a street by code, name or alias; None for a word that means no street of all."""
        return None if name and name.strip() in self.nowhere else looked_up(self._streets, feed, name)

    def category_of(self, feed: str, name: str | None) -> str | None:
        """The code of a category by code, name or alias."""
        return looked_up(self._categories, feed, name)

    def short(self, code: str | None, lang: Lang) -> str:
        """The short name of a unit, street or category; the code itself where nobody has it."""
        return self._words[code].to(lang) if code and code in self._words else (code or "")

    def peer(self, code: str, lang: Lang) -> str:
        """What a group of peers is called; its code where the file does not say."""
        return next((one.name.to(lang) for one in self.peers if one.code == code), code)

    def category(self, code: str | None) -> Category | None:
        """The category of a code."""
        return self._by_code.get(code or "")

    def org(self, code: str | None) -> Org | None:
        """The unit of a code."""
        return self._org_by_code.get(code or "")

    @cached_property
    def _orgs(self) -> Mapping[tuple[str, str], str]:
        return codes(self.orgs)

    @cached_property
    def _streets(self) -> Mapping[tuple[str, str], str]:
        return codes(self.streets)

    @cached_property
    def _categories(self) -> Mapping[tuple[str, str], str]:
        return codes(self.categories)

    @cached_property
    def _by_code(self) -> Mapping[str, Category]:
        return {one.code: one for one in self.categories}

    @cached_property
    def _org_by_code(self) -> Mapping[str, Org]:
        return {one.code: one for one in self.orgs}

    @cached_property
    def _words(self) -> Mapping[str, Text]:
        words = {UNMAPPED: Text(UNMAPPED, "unmapped")}
        words |= {one.code: one.name for one in self.categories}
        words |= {one.code: one.short for one in self.orgs}
        return words | {one.code: one.name for one in self.streets}


def both(text: Text) -> tuple[str, str]:
    """A phrase in both languages."""
    return text.zh, text.en


def codes(things: Sequence[Org | Named]) -> dict[tuple[str, str], str]:
    """The code of each by what feeds call it; of two with one name it is the first."""
    return {name: one.code for one in reversed(things) for name in one.names()}


def looked_up(known: Mapping[tuple[str, str], str], feed: str, name: str | None) -> str | None:
    """The code of a name, as this feed says it or as anybody does."""
    if name is None or not (name := name.strip()):
        return None
    return known.get((feed, name)) or known.get(("*", name)) or UNMAPPED


def load(path: str | Path, sources: Path | None = None) -> District:
    """Read a district file, or one that ships by its name; `DistrictError` lists everything that is wrong."""
    file = SHIPPED / str(path) / "district.toml"
    file = file if file.is_file() else Path(path)
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        if ours := said.keys() & {"bounds", "folder", "sources"}:
            raise DistrictError(f"district file {file}: {', '.join(ours)}: {STRANGE}")
        return District(**said, bounds=bounds_in(file.parent), folder=file.parent, sources=sources)
    except BoundsError as error:
        raise DistrictError(str(error)) from error
    except (OSError, UnicodeDecodeError) as error:
        shipped = ", ".join(sorted(one.parent.name for one in SHIPPED.glob("*/district.toml")))
        raise DistrictError(f"district file {path}: {error}; shipped ones are {shipped}") from error
    except tomllib.TOMLDecodeError as error:
        raise DistrictError(f"district file {file} is no TOML: {error}") from error
    except ValidationError as error:
        told = "\n  ".join(plainly(one["loc"], one["type"], one["msg"], said) for one in error.errors())
        raise DistrictError(f"district file {file}:\n  {told}") from error


def calendar_of(district: District, home: Path | None = None) -> WorkCalendar:
    """The working calendar of a district, with the special days imported into the site's home folder."""
    days: dict[date, special_days.SpecialDay] = {}
    if said := district.working.special_days:
        days |= special_days.read(special_days.CHINA if said == "china" else district.found(said))
    if home is not None and (own := home / "calendar.csv").exists():
        days |= special_days.read(own)
    return WorkCalendar.of(
        zone=district.zone,
        segments=district.working.segments,
        weekend=district.working.weekend,
        special_days={day: one.worked for day, one in days.items()},
    )
