"""What the policy keeps apart no account is given, by whatever way; what stands written stops the start."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dashboard
from dashboard.access import AccessError, Grant, Person, people
from dashboard.access.apart import apart, mixed
from dashboard.access.policy import shipped
from dashboard.ledger.database import writing
from dashboard.scope import NOTHING, WHOLE
from tests.access.small_access import add, is_in, token
from tests.small_ledger import NOON

ROLES = sorted(name for name, role in shipped().roles.items() if not role.device)
APART = sorted({(one, other) for one in ROLES for other in ROLES if shipped().together([one, other])})
SOURCES = sorted(Path(dashboard.__file__).parent.rglob("*.py"))


def grants(*roles):
    return [
        Grant(role=name, scope=WHOLE if shipped().roles[name].sees == "scope" else NOTHING) for name in roles
    ]


@given(st.lists(st.sampled_from(ROLES), max_size=5))
def test_what_goes_together_is_handed_on_as_it_is_and_what_does_not_is_refused(roles):
    wanted = grants(*roles)
    if shipped().together(set(roles)):
        with pytest.raises(AccessError, match="one account may not hold"):
            apart(wanted)
    else:
        assert apart(iter(wanted)) == tuple(wanted)


def test_the_refusal_names_both_roles_in_both_languages():
    with pytest.raises(AccessError) as told:
        apart(grants("system-admin", "duty-chief"))
    assert "system-admin and duty-chief" in told.value.words.en
    assert "系统管理员 (system-admin) 和 值班长 (duty-chief)" in told.value.words.zh


@pytest.mark.parametrize(("one", "other"), APART[:: len(APART) // 6])
def test_no_account_is_made_with_both(accounts, one, other):
    with pytest.raises(AccessError, match="may not hold"):
        add(accounts, grants=grants(one, other))
    assert accounts.person("chief") is None
    with pytest.raises(AccessError, match="may not hold"):
        add(accounts, grants=grants(one, other), password=None)  # nor one that signs in elsewhere


@pytest.mark.parametrize(("one", "other"), APART[:: len(APART) // 6])
def test_no_account_gets_the_other_later_and_a_refusal_changes_nothing(accounts, one, other):
    add(accounts, grants=grants(one))
    held = token(accounts)
    with pytest.raises(AccessError, match="may not hold"):
        accounts.change("chief", post="局长", grants=grants(one, other))
    kept = accounts.person("chief")
    assert (kept.post, [grant.role for grant in kept.grants]) == ("值班长 02 席", [one])
    assert is_in(accounts, held)
    assert accounts.change("chief", grants=grants(other)).grants[0].role == other


def test_rights_are_written_in_one_place_and_nobody_goes_there_past_the_check():
    writers = [
        path.name for path in SOURCES if re.search(r"(insert|update)\(GRANTS", path.read_text("utf-8"))
    ]
    assert writers == ["people.py"]
    callers = [
        path.name for path in SOURCES if re.search(r"people\.(added|regranted)\(", path.read_text("utf-8"))
    ]
    assert callers == ["accounts.py"]


def test_an_account_of_before_that_holds_both_is_named_and_a_disabled_one_is_not(accounts, ledger):
    add(accounts, grants=grants("security-admin"))
    assert accounts.mixed() == []
    with writing(ledger.engine) as connection:  # as a program without the check wrote it
        people.regranted(connection, "chief", grants("security-admin", "director"))
    assert [(account, {*two}) for account, *two in accounts.mixed()] == [
        ("chief", {"security-admin", "director"})
    ]
    accounts.change("chief", grants=grants("director"))
    assert accounts.mixed() == []


@given(st.lists(st.sampled_from(ROLES), max_size=4), st.booleans())
def test_mixed_accounts_are_those_that_the_check_would_refuse(roles, disabled):
    person = Person(account="x", post="y", grants=tuple(grants(*roles)), created_at=NOON, disabled=disabled)
    assert bool(mixed([person])) == (not disabled and shipped().together(set(roles)) is not None)


def test_an_account_with_both_that_was_shut_is_not_opened_again(accounts, ledger):
    add(accounts, grants=grants("auditor"))
    accounts.disable("chief")
    with writing(ledger.engine) as connection:
        people.regranted(connection, "chief", grants("auditor", "security-admin"))
    with pytest.raises(AccessError, match="may not hold"):
        accounts.enable("chief")
    assert accounts.person("chief").disabled
