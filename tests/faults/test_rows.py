"""Rows of tables as sources really give them: growing while they are read, and times in every disguise."""

from __future__ import annotations

import ast
import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from pydantic import ValidationError

from dashboard.polling import Turn
from data_feeds import Reading, RecordError
from data_feeds.attributes import FIRST, LAST, SCALES, START, CaseSaid, checked
from data_feeds.folder import Options
from data_feeds.sheets import Sheet, rows
from tests.faults.faulty import Question, faulty, said
from tests.feeds.soda_server import DataSet, serving
from tests.polling.rig import open_ledger, real_poller
from tests.small_district import FEEDS, NOW, connection, district, reading

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for package in ("dashboard", "data_feeds") for path in (ROOT / package).rglob("*.py"))
COLUMNS = {"id": "id", "opened_at": "opened", "text": "text"}


@pytest.fixture
def ledger(tmp_path):
    (tmp_path / "drop").mkdir()
    with open_ledger(tmp_path) as found:
        yield found


def looked(ledger, folder: Path, **options):
    """Two looks into a folder; the outcome of the second."""
    one = real_poller(ledger, "folder", options={"columns": COLUMNS} | options)
    one.district = one.district.model_copy(update={"sources": folder})
    return [one.poll(Turn()) for _ in range(2)][-1]


def reasons(ledger) -> dict[str, str]:
    return {found.where: found.reason for found in ledger.quarantined()}


# F27: what a source holds changes between two pages


class Growing:
    """A source whose rows are put and changed while it is read; `held` is what it holds now."""

    def __init__(self) -> None:
        self.seconds = 0
        self.held: dict[str, str] = {}

    def stamp(self, late: int = 0) -> str:
        """The present of the source, or a moment before it, as a row entered late has it."""
        self.seconds += 1
        moment = datetime(2026, 11, 20, 1, tzinfo=UTC) + timedelta(seconds=self.seconds - late)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def put(self, no: str, late: int = 0) -> None:
        """A new row, or an old one changed."""
        self.held[no] = self.stamp(late)
        self.keep(no, self.held[no])

    def keep(self, no: str, stamp: str) -> None:
        raise NotImplementedError

    def change(self, wish: tuple[str, int]) -> None:
        """One thing that happens between two pages."""
        kind, number = wish
        if kind == "new":
            self.put(f"n{len(self.held)}")
        elif kind == "late":
            self.put(f"n{len(self.held)}", late=number % 20)
        elif self.held:
            self.put(sorted(self.held)[number % len(self.held)])


