"""The database view: what is asked, how it moves on, and that it can only read; on both engines."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import ValidationError

from dashboard.clock import monotonic
from data_feeds import FeedError, Page, Record, RecordError
from data_feeds.keyset import Place
from data_feeds.rows import cell
from data_feeds.table import TABLE, Options, engine_of, opened, parse, read
from tests.small_district import FEEDS, NOW, connection, district, reading

pytestmark = pytest.mark.sweep

COLUMNS = {"id": "no", "opened_at": "born", "updated_at": "changed", "status": "state", "text": "words"}
MADE = """
CREATE TABLE task (no VARCHAR(40), born TIMESTAMP, changed TIMESTAMP, state VARCHAR(20), words VARCHAR(200));
CREATE INDEX i_task ON task (changed, no);
CREATE VIEW v_task AS SELECT no, born, changed, state, words, 'secret' AS hidden FROM task;
"""


class Database:
    """A platform's database, written by the test and shown to the feed as a view."""

    def __init__(self, url: str, home: Path) -> None:
        self.url, self.home = url, home
        self.engine = sa.create_engine(url, poolclass=sa.NullPool)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.run(MADE)

    def run(self, text: str) -> None:
        with self.engine.begin() as writer:
            for one in filter(str.strip, text.split(";")):
                writer.exec_driver_sql(one)

    def put(self, no: str, changed: str | None, state: str = "new") -> None:
        with self.engine.begin() as writer:
            said = {"no": no, "state": state, "changed": changed}
            said["changed"] = moment(changed) if changed and not self.is_sqlite else changed
            writer.execute(sa.text("DELETE FROM task WHERE no = :no"), {"no": no})
            writer.execute(
                sa.text("INSERT INTO task (no, changed, state) VALUES (:no, :changed, :state)"), said
            )

    def reading(self, cursor=None, secret: str = "", deadline: float = float("inf"), **options):
        given = {"url": self.url, "view": "v_task", "columns": COLUMNS} | options
        of = connection("table", "grid", options=given)
        home = district(of, sources=self.home)
        return reading(of, home=home, geometry=None, cursor=cursor or {}, secret=secret, deadline=deadline)

    def poll(self, cursor=None, **given) -> list[Page]:
        return list(read(self.reading(cursor, **given)))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.fixture
