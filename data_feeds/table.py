"""A view of another database (前置库), read only by a keyset cursor: what changed since the last row read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from pydantic import Field, field_validator
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from dashboard.cases import Fact
from dashboard.clock import monotonic
from dashboard.privacy import veiled
from dashboard.text import Text, filled
from data_feeds import Feed, FeedError, Page, Reading, Record
from data_feeds.keyset import LOOKED_AT, Place, Spoiled, digest, earlier
from data_feeds.rows import RowOptions, Told, cell, facts, said

STEPS = 10_000  # of SQLite's engine between two looks at the clock
CANCELLED = "57014"  # PostgreSQL: by its statement timeout
INTERRUPTED = 9  # SQLite: by our look at the clock

NO_COLUMN = Text(
    "{feed}：{view} 没有列 {missing}；它有 {found}；请核对 options.columns",
    "{feed}: {view} has no column {missing}; it has {found}; see options.columns",
)
FAILED = Text("{feed}：{database} 的 {view} {why}", "{feed}: {view} of {database} {why}")
NO_DRIVER = Text(
    "需要尚未安装的驱动（{cause}）；PostgreSQL 请装附加项 `postgres`",
    "needs a driver that is not installed ({cause}); for PostgreSQL: the extra `postgres`",
)
SLOW = Text(
    "在 {seconds} 秒内没有答复；{index} 上有索引吗？",
    "did not answer within {seconds} s; is there an index on {index}?",
)
UNREADABLE = Text("无法读取：{cause}", "cannot be read: {cause}")


class Options(RowOptions):
    """Where the view is, what its columns mean, and how gently it is asked."""

    url: str = Field(description="SQLAlchemy URL of the database, without a password")
    view: str = Field(
        pattern=r"^[^\W\d][\w$]*(\.[^\W\d][\w$]*)?$", description="name of the view, schema.view where needed"
    )
    limit: int = Field(default=1_000, ge=1, le=10_000, description="rows a page")
    overlap: float = Field(default=120, ge=0, description="seconds read again at every poll")
    timeout: float = Field(default=10, ge=0.1, le=60, description="seconds one question may take")

    @field_validator("url")
    @classmethod
    def without_password(cls, url: str) -> str:
        """An address that SQLAlchemy can read, and that tells no secret."""
        try:
            parsed = sa.make_url(url)
        except ArgumentError:
            raise ValueError(
                "is no SQLAlchemy URL; write one such as postgresql+psycopg://user@host/name"
            ) from None
        if parsed.password:
            raise ValueError("holds a password; take it out and say it as JIEQUAN_SECRETS__<CONNECTION>")
        return url

    @field_validator("columns")
    @classmethod
    def followed(cls, columns: dict[Told, str]) -> dict[Told, str]:
        """The cursor needs both."""
        if not {"id", "updated_at"} <= columns.keys():
            raise ValueError("columns must name id and updated_at: the cursor moves along them")
        return columns


def read(reading: Reading) -> Iterator[Page]:
    """Read what changed, a page at a time; each question is bounded, and nothing is ever written."""
    options, began = options_of(reading), monotonic()
    place = Place.model_validate(reading.cursor)
    with opened(options, reading) as view:
        view.hold_columns()
        while True:
            rows = view.asked(view.after(place))
            full = len(rows) == options.limit
            marks = [(row[view.time], row[view.key]) for row in rows]
            place = place.moved(marks, full=full, formats=options.formats, reading=reading)
            told, place = ([], place) if full else place.setting_aside(view.unmarked())
            yield Page(records=view.records(rows), spoiled=told, cursor=place.cursor(), more=full)
            if not full or monotonic() - began > (reading.deadline - began) / 2:
                return


def options_of(reading: Reading) -> Options:
    """The options of this connection, already checked."""
    assert isinstance(reading.options, Options)
    return reading.options


@dataclass
class View:
    """The view as it is asked during one poll."""

    connection: sa.Connection
    options: Options
    reading: Reading

    def __post_init__(self) -> None:
        schema, _, name = self.options.view.rpartition(".")
        self.names = sorted(set(self.options.columns.values()))
        self.table = sa.table(name, *map(sa.column, self.names), schema=schema or None)
        self.time, self.key = self.options.columns["updated_at"], self.options.columns["id"]

    def after(self, place: Place) -> sa.Select[Any]:
        """The next rows: behind the last one of a poll that was cut, else from a little before the newest."""
        time, key = self.table.c[self.time], self.table.c[self.key]
        rows = sa.select(self.table).order_by(time, key).limit(self.options.limit)
        if place.after:
            return rows.where(sa.tuple_(time, key) > sa.tuple_(*map(sa.literal, place.after)))
        if place.since is None:
            return rows.where(time.is_not(None))
        return rows.where(time >= earlier(place.since, self.options.overlap, self.options.formats))

    def unmarked(self) -> dict[str, Spoiled]:
        """Rows that no cursor can follow, the first of them by id, with what to do."""
        time, key = self.table.c[self.time], self.table.c[self.key]
        rows = self.asked(sa.select(self.table).where(time.is_(None)).order_by(key).limit(LOOKED_AT))
        reason = f"{self.time}: is NULL; let the view say COALESCE({self.time}, time of creation)"
        names = (digest(row, self.key) for row in rows)
        return {name: (record, reason) for name, record in zip(names, self.records(rows), strict=True)}

    def hold_columns(self) -> None:
        """Ask what the view has; a column that it lacks is trouble by its name."""
        whole = sa.select(sa.text("*")).select_from(self.table).limit(0)
        with self.question() as connection:
            found = list(connection.execute(whole).keys())
        if missing := [name for name in self.names if name not in found]:
            raise FeedError(
                NO_COLUMN,
                feed=self.reading.connection.name,
                view=self.options.view,
                missing=", ".join(missing),
                found=", ".join(found),
            )

    def asked(self, question: sa.Select[Any]) -> Sequence[sa.RowMapping]:
        """The rows of one question."""
        with self.question() as connection:
            return connection.execute(question).mappings().all()

    @contextmanager
    def question(self) -> Iterator[sa.Connection]:
        """One transaction, ended when its time is over."""
        with explained(self.options, self.reading), self.connection.begin():
            bound(self.connection, min(self.options.timeout, self.reading.deadline - monotonic()))
            yield self.connection

    def records(self, rows: Sequence[sa.RowMapping]) -> list[Record]:
        """The rows as records, by their ids."""
        return [
            Record(
                raw={name: cell(row[name]) for name in self.names},
                where=f"row {row[self.key]} of {self.options.view}",
            )
            for row in rows
        ]


def bound(connection: sa.Connection, seconds: float) -> None:
    """End the questions of this transaction when their time is over."""
    if connection.dialect.name == "postgresql":
        limit = str(max(1, int(seconds * 1_000)))
        connection.execute(sa.select(sa.func.set_config("statement_timeout", limit, True)))
    elif connection.dialect.name == "sqlite":
        end = monotonic() + seconds
        driver: Any = connection.connection.driver_connection
        driver.set_progress_handler(lambda: monotonic() > end, STEPS)


@contextmanager
def opened(options: Options, reading: Reading) -> Iterator[View]:
    """A connection that can only read, closed at the end of the poll."""
    with explained(options, reading):
        engine = engine_of(options, reading)
    try:
        with explained(options, reading):
            connection = engine.connect()
        with connection:
            yield View(connection, options, reading)
    finally:
        engine.dispose()


def engine_of(options: Options, reading: Reading) -> sa.Engine:
    """An engine that opens the database for reading only, with the password from the settings."""
    url = sa.make_url(options.url)
    common = {"poolclass": sa.NullPool, "hide_parameters": True}
    if url.get_backend_name() == "sqlite":
        home = reading.district.sources or reading.district.folder
        path = (home / (url.database or "")).absolute()
        url = url.set(database=f"file:{quote(str(path))}", query={"mode": "ro", "uri": "true"})
        return sa.create_engine(url, connect_args={"timeout": options.timeout}, **common)
    if reading.secret:
        url = url.set(password=reading.secret)
    if url.get_backend_name() == "postgresql":
        patience = {"connect_timeout": max(2, round(options.timeout)), "keepalives_idle": 5}
        patience |= {"keepalives_interval": 2, "keepalives_count": 3}  # a dead host is noticed in 11 s
        return sa.create_engine(
            url, connect_args=patience, execution_options={"postgresql_readonly": True}, **common
        )
    return sa.create_engine(url, **common)


@contextmanager
def explained(options: Options, reading: Reading) -> Iterator[None]:
    """Turn what the database raises into a sentence that says what to do, and never the password."""
    try:
        yield
    except (SQLAlchemyError, ImportError) as error:
        named = {"feed": reading.connection.name, "view": options.view, "database": shown(options)}
        told = filled(FAILED, why=meaning(error, options), **named)
        raise FeedError(veiled(told, reading.secret)) from None


def shown(options: Options) -> str:
    """The database as an error may name it."""
    url = sa.make_url(options.url)
    return str(url.database) if url.get_backend_name() == "sqlite" else url.set(query={}).render_as_string()


def meaning(error: Exception, options: Options) -> Text:
    """What went wrong, in words."""
    cause = getattr(error, "orig", None) or error
    if isinstance(error, ImportError | NoSuchModuleError):
        return filled(NO_DRIVER, cause=cause)
    code = getattr(cause, "sqlite_errorcode", None)
    if isinstance(error, DBAPIError) and (code == INTERRUPTED or getattr(cause, "sqlstate", "") == CANCELLED):
        index = f"({options.columns['updated_at']}, {options.columns['id']})"
        return filled(SLOW, seconds=f"{options.timeout:g}", index=index)
    return filled(UNREADABLE, cause=" ".join(str(cause).split())[:300])


def parse(record: Record, reading: Reading) -> Iterable[Fact]:
    """One row as the states it tells of."""
    options = options_of(reading)
    return facts(said(record.raw, options), options, reading)


TABLE = Feed(
    name="table",
    title=Text("数据库视图", "database view"),
    options=Options,
    read=read,
    parse=parse,
)
