"""What our own people write goes after its term, each kind by its own; figures, steps and chains stay."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta
from typing import get_args

import orjson
import pytest

from dashboard.access import Grant
from dashboard.acts import Act, Borrow, Letters, Rule, Words
from dashboard.board.store import Board
from dashboard.cases import AGED, ENDED, OWN_WORDS, WENT, Fact, aged, readable
from dashboard.clock import Frozen
from dashboard.district import load
from dashboard.handing import draft
from dashboard.ledger import Action, AuditFilter, Note
from dashboard.ledger.outbox import WORDLESS, Notice, Outbox, Standing, put
from dashboard.places import Geometry
from dashboard.polling import Turn
from dashboard.retention import Retention, Terms
from dashboard.scope import WHOLE
from dashboard.settings import Settings
from layouts.pages import PANELS
from tests.acting_people import CASE, act, borrowed, somebody, table, unit
from tests.entering import client_of
from tests.living import NOON, desk_in, dispatched, stepped
from tests.rule_histories import RULE, SAID

pytestmark = pytest.mark.sweep

OTHER, OPEN = "case:hotline/000002", "case:hotline/000003"
TEXT, PAPER = 100, 1_000
SPOKEN = {
    "note": "备注里的话", "silence": "静默的理由", "group": "并案的理由", "handover": "交接的话",
    "ask": "请予明确主办", "impact": "影响三百户", "why": "改由街道先行处置", "answer": "已安排抢修",
    "appeal": "等待法定检测期", "review": "情况属实", "rule": "油烟污染由区生态环境局主办",
    "declined": "现行目录已有", "open": "尚未办结的话",
}  # fmt: skip
DESK = ("note", "silence", "group", "handover")
PAPERS = ("ask", "impact", "why", "answer", "appeal", "review", "rule", "declined")
TOLD = ("levers", "lever_steps", "appeals", "rule_proposals", "silences", "grouped", "handovers", "notes")
"""The tables of the board that words of people stand in."""


def ended(number):
    return stepped(number, "close", hours=1, org="water")


def ruled(move, n, **body):
    told = {"by": f"p{n}", "post": "中心主任"} | body
    return Fact(key=RULE, kind=move, version=f"{n:04d}", happened_at=NOON, body=told)


def spoken(folder):
    """A desk on which everybody has written something in every way; two of its three cases have ended."""
    late = dispatched(1, hours=5, due_at="2026-11-20T02:00:00+00:00")
    desk = desk_in(folder, [*late, *dispatched(2), *dispatched(3)])
    desk.look()
    act(desk, "duty-chief", "note", note=SPOKEN["note"])
    act(desk, "duty-chief", "note", OPEN, note=SPOKEN["open"])
    act(desk, "duty-chief", "silence", reason=SPOKEN["silence"], until="2026-11-27T18:00:00+08:00")
    act(desk, "duty-chief", "group", members=[OTHER], reason=SPOKEN["group"])
    act(desk, "duty-chief", "ungroup", table(desk, "grouped")[0]["key"], reason=SPOKEN["group"])
    draft(desk, somebody("duty-chief"), SPOKEN["handover"])
    key = borrowed(desk, OTHER, ask=SPOKEN["ask"], impact=SPOKEN["impact"])
    water = somebody("department-head", unit("water"))
    act(desk, water, "lever.respond", key, response_kind="ack", why=SPOKEN["answer"])
    act(desk, "duty-officer", "lever.withdraw", key, why=SPOKEN["why"])
    desk.ledger.append("hotline", [ended(1), ended(2)], recorded_at=NOON)
    act(desk, water, "appeal.file", reason=SPOKEN["appeal"], evidence="检〔2026〕8号")
    for role in ("duty-chief", "deputy-director"):
        act(desk, role, "appeal.review", verdict="uphold", reason=SPOKEN["review"])
    said = SAID | {"text_zh": SPOKEN["rule"], "text_en": SPOKEN["rule"]}
    rule = [ruled("draft", 1, **said), ruled("propose", 2), ruled("decline", 3, why=SPOKEN["declined"])]
    desk.ledger.append("act", rule, recorded_at=NOON)
    desk.look()
    return desk


def retained(desk, days, **terms):
    """Let go of what is due so many days later, on a clock that stands there."""
    desk.clock = Frozen(NOON + timedelta(days=days))
    kept = {"text_days": TEXT, "paper_days": PAPER, "quarantine_days": 366, "audit_days": 36_500} | terms
    retain = Retention(ledger=desk.ledger, board=desk.board, clock=desk.clock, terms=Terms(**kept))
    gone = retain(Turn())
    desk.look()
    return gone


def said_in(desk):
    """The names of what can still be read in the ledger."""
    bodies = orjson.dumps([entry.body for entry in desk.ledger.entries(0)]).decode()
    return {name for name, words in SPOKEN.items() if words in bodies}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """What could be read at the beginning, and after each term; the desk as it stands then."""
    desk = spoken(tmp_path_factory.mktemp("words"))
    before = said_in(desk), figures(desk)
    times = []
    for days in (TEXT - 1, TEXT + 8, PAPER - 1, PAPER + 1):
        retained(desk, days)
        times.append(said_in(desk))
    yield desk, before, times
    desk.close()


def figures(desk):
    """All that is no word: how levers, appeals, rules, silences, matters and handovers stand."""
    left = {*OWN_WORDS, "decision", "sheet", "seq"}
    told = {
        name: [{key: value for key, value in row.items() if key not in left} for row in table(desk, name)]
        for name in TOLD
    }
    return {name: sorted(rows, key=str) for name, rows in told.items()}


def test_everything_stands_at_first_and_until_the_day_before_its_term(course):
    _, (said, _), times = course
    assert said == set(SPOKEN)
    assert times[0] == set(SPOKEN)


@pytest.mark.parametrize("name", DESK)
def test_what_the_watch_wrote_goes_with_the_texts_of_cases(course, name):
    _, _, times = course
    assert name not in times[1]


@pytest.mark.parametrize("name", PAPERS)
def test_what_was_written_in_a_borrowing_a_rule_and_an_appeal_stands_for_its_longer_term(course, name):
    _, _, times = course
    assert name in times[2]
    assert name not in times[3]


def test_what_was_written_of_an_open_case_stays(course):
    _, _, times = course
    assert times[3] == {"open"}


def test_figures_steps_and_states_stay_as_they_were(course):
    desk, (_, before), _ = course
    assert figures(desk) == before


def test_numbers_of_papers_stay_and_what_was_written_beside_them_is_said_to_have_been(course):
    desk, _, _ = course
    (lever,) = table(desk, "levers")
    assert lever["doc_no"] == "云城运督〔2026〕1号"
    assert [lever[name] for name in ("ask", "impact", "why")] == [AGED] * 3
    (appeal,) = table(desk, "appeals")
    assert [appeal[name] for name in ("reason", "evidence", "decision")] == [AGED] * 3
    (rule,) = table(desk, "rule_proposals")
    assert [rule[name] for name in ("text_zh", "text_en", "why")] == [AGED] * 3
    assert table(desk, "silences")[0]["reason"] == AGED


def test_the_chain_holds_and_the_register_names_each_rule(course):
    desk, _, _ = course
    assert desk.ledger.verify().good
    rules = [entry.body["reason"] for entry in desk.ledger.entries(0) if entry.kind == "age"]
    assert rules == [f"text_days = {TEXT}", f"paper_days = {PAPER}"]


def test_a_board_made_anew_tells_what_the_living_one_tells(course):
    desk, _, _ = course
    fresh = Board(desk.district, desk.calendar, Geometry.load(desk.district))
    fresh.catch_up(desk.ledger.entries)
    for name in TOLD:
        found = []
        for board in (desk.board, fresh):
            with board.reading(desk.clock.now()) as reader:
                found.append(reader.cursor.sql(f"FROM {name} ORDER BY ALL").to_arrow_table())
        assert found[0].equals(found[1]), name


def test_nothing_is_due_twice(course):
    desk, _, _ = course
    head = desk.ledger.head()
    assert retained(desk, PAPER + 2).texts == 0
    assert desk.ledger.head() == head


@pytest.fixture(scope="module")
def soon(tmp_path_factory):
    """The same words, gone after a day, so that pages of what is recent still tell of them."""
    desk = spoken(tmp_path_factory.mktemp("soon"))
    retained(desk, 2, text_days=1, paper_days=1)
    yield desk
    desk.close()


PLACES = (
    "/snapshot/levers?lever={lever}",
    "/snapshot/case?key=case:hotline/000001",
    "/handover/2026-11-20-1",
    "/rules/0123456789abcdef",
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("where", PLACES)
def test_pages_say_that_words_have_gone_in_the_language_of_who_reads(soon, lang, where):
    at = where.format(lever=table(soon, "levers")[0]["key"])
    reply = client_of(soon).get(f"{at}{'&' if '?' in at else '?'}lang={lang}")
    assert reply.status_code == 200, reply.text
    zipped = reply.headers.get("Content-Encoding") == "gzip"
    text = (gzip.decompress(reply.data) if zipped else reply.data).decode()
    assert WENT.to(lang) in text
    assert AGED not in text
    assert "jq-msg-error" not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_closer_look_says_that_words_have_gone_in_the_language_of_who_reads(tmp_path, lang):
    facts = dispatched(1, text_short="群租扰民")
    facts += [stepped(1, "return", hours=3, org="water", note="两次到场", clause="第三条", doc_no="文1号")]
    desk = desk_in(tmp_path, [*facts, ended(1)])
    desk.look()
    officer = client_of(desk, Grant(role="duty-officer", scope=WHOLE))

    def looked():
        wish = {"key": CASE, "reason": "callback"}
        headers = {"Origin": "http://localhost", "Accept-Language": lang}
        reply = officer.post("/reveal", json=wish, headers=headers)
        assert reply.status_code == 200
        return reply.json["text"], [line for line in reply.json["said"] if line["kind"] == "return"]

    told = {"kind": "return", "note": "两次到场", "clause": "第三条", "doc_no": "文1号"}
    assert looked() == ("群租扰民", [told])
    retained(desk, 3, text_days=1, paper_days=1)
    gone = WENT.to(lang)
    assert looked() == (gone, [{"kind": "return", "note": gone, "clause": gone, "doc_no": gone}])
    desk.close()


def test_a_rule_that_was_adopted_keeps_its_words(tmp_path):
    desk = desk_in(tmp_path, [])
    adopted = ruled("adopt", 3, doc_no="云府办〔2026〕18号", adopted_at=NOON.isoformat())
    desk.ledger.append("act", [ruled("draft", 1, **SAID), ruled("propose", 2), adopted], recorded_at=NOON)
    desk.look()
    assert retained(desk, PAPER * 3).texts == 0
    assert table(desk, "rule_proposals")[0]["text_zh"] == SAID["text_zh"]
    desk.close()


def test_a_lever_that_is_out_on_loan_keeps_its_words_however_old(tmp_path):
    desk = desk_in(tmp_path, dispatched(1))
    desk.look()
    borrowed(desk, CASE, ask=SPOKEN["ask"])
    assert retained(desk, PAPER * 3).texts == 0
    assert table(desk, "levers")[0]["ask"] == SPOKEN["ask"]
    desk.close()


def free(model):
    """The entries of an act that take words of one's own."""
    for name, field in model.model_fields.items():
        told = repr(field.annotation) + repr(field.metadata)
        if any(f"max_length={most}" in told for most in (500, 2000, 120)):
            yield name


