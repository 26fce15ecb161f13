"""Tries to sign in: five failures shut an address for an account, and nothing else shuts anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access.attempts import DAY, FAILURES, LONGEST, MANY, NONE, SHUT, pause, rest
from dashboard.ledger.people import ATTEMPTS
from tests.access.small_access import HERE, THERE, add, fail, try_in
from tests.small_ledger import NOON

pytestmark = pytest.mark.sweep

MOMENTS = st.lists(st.integers(0, 7200), max_size=FAILURES).map(
    lambda ago: [NOON - timedelta(seconds=one) for one in sorted(ago)]
)


@given(MOMENTS, st.integers(0, 1000))
def test_the_wait_is_never_longer_than_a_quarter_of_an_hour(own, failures):
    assert NONE <= rest(own, failures, NOON) <= SHUT


@given(MOMENTS, st.integers(0, 1000))
def test_whoever_failed_less_than_five_times_waits_a_minute_at_most_whatever_happens_elsewhere(own, failures):
    if len(own) < FAILURES:
        assert rest(own, failures, NOON) <= LONGEST


@given(st.integers(0, 10**9))
def test_whoever_did_not_fail_never_waits(failures):
    assert rest([], failures, NOON) == NONE


@given(st.integers(0, 200))
def test_the_pause_grows_with_failures_and_not_before_there_are_many(failures):
    assert pause(failures) <= pause(failures + 1) <= LONGEST
    assert bool(pause(failures)) == (failures >= MANY)


@settings(max_examples=40)
@given(MOMENTS, st.integers(0, 50), st.integers(1, 1000))
def test_after_the_wait_there_is_no_wait(own, failures, later):
    then = NOON + rest(own, failures, NOON) + timedelta(seconds=later)
    assert rest(own, failures, then) == NONE


def test_five_failures_shut_the_address_also_for_the_right_password(accounts, watch):
    add(accounts)
    assert fail(accounts, 6) == ["wrong"] * 5 + ["locked"]
    shut = try_in(accounts)
    assert (shut.refused, shut.token, shut.wait) == ("locked", None, 900.0)

    watch.pass_(minutes=14, seconds=59)
    assert try_in(accounts).wait == pytest.approx(1.0)
    watch.pass_(seconds=1)
    assert try_in(accounts).token


def test_waiting_tries_do_not_prolong_the_wait(accounts, watch):
    add(accounts)
    fail(accounts, 5)
    watch.pass_(minutes=10)
    fail(accounts, 20)
    assert try_in(accounts).wait == 300.0


def test_failures_far_apart_shut_nothing(accounts, watch):
    add(accounts)
    for _ in range(8):
        assert fail(accounts, 1) == ["wrong"]
        watch.pass_(minutes=4)
    assert try_in(accounts).token


def test_failures_elsewhere_never_shut_out_whoever_knows_the_password(accounts):
    add(accounts)
    for n in range(12):
        fail(accounts, 6, address=f"10.66.0.{n}")
    assert try_in(accounts, address=HERE).token


def test_under_attack_a_slip_of_the_owner_costs_a_minute_at_most(accounts, watch):
    add(accounts)
    for n in range(12):
        fail(accounts, 6, address=f"10.66.0.{n}")
    assert fail(accounts, 1) == ["wrong"]
    held = try_in(accounts)
    assert held.refused == "locked"
    assert 0 < held.wait <= 60
    watch.pass_(seconds=held.wait)
    assert try_in(accounts).token


def test_an_account_that_is_shut_at_one_address_shuts_no_other_account_there(accounts):
    add(accounts)
    add(accounts, "deputy")
    fail(accounts, 6)
    assert try_in(accounts, "deputy").token


def test_a_success_forgets_the_failures_before_it(accounts):
    add(accounts)
    for _ in range(4):
        assert fail(accounts, 4) == ["wrong"] * 4
        assert try_in(accounts).token


def test_accounts_that_do_not_exist_are_shut_the_same(accounts):
    add(accounts)
    known = [(one, fail(accounts, 1)) for one in range(7)]
    unknown = [(one, fail(accounts, 1, "nobody")) for one in range(7)]
    odd = [(one, fail(accounts, 1, "无此人\ud800\x00'; --")) for one in range(7)]
    assert known == unknown == odd
    assert try_in(accounts, "nobody", address=THERE) == try_in(accounts, "no such", address=THERE)


def test_upper_case_and_blanks_are_no_way_round_the_count(accounts):
    add(accounts)
    assert [try_in(accounts, name, "no").refused for name in ("chief", "CHIEF", " chief", "Chief ", "chief")]
    assert try_in(accounts, "cHiEf").refused == "locked"


def test_a_lock_outlives_a_restart_and_holds_in_every_process(accounts, elsewhere):
    add(accounts)
    fail(accounts, 3)
    fail(elsewhere, 2)
    assert try_in(accounts).refused == try_in(elsewhere).refused == "locked"


def test_tries_are_forgotten_after_a_day_and_names_typed_are_never_kept(accounts, ledger, watch):
    fail(accounts, 2, "hunter2-typed-into-the-wrong-field")
    with ledger.engine.connect() as connection:
        rows = connection.execute(sa.select(ATTEMPTS)).all()
        assert len(rows) == 2
        assert "hunter2" not in str(rows)
    watch.at += DAY + timedelta(seconds=1)
    fail(accounts, 1)
    with ledger.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(ATTEMPTS)).scalar_one() == 1


def test_a_clock_that_was_set_back_locks_nobody_for_long(accounts, watch):
    add(accounts)
    watch.pass_(days=300)
    fail(accounts, 5)
    watch.pass_(days=-300)
    assert try_in(accounts).token


def test_many_at_once_get_no_more_tries_than_one_after_the_other(accounts):
    from concurrent.futures import ThreadPoolExecutor

    add(accounts)
    with ThreadPoolExecutor(8) as pool:
        said = list(pool.map(lambda _: fail(accounts, 1)[0], range(16)))
    assert (said.count("wrong"), said.count("locked")) == (FAILURES, 16 - FAILURES)
