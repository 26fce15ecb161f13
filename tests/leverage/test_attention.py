"""The attention list: who comes on it, in which order, and on what grounds."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.listing import listed
from dashboard.leverage import matters as module
from dashboard.leverage.attention import ATTENTION, COLUMNS, NOMINATIONS, finish, nominated
from dashboard.leverage.beyond_places import BEYOND_PLACES, left_over
from dashboard.leverage.score import ENTER, LEAVE, WEIGHTS
from tests.matter_rows import frame, matter
from tests.small_board import DAY_MINUTES, NOW, board_tables, case, fact, ordinal, stage

pytestmark = pytest.mark.sweep

CLOCK = ordinal(NOW)
BARS = list(WEIGHTS)


def elapsed(ratio, limit=1000):
    """Ordinals of a case that has used so much of its limit."""
    start = CLOCK - round(ratio * limit)
    return {
        "start_ord": start,
        "due_ord": start + limit,
        "due_at": NOW + timedelta(minutes=limit - ratio * limit),
    }


def idle(days):
    return {"activity_ord": CLOCK - round(days * DAY_MINUTES)}


def fumes(key="case:hotline/A", **given_):
    """Golden case A, with the five households that have complained beside it."""
    return case(
        key, lon=121.4, lat=31.2, place="inside", requester_key="p0", flags=["public_space", "hot"], ask=True,
        returns=2, returners=2, failed_levers=2, reworks=1, hands=["城管", "生态", "街道"],
        hops=["return", "return"], holder="街道", **idle(2), **elapsed(1.4), **given_,
    )  # fmt: skip


def neighbours(n):
    closed = {"closed_at": NOW - timedelta(hours=1), "place": "inside", "lon": 121.4, "lat": 31.2}
    return [
        case(
            f"case:hotline/n{i}", requester_key=f"p{i + 1}", reported_at=NOW - timedelta(days=2 + i), **closed
        )
        for i in range(n)
    ]


def manhole(key="case:grid/B", **given_):
    """Golden case B."""
    row = {
        "source": "GRID", "category": "P0115", "flags": ["safety"], "ask": True, "returns": 2, "returners": 2,
        "failed_levers": 1, "hands": ["D02", "D03"], "hops": ["return"], "holder": "D03",
    }  # fmt: skip
    return case(key, **row | elapsed(1.5) | given_)


def bicycles(key="case:grid/C"):
    """Golden case C: overdue, simple, nobody else's business."""
    return case(key, category="E0506", flags=["public_space"], **idle(1), **elapsed(1.6))


def noise(key="case:muni/D", **given_):
    """Golden case D, with its deadline near."""
    row = {
        "source": "MUNI", "category": "E0301", "flags": ["municipal", "vulnerable"], "returns": 1,
        "returners": 1, "failed_levers": 1, "reworks": 1, "ask": True, "hands": ["D04", "D05"],
        "hops": ["return"], "holder": "D05", "lon": 121.5, "lat": 31.3, "place": "inside",
    }  # fmt: skip
    return case(key, **row | idle(1) | elapsed(0.9) | given_)


def list_of(*cases, **tables):
    return answer(ATTENTION, Ask(), board_tables(cases=cases, **tables))


def one(frame_, key):
    return frame_.set_index("key").loc[key]


def test_the_golden_cases_stand_as_the_paper_says():
    pack = [
        case(f"case:muni/m{i}", category="E0301", lon=121.5, lat=31.3, place="inside", closed_at=NOW)
        for i in range(3)
    ]
    found = list_of(fumes(), *neighbours(5), manhole(), bicycles(), noise(), *pack, case("case:hotline/E"))
    assert found["key"].tolist() == ["case:grid/B", "case:muni/D", "case:hotline/A"]
    assert found["rank"].tolist() == [1, 2, 3]
    assert found["override"].tolist() == ["safety", "municipal", ""]
    assert found["level"].tolist() == ["L4", "L1", "L4"]
    assert found["score"].round(1).tolist() == [57.8, 70.7, 69.3]


def test_a_on_the_list_shows_its_six_bars_its_triggers_and_its_path():
    row = one(list_of(fumes(), *neighbours(5)), "case:hotline/A")
    assert row[BARS].astype(float).round(3).tolist() == [1, 0.3, 0.52, 0.865, 0.5, 1]
    assert row["triggers"] == ["T04", "T06", "T09"]
    assert list(row["hands"]) == ["城管", "生态", "街道"]
    assert row["reason_zh"] == "L2、L3 已试未果，请领导定主办"
    assert (row["repeats"], row["left"], row["state"]) == (6, -400, "late")


