"""Special days: the seed that ships, the yearly import, and files that cannot be used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from dashboard.calendar.special_days import CHINA, CalendarError, import_file, read, write
from dashboard.district import calendar_of, load

HEAD = "date,is_workday,name_zh,name_en"
NEW_YEAR = "2027-01-01,0,元旦,New Year's Day"


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")
    return path


def test_the_seed_knows_the_years_2018_to_2026():
    days = read(CHINA)
    assert {day.year for day in days} == set(range(2018, 2027))
    assert len(days) == 322
    assert sum(one.worked for one in days.values()) == 59
    worked = [day.isoformat()[5:] for day, one in days.items() if day.year == 2026 and one.worked]
    assert worked == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]
    assert days[date(2026, 2, 17)].name_zh == "春节"


def test_an_import_is_kept_beside_the_seed_and_moves_the_horizon(tmp_path):
    seed = CHINA.read_bytes()
    file = written(tmp_path / "2027.csv", NEW_YEAR, "2027-01-03,1,元旦,New Year's Day")
    own = tmp_path / "home" / "calendar.csv"
    assert import_file(file, own) == (2, date(2027, 12, 31))
    assert CHINA.read_bytes() == seed
    district = load("yunjiang")
    assert calendar_of(district).horizon == date(2026, 12, 31)
    grown = calendar_of(district, own.parent)
    assert grown.horizon == date(2027, 12, 31)
    assert grown.warning(date(2026, 11, 20)) is None


def test_importing_twice_changes_nothing_and_a_later_word_wins(tmp_path):
    own = tmp_path / "calendar.csv"
    first = written(tmp_path / "first.csv", NEW_YEAR, "2027-01-02,0,元旦,New Year's Day")
    import_file(first, own)
    once = own.read_bytes()
    import_file(first, own)
    assert own.read_bytes() == once
    import_file(written(tmp_path / "second.csv", "2027-01-02,1,补班,Make-up day"), own)
    days = read(own)
    assert days[date(2027, 1, 2)].worked
    assert not days[date(2027, 1, 1)].worked


def test_a_file_with_a_byte_order_mark_and_more_columns_in_another_order_is_read(tmp_path):
    file = tmp_path / "bom.csv"
    text = "name_zh,weekday,date,name_en,is_workday\n元旦,Fri,2027-01-01,New Year's Day,0\n"
    file.write_text(text, encoding="utf-8-sig")
    assert read(file)[date(2027, 1, 1)].name_zh == "元旦"


def test_a_file_that_a_spreadsheet_has_saved_here_is_read(tmp_path):
    file = tmp_path / "gb.csv"
    file.write_bytes(f"{HEAD}\r\n{NEW_YEAR}\r\n,,,\r\n\r\n".encode("gb18030"))
    assert {day: one.name_zh for day, one in read(file).items()} == {date(2027, 1, 1): "元旦"}


def test_a_bad_line_has_the_number_it_has_in_an_editor(tmp_path):
    file = written(tmp_path / "bad.csv", NEW_YEAR, "", '2027-01-02,0,"two\nlines",', "x,0,,")
    with pytest.raises(CalendarError, match="line 6: date = 'x'"):
        read(file)


def test_a_failed_import_leaves_the_own_calendar_as_it_was(tmp_path):
    own = tmp_path / "calendar.csv"
    import_file(written(tmp_path / "good.csv", NEW_YEAR), own)
    before = own.read_bytes()
    with pytest.raises(CalendarError):
        import_file(written(tmp_path / "bad.csv", "2027-02-30,0,,"), own)
    assert own.read_bytes() == before


def test_a_slip_of_the_pen_does_not_put_off_the_end_of_what_is_known(tmp_path):
    own = tmp_path / "calendar.csv"
    file = written(tmp_path / "slip.csv", NEW_YEAR, "2072-01-02,0,元旦,New Year's Day")
    assert import_file(file, own) == (2, date(2027, 12, 31))


def test_what_is_written_is_read_back_in_order(tmp_path):
    days = read(CHINA)
    write(tmp_path / "copy.csv", reversed(days.values()))
    assert list(read(tmp_path / "copy.csv").items()) == list(days.items())
    assert [path.name for path in tmp_path.iterdir()] == ["copy.csv"]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((NEW_YEAR, "2027-13-01,0,,"), "line 3: date = '2027-13-01'; write 2027-01-01"),
        ((NEW_YEAR, "2027-01-02,yes,,"), "line 3: is_workday = 'yes'; write 1 for worked, 0 for free"),
        ((NEW_YEAR, "2027-01-02"), "line 3: is_workday = ''"),
        ((NEW_YEAR, NEW_YEAR), "line 3: 2027-01-01 stands in line 2 already"),
        ((NEW_YEAR, "2027-01-01,1,,"), "line 3: 2027-01-01 is worked here and free in line 2"),
        ((), "the first line must be date,is_workday,name_zh,name_en"),
    ],
)
def test_a_bad_line_is_named_with_its_value_and_nothing_is_imported(tmp_path, lines, told):
    file, own = written(tmp_path / "bad.csv", *lines), tmp_path / "calendar.csv"
    with pytest.raises(CalendarError, match=re.escape(told)):
        import_file(file, own)
    assert not own.exists()


def test_all_bad_lines_are_told_at_once(tmp_path):
    file = written(tmp_path / "bad.csv", "x,0,,", NEW_YEAR, "2027-01-02,2,,")
    with pytest.raises(CalendarError, match=r"line 2: (.|\n)*line 4: "):
        read(file)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"day,free\n2027-01-01,1\n", b""])
def test_a_file_that_is_no_calendar_is_refused_by_name(tmp_path, content):
    file = tmp_path / "strange.csv"
    file.write_bytes(content)
    with pytest.raises(CalendarError, match=r"strange\.csv"):
        read(file)


def test_a_missing_file_is_refused_by_name(tmp_path):
    with pytest.raises(CalendarError, match=r"nowhere\.csv"):
        read(tmp_path / "nowhere.csv")
