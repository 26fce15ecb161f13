"""What a process remembers of sessions: as the database says, within a quarter of a second, and bounded."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access import NOBODY, Session, remembered, sessions
from dashboard.access.accounts import Accounts
from dashboard.access.changing import alone, bumped, counted
from dashboard.access.remembered import EVERY, Held, Remembered
from dashboard.access.sessions import IDLE, LASTS, hashed
from dashboard.ledger.database import reading, writing
from dashboard.ledger.people import SESSIONS
from dashboard.ledger.store import Ledger
from tests.access.small_access import HERE, QUICK, add, is_in, token
from tests.small_ledger import KEY, NOON

SECONDS = st.one_of(
    st.integers(0, 9 * 3600),
    st.sampled_from([1799, 1800, 1801, 8 * 3600 - 1, 8 * 3600, 8 * 3600 + 1]),
)


class Seconds:
    """A monotonic clock that a test moves."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds(monkeypatch) -> Seconds:
    made = Seconds()
    monkeypatch.setattr(remembered, "monotonic", made)
    return made


def held(*, used: int, until: int = 8 * 3600, networks: tuple[str, ...] = ()) -> Held:
    moment = NOON + timedelta(seconds=used)
    return Held(
        viewer=NOBODY,
        used_at=moment,
        written_at=moment,
        until=NOON + timedelta(seconds=until),
        count=0,
        networks=networks,
    )


@given(SECONDS, SECONDS)
def test_a_session_of_a_person_is_over_at_its_end_or_after_resting(used, later):
    now = NOON + timedelta(seconds=later)
    assert held(used=used).over(now, IDLE) == (later >= 8 * 3600 or later - used > 1800)


@given(SECONDS, SECONDS)
def test_a_session_of_a_device_is_over_at_its_end_only(used, later):
    now = NOON + timedelta(seconds=later)
    assert held(used=used, networks=("10.0.0.0/8",)).over(now, IDLE) == (later >= 8 * 3600)


@given(SECONDS)
def test_what_is_left_never_exceeds_either_limit(used):
    one = held(used=used)
    assert one.ends(IDLE) <= min(one.until, one.used_at + IDLE)


@settings(max_examples=40)
@given(st.lists(st.tuples(SECONDS, st.sampled_from(["person", "device"])), max_size=4), SECONDS)
def test_the_list_of_live_sessions_and_the_door_agree(used, later):
    """The database and the memory have the same idea of being over."""
    now = NOON + timedelta(seconds=later)
    engine = sa.create_engine("sqlite://")
    SESSIONS.create(engine)
    with engine.begin() as connection:
        for n, (second, kind) in enumerate(used):
            moment = NOON + timedelta(seconds=second)
            columns = {"kind": kind, "account": "a", "address": HERE, "agent": "", "until": NOON + LASTS}
            times = {"created_at": NOON, "used_at": moment}
            connection.execute(sa.insert(SESSIONS), {"token": hashed(str(n)), **columns, **times})
        for kind in ("person", "device"):
            live = sessions.live(connection, account="a", kind=kind, now=now, idle=IDLE)
            networks = ("10.0.0.0/8",) if kind == "device" else ()
            expected = {
                hashed(str(n))
                for n, (second, of) in enumerate(used)
                if of == kind and not held(used=second, networks=networks).over(now, IDLE)
            }
            assert {one.id for one in live} == expected
    engine.dispose()


def test_what_another_process_ends_counts_after_a_quarter_of_a_second(opened, accounts, watch, seconds):
    add(accounts)
    other = Accounts(opened(), now=watch.now, passwords=QUICK)
    one = token(accounts)
    assert is_in(other, one)
    accounts.disable("chief")
    seconds.at += EVERY - 0.01
    assert is_in(other, one)
    seconds.at += 0.01
    assert not is_in(other, one)


def test_what_this_process_ends_counts_at_once(accounts, seconds):
    add(accounts)
    one = token(accounts)
    assert is_in(accounts, one)
    accounts.end(hashed(one))
    assert not is_in(accounts, one)


def test_what_is_remembered_is_bounded(ledger, accounts, monkeypatch, seconds):
    monkeypatch.setattr(remembered, "MOST", 3)
    memory = Remembered(ledger.engine, IDLE)
    add(accounts)
    held_ = [token(accounts) for _ in range(8)]
    for _ in range(2):
        for one in held_:
            assert memory.viewer(hashed(one), address=HERE, active=False, now=NOON)
            assert len(memory._held) <= 3
    for n in range(50):
        assert memory.viewer(hashed(f"none {n}"), address=HERE, active=False, now=NOON) is None
    assert len(memory._held) <= 3


def test_the_counter_goes_on_with_each_change_and_back_where_one_fails(ledger):
    with alone(ledger.engine) as connection:
        first = bumped(connection)
        assert counted(connection) == first
    with pytest.raises(KeyError), alone(ledger.engine) as connection:
        raise KeyError(bumped(connection))
    with reading(ledger.engine) as connection:
        assert counted(connection) == first


def test_a_change_that_was_taken_back_lets_nobody_in_who_is_not(accounts, seconds):
    add(accounts)
    one = token(accounts)
    accounts._remembered.changed(10**6)  # told of, but never written
    assert is_in(accounts, one)
    accounts.disable("chief")
    assert not is_in(accounts, one)


def test_a_session_without_its_person_lets_nobody_in(ledger, accounts):
    ghost = Session(
        id=hashed("held"), account="ghost", kind="person", address=HERE, agent="", created_at=NOON,
        used_at=NOON, until=NOON + LASTS,
    )  # fmt: skip
    with writing(ledger.engine) as connection:
        sessions.begun(connection, ghost, IDLE)
    assert not is_in(accounts, "held")


def test_a_device_that_is_no_more_is_not_let_in(ledger, accounts):
    ghost = Session(
        id=hashed("held"), account="hall", kind="device", address=HERE, agent="", created_at=NOON,
        used_at=NOON, until=NOON + LASTS,
    )  # fmt: skip
    with writing(ledger.engine) as connection:
        sessions.begun(connection, ghost, IDLE)
    assert not is_in(accounts, "held")


def test_other_limits_of_a_site_hold(ledger, watch):
    doors = Accounts(
        ledger, now=watch.now, passwords=QUICK, idle=timedelta(minutes=5), lasts=timedelta(minutes=12)
    )
    add(doors)
    one = token(doors)
    assert doors.left(hashed(one)) == 300
    for _ in range(2):
        watch.pass_(minutes=5)
        assert is_in(doors, one, active=True)
    assert doors.left(hashed(one)) == 120
    watch.pass_(minutes=2)
    assert not is_in(doors, one, active=True)


def test_a_ledger_from_before_there_were_people_is_given_their_tables(tmp_path, watch):
    from alembic import command
    from alembic.config import Config

    from dashboard.ledger import opening
    from dashboard.ledger.database import engine_for
    from dashboard.ledger.opening import MIGRATIONS

    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = engine_for(url)
    with writing(engine) as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        opening._beget(connection, KEY, "sha256")
    engine.dispose()

    ledger = Ledger.open(url, key=KEY)
    doors = Accounts(ledger, now=watch.now, passwords=QUICK)
    assert doors.people() == doors.devices() == []
    add(doors)
    assert is_in(doors, token(doors))
    ledger.close()