def test_the_safety_case_of_the_paper_scores_62_with_one_repeat_and_is_on_the_list_whatever_it_scores():
    rows = frame(matter("B", score=62.0, alarm=True, flags=["safety"]), matter("calm", score=1.0, alarm=True))
    assert finish(rows)["key"].tolist() == ["B", "calm"]


def test_an_ordinary_day_asks_nothing_of_leaders():
    found = list_of(bicycles(), case("case:hotline/E", **elapsed(0.5)))
    assert found.empty
    assert found.columns.tolist() == COLUMNS


def test_a_municipal_order_overrides_with_less_than_four_working_hours_left():
    calm = {"failed_levers": 0, "reworks": 0, "returns": 0}
    near, far = noise("near", **elapsed(0.9, 2390), **calm), noise("far", **elapsed(0.9, 2410), **calm)
    assert list_of(near, far)["key"].tolist() == ["near"]


def test_a_new_matter_needs_sixty_and_a_standing_one_falls_below_fifty():
    rows = frame(
        matter("new-60", score=float(ENTER)), matter("new-59", score=59.9),
        matter("old-50", score=float(LEAVE), standing=True, category="b"),
        matter("old-49", score=49.9, standing=True, category="b"),
    )  # fmt: skip
    assert finish(rows)["key"].tolist() == ["new-60", "old-50"]


def test_a_standing_matter_at_fifty_is_not_pruned_away_on_the_board():
    raised = [{"key": "case:hotline/s", "raised_at": NOW, "score": 61.0}]
    stood = case("case:hotline/s", flags=["sensitive_site", "leader"], ask=True, **idle(6), **elapsed(1.9))
    quiet = stood | {"key": "case:hotline/t", "category": "other"}
    found = list_of(stood, quiet, advice=raised)
    assert found["key"].tolist() == ["case:hotline/s"]
    assert LEAVE <= found["score"][0] < ENTER


def test_two_of_a_department_and_two_of_a_category_are_shown_and_the_rest_is_counted():
    rows = [matter(f"d{i}", score=90.0 - i, category=f"c{i}") for i in range(4)]
    rows += [matter(f"k{i}", score=80.0 - i, department=f"u{i}", category="same") for i in range(4)]
    found = finish(frame(*rows))
    assert found["key"].tolist() == ["d0", "d1", "k0", "k1"]
    assert found["held_back"].tolist() == [4] * 4


def test_never_more_than_eight_rows_and_overrides_stand_outside_the_caps():
    alarms = [matter(f"a{i}", score=10.0 + i, alarm=True) for i in range(3)]
    rest = [matter(f"r{i}", score=99.0 - i, department=f"u{i}", category=f"c{i}") for i in range(9)]
    found = finish(frame(*alarms, *rest, matter("peer", score=61.0)))
    assert found["key"].tolist() == ["a2", "a1", "a0", "r0", "r1", "r2", "r3", "r4"]
    assert set(found["held_back"]) == {5}


def test_a_case_that_nobody_holds_counts_for_its_last_unit():
    lost = {
        "holder": None, "phase": "returned", "flags": ["vulnerable"], "ask": True, "returns": 2,
        "returners": 2, "failed_levers": 2, "hands": ["D02", "D01"], "hops": ["return"],
    } | elapsed(2)  # fmt: skip
    found = list_of(*(case(f"case:hotline/{i}", category=f"c{i}", **lost) for i in range(3)))
    assert len(found) == 2
    assert set(found["key"]) < {"case:hotline/0", "case:hotline/1", "case:hotline/2"}
    assert found["holder"].isna().all()


def unscored(key, ratio, holder="D01", **given_):
    return case(key, tells_hands=False, holder=holder, hands=[holder], **elapsed(ratio), **given_)


def test_where_a_source_does_not_tell_hands_the_clock_rules_two_of_a_department():
    cases = [
        unscored(f"{unit}{i}", 1 + i / 10, unit, street=f"{unit}{i}") for unit in "ABCDE" for i in range(4)
    ]
    found = list_of(
        *cases, unscored("calm", 0.75), unscored("unknown", 0.9) | {"due_ord": None, "due_at": None}
    )
    assert sorted(found["key"][:5]) == ["A3", "B3", "C3", "D3", "E3"]
    assert set(found["key"][5:]) < {"A2", "B2", "C2", "D2", "E2"}
    assert found["rule"].all()
    assert found["score"].isna().all()
    assert set(found["held_back"]) == {12}
    assert found["reason_zh"][0] == "已用时限的 1.3 倍；超期未结"


