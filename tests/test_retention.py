"""Retention: words of cases that ended long ago go, all else stays, and the ledger says which went."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.ageing import old_texts
from dashboard.board.store import Board
from dashboard.cases import AGED
from dashboard.clock import Frozen
from dashboard.ledger import Action, AuditFilter, Rejected
from dashboard.ledger.ageing import AGE
from dashboard.ledger.database import writing
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import BODIES, ENTRIES
from dashboard.places import Geometry
from dashboard.polling import Turn
from dashboard.retention import Retention, Terms
from tests.histories import HORIZON, MONDAY, calendar, contents, district, histories
from tests.living import NOON, desk_in, dispatched, stepped

pytestmark = pytest.mark.sweep

DAYS = 90
LONG_AGO = 24.0 * 200


def told(number, *, ended, hours=LONG_AGO):
    """A case of which people wrote in every way, and which may have ended."""
    yield from dispatched(number, hours=hours, text_short=f"路面积水 {number}")
    yield stepped(number, "return", hours=hours - 1, org="water", note=f"不归我管 {number}", clause="第三条")
    yield stepped(
        number, "dispatch", hours=hours - 2, org="uomc", to_org="ecology", doc_no=f"督〔{number}〕号"
    )
    if ended:
        yield stepped(number, "close", hours=hours - 5, org="ecology", note=f"已修好 {number}")


def said_by(ledger):
    return {entry.seq: entry.body for entry in ledger.entries(0)}


@pytest.fixture
def desk(tmp_path):
    facts = [*told(1, ended=True), *told(2, ended=False), *told(3, ended=True, hours=24.0 * 20)]
    made = desk_in(tmp_path, facts)
    made.look()
    yield made
    made.close()


def retention(desk, days=DAYS):
    return Retention(ledger=desk.ledger, board=desk.board, clock=desk.clock, terms=terms(text_days=days))


def terms(**days):
    return Terms(**{"text_days": DAYS, "paper_days": 1_000, "quarantine_days": 30, "audit_days": 180} | days)


def words_of(desk, number):
    bodies = [entry.body for entry in desk.ledger.entries(0) if entry.key.endswith(f"{number:06d}")]
    return [
        body[name] for part in bodies for body in (part, part.get("case", {})) for name in
        ("text_short", "note", "clause", "doc_no") if name in body
    ]  # fmt: skip


def test_words_of_a_case_that_ended_long_ago_go_and_those_of_others_stay(desk):
    assert retention(desk)(Turn()).texts == 4
    assert set(words_of(desk, 1)) == {AGED}
    assert len(words_of(desk, 1)) == 5
    assert AGED not in words_of(desk, 2) + words_of(desk, 3)


def test_all_that_is_no_word_stays_as_it_was(desk):
    before = contents_of(desk.board)
    retention(desk)(Turn())
    desk.look()
    after = contents_of(desk.board)
    assert {name for name in before if not before[name].equals(after[name])} == {"cases", "facts"}
    left = [before["cases"], after["cases"]]
    assert left[0].drop_columns("text_short").equals(left[1].drop_columns("text_short"))
    with desk.board.reading(NOON) as reader:
        case = reader.cursor.execute("SELECT text_short, phase, hands FROM cases ORDER BY key").fetchall()
    assert case[0][:2] == (AGED, "closed")
    assert case[1][0] == "路面积水 2"


def contents_of(board):
    with board.reading(NOON) as reader:
        names = ("cases", "facts", "spans", "assignments", "stages", "anomalies")
        return {name: reader.cursor.sql(f"FROM {name} ORDER BY ALL").to_arrow_table() for name in names}


def test_the_chain_holds_and_the_register_names_which_went(desk):
    retention(desk)(Turn())
    assert desk.ledger.verify().good
    register = desk.ledger.entries(0)[-1]
    assert (register.stream, register.kind, register.actor) == ("config", AGE, "poll")
    assert register.body["reason"] == f"text_days = {DAYS}"
    assert register.body["seqs"] == [1, 3, 4, 5]
    (note,) = desk.ledger.book.read(where=AuditFilter(action=Action.AGE.value))
    assert (note.object, note.after) == (f"text_days = {DAYS}", "4")


def test_nothing_goes_twice_and_a_second_look_writes_nothing(desk):
    retain = retention(desk)
    retain(Turn())
    seq = desk.ledger.head()[0]
    assert retain(Turn()).texts == 0
    assert retain.due() == {"text_days = 90": [], "paper_days = 1000": []}
    assert desk.ledger.head()[0] == seq


def test_what_is_told_again_after_it_aged_is_a_duplicate_and_brings_no_word_back(desk):
    retention(desk)(Turn())
    receipt = desk.ledger.append("hotline", list(told(1, ended=True)), recorded_at=NOON)
    assert (receipt.applied, receipt.duplicate) == (0, 5)
    assert set(words_of(desk, 1)) == {AGED}


def test_a_text_that_a_young_case_says_too_stays(tmp_path):
    old = [*dispatched(1, hours=LONG_AGO), stepped(1, "close", hours=LONG_AGO - 3, note="已修好")]
    young = [*dispatched(2, hours=50), stepped(2, "close", hours=40, note="已修好")]
    desk = desk_in(tmp_path, [*old, *young])
    desk.look()
    assert retention(desk)(Turn()).texts == 0
    assert words_of(desk, 1) == ["已修好"]
    desk.close()


def test_no_byte_of_a_word_that_went_is_left_in_the_files(desk, tmp_path):
    word = "不归我管 1".encode()
    files = [path for path in tmp_path.glob("ledger.db*") if path.suffix != ".head"]
    assert any(word in path.read_bytes() for path in files)
    retention(desk)(Turn())
    assert not any(word in path.read_bytes() for path in files if path.exists())


def test_a_text_put_in_the_place_of_one_that_aged_is_named(desk):
    retention(desk)(Turn())
    of = sa.select(ENTRIES.c.digest).where(ENTRIES.c.seq == 3).scalar_subquery()
    with writing(desk.ledger.engine) as connection:
        connection.execute(sa.update(BODIES).where(BODIES.c.digest == of).values(body='{"note":"〔略〕"}'))
    verdict = desk.ledger.verify()
    assert (verdict.good, verdict.seq) == (False, 3)


def test_a_text_that_went_without_a_register_is_named(desk):
    of = sa.select(ENTRIES.c.digest).where(ENTRIES.c.seq == 3).scalar_subquery()
    with writing(desk.ledger.engine) as connection:
        connection.execute(sa.update(BODIES).where(BODIES.c.digest == of).values(body='{"note":"〔略〕"}'))
    assert desk.ledger.verify().seq == 3


def test_a_turn_that_ends_leaves_the_rest_for_the_next(desk, monkeypatch):
    monkeypatch.setattr("dashboard.ledger.ageing.A_TURN", 2)
    calls = iter([False, True, True])
    assert retention(desk)(Turn(called_off=lambda: next(calls))).texts == 2
    assert retention(desk)(Turn()).texts == 2
    assert desk.ledger.verify().good


def test_records_set_aside_go_after_their_days_and_the_audit_says_how_many(desk):
    now = datetime.now(UTC)
    for days in (29, 31):
        aside = Rejected(where=f"day {days}", reason="no id", raw=str(days))
        desk.ledger.append("hotline", [], recorded_at=now - timedelta(days=days), rejected=[aside])
    assert retention(desk)(Turn()).records == 1
    assert [one.where for one in desk.ledger.quarantined()] == ["day 29"]
    notes = desk.ledger.book.read(where=AuditFilter(action=Action.AGE.value))
    assert ("quarantine_days = 30", "1") in [(note.object, note.after) for note in notes]


def test_an_erased_text_leaves_the_living_board_as_it_leaves_a_new_one(desk):
    desk.ledger.erase(3, reason="asked for", actor="auditor", recorded_at=NOON)
    desk.look()
    assert contents_of(desk.board) == contents_of(rebuilt(desk))


def test_a_backup_that_is_restored_still_verifies(desk, tmp_path):
    retention(desk)(Turn())
    desk.ledger.backup(tmp_path / "copy.db")
    assert "不归我管 1".encode() not in (tmp_path / "copy.db").read_bytes()


def rebuilt(desk):
    board = Board(desk.district, desk.calendar, Geometry.load(desk.district))
    board.catch_up(desk.ledger.entries)
    return board


def test_a_board_made_anew_shows_what_the_living_one_shows(desk):
    retention(desk)(Turn())
    desk.look()
    assert contents_of(desk.board) == contents_of(rebuilt(desk))


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_whatever_happened_a_living_board_and_a_new_one_are_equal_after_ageing(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("ageing") / "ledger.db"
    facts = data.draw(histories())
    ledger, now = Ledger.open(f"sqlite:///{path}", key=b"k" * 32), MONDAY + HORIZON
    live, fresh = Board(district(), calendar()), Board(district(), calendar())
    ledger.append("hotline", facts, recorded_at=now)
    live.catch_up(ledger.entries)
    with live.reading(now) as reader:
        old = old_texts(reader, data.draw(st.sampled_from((now, now - timedelta(days=3)))))
    went = ledger.age(old, reason="law", actor="a", recorded_at=now, known_at=now)
    assert went <= len(old)
    live.catch_up(ledger.entries)
    fresh.catch_up(ledger.entries)
    assert contents(live, now) == contents(fresh, now)
    assert ledger.verify().good
    ledger.close()


def test_a_district_that_stands_still_ages_on_its_own_clock(desk):
    desk.clock = Frozen(NOON - timedelta(days=150))
    assert not any(retention(desk).due().values())
