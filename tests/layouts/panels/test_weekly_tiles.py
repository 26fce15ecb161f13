"""The tiles of the week: rises and falls, what came back, map and response of that week."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.leverage.rule_records import tally
from layouts.panels.weekly_map import MEASURE, WEEKLY_MAP
from layouts.panels.weekly_moves import EACH, LEAST, WEEKLY_MOVES, moves, told
from layouts.panels.weekly_recurring import SHOWN, WEEKLY_RECURRING
from layouts.panels.weekly_response import WEEKLY_RESPONSE
from tests.layouts import frames
from tests.layouts.frames_coordination import proposals
from tests.layouts.frames_weekly import DAYS, DAYS_BEFORE, settled
from tests.layouts.panels.reading import classed, links, nodes, text

CASES = st.integers(0, 60)


def compared(now, before):
    """The moves of one unit with (on time, n) in both weeks, all settled on one day."""
    view = frames.busy(WEEKLY_MOVES)
    told_of = {}
    for need, day, (hits, n) in (("moves", DAYS[0], now), ("moves-before", DAYS_BEFORE[0], before)):
        row = settled([day], 1.0, 1, department="cg").iloc[:1]
        told_of[need] = row.assign(n=n, on_time=hits, late=n - hits, share=hits / max(n, 1))
    return moves(replace(view, frames=told_of))


def test_rises_stand_above_falls_the_largest_at_both_ends():
    lines = classed(WEEKLY_MOVES.draw(frames.busy(WEEKLY_MOVES))["weekly-moves"], "jq-move")
    names = [text(classed(line, "jq-move-unit")) for line in lines]
    changes = [text(classed(line, "jq-move-points")) for line in lines]
    assert names[0] == "消防支队"
    assert names[-1] == "生态环境局"
    numbers = [float(one.replace("−", "-")) for one in changes]
    assert numbers == sorted(numbers, reverse=True)
    assert len([one for one in numbers if one > 0]) == EACH
    assert len([one for one in numbers if one < 0]) == EACH


def test_a_unit_with_few_cases_one_that_did_not_move_and_nobody_are_left_out():
    found = moves(frames.busy(WEEKLY_MOVES))
    assert not {"yj", "mz", None} & set(found["department"])


@settings(max_examples=50, deadline=None)
@given(CASES, CASES, st.data())
def test_a_difference_lies_in_its_interval_and_needs_ten_cases_in_both_weeks(n, n_before, data):
    hits, hits_before = data.draw(st.integers(0, n)), data.draw(st.integers(0, n_before))
    found = compared((hits, n), (hits_before, n_before))
    enough = min(n, n_before) >= LEAST
    moved = enough and abs(hits / n - hits_before / n_before) >= 0.0005
    assert len(found) == int(moved)
    if moved:
        row = found.iloc[0]
        assert -1 <= row["least"] <= row["points"] <= row["most"] <= 1


def test_the_interval_of_a_difference_is_that_of_the_book():
    row = compared((56, 70), (48, 80)).iloc[0]  # Newcombe 1998, table II, method 10, example (a)
    assert (round(row["points"], 4), round(row["least"], 4), round(row["most"], 4)) == (0.2, 0.0524, 0.3339)


def test_a_difference_that_may_be_chance_is_hollow():
    drawn = WEEKLY_MOVES.draw(frames.busy(WEEKLY_MOVES))["weekly-moves"]
    bars = classed(drawn, "jq-move-bar")
    unsure = [bar for bar in bars if "jq-move-unsure" in bar["props"]["className"]]
    assert 0 < len(unsure) < len(bars)
    assert not [node for node in nodes(drawn) if "late" in node["props"].get("className", "")]


def test_every_move_tells_its_share_its_n_and_its_list():
    lines = classed(WEEKLY_MOVES.draw(frames.busy(WEEKLY_MOVES))["weekly-moves"], "jq-move")
    assert text(classed(lines[0], "jq-move-rate")) == "99.0% · n 1,400"
    assert "90.0%（n 1,400）→ 99.0%（n 1,400）" in lines[0]["props"]["title"]
    for line in lines:
        (address,) = links(line)
        assert "of=on-time" in address
        assert "week=2026-W46" in address


def test_without_anything_to_compare_the_reason_is_said():
    assert "至少 10 件" in text(WEEKLY_MOVES.draw(frames.empty(WEEKLY_MOVES))["weekly-moves"])
    assert told(moves(frames.empty(WEEKLY_MOVES))).empty


def test_what_came_back_most_stands_first_with_its_days_put_together():
    drawn = WEEKLY_RECURRING.draw(frames.busy(WEEKLY_RECURRING))
    lines = classed(drawn["weekly-recurring"], "jq-again")[1:]
    assert len(lines) == SHOWN
    assert text(lines[0]) == "望潮餐饮油烟扰民1173"
    assert drawn["weekly-recurring-note"] == "50 米内同类 30 天 ≥3 次 · 共 7 处"
    (address,) = links(lines[0])
    assert address.startswith("/cases?of=recurring&window=7d&week=2026-W46&street=990101002&category=E0116")


def test_under_what_comes_back_stand_the_rules_proposed_against_it():
    (line,) = classed(
        WEEKLY_RECURRING.draw(frames.busy(WEEKLY_RECURRING))["weekly-recurring"], "jq-again-rules"
    )
    proposed, adopted, waiting = tally(proposals())
    assert proposed > adopted > 0
    assert text(line) == f"制度化建议：一年内提出 {proposed} 条 · 采纳 {adopted} · 待答复 {waiting}"
    assert line["props"]["href"] == "/coordination"


def test_nothing_that_came_back_is_good_news():
    drawn = WEEKLY_RECURRING.draw(frames.empty(WEEKLY_RECURRING))
    assert not classed(drawn["weekly-recurring"], "jq-again-rules")
    assert "这是好事" in text(drawn["weekly-recurring"])
    assert drawn["weekly-recurring-note"] == "0 处"


@pytest.mark.parametrize("measure", MEASURE.values)
def test_every_street_leads_to_its_list_of_that_week(measure):
    drawn = WEEKLY_MAP.draw(frames.busy(WEEKLY_MAP, measure=measure))
    streets = [one for one in drawn["weekly-map-graph"]["data"] if one.get("hoveron") == "fills"]
    assert len(streets) == 12
    said = json.dumps(streets, ensure_ascii=False)
    assert said.count("week=2026-W46") >= 12


def test_the_map_of_flows_adds_up_the_days_and_the_map_of_stocks_does_not():
    assert WEEKLY_MAP.needs({"measure": "received"})["week-measure"].ask.by == ("street", "day")
    assert WEEKLY_MAP.needs({"measure": "overdue"})["week-measure"].ask.by == ("street",)
    labels = {
        measure: next(
            trace["text"]
            for trace in WEEKLY_MAP.draw(frames.busy(WEEKLY_MAP, measure=measure))["weekly-map-graph"]["data"]
            if trace.get("name") == "label"
        )
        for measure in ("received", "ontime")
    }
    assert "望潮 <b>14</b>" in labels["received"]
    assert "望潮 <b>90.0%</b>" in labels["ontime"]


def test_letters_of_the_map_are_smaller_than_on_the_wall():
    drawn = WEEKLY_MAP.draw(frames.busy(WEEKLY_MAP))["weekly-map-graph"]
    sizes = [trace["textfont"]["size"] for trace in drawn["data"] if "textfont" in trace]
    assert sizes
    assert max(sizes) < 17


def test_response_is_asked_over_seven_days_and_says_so_of_a_week_under_way():
    assert WEEKLY_RESPONSE.needs({})["response"].ask.window == timedelta(days=7)
    assert "近 7 天" not in WEEKLY_RESPONSE.draw(frames.busy(WEEKLY_RESPONSE))["weekly-response-note"]
    running = WEEKLY_RESPONSE.draw(frames.busy(WEEKLY_RESPONSE, week="2026-W47"))
    assert "近 7 天" in running["weekly-response-note"]


def test_every_cell_of_response_leads_to_its_list_of_that_week():
    drawn = WEEKLY_RESPONSE.draw(frames.busy(WEEKLY_RESPONSE))["weekly-response-graph"]
    heat = pd.DataFrame(drawn["data"][0]["customdata"])
    assert heat.map(lambda address: "week=2026-W46" in address).to_numpy().all()
