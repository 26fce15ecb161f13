"""The rule of the stories: drafted from what was borrowed by then, adopted by somebody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.board.store import Board
from dashboard.district import calendar_of
from dashboard.fold.rule_proposal import RuleState, fold_rule
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import Entry
from dashboard.leverage.rule_gaps import RULE_GAPS
from dashboard.simulate.borrowing import known, lent, played
from dashboard.simulate.ruling import Ruling, place, ruled, rulings
from tests.simulate.test_borrowing import STAND, YUNJIANG, plan

pytestmark = pytest.mark.sweep


def told():
    return ruled(plan(), STAND)


def record():
    facts = told()
    return fold_rule(facts[0].key, known(facts))


def test_one_was_proposed_and_adopted_by_somebody_who_did_not_write_it():
    found = record()
    assert found.anomalies == []
    row = found.rule
    assert (row["state"], row["category"], row["unit"], row["kind"]) == (
        "adopted",
        "E0116",
        "ecology",
        "catalogue",
    )
    assert (row["drafted_by"], row["proposed_by"], row["adopted_by"]) == (
        "值班长",
        "中心分管副主任",
        "中心主任",
    )
    assert timedelta(days=14) < STAND - row["adopted_at"] < timedelta(days=45)


def test_its_evidence_is_the_levers_of_both_shops():
    stories = {one.key: one.of.story for one in lent(plan())}
    assert sorted(stories[key] for key in record().rule["levers"]) == [
        "golden-a",
        "golden-a",
        "golden-a-again",
    ]
    assert len(record().rule["cases"]) == 2
    assert "事项2件" in record().rule["text_zh"]


@pytest.mark.sweep
@pytest.mark.parametrize("days", [60, 29, 27, 10])
def test_what_had_happened_by_a_day_is_what_was_told_until_then(days):
    until = STAND - timedelta(days=days)
    assert ruled(plan(), until) == [fact for fact in told() if fact.happened_at <= until]


def test_before_the_third_lever_no_rule_is_missing():
    of = Ruling(category="E0116", unit="ecology", moves=())
    first = told()[0].happened_at
    assert place(plan(), of, first)["times"] == 3
    with pytest.raises(ValueError, match="no rule is missing"):
        place(plan(), of, first - timedelta(days=7))


def test_a_place_that_was_not_borrowed_for_again_and_again_is_refused():
    with pytest.raises(ValueError, match="E0406 of water had"):
        place(plan(), Ruling(category="E0406", unit="water", moves=()), STAND)


def test_the_board_of_the_demo_finds_the_same_and_does_not_nominate_it_again():
    board = Board(YUNJIANG, calendar_of(YUNJIANG))
    cases = {case for fact in told() for case in fact.body.get("cases", ())}
    reports = [(key, "report", {"case": {"category": "E0116"}}) for key in sorted(cases)]
    first = STAND - timedelta(days=60)
    facts = [*played(plan(), STAND), *told()]

    def entry(n, stream, when, key, kind, version, body):
        return Entry(seq=n, recorded_at=when, known_at=when, stream=stream, key=key, kind=kind,
                     version=version, happened_at=when, actor="", digest=f"{n}", body=body)  # fmt: skip

    told_ = [("hotline", first, key, kind, "1", body) for key, kind, body in reports]
    told_ += [("act", one.happened_at, one.key, one.kind, one.version, one.body) for one in facts]
    kept = [entry(n, *one) for n, one in enumerate(told_, 1)]
    board.catch_up(lambda after, most: [one for one in kept if one.seq > after][:most])
    with board.reading(STAND) as reader:
        (gap,) = answer(RULE_GAPS, Ask(), reader).to_dict("records")
    board.close()
    assert (gap["times"], gap["state"], gap["proposal"]) == (3, RuleState.ADOPTED, told()[0].key)
    assert gap["levers"].split(", ") == sorted(record().rule["levers"])
    assert (gap["kind"], gap["grounds"]) == (record().rule["kind"], record().rule["grounds"])


def test_every_ruling_has_a_move_for_every_step():
    assert rulings()
    assert all(one.moves[0].split()[1] == "draft" for one in rulings())
