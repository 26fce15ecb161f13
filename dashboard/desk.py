"""Desk: all that callbacks and routes may use, handed to them, never a global; three verbs."""

from __future__ import annotations

import os
import threading
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import structlog

from dashboard import __version__, backups
from dashboard.access import Viewer
from dashboard.access.accounts import Accounts
from dashboard.access.demo import demo_people
from dashboard.access.policy import Policy, shipped
from dashboard.access.refusals import Refusals
from dashboard.access.standings import audit_standing, people_standing
from dashboard.acting import Done, acted
from dashboard.board.store import Board
from dashboard.calendar.work import WorkCalendar
from dashboard.clock import Clock, monotonic
from dashboard.clock import now as wall
from dashboard.district import District, calendar_of, load
from dashboard.drawing import Easel, Frames, Sitting
from dashboard.dryrun.standing import dry_run_standing
from dashboard.feeding import Standings, feed_bearing, feed_health, standing
from dashboard.hindsight import Hindsight, shown_of
from dashboard.ledger import FeedState, LedgerError
from dashboard.ledger.store import Ledger
from dashboard.leverage.book import book_of
from dashboard.places import Geometry
from dashboard.readying import readied
from dashboard.rolls import Rolls
from dashboard.scope import ALL, Sight
from dashboard.settings import Settings, ledger_keys
from dashboard.snapshot import Gallery, Picture
from dashboard.text import LANGS, Lang, Text
from dashboard.timekeeping import clock_of, keep_step
from layouts import Caution, Panel, Past, audit_words
from layouts.pages import PANELS, awaited, known
from layouts.scenes import shown
from layouts.sites import AUDIT, CASE, DRY_RUN, DUTY, FEEDS, PAGES, PEOPLE, WEEKLY
from layouts.weekly import WEEK

log = structlog.get_logger()
CALENDAR = Text("▲ 调休日历将尽", "▲ calendar runs out")
READ_ONLY = Text("▲ 只读", "▲ read-only")
ROLES = ("serve", "poll")
"""The kinds of processes that keep a board of their own; any other has one in memory."""

MEASURED = 500
"""Answers kept while the version stands still; a reader who opens case after case asks for ever new ones."""
TWINS = min(4, os.cpu_count() or 1) - 1
"""Readers besides the first by which one picture is measured."""
MINUTE = 60.0
KEPT = 50
"""Texts built ahead after which all are kept: who is restarted again and again gets on."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a picture is asked for: its page, the known part of its query, and for whom."""

    page: str
    query: Mapping[str, str]
    lang: Lang
    sight: Sight
    late: int = 0  # cases of a week that has ended that were told more of since


