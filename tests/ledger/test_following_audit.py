"""A page of the audit costs what is new: what was walked and counted before is not read again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access.policy import shipped
from dashboard.access.rotating import rotated
from dashboard.access.standings import audit_standing
from dashboard.ledger import Action, AuditFilter, Note
from dashboard.ledger import auditing as book_of
from dashboard.ledger.audit_leaves import FILTERS, MARKS, NEWEST, Tally, Turn, turned
from dashboard.ledger.database import reading, writing
from dashboard.ledger.store import Ledger
from dashboard.ledger.tables import AUDIT, AUDIT_CHAIN, HEADS
from tests.small_ledger import KEY, NOON, minute

pytestmark = pytest.mark.sweep

FEW, MANY = 700, 5_600
EXPORTS = AuditFilter(action="export")


def note(n):
    return Note(actor=f"u{n % 3}", action=Action.EXPORT if n % 2 else Action.SIGN_IN, object=f"list {n}")


def noted(ledger, count, start=0):
    ledger.audit([note(n) for n in range(start, start + count)], recorded_at=minute(start))


@pytest.fixture
def walked(monkeypatch):
    """How many notes were walked."""
    seen, fits = [], book_of.fits

    def counting(chain, columns, link, keys, *, begins):
        seen.append(columns[0])
        return fits(chain, columns, link, keys, begins=begins)

    monkeypatch.setattr(book_of, "fits", counting)
    return seen


def change(ledger, *statements):
    with writing(ledger.engine) as connection:
        for statement in statements:
            connection.execute(statement)


def test_only_what_is_new_is_walked_again(ledger, walked):
    noted(ledger, 50)
    assert ledger.book.followed().entries == 50
    assert walked == list(range(1, 51))
    walked.clear()
    assert ledger.book.followed().entries == 50
    assert walked == []
    noted(ledger, 3, start=50)
    assert ledger.book.followed().entries == 53
    assert walked == [51, 52, 53]
    assert ledger.book.verify().entries == 53
    assert len(walked) == 56


def test_it_says_what_a_whole_walk_says_at_any_time(ledger):
    for n in range(12):
        noted(ledger, n % 3, start=n * 3)
        assert ledger.book.followed() == ledger.book.verify()


def test_a_new_note_that_does_not_hold_is_named_at_once(ledger):
    noted(ledger, 9)
    assert ledger.book.followed().good
    noted(ledger, 2, start=9)
    change(ledger, sa.update(AUDIT).where(AUDIT.c.seq == 10).values(actor="nobody"))
    assert (ledger.book.followed().good, ledger.book.followed().seq) == (False, 10)


@pytest.mark.parametrize(
    "harm",
    [
        lambda: [sa.delete(AUDIT).where(AUDIT.c.seq > 7)],
        lambda: [
            sa.delete(AUDIT).where(AUDIT.c.seq > 7),
            sa.update(HEADS).where(HEADS.c.name == AUDIT_CHAIN).values(seq=7),
        ],
        lambda: [sa.update(AUDIT).where(AUDIT.c.seq == 9).values(chain="0" * 64)],
        lambda: [sa.delete(AUDIT).where(AUDIT.c.seq == 9)],
    ],
    ids=["cut", "cut with its head", "another last link", "without the last"],
)  # fmt: skip
def test_where_what_was_walked_is_not_there_any_more_all_is_walked_again(ledger, harm):
    noted(ledger, 9)
    assert ledger.book.followed().good
    change(ledger, *harm())
    assert not ledger.book.followed().good


def test_an_edit_of_what_was_walked_before_is_found_by_the_whole_walk(ledger):
    """Which is what the page says: whole at a moment, then note by note."""
    noted(ledger, 9)
    ledger.book.followed()
    change(ledger, sa.update(AUDIT).where(AUDIT.c.seq == 4).values(actor="nobody"))
    assert ledger.book.followed().good
    assert ledger.book.verify().seq == 4
    assert ledger.book.followed().seq == 4  # and from then on it is known


def test_a_trim_a_rotation_and_another_process_are_followed(ledger, opened, walked):
    noted(ledger, 20)
    ledger.book.followed()
    ledger.book.trim(minute(30), actor="audit-admin", recorded_at=NOON + timedelta(days=400))
    noted(ledger, 2, start=40)
    assert ledger.book.followed() == ledger.book.verify()
    other = opened()
    assert other.book.followed().good
    rotated(other, b"2" * 32, actor="os:root", recorded_at=NOON)
    other.audit([note(1)], recorded_at=NOON)
    assert other.book.followed() == other.book.verify()
    assert opened(key=(b"2" * 32, KEY)).book.followed().good


def steps(ledger, work):
    """How many steps of the database's machine a piece of work takes; no clock is asked."""
    taken = [0]

    def stepped():
        taken[0] += 1
        return 0

    def prepare(connection, _record=None, _proxy=None):
        connection.set_progress_handler(stepped, 10)

    sa.event.listen(ledger.engine, "checkout", prepare)
    work()
    sa.event.remove(ledger.engine, "checkout", prepare)
    with ledger.engine.connect() as connection:
        connection.connection.driver_connection.set_progress_handler(None, 10)
    return taken[0]