@pytest.mark.parametrize("shape", get_args(Act), ids=lambda shape: shape.__name__)
def test_every_word_that_an_act_takes_ages(shape):
    assert set(free(shape)) <= {*OWN_WORDS}, shape


def test_words_of_acts_are_found_at_all():
    assert set(free(Borrow)) == {"why", "ask", "impact", "instruction"}
    assert {"text_zh", "text_en", "why"} == set(free(Rule))
    assert "max_length=500" in repr(Words)
    assert "max_length=2000" in repr(Letters)


def texts_of_forms():
    """The form and the name of every text that a page asks for."""
    district = load("yunjiang")
    panels = [panel for found in PANELS.values() for panel in found]
    asked = [
        (form.name, entry) for panel in panels for form in panel.forms(district) for entry in form.entries
    ]
    return sorted({(form, entry.name) for form, entry in asked if entry.kind == "text"})


@pytest.mark.parametrize(("form", "entry"), texts_of_forms())
def test_every_text_that_a_form_asks_for_ages(form, entry):
    assert entry in OWN_WORDS, form


def test_of_an_act_that_is_told_codes_numbers_and_lists_stay():
    body = {
        "by": "p",
        "post": "值班长",
        "why": "x",
        "doc_no": "1号",
        "evidence": ["e1"],
        "cases": ["c"],
        "ask": "",
    }
    assert aged(body) == body | {"why": AGED}
    assert aged(aged(body)) == aged(body)
    assert aged({"note": "x", "doc_no": "1号", "why": "not ours"}) == {
        "note": AGED,
        "doc_no": AGED,
        "why": "not ours",
    }
    assert aged({"by": "p", "sheet": {"note": "x", "counts": {"open": 1}}})["sheet"] == {
        "note": AGED, "counts": {"open": 1},
    }  # fmt: skip


