"""Sessions: what the browser holds is nowhere kept, and it is over when it should be, in every process."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dashboard.access.sessions import LIVE, hashed, new_token
from dashboard.ledger.people import CHANGES, SESSIONS
from tests.access.small_access import GOOD, HERE, OTHER, THERE, WATER, add, is_in, token, try_in

pytestmark = pytest.mark.sweep


@pytest.fixture(autouse=True)
def chief(accounts):
    return add(accounts)


def test_what_the_browser_holds_is_256_random_bits_and_its_hash_alone_is_kept(accounts, ledger):
    tokens = {token(accounts) for _ in range(5)}
    assert len(tokens) == 5
    with ledger.engine.connect() as connection:
        rows = str(connection.execute(sa.select(SESSIONS)).all())
    assert all(held not in rows and hashed(held) in rows for held in tokens)


def test_each_sign_in_has_a_session_of_its_own(accounts):
    first, second = token(accounts), token(accounts, address=THERE, agent="Firefox")
    sessions = {one.id: one for one in accounts.sessions("chief")}
    assert sessions.keys() == {hashed(first), hashed(second)}
    listed = sessions[hashed(second)]
    assert (listed.account, listed.kind, listed.address, listed.agent) == (
        "chief",
        "person",
        THERE,
        "Firefox",
    )
    assert accounts.viewer(first, address=HERE, active=False).session == hashed(first)


def test_what_is_no_token_lets_nobody_in(accounts):
    token(accounts)
    for held in ("", "x", "值", "\ud800", "a\0b", new_token(), "' OR 1=1 --", "a" * 5000):
        assert accounts.viewer(held, address=HERE, active=True) is None


def test_the_id_of_a_session_is_no_token(accounts):
    held = token(accounts)
    assert not is_in(accounts, hashed(held))


def test_it_ends_after_resting_for_half_an_hour(accounts, watch):
    held = token(accounts)
    watch.pass_(minutes=30)
    assert is_in(accounts, held)
    watch.pass_(seconds=1)
    assert not is_in(accounts, held)
    assert accounts.sessions("chief") == []


def test_a_page_that_asks_by_itself_prolongs_nothing(accounts, watch):
    held = token(accounts)
    for _ in range(30):
        assert is_in(accounts, held)
        watch.pass_(seconds=61)
    assert not is_in(accounts, held)


def test_a_hand_that_moves_prolongs_it_but_not_beyond_eight_hours(accounts, watch):
    held = token(accounts)
    for _ in range(8 * 60 // 20):
        assert is_in(accounts, held, active=True)
        watch.pass_(minutes=20)
    assert not is_in(accounts, held, active=True)


def test_how_long_it_still_lasts_is_told(accounts, watch):
    held = token(accounts)
    assert accounts.left(hashed(held)) == 30 * 60
    watch.pass_(minutes=10)
    assert is_in(accounts, held)
    assert accounts.left(hashed(held)) == 20 * 60
    assert is_in(accounts, held, active=True)
    assert accounts.left(hashed(held)) == 30 * 60
    assert accounts.left(hashed("none")) == 0


def test_near_its_end_it_lasts_no_longer_than_it_may(accounts, watch):
    held = token(accounts)
    for _ in range(24):
        watch.pass_(minutes=19)
        assert is_in(accounts, held, active=True)
    assert accounts.left(hashed(held)) == (8 * 60 - 24 * 19) * 60


def test_a_hand_in_one_process_counts_in_the_other(accounts, elsewhere, watch):
    held = token(accounts)
    assert is_in(elsewhere, held)
    for _ in range(4):
        watch.pass_(minutes=20)
        assert is_in(accounts, held, active=True)
    watch.pass_(minutes=20)
    assert is_in(elsewhere, held)


def test_moving_is_written_down_once_a_minute(accounts, ledger, watch):
    held = token(accounts)
    started = watch.at
    seen = set()
    for _ in range(12):
        watch.pass_(seconds=10)
        is_in(accounts, held, active=True)
        seen.add(accounts.sessions("chief")[0].used_at)
    assert len(seen - {started}) == 2


def test_moving_does_not_make_others_read_anew(accounts, ledger, watch):
    held = token(accounts)
    before = count(ledger)
    watch.pass_(minutes=5)
    assert is_in(accounts, held, active=True)
    token(accounts)
    assert count(ledger) == before


def count(ledger) -> int:
    with ledger.engine.connect() as connection:
        return connection.execute(sa.select(CHANGES.c.count)).scalar_one()


@pytest.mark.parametrize(
    "ends",
    [
        lambda doors, id_: doors.end(id_),
        lambda doors, _: doors.end_all("chief"),
        lambda doors, _: doors.disable("chief"),
        lambda doors, _: doors.set_password("chief", OTHER),
        lambda doors, _: doors.change("chief", grants=[WATER]),
    ],
    ids=["sign-out", "all", "disable", "password", "rights"],
)
def test_what_ends_it_counts_at_once_in_every_process(accounts, elsewhere, ends):
    held = token(accounts)
    assert is_in(accounts, held)
    assert is_in(elsewhere, held)
    ends(accounts, hashed(held))
    assert not is_in(elsewhere, held)
    assert not is_in(accounts, held)


def test_ending_one_leaves_the_others(accounts):
    first, second = token(accounts), token(accounts)
    add(accounts, "deputy")
    third = token(accounts, "deputy")
    accounts.end(hashed(first))
    assert [is_in(accounts, held) for held in (first, second, third)] == [False, True, True]
    assert accounts.end_all("chief", but=hashed(second)) == 0
    assert accounts.end_all("chief") == 1
    assert is_in(accounts, third)


def test_ending_what_is_no_session_does_nothing(accounts):
    held = token(accounts)
    for id_ in ("", "x", "a\0", "\ud800", "%", "0" * 64):
        accounts.end(id_)
    assert is_in(accounts, held)


def test_there_are_ten_at_most_and_the_oldest_ends(accounts, elsewhere, watch):
    held = []
    for _ in range(LIVE + 2):
        held.append(token(accounts))
        watch.pass_(seconds=1)
        assert is_in(elsewhere, held[0]) == (len(held) <= LIVE)
    assert [is_in(accounts, one) for one in held] == [False] * 2 + [True] * LIVE
    assert len(accounts.sessions("chief")) == LIVE


def test_the_new_one_stays_even_when_the_clock_stands_still(accounts):
    for _ in range(LIVE + 5):
        assert is_in(accounts, token(accounts))


def test_what_is_over_is_swept_when_somebody_comes(accounts, ledger, watch):
    add(accounts, "deputy")
    token(accounts)
    watch.pass_(hours=1)
    token(accounts, "deputy")
    with ledger.engine.connect() as connection:
        assert connection.execute(sa.select(SESSIONS.c.account)).scalars().all() == ["deputy"]


def test_a_request_from_another_address_is_told_with_it(accounts):
    held = token(accounts)
    assert accounts.viewer(held, address=THERE, active=False).address == THERE
    assert accounts.viewer(held, address=HERE, active=False).address == HERE


def test_what_the_browser_calls_itself_is_kept_short_and_printable(accounts):
    token(accounts, agent="Mozi\r\n\0\x1blla\ud800" + "x" * 500)
    (one,) = accounts.sessions("chief")
    assert one.agent.startswith("Mozi    lla x")
    assert len(one.agent) == 200
    assert one.agent.isprintable()


def test_a_ledger_that_cannot_be_written_keeps_those_in_who_are(accounts, watch, monkeypatch):
    from contextlib import contextmanager

    from dashboard.ledger import LedgerBusyError
    from dashboard.ledger.database import BUSY

    @contextmanager
    def busy(_engine):
        raise LedgerBusyError(BUSY, ledger="x", said="x")
        yield

    held = token(accounts)
    watch.pass_(minutes=20)
    monkeypatch.setattr("dashboard.access.remembered.writing", busy)
    assert is_in(accounts, held, active=True)
    watch.pass_(minutes=20)
    assert is_in(accounts, held)


def test_the_database_is_asked_once_for_many_requests(accounts, ledger, monkeypatch):
    held = token(accounts)
    monkeypatch.setattr("dashboard.access.remembered.monotonic", lambda: 100.0)
    assert is_in(accounts, held)
    asked = []
    sa.event.listen(ledger.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    assert all(is_in(accounts, held, active=True) for _ in range(50))
    assert asked == []
    monkeypatch.setattr("dashboard.access.remembered.monotonic", lambda: 100.3)
    assert all(is_in(accounts, held) for _ in range(50))
    assert len([words for words in asked if "changes" in words]) == 1


def test_a_session_read_while_it_ends_is_not_believed_afterwards(accounts, monkeypatch):
    held = token(accounts)
    from dashboard.access import remembered

    real = remembered.held_of

    def slow(connection, session, count):
        found = real(connection, session, count)
        connection.commit()  # PostgreSQL and SQLite let the other one write now
        monkeypatch.undo()
        accounts.end(session.id)
        return found

    monkeypatch.setattr(remembered, "held_of", slow)
    is_in(accounts, held)
    assert not is_in(accounts, held)


def test_old_passwords_open_nothing_in_a_session_begun_meanwhile(accounts, monkeypatch):
    real = accounts._passwords.fits

    def changed_meanwhile(kept, word):
        found = real(kept, word)
        monkeypatch.undo()
        accounts.set_password("chief", OTHER)
        return found

    monkeypatch.setattr(accounts._passwords, "fits", changed_meanwhile)
    assert try_in(accounts, password=GOOD).refused == "wrong"
    assert accounts.sessions("chief") == []


def test_on_a_medium_that_nobody_can_write_who_is_in_stays_in(tmp_path, watch):
    from dashboard.access.accounts import Accounts
    from dashboard.ledger import LedgerError
    from dashboard.ledger.database import copy_at
    from dashboard.ledger.store import Ledger
    from tests.access.small_access import QUICK
    from tests.small_ledger import KEY

    ledger = Ledger.open(f"sqlite:///{tmp_path / 'still.db'}", key=KEY)
    doors = Accounts(ledger, now=watch.now, passwords=QUICK)
    add(doors)
    held = token(doors)
    ledger.engine.dispose()
    ledger.engine = copy_at(tmp_path / "still.db")
    doors = Accounts(ledger, now=watch.now, passwords=QUICK)
    watch.pass_(minutes=5)
    assert is_in(doors, held, active=True)
    with pytest.raises(LedgerError):
        try_in(doors)