class View(Growing):
    """A database view of another platform."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        with closing(sqlite3.connect(path)) as base:
            base.executescript("CREATE TABLE task (no, changed); CREATE INDEX i ON task (changed, no)")

    def keep(self, no: str, stamp: str) -> None:
        with closing(sqlite3.connect(self.path)) as base, base:
            base.execute("DELETE FROM task WHERE no = ?", (no,))
            base.execute("INSERT INTO task VALUES (?, ?)", (no, stamp))


class OpenData(Growing):
    """An open data set."""

    def __init__(self) -> None:
        super().__init__()
        self.data = DataSet({"no": "text"})

    def keep(self, no: str, stamp: str) -> None:
        row = next((row for row in self.data.rows if row["no"] == no), None)
        if row is None:
            self.data.put(**{":updated_at": stamp}, no=no)
        else:
            row[":updated_at"] = stamp


class Platform(Growing):
    """An event interface that pages by (updated_at, event_id)."""

    def keep(self, no: str, stamp: str) -> None:
        """What `held` holds is all that there is."""

    def answer(self, question: Question) -> None:
        asked, limit = question.query, int(question.query["limit"])
        after = (
            tuple(json.loads(asked["cursor"])) if "cursor" in asked else (clean(asked.get("since", "")), "")
        )
        found = sorted((stamp, no) for no, stamp in self.held.items() if (stamp, no) > after)[:limit]
        events = [
            {"event_id": no, "case_id": no, "updated_at": stamp, "at": stamp, "kind": "progress"}
            for stamp, no in found
        ]
        said({"events": events, "next": json.dumps(found[-1]) if len(found) == limit else None})(question)


def clean(since: str) -> str:
    return since.replace("+00:00", ".000Z")


@contextmanager
def view(folder: Path) -> Iterator[tuple[Growing, str, dict[str, Any]]]:
    columns = {"id": "no", "updated_at": "changed"}
    options = {"url": f"sqlite:///{folder / 'platform.db'}", "view": "task", "columns": columns}
    yield View(folder / "platform.db"), "table", options


@contextmanager
def open_data(_folder: Path) -> Iterator[tuple[Growing, str, dict[str, Any]]]:
    source = OpenData()
    with serving(source.data) as host:
        columns = {"id": "no", "updated_at": ":updated_at"}
        yield source, "soda", {"url": f"http://{host}/resource/yunj-0042.json", "columns": columns}


@contextmanager
def platform(_folder: Path) -> Iterator[tuple[Growing, str, dict[str, Any]]]:
    source = Platform()
    with faulty(e=source.answer) as server:
        yield source, "events", {"url": server.url("/e")}


STAMPS = {"table": ("no", "changed"), "soda": ("no", ":updated_at"), "events": ("event_id", "updated_at")}
WISHES = st.lists(st.tuples(st.sampled_from(["new", "late", "again"]), st.integers(0, 50)), max_size=25)


def poll(
    kind: str, options: dict[str, Any], cursor: dict[str, Any], between: Callable[[], None], seen
) -> dict:
    """One poll, with something happening after every page; the place it ends at."""
    of = connection(kind, "grow", options=options | {"limit": 3, "overlap": 120})
    asked: Reading = reading(of, home=district(of), geometry=None, cursor=cursor)
    no, stamp = STAMPS[kind]
    for page in FEEDS[kind].read(asked):
        assert not page.spoiled
        assert len(page.records) <= 3
        for record in page.records:
            seen[record.raw[no]] = max(record.raw[stamp], seen.get(record.raw[no], ""))
        cursor = page.cursor
        between()
    return cursor


@pytest.mark.parametrize("opened", [view, open_data, platform])
@given(before=st.integers(0, 9), wishes=WISHES)
@settings(max_examples=12, deadline=None)
def test_f27_whatever_changes_between_pages_the_union_of_all_polls_is_the_source(
    tmp_path_factory, opened, before, wishes
):
    with opened(tmp_path_factory.mktemp("growing")) as (source, kind, options):
        for _ in range(before):
            source.change(("new", 0))
        left, seen = list(wishes), {}

        def between() -> None:
            for wish in (left.pop(0) for _ in range(min(2, len(left)))):
                source.change(wish)

        cursor = poll(kind, options, {}, between, seen)
        while left:
            between()
        poll(kind, options, cursor, between, seen)
        assert seen == source.held


def test_f27_a_cursor_that_counts_rows_would_lose_one(tmp_path):
    """The trap itself, so that the law above is known to be able to fail."""
    source = View(tmp_path / "platform.db")
    for _ in range(4):
        source.change(("new", 0))
    counted = "SELECT no FROM task ORDER BY changed, no LIMIT 2 OFFSET ?"
    with closing(sqlite3.connect(source.path)) as base:
        first = base.execute(counted, (0,)).fetchall()
        source.put("n0")  # changed between the pages: it moves to the end
        second = base.execute(counted, (2,)).fetchall()
    assert ("n2",) not in first + second


# F47: seconds, milliseconds, microseconds since 1970

NINE = 1_795_136_400  # 2026-11-20 09:00 in Shanghai
TOLD = datetime(2026, 11, 20, 1, tzinfo=UTC)


def moment(value: Any, *formats: str) -> datetime | None:
    return checked(CaseSaid, {"due_at": value}, reading(), formats or ("epoch",)).due_at


@pytest.mark.parametrize("unit", SCALES)
@pytest.mark.parametrize(
    "form", [int, float, str, lambda number: f" {number} ", lambda number: f"{number}.0"]
)
def test_f47_a_number_since_1970_is_read_in_the_unit_of_its_size(unit, form):
    assert moment(form(NINE * unit)) == TOLD


@given(st.integers(FIRST, LAST - 1), st.sampled_from(SCALES), st.booleans())
@settings(max_examples=60, deadline=None)
def test_f47_every_second_of_the_century_is_the_same_in_every_unit(second, unit, as_text):
    number = second * unit
    assert moment(str(number) if as_text else number) == START + timedelta(seconds=second)


@pytest.mark.parametrize(
    "value",
    [
        *(0, 1, -NINE, FIRST - 1, LAST, NINE * 10, NINE * 10**9, 10**400, True),
        *(20261120, 20261120090000, 45413.5, float("1e300")),
        *("45413.5", "1e9", "0x6B", "１７９５１３６４００x"),
    ],
)
def test_f47_a_number_that_no_unit_brings_into_the_century_is_no_time(value):
    with pytest.raises(RecordError, match=r"due_at: .*is no time"):
        moment(value)


def test_f47_a_number_is_a_time_only_where_that_is_declared_and_stands_beside_other_forms():
    with pytest.raises(RecordError, match="is no time"):
        moment(NINE, "iso")
    assert moment("2026-11-20T09:00", "epoch", "iso") == TOLD
    assert moment("20261120090000", "epoch", "%Y%m%d%H%M%S") == TOLD
    assert moment("2026-11-20 09:00", "iso", "epoch") == TOLD


def test_f47_rows_in_three_units_become_one_moment_and_the_strange_one_is_set_aside(ledger, tmp_path):
    numbers = [NINE, NINE * 1_000, NINE * 1_000_000, str(NINE), 12345]
    lines = [json.dumps({"id": f"c{n}", "opened": number}) for n, number in enumerate(numbers)]
    (tmp_path / "drop" / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert looked(ledger, tmp_path / "drop", formats=["epoch"]).account.quarantined == 1
    assert {entry.happened_at for entry in ledger.entries(0)} == {TOLD}
    assert reasons(ledger) == {"line 5 of a.jsonl": "opened_at: is no time"}


# F48: days since 1900 or 1904, as workbooks count them

MAY_DAY = datetime(2024, 5, 1, 4, tzinfo=UTC)  # 12:00 in Shanghai


def workbook(path: Path, *values: Any, since_1904: bool = False, form: str = "General") -> Path:
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    tab = book.active
    tab.append(("id", "opened", "size"))
    for n, value in enumerate(values, 1):
        tab.append((f"c{n}", value, 45413.5))
        tab.cell(n + 1, 2).number_format = form
    book.save(path)
    return path


@pytest.mark.parametrize(("serial", "since_1904"), [(45413.5, False), (43951.5, True)])
@pytest.mark.parametrize("form", ["General", "yyyy-mm-dd hh:mm"])
def test_f48_a_workbook_counts_days_from_its_own_base(ledger, tmp_path, serial, since_1904, form):
    workbook(tmp_path / "drop" / "a.xlsx", serial, since_1904=since_1904, form=form)
    assert looked(ledger, tmp_path / "drop").trouble == ""
    (found,) = ledger.entries(0)
    assert found.happened_at == MAY_DAY


def test_f48_only_a_column_of_times_is_read_so(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 45413.5)
    sheet = Sheet(path=path, name="a.xlsx", told_at=NOW, moments=frozenset({"opened"}))
    ((record, _),) = rows(sheet)
    assert record.raw["opened"] == datetime(2024, 5, 1, 12)  # noqa: DTZ001  as a workbook has it
    assert record.raw["size"] == 45413.5


@pytest.mark.parametrize("number", [20240501, 1.5, 0, -1, 999_999_999, 1e300])
def test_f48_a_number_that_counts_no_days_of_our_time_is_set_aside(ledger, tmp_path, number):
    workbook(tmp_path / "drop" / "a.xlsx", number)
    assert looked(ledger, tmp_path / "drop").account.quarantined == 1
    assert reasons(ledger) == {"line 2 of a.xlsx": "opened_at: is no time"}


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_f48_a_serial_outside_a_workbook_is_a_number_and_no_time(ledger, tmp_path, name):
    text = "id,opened,text\nc1,45413.5,\n" if name.endswith("csv") else '{"id": "c1", "opened": 45413.5}\n'
    (tmp_path / "drop" / name).write_text(text, encoding="utf-8")
    assert looked(ledger, tmp_path / "drop").account.quarantined == 1
    assert "is no time" in next(iter(reasons(ledger).values()))


def test_f48_nobody_lets_a_library_guess_what_a_number_means_as_a_time():
    """`pd.to_datetime(45413.5)` is 1970, silently: a form must be named, and serials are for workbooks."""
    calls = [
        (path.name, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id, node.keywords)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    ]
    assert {path for path, name, _ in calls if name == "from_excel"} == {"sheets.py"}
    guessing = {
        path
        for path, name, words in calls
        if name == "to_datetime" and not any(one.arg == "format" for one in words)
    }
    assert guessing == set()


# F50: month and day exchanged


@pytest.mark.parametrize(("form", "month", "day"), [("%d/%m/%Y %H:%M", 4, 3), ("%m/%d/%Y %H:%M", 3, 4)])
def test_f50_the_declared_form_says_what_is_the_month(ledger, tmp_path, form, month, day):
    (tmp_path / "drop" / "a.csv").write_text("id,opened,text\nc1,03/04/2026 12:00,\n", encoding="utf-8")
    looked(ledger, tmp_path / "drop", formats=[form])
    (found,) = ledger.entries(0)
    assert (found.happened_at.month, found.happened_at.day) == (month, day)


def test_f50_a_date_that_fits_only_the_other_way_round_is_set_aside_and_not_turned(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_text(
        "id,opened,text\nc1,12/11/2026 09:00,\nc2,11/20/2026 09:00,\n", encoding="utf-8"
    )
    assert looked(ledger, tmp_path / "drop", formats=["%d/%m/%Y %H:%M"]).account.applied == 1
    assert ledger.entries(0)[0].happened_at.month == 11
    (reason,) = reasons(ledger).values()
    assert reason == "opened_at: '11/20/2026 09:00' is no time of the form %d/%m/%Y %H:%M"


UNSURE = [
    ["%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M"],
    ["iso", "%Y-%d-%m %H:%M:%S"],
    ["%y-%m-%d", "%d-%m-%y"],
    ["%d.%m.%Y", "iso", "%m.%d.%Y"],
]


@pytest.mark.parametrize("formats", UNSURE)
def test_f50_two_forms_that_read_the_same_words_as_two_days_are_refused_together(formats):
    with pytest.raises(ValidationError, match="read the same words as two times; keep one of them"):
        Options(columns=COLUMNS, formats=formats)


@pytest.mark.parametrize("form", ["", "%H:%M", "%d/%m", "%Q", "ISO", "%m/%d/%Y %I:%M", "2026-11-20"])
def test_f50_a_form_that_tells_no_whole_date_is_refused(form):
    with pytest.raises(ValidationError, match="is no form of a date"):
        Options(columns=COLUMNS, formats=[form])


@pytest.mark.parametrize(
    "formats",
    [
        ["iso"],
        ["iso", "epoch", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d"],
        ["%d/%m/%Y", "%d/%m/%Y %H:%M"],
        ["%Y年%m月%d日 %H:%M", "%Y%m%d%H%M%S", "%m/%d/%Y %I:%M %p"],
        ["%Y-%m-%dT%H:%M:%S.%f%z", "%d-%b-%Y", "%y%m%d"],
    ],
)
def test_f50_forms_that_cannot_be_mistaken_for_one_another_may_stand_together(formats):
    assert Options(columns=COLUMNS, formats=formats).formats == tuple(formats)


# F57: CSV as it comes

CELL = st.lists(st.sampled_from([*'a1案 ,;\t|"\n’', "\r\n"]), max_size=8).map("".join)
CELLS = st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=8)


@given(
    cells=CELLS, delimiter=st.sampled_from(",;\t|"), every=st.booleans(), end=st.sampled_from(["\n", "\r\n"])
)
@settings(max_examples=60, deadline=None)
def test_f57_whatever_a_writer_of_csv_puts_into_cells_is_read_as_it_was(
    tmp_path_factory, cells, delimiter, every, end
):
    text = io.StringIO(newline="")
    quoting = csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerows([["id", "one", "two"], *([f"c{n}", *row] for n, row in enumerate(cells))])
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    path.write_bytes(text.getvalue().encode())
    found = list(rows(Sheet(path=path, name="a.csv", told_at=NOW, delimiter=delimiter)))
    assert [reason for _, reason in found if reason] == []
    assert [list(record.raw.values()) for record, _ in found] == [
        [f"c{n}", *row] for n, row in enumerate(cells)
    ]


RAGGED = [
    "id;opened;text",
    'c1;2026-11-20T09:00;"two',
    'lines; and a ""word"""',
    "c2;2026-11-20T09:00",
    "c3;2026-11-20T09:00;x;y",
    'c4;2026-11-20T09:00;"ends badly"x',
    "",
    "c5;2026-11-20T09:00;5,5",
]


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_f57_ragged_rows_are_set_aside_by_their_line_and_the_others_are_read(ledger, tmp_path, delimiter):
    lines = "\n".join(RAGGED).replace(";", delimiter)
    (tmp_path / "drop" / "a.csv").write_text(lines, encoding="utf-8")
    outcome = looked(ledger, tmp_path / "drop", delimiter=delimiter)
    assert (outcome.account.applied, outcome.account.quarantined, outcome.trouble) == (2, 3, "")
    texts = [entry.body["case"]["text_short"] for entry in ledger.entries(0)]
    assert texts[0].startswith("two")
    assert texts[1] == "5,5"
    assert reasons(ledger).keys() == {f"line {line} of a.csv" for line in (4, 5, 6)}
    assert reasons(ledger)["line 4 of a.csv"] == "no row of this table: 2 cells under 3 headings"


def test_f57_another_delimiter_than_the_declared_one_is_told_and_not_guessed(ledger, tmp_path):
    (tmp_path / "drop" / "a.csv").write_text("id;opened;text\nc1;2026-11-20T09:00;x\n", encoding="utf-8")
    assert (
        "a.csv has no column id; see options.columns and delimiter"
        in looked(ledger, tmp_path / "drop").trouble
    )
    assert ledger.head()[0] == 0