@pytest.mark.parametrize(
    "where", [AuditFilter(), EXPORTS, AuditFilter(actor="u1")], ids=["all", "action", "actor"]
)
def test_a_second_picture_costs_the_same_over_eight_times_as_many_notes(tmp_path, where):
    cost, first = {}, {}
    for count in (FEW, MANY):
        ledger = Ledger.open(f"sqlite:///{tmp_path / str(count)}.db", key=KEY)
        noted(ledger, count)
        look = lambda ledger=ledger: audit_standing(ledger, shipped(), where, NEWEST)  # noqa: E731
        first[count] = steps(ledger, look)
        noted(ledger, 5, start=count)
        cost[count] = steps(ledger, look)
        ledger.close()
    assert first[MANY] > 4 * first[FEW], "the first picture reads all, else nothing is proven"
    assert cost[MANY] <= 1.2 * cost[FEW]


def test_the_whole_walk_is_made_on_demand_and_once_a_minute_at_most(ledger, walked):
    noted(ledger, 10)
    look = lambda **more: audit_standing(ledger, shipped(), AuditFilter(), NEWEST, **more)  # noqa: E731
    began = look().whole_at
    assert began is not None
    walked.clear()
    assert look(whole=True).whole_at == began
    assert walked == []
    ledger.book.whole_at = began - timedelta(minutes=2)
    assert look(whole=True).whole_at > began
    assert len(walked) == 10


FILTERED = [
    AuditFilter(),
    EXPORTS,
    AuditFilter(actor="u2"),
    AuditFilter(object="list 1"),
    AuditFilter(actor="x"),
]
LEAVES = st.lists(
    st.tuples(
        st.sampled_from(FILTERED),
        st.sampled_from([NEWEST, *(Turn(before=n) for n in (1, 2, 30)), Turn(after=10), Turn(after=100)]),
        st.integers(0, 4),
    ),
    max_size=8,
)  # fmt: skip


@settings(max_examples=30, deadline=None)
@given(LEAVES)
def test_what_is_remembered_changes_no_number_of_any_leaf(tmp_path_factory, leaves):
    ledger = Ledger.open(f"sqlite:///{tmp_path_factory.mktemp('tally') / 'l.db'}", key=KEY)
    noted(ledger, 40)
    tally = Tally()
    for n, (where, turn, more) in enumerate(leaves):
        noted(ledger, more, start=40 + n * 4)
        with reading(ledger.engine) as connection:
            assert turned(connection, turn, 10, where, tally) == turned(connection, turn, 10, where)
    ledger.close()


def test_after_a_trim_all_is_counted_anew(ledger):
    noted(ledger, 20)
    before = ledger.book.leaf(limit=5)
    ledger.book.trim(minute(30), actor="audit-admin", recorded_at=NOON + timedelta(days=400))
    noted(ledger, 3, start=50)
    after = ledger.book.leaf(limit=2)
    assert (before.total, after.total, after.newer) == (20, ledger.book.count(), 0)


def test_a_tally_remembers_so_many_filters_and_no_more(ledger):
    noted(ledger, 5)
    tally = Tally()
    with reading(ledger.engine) as connection:
        for n in range(3 * FILTERS):
            tally.upto(connection, AuditFilter(actor=f"a{n}"), 5)
        for n in range(3 * MARKS):
            tally.upto(connection, EXPORTS, n)
        assert tally.upto(connection, EXPORTS, 5) == 2
    assert len(tally.counts) <= FILTERS + 1
    assert len(tally.counts[EXPORTS]) <= MARKS + 1
