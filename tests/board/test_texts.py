"""SQL texts are built once for each version of the program, and never taken from another one."""

from __future__ import annotations

import errno
import tempfile
from pathlib import Path

import ibis
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board import texts
from dashboard.board.store import Board
from dashboard.board.texts import beside, keep, kept, program
from tests.histories import calendar, district
from tests.small_ledger import NOON

SAID = {"open||": "SELECT 1", "received|street|": "SELECT '望潮'"}


def asked(board, name="open cases"):
    """How many a board counts, and whether it had to build the text for that."""
    built = []

    def expression():
        built.append(name)
        return board_tables(board).cases.count().as_table()

    def board_tables(_):
        return reader.tables

    with board.reading(NOON) as reader:
        found = int(reader.frame(name, expression).iloc[0, 0])
    return found, bool(built)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "board-serve.duckdb"


def opened(path):
    return Board(district(), calendar(), path=path)


def test_what_was_built_before_is_asked_at_once_after_a_restart(path):
    first = opened(path)
    assert asked(first) == (0, True)
    first.keep_texts()
    first.close()
    second = opened(path)
    assert asked(second) == (0, False)
    assert asked(second, "another question") == (0, True)
    second.close()


def test_another_program_builds_its_own(path, monkeypatch):
    first = opened(path)
    asked(first)
    first.keep_texts()
    first.close()
    monkeypatch.setattr(ibis, "__version__", "0.0.0")
    second = opened(path)
    assert asked(second) == (0, True)
    second.close()


def test_texts_come_back_as_they_were(tmp_path):
    keep(tmp_path / "x.json", "mark", SAID)
    assert kept(tmp_path / "x.json", "mark") == SAID
    assert kept(tmp_path / "x.json", "other") == {}


@pytest.mark.parametrize(
    "found",
    [b"", b"{", b"[]", b"null", b'{"program": "mark"}', b'{"program": "mark", "texts": [1]}', b"\xff"],
)
def test_a_file_that_cannot_be_used_costs_time_and_nothing_else(tmp_path, found):
    (tmp_path / "x.json").write_bytes(found)
    assert kept(tmp_path / "x.json", "mark") == {}
    assert kept(tmp_path / "none.json", "mark") == {}


def test_where_nothing_can_be_written_nothing_is_lost(tmp_path):
    keep(tmp_path / "no such folder" / "x.json", "mark", SAID)
    (tmp_path / "x.json").write_bytes(b"{}")
    keep(tmp_path / "x.json" / "y", "mark", SAID)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["x.json"]


def test_a_board_in_memory_keeps_nothing(tmp_path):
    assert beside(None) is None
    assert kept(None, "mark") == {}
    keep(None, "mark", SAID)
    assert beside(tmp_path / "board-serve.duckdb") == tmp_path / "board-serve.texts.json"


def test_the_mark_of_a_program_follows_its_lines_and_its_board(tmp_path, monkeypatch):
    (tmp_path / "part").mkdir()
    line = tmp_path / "part" / "asking.py"
    marks = set()
    monkeypatch.setattr(texts, "files", lambda _: tmp_path)
    for said in ("one", "another", "one"):
        line.write_text(said, "utf-8")
        marks.add(program("board"))
    assert len(marks) == 2
    assert program("another board") not in marks
    (tmp_path / "part" / "notes.md").write_text("no line of it", "utf-8")
    assert program("board") in marks


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=8), st.text(max_size=9))
def test_whatever_the_texts_are_they_come_back_to_the_same_program_alone(said, mark):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.json"
        keep(path, mark, said)
        assert kept(path, mark) == said
        assert kept(path, mark + "!") == {}


def test_a_disk_that_is_full_leaves_what_was_kept_before(tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    keep(path, "mark", SAID)

    def full(*_):
        raise OSError(errno.ENOSPC, "no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    keep(path, "mark", {"open||": "SELECT 2"})
    monkeypatch.undo()
    assert kept(path, "mark") == SAID


def test_a_text_that_was_built_meanwhile_is_kept_with_the_others(tmp_path):
    path, texts_now = tmp_path / "x.json", dict(SAID)
    keep(path, "mark", texts_now)
    texts_now["closed||"] = "SELECT 3"
    keep(path, "mark", texts_now)
    assert kept(path, "mark") == {**SAID, "closed||": "SELECT 3"}
