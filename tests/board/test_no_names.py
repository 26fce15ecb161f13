"""No table that a panel can see holds a person's name: who did something is a post, an account or a mark."""

from __future__ import annotations

from dataclasses import fields

import pytest

from dashboard.access import Device, Person
from dashboard.access.standings import AuditStanding, PeopleStanding, people_standing
from dashboard.board.tables import Tables
from dashboard.clock import now
from dashboard.ledger import Audited
from tests.acting_people import act, somebody, table
from tests.living import desk_in, dispatched

TABLES = [one.name for one in fields(Tables)]
NAMED = {"posts", "orgs", "streets"}
"""Tables of things that have names."""
PERSONS = {
    "name", "surname", "person", "people", "user", "account", "actor", "operator", "handler", "caller",
    "reporter", "requester", "phone", "mobile", "email", "idcard",
}  # fmt: skip
"""Words that a column has which tells who somebody is."""
MARKS = {"requester_key"}
"""Columns that hold a digest under the key of the ledger."""
WHO = "zhang.san"
"""An account by which its owner could be known."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A desk on which somebody did one of everything."""
    late = dispatched(1, hours=5, due_at="2026-11-20T02:00:00+00:00")
    made = desk_in(tmp_path_factory.mktemp("no-names"), [*late, *dispatched(2)])
    made.look()
    chief = somebody("duty-chief", account=WHO)
    act(made, chief, "acknowledge")
    act(made, chief, "note", note="已联系")
    key = act(made, somebody("duty-officer", account=f"{WHO}2"), "lever.draft", kind="supervision").key
    act(made, somebody("duty-officer", account=f"{WHO}2"), "lever.submit", key)
    act(made, chief, "lever.approve", key)
    act(made, somebody("department-head", account=f"{WHO}3"), "appeal.file", reason="检测期", evidence="8号")
    act(made, chief, "appeal.review", verdict="uphold", reason="属实")
    made.accounts.add(WHO, post="值班长", grants=chief.grants, password=None)
    yield made
    made.close()


@pytest.mark.parametrize("name", TABLES)
def test_no_column_of_a_table_is_for_who_somebody_is(desk, name):
    with desk.board.reading(desk.clock.now()) as reader:
        columns = getattr(reader.tables, name).columns
    told = {one for one in columns if PERSONS & set(one.split("_"))} - MARKS
    assert told <= ({"name_zh", "name_en"} if name in NAMED else set())


@pytest.mark.parametrize("name", TABLES)
def test_what_somebody_did_stands_in_no_table_under_their_account(desk, name):
    assert WHO not in str(table(desk, name))


def test_they_do_stand_there_by_their_post_and_by_a_mark(desk):
    assert [row["post"] for row in table(desk, "notes")] == ["duty-chief"]
    (lever,) = table(desk, "levers")
    assert lever["approved_by"]
    (appeal,) = table(desk, "appeals")
    assert appeal["filed_by"] != appeal["first_by"]


def test_the_page_of_people_shows_accounts_and_posts_and_that_of_the_audit_accounts(desk):
    assert {one.name for one in fields(PeopleStanding)} == {"at", "people", "devices", "roles"}
    assert {one.name for one in fields(AuditStanding)} == {"leaf", "verdict", "roles", "whole_at"}
    found = {kind: {one.name for one in fields(kind)} & PERSONS for kind in (Person, Device, Audited)}
    assert found == {Person: {"account"}, Device: {"name"}, Audited: {"actor"}}
    (person,) = people_standing(desk.accounts, desk.policy, now()).people
    assert (person.account, person.post) == (WHO, "值班长")
    actors = {note.actor for note in desk.ledger.book.read()}
    assert actors == {WHO, f"{WHO}2", f"{WHO}3"}  # what the auditor sees: accounts, and of nobody a name