def sqlite_view(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'platform.db'}", tmp_path)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def source(request, tmp_path: Path) -> Database:
    if request.param == "sqlite":
        return request.getfixturevalue("sqlite_view")
    return Database(request.getfixturevalue("postgres_url"), tmp_path)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Whatever is said to any database while the test runs."""
    said: list[str] = []

    def hear(_connection, _cursor, statement, parameters, *_rest) -> None:
        if statement.endswith("OFFSET ?") and parameters[-1] == 0:  # how SQLAlchemy writes LIMIT for SQLite
            statement = statement.removesuffix("OFFSET ?")
        said.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    yield said
    sa.event.remove(sa.Engine, "before_cursor_execute", hear)


def ids(pages: list[Page]) -> list[str]:
    return [record.raw["no"] for page in pages for record in page.records]


def facts(raw, **options):
    given = {"url": "sqlite:///x.db", "view": "v", "columns": COLUMNS} | options
    of = connection("table", "grid", options=given)
    return list(parse(Record(raw=raw, where="row 1 of v"), reading(of)))


def test_rows_come_in_pages_by_time_and_id_and_rows_of_one_time_are_told_apart(source):
    for no in ("c", "a", "e", "b", "d"):
        source.put(no, "2026-11-20 09:00:00")
    source.put("f", "2026-11-20 08:00:00")
    pages = source.poll(limit=2)
    assert [ids([page]) for page in pages] == [["f", "a"], ["b", "c"], ["d", "e"], []]
    assert [page.more for page in pages] == [True, True, True, False]
    assert all(json.loads(json.dumps(page.cursor)) == page.cursor for page in pages)
    assert pages[0].records[0].where == "row f of v_task"


def test_the_next_poll_reads_the_overlap_again_and_finds_what_came_late(source):
    source.put("a", "2026-11-20 09:00:00")
    source.put("b", "2026-11-20 09:30:00")
    cursor = source.poll(overlap=300)[-1].cursor
    assert ids(source.poll(cursor, overlap=300)) == ["b"]
    source.put("late", "2026-11-20 09:26:00")
    source.put("a", "2026-11-20 09:40:00", "done")
    assert ids(source.poll(cursor, overlap=300)) == ["late", "b", "a"]
    assert ids(source.poll(cursor, overlap=0)) == ["b", "a"]


def test_a_poll_that_was_cut_goes_on_after_its_last_row(source):
    for n in range(5):
        source.put(f"{n}", "2026-11-20 09:00:00")
    late = source.reading(limit=2, deadline=monotonic() + 60)
    pages = read(late)
    first = next(pages)
    object.__setattr__(late, "deadline", monotonic())  # as if half of the time were gone
    assert list(pages) == []
    assert (ids([first]), first.more) == (["0", "1"], True)
    assert ids(source.poll(first.cursor, limit=2)) == ["2", "3", "4"]


def test_only_questions_are_ever_said_and_none_counts_rows_off(source, statements):
    for n in range(5):
        source.put(f"{n}", "2026-11-20 09:00:00")
    statements.clear()
    cursor = source.poll(limit=2)[-1].cursor
    source.poll(cursor, limit=2)
    assert len(statements) >= 6
    assert {statement.split()[0] for statement in statements} == {"SELECT"}
    assert not [statement for statement in statements if "OFFSET" in statement.upper()]
    assert not [statement for statement in statements if "hidden" in statement]


@pytest.mark.parametrize(
    "wish", ["INSERT INTO task (no) VALUES ('x')", "DELETE FROM task", "DROP VIEW v_task"]
)
def test_our_own_connection_cannot_write_even_if_it_would(source, wish):
    source.put("a", "2026-11-20 09:00:00")
    asked = source.reading()
    with opened(asked.options, asked) as view:
        with pytest.raises(FeedError, match=r"read.?only"), view.question() as connection:
            connection.exec_driver_sql(wish)
        assert len(view.asked(view.after(Place()))) == 1


@pytest.mark.postgres
def test_an_account_that_may_only_look_at_the_view_is_enough(postgres_url, tmp_path):
    source = Database(postgres_url, tmp_path)
    source.put("a", "2026-11-20 09:00:00")
    schema = source.engine.connect().exec_driver_sql("SELECT current_schema()").scalar_one()
    role = f"reader_{schema}"
    source.run(
        f"CREATE ROLE {role} LOGIN PASSWORD 'geheim-4711'; GRANT USAGE ON SCHEMA {schema} TO {role};"
        f"GRANT SELECT ON v_task TO {role}"
    )
    reader = sa.make_url(postgres_url).set(username=role).render_as_string(hide_password=False)
    try:
        pages = source.poll(url=reader, view=f"{schema}.v_task", secret="geheim-4711")
        assert ids(pages) == ["a"]
        with pytest.raises(FeedError, match="permission denied"):
            source.poll(url=reader, view=f"{schema}.task")
    finally:
        source.run(f"DROP OWNED BY {role}; DROP ROLE {role}")


def test_a_file_that_is_not_there_is_told_and_not_made(tmp_path, sqlite_view):
    with pytest.raises(FeedError, match=r"grid: v_task of nowhere\.db cannot be read: unable to open"):
        sqlite_view.poll(url="sqlite:///nowhere.db")
    assert not (tmp_path / "nowhere.db").exists()


def test_a_file_is_found_from_the_folder_of_the_sources(sqlite_view):
    sqlite_view.put("a", "2026-11-20 09:00:00")
    assert ids(sqlite_view.poll(url="sqlite:///platform.db")) == ["a"]


def test_a_question_that_takes_too_long_is_ended_and_the_reason_guessed_at(source):
    endless = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
        "SELECT CAST(x AS VARCHAR(40)) AS no, CAST(NULL AS TIMESTAMP) AS born, "
        "CAST('2026-11-20 09:00:00' AS TIMESTAMP) AS changed, '' AS state, '' AS words FROM n"
    )
    source.run(f"CREATE VIEW v_slow AS {endless}")
    began = monotonic()
    with pytest.raises(FeedError, match=r"within 0\.2 s; is there an index on \(changed, no\)\?"):
        source.poll(view="v_slow", timeout=0.2)
    assert monotonic() - began < 10


def test_no_question_outlasts_the_deadline_of_the_poll(sqlite_view):
    sqlite_view.put("a", "2026-11-20 09:00:00")
    sqlite_view.run("CREATE VIEW v_long AS SELECT a.* FROM task a, task b")
    asked = sqlite_view.reading(deadline=monotonic() - 1)
    with opened(asked.options, asked) as view, view.question() as connection:
        endless = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
        with pytest.raises(sa.exc.OperationalError, match="interrupted"):
            connection.exec_driver_sql(endless)


def test_a_column_that_the_view_lacks_is_told_by_its_name_with_what_there_is(source):
    with pytest.raises(
        FeedError,
        match=r"grid: v_task has no column colour, size; it has no, born, changed, .*options\.columns",
    ):
        source.poll(columns=COLUMNS | {"grid": "size", "street": "colour"})


def test_a_view_that_is_not_there_is_told(source):
    with pytest.raises(FeedError, match=r"grid: v_nothing of .* cannot be read: .*v_nothing"):
        source.poll(view="v_nothing")


def test_a_driver_that_is_not_installed_is_told():
    of = connection("table", "grid", options={"url": "oracle://u@h/d", "view": "v", "columns": COLUMNS})
    with pytest.raises(FeedError, match="needs a driver that is not installed"):
        list(read(reading(of)))


def test_the_password_comes_from_the_settings_and_stands_in_no_error():
    url = "postgresql+psycopg://reader@127.0.0.1:9/platform?application_name=x"
    of = connection("table", "grid", options={"url": url, "view": "v", "columns": COLUMNS, "timeout": 0.5})
    asked = reading(of, secret="geheim-4711")
    assert engine_of(asked.options, asked).url.password == "geheim-4711"
    with pytest.raises(
        FeedError, match=r"v of postgresql\+psycopg://reader@127\.0\.0\.1:9/platform cannot"
    ) as error:
        list(read(asked))
    assert "geheim" not in str(error.value)
    assert error.value.__suppress_context__


def test_a_database_that_repeats_the_password_is_quoted_without_it(sqlite_view):
    with pytest.raises(FeedError, match=r"no such table: v_\*\*\*"):
        sqlite_view.poll(view="v_geheim", secret="geheim")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"url": "postgresql+psycopg://u:geheim-4711@h/d"}, "holds a password"),
        ({"url": "nothing"}, "is no SQLAlchemy URL"),
        ({"view": "v; DROP TABLE task"}, "view"),
        ({"view": "a.b.c"}, "view"),
        ({"columns": {"id": "no", "opened_at": "born"}}, "must name id and updated_at"),
        ({"limit": 0}, "limit"),
        ({"timeout": 0}, "timeout"),
        ({"password": "x"}, "password"),
    ],
)
def test_options_that_cannot_be_are_refused(wrong, reason):
    with pytest.raises(ValidationError, match=reason):
        Options.model_validate({"url": "sqlite:///a.db", "view": "v", "columns": COLUMNS} | wrong)


def test_not_even_a_password_in_the_wrong_place_is_shown():
    from dashboard.polling.poller import options_of

    wrong = {"url": "postgresql+psycopg://u:geheim-4711@h/d", "view": "视图", "columns": COLUMNS}
    for options in (wrong, wrong | {"colour": "x"}, {"url": wrong["url"]}):
        with pytest.raises(FeedError) as error:
            options_of(connection("table", "grid", options=options), FEEDS)
        assert "geheim" not in str(error.value)
    with pytest.raises(FeedError, match="JIEQUAN_SECRETS__<CONNECTION>"):
        options_of(connection("table", "grid", options=wrong), FEEDS)


def test_the_view_is_searched_by_its_index_and_never_sorted(source):
    for n in range(300):
        source.put(f"{n:03d}", f"2026-11-20 0{n % 10}:00:00")
    source.run("ANALYZE")
    asked = source.reading(limit=5)
    time = "2026-11-20 05:00:00"
    when = time if source.is_sqlite else moment(time)
    with opened(asked.options, asked) as view, view.question() as connection:
        dialect = {"dialect": connection.dialect, "compile_kwargs": {"literal_binds": True}}
        if not source.is_sqlite:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for place in (Place(), Place(since=when), Place(after=(when, "150"))):
            words = str(view.after(place).compile(**dialect))
            explain = "EXPLAIN QUERY PLAN" if source.is_sqlite else "EXPLAIN"
            plan = "\n".join(map(str, connection.exec_driver_sql(f"{explain} {words}")))
            assert "i_task" in plan
            assert "TEMP B-TREE" not in plan
            assert "Sort" not in plan


def test_rows_without_a_time_are_set_aside_once_with_what_to_do(source):
    source.put("a", "2026-11-20 09:00:00")
    source.put("never", None)
    first = source.poll()
    again = source.poll(first[-1].cursor)
    source.put("never 2", None)
    more = source.poll(again[-1].cursor)
    ((record, reason),) = first[-1].spoiled
    assert (ids(first), record.where) == (["a"], "row never of v_task")
    assert reason == "changed: is NULL; let the view say COALESCE(changed, time of creation)"
    assert again[-1].spoiled == []
    assert told(more) == ["never 2"]


def told(pages):
    return [record.raw["no"] for page in pages for record, _ in page.spoiled]


def test_a_row_without_a_time_that_takes_the_place_of_a_mended_one_is_told(source):
    source.put("a", None)
    first = source.poll()
    source.put("a", "2026-01-01 10:00:00")
    source.put("b", None)
    second = source.poll(first[-1].cursor)
    third = source.poll(second[-1].cursor)
    assert (told(first), told(second), told(third)) == (["a"], ["b"], [])
    assert ids(second) == ["a"]
    source.put("a", None)  # it broke again
    assert told(source.poll(third[-1].cursor)) == ["a"]


def test_of_many_rows_without_a_time_each_is_told_once_a_hundred_a_poll(sqlite_view):
    for n in range(250):
        sqlite_view.put(f"{n:03}", None)
    cursor, found = {}, []
    for _ in range(4):
        pages = sqlite_view.poll(cursor)
        cursor = json.loads(json.dumps(pages[-1].cursor))
        found.append(told(pages))
    assert [len(part) for part in found] == [100, 100, 50, 0]
    assert [no for part in found for no in part] == [f"{n:03}" for n in range(250)]


def test_rows_without_a_time_nor_an_id_are_known_by_what_they_say(sqlite_view):
    sqlite_view.run("INSERT INTO task (state) VALUES ('new'), ('done')")
    first = sqlite_view.poll()
    assert len(first[-1].spoiled) == 2
    assert told(sqlite_view.poll(first[-1].cursor)) == []


def test_a_cursor_that_only_counted_is_read_and_tells_them_once_more(source):
    source.put("never", None)
    before = source.poll()[-1].cursor | {"unmarked": 1}
    again = source.poll(before)
    assert (told(again), told(source.poll(again[-1].cursor))) == (["never"], [])


def test_a_stamp_of_the_future_does_not_end_all_reading(source):
    source.put("a", "2026-11-20 09:00:00")
    source.put("far", "2099-01-01 00:00:00")
    cursor = source.poll()[-1].cursor
    source.put("b", "2026-11-20 09:10:00")
    assert ids(source.poll(cursor)) == ["a", "b", "far"]


def test_a_page_without_any_id_is_trouble_and_no_endless_loop(sqlite_view):
    sqlite_view.run("INSERT INTO task (changed) VALUES ('2026-11-20 09:00:00'), ('2026-11-20 09:00:00')")
    with pytest.raises(FeedError, match="holds no id"):
        sqlite_view.poll(limit=2)


def test_an_empty_view_is_no_trouble(source):
    (page,) = source.poll()
    assert (page.records, page.cursor, page.more) == (
        [],
        {"since": None, "after": None, "unmarked": []},
        False,
    )


@pytest.mark.postgres
def test_the_types_of_postgresql_are_followed_and_read(postgres_url, tmp_path):
    source = Database(postgres_url, tmp_path)
    source.run(
        "CREATE TABLE kinds"
        " (no uuid, day date, at timestamptz, n numeric, big bigint, x numeric(9,6), ok bool);"
        "INSERT INTO kinds VALUES"
        " (gen_random_uuid(), '2026-11-19', '2026-11-20 09:00+08', 42, 9007199254740993, 121.45, true),"
        " (gen_random_uuid(), '2026-11-20', '2026-11-20 09:05+08', 43, 1, 31.15, false)"
    )
    for key in ("no", "n", "big"):
        columns = {"id": key, "opened_at": "day", "updated_at": "at", "x": "x", "flags": "ok"}
        pages = source.poll(view="kinds", columns=columns, limit=1)
        assert [len(page.records) for page in pages] == [1, 1, 0]
        again = source.poll(pages[0].cursor, view="kinds", columns=columns, limit=1)
        assert [len(page.records) for page in again] == [1, 0]
        record = pages[0].records[0]
        assert type(record.raw[key]) in (str, int)
        assert (record.raw["x"], record.raw["ok"]) == (121.45, "True")
    columns = {"id": "big", "opened_at": "day", "updated_at": "at"}
    asked = source.reading(view="kinds", columns=columns)
    opened_fact, changed = parse(next(read(asked)).records[0], asked)
    assert opened_fact.key == "case:grid/9007199254740993"
    assert opened_fact.happened_at == datetime(2026, 11, 18, 16, tzinfo=UTC)
    assert changed.happened_at == datetime(2026, 11, 20, 1, tzinfo=UTC)
    by_day = {"id": "n", "updated_at": "day"}
    cursor = source.poll(view="kinds", columns=by_day)[-1].cursor
    assert cursor["since"] == {"date": "2026-11-20"}
    assert len(source.poll(cursor, view="kinds", columns=by_day)[0].records) == 1


def test_a_uuid_is_an_id_in_its_usual_letters():
    name = cell(uuid.UUID("12345678-1234-5678-1234-567812345678"))
    (found,) = facts({"no": name, "changed": "2026-11-20 09:00:00"})
    assert found.key == f"case:grid/{name}"


def test_numbers_since_1970_are_followed_in_their_own_unit(sqlite_view):
    sqlite_view.run("CREATE TABLE t (no INTEGER, changed INTEGER)")
    first = int((NOW - timedelta(hours=1)).timestamp())
    sqlite_view.run(f"INSERT INTO t VALUES (1, {first * 1000}), (2, {first * 1000 + 300_000})")
    options = {"view": "t", "columns": {"id": "no", "updated_at": "changed"}, "formats": ["epoch"]}
    cursor = sqlite_view.poll(**options)[-1].cursor
    assert cursor["since"] == first * 1000 + 300_000
    pages = sqlite_view.poll(cursor, **options)
    assert ids(pages) == [2]
    (fact,) = parse(pages[0].records[0], sqlite_view.reading(**options))
    assert fact.happened_at == NOW - timedelta(minutes=55)


def test_texts_that_do_not_sort_by_time_cannot_be_followed(sqlite_view):
    sqlite_view.put("a", "20/11/2026 09:00")
    cursor = sqlite_view.poll(formats=["%d/%m/%Y %H:%M"])[-1].cursor
    with pytest.raises(FeedError, match="does not sort by time: let the view cast it"):
        sqlite_view.poll(cursor, formats=["%d/%m/%Y %H:%M"])


def test_a_row_that_cannot_be_used_says_why():
    with pytest.raises(RecordError, match="id: Field required"):
        facts({"changed": "2026-11-20 09:00:00"})
    with pytest.raises(RecordError, match="updated_at: 'gestern' is no time"):
        facts({"no": "1", "changed": "gestern"})


def test_the_feed_says_what_it_is():
    assert (TABLE.name, TABLE.title.en) == ("table", "database view")
