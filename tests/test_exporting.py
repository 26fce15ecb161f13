"""The list as a file: the same rows, said what they are of, and nothing that a spreadsheet would compute."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from dashboard.exporting import BOM, EXPORT, WORKBOOK, XLSX, exported
from dashboard.scope import ALL
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = pytest.mark.sweep

EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture
def desk(tmp_path):
    facts = [*dispatched(1, text_short=EVIL), *dispatched(2, hours=90, text_short="字" * 60)]
    found = desk_in(tmp_path, facts)
    found.look()
    yield found
    found.close()


def tables(text):
    head, _, rows = text.removeprefix(BOM).partition("\n\n")
    return list(csv.reader(io.StringIO(head))), list(csv.reader(io.StringIO(rows)))


def test_a_file_says_what_it_is_of_and_has_a_row_a_case(desk):
    head, rows = tables(exported(desk, {"of": "open", "street": "990101002"}, "zh", ALL).csv())
    said = dict(head[1:])
    assert (said["指标"], said["筛选"], said["截至"]) == ("在办", "街镇=望潮", "2026-11-20 12:00")
    assert (said["计数"], said["所列件数"]) == ("2", "2")
    assert [row[0] for row in rows[1:]] == ["000002", "000001"]


def test_a_file_says_the_cell_in_words(desk):
    head, _ = tables(
        exported(desk, {"of": "stage-response", "stage": "sign", "late": "true"}, "zh", ALL).csv()
    )
    assert dict(head[1:])["筛选"] == "环节=签收; 时限=已超时限"


def test_a_file_speaks_the_readers_language(desk):
    head, rows = tables(exported(desk, {"of": "overdue"}, "en", ALL).csv())
    assert dict(head[1:])["Number"] == "Overdue"
    assert rows[0][:3] == ["Number", "Category", "To breach"]


def test_nothing_in_it_is_computed_by_a_spreadsheet_and_no_text_is_longer_than_on_the_screen(desk):
    _, rows = tables(exported(desk, {}, "zh", ALL).csv())
    texts = [row[-1] for row in rows[1:]]
    assert texts == ["字" * 29 + "…", "'" + EVIL[:29] + "…"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_an_unknown_question_is_a_list_and_never_an_error(desk):
    odd = (
        {"of": "../../etc"},
        {"stage": "x"},
        {"day": "never"},
        {"week": "2026-W99"},
        {"ago": "1"},
        {"week": "0001-W01"},
    )
    for query in odd:
        assert exported(desk, query, "zh", ALL).csv().startswith(BOM)


def test_the_route_hands_it_out_to_be_saved_and_kept_nowhere(desk):
    reply = client_of(desk).get(f"{EXPORT}?of=open&lang=en")
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"] == 'attachment; filename="cases.csv"'
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.data.startswith(b"\xef\xbb\xbf")
    assert client_of(desk).post(EXPORT).status_code == 405
    (note,) = [one for one in desk.ledger.book.read() if one.action == "export"]
    assert (note.outcome, note.address) == ("done", "127.0.0.1")
    assert "/export/cases.csv?of=open" in note.object


def test_a_window_is_said_by_its_ends_and_too_long_a_filter_is_refused(desk):
    head, _ = tables(exported(desk, {"of": "received", "window": "7d"}, "zh", ALL).csv())
    assert dict(head[1:])["窗口"] == "2026-11-13 12:00 – 2026-11-20 12:00"
    reply = client_of(desk).get(f"{EXPORT}?category={'x' * 201}")
    assert (reply.status_code, "筛选过长" in reply.get_data(as_text=True)) == (400, True)


def test_a_workbook_says_the_same_as_the_csv_and_every_text_in_it_is_a_text(desk):
    sheet = exported(desk, {"of": "open"}, "zh", ALL)
    page = openpyxl.load_workbook(io.BytesIO(sheet.workbook())).active
    told = [["" if cell.value is None else str(cell.value) for cell in row] for row in page.iter_rows()]
    head, rows = tables(sheet.csv())
    assert [row[:2] for row in told[: len(head) - 1]] == head[1:]
    assert [[one.lstrip("'") for one in row] for row in told[len(head) :]] == [
        [one.lstrip("'") for one in row] for row in rows
    ]
    assert not any(cell.data_type == "f" for row in page.iter_rows() for cell in row)
    assert (page["A13"].data_type, page["A13"].value) == ("s", "000002")  # a number of a case stays a text
    assert page.freeze_panes == "B13"


def test_a_file_says_up_to_which_entry_it_knows(desk):
    head, _ = tables(exported(desk, {}, "zh", ALL).csv())
    assert dict(head[1:])["账本至"] == str(desk.board.seq) != "0"


def test_a_file_says_who_took_it_and_when_and_begins_no_formula(desk, monkeypatch):
    monkeypatch.setattr("dashboard.exporting.wall", lambda: datetime(2026, 11, 21, 1, 30, tzinfo=UTC))
    head, _ = tables(exported(desk, {}, "zh", ALL, "值班长 01 席 chief").csv())
    assert dict(head[1:])["导出人与时间"] == "值班长 01 席 chief 2026-11-21 09:30"
    head, _ = tables(exported(desk, {}, "en", ALL, "=cmd|x").csv())
    assert dict(head[1:])["Taken by, at"] == "'=cmd|x 2026-11-21 09:30"
    assert "值班长" in client_of(desk).get(f"{EXPORT}?of=open").text


def test_a_workbook_of_nothing_has_its_headings(desk):
    page = openpyxl.load_workbook(io.BytesIO(exported(desk, {"street": "none"}, "en", ALL).workbook())).active
    assert [cell.value for cell in page[page.max_row]][:2] == ["Number", "Category"]


def test_the_route_of_the_workbook_is_for_the_same_people_and_noted_as_well(desk):
    reply = client_of(desk).get(f"{WORKBOOK}?of=open")
    assert (reply.status_code, reply.content_type, reply.data[:2]) == (200, XLSX, b"PK")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="cases.xlsx"'
    assert [one.object for one in desk.ledger.book.read() if one.action == "export"] == [
        f"{WORKBOOK}?of=open"
    ]
