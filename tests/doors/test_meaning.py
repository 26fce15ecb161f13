"""The door behind each ⓘ: whoever may see the page reads what its numbers mean, and no case."""

from __future__ import annotations

import pytest

from dashboard.access import Grant
from dashboard.scope import WHOLE
from layouts.meaning import address
from tests.entering import client_of
from tests.living import desk_in, dispatched

pytestmark = [pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"), pytest.mark.sweep]
OURS = "井盖松动，夜里很响"
CHIEF = Grant(role="duty-chief", scope=WHOLE)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = desk_in(tmp_path_factory.mktemp("meanings"), dispatched(1, hours=24 * 20, text_short=OURS))
    made.look()
    yield made
    made.close()


def read(desk, grant, page="departments", panel="units", lang="zh"):
    return client_of(desk, grant).get(address(page, panel, lang))


@pytest.mark.parametrize(("lang", "words"), [("zh", "按时办结率"), ("en", "On-time rate")])
def test_whoever_may_see_the_page_reads_what_its_numbers_mean(desk, lang, words):
    reply = read(desk, CHIEF, lang=lang)
    assert reply.status_code == 200
    assert words in reply.text
    assert "SELECT" in reply.text
    assert reply.headers["Cache-Control"] == "no-store"


def test_rivals_stand_beside_one_another_with_the_numbers_of_this_district(desk):
    page = read(desk, CHIEF).text
    assert "另有口径，同时刻对照" in page
    assert page.count("（n = ") >= 3


def test_it_is_worked_out_once_while_the_board_stands_whoever_asks(desk, monkeypatch):
    first = read(desk, CHIEF, panel="funnel").text
    monkeypatch.setattr("dashboard.doors.meaning.meanings", lambda *_: pytest.fail("worked out again"))
    assert read(desk, Grant(role="director", scope=WHOLE), panel="funnel").text == first


def test_who_opens_one_after_another_is_asked_to_wait(desk):
    client = client_of(desk, CHIEF)
    asked = [client.get(address("departments", "none", "zh")).status_code for _ in range(31)]
    assert asked == [404] * 30 + [429]


def test_it_tells_no_case(desk):
    page = read(desk, CHIEF).text
    assert OURS not in page
    assert "000001" not in page


def test_who_may_not_see_the_page_does_not_read_it(desk):
    assert read(desk, Grant(role="auditor")).status_code == 403


@pytest.mark.parametrize(
    ("page", "panel"), [("departments", "none"), ("departments", "audit-notes"), ("none", "units")]
)
def test_what_is_not_there_means_nothing(desk, page, panel):
    assert read(desk, CHIEF, page, panel).status_code == 404
