"""Second factors: in force from their first good code on, asked for then, each code once."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from dashboard.access.accounts import Accounts
from dashboard.access.attempts import CODES
from dashboard.access.totp import codes
from dashboard.ledger.people import PEOPLE
from tests.access.small_access import GOOD, HERE, QUICK, add, fail, is_in, try_in

pytestmark = pytest.mark.sweep


def secret_of(uri: str) -> bytes:
    import base64

    return base64.b32decode(parse_qs(urlsplit(uri).query)["secret"][0])


@pytest.fixture
def code(accounts, watch):
    """The code that the authenticator app of the account shows now."""
    add(accounts)
    secret = secret_of(accounts.second_factor("chief"))
    return lambda: codes(secret).generate(int(watch.at.timestamp())).decode()


@pytest.fixture
def forced(accounts, watch, code):
    """The same, with the second factor in force."""
    assert accounts.confirm("chief", code())
    watch.pass_(minutes=2)
    return code


def test_a_factor_that_was_only_offered_locks_nobody_out(accounts, code):
    assert not accounts.person("chief").totp
    assert try_in(accounts).token


def test_it_is_in_force_from_the_first_good_code_on(accounts, watch, code):
    assert try_in(accounts, code="000000").refused == "code"
    assert not accounts.person("chief").totp
    assert try_in(accounts, code=code()).token
    assert accounts.person("chief").totp
    watch.pass_(minutes=2)
    assert try_in(accounts).refused == "code"


def test_a_code_may_be_confirmed_where_the_factor_is_made(accounts, code):
    assert not accounts.confirm("chief", "000000")
    assert accounts.confirm("chief", code())
    assert accounts.person("chief").totp
    assert not accounts.confirm("chief", code())


def test_without_the_code_the_password_opens_nothing_and_is_no_failure(accounts, forced):
    for _ in range(9):
        entry = try_in(accounts)
        assert (entry.refused, entry.token, entry.person) == ("code", None, None)
    assert try_in(accounts, code=forced()).token


def test_with_a_wrong_password_no_code_is_looked_at_and_none_is_asked_for(accounts, forced):
    assert try_in(accounts, password="not this one 12", code=forced()).refused == "wrong"
    assert try_in(accounts, code=forced()).token


def test_a_code_counts_once(accounts, watch, forced):
    said = forced()
    assert try_in(accounts, code=said).token
    assert try_in(accounts, code=said).refused == "code"
    watch.pass_(seconds=30)
    assert try_in(accounts, code=said).refused == "code"
    assert try_in(accounts, code=forced()).token


def test_a_code_counts_once_also_when_sent_twice_at_the_same_moment(accounts, elsewhere, forced):
    from concurrent.futures import ThreadPoolExecutor

    said = forced()
    with ThreadPoolExecutor(4) as pool:
        entries = list(pool.map(lambda n: try_in((accounts, elsewhere)[n % 2], code=said), range(4)))
    assert sum(bool(entry.token) for entry in entries) == 1


def test_wrong_codes_shut_the_address_like_wrong_passwords(accounts, forced):
    said = [try_in(accounts, code="000000").refused for _ in range(6)]
    assert said == ["code"] * 5 + ["locked"]
    assert try_in(accounts, code=forced()).refused == "locked"


def test_an_account_has_96_wrong_codes_a_day_wherever_they_are_typed(accounts, watch, forced):
    started = watch.at
    said = []
    for n in range(CODES + 1):
        said.append(try_in(accounts, code="000000", address=f"10.66.{n}.1"))
    assert [one.refused for one in said] == ["code"] * CODES + ["locked"]
    assert said[-1].wait == timedelta(days=1).total_seconds()
    assert try_in(accounts, code=forced(), address=HERE).refused == "locked"
    watch.at = started + timedelta(days=1)
    assert try_in(accounts, code=forced(), address=HERE).token


def test_a_new_factor_replaces_the_old_only_by_its_own_first_code(accounts, watch, forced):
    new = secret_of(accounts.second_factor("chief"))
    assert try_in(accounts).refused == "code"
    assert try_in(accounts, code=forced()).token
    watch.pass_(minutes=2)
    assert try_in(accounts, code=codes(new).generate(int(watch.at.timestamp())).decode()).token
    watch.pass_(minutes=2)
    assert try_in(accounts, code=forced()).refused == "code"


def test_taking_the_factor_away_asks_for_no_code(accounts, forced):
    accounts.no_second_factor("chief")
    assert not accounts.person("chief").totp
    assert try_in(accounts).token


def test_the_secret_is_sealed_where_it_is_kept(accounts, ledger, forced):
    uri = accounts.second_factor("chief")
    with ledger.engine.connect() as connection:
        row = connection.execute(sa.select(PEOPLE)).one()
    assert secret_of(uri) not in bytes(row.secret) + bytes(row.next_secret)


def test_a_secret_moved_to_another_account_opens_nothing(accounts, ledger, watch, forced):
    add(accounts, "thief")
    with ledger.engine.begin() as connection:
        mine = sa.select(PEOPLE.c.secret).where(PEOPLE.c.account == "chief").scalar_subquery()
        connection.execute(sa.update(PEOPLE).where(PEOPLE.c.account == "thief").values(secret=mine))
    assert try_in(accounts, "thief", code=forced()).refused == "code"


def test_the_password_is_proven_again_with_a_code(accounts, forced):
    assert accounts.proven("chief", GOOD, address=HERE).refused == "code"
    assert accounts.proven("chief", GOOD, code=forced(), address=HERE).refused == ""


def test_the_factor_holds_in_every_process(accounts, elsewhere, forced):
    assert try_in(elsewhere).refused == "code"
    held = try_in(elsewhere, code=forced()).token
    assert is_in(accounts, held)


def test_another_process_with_the_same_ledger_opens_the_secret(opened, watch, forced):
    again = Accounts(opened(), now=watch.now, passwords=QUICK)
    assert fail(again, 1) == ["wrong"]
    assert try_in(again, code=forced()).token
