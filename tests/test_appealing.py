"""An appeal on a living desk: filed by the unit, reviewed by two, the fact kept and the statistic exempt."""

from __future__ import annotations

import gzip
from datetime import timedelta

import orjson
import pytest

from dashboard.clock import Frozen
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.appeal_list import APPEAL_LIST
from dashboard.indicators.case_appeal import CASE_APPEAL
from dashboard.indicators.on_time import ON_TIME
from dashboard.indicators.records import about
from dashboard.leverage.refusals import ActError, Why
from dashboard.scope import ALL
from tests.acting_people import CASE, act, somebody, table, unit
from tests.living import NOON, desk_in, dispatched, stepped

pytestmark = pytest.mark.sweep

SAID = {"reason": "等待法定检测期，电话 13800138000", "evidence": "检〔2026〕8号"}


@pytest.fixture
def desk(tmp_path):
    late = dispatched(1, hours=5, due_at="2026-11-20T02:00:00+00:00")
    made = desk_in(tmp_path, [*late, *dispatched(2, org="ecology")])
    made.look()
    yield made
    made.close()


def file(desk, who=None, **more):
    return act(desk, who or somebody("department-head", unit("water")), "appeal.file", **(SAID | more))


def review(desk, role, verdict="uphold", **more):
    return act(desk, role, "appeal.review", verdict=verdict, reason="属实", **more)


def appeal(desk):
    (row,) = table(desk, "appeals")
    return row


def refused(call, *args, **more):
    with pytest.raises(ActError) as told:
        call(*args, **more)
    return told.value.why


def test_the_audit_says_what_became_of_an_appeal_at_each_step(desk):
    found = []
    for step in (file, lambda desk: review(desk, "duty-chief"), lambda desk: review(desk, "deputy-director")):
        step(desk)
        note = desk.ledger.book.read(limit=1)[0]
        found.append((note.object.partition(" ")[0], note.before, note.after))
    assert found == [
        ("appeal.file", "", "pending"), ("appeal.review", "pending", "pending"),
        ("appeal.review", "pending", "upheld"),
    ]  # fmt: skip


@pytest.mark.parametrize("days", [1, 90, 92, 400])
def test_the_page_of_the_case_tells_it_however_long_ago_it_was(desk, days):
    file(desk)
    desk.clock = Frozen(NOON + timedelta(days=days))
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        (found,) = answer(CASE_APPEAL, about(CASE), reader).itertuples()
        assert len(answer(CASE_APPEAL, about("case:hotline/000002"), reader)) == 0
        assert len(answer(CASE_APPEAL, Ask(), reader)) == 0
        assert len(answer(APPEAL_LIST, Ask(), reader)) == (days < 91)
    assert (found.outcome, found.evidence, found.id) == ("pending", SAID["evidence"], "000001")
    tiles = orjson.loads(gzip.decompress(desk.picture("case", {"key": CASE}, "zh", ALL).body))["tiles"]
    said = orjson.dumps(tiles["one-appeal"]).decode()
    assert SAID["evidence"] in said
    assert "没有申诉" not in said


def on_time(desk):
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        found = answer(ON_TIME, Ask(where=(("department", ("water",)),)), reader).iloc[0]
    return int(found["n"]), int(found["late"]), int(found["exempt"])


def test_two_people_uphold_it_the_fact_stays_and_the_statistic_leaves_it_out(desk):
    assert on_time(desk) == (1, 1, 0)
    file(desk)
    review(desk, "duty-chief")
    assert (appeal(desk)["outcome"], appeal(desk)["first_verdict"]) == ("pending", "uphold")
    assert on_time(desk) == (1, 1, 0)
    review(desk, "deputy-director")
    assert appeal(desk)["outcome"] == "upheld"
    assert on_time(desk) == (0, 0, 1)
    assert [row["key"] for row in table(desk, "cases") if row["key"] == CASE] == [CASE]


def test_a_rejected_one_leaves_the_judgement_as_it_was(desk):
    file(desk)
    review(desk, "duty-chief", "reject")
    review(desk, "director", "uphold")
    assert appeal(desk)["outcome"] == "rejected"
    assert on_time(desk) == (1, 1, 0)


def test_what_is_late_again_after_a_reopening_counts_again_and_can_be_appealed_again(desk):
    file(desk)
    review(desk, "duty-chief")
    review(desk, "deputy-director")
    assert on_time(desk) == (0, 0, 1)
    again = [stepped(1, "close", hours=-1, org="water"), stepped(1, "reopen", hours=-2, org="uomc")]
    again.append(stepped(1, "dispatch", hours=-2.1, org="uomc", to_org="water"))
    desk.ledger.append("hotline", again, recorded_at=NOON + timedelta(hours=3))
    desk.clock = Frozen(NOON + timedelta(hours=3))
    desk.look()
    assert refused(file, desk) == Why.NOT_SETTLED
    again = stepped(1, "close", hours=-24 * 20, org="water")
    desk.ledger.append("hotline", [again], recorded_at=again.happened_at)
    settled = next(row["settled_at"] for row in table(desk, "cases") if row["key"] == CASE)
    desk.clock = Frozen(max(settled, again.happened_at) + timedelta(hours=1))
    assert on_time(desk) == (1, 1, 0)
    assert refused(file, desk) == Why.WINDOW_OVER
    desk.clock = Frozen(settled + timedelta(hours=1))
    file(desk)
    assert [row["outcome"] for row in table(desk, "appeals")] == ["upheld", "pending"]


def test_everything_is_in_the_ledger_with_posts_and_without_names_or_numbers(desk):
    file(desk, somebody("department-head", unit("water"), account="wang.wu"))
    review(desk, "duty-chief")
    review(desk, "director")
    told = [(entry.key, entry.kind) for entry in desk.ledger.entries(0) if entry.stream == "act"]
    assert told == [(f"appeal:{CASE}", kind) for kind in ("file", "review", "uphold")]
    bodies = str([entry.body for entry in desk.ledger.entries(0)])
    assert "wang.wu" not in bodies
    assert "13800138000" not in bodies


def test_one_person_does_not_review_twice(desk):
    file(desk)
    review(desk, "duty-chief")
    assert refused(review, desk, "duty-chief") == Why.REVIEWED


@pytest.mark.parametrize("role", ["duty-officer", "dispatcher", "leader", "director"])
def test_only_units_appeal(desk, role):
    assert refused(file, desk, somebody(role)) == Why.NO_RIGHT


@pytest.mark.parametrize("role", ["duty-officer", "department-head", "leader"])
def test_only_the_centre_reviews(desk, role):
    file(desk)
    assert refused(review, desk, somebody(role)) == Why.NO_RIGHT


def test_a_case_out_of_scope_is_as_if_it_were_not_there(desk):
    assert refused(file, desk, somebody("department-head", unit("ecology"))) == Why.UNKNOWN


def test_a_case_is_appealed_once_and_what_was_not_appealed_is_not_reviewed(desk):
    assert refused(review, desk, "duty-chief") == Why.NO_APPEAL
    file(desk)
    assert refused(file, desk) == Why.APPEALED


@pytest.mark.parametrize("missing", ["reason", "evidence"])
def test_it_takes_a_reason_and_evidence(desk, missing):
    assert refused(file, desk, **{missing: ""}) == Why.SHAPE
