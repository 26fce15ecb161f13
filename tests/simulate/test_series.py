"""Weeks of borrowing before the demo: pairs drawn by lot, a dependent unit, a lever that wears out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from dashboard.board.store import Board
from dashboard.district import calendar_of
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.ledger import Entry
from dashboard.leverage.advice import STREAM
from dashboard.leverage.budget import lot
from dashboard.leverage.draws import DRAW
from dashboard.leverage.lever_effect import LEVER_EFFECT
from dashboard.leverage.lever_funnel import DEPENDENCE
from dashboard.leverage.lever_wear import LEVER_WEAR
from dashboard.simulate.borrowing import played
from dashboard.simulate.dice import Dice
from dashboard.simulate.series import cases_on, key_of, local_day, series, spoken, told, turns
from dashboard.simulate.telling import Teller
from tests.simulate.test_borrowing import STAND, YUNJIANG, plan
from tests.simulate.test_stories_on_the_board import entries, read_by

HISTORY = 90
"""Days that the demo knows of when it begins."""


def of(name):
    return [one for one in turns(plan()) if one.of.name == name]


def cases():
    return [case for one in turns(plan()) for case in one.cases]


@pytest.fixture(scope="module")
def reader():
    """A board of nothing but these cases, their levers, and what the software said of them."""
    events = Teller(plan()).told(cases(), Dice(1))
    kept = list(entries(events, read_by(YUNJIANG)))
    for stream, facts in (("act", played(plan(), STAND)), (STREAM, told(plan(), STAND))):
        kept += [
            Entry(seq=0, recorded_at=one.happened_at, known_at=one.happened_at, stream=stream, key=one.key,
                  kind=one.kind, version=one.version, happened_at=one.happened_at, actor="", digest=one.key,
                  body=one.body)
            for one in facts
        ]  # fmt: skip
    kept = [Entry(**{**vars(one), "seq": seq}) for seq, one in enumerate(kept, 1)]
    board = Board(YUNJIANG, calendar_of(YUNJIANG))
    board.catch_up(lambda after, most: kept[after : after + most])
    with board.reading(STAND) as reader:
        yield reader
    board.close()


@pytest.mark.parametrize("name", [one.name for one in series()])
def test_the_cases_of_a_series_came_within_the_history_and_are_over_when_the_demo_begins(name):
    for one in of(name):
        for case in one.cases:
            assert case.times == sorted(case.times)
            assert STAND - timedelta(days=HISTORY) < moment(case.reported) < moment(case.times[-1]) < STAND


def test_no_two_of_their_cases_share_a_number_and_every_one_is_reported_on_its_day():
    assert Counter(case.id for case in cases()).most_common(1)[0][1] == 1
    for case in cases()[::7]:
        assert case in cases_on(plan(), local_day(plan(), case.reported))


def test_of_two_equals_the_one_goes_up_whose_lot_is_the_lower_and_the_draw_names_both():
    drawn = {fact.version: fact.body for fact in told(plan(), STAND) if fact.kind == DRAW}
    assert len(drawn) == len(of("lots")) >= 30
    for one in of("lots"):
        up, waits = (lot(f"{key_of(case)}{one.day.isoformat()}") for case in one.cases)
        assert up < waits
        assert drawn[one.day.isoformat()]["winners"] == [key_of(one.case)]
        assert drawn[one.day.isoformat()]["losers"] == [key_of(one.other)]


def test_no_week_of_the_leader_has_more_of_them_than_the_budget():
    weeks = Counter(one.day.isocalendar()[:2] for one in of("lots"))
    assert max(weeks.values()) <= 5


def test_all_advice_about_them_has_ended_and_what_was_told_by_a_day_is_what_is_told_until_then():
    now, until = told(plan(), STAND), STAND - timedelta(days=20)
    kinds = Counter(fact.kind for fact in now)
    assert kinds["raise"] == kinds["clear"] == len(cases())
    assert told(plan(), until) == [fact for fact in now if fact.happened_at <= until]


def test_the_pairs_show_an_effect_and_nothing_else_is_called_one(reader):
    found = answer(LEVER_EFFECT, Ask(), reader)
    lots = found[(found["level"] == "L4") & (found["lottery"] == 1)].set_index("estimator")
    assert set(lots["caption"]) == {"效果（随机抽签）"}
    assert lots.loc["rate_ratio", "lo"] > 1
    assert lots.loc["closed_within_10_days", "lo"] > 0
    assert not found.loc[found["lottery"] == 0, "caption"].str.startswith("效果").any()


def test_one_unit_moves_only_when_a_leader_has_written(reader):
    shares = answer(DEPENDENCE, Ask(), reader).set_index("unit")
    assert shares.loc["labour", "n"] >= 15
    assert shares.loc["labour", "share"] == 1
    others = shares.drop("labour")
    assert others["hits"].sum() / others["n"].sum() < 0.2


def test_the_abused_lever_is_answered_less_and_less(reader):
    worn = answer(LEVER_WEAR, Ask(), reader)
    duty = worn[worn["level"] == "L2"].set_index("turn")
    first, last = duty.iloc[0], duty.iloc[-1]
    assert min(first["n"], last["n"]) >= 10
    assert first["share"] > last["share"] + 0.4


def test_the_words_of_a_line_are_those_of_its_turn():
    assert spoken("+0D09:00 begin {unit} doc_no=〔2026〕1{nth}号", "labour", 4) == (
        "+0D09:00 begin labour doc_no=〔2026〕15号"
    )


def moment(instant):
    return datetime.fromtimestamp(instant / 1e6, UTC)
