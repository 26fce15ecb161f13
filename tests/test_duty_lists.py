"""The lists of the watch: posts and office lines from a folder, whole, dated, and never a person's number."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time, timedelta

import pytest
from openpyxl import Workbook

from dashboard.board.store import Board
from dashboard.calendar.work import WorkCalendar
from dashboard.district import calendar_of, load
from dashboard.duty_lists import (
    STALE,
    STREAM,
    Intake,
    aged,
    file_of,
    fill,
    listed,
    on_duty,
    posts_listed,
    relied_on,
    strange,
)
from dashboard.ledger.store import Ledger
from dashboard.polling import Turn
from dashboard.text import Text
from data_feeds.lists import ListError, read_row
from tests.small_ledger import KEY

pytestmark = pytest.mark.sweep

YUNJIANG = load("yunjiang")
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
POSTS = (
    "岗位编码,岗位,单位,值守电话\nchief,值班长,区城运中心,8002\nwater-duty,水务值班室,水务局,021-55551234\n"
)
DUTIES = (
    "单位,责任岗位,B角岗位,类别,职责依据,核实日期\n"
    "水务局,water-duty,chief,道路积水、水域不洁,第8条,2026/11/2\n"
)
ROSTER = "day,shift,post,line\n,白班,chief,8002\n2026-11-20,白班,water-duty,8003\n,夜班,chief,8002\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lists").mkdir()
    for name, text in {"posts": POSTS, "duties": DUTIES, "roster": ROSTER}.items():
        put(tmp_path, name, text)
    return tmp_path


@pytest.fixture
def ledger(tmp_path):
    made = Ledger.open(f"sqlite:///{tmp_path / 'ledger.db'}", key=KEY)
    yield made
    made.close()


def put(folder, name, text, at=NOON):
    path = folder / "lists" / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    os.utime(path, (at.timestamp(), at.timestamp()))
    return path


def home(folder, **given):
    return YUNJIANG.model_copy(update={"folder": folder, "demo": False} | given)


def taken(ledger, folder):
    intake = Intake(ledger=ledger, district=home(folder))
    intake(Turn())
    intake(Turn())
    return intake


def board_of(ledger):
    calendar: WorkCalendar = calendar_of(YUNJIANG)
    board = Board(YUNJIANG, calendar)
    board.catch_up(ledger.entries)
    return board


def rows(ledger, table):
    with board_of(ledger).reading(datetime.now(UTC)) as reader:
        return reader.rows(f"SELECT * FROM {table} ORDER BY n")


def test_lists_are_whole_on_the_board_with_their_date(ledger, folder):
    taken(ledger, folder)
    posts, duties, roster = (rows(ledger, name) for name in ("posts", "duties", "roster"))
    assert [(row["code"], row["org"], row["line"]) for row in posts] == [
        ("chief", "uomc", "8002"),
        ("water-duty", "water", "021-55551234"),
    ]
    assert (duties[0]["org"], duties[0]["categories"], duties[0]["confirmed"]) == (
        "water",
        "E0406 E0105",
        "2026-11-02",
    )
    assert [row["post"] for row in roster] == ["chief", "water-duty", "chief"]
    assert {row["as_of"] for row in (*posts, *duties, *roster)} == {NOON}


def test_a_list_is_taken_only_when_it_lies_still_and_only_once(ledger, folder):
    intake = Intake(ledger=ledger, district=home(folder))
    assert intake(Turn()).applied == 0
    assert intake(Turn()).applied == 3
    assert intake(Turn()).applied == 0
    assert {entry.stream for entry in ledger.entries(0)} == {STREAM}


def test_who_has_left_the_list_has_left_the_board(ledger, folder):
    taken(ledger, folder)
    put(folder, "posts", POSTS.rsplit("water-duty", 1)[0], NOON + timedelta(days=1))
    taken(ledger, folder)
    assert [row["code"] for row in rows(ledger, "posts")] == ["chief"]


@pytest.mark.parametrize("number", ["13800001234", "138 0000 1234", "138-0000-1234", "值班 13800001234"])
@pytest.mark.parametrize("column", ["值守电话", "岗位"])
def test_a_mobile_number_is_refused_wherever_it_stands(ledger, folder, number, column):
    cells = {"岗位编码": "x", "岗位": "值班室", "单位": "水务局", "值守电话": "8009"} | {column: number}
    put(folder, "posts", POSTS + ",".join(cells.values()) + "\n")
    taken(ledger, folder)
    assert len(rows(ledger, "posts")) == 2
    (aside,) = ledger.quarantined(STREAM)
    assert "mobile" in aside.reason
    said = b"".join(path.read_bytes() for path in folder.glob("ledger.db*"))
    assert number.encode() not in said


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"岗位编码": "a", "岗位": "值班室"}, "单位"),
        ({"岗位编码": "a", "岗位": "值班室", "单位": "无此局"}, "knows no '无此局'"),
        ({"岗位编码": "a", "岗位": "王先生", "单位": "水务局"}, "a person"),
        ({"岗位编码": "a", "岗位": "值班室", "单位": "水务局", "值守电话": "打我手机"}, "no line"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(row, said):
    with pytest.raises(ListError, match=said):
        read_row("posts", row, YUNJIANG)


def test_a_workbook_is_read_as_a_table_is(tmp_path):
    (tmp_path / "lists").mkdir()
    book = Workbook()
    for line in ROSTER.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "lists" / "roster.xlsx")
    path = file_of(tmp_path / "lists", "roster")
    found = listed(path, "roster", YUNJIANG)
    assert [row["post"] for row in found.rows] == ["chief", "water-duty", "chief"]
    assert found.aside == []


def test_a_list_without_a_usable_row_takes_nothing_away(ledger, folder):
    taken(ledger, folder)
    put(folder, "posts", "岗位编码,岗位\n,\n", NOON + timedelta(days=1))
    intake = taken(ledger, folder)
    assert "no row of it can be used" in intake.trouble
    assert len(rows(ledger, "posts")) == 2


def test_missing_torn_and_old_lists_are_told(folder):
    today = date(2026, 11, 21)
    assert list(strange(home(folder), today)) == []
    put(folder, "posts", POSTS, NOON - timedelta(days=91))
    put(folder, "duties", DUTIES.replace("水务局", "无此局"))
    (folder / "lists" / "roster.csv").unlink()
    old, wrong, gone = (text.en for text in strange(home(folder, lists="lists"), today))
    assert "older than 90 days" in old
    assert "无此局" in wrong
    assert "no such list" in gone
    assert list(strange(home(folder, lists=""), today)) == []


@pytest.mark.parametrize(("days", "old"), [(89, False), (91, True)])
def test_after_ninety_days_a_list_is_shown_as_old(days, old):
    assert aged(NOON - timedelta(days=days), NOON) is old
    assert aged(None, NOON)


def test_the_duty_list_of_the_folder_stands_in_place_of_the_file_s(ledger, folder):
    taken(ledger, folder)
    found = relied_on(YUNJIANG, rows(ledger, "duties"), NOON)
    (line,) = found.duties
    assert (line.org, line.post, line.deputy, line.categories) == (
        "water",
        "water-duty",
        "chief",
        ("E0406", "E0105"),
    )
    assert line.confirmed == date(2026, 11, 2)
    assert relied_on(YUNJIANG, [], NOON) is YUNJIANG


def test_a_list_older_than_the_file_or_not_confirmed_for_long_is_not_relied_on(ledger, folder):
    taken(ledger, folder)
    duties = rows(ledger, "duties")
    newest = max(duty.confirmed for duty in YUNJIANG.duties)
    for as_of, now, kept in (
        (datetime.combine(newest, time(4), UTC), NOON, 1),
        (datetime.combine(newest - timedelta(days=1), time(4), UTC), NOON, len(YUNJIANG.duties)),
        (NOON, NOON + STALE, 1),
        (NOON, NOON + STALE + timedelta(minutes=1), len(YUNJIANG.duties)),
    ):
        aged_rows = [row | {"as_of": as_of} for row in duties]
        assert len(relied_on(YUNJIANG, aged_rows, now).duties) == kept


def test_a_demo_has_its_lists_at_the_first_look_and_twice_is_once(ledger):
    fill(ledger, YUNJIANG)
    fill(ledger, YUNJIANG)
    assert [entry.key for entry in ledger.entries(0)] == ["list:posts", "list:duties", "list:roster"]
    assert {row["post"] for row in rows(ledger, "roster")} == {"lead", "chief"}


def test_a_day_of_its_own_goes_before_every_day(ledger, folder):
    taken(ledger, folder)
    roster, shift = rows(ledger, "roster"), Text("白班", "Day shift")
    assert [row["post"] for row in on_duty(roster, date(2026, 11, 20), shift)] == ["water-duty"]
    assert [row["post"] for row in on_duty(roster, date(2026, 11, 21), shift)] == ["chief"]
    assert on_duty(roster, date(2026, 11, 21), Text("中班", "Evening")) == []


def test_the_lists_that_ship_can_be_used():
    assert list(strange(YUNJIANG, date(2026, 11, 20))) == []
    codes = {
        row["code"] for row in listed(file_of(YUNJIANG.folder / "lists", "posts"), "posts", YUNJIANG).rows
    }
    roster = listed(file_of(YUNJIANG.folder / "lists", "roster"), "roster", YUNJIANG).rows
    assert {row["post"] for row in roster} <= codes
    assert {row["shift"] for row in roster} == {shift.name.zh for shift in YUNJIANG.shifts}


def test_a_rule_of_notices_may_name_a_post_of_the_list(folder):
    home = YUNJIANG.model_copy(update={"folder": folder, "lists": "lists"})
    assert posts_listed(home) == {"chief", "water-duty"}
    assert "head-ecology" in posts_listed(YUNJIANG)
    (folder / "lists" / "posts.csv").unlink()
    assert posts_listed(home) == frozenset()
    assert posts_listed(YUNJIANG.model_copy(update={"lists": ""})) == frozenset()