def test_what_the_clock_nominates_beyond_the_places_of_its_department_is_one_list():
    cases = [unscored(f"{unit}{i}", 1 + i / 10, unit) for unit in "AB" for i in range(4)]
    cases += [unscored("A9", 0.8, "A", flags=["safety"]), unscored("A8", 0.8, "A"), unscored("calm", 0.5)]
    reader = board_tables(cases=cases, advice=[{"key": "A8", "raised_at": NOW, "score": None}])
    found = answer(listed(BEYOND_PLACES), Ask(), reader)
    assert sorted(found["key"]) == ["A0", "A1", "B0", "B1"]  # no override, nothing that stands
    assert answer(BEYOND_PLACES, Ask(), reader)["value"].tolist() == [4]


CLOCKED = st.tuples(st.sampled_from("ABC"), st.sampled_from([0.5, 0.8, 1.1]), st.booleans())


@given(st.lists(CLOCKED, max_size=12))
@settings(max_examples=10, deadline=None)
def test_every_case_that_the_clock_nominates_is_told_with_its_reason_or_stands_in_that_list(drawn):
    rows = [
        unscored(f"c{n:02d}", ratio, unit, flags=["safety"] if alarm else [])
        for n, (unit, ratio, alarm) in enumerate(drawn)
    ]
    reader = board_tables(cases=rows)
    told = answer(NOMINATIONS, Ask(), reader)
    beyond = answer(listed(BEYOND_PLACES), Ask(), reader)["key"].tolist()
    assert left_over(told) == len(beyond)
    assert sorted([*told["key"], *beyond]) == sorted(
        f"c{n:02d}" for n, (_, ratio, alarm) in enumerate(drawn) if ratio > 0.75 or alarm
    )


def test_a_safety_case_without_a_score_still_overrides():
    found = list_of(unscored("late", 3), unscored("alarm", 0.1, flags=["safety"]))
    assert found["key"].tolist() == ["alarm", "late"]
    assert found["override"].tolist() == ["safety", ""]


def test_scored_matters_stand_above_those_that_only_a_rule_shows():
    found = list_of(unscored("ruled", 99), fumes(), *neighbours(5))
    assert found["key"].tolist() == ["case:hotline/A", "ruled"]


