"""The board: tables folded from the ledger, caught up by one writer and read by many, each at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from dashboard.board.ageing import forgotten
from dashboard.board.file import counts, fingerprint, note, noted, opened
from dashboard.board.geocodes import Defaults, Point, counted
from dashboard.board.intake import Entries, digest_at, taken_in
from dashboard.board.links import BATCH, Linkable, Links, sound
from dashboard.board.moments import midnight
from dashboard.board.naming import district_tables
from dashboard.board.patterns import Patterns
from dashboard.board.reader import Made, Reader, Then, lay, overlay
from dashboard.board.refolding import insert, refolded, touch
from dashboard.board.rows import read_zones
from dashboard.board.texts import beside, keep, kept, program
from dashboard.board.views import COUNTED, STORED, views
from dashboard.calendar.work import WorkCalendar
from dashboard.district import District
from dashboard.fold.rules import Rules

if TYPE_CHECKING:
    from dashboard.places import Geometry

Told = Callable[[int, int], None]
MOMENTS = 1_000
"""Past moments whose last known entry is remembered."""
LESSONS = 8
"""What was learnt on so many mornings is kept."""
COUNTED_CASES = f"(FROM {STORED['cases']} {COUNTED})"


class Board:
    """One process's own derived tables of one district.

    `texts` are SQL texts by name that boards of one program may share, for they are the same on each.
    """

    def __init__(
        self,
        district: District,
        calendar: WorkCalendar,
        geometry: Geometry | None = None,
        *,
        path: Path | None = None,
        until: datetime | None = None,
        texts: dict[str, str] | None = None,
    ) -> None:
        read_zones(str(calendar.zone))
        self.rules = Rules(district, calendar)
        self.until = until
        self._patterns = Patterns(self.rules)
        self._links = Links(sound(district))
        self._writing = threading.Lock()
        mark = fingerprint(district, calendar, until)
        self._of_texts = beside(path), program(mark) if path else ""
        self.texts = kept(*self._of_texts) if texts is None else texts
        self._defaults: Defaults | None = None  # not counted yet
        self._learning = threading.RLock()
        self._lessons: dict[tuple[str, datetime, int], Any] = {}  # by name, morning, last entry known then
        self._known: dict[datetime, tuple[int, int]] = {}  # by past moment: looked at up to, last known
        self._database = opened(path, mark)
        self.seq = int(noted(self._database)["seq"])
        self._recognised = not self.seq
        self._name(district, geometry)

    def catch_up(self, entries: Entries, progress: Told | None = None) -> int:
        """Fold what the ledger has beyond `seq`; returns how many keys it touched.

        `progress` is told (0, entries read) while reading and (keys folded, keys) while folding.
        """
        told = progress or (lambda done, total: None)
        with self._writing:
            self._recognise(entries)
            with self._transaction() as cursor:
                seq = taken_in(cursor, entries, self.seq, self.until, told=told, district=self.rules.district)
                if seq == self.seq:
                    return 0
                forgotten(cursor, self.seq)
                keys, defaults = self._fold(cursor, told)
                note(cursor, {"seq": seq, "digest": digest_at(entries, seq), **counts(cursor)})
            self.seq, self._defaults = seq, defaults
            return keys

    @contextmanager
    def reading(
        self,
        now: datetime,
        *,
        as_known: bool = False,
        hindsight: bool = False,
        known: datetime | None = None,
        twins: int = 0,
    ) -> Iterator[Reader]:
        """The board at `now`, all of one snapshot; `as_known` leaves out what was known only later.

        `hindsight` leaves out what happened later, and keeps what was told late; `known` with it keeps only
        what was told by then. `twins` is how many readers besides may come with it, for other threads; none
        where the board of then is laid over that of now.
        """
        with ExitStack() as open_:
            reader = open_.enter_context(self._laid(now))
            if as_known or hindsight:
                then = Then(at=now, known=known if hindsight else now)
                overlay(reader.cursor, then, self._patterns, self._links)
                twins = 0
            others = [open_.enter_context(self._laid(now)) for _ in range(twins)]
            yield replace(reader, twins=tuple(one for one in others if one.seq == reader.seq))

    @contextmanager
    def _laid(self, now: datetime) -> Iterator[Reader]:
        with self._cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            seq = int(noted(cursor)["seq"])
            lay(cursor, now, self.rules.calendar)
            yield Reader(cursor, self.texts, seq, lessons=partial(self.of_the_morning, now))

    def of_the_morning(self, now: datetime, name: str, made: Made) -> Any:
        """What `made` makes of a reader of the board as it was known when the local day of `now` began.

        It is made again only for another day, or when an entry claims to have been known by then.
        """
        morning = midnight(now, self.rules.calendar)
        with self._learning:
            lesson = name, morning, self.seq_known(morning)
            if lesson not in self._lessons:
                with self.reading(morning, as_known=True) as reader:
                    found = made(reader)
                while len(self._lessons) >= LESSONS:
                    self._lessons.pop(next(iter(self._lessons)))
                self._lessons[lesson] = found
            return self._lessons[lesson]

    def seq_known(self, then: datetime) -> int:
        """The last entry that was known at a past moment; 0 for none. Only what is new is looked at."""
        seq, (looked, last) = self.seq, self._known.get(then, (0, 0))
        if looked == seq:
            return last
        with self._cursor() as cursor:
            known = "SELECT max(seq) FROM fact_rows WHERE known_at <= ? AND seq > ? AND seq <= ?"
            last = cursor.execute(known, [then, looked, seq]).fetchall()[0][0] or last
        if len(self._known) >= MOMENTS:
            self._known.clear()
        self._known[then] = seq, last
        return int(last)

    def cases(self) -> int:
        """How many cases the board counts."""
        with self._cursor() as cursor:
            return int(cursor.execute("SELECT count(*) FROM cases").fetchall()[0][0])

    def default_points(self) -> list[Point]:
        """Points (lon, lat, cases) that hold too many cases to be meant."""
        with self._cursor() as cursor:
            return list(counted(cursor, COUNTED_CASES).points)

    def keep_texts(self) -> None:
        """Keep the SQL texts beside the file of the board, for the next start of the same program."""
        with self._writing:
            keep(*self._of_texts, self.texts)

    def close(self) -> None:
        """Let go of the file, as soon as nobody is just beginning to read."""
        with self._writing:
            while True:
                with suppress(duckdb.ResourceInUseException):
                    self._database.close()
                    return
                threading.Event().wait(0.01)

    def _fold(self, cursor: duckdb.DuckDBPyConnection, told: Told) -> tuple[int, Defaults]:
        keys, moved = touch(cursor, f"seq > {self.seq} OR seq IN (SELECT seq FROM gone)"), 0
        linkable: list[Linkable] = []
        for done, rows in refolded(cursor, self._patterns, fresh=not self.seq):
            insert(cursor, rows)
            linkable += self._links.linkable(rows["cases"])
            if linkable and (done == keys or len(linkable) >= BATCH):
                moved += self._links.renew(cursor, linkable, self.seq)
                linkable = []
            told(done, keys)
        defaults = self._defaults and self._defaults.after(keys + moved)
        if not defaults:
            defaults = counted(cursor, COUNTED_CASES)
            for name in ("cases", "followers"):
                cursor.execute(f"CREATE OR REPLACE VIEW {name} AS {views(defaults.points)[name]}")
        return keys, defaults

    def _recognise(self, entries: Entries) -> None:
        """Once after opening: a board that has folded what this ledger does not say starts again."""
        if not self._recognised and digest_at(entries, self.seq) != noted(self._database).get("digest"):
            self._empty()
        self._recognised = True

    def _empty(self) -> None:
        with self._transaction() as cursor:
            for stored in (*STORED.values(), "numbers", "pair_rows", "referrers"):
                cursor.execute(f"DELETE FROM {stored}")
        self.seq, self._defaults, self._known = 0, None, {}
        self._lessons.clear()

    def _name(self, district: District, geometry: Geometry | None) -> None:
        with self._transaction() as cursor:
            for name, rows in district_tables(district, geometry).items():
                cursor.execute(f"DELETE FROM {name}")
                cursor.register("incoming", rows)
                cursor.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
                cursor.unregister("incoming")

    @contextmanager
    def _transaction(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with self._cursor() as cursor:
            cursor.execute("BEGIN TRANSACTION")
            yield cursor
            cursor.execute("COMMIT")

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        cursor = self._database.cursor()
        try:
            yield cursor
        finally:
            cursor.close()
