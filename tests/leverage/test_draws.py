"""Draws among equals, from the board to what it shows of levers: written once, with who won and who lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.leverage.attention import NOMINATIONS
from dashboard.leverage.budget import Budget, allotted
from dashboard.leverage.draws import draws
from dashboard.leverage.effect import Estimator
from dashboard.leverage.lever_effect import LEVER_EFFECT
from dashboard.polling import Turn
from layouts.panels.lever_effect import LEVER_EFFECT as PANEL
from tests.acting_people import act, lever, table
from tests.layouts import frames
from tests.leverage.test_five_levers import later
from tests.leverage.test_lever_record import board
from tests.leverage.test_lever_record import lever as lever_row
from tests.living import NOON, desk_in, dispatched, reported, stepped
from tests.small_board import NOW, case, fact
from tests.test_ticking import tick_of

DAY = timedelta(days=1)
STREETS = ("990101002", "990101003", "990101004", "990101005")


def alike(number, street):
    """A matter that three units pass around, overdue, with failed supervision; all of them the same."""
    said = {
        "category": "E0116",
        "street": street,
        "flags": ["hot", "public_space"],
        "lon": 121.49 + number / 100,
    }
    yield from dispatched(number, hours=300, org="enforcement", **said)
    yield stepped(number, "return", hours=290, org="enforcement", reason_code="R2", clause="1.2")
    yield stepped(number, "dispatch", hours=289, org="uomc", to_org="ecology")
    yield stepped(number, "return", hours=280, org="ecology", reason_code="R4", clause="1.3")
    yield stepped(number, "dispatch", hours=279, org="uomc", to_org=f"street-00{number + 1}")
    yield stepped(number, "supervise", hours=200, org="uomc")
    yield stepped(number, "supervise", hours=150, org="uomc")


@pytest.fixture
def desk(tmp_path):
    facts = [one for n, street in enumerate(STREETS, 1) for one in alike(n, street)]
    made = desk_in(tmp_path, [*facts, reported(8)])
    yield made
    made.close()


def written(desk):
    return [(entry.key, entry.body) for entry in desk.ledger.entries(0) if entry.kind == "draw"]


def nominations(desk):
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        return answer(NOMINATIONS, Ask(), reader)


def test_a_draw_is_one_entry_with_both_sides_however_often_it_ticks_or_starts_anew(desk):
    tick = tick_of(desk)
    tick(Turn())
    ((key, body),) = written(desk)
    drawn = nominations(desk).set_index("key")
    assert key.startswith(f"draw:{body['day']}/")
    assert (len(body["winners"]), len(body["losers"])) == (2, 2)
    assert set(drawn.index[drawn["lottery"] == 1]) == {*body["winners"], *body["losers"]}
    later(desk, NOON + timedelta(minutes=5))
    tick_of(desk)(Turn())
    tick_of(desk)(Turn())
    assert len(written(desk)) == 1
    later(desk, NOON + DAY)
    tick_of(desk)(Turn())
    assert len({key for key, _ in written(desk)}) == len(written(desk))


def test_the_mark_of_the_draw_survives_drafting(desk):
    tick_of(desk)(Turn())
    suggested = table(desk, "levers")
    assert [one["lottery"] for one in suggested] == [1, 1]
    key = suggested[0]["key"]
    act(desk, "duty-officer", "lever.draft", key, ask="请定", impact="六户", photos=2)
    assert (lever(desk, key)["state"], lever(desk, key)["lottery"]) == ("drafted", 1)


def test_a_draft_that_nobody_drew_carries_no_mark(desk):
    on = "case:hotline/000008"
    key = act(desk, "duty-officer", "lever.draft", on, kind="supervision", unit="water").key
    assert lever(desk, key)["lottery"] == 0


def test_scores_that_are_shown_alike_are_equals_whatever_their_fractions():
    rows = pd.DataFrame(
        {"key": [f"k{n}" for n in range(4)], "department": "d", "category": [f"c{n}" for n in range(4)],
         "score": [70.0 + n / 10 for n in range(4)], "level": "L4", "leader": "p"}
    )  # fmt: skip
    found = allotted(rows, Budget(day=NOON.date()))
    assert found["lottery"].tolist() == [1, 1, 1, 1]
    apart = allotted(rows.assign(score=[70.0, 71.0, 72.0, 73.0]), Budget(day=NOON.date()))
    assert apart["lottery"].tolist() == [0, 0, 0, 0]


def test_what_only_the_clock_nominates_is_not_rounded_into_equals():
    rows = pd.DataFrame(
        {"key": ["a", "b", "c"], "department": "d", "category": ["x", "y", "z"], "uncategorised": True,
         "score": [1.1, 1.2, 1.3], "level": "L2", "leader": ""}
    )  # fmt: skip
    assert allotted(rows, Budget(day=NOON.date()))["lottery"].tolist() == [0, 0, 0]


def lots(*rows):
    return pd.DataFrame(rows, columns=["key", "score", "rank", "lottery"])


def test_only_what_parted_somebody_is_a_draw_and_none_is_drawn_twice():
    rows = [("a", 62.4, 1, 1), ("b", 61.8, 0, 1), ("c", 80.0, 2, 0), ("d", 70.2, 3, 1)]
    (one,) = draws(lots(*rows), set(), "2026-11-20", NOON)
    assert (one.key, one.body) == (
        "draw:2026-11-20/62", {"day": "2026-11-20", "winners": ["a"], "losers": ["b"]},
    )  # fmt: skip
    assert list(draws(lots(*rows), {one.key}, "2026-11-20", NOON)) == []
    assert list(draws(lots(), set(), "2026-11-20", NOON)) == []


def lot(n, *, ended=True):
    """A draw of 25 days ago: its winner got a lever and was closed in five days, its loser never was."""
    won, lost = f"case:hotline/w{n}", f"case:hotline/l{n}"
    drawn = NOW - 25 * DAY
    closed = drawn + 5 * DAY if ended else None
    cases = [
        case(won, reported_at=NOW - 45 * DAY, closed_at=closed, open=closed is None),
        case(lost, reported_at=NOW - 45 * DAY),
    ]
    body = json.dumps({"day": "d", "winners": [won], "losers": [lost]})
    facts = [fact(f"draw:d/{n}", stream="advice", kind="draw", happened_at=drawn, body=body)]
    facts += [fact(key, kind="progress", happened_at=NOW - 33 * DAY) for key in (won, lost)]
    borrowed = lever_row(n, issued_at=24.9, suggested_at=25, lottery=1, cases=[won], matter=won)
    return borrowed, cases, facts


def effects(n):
    told = [lot(one) for one in range(n)]
    reader = board(
        *(one[0] for one in told),
        cases=[case("case:hotline/new", reported_at=NOW), *(two for one in told for two in one[1])],
        facts=[said for one in told for said in one[2]],
    )
    return answer(LEVER_EFFECT, Ask(), reader)


def closed(frame):
    by_lot = (frame["level"] == "all") & (frame["lottery"] == 1)
    rows = frame[by_lot & (frame["estimator"] == Estimator.CLOSED.value)]
    return rows.iloc[0]


def test_winners_stand_beside_the_losers_of_their_draw_and_the_panel_calls_it_an_effect():
    frame = effects(31)
    row = closed(frame)
    assert (row["n"], row["estimate"]) == (31, pytest.approx(1.0))
    assert row["caption"] == "效果（随机抽签）"
    view = frames.busy(PANEL)
    told = str(PANEL.draw(replace(view, frames={"effect": frame}))[PANEL.name])
    assert "效果（随机抽签）" in told


def test_below_thirty_pairs_no_number_is_told():
    row = closed(effects(29))
    assert row["n"] == 29
    assert pd.isna(row["estimate"])
