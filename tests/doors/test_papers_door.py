"""The door of papers: whose cases one does not see are not there, and what leaves is noted."""

from __future__ import annotations

import io
import zipfile
from urllib.parse import unquote

import pytest

from dashboard import papering
from dashboard.access import Grant
from dashboard.ledger.numbering import number_of
from dashboard.papers import OF_LEVERS, Kind
from dashboard.scope import WHOLE, Scope
from tests.entering import client_of
from tests.living import desk_in, dispatched, stepped
from tests.papers.small_papers import lever
from tests.proposed_rules import drafted, move, needy_desk

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")]
CHIEF = Grant(role="duty-chief", scope=WHOLE)
AT = "/papers/lever:1/order.docx"


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    told = [*dispatched(1), stepped(1, "return", hours=3, org="water", reason_code="R2"), *dispatched(2)]
    made = desk_in(tmp_path_factory.mktemp("papers"), told)
    made.look()
    yield made
    made.close()


@pytest.fixture
def levers(monkeypatch):
    known = {"lever:1": lever(), "lever:2": lever(key="lever:2", approved_at=None)}
    monkeypatch.setattr(papering, "lever_at", lambda _reader, key: known.get(key))
    return known


def words(reply):
    with zipfile.ZipFile(io.BytesIO(reply.data)) as parts:
        return parts.read("word/document.xml").decode()


def test_a_paper_is_numbered_when_its_lever_is_approved_and_only_once(desk, levers):
    client = client_of(desk, CHIEF)
    first, again = client.get(AT), client.get(AT)
    assert first.status_code == again.status_code == 200
    assert first.mimetype == papering.WORD
    assert "云城运督〔2026〕1号" in words(first)
    assert "云城运督〔2026〕1号" in words(again)
    assert "退单（职能不符）" in words(first)


def test_a_draft_takes_no_number(desk, levers):
    reply = client_of(desk, CHIEF).get("/papers/lever:2/order.docx")
    assert "拟稿（未编号）" in words(reply)
    assert number_of(desk.ledger, "order", "lever:2") is None


def test_what_leaves_stands_in_the_audit_as_an_export(desk, levers):
    client_of(desk, CHIEF).get(AT)
    note = desk.ledger.book.read(limit=1)[0]
    assert (note.action, note.object.rstrip("?")) == ("export", AT)


@pytest.mark.parametrize(
    "at", ["/papers/lever:1/order.docx", "/papers/lever:none/order.docx", "/papers/lever:1/nonsense.docx"]
)
def test_a_paper_of_a_foreign_case_is_not_there_and_who_asked_is_noted(desk, levers, at):
    ecology = Grant(role="duty-chief", scope=Scope(departments=frozenset({"ecology"})))
    before = desk.ledger.book.read()
    assert client_of(desk, ecology).get(at).status_code == 404
    (note,) = desk.ledger.book.read()[: -len(before) or None]
    assert (note.action, note.object, note.outcome) == ("refused", f"GET {at} beyond the scope", "refused")


@pytest.mark.parametrize("kind", OF_LEVERS)
def test_every_kind_of_paper_can_be_had(desk, levers, kind):
    assert client_of(desk, CHIEF).get(f"/papers/lever:1/{kind}.docx").status_code == 200


def test_a_lever_on_the_board_is_found_by_its_key(desk):
    with desk.board.reading(desk.clock.now()) as reader:
        assert papering.lever_at(reader, "lever:none") is None
    words = papering.words_of(desk)
    assert (words["yellow-card"], words["owner"]) == ("黄牌督办", "定主办")


def test_several_cases_are_one_matter_of_the_oldest_and_the_worst(desk):
    with desk.board.reading(desk.clock.now()) as reader:
        keys = ["case:hotline/000001", "case:hotline/000002"]
        cases = papering.cases_of(reader, lever(cases=keys))
        found = papering.matter_of(cases)
    assert found["keys"] == keys
    assert found["returns"] == 1


def test_who_does_not_see_the_cases_is_told_that_there_is_nothing(desk, levers):
    other = Grant(role="department-head", scope=Scope(departments=frozenset({"health"})))
    water = Grant(role="department-head", scope=Scope(departments=frozenset({"water"})))
    assert client_of(desk, other).get(AT).status_code == 404
    assert client_of(desk, water).get(AT).status_code == 200
    assert client_of(desk, Grant(role="leader", scope=WHOLE)).get(AT).status_code == 403


def test_a_lever_has_no_paper_of_a_rule(desk, levers):
    assert {*Kind} - {*OF_LEVERS} == {Kind.RULE}
    assert client_of(desk, CHIEF).get("/papers/lever:1/rule.docx").status_code == 404


@pytest.fixture(scope="module")
def needy(tmp_path_factory):
    made = needy_desk(tmp_path_factory.mktemp("rules"))
    yield made
    made.close()


def test_a_rule_is_numbered_when_it_is_proposed_and_only_once(needy):
    key, client = drafted(needy), client_of(needy, CHIEF)
    assert "拟稿（未编号）" in words(client.get(f"/papers/{key}/rule.docx"))
    assert number_of(needy.ledger, "rule", key) is None
    move(needy, "duty-chief", "propose", key)
    for _ in range(2):
        reply = client.get(f"/papers/{key}/rule.docx")
        assert (reply.status_code, reply.mimetype) == (200, papering.WORD)
        for word in (
            "建〔2026〕1号",
            "建议写入分派目录",
            "主办：区水务局",
            "三、英文正文 In English",
            "L4 专报",
        ):
            assert word in words(reply)
    assert number_of(needy.ledger, "rule", key) == (2026, 1)
    assert client.get(f"/papers/{key}/order.docx").status_code == 404
    refused, note = needy.ledger.book.read(limit=2)
    assert (refused.action, note.action) == ("refused", "export")
    assert unquote(note.object).rstrip("?") == f"/papers/{key}/rule.docx"
    far = Grant(role="duty-chief", scope=Scope(departments=frozenset({"ecology"})))
    assert client_of(needy, far).get(f"/papers/{key}/rule.docx").status_code == 404


@pytest.mark.parametrize(
    "path", ["/papers/rule:none/rule.docx", "/papers/lever:9/order.docx", "/papers/lever:1/secret.docx"]
)
def test_what_is_not_there_is_not_found(desk, levers, path):
    assert client_of(desk, CHIEF).get(path).status_code == 404


def test_a_paper_is_taken_by_the_role_that_may_take_it_within_its_own_scope(desk, levers):
    leader = Grant(role="leader", scope=WHOLE)
    ecology, water = (
        Grant(role="department-officer", scope=Scope(departments=frozenset({unit})))
        for unit in ("ecology", "water")
    )
    assert client_of(desk, leader, ecology).get(AT).status_code == 404
    assert client_of(desk, leader, water).get(AT).status_code == 200
