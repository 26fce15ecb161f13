"""What somebody of two roles takes away: files, papers and digests of the role that may, and no row more."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest

from dashboard.access import Grant
from dashboard.scope import WHOLE, Scope
from tests.acting_people import borrowed
from tests.doors.opened import opened
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
WATER = Scope(departments=frozenset({"water"}))
BEND = Scope(streets=frozenset({"990101003"}))
ALL = {"000001", "000002", "000003", "000004"}
LEADER = Grant(role="leader", scope=WHOLE)
"""Sees all, takes nothing away."""
PEOPLE = {
    "a leader who is a unit's officer too": ((LEADER, Grant(role="department-officer", scope=WATER)),
                                            {"000001", "000002"}),
    "a leader who is on watch for a street too": ((LEADER, Grant(role="duty-officer", scope=BEND)),
                                                  {"000002", "000003"}),
    "two roles that both may": ((Grant(role="department-head", scope=WATER),
                                 Grant(role="duty-officer", scope=BEND)), {"000001", "000002", "000003"}),
    "the whole by one of them": ((Grant(role="department-head", scope=WATER),
                                  Grant(role="duty-chief", scope=WHOLE)), ALL),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    told = [
        *dispatched(1, org="water"),
        *dispatched(2, org="water", street="990101003"),
        *dispatched(3, org="ecology", street="990101003"),
        *dispatched(4, org="ecology", hours=24 * 20, text_short="别处的旧案"),
    ]
    made = desk_in(tmp_path_factory.mktemp("taking"), told)
    made.look()
    yield made
    made.close()


@pytest.fixture(scope="module")
def lever(desk):
    """A lever for a case of the other unit, in none of the streets."""
    return borrowed(desk, "case:hotline/000004")


def listed(client):
    """The numbers in the list as a CSV file, and in the same one as a workbook."""
    text = client.get("/export/cases.csv?of=open&lang=zh").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text.partition("\n\n")[2])))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/export/cases.xlsx?of=open&lang=zh").data))
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if str(cell) in ALL]
    return [row[0] for row in rows[1:]], cells


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_a_list_holds_exactly_the_cases_of_the_roles_that_may_export(desk, who):
    grants, wanted = PEOPLE[who]
    for numbers in listed(client_of(desk, *grants)):
        assert sorted(numbers) == sorted(wanted)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_no_other_number_stands_anywhere_in_the_files(desk, who):
    grants, wanted = PEOPLE[who]
    client = client_of(desk, *grants)
    for kind in ("csv", "xlsx"):
        said = opened(client.get(f"/export/cases.{kind}?of=received&window=91d").data).decode()
        assert {number for number in ALL if number in said} == wanted


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_a_paper_is_of_a_case_of_the_role_that_may_take_it(desk, lever, who):
    grants, wanted = PEOPLE[who]
    reply = client_of(desk, *grants).get(f"/papers/{lever}/order.docx")
    assert reply.status_code == (200 if "000004" in wanted else 404)


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_a_digest_names_the_cases_of_the_roles_that_may_take_it(desk, who):
    grants, wanted = PEOPLE[who]
    reply = client_of(desk, *grants).get("/departments/ecology/digest?lang=zh")
    assert reply.status_code == 200
    assert ("别处的旧案" in reply.text) is ("000004" in wanted)


def test_what_is_seen_on_a_page_is_of_all_roles_together(desk):
    """Else nothing of the above would show that a file is narrower than a page."""
    leading = (LEADER, Grant(role="department-officer", scope=WATER))
    seen = opened(client_of(desk, *leading).get("/lists/cases?of=open").data).decode()
    assert {number for number in ALL if number in seen} == ALL