def test_only_what_has_gone_is_said_to_have():
    assert readable(AGED, "zh") == "文字已按期删除"
    assert readable(AGED, "en") == "words removed after their term"
    assert [readable(said, "en") for said in ("x", "", None, 3)] == ["x", "", None, 3]


def notice(mark):
    words = {"title_zh": "甲", "title_en": "a", "text_zh": SPOKEN["declined"], "text_en": SPOKEN["declined"]}
    return Notice(mark=mark, thing="lever:1", occasion="refused", post="chief", channel="desk", words=words)


def test_words_of_settled_notices_go_and_those_that_wait_stay(tmp_path):
    desk, now = desk_in(tmp_path, []), datetime.now(UTC)
    long_ago = now - timedelta(days=TEXT + 1)
    written = put([notice("sent"), notice("waits"), notice("young"), notice("dead")], at=long_ago)
    desk.ledger.append("act", [], recorded_at=now, alongside=written)
    box = Outbox(desk.ledger)
    kept = {one.mark: one for one in box.listed()}
    box.mark([kept["sent"]], None, state=Standing.SENT, settled_at=long_ago)
    box.mark([kept["dead"]], None, state=Standing.DEAD, settled_at=long_ago, trouble="400")
    box.mark([kept["young"]], None, state=Standing.SENT, settled_at=now)
    assert retained(desk, 0).notices == 2
    left = {one.mark: one for one in box.listed()}
    assert left["sent"].words == left["dead"].words == WORDLESS
    assert (left["sent"].state, left["dead"].state) == (Standing.SENT, Standing.DROPPED)
    assert left["waits"].words == left["young"].words == notice("").words
    assert retained(desk, 0).notices == 0
    assert box.retry(now) == 1
    desk.close()