def test_the_budget_counts_what_was_raised_since_monday_in_local_time():
    monday = datetime(2026, 11, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
    sunday = monday - timedelta(seconds=1)
    leaders = '{"score":61.0,"level":"L4"}'
    raised = [
        fact("advice:a", stream="advice", kind="raise", happened_at=monday, body=leaders),
        fact("advice:b", stream="advice", kind="raise", happened_at=sunday, body=leaders),
        fact("advice:c", stream="advice", kind="raise", body='{"score":61.0,"level":"L5"}'),
        fact("advice:c", stream="advice", kind="clear", body='{"score":40.0}'),
        fact("advice:d", stream="advice", kind="raise", body='{"score":61.0,"level":"L3"}'),
    ]
    assert list_of(manhole(), facts=raised)["budget_used"].tolist() == [2]


def test_at_the_end_of_a_week_its_own_budget_stands():
    end = datetime(2026, 11, 16, tzinfo=ZoneInfo("Asia/Shanghai"))
    leaders = '{"score":61.0,"level":"L4"}'
    raised = [
        fact(
            f"advice:{days}",
            stream="advice",
            kind="raise",
            body=leaders,
            happened_at=end - timedelta(days=days),
        )
        for days in (1, 7, 8)
    ]
    reader = board_tables(
        cases=[case(due_at=end - timedelta(days=30), flags=["safety"])], facts=raised, now=end
    )
    assert answer(ATTENTION, Ask(), reader)["budget_used"].tolist() == [2]


def test_the_board_feeds_the_triggers_of_stage_party_and_escalation():
    late = {"due_at": NOW - timedelta(minutes=1)}
    cases = [manhole(holder="RAIL", yellow_ord=CLOCK - DAY_MINUTES, lever_ord=CLOCK) | {"key": "x"}]
    stages = [stage("x", **late), stage("x", stage="contact", **late), stage("x", stage="handle", **late)]
    orgs = [{"code": "RAIL", "inside": False}, {"code": "D01", "inside": True}]
    row = one(list_of(*cases, stages=stages, orgs=orgs), "x")
    assert {"T01", "T02", "T07", "T12"} <= set(row["triggers"])


def test_stages_in_good_time_or_ended_do_not_fire():
    late = {"due_at": NOW - timedelta(minutes=1)}
    stages = [stage("case:grid/B"), stage("case:grid/B", **late, ended_at=NOW, outcome="done")]
    row = one(list_of(manhole(), stages=stages), "case:grid/B")
    assert not {"T01", "T02"} & set(row["triggers"])


def test_l5_comes_only_after_an_escalation_that_was_not_answered():
    told = [fact("case:hotline/A", kind="escalate", happened_at=NOW - timedelta(days=3))]
    unanswered = fumes() | {"lever_ord": CLOCK - 900}
    assert one(list_of(unanswered, *neighbours(5), facts=told), "case:hotline/A")["level"] == "L5"
    assert one(list_of(unanswered, *neighbours(5)), "case:hotline/A")["level"] == "L4"
    old = [told[0] | {"happened_at": NOW - timedelta(days=31)}]
    assert one(list_of(unanswered, *neighbours(5), facts=old), "case:hotline/A")["level"] == "L4"


def test_a_suspended_case_is_not_silent():
    waiting = fumes() | {"phase": "suspended", "paused_ord": CLOCK - 3000}
    board = board_tables(cases=[waiting, *neighbours(5)])
    rows = answer(NOMINATIONS, Ask(), board)
    assert rows.empty or rows["idle"].tolist() == [0]


def test_no_column_of_the_list_tells_of_a_requester():
    board = board_tables(cases=[fumes(), *neighbours(5)])
    for indicator in (ATTENTION, NOMINATIONS):
        found = answer(indicator, Ask(), board)
        assert not {"requester_key", "person", "text_short"} & set(found.columns)
        assert "p0" not in found.to_string()


FLAGS = ["public_space", "vulnerable", "hot", "leader", "safety", "municipal"]
COUNTS = {name: st.integers(0, 3) for name in ("returns", "failed_levers", "reworks")}
TOLD = {
    "ask": st.booleans(),
    "flags": st.lists(st.sampled_from(FLAGS), max_size=2),
    "holder": st.sampled_from(["D01", "D02", "D03"]),
    "category": st.sampled_from(["c1", "c2", "c3"]),
    "lon": st.sampled_from([121.4, 121.4002, 121.41]),
    "tells_hands": st.booleans(),
}
DRAWN = st.tuples(
    st.fixed_dictionaries(COUNTS | TOLD),
    st.sampled_from([0.5, 0.8, 1.1, 1.9]),  # of the limit used
    st.integers(0, 12),  # working days of silence
    st.booleans(),  # advice stands
)


@given(st.lists(DRAWN, max_size=14))
@settings(max_examples=15, deadline=None)
def test_the_cut_before_neighbours_are_counted_loses_nothing(drawn):
    rows = [
        case(f"case:hotline/{n:02d}", place="inside", lat=31.2, hands=[told["holder"], "Z"][: 1 + n % 2],
             **told | elapsed(ratio) | idle(days))
        for n, (told, ratio, days, _) in enumerate(drawn)
    ]  # fmt: skip
    stands = [row["key"] for row, (*_, standing) in zip(rows, drawn, strict=True) if standing]
    reader = board_tables(
        cases=rows, advice=[{"key": key, "raised_at": NOW, "score": 60.0} for key in stands]
    )
    whole = finish(reader.frame("whole", lambda: uncut(reader.tables)))
    pd.testing.assert_frame_equal(answer(ATTENTION, Ask(), reader), whole, check_dtype=False)


def uncut(tables):
    """What `matters` measures, with no case left out."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "candidates", marked)
        return module.matters(tables, Ask())


def marked(rows, _tables):
    ruled = rows.rule & (rows.ratio > 0.75)
    rows = rows.mutate(ruled=ruled, overrides=rows.alarm | rows.municipal)
    return rows.mutate(rule_total=rows.filter(rows.ruled).count().as_scalar())


@pytest.mark.parametrize("indicator", [ATTENTION, NOMINATIONS], ids=lambda part: part.name)
def test_the_frame_that_was_measured_is_left_as_it_was(indicator):
    rows = frame(matter("a", score=70.0), matter("b", rule=True, ruled=True, score=np.nan, rule_total=1))
    before = rows.copy(deep=True)
    indicator.finish(rows)
    pd.testing.assert_frame_equal(rows, before)


def test_nominations_keep_what_the_caps_hold_back():
    rows = frame(*(matter(f"m{i}", score=90.0 - i) for i in range(4)))
    found = nominated(rows)
    assert found["rank"].tolist() == [1, 2, 0, 0]
    assert found["key"].tolist() == ["m0", "m1", "m2", "m3"]


def test_each_that_is_held_back_is_told_which_cap_it_met():
    rows = [matter(f"d{i}", score=99.0 - i, category=f"c{i}") for i in range(3)]
    rows += [matter(f"k{i}", score=90.0 - i, department=f"u{i}", category="same") for i in range(3)]
    rows += [matter(f"r{i}", score=80.0 - i, department=f"v{i}", category=f"e{i}") for i in range(5)]
    found = nominated(frame(*rows)).set_index("key")
    told = found.loc[found["rank"] == 0, "withheld"]
    assert told.to_dict() == {"d2": "department", "k2": "category", "r4": "panel"}
    assert set(found.loc[found["rank"] > 0, "withheld"]) == {""}


def test_of_nine_alarms_the_ninth_is_counted_and_told_that_the_screen_is_full():
    found = nominated(frame(*(matter(f"a{i}", alarm=True) for i in range(9)), matter("x", score=90.0)))
    assert found["rank"].tolist() == [*range(1, 9), 0, 0]
    assert found["withheld"].tolist()[-2:] == ["panel", "panel"]


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "score": st.floats(0, 100),
            "department": st.sampled_from("ABCDEF"),
            "category": st.sampled_from("uvwxyz"),
            "standing": st.booleans(),
            "alarm": st.sampled_from([False, False, False, True]),
        }
    ),
    max_size=30,
)


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_the_list_keeps_its_caps_and_holds_back_only_what_does_not_fit(drawn):
    rows = frame(*(matter(f"m{n:02d}", **row) for n, row in enumerate(drawn)))
    found = nominated(rows)
    shown = found[found["rank"] > 0]
    under = shown[shown["override"] == ""]
    assert shown["rank"].tolist() == list(range(1, len(shown) + 1))
    assert len(shown) <= 8
    assert not (under["department"].value_counts() > 2).any()
    assert not (under["category"].value_counts() > 2).any()
    assert under["score"].is_monotonic_decreasing
    assert (under["score"] >= np.where(under["standing"], LEAVE, ENTER)).all()
    for row in found[found["rank"] == 0].itertuples():
        above = under[under["score"] >= row.score]
        crowded = (above[["department", "category"]] == [row.department, row.category]).sum().max() >= 2
        assert crowded or len(shown) == 8


def test_equals_are_parted_by_the_lot_of_the_local_day_and_both_sides_say_so():
    def on(day):
        rows = [matter(f"m{n}", score=80.0, category=f"c{n}", day=day) for n in range(6)]
        return nominated(frame(*rows)).set_index("key")

    found = on("2026-11-20")
    assert (found["rank"] > 0).sum() == 2
    assert set(found["lottery"]) == {1}
    winners = {tuple(sorted(on(f"2026-11-{day}").query("rank > 0").index)) for day in range(10, 30)}
    assert len(winners) > 1
    assert on("2026-11-20").equals(found)


def test_a_silenced_matter_takes_no_place_and_is_told_so_but_an_override_is_never_silenced():
    rows = [matter(f"m{n}", score=90.0 - n, category=f"c{n}", silenced=n == 0) for n in range(3)]
    found = nominated(frame(*rows, matter("fire", alarm=True, silenced=True))).set_index("key")
    assert found.loc["m0", ["rank", "withheld"]].tolist() == [0, "silenced"]
    assert (found.loc[["m1", "m2", "fire"], "rank"] > 0).all()


@pytest.mark.parametrize(
    ("given_", "held"),
    [
        ({}, True),
        ({"until": NOW - timedelta(minutes=1)}, False),
        ({"ended_at": NOW - timedelta(minutes=1)}, False),
        ({"rule": "T09"}, False),
        ({"subject": "case:hotline/other"}, False),
        ({"subject": "matter:1"}, True),
    ],
    ids=["holds", "over", "ended", "one rule", "another", "of its matter"],
)
def test_a_silence_that_holds_takes_a_matter_off_the_list_and_into_those_withheld(given_, held):
    silence = {
        "key": "silence:1",
        "subject": "case:hotline/A",
        "reason": "x",
        "until": NOW + timedelta(hours=1),
    } | given_
    grouped = [{"key": "matter:1", "members": ["case:hotline/A"]}]
    tables = board_tables(cases=[fumes(), *neighbours(5)], silences=[silence], grouped=grouped)
    found = one(answer(NOMINATIONS, Ask(), tables), "case:hotline/A")
    assert (found["rank"], found["withheld"]) == ((0, "silenced") if held else (1, ""))
