"""Personal data in every text that an act takes, as its shape says: masked before it is kept."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import get_args
from urllib.parse import quote

import pytest
import structlog

from dashboard.access import Grant
from dashboard.access.policy import shipped
from dashboard.acts import Act
from dashboard.handing import draft, link
from dashboard.scope import WHOLE, Scope
from layouts.pages import PAGES
from tests.acting_people import CASE, act, somebody, table, unit
from tests.doors.opened import opened
from tests.doors.test_canaries import CANARIES, NUMBERS, PERSON, forms, traces
from tests.entering import client_of
from tests.living import NOON, desk_in, dispatched
from tests.proposed_rules import lent, rule

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SAME = {"Origin": "http://localhost"}
UNFOUND = ("慕容素不相识", "无名路八十八号")
"""A name and an address that no pattern can tell from other words: only who sees the case reads them."""
MASKED = f"联系人：{PERSON}，{NUMBERS}"
WORDS = f"{UNFOUND[0]}，{UNFOUND[1]}，{MASKED}"  # pages show the beginning of a text
NUMBER = f"{UNFOUND[0]}电{CANARIES[0]}，{CANARIES[2]}"
LATE = (NOON - timedelta(hours=2)).isoformat()
SHAPES = {word: shape for shape in get_args(Act) for word in get_args(shape.model_fields["act"].annotation)}
ROLES = sorted(name for name, role in shipped().roles.items())
BLIND = sorted(name for name, role in shipped().roles.items() if role.sees == "none")


def texts_of(shape):
    """The entries of an act that take whatever somebody writes, and how much of it."""
    for name, said in shape.model_json_schema()["properties"].items():
        for one in said.get("anyOf", [said]):
            free = one.get("type") == "string" and not {"pattern", "format", "enum", "const"} & one.keys()
            if free:
                yield name, int(one["maxLength"])


def canaries(most):
    """As much as a text of this length takes of what must not be kept."""
    return WORDS if len(WORDS) <= most else NUMBER


TEXTS = sorted({(shape.__name__, name) for shape in SHAPES.values() for name, _ in texts_of(shape)})
ASKED = [(word, name) for word, shape in SHAPES.items() for name, _ in texts_of(shape)]


class World:
    """A desk on which every act was done with canaries in each of its texts; what was said in which shape."""

    def __init__(self, folder):
        late = [one for n in (1, 2, 3, 4) for one in dispatched(n, hours=24 * 9, due_at=LATE)]
        police = [one for n in (5, 6, 7) for one in dispatched(n, org="police", hours=24 * 9)]
        self.desk = desk_in(folder, [*late, *police, *dispatched(9, org="ecology", hours=24 * 9)])
        ours = [lent(n, days=6 - n) for n in (1, 2, 3)]
        theirs = [lent(n, days=10 - n, unit="police") for n in (5, 6, 7)]
        self.desk.ledger.append("act", [*ours, *theirs], recorded_at=NOON)
        self.desk.look()
        self.said = set()

    def does(self, who, word, on=CASE, **more):
        """One act with whatever its texts take."""
        shape = SHAPES[word]
        most = dict(texts_of(shape))
        texts = {name: canaries(most[name]) for name, said in more.items() if said is ...}
        self.said |= {(shape.__name__, name) for name in texts}
        return act(self.desk, who, word, on, **(more | texts)).key

    def lever(self):
        """A supervision from its draft to its return."""
        key = self.does("duty-officer", "lever.draft", kind="supervision", ask=..., impact=...)
        self.does("duty-officer", "lever.submit", key)
        self.does("duty-chief", "lever.approve", key, why=...)
        self.does("duty-officer", "lever.issue", key, doc_no=...)
        head = somebody("department-head", unit("water"))
        self.does(head, "lever.respond", key, response_kind="ack", why=...)
        self.does("duty-officer", "lever.withdraw", key, why=...)
        return key

    def rule(self):
        """A proposal that was withdrawn, and one for another unit that was adopted."""
        proposal = {"seen": 0, "text_zh": ..., "text_en": ..., "kind": "duties"}
        for on, who, word, last in (
            ("lever:L4-5", "duty-chief", "rule.withdraw", {"why": ...}),
            ("lever:L4-1", "top-office", "rule.adopt", {"doc_no": ...}),
        ):
            key = self.does("duty-chief", "rule.draft", on, **proposal)
            self.does("deputy-director", "rule.propose", key, seen=rule(self.desk, key)["seq"])
            self.does(who, word, key, seen=rule(self.desk, key)["seq"], **last)
        return key

    def watch(self):
        """What is written of cases and matters, and an appeal."""
        self.does("duty-officer", "remind", note=...)
        self.does("duty-officer", "note", note=...)
        self.does("duty-chief", "silence", "case:hotline/000002", reason=..., until="2030-01-01")
        self.does("duty-chief", "group", members=["case:hotline/000004"], reason=...)
        matter = table(self.desk, "grouped")[0]["key"]
        self.does("duty-chief", "ungroup", matter, members=["case:hotline/000004"], reason=...)
        head = somebody("department-head", unit("water"))
        self.does(head, "appeal.file", "case:hotline/000003", reason=..., evidence=...)
        for who in ("duty-chief", "deputy-director"):
            self.does(who, "appeal.review", "case:hotline/000003", verdict="uphold", reason=...)
        self.does("leader", "lever.instruct", "case:hotline/000004", instruction=..., instruction_no=...)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with structlog.testing.capture_logs() as logged:
        made = World(tmp_path_factory.mktemp("canaries-of-acts"))
        made.key, made.proposal = made.lever(), made.rule()
        made.watch()
        made.sheet = link(draft(made.desk, somebody("duty-chief"), WORDS))
        look = {"key": CASE, "reason": "other", "words": MASKED}  # the auditor reads why
        assert client_of(made.desk, Grant(role="duty-chief", scope=WHOLE)).post(
            "/reveal", json=look, headers=SAME
        )
    made.logged = logged
    made.desk.look()
    yield made
    made.desk.close()


@pytest.fixture(scope="module")
def chief(world):
    return client_of(world.desk, Grant(role="duty-chief", scope=WHOLE))


def addresses(world):
    yield from (f"/snapshot/{name}" for name in PAGES)
    yield from (f"/snapshot/case?key=case:hotline/{n:06d}" for n in (1, 2, 3, 4))
    yield from (f"/snapshot/levers?lever={row['key']}" for row in table(world.desk, "levers"))
    yield from (f"/snapshot/attention?of={quote(CASE)}", f"/snapshot/coordination?rule={world.proposal}")
    yield from (world.sheet, f"/rules/{world.proposal.partition(':')[2]}", "/departments/water/digest")
    yield from (f"/papers/{world.key}/{kind}.docx" for kind in ("order", "request", "report"))
    yield from (
        "/export/cases.csv?of=open",
        "/export/cases.xlsx?of=open",
        "/export/audit.csv",
        "/_dash-layout",
        "/me",
    )


def unfound(body):
    """Which of the words that nothing masks stand in an answer."""
    said = opened(body)
    return {word for word in UNFOUND for form in forms(word) if form in said}


def test_every_text_that_any_act_takes_was_said_so_that_a_new_one_is_missed(world):
    assert sorted(world.said) == TEXTS
    assert len(TEXTS) > 12


def test_texts_are_told_from_codes_by_their_shape():
    assert ("Borrow", "ask") in TEXTS
    assert ("Borrow", "instruction_no") in TEXTS
    assert ("Rule", "text_zh") in TEXTS
    assert not {("Borrow", "unit"), ("Silence", "until"), ("Review", "verdict"), ("Jot", "on")} & {*TEXTS}


def test_no_byte_of_the_installation_and_no_line_of_the_log_holds_them(world, tmp_path_factory):
    files = [path for path in tmp_path_factory.getbasetemp().glob("canaries-of-acts*/**/*") if path.is_file()]
    assert any(unfound(path.read_bytes()) for path in files), "nothing was written, so nothing is proven"
    assert [path.name for path in files if traces(path.read_bytes())] == []
    assert traces(repr(world.logged).encode()) == []
    assert unfound(repr(world.logged).encode()) == set()


@pytest.mark.sweep
@pytest.mark.timeout(900)  # every page of a role, each drawn for the first time
@pytest.mark.parametrize("role", ROLES)
def test_no_answer_of_any_role_carries_what_can_be_masked(world, role):
    client = client_of(world.desk, Grant(role=role, scope=WHOLE))
    for address in addresses(world):
        answer = client.get(address)
        assert answer.status_code in (200, 303, 403, 404), (address, answer.status_code)
        assert traces(answer.data) == [], address


@pytest.mark.parametrize("role", [*BLIND, "wall"])
def test_who_sees_no_case_reads_no_word_of_it_that_cannot_be_masked_either(world, role):
    client = client_of(world.desk, Grant(role=role, scope=WHOLE))
    told = {address: unfound(client.get(address).data) for address in addresses(world)}
    assert {address: words for address, words in told.items() if words} == {}


@pytest.mark.sweep
@pytest.mark.timeout(900)
@pytest.mark.parametrize("role", ["department-head", "department-officer", "leader"])
def test_nor_does_who_sees_other_cases_alone_but_in_the_text_of_a_rule_that_is_for_all(world, role):
    client = client_of(world.desk, Grant(role=role, scope=Scope(departments=frozenset({"ecology"}))))
    told = {address for address in addresses(world) if unfound(client.get(address).data)}
    assert [
        address for address in told if not address.startswith(("/rules/", "/snapshot/coordination"))
    ] == []


def test_who_sees_the_case_reads_them_so_that_the_search_can_find(world):
    client = client_of(world.desk, Grant(role="director", scope=WHOLE))
    for address in (f"/snapshot/levers?lever={world.key}", world.sheet):
        assert unfound(client.get(address).data) == {*UNFOUND}, address


@pytest.mark.sweep
@pytest.mark.parametrize(("word", "name"), ASKED, ids=map(" ".join, ASKED))
def test_whatever_becomes_of_an_act_its_answer_and_the_log_repeat_nothing(chief, word, name):
    on = "lever:L4-1" if word.startswith(("lever", "rule")) else CASE
    with structlog.testing.capture_logs() as logged:
        for said in (WORDS, [WORDS]):
            body = {"once": f"canary-{word}-{name}".replace(".", "-"), "act": word, "on": on, name: said}
            answer = chief.post("/act", json=body, headers=SAME)
            assert answer.status_code < 500
            assert traces(answer.data) == []
            assert unfound(answer.data) == set()
    assert traces(json.dumps(logged, default=str).encode()) == []


def test_the_audit_repeats_no_word_of_an_act(world):
    notes = repr(world.desk.ledger.book.read(limit=500))
    assert "act" in notes
    assert traces(notes.encode()) == []
    kept = [note for note in world.desk.ledger.book.read(limit=500) if note.action != "reveal"]
    assert unfound(repr(kept).encode()) == set()
