"""Files dropped in a folder: when they are read, how their rows are told apart, and what a row says."""

from __future__ import annotations

import gzip
import json
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from dashboard.cases import UNMAPPED
from dashboard.clock import monotonic
from dashboard.district import calendar_of
from dashboard.fold import Known
from dashboard.fold.case import fold_case
from dashboard.fold.rules import Rules
from data_feeds import FeedError, Page, Record, RecordError
from data_feeds import folder as folder_feed
from data_feeds.folder import FOLDER, Options, parse, read
from tests.small_district import connection, district, reading

COLUMNS = {"id": "id", "opened_at": "opened", "closed_at": "closed", "holder": "unit"}
FORMS = {"formats": ["iso", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M"]}
TOLD_AT = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


def dropped(tmp_path: Path, cursor=None, **options) -> list[Page]:
    """What one poll of the folder yields."""
    of = connection("folder", "files", options={"columns": COLUMNS} | FORMS | options)
    home = district(of, sources=tmp_path)
    return list(read(reading(of, home=home, geometry=None, cursor=cursor or {})))


def twice(tmp_path: Path, **options) -> list[Page]:
    """What the second of two looks yields, at which a new file is still."""
    return dropped(tmp_path, dropped(tmp_path, **options)[-1].cursor, **options)


def ids(pages: list[Page]) -> list[str]:
    return [record.raw["id"] for page in pages for record in page.records]


def spoiled(pages: list[Page]) -> list[tuple[str, str]]:
    return [(record.where, reason) for page in pages for record, reason in page.spoiled]


def facts(raw, told_at=TOLD_AT, **options):
    of = connection("folder", "files", options={"columns": COLUMNS} | FORMS | options)
    return list(parse(Record(raw=raw, where="line 2 of a.csv", told_at=told_at), reading(of)))


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def test_a_file_is_read_when_two_looks_see_the_same(tmp_path):
    write(tmp_path / "a.csv", "id,opened,closed,unit", "1,2026-11-20T09:00,,水务")
    first = dropped(tmp_path)
    second = dropped(tmp_path, first[-1].cursor)
    third = dropped(tmp_path, second[-1].cursor)
    assert (ids(first), first[-1].more) == ([], True)
    assert (ids(second), second[-1].more) == (["1"], False)
    assert ids(third) == []
    assert third[-1].cursor == second[-1].cursor


def test_a_file_that_grows_between_two_looks_waits(tmp_path):
    path = write(tmp_path / "a.csv", "id,opened,closed,unit", "1,2026-11-20T09:00,,")
    first = dropped(tmp_path)
    write(path, "id,opened,closed,unit", "1,2026-11-20T09:00,,", "2,2026-11-20T09:00,,")
    second = dropped(tmp_path, first[-1].cursor)
    assert ids(second) == []
    assert ids(dropped(tmp_path, second[-1].cursor)) == ["1", "2"]


def test_with_a_marker_the_first_look_is_enough_and_without_it_none_is(tmp_path):
    write(tmp_path / "a.csv", "id,opened", "1,2026-11-20T09:00")
    waiting = twice(tmp_path, done=True)
    assert (ids(waiting), waiting[-1].more) == ([], True)
    (tmp_path / "a.csv.done").touch()
    assert ids(dropped(tmp_path, done=True)) == ["1"]


def test_a_file_that_was_read_is_known_by_its_content(tmp_path):
    path = write(tmp_path / "a.csv", "id,opened", "1,2026-11-20T09:00")
    cursor = twice(tmp_path)[-1].cursor
    os.utime(path, (1, 1))
    touched = dropped(tmp_path, dropped(tmp_path, cursor)[-1].cursor)
    assert ids(touched) == []
    write(path, "id,opened", "2,2026-11-20T09:00")
    changed = dropped(tmp_path, dropped(tmp_path, touched[-1].cursor)[-1].cursor)
    assert ids(changed) == ["2"]


def test_a_file_that_is_gone_is_forgotten(tmp_path):
    path = write(tmp_path / "a.csv", "id,opened", "1,2026-11-20T09:00")
    cursor = twice(tmp_path)[-1].cursor
    path.unlink()
    assert dropped(tmp_path, cursor)[-1].cursor == {"looks": {}, "files": {}, "listed": 1}


def test_only_names_of_the_pattern_count_and_files_come_in_their_order(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        write(tmp_path / name, "id,opened", f"{name},2026-11-20T09:00")
    assert ids(twice(tmp_path, pattern="*.csv")) == ["a.csv", "b.csv"]


def test_a_long_file_comes_in_pages_and_goes_on_where_time_ran_out(tmp_path, monkeypatch):
    monkeypatch.setattr(folder_feed, "PAGE", 2)
    write(tmp_path / "a.csv", "id,opened", *(f"{number},2026-11-20T09:00" for number in range(5)))
    cursor = dropped(tmp_path)[-1].cursor
    of = connection("folder", "files", options={"columns": COLUMNS} | FORMS)
    late = reading(
        of, home=district(of, sources=tmp_path), geometry=None, cursor=cursor, deadline=monotonic() - 1
    )
    first = list(read(late))
    assert (ids(first), first[-1].more) == (["0", "1"], True)
    rest = dropped(tmp_path, first[-1].cursor)
    assert ([ids([page]) for page in rest], rest[-1].more) == ([["2", "3"], ["4"], []], False)


def test_a_file_that_cannot_be_read_is_told_after_the_others_were_read(tmp_path):
    write(tmp_path / "a.csv", "nummer,opened", "1,2026-11-20T09:00")
    write(tmp_path / "b.csv", "id,opened", "2,2026-11-20T09:00")
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    cursor = dropped(tmp_path)[-1].cursor
    pages = []
    with pytest.raises(FeedError, match=r"a\.csv has no column id.*c\.pdf is none of") as error:
        pages.extend(dropped_pages(tmp_path, cursor))
    assert "options.columns" in str(error.value)
    assert ids(pages) == ["2"]
    assert set(pages[-1].cursor["files"]) == {"b.csv"}
    assert pages[-1].more


def dropped_pages(tmp_path, cursor):
    of = connection("folder", "files", options={"columns": COLUMNS} | FORMS)
    yield from read(reading(of, home=district(of, sources=tmp_path), geometry=None, cursor=cursor))


def test_a_folder_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(FeedError, match="there is no folder"):
        dropped(tmp_path, path="nowhere")


def test_cells_stay_as_they_are_written(tmp_path):
    write(tmp_path / "a.csv", "id,opened,unit", "00123,2026-11-20T09:00,NA", '9007199254740993,x," null "')
    first, second = (record.raw for page in twice(tmp_path) for record in page.records)
    assert first == {"id": "00123", "opened": "2026-11-20T09:00", "unit": "NA"}
    assert second == {"id": "9007199254740993", "opened": "x", "unit": " null "}


def test_a_bad_row_is_set_aside_by_its_line_and_costs_no_other(tmp_path):
    write(
        tmp_path / "a.csv",
        "id,opened,unit",
        '1,2026-11-20T09:00,"two',
        'lines"',
        "2,2026-11-20T09:00",
        '3,"quoted"badly,x',
        "",
        "4,2026-11-20T09:00,x,y",
        '5,"never closed,x',
        "6,2026-11-20T09:00,x",
        "7,2026-11-20T09:00,x",
    )
    pages = twice(tmp_path)
    assert ids(pages) == ["1", "6", "7"]
    assert [where for where, _ in spoiled(pages)] == [f"line {line} of a.csv" for line in (4, 5, 7, 8)]
    assert spoiled(pages)[0][1] == "no row of this table: 2 cells under 3 headings"


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", "1", "\r\n", "案"]), max_size=60))
@settings(max_examples=60, deadline=None)
def test_whatever_stands_between_two_good_rows_they_are_both_read(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("noise")
    write(
        folder / "a.csv",
        "id,opened,unit",
        "first,1,2",
        "".join(noise).replace('"', '"x') + '"',
        *["x,"] * 100,
        "last,1,2",
    )
    pages = twice(folder)
    assert ids(pages)[0] == "first"
    assert ids(pages)[-1] == "last"


def test_another_delimiter_and_a_gzipped_file_are_read(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id;opened\n1;x,y\n"))
    (page, _) = twice(tmp_path, delimiter=";")
    assert page.records[0].raw == {"id": "1", "opened": "x,y"}
    assert page.records[0].where == "line 2 of a.csv.gz"


def test_a_gzipped_file_that_inflates_without_end_is_refused(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,opened\n" + b" " * (3 << 20)))
    with pytest.raises(FeedError, match="inflates beyond 1 MB"):
        twice(tmp_path, largest=1)


def test_a_gzipped_file_that_is_torn_is_told(tmp_path):
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"id,opened\n1,2\n" * 100)[:-20])
    with pytest.raises(FeedError, match=r"a\.csv\.gz cannot be read"):
        twice(tmp_path)


def test_a_heading_twice_is_refused_and_blank_ones_are_ignored(tmp_path):
    write(tmp_path / "a.csv", "id,opened,,", "1,2,,")
    assert ids(twice(tmp_path)) == ["1"]
    write(tmp_path / "b.csv", "id,opened,id", "1,2,3")
    with pytest.raises(FeedError, match="heading stands twice"):
        twice(tmp_path)


def test_json_lines_are_strict_and_told_by_their_line(tmp_path):
    write(tmp_path / "a.jsonl", '{"id": "0042"}', "", '{"id": 1, "id": 2}', "[", '{"id": "43", "n": [1]}')
    pages = twice(tmp_path)
    assert ids(pages) == ["0042", "43"]
    assert [where for where, _ in spoiled(pages)] == ["line 3 of a.jsonl", "line 4 of a.jsonl"]


def workbook(path: Path, *rows: tuple, sheet: str = "Sheet") -> Path:
    book = openpyxl.Workbook()
    tab = book.active
    tab.title = sheet
    for row in rows:
        tab.append(row)
    book.save(path)
    return path


def test_a_workbook_gives_values_and_never_formulas(tmp_path):
    moment = datetime(2026, 11, 20, 9, 30)  # noqa: DTZ001  as a workbook has it
    workbook(
        tmp_path / "a.xlsx",
        (),
        ("id", "opened", "unit"),
        ("0042", moment, "水务"),
        (43.0, "2026-11-20 10:00:00", "=1+1"),
        (None, None, None),
        ("44", moment.date(), None),
    )
    rows = [record.raw for page in twice(tmp_path) for record in page.records]
    assert rows[0] == {"id": "0042", "opened": moment, "unit": "水务"}
    assert rows[1] == {"id": 43, "opened": "2026-11-20 10:00:00", "unit": None}
    assert rows[2]["opened"] == datetime(2026, 11, 20)  # noqa: DTZ001
    found = facts(rows[0])[0]
    assert found.happened_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)


def test_an_id_that_a_workbook_has_rounded_is_refused_and_not_guessed():
    with pytest.raises(RecordError, match="id: is neither text nor a whole number"):
        facts({"id": 1.3812345678901234e17, "opened": "2026-11-20T09:00"})


def test_a_named_tab_is_read_and_a_missing_one_told(tmp_path):
    workbook(tmp_path / "a.xlsx", ("id", "opened"), ("1", "2"), sheet="工单")
    assert ids(twice(tmp_path, sheet="工单")) == ["1"]
    with pytest.raises(FeedError, match="no workbook that can be read"):
        twice(tmp_path, sheet="别的")


def test_f58_a_workbook_that_unpacks_into_too_much_is_refused_before_it_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (3 << 20))
    with pytest.raises(FeedError, match="unpacks into too much"):
        twice(tmp_path, largest=1)


def test_f58_an_entity_in_a_workbook_is_not_resolved(tmp_path):
    path = workbook(tmp_path / "good.xlsx", ("id", "opened"), ("1", "2"))
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(tmp_path / "bad.xlsx", "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(
                name, entity.encode() + data.split(b"?>")[-1] if name.endswith("sheet1.xml") else data
            )
    with pytest.raises(FeedError, match=r"bad\.xlsx is no workbook that can be read: EntitiesForbidden"):
        twice(tmp_path)


def test_a_row_yields_one_state_for_each_moment_it_tells_of():
    row = {"id": "1", "opened": "2026-11-20 09:00:00", "closed": "2026-11-20 12:00:00", "unit": "区水务局"}
    opened, closed = facts(row)
    assert (opened.key, opened.kind) == ("case:files/1", "state")
    assert (opened.body["phase"], opened.body["holder"]) == ("dispatched", "D01")
    assert (closed.body["phase"], closed.body["holder"]) == ("closed", "D01")
    assert closed.happened_at - opened.happened_at == timedelta(hours=3)
    assert opened.body["case"]["reported_at"] == "2026-11-20T01:00:00+00:00"
    assert [one.body["phase"] for one in facts(row | {"closed": " "})] == ["dispatched"]


def test_opened_and_closed_in_the_same_second_stay_in_that_order():
    row = {"id": "1", "opened": "2026-11-20 09:00:00", "closed": "2026-11-20 09:00:00"}
    found = sorted(facts(row), key=lambda one: (one.happened_at, one.version))
    assert [one.body["phase"] for one in found] == ["accepted", "closed"]


def test_the_same_row_in_a_later_file_differs_in_its_version_only():
    row = {"id": "1", "opened": "2026-11-20 09:00:00", "unit": "水务"}
    (first,), (second,) = facts(row), facts(row, told_at=TOLD_AT + timedelta(days=1))
    assert first.body == second.body
    assert first.version < second.version


def test_who_has_a_changed_case_now_says_nothing_of_who_had_it_at_first():
    columns = {"columns": COLUMNS | {"updated_at": "changed"}}
    row = {"id": "1", "opened": "2026-11-20 09:00:00", "changed": "2026-11-20 11:00:00", "unit": "区水务局"}
    opened, changed = facts(row, **columns)
    assert (opened.body["phase"], opened.body["holder"]) == ("accepted", None)
    assert (changed.body["phase"], changed.body["holder"]) == ("dispatched", "D01")
    assert changed.version == "2 2026-11-20T03:00:00+00:00"


@pytest.mark.parametrize("first", ["2026-11-20 09:00:00", ""])
def test_a_row_first_seen_unchanged_and_changed_later_is_no_return(first):
    columns = {"columns": COLUMNS | {"updated_at": "changed"}}
    row = {"id": "1", "opened": "2026-11-20 09:00:00", "changed": first, "unit": "区水务局"}
    early, late = facts(row, **columns), facts(row | {"changed": "2026-11-20 11:00:00"}, **columns)
    assert [(one.body["phase"], one.body["holder"]) for one in early] == [
        ("accepted", None), ("dispatched", "D01"),
    ]  # fmt: skip
    assert early[0].body == late[0].body
    known = [
        Known(kind=one.kind, version=one.version, digest=str(n), happened_at=one.happened_at, body=one.body)
        for n, one in enumerate([*early, *late])
    ]
    folded = fold_case("case:files/1", known, Rules(district(), calendar_of(district())))
    assert (folded.case["returns"], folded.case["hops"], folded.anomalies) == (0, [], [])


STATUS = {
    "columns": COLUMNS | {"status": "state"},
    "status": {"在办": "disposing", "办结": "closed", "作废": "voided"},
}


def test_a_status_is_said_in_our_words_from_when_it_is_known():
    row = {"id": "1", "opened": "2026-11-19 09:00:00", "state": "在办", "unit": "区水务局"}
    opened, now = facts(row, **STATUS)
    assert (opened.body["phase"], now.body["phase"], now.happened_at) == ("dispatched", "disposing", TOLD_AT)
    _, gone = facts(row | {"state": "作废"}, **STATUS)
    assert (gone.body["phase"], gone.happened_at) == ("voided", TOLD_AT)
    _, done = facts(row | {"state": "办结", "closed": "2026-11-19 15:00:00"}, **STATUS)
    assert (done.body["phase"], done.happened_at) == ("closed", datetime(2026, 11, 19, 7, tzinfo=UTC))


def test_an_open_status_is_believed_before_an_old_closing_time():
    row = {"id": "1", "opened": "2026-11-19 09:00:00", "closed": "2026-11-19 15:00:00", "state": "在办"}
    assert [one.body["phase"] for one in facts(row, **STATUS)] == ["accepted", "disposing"]


def test_a_status_nobody_declared_stays_visible():
    row = {"id": "1", "opened": "2026-11-19 09:00:00", "state": "挂起13800001234"}
    (found,) = facts(row, **STATUS)
    assert found.body["status_said"].startswith("挂起")
    assert "13800001234" not in found.body["status_said"]


def test_a_row_without_any_time_or_id_is_refused_with_the_reason():
    with pytest.raises(RecordError, match="opened_at: a row must say"):
        facts({"id": "1"})
    with pytest.raises(RecordError, match="id: Field required"):
        facts({"opened": "2026-11-20T09:00"})
    with pytest.raises(RecordError, match="a row must be an object"):
        facts(["1"])


def test_times_follow_the_declared_forms_and_no_other():
    assert facts({"id": "1", "opened": "05/11/2026 09:00"})[0].happened_at.day == 5
    with pytest.raises(
        RecordError, match=r"is no time of the form iso or %Y-%m-%d %H:%M:%S or %d/%m/%Y %H:%M"
    ):
        facts({"id": "1", "opened": "11/20/2026 09:00"})
    with pytest.raises(RecordError, match="opened_at"):
        facts({"id": "1", "opened": "45413.5"})
    with pytest.raises(RecordError, match="opened_at: is no time"):
        facts({"id": "1", "opened": 20261120})


def test_everything_else_of_a_row_is_told_as_an_event_would():
    theirs = {"requester_name": "who", "requester_phone": "phone", "address": "where", "text": "what"}
    columns = COLUMNS | theirs | {name: name for name in ("x", "y", "street", "flags")}
    row = {"id": "1", "opened": "2026-11-20T09:00", "x": "121.45", "y": "31.15", "street": "月球"}
    row |= {"who": "王秀英", "phone": "13800001234", "where": "云江路18弄", "flags": "safety、hot"}
    row["what"] = "积水，电话13800001234"
    (found,) = facts(row, columns=columns)
    case = found.body["case"]
    assert (case["lon"], case["lat"], case["place"]) == (121.45, 31.15, "inside")
    assert (case["street"], found.body["street_said"]) == (UNMAPPED, "月球")
    assert case["flags"] == ["hot", "safety"]
    assert len(case["requester_key"]) == len(case["place_key"]) == 32
    assert "13800001234" not in json.dumps(found.body, ensure_ascii=False)
    assert "王秀英" not in json.dumps(found.body, ensure_ascii=False)


@pytest.mark.parametrize(
    "columns", [{"opened_at": "a"}, {"id": "a"}, {"id": "a", "opened_at": "b", "colour": "c"}, {}]
)
def test_columns_that_cannot_make_a_case_are_refused(columns):
    with pytest.raises(ValidationError):
        Options(columns=columns)


def test_the_feed_says_what_it_is():
    assert (FOLDER.name, FOLDER.title.en) == ("folder", "folder of files")