@dataclass(kw_only=True)
class Desk:
    """Ledger, board, parts, clock and settings of one process."""

    settings: Settings
    district: District
    calendar: WorkCalendar
    geometry: Geometry
    ledger: Ledger
    board: Board
    clock: Clock
    pages: Mapping[str, tuple[Panel, ...]] = field(default_factory=lambda: PANELS)
    boot: str = field(default_factory=lambda: f"{__version__}-{uuid.uuid4().hex[:12]}")
    gallery: Gallery = field(default_factory=Gallery)
    rolls: Rolls = field(default_factory=Rolls)
    feeds: Mapping[str, FeedState] = field(default_factory=dict)
    looked: float | None = None  # monotonic moment of the last good look into the ledger
    trouble: str = ""
    measured: tuple[tuple[int, int], Frames] = field(default_factory=lambda: ((-1, -1), {}))
    stopping: threading.Event = field(default_factory=threading.Event)
    policy: Policy = field(default_factory=shipped)

    def __post_init__(self) -> None:
        self.easel = Easel(district=self.district, geometry=self.geometry)
        self.hindsight = Hindsight(board=self.board)
        self.accounts = Accounts(
            self.ledger,
            idle=timedelta(minutes=self.settings.idle_minutes),
            lasts=timedelta(hours=self.settings.session_hours),
        )
        self.refusals = Refusals(write=lambda notes: self.ledger.audit(notes, recorded_at=wall()), now=wall)

    @classmethod
    def open(cls, settings: Settings, *, role: str, clock: Clock | None = None) -> Desk:
        """A desk as the settings say, with a board of its own kept beside the ledger under its role."""
        district = load(settings.district, settings.sources)
        book_of(district)  # one that cannot be used is refused before anything begins
        calendar = calendar_of(district, settings.home)
        geometry = Geometry.load(district)
        clock = clock or clock_of(district)
        frozen = clock.now() if clock.speed == 0 else None
        settings.home.mkdir(parents=True, exist_ok=True)
        own = board_path(settings.home, role) if role else None
        return cls(
            settings=settings,
            district=district,
            calendar=calendar,
            geometry=geometry,
            ledger=Ledger.open(settings.ledger_url, key=ledger_keys(settings)),
            board=Board(district, calendar, geometry, path=own, until=frozen),
            clock=clock,
        )

    def picture(self, page: str, query: Mapping[str, str], lang: Lang, sight: Sight) -> Picture:
        """The one picture of this page for this query, language and sight, at this version and minute."""
        asked, now, site = known(page, query), self.clock.now(), PAGES[page]
        past = site.moment(asked, now, self.district)
        if past is None:
            at = now if site.lasts >= MINUTE else wall()  # what is not of the board goes on while it stands
            version = self.board.seq, int(at.timestamp() // site.lasts)
        else:  # what was known then changes only by an entry that claims to have been known then
            seq = self.board.seq if past.known is None else self.board.seq_known(past.known)
            version = seq, int(past.at.timestamp())
        late = self.hindsight.of(past.at, WEEK, sight.cases) if past and page == WEEKLY.name else 0
        question = Asked(page=page, query=asked, lang=lang, sight=sight, late=late)
        key = (self.boot, version, late, page, tuple(sorted(asked.items())), lang, sight)
        return self.gallery.picture(key, lambda: self.drawn(question, now, past))

    def act(self, viewer: Viewer, said: Mapping[str, Any]) -> Done:
        """What somebody does, written once; an `ActError` says why it may not be."""
        return acted(self, viewer, said)

    def demo_people(self) -> list[dict[str, str]]:
        """The people of a demo, for the page of sign-in; none anywhere else."""
        return demo_people(self.settings.home) if self.district.demo else []

    def drawn(self, asked: Asked, now: datetime, past: Past | None = None) -> dict[str, Any]:
        """What a picture says: every slot of the page at this moment, or at a past one."""
        now = past.at if past else now
        with shown_of(self.board, now, past, twins=TWINS) as reader:
            version = reader.seq, int(now.timestamp() // 60)
            frames: Frames = {}
            if not past:  # languages and queries of one version share what was measured
                measured = self.measured
                if measured[0] != version or len(measured[1]) > MEASURED:
                    self.measured = measured = version, {}
                frames = measured[1]
            sitting = Sitting(
                reader=reader.remembering(), query=asked.query, lang=asked.lang, now=now, sight=asked.sight,
                page=PAGES[asked.page], frames=frames, extra=self.extra(asked), district=self.district,
            )  # fmt: skip
            return self.easel.page(shown(self.pages[asked.page], asked.query, asked.page), sitting)

    def extra(self, asked: Asked) -> Any:
        """What a page shows besides the board; None where the ledger cannot be read."""
        at = wall()
        besides: dict[str, Callable[[], Any]] = {
            CASE.name: lambda: self.calendar,  # what happened to one case is laid on the district's clocks
            FEEDS.name: lambda: Standings(
                at=at,
                feeds=standing(self.ledger, self.district, at, whole=asked.sight.cases.district),
                still=self.clock.speed == 0,
            ),
            DUTY.name: lambda: [state for state in self.states() if state.state not in ("ok", "new")],
            AUDIT.name: lambda: audit_standing(
                self.ledger,
                self.policy,
                audit_words.meant(asked.query, self.district),
                audit_words.turn(asked.query),
                whole=bool(asked.query.get(audit_words.WHOLE)),
            ),
            WEEKLY.name: lambda: asked.late,
            DRY_RUN.name: lambda: dry_run_standing(self.settings.home, self.district, asked.sight.cases, at),
            PEOPLE.name: lambda: people_standing(self.accounts, self.policy, at),
        }
        with suppress(LedgerError):
            return besides[asked.page]() if asked.page in besides else None
        return None

    def health(self) -> dict[str, Any]:
        """Whether this process serves good pictures, and how each feed is doing."""
        age = self.age()
        ready = age is not None and age < max(10.0, 4 * self.settings.look)
        return {
            "ready": ready,
            "version": __version__,
            "boot": self.boot,
            "trouble": self.trouble,
            "cases": self.board.cases() if ready else None,
            "seq": self.board.seq,
            "looked_s": age,
            "now": self.clock.now().isoformat(),
            "backup": backups.health(self.settings.home),
            "feeds": [feed_health(state) for state in self.states()],
        }

    def bearings(self) -> dict[str, str]:
        """What every answer says besides the picture, a 304 too: process, ages, the district's time."""
        age = self.age()
        return {
            "X-Boot": self.boot,
            "X-Age-Ms": str(round(age * 1000) if age is not None else 10**9),
            "X-Now": str(round(self.clock.now().timestamp() * 1000)),
            "X-Speed": f"{self.clock.speed:g}",
            "X-Feeds": orjson.dumps([feed_bearing(state) for state in self.states()]).decode("latin-1"),
        }

    def states(self) -> list[FeedState]:
        """How every connection is doing, in the order of the district file; never polled ones are new."""
        return [
            self.feeds.get(feed.name, FeedState(name=feed.name, every=feed.every))
            for feed in self.district.feeds
        ]

    def warnings(self) -> list[Caution]:
        """What every screen must say of its ground: unknown special days, a ledger that takes nothing."""
        warning = self.calendar.warning(self.clock.now().astimezone(self.district.tz).date())
        found = [Caution(mark=CALENDAR, words=warning)] if warning and self.clock.speed else []
        sealed = self.ledger.sealed
        return found if sealed is None else [*found, Caution(mark=READ_ONLY, words=sealed.words)]

    def age(self) -> float | None:
        """Seconds since the last good look into the ledger; None before the first."""
        return None if self.looked is None else monotonic() - self.looked

    def look(self) -> None:
        """Fold what is new and note how the feeds are; trouble is told once and the last good board stays."""
        keep_step(self.clock, self.district)
        try:
            self.board.catch_up(self.ledger.entries)
            self.feeds = self.ledger.feed_states()
            self.refusals.flush()
        except LedgerError as error:
            if not self.trouble:
                log.error("ledger out of reach", error=str(error))
            self.trouble = str(error)
            return
        if self.trouble:
            log.info("ledger back in reach")
        self.trouble, self.looked = "", monotonic()

    def start(self) -> None:
        """Begin to follow the ledger, in a thread that lives as long as the process."""
        threading.Thread(target=self.follow, name="follower", daemon=True).start()
        threading.Thread(target=self.warm, name="warm", daemon=True).start()

    def warm(self) -> None:
        """Have the SQL texts built that readers will ask for first, by a process that gives way to all."""
        for nth, (name, text) in enumerate(readied(awaited(self.district), self.board.texts), 1):
            self.board.texts.setdefault(name, text)
            if self.stopping.is_set():
                return
            if nth % KEPT == 0:
                self.board.keep_texts()
        self.board.keep_texts()

    def follow(self) -> None:
        """Look again and again; the wall's picture is drawn before anybody asks for it."""
        stumbled = ""
        while not self.stopping.is_set():
            try:
                self.look()
                if self.looked is not None:
                    for lang in LANGS:
                        self.picture("wall", {}, lang, ALL)
                stumbled = ""
            except Exception as error:  # the wall must outlive any fault; its age tells
                self.trouble = repr(error)
                if stumbled != self.trouble:  # told once, not at every look
                    log.exception("follower stumbled")
                stumbled = self.trouble
            self.stopping.wait(self.settings.look)

    def close(self) -> None:
        """Stop following and let go of board and ledger."""
        self.stopping.set()
        with suppress(LedgerError):
            self.refusals.flush(all_=True)
        self.board.keep_texts()
        self.board.close()
        self.ledger.close()


def board_path(home: Path, role: str) -> Path:
    """Where the board of one kind of process is kept."""
    return home / f"board-{role}.duckdb"
