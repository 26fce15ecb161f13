from __future__ import annotations

import shutil

import duckdb
import pytest

from dashboard.board.file import fingerprint
from dashboard.board.store import Board
from tests.board.test_store import fact, plain_case
from tests.histories import after, board, calendar, contents, district, entries, ledger

pytestmark = pytest.mark.sweep

FOUND = entries(plain_case(1) + plain_case(2) + [fact(50, "sign", org="A")])


class Counted:
    """A ledger that counts how many entries were read from it."""

    def __init__(self, found):
        self.found, self.read = found, 0

    def __call__(self, seq, limit):
        page = self.found[seq : seq + limit]
        self.read += len(page)
        return page


@pytest.fixture
def path(tmp_path):
    return tmp_path / "board.duckdb"


def kept_at(path, found=FOUND):
    kept = board(found, path=path)
    kept.close()


def reopened(path, found=FOUND, **options):
    kept = Board(options.pop("district", district()), calendar(), path=path, **options)
    folded_before = kept.seq
    read = Counted(found)
    kept.catch_up(read)
    result = contents(kept)
    kept.close()
    return folded_before, read.read, result


def test_a_board_that_was_kept_goes_on_where_it_stopped(path):
    kept_at(path, FOUND[:3])
    before, read, found = reopened(path)
    assert before == 3
    assert (
        read <= 4
    )  # the two new ones, and the last folded one twice: to know the ledger again and to note it
    assert found == contents(board(FOUND))


def test_a_file_that_is_no_database_is_made_anew(path):
    path.write_bytes(b"not a database" * 1_000)
    assert reopened(path)[::2] == (0, contents(board(FOUND)))


def test_a_database_that_is_no_board_is_made_anew(path):
    other = duckdb.connect(str(path))
    other.execute("CREATE TABLE meta(x INTEGER)")
    other.close()
    assert reopened(path)[::2] == (0, contents(board(FOUND)))


def test_a_file_cut_short_is_made_anew(path):
    kept_at(path)
    path.write_bytes(path.read_bytes()[:-5_000])
    assert reopened(path)[2] == contents(board(FOUND))


def test_a_board_of_another_district_is_made_anew(path):
    kept_at(path)
    other = district().model_copy(update={"centre": "B"})
    assert reopened(path, district=other)[0] == 0


def test_a_board_frozen_at_another_moment_is_made_anew(path):
    kept_at(path)
    assert reopened(path, until=after(20))[0] == 0
    assert reopened(path, until=after(20))[0] == len(FOUND)


def test_a_board_of_other_code_is_made_anew(path, monkeypatch):
    kept_at(path)
    monkeypatch.setattr(duckdb, "__version__", "99")
    assert reopened(path)[0] == 0


def test_the_same_district_has_the_same_fingerprint_and_another_calendar_another(monkeypatch):
    same = [fingerprint(district().model_copy(deep=True), calendar(), None) for _ in range(2)]
    assert same[0] == same[1] == fingerprint(district(), calendar(), None)
    moved = type(calendar()).of(
        zone="UTC", segments=district().working.segments, weekend=(6, 7), special_days={}
    )
    assert fingerprint(district(), moved, None) != same[0]


def test_a_board_ahead_of_its_ledger_starts_again(path):
    kept_at(path)
    assert reopened(path, FOUND[:2])[2] == contents(board(FOUND[:2]))


def test_a_board_of_another_ledger_starts_again(path):
    kept_at(path)
    other = entries(plain_case(7) + plain_case(8) + [fact(60, "remind", "case:hotline/7")])
    assert reopened(path, other)[2] == contents(board(other))


def test_a_log_of_changes_that_belongs_to_an_older_file_is_not_applied(path):
    """The board died with a log beside it; the file was then replaced by another copy of itself."""
    log = path.with_name(path.name + ".wal")
    kept = board(FOUND[:2], path=path)
    shutil.copy(log, log.with_suffix(".old"))
    kept.catch_up(ledger(FOUND))
    kept.close()
    shutil.copy(log.with_suffix(".old"), log)
    assert reopened(path)[2] == contents(board(FOUND))


def test_a_board_that_died_without_closing_is_whole_again(path, tmp_path):
    kept = board(FOUND[:3], path=path)
    copy = tmp_path / "copy.duckdb"
    shutil.copy(path, copy)
    shutil.copy(path.with_name(path.name + ".wal"), copy.with_name(copy.name + ".wal"))
    kept.close()
    assert reopened(copy)[2] == contents(board(FOUND))


def test_a_file_that_is_in_use_is_left_alone(path):
    first = board(FOUND, path=path)
    second = board(FOUND, path=path)
    assert contents(second) == contents(first)
    first.close()
    second.close()
    assert reopened(path)[0] == len(FOUND)


def test_a_kept_board_does_not_change_by_being_looked_at(path):
    kept_at(path)
    assert reopened(path) == reopened(path)
