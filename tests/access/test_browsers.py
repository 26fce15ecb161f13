"""Known browsers: strangers lock nobody out of them, and what somebody brings who is none helps nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.access import browsers
from dashboard.access.accounts import Accounts
from dashboard.access.attempts import CODES, FAILURES
from dashboard.access.browsers import BETWEEN, LASTS, MOST, known, renewed, told
from dashboard.access.rotating import rotated
from tests.access.small_access import GOOD, HERE, OTHER, QUICK, THERE, add, fail, is_in, try_in
from tests.access.test_second_factors import code, forced
from tests.small_ledger import NOON

pytestmark = pytest.mark.sweep

__all__ = ["code", "forced"]
KEY = b"k" * 32
NAMES = st.text(max_size=20)


def entered(accounts, account="chief", before="", **given):
    """What the browser holds in which somebody has just signed in."""
    assert try_in(accounts, account, browser=before, **given).token
    return accounts.known_browser(account, before)


@given(NAMES, NAMES, st.integers(0, 9), st.integers(0, 9))
def test_a_browser_is_known_for_its_account_and_count_and_for_no_other(account, other, count, later):
    held = renewed(KEY, "", account, count, NOON)
    assert bool(known(KEY, held, other, later, NOON)) == (other == account and later == count)
    assert not known(b"other key", held, account, count, NOON)
    assert account == "" or account not in held or len(account) < 4  # four letters may stand there by chance


@given(st.text(max_size=300))
def test_whatever_a_browser_says_breaks_nothing_and_is_no_acquaintance(said):
    assert known(KEY, said, "chief", 0, NOON) == ""
    assert known(KEY, renewed(KEY, said, "chief", 0, NOON), "chief", 0, NOON)


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_one_sign_changed_is_no_acquaintance(place, sign):
    held = renewed(KEY, "", "chief", 3, NOON)
    place %= len(held)
    changed = held[:place] + sign + held[place + 1 :]
    assert bool(known(KEY, changed, "chief", 3, NOON)) == (changed == held)


def test_a_seat_that_is_shared_is_known_for_each_of_its_watch_and_for_eight_at_most():
    names, held = [f"officer{n}" for n in range(MOST + 1)], ""
    for name in names:
        held = renewed(KEY, held, name, 0, NOON)
    assert [bool(known(KEY, held, name, 0, NOON)) for name in names] == [False] + [True] * MOST
    again = renewed(KEY, held, names[-1], 0, NOON)
    assert len(told(again)) == MOST
    assert known(KEY, again, names[-1], 0, NOON) != known(KEY, held, names[-1], 0, NOON)


def test_a_browser_is_forgotten_after_a_year():
    held = renewed(KEY, "", "chief", 0, NOON)
    assert known(KEY, held, "chief", 0, NOON + LASTS - timedelta(seconds=1))
    assert not known(KEY, held, "chief", 0, NOON + LASTS)


def test_strangers_at_the_same_address_lock_nobody_out_of_the_browser_they_know(accounts):
    add(accounts)
    held = entered(accounts)
    assert fail(accounts, FAILURES + 1) == ["wrong"] * FAILURES + ["locked"]
    assert try_in(accounts).refused == "locked"
    assert try_in(accounts, browser=held).token


def test_that_its_owner_is_in_opens_the_address_to_no_stranger(accounts):
    add(accounts)
    held = entered(accounts)
    fail(accounts, FAILURES)
    assert try_in(accounts, browser=held).token
    assert try_in(accounts).refused == "locked"


def test_it_is_known_wherever_it_is_carried_and_whatever_fails_anywhere(accounts):
    add(accounts)
    held = entered(accounts)
    for n in range(12):
        fail(accounts, 6, address=f"10.66.0.{n}")
    assert fail(accounts, 1, browser=held, address=THERE) == ["wrong"]  # nor does a slip cost a minute
    assert try_in(accounts, browser=held, address=THERE).token


def test_the_tries_of_a_known_browser_are_few_too_and_their_end_shuts_no_address(accounts, watch):
    add(accounts)
    held = entered(accounts)
    assert fail(accounts, FAILURES + 1, browser=held) == ["wrong"] * FAILURES + ["locked"]
    shut = try_in(accounts, browser=held)
    assert (shut.refused, shut.wait) == ("locked", 900.0)
    assert try_in(accounts).token
    watch.pass_(minutes=15)
    assert try_in(accounts, browser=held).token


def test_another_address_gives_a_known_browser_no_more_tries(accounts):
    add(accounts)
    held = entered(accounts)
    said = [fail(accounts, 1, browser=held, address=f"10.66.0.{n}")[0] for n in range(FAILURES + 1)]
    assert said[-1] == "locked"


def test_it_lets_nobody_in_without_the_password_and_is_no_session(accounts):
    add(accounts)
    held = entered(accounts)
    assert try_in(accounts, password="not this one 12", browser=held).refused == "wrong"
    assert not is_in(accounts, held)
    assert not any(is_in(accounts, part) for part in held.split("."))


def test_it_spares_nobody_the_second_factor(accounts, forced):
    held = entered(accounts, code=forced())
    assert try_in(accounts, browser=held).refused == "code"


@pytest.mark.parametrize(
    "brought",
    [
        lambda mine, theirs: theirs,
        lambda mine, theirs: mine[:-1] + ("0" if mine[-1] != "0" else "1"),
        lambda mine, theirs: mine.upper(),
        lambda mine, theirs: f"{theirs.split('.')[0]}.{mine.split('.', 1)[1]}",
        lambda mine, theirs: mine.replace(".", "..", 1),
        lambda mine, theirs: (BETWEEN.join(["x"] * MOST)) + BETWEEN + mine,
        lambda mine, theirs: "",
    ],
    ids=["foreign", "altered", "upper case", "mixed", "odd", "behind the most", "none"],
)
def test_what_is_no_acquaintance_of_the_account_is_counted_as_a_stranger(accounts, brought):
    add(accounts)
    add(accounts, "deputy")
    said = brought(entered(accounts), entered(accounts, "deputy"))
    fail(accounts, FAILURES)
    assert try_in(accounts, browser=said).refused == "locked"


@pytest.mark.parametrize(
    "end",
    [
        lambda accounts: accounts.set_password("chief", OTHER),
        lambda accounts: (accounts.disable("chief"), accounts.enable("chief")),
    ],
    ids=["another password", "disabled"],
)
def test_it_ends_with_the_password_and_with_the_account(accounts, end):
    add(accounts)
    held = entered(accounts)
    end(accounts)
    fail(accounts, FAILURES)
    words = [try_in(accounts, password=word, browser=held).refused for word in (GOOD, OTHER)]
    assert words == ["locked", "locked"]


def test_while_an_account_is_disabled_no_browser_of_it_is_known(accounts):
    add(accounts)
    held = entered(accounts)
    accounts.disable("chief")
    fail(accounts, FAILURES)
    assert try_in(accounts, browser=held).refused == "locked"


def test_another_key_of_the_ledger_makes_all_browsers_strangers(accounts, ledger, watch):
    add(accounts)
    held = entered(accounts)
    rotated(ledger, b"2" * 32, actor="os:root", recorded_at=NOON)
    after = Accounts(ledger, now=watch.now, passwords=QUICK)
    fail(after, FAILURES)
    assert try_in(after, browser=held).refused == "locked"


def test_another_process_knows_the_same_browsers(accounts, elsewhere):
    add(accounts)
    held = entered(accounts)
    fail(elsewhere, FAILURES)
    assert try_in(elsewhere, browser=held).token


def test_for_accounts_that_do_not_exist_whatever_is_brought_changes_nothing(accounts):
    add(accounts)
    held = entered(accounts)
    none = fail(accounts, FAILURES + 1, "nobody")
    assert fail(accounts, FAILURES + 1, "nobody-else", browser=held) == none
    accounts.disable("chief")
    assert fail(accounts, FAILURES + 1, "chief", browser=held) == none


def test_the_same_seals_are_made_for_accounts_that_do_not_exist(accounts, monkeypatch):
    add(accounts)
    held = entered(accounts)
    made = []
    seal = browsers.sealed
    monkeypatch.setattr(browsers, "sealed", lambda *said: made.append(said[-1]) or seal(*said))
    fail(accounts, 1, browser=held)
    fail(accounts, 1, "nobody", browser=held)
    assert len(made) == 2


def test_codes_that_strangers_spend_leave_the_known_browser_its_own(accounts, watch, forced):
    held = entered(accounts, code=forced())
    watch.pass_(minutes=2)
    for n in range(CODES):  # by somebody who has the password
        assert try_in(accounts, code="000000", address=f"10.66.{n}.1").refused == "code"
    assert try_in(accounts, code=forced()).refused == "locked"
    assert try_in(accounts, code=forced(), browser=held).token


def test_the_codes_of_a_known_browser_are_counted_and_shut_nobody_else(accounts, watch, forced):
    held = entered(accounts, code=forced())
    for _ in range(CODES):
        assert try_in(accounts, code="000000", browser=held).refused == "code"
        watch.pass_(minutes=14)  # 96 in less than a day, never five in a quarter of an hour
    assert try_in(accounts, code=forced(), browser=held).refused == "locked"
    assert try_in(accounts, code=forced()).token


def test_codes_of_before_the_browser_was_known_are_not_forgotten_for_strangers(accounts, watch, forced):
    for n in range(CODES):
        try_in(accounts, code="000000", address=f"10.66.{n}.1")
    watch.pass_(hours=23)
    assert try_in(accounts, code=forced()).refused == "locked"
    watch.pass_(hours=1)
    held = entered(accounts, code=forced())
    assert accounts.proven("chief", GOOD, code="000000", address=HERE, browser=held).refused == "code"
