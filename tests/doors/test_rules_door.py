"""The door of a proposed rule: for whoever opens the page of coordination, its levers within the scope."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.scope import WHOLE, Scope
from tests.entering import client_of
from tests.proposed_rules import move, needy_desk, put_forward

CHIEF = Grant(role="duty-chief", scope=WHOLE)
FAR = Grant(role="duty-chief", scope=Scope(departments=frozenset({"ecology"})))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = needy_desk(tmp_path_factory.mktemp("rule"))
    move(made, "director", "adopt", put_forward(made))
    yield made
    made.close()


@pytest.fixture(scope="module")
def at(desk):
    with desk.board.reading(desk.clock.now()) as reader:
        (row,) = reader.rows("SELECT key FROM rule_proposals")
    return f"/rules/{row['key'].removeprefix('rule:')}"


def test_the_sheet_says_what_was_proposed_and_shows_its_levers(desk, at):
    reply = client_of(desk, CHIEF).get(f"{at}?lang=zh")
    assert reply.status_code == 200
    for word in ("已采纳", "主办：区水务局", "L4 专报", "数据不足"):
        assert word in reply.text


def test_it_is_read_in_english_too(desk, at):
    assert "not enough data" in client_of(desk, CHIEF).get(f"{at}?lang=en").text


def test_who_sees_none_of_the_cases_reads_the_words_and_no_lever(desk, at):
    said = client_of(desk, FAR).get(f"{at}?lang=zh").text
    assert "主办：区水务局" in said
    assert "L4 专报" not in said
    assert "只列合计" in said


def test_whoever_does_not_open_the_page_is_refused_and_what_is_not_there_is_not_found(desk, at):
    assert client_of(desk, Grant(role="duty-officer", scope=WHOLE)).get(at).status_code == 403
    assert client_of(desk, CHIEF).get("/rules/none").status_code == 404


def test_it_is_noted_before_it_is_handed_out(desk, at):
    client_of(desk, CHIEF).get(at)
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.action, note.object.rstrip("?")) == ("export", at)
