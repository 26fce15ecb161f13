"""The audit: what is noted stays noted, and whoever changes it afterwards is found."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.ledger import Action, AuditFilter, Note
from dashboard.ledger.audit_leaves import Turn, turned
from dashboard.ledger.auditing import LONGEST, told
from dashboard.ledger.database import writing
from dashboard.ledger.tables import AUDIT, AUDIT_CHAIN, HEADS
from tests.small_ledger import KEY, minute

pytestmark = pytest.mark.sweep

MANY = 9


def note(n=0, **given_):
    return Note(
        **{"actor": f"u{n}", "action": Action.EXPORT, "object": f"list {n}", "address": "10.0.0.7"} | given_
    )


@pytest.fixture
def full(ledger):
    for n in range(MANY):
        ledger.audit([note(n)], recorded_at=minute(n))
    return ledger


def change(ledger, *statements):
    with writing(ledger.engine) as connection:
        for statement in statements:
            connection.execute(statement)
    return ledger.book.verify()


def row(seq):
    return AUDIT.c.seq == seq


def test_what_is_noted_is_read_newest_first_and_holds(full):
    found = full.book.read()
    assert [one.seq for one in found] == list(range(MANY, 0, -1))
    assert (found[0].actor, found[0].object, found[0].recorded_at) == ("u8", "list 8", minute(8))
    verdict = full.book.verify()
    assert verdict.good
    assert verdict.entries == MANY


def test_notes_move_no_version_of_the_ledger(full):
    assert full.head()[0] == 0
    assert full.verify().good


def test_pages_go_on_where_the_last_one_ended(full):
    first = full.book.read(limit=4)
    rest = full.book.read(before=first[-1].seq)
    assert [one.seq for one in first + rest] == list(range(MANY, 0, -1))


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        ({"actor": "u3"}, [4]),
        ({"action": "export"}, list(range(MANY, 0, -1))),
        ({"action": "reveal"}, []),
        ({"outcome": "refused"}, []),
        ({"object": "list 5"}, [6]),
        ({"object": "%"}, []),
        ({"since": minute(7)}, [9, 8]),
        ({"until": minute(1)}, [1]),
    ],
)
def test_notes_are_found_by_who_what_and_when(full, where, wanted):
    assert [one.seq for one in full.book.read(where=AuditFilter(**where))] == wanted


NAMES = (
    "recorded_at",
    "actor",
    "roles",
    "address",
    "action",
    "object",
    "outcome",
    "before",
    "after",
    "times",
)


@pytest.mark.parametrize("column", NAMES)
def test_an_edited_column_is_named(full, column):
    value = 5 if column in ("recorded_at", "times") else "other"
    verdict = change(full, sa.update(AUDIT).where(row(4)).values({column: value}))
    assert (verdict.seq, verdict.entries) == (4, 3)
    assert "was edited" in verdict.words.en


def test_a_deleted_note_is_named(full):
    verdict = change(full, sa.delete(AUDIT).where(row(5)))
    assert (verdict.seq, "missing" in verdict.words.en) == (5, True)


def test_the_first_note_cannot_go_without_a_register(full):
    verdict = change(full, sa.delete(AUDIT).where(AUDIT.c.seq <= 2))
    assert (verdict.seq, "no trim" in verdict.words.en) == (3, True)


def test_a_note_put_in_is_named(full):
    columns = {
        "roles": "",
        "address": "",
        "action": "x",
        "object": "",
        "outcome": "",
        "before": "",
        "after": "",
    }
    later = sa.update(AUDIT).where(AUDIT.c.seq > 8).values(seq=AUDIT.c.seq + 1)
    forged = sa.insert(AUDIT).values(seq=9, recorded_at=0, actor="me", times=1, chain="0" * 64, **columns)
    assert change(full, later, forged).seq == 9


def test_two_notes_that_changed_places_are_named(full):
    swap = [(4, 99), (7, 4), (99, 7)]
    verdict = change(full, *(sa.update(AUDIT).where(row(a)).values(seq=b) for a, b in swap))
    assert (verdict.seq, verdict.words.en) == (4, "reordered: what was entry 4 stands at 7")


def test_a_cut_tail_is_named(full):
    verdict = change(full, sa.delete(AUDIT).where(AUDIT.c.seq > 6))
    assert (verdict.seq, "cut" in verdict.words.en) == (7, True)


def test_a_tail_cut_together_with_its_head_is_found_by_what_was_noted_beside_it(full):
    with full.engine.connect() as connection:
        chain = connection.execute(sa.select(AUDIT.c.chain).where(row(6))).scalar_one()
    back = sa.update(HEADS).where(HEADS.c.name == AUDIT_CHAIN).values(seq=6, chain=chain)
    verdict = change(full, sa.delete(AUDIT).where(AUDIT.c.seq > 6), back)
    assert verdict.seq == 7


def test_nobody_without_the_key_can_write_a_note_that_holds(full, opened):
    from dashboard.ledger.appending import Seal
    from dashboard.ledger.audit_leaves import audited
    from dashboard.ledger.auditing import noted

    with writing(full.engine) as connection:
        noted(connection, [note(20)], minute(20), Seal(key=b"x" * 32, algorithm="sha256"))
        assert audited(connection, Turn(), 1, AuditFilter())[0].seq == MANY + 1
    assert full.book.verify().seq == MANY + 1


def test_old_notes_go_as_a_whole_beginning_and_the_chain_still_holds(full):
    assert full.book.trim(minute(4), actor="audit-admin", recorded_at=minute(90)) == 4
    assert [one.seq for one in full.book.read()] == [10, 9, 8, 7, 6, 5]
    assert full.book.read()[0].action == Action.TRIM
    assert full.book.verify().good
    assert full.book.trim(minute(6), actor="audit-admin", recorded_at=minute(91)) == 2
    assert full.book.verify().good


def test_where_nothing_is_old_nothing_goes(full):
    assert full.book.trim(minute(-1), actor="a", recorded_at=minute(90)) == 0
    assert len(full.book.read()) == MANY


def test_it_goes_on_after_it_was_opened_again(full, opened):
    again = opened()
    again.audit([note(50)], recorded_at=minute(50))
    assert again.book.verify().good
    assert again.book.head()[0] == MANY + 1


def test_a_backup_carries_the_audit_and_its_chain(full, tmp_path, opened):
    full.backup(tmp_path / "copy.db")
    copy = opened(url=f"sqlite:///{tmp_path / 'copy.db'}", key=KEY, anchor=tmp_path / "copy.head")
    assert copy.book.verify().good
    assert len(copy.book.read()) == MANY


TEXTS = st.text(max_size=3 * LONGEST)


@settings(max_examples=60)
@given(TEXTS)
def test_a_text_of_a_note_is_one_short_line(text):
    found = told(text)
    assert len(found) <= LONGEST
    assert found.isprintable() or not found


def test_numbers_of_persons_are_masked_in_a_note(ledger):
    ledger.audit([note(object="张三 13800001234 11010519491231002X")], recorded_at=minute(1))
    assert "13800001234" not in ledger.book.read()[0].object
    assert "11010519491231002X" not in ledger.book.read()[0].object
    assert ledger.book.verify().good


def test_every_action_is_called_something_in_both_languages():
    assert all(action.words.zh and action.words.en for action in Action)
    assert minute(1) - minute(0) == timedelta(minutes=1)


def numbers(leaf):
    return [one.seq for one in leaf.notes]


def test_leaves_are_turned_by_number_and_say_where_they_stand(full):
    first = full.book.leaf(limit=4)
    older = full.book.leaf(Turn(before=first.notes[-1].seq), limit=4)
    back = full.book.leaf(Turn(after=older.notes[0].seq), limit=4)
    assert [numbers(leaf) for leaf in (first, older, back)] == [[9, 8, 7, 6], [5, 4, 3, 2], [9, 8, 7, 6]]
    assert [(leaf.total, leaf.newer, leaf.older) for leaf in (first, older, back)] == [
        (9, 0, 5), (9, 4, 1), (9, 0, 5),
    ]  # fmt: skip


def test_a_note_written_meanwhile_moves_no_leaf(full):
    seen = full.book.leaf(Turn(before=6), limit=4)
    full.audit([note()], recorded_at=minute(10))
    again = full.book.leaf(Turn(before=6), limit=4)
    assert again.notes == seen.notes
    assert (again.newer, again.older) == (seen.newer + 1, seen.older)


def test_a_leaf_counts_those_alone_that_are_meant(full):
    where = AuditFilter(since=minute(2), until=minute(6))
    leaf = full.book.leaf(limit=2, where=where)
    assert (numbers(leaf), leaf.total, leaf.newer, leaf.older) == ([6, 5], 4, 0, 2)
    assert full.book.count(where) == 4
    assert full.book.count() == MANY


@pytest.mark.parametrize(("turn", "newer"), [(Turn(before=1), MANY), (Turn(after=MANY), 0)])
def test_a_leaf_turned_too_far_is_empty_and_knows_it(full, turn, newer):
    leaf = full.book.leaf(turn)
    assert (leaf.notes, leaf.total, leaf.newer, leaf.older) == ((), MANY, newer, MANY - newer)


@settings(max_examples=40, deadline=None)
@given(total=st.integers(0, 12), limit=st.integers(1, 5))
def test_turning_on_meets_every_note_once_and_turning_back_does_too(total, limit):
    with memory() as connection:
        for seq in range(1, total + 1):
            connection.execute(
                sa.insert(AUDIT).values(**dict.fromkeys(TEXTS, ""), seq=seq, recorded_at=seq, times=1)
            )
        leaf, met = turned(connection, Turn(), limit, AuditFilter()), []
        while leaf.notes:
            met += numbers(leaf)
            assert leaf.newer == len(met) - len(leaf.notes)
            last, leaf = leaf, turned(connection, Turn(before=leaf.notes[-1].seq), limit, AuditFilter())
        assert met == list(range(total, 0, -1))
        back = numbers(last)[::-1] if total else []
        while total and last.newer:
            last = turned(connection, Turn(after=last.notes[0].seq), limit, AuditFilter())
            back += numbers(last)[::-1]
        assert back == sorted(met)


TEXTS = ("actor", "roles", "address", "action", "object", "outcome", "before", "after", "chain")


@contextmanager
def memory():
    """A table of notes, and nothing else."""
    engine = sa.create_engine("sqlite://")
    AUDIT.create(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()