def test_notes_of_the_audit_go_by_whole_days_with_the_reasons_of_reveals(tmp_path):
    desk, now = desk_in(tmp_path, []), datetime.now(UTC)
    for days in (200, 190, 10):
        reveal = Note(actor="a", action=Action.REVEAL, object=CASE, after=f"other: 查 {days}")
        desk.ledger.audit([reveal], recorded_at=now - timedelta(days=days))
    assert retained(desk, 0, audit_days=180).notes == 2
    reasons = desk.ledger.book.read(where=AuditFilter(action=Action.REVEAL.value))
    assert [note.after for note in reasons] == ["other: 查 10"]
    assert desk.ledger.book.verify().good
    assert retained(desk, 0, audit_days=180).notes == 0
    desk.close()


@pytest.mark.parametrize(("name", "least"), [("text_days", 30), ("paper_days", 365), ("audit_days", 180)])
def test_no_term_is_shorter_than_the_law_and_the_year_want(name, least):
    assert getattr(Settings(**{name: least}), name) == least
    with pytest.raises(ValueError, match=name):
        Settings(**{name: least - 1})
    assert Settings().paper_days > Settings().text_days


def test_phases_that_end_a_case_are_those_that_let_its_words_go():
    from dashboard.board import ageing

    assert all(f"'{phase.value}'" in ageing.OF_CASES for phase in ENDED)
