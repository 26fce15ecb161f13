"""The door of the digest: the unit's own people see their cases, others counts, some nothing at all."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.ledger import Action
from dashboard.scope import WHOLE, Scope
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
AT = "/departments/water/digest"
OURS = "井盖松动，夜里很响"


def head(unit):
    return Grant(role="department-head", scope=Scope(departments=frozenset({unit})))


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("digests"), dispatched(1, hours=24 * 20, text_short=OURS))
    made.look()
    yield made
    made.close()


def read(desk, grant, where=AT):
    return client_of(desk, grant).get(where)


def test_the_head_of_a_unit_reads_its_cases(desk):
    reply = read(desk, head("water"))
    assert reply.status_code == 200
    assert reply.headers["Cache-Control"] == "no-store"
    assert OURS in reply.text
    assert "000001" in reply.text


def test_the_head_of_another_unit_reads_counts_alone(desk):
    reply = read(desk, head("ecology"))
    assert reply.status_code == 200
    assert OURS not in reply.text
    assert "000001" not in reply.text
    assert "只有合计" in reply.text


def test_the_centre_reads_every_units_digest(desk):
    assert OURS in read(desk, Grant(role="duty-chief", scope=WHOLE)).text


@pytest.mark.parametrize("role", ["auditor", "security-admin"])
def test_who_may_take_nothing_out_gets_none(desk, role):
    assert read(desk, Grant(role=role)).status_code == 403


def test_a_unit_that_does_not_exist_has_no_digest(desk):
    assert read(desk, head("water"), "/departments/none/digest").status_code == 404


def test_it_is_read_in_the_language_of_the_reader(desk):
    assert "Morning digest" in read(desk, head("water"), f"{AT}?lang=en").text


def test_every_look_is_noted_as_something_that_left(desk):
    read(desk, head("water"))
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.action, note.object.rstrip("?")) == (Action.EXPORT, AT)


def test_what_is_written_on_it_is_text(desk):
    page = read(desk, head("water")).text
    assert page.count("<script") == 1
    assert "javascript:" not in page


@pytest.mark.parametrize(("asked", "counted"), [
    ("", True), ("?asof=2026-11-20T12:00", True), ("?asof=2026-11-19", True), ("?asof=2026-10-20", False),
    ("?from=2026-10-10&to=2026-10-19&window=custom", False), ("?window=7d", True),
])  # fmt: skip
def test_it_is_of_the_moment_that_its_address_names(desk, asked, counted):
    page = read(desk, head("water"), AT + asked).text
    assert (OURS in page) is counted  # reported on the last day of October
    assert ("2026-10-2" in page) is ("2026-10" in asked)


@pytest.mark.parametrize(
    "asked", ["?asof=1970-01-01", "?asof=1970-01-01T00:00", "?from=1970-01-01&to=1970-01-02"]
)
def test_long_before_the_first_case_there_is_nothing_and_no_fault(desk, asked):
    assert read(desk, head("water"), AT + asked).status_code == 200


@pytest.mark.parametrize("asked", [
    "?asof=yesterday", "?asof=2027-01-01", "?from=2026-11-10", "?asof=0001-01-01", "?asof=9999-12-31",
    "?asof=2099-12-31", "?from=9999-12-30&to=9999-12-31",
])  # fmt: skip
def test_a_moment_that_is_none_is_refused(desk, asked):
    assert read(desk, head("water"), AT + asked).status_code == 400


def test_what_is_taken_away_is_what_the_role_that_may_take_it_sees(desk):
    """A leader sees the whole district and takes nothing away; the head of one unit takes its own cases."""
    leader = Grant(role="leader", scope=WHOLE)
    assert OURS not in client_of(desk, leader, head("ecology")).get(AT).text
    assert OURS in client_of(desk, leader, head("water")).get(AT).text
