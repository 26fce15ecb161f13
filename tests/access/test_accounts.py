"""Accounts: made, found, changed, shut; who signs in here, and who only elsewhere."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.access import AccessError, Grant
from dashboard.access.accounts import Accounts
from dashboard.access.passwords import Passwords
from dashboard.access.people import part_of, parts_of, scope_of, united
from dashboard.ledger import opening
from dashboard.ledger.database import engine_for, writing
from dashboard.ledger.opening import MIGRATIONS
from dashboard.ledger.people import PEOPLE
from dashboard.scope import NOTHING, WHOLE, Scope, joined
from tests.access.small_access import (
    CHIEF,
    GOOD,
    HERE,
    OTHER,
    QUICK,
    THERE,
    WATER,
    add,
    fail,
    is_in,
    token,
    try_in,
)
from tests.small_ledger import KEY, NOON

pytestmark = pytest.mark.sweep

CODES = st.frozensets(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=4), max_size=3)
SCOPES = st.one_of(st.just(WHOLE), st.builds(Scope, streets=CODES, departments=CODES))
GRANTS = st.lists(st.builds(Grant, role=st.sampled_from(["a", "b", "c"]), scope=SCOPES), max_size=5)


def test_a_person_is_found_as_it_was_added(accounts, elsewhere):
    made = add(accounts, grants=[WATER, CHIEF])
    assert made == accounts.person("chief") == elsewhere.person("chief")
    assert (made.account, made.post, made.created_at, made.changed_at) == (
        "chief",
        "值班长 02 席",
        NOON,
        NOON,
    )
    assert (made.disabled, made.local, made.totp) == (False, True, False)
    assert set(made.grants) == {WATER, CHIEF}
    assert accounts.person("nobody") is None


def test_everybody_is_listed_by_account(accounts):
    for name in ("li", "chen", "an"):
        add(accounts, name)
    assert [one.account for one in accounts.people()] == ["an", "chen", "li"]


def test_a_name_that_cannot_be_typed_alike_everywhere_is_refused(accounts):
    for name in ("", "Chief", "值班长", "a b", "-x", "a" * 65, "a\n", "a\0", "../x"):
        with pytest.raises(AccessError, match="cannot be used"):
            add(accounts, name)
    assert accounts.people() == []


def test_a_post_that_cannot_be_shown_is_refused(accounts):
    for post in ("", "  ", "a" * 61, "a\nb", "a\0"):
        with pytest.raises(AccessError, match="printable"):
            add(accounts, post=post)


def test_an_account_is_made_once(accounts):
    add(accounts)
    with pytest.raises(AccessError, match="chief exists already"):
        add(accounts, post="another")


def test_a_weak_password_makes_no_account(accounts):
    with pytest.raises(AccessError, match="easily guessed"):
        add(accounts, password="password1234")
    assert accounts.person("chief") is None


def test_the_account_and_the_post_are_known_when_a_password_is_judged(accounts):
    with pytest.raises(AccessError, match="account or the post"):
        add(accounts, "wangchao-duty-desk", password="wangchao-duty-desk")


def test_nothing_is_done_to_an_account_that_does_not_exist(accounts):
    for act in ("disable", "enable", "second_factor", "no_second_factor", "change"):
        with pytest.raises(AccessError, match="no account ghost: jiequan user list"):
            getattr(accounts, act)("ghost")
    with pytest.raises(AccessError, match="no account ghost"):
        accounts.set_password("ghost", GOOD)


def test_the_right_password_signs_in_and_says_who_it_is(accounts):
    add(accounts)
    entry = try_in(accounts)
    assert (entry.refused, entry.wait, entry.person) == ("", 0.0, accounts.person("chief"))
    assert len(entry.token) >= 43  # 256 bits in base64
    viewer = accounts.viewer(entry.token, address=THERE, active=False)
    assert (viewer.account, viewer.post, viewer.kind) == ("chief", "值班长 02 席", "person")
    assert (viewer.grants, viewer.address) == ((CHIEF,), THERE)
    assert viewer.session not in entry.token


def test_a_wrong_password_an_unknown_and_a_disabled_account_get_one_answer(accounts):
    add(accounts)
    add(accounts, "gone")
    accounts.disable("gone")
    add(accounts, "sso", password=None)
    answers = [try_in(accounts, name, "wrong word 12 34") for name in ("chief", "nobody", "gone", "sso", "")]
    assert len(set(map(repr, answers))) == 1
    assert repr(try_in(accounts, "gone")) == repr(answers[0])


def test_every_wrong_try_costs_one_comparison(accounts, monkeypatch):
    add(accounts)
    add(accounts, "gone")
    accounts.disable("gone")
    add(accounts, "sso", password=None)
    compared = []
    real = type(QUICK._hasher).verify
    monkeypatch.setattr(
        type(QUICK._hasher),
        "verify",
        lambda self, kept, word: compared.append(kept) or real(self, kept, word),
    )
    for name in ("chief", "nobody", "gone", "sso", "", "\ud800", "a" * 10_000, "x'; DROP--"):
        compared.clear()
        assert try_in(accounts, name, "wrong word 12 34").refused == "wrong"
        assert len(compared) == 1
        assert compared[0].startswith("$argon2id$")


def test_a_try_that_must_wait_costs_none(accounts, monkeypatch):
    fail(accounts, 5)
    monkeypatch.setattr(QUICK, "fits", lambda *_: pytest.fail("compared"))
    assert try_in(accounts).refused == "locked"


def test_the_password_is_proven_again_without_another_session(accounts):
    add(accounts)
    assert accounts.proven("chief", GOOD, address=HERE).refused == ""
    assert accounts.proven("chief", GOOD, address=HERE).token is None
    assert accounts.proven("chief", OTHER, address=HERE).refused == "wrong"
    assert accounts.sessions("chief") == []


def test_a_hash_of_older_parameters_is_made_anew_when_its_owner_comes(accounts, ledger, watch):
    from argon2 import PasswordHasher

    add(accounts)
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    newer = Accounts(ledger, now=watch.now, passwords=stronger)
    before = kept(ledger)
    fail(newer, 1)
    assert kept(ledger) == before
    assert try_in(newer).token
    assert "m=16,t=2" in kept(ledger)
    assert try_in(newer).token


def kept(ledger) -> str:
    with ledger.engine.connect() as connection:
        return connection.execute(sa.select(PEOPLE.c.password)).scalar_one()


def test_no_secret_stands_in_what_is_printed(accounts):
    add(accounts)
    entry = try_in(accounts)
    assert entry.token not in repr(entry)
    assert GOOD not in repr(entry)


def test_another_password_replaces_the_old_and_ends_all_sessions_but_ones_own(accounts, watch):
    add(accounts)
    first, own = token(accounts), token(accounts)
    watch.pass_(days=0.1)
    first, own = token(accounts), token(accounts)
    session = accounts.viewer(own, address=HERE, active=True).session
    accounts.set_password("chief", OTHER, but=session)
    assert is_in(accounts, own)
    assert not is_in(accounts, first)
    assert try_in(accounts).refused == "wrong"
    assert try_in(accounts, password=OTHER).token
    assert accounts.person("chief").changed_at == watch.at

    accounts.set_password("chief", GOOD)
    assert not is_in(accounts, own)


@pytest.mark.parametrize(("word", "why"), [("password1234", "easily guessed"), (GOOD, "the present one")])
def test_a_password_that_may_not_be_one_changes_nothing(accounts, word, why):
    add(accounts)
    held = token(accounts)
    with pytest.raises(AccessError, match=why):
        accounts.set_password("chief", word)
    assert is_in(accounts, held)
    assert try_in(accounts).token


def test_whoever_signs_in_elsewhere_has_no_password_here(accounts):
    made = add(accounts, password=None)
    assert (made.local, made.changed_at) == (False, None)
    for act in (lambda: accounts.set_password("chief", GOOD), lambda: accounts.second_factor("chief")):
        with pytest.raises(AccessError, match="signs in elsewhere"):
            act()
    entry = accounts.admit("Chief ", address=HERE, agent="x")
    assert entry.person == made
    assert is_in(accounts, entry.token)


def test_only_accounts_made_for_it_are_admitted_from_elsewhere(accounts):
    add(accounts)
    add(accounts, "gone", password=None)
    accounts.disable("gone")
    for name in ("chief", "gone", "nobody", "", "\ud800", "a\0"):
        entry = accounts.admit(name, address=HERE, agent="x")
        assert (entry.token, entry.refused) == (None, "wrong")


def test_a_disabled_account_is_out_at_once_and_stays_out_when_enabled_until_it_signs_in(accounts):
    add(accounts)
    held = token(accounts)
    accounts.disable("chief")
    assert accounts.person("chief").disabled
    assert not is_in(accounts, held)
    accounts.enable("chief")
    assert not is_in(accounts, held)
    assert is_in(accounts, token(accounts))


def test_a_post_changes_for_the_sessions_that_are_open(accounts):
    add(accounts)
    held = token(accounts)
    accounts.change("chief", post="值班长 01 席")
    assert accounts.viewer(held, address=HERE, active=False).post == "值班长 01 席"


def test_whoever_has_other_rights_needs_a_new_session(accounts):
    add(accounts)
    held = token(accounts)
    changed = accounts.change("chief", grants=[WATER])
    assert changed.grants == (WATER,)
    assert not is_in(accounts, held)
    assert accounts.viewer(token(accounts), address=HERE, active=False).grants == (WATER,)


def test_the_same_rights_said_again_end_nothing(accounts):
    add(accounts, grants=[WATER, CHIEF])
    held = token(accounts)
    accounts.change("chief", grants=iter([CHIEF, WATER]))
    assert is_in(accounts, held)


def test_a_change_that_is_refused_changes_nothing(accounts):
    add(accounts)
    with pytest.raises(AccessError):
        accounts.change("chief", post="\n", grants=[WATER])
    assert accounts.person("chief").grants == (CHIEF,)


def test_a_role_is_held_by_somebody_while_an_enabled_account_has_it(accounts):
    assert not accounts.anybody("duty-chief")
    add(accounts)
    assert accounts.anybody("duty-chief")
    assert not accounts.anybody("auditor")
    accounts.disable("chief")
    assert not accounts.anybody("duty-chief")


@settings(max_examples=50)
@given(SCOPES)
def test_a_scope_is_what_its_parts_say(scope):
    expected = scope if scope else NOTHING
    assert scope_of(parts_of(scope)) == expected
    assert scope_of(scope.words().split()) == expected


@settings(max_examples=50)
@given(GRANTS)
def test_equal_rights_are_equal_however_they_are_told(grants):
    assert united(grants) == united(reversed(grants)) == united(united(grants))
    for one in united(grants):
        assert one.scope == joined(each.scope for each in grants if each.role == one.role)


def test_grants_are_kept_as_they_are_told(accounts):
    whole = [
        Grant(role="auditor", scope=NOTHING),
        Grant(role="leader", scope=Scope(streets=frozenset({"990101001"}), departments=frozenset({"water"}))),
        CHIEF,
    ]
    assert add(accounts, grants=whole).grants == united(whole)
    assert add(accounts, "nobody", grants=[]).grants == ()


@pytest.mark.parametrize("part", ["everything", "street:", "department", "street", "grid:1", "District"])
def test_a_strange_scope_is_refused_with_those_there_are(part):
    with pytest.raises(AccessError, match="write district, street:CODE or department:CODE"):
        part_of(part)


def test_accounts_of_before_browsers_were_known_are_kept_and_known_from_their_next_sign_in(url, opened):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    old = sa.table("people", *(sa.column(name, PEOPLE.c[name].type) for name in PEOPLE.c.keys()[:-1]))
    engine = engine_for(url)
    with writing(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
        opening._beget(connection, KEY, "sha256")
        row = {"account": "chief", "post": "值班长", "password": QUICK.hashed(GOOD), "step": 0}
        row |= {"secret": None, "next_secret": None, "changed_at": NOON, "created_at": NOON}
        connection.execute(sa.insert(old), row | {"disabled": False})
    engine.dispose()

    accounts = Accounts(opened(), now=lambda: NOON, passwords=QUICK)
    assert try_in(accounts).token
    held = accounts.known_browser("chief", "")
    fail(accounts, 5)
    assert (try_in(accounts).refused, try_in(accounts, browser=held).refused) == ("locked", "")
