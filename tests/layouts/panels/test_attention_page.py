"""The leaders' page: what waits, what does not and why, and the card of one matter with its four answers."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pandas as pd
import pytest

from dashboard.fold.borrowing import Move, possible
from dashboard.leverage.whys import Why
from layouts.panels.attention_ask import ATTENTION_ASK, forms
from layouts.panels.attention_course import ATTENTION_COURSE, LIMIT
from layouts.panels.attention_head import ATTENTION_HEAD
from layouts.panels.attention_list import ATTENTION_LIST, MOST, OVER
from layouts.panels.attention_returns import ATTENTION_RETURNS
from layouts.panels.attention_tried import ATTENTION_TRIED
from layouts.panels.limitation import LIMITATION
from tests.layouts import frames, frames_attention, frames_coordination
from tests.layouts.frames_attention import HELD, LIVE, TRIED, of_state
from tests.layouts.frames_case import KEY
from tests.layouts.panels.reading import classed, links, nodes, text

CARD = (ATTENTION_HEAD, ATTENTION_COURSE, ATTENTION_ASK, ATTENTION_RETURNS, ATTENTION_TRIED)


def drawn(panel, lang="zh", **other):
    view = frames.busy(panel, lang)
    return panel.draw(replace(view, frames={**view.frames, **other}))


def body(panel, lang="zh", **other):
    return drawn(panel, lang, **other)[panel.name]


def test_the_list_says_score_time_matter_hands_and_lever_and_marks_the_chosen_one():
    waits = [one for one in classed(body(ATTENTION_LIST), "jq-wait") if "data-lever" not in one["props"]]
    asked = [one["props"]["data-row"] for one in waits]
    assert asked == [KEY, "case:grid/0", "case:grid/1", "case:grid/6"]  # put formally, overrides, what asks
    (mine,) = [one for one in waits if one["props"]["aria-current"] == "true"]
    assert mine["props"]["data-row"] == KEY
    for word in ("69", "超", "餐饮油烟扰民 · 望潮", "街道", "L4 权势"):
        assert word in text(mine)
    assert links(mine) == ["?key=case%3Ahotline%2F20261109-0417"]


def formally(**given):
    """The lines of levers that were put before leaders, above what is only nominated."""
    waits = classed(body(ATTENTION_LIST, **given), "jq-wait")
    return [one["props"]["data-lever"] for one in waits if "data-lever" in one["props"]], waits


def test_what_was_put_before_a_leader_stands_first_whatever_it_scores_and_once():
    levers, waits = formally()
    loans = frames_attention.loans()
    live = loans[loans["level"].isin(["L4", "L5"]) & loans["state"].isin(["pending", "active", "responded"])]
    assert set(levers) == set(live["key"]) - {frames_attention.LIVE}  # of this one the nomination says so
    assert "已呈报" in text(waits[0])
    kept = [one["props"]["data-row"] for one in waits if "data-lever" not in one["props"]]
    assert len(kept) == len({*kept})
    assert all("data-lever" in one["props"] for one in waits[1 : 1 + len(levers)])


@pytest.mark.parametrize("state", ["suggested", "drafted", "returned", "expired"])
def test_what_nobody_was_asked_for_or_what_is_over_is_not_put_first(state):
    levers, waits = formally(**{"matter-loans": frames_attention.of_state(state)})
    assert frames_attention.LIVE not in levers
    assert "已呈报" not in text(next(one for one in waits if one["props"]["data-row"] == KEY))


def test_a_notice_that_asks_nothing_is_not_put_first():
    levers, _ = formally(**{"matter-loans": frames_attention.loans().assign(cost=0)})
    assert levers == []


def test_a_unit_below_the_limit_is_a_topic_of_the_top_with_its_ground():
    told = classed(body(ATTENTION_LIST), "jq-topics")
    for word in ("L5", "单位议题（T17）", "412 件中按时 371 件", "应不少于 392 件"):
        assert word in text(told[0])
    none = frames.busy(ATTENTION_LIST, "zh").frames["failing-units"].head(0)
    assert not classed(body(ATTENTION_LIST, **{"failing-units": none}), "jq-topics")


def of_the_unit(**given):
    """The ledger with the first lever as a topic of the unit that is below the limit."""
    loans = frames_attention.loans().head(1).astype("object")
    return loans.assign(
        matter="unit:sw", cases=[[]], case_key="unit:sw", members=0, category=None, street=None, unit="sw",
        level="L5", live=True, cost=20, **given,
    )  # fmt: skip


@pytest.mark.parametrize("panel", [ATTENTION_LIST, LIMITATION])
def test_a_topic_is_drafted_where_its_unit_is_named_and_once_drafted_its_state_leads_to_it(panel):
    (topic,) = classed(body(panel), "jq-topics")
    (draft,) = classed(topic, "jq-act")
    said = draft["props"]
    assert (said["data-act"], said["data-right"], said["data-of-on"]) == ("lever.draft", "borrow", "unit:sw")
    assert said["data-of-kind"] == "top-meeting"
    assert "412 件中按时 371 件" in said["data-of-impact"]
    assert "lever.draft" in {form.name for form in panel.forms(frames.busy(panel).district)}
    drafted = frames_coordination.failing().assign(lever="lever:1", state="pending")
    (topic,) = classed(body(panel, **{"failing-units": drafted}), "jq-topics")
    assert not classed(topic, "jq-act")
    assert "/levers?lever=lever%3A1" in links(topic)
    assert "审批中" in text(topic)


def test_a_topic_that_was_put_before_the_top_leads_to_the_ledger_of_loans():
    _, waits = formally(**{"matter-loans": of_the_unit(state="active")})
    (line,) = [one for one in waits if one["props"].get("data-lever") == "lever:1"]
    assert "单位议题" in text(line)
    assert links(line) == ["/levers?lever=lever%3A1"]


def test_the_weeks_budget_of_the_leader_who_is_asked_stands_beside_the_title():
    assert "本周额度 3/5" in drawn(ATTENTION_LIST)["attention-list-note"]


def test_of_several_leaders_each_week_is_told_with_its_post():
    frame = frames.busy(ATTENTION_LIST, "zh").frames["nominations"]
    frame = frame.assign(leader=frame["leader"].mask(frame["level"] == "L5", "chief"))
    note = drawn(ATTENTION_LIST, nominations=frame)["attention-list-note"]
    assert note.count("3/5") == 1
    assert note.count("3/3") == 1


def test_of_thousands_that_are_not_put_up_the_first_of_each_reason_are_named_and_all_are_counted():
    frame = frames.busy(ATTENTION_LIST, "zh").frames["nominations"]
    (full,) = frame.index[frame["withheld"] == Why.SILENCED.value]
    crowd = pd.concat(
        [frame.loc[[full]].assign(key=f"case:grid/c{n}", score=59 - n / 100) for n in range(3_000)]
    )
    told = body(ATTENTION_LIST, nominations=pd.concat([frame, crowd], ignore_index=True))
    (held, *_) = classed(told, "jq-held")
    lines = [text(node) for node in nodes(held) if node["type"] == "Li"]
    assert "3,001 件" in text(held)
    assert sum(Why.SILENCED.words.zh in line for line in lines) == MOST
    assert {why for _, _, _, _, why, _ in HELD} == {
        why.value for why in Why if any(why.words.zh in line for line in lines) and why != Why.CENTRE
    }
    assert f"每种理由列分值最高的 {MOST} 件" in text(told)
    assert "每种理由" not in text(body(ATTENTION_LIST))
    assert len(orjson.dumps(told)) < 100_000


def test_in_a_storm_the_first_alarms_are_drawn_with_all_that_asks_and_the_others_are_counted_and_listed():
    frame = frames.busy(ATTENTION_LIST, "zh").frames["nominations"]
    (first,) = frame.index[frame["key"] == "case:grid/0"]
    storm = pd.concat([frame.loc[[first]].assign(key=f"case:grid/s{n}", rank=n + 1) for n in range(2_000)])
    drawing = drawn(ATTENTION_LIST, nominations=pd.concat([storm, frame], ignore_index=True))
    told = drawing["attention-list"]
    waits = [one for one in classed(told, "jq-wait") if "data-lever" not in one["props"]]
    asked = [one["props"]["data-row"] for one in waits]
    assert len(asked) == OVER + 2
    assert {KEY, "case:grid/6"} < {*asked}
    (more, *_) = classed(told, "jq-held")
    assert "另有 1,942 件同样在额度之外" in text(more)
    assert links(more) == ["/cases?of=overriding"]
    assert "2,004 件" in drawing["attention-list-note"]
    assert len(orjson.dumps(told)) < 200_000


@pytest.mark.parametrize("asked", ["with others that are not put up", "alone"])
def test_what_the_clock_alone_nominates_beyond_its_places_is_one_click_away(asked):
    frame = frames.busy(ATTENTION_LIST, "zh").frames["nominations"]
    frame = frame if asked != "alone" else frame[frame["rank"] > 0][lambda it: it["leader"] != ""]
    more = frame.assign(rule_total=1_234, ruled=[True, *[False] * (len(frame) - 1)])
    clock = classed(body(ATTENTION_LIST, nominations=more), "jq-held")[-1]
    assert "另有 1,233 件来源不报经手者，只按用时列出：本部门名额已满" in text(clock)
    assert links(clock) == ["/cases?of=beyond-places"]
    assert "1,233" not in text(body(ATTENTION_LIST, nominations=frame))


def test_what_was_not_put_up_is_counted_by_reason_and_told_one_by_one():
    (held,) = classed(body(ATTENTION_LIST), "jq-held")
    lines = [text(node) for node in nodes(held) if node["type"] == "Li"]
    assert f"另有 {len(lines)} 件未上榜：4 件由中心办理，不需领导批示，2 件版面已满" in text(held)
    assert len(lines) == 4 + len(HELD)
    assert all(Why.CENTRE.words.zh in line for line in lines[:4])
    for (_, _, _, score, why, lottery), line in zip(HELD, lines[4:], strict=True):
        assert line.startswith(f"{score:.0f} ")
        assert Why(why).words.zh in line
        assert ("抽签" in line) == bool(lottery)


def test_a_day_without_anything_is_good_news_in_every_tile():
    for panel in (ATTENTION_LIST, *CARD):
        view = frames.empty(panel, "zh")
        assert classed(panel.draw(view)[panel.name], "jq-msg-empty"), panel.name


def test_the_head_has_score_bars_lever_and_completeness():
    said = body(ATTENTION_HEAD)
    assert len(classed(said, "jq-bar")) == 6
    for word in ("69", "餐饮油烟扰民 · 望潮 · 30 天 6 次", "自 11-09 09:12 起", "信息完整度 0.6", "L4 权势"):
        assert word in text(said)


def test_the_course_has_a_lane_a_unit_the_leader_at_the_foot_and_the_limit():
    figure = drawn(ATTENTION_COURSE)["attention-course-graph"]
    assert figure["layout"]["yaxis"]["ticktext"] == [
        "诉求",
        "城管执法局",
        "生态环境局",
        "街道",
        "城运中心",
        "领导",
    ]
    by_name = {trace["name"]: trace for trace in figure["data"]}
    assert len(by_name["back"]["x"]) == 2
    assert len(by_name["lever"]["x"]) == len(TRIED)
    assert figure["layout"]["annotations"][0]["text"] == LIMIT.zh.format(when="11-16 18:00")


def test_a_lever_that_is_only_asked_for_is_an_open_ring():
    waiting = of_state("pending", issued_at=None, waits_for="director")
    figure = drawn(ATTENTION_COURSE, **{"matter-loans": waiting})["attention-course-graph"]
    by_name = {trace["name"]: trace for trace in figure["data"]}
    assert (len(by_name["lever"]["x"]), len(by_name["asked"]["x"])) == (len(TRIED) - 1, 1)


def test_the_course_as_a_table_says_when_who_and_what_in_the_order_it_happened_and_the_limit():
    view = frames.busy(ATTENTION_COURSE, table="attention-course")
    told = ATTENTION_COURSE.draw(view)["attention-course"]
    lines = [text(node) for node in nodes(told) if node["type"] == "Tr"][1:]
    figure = drawn(ATTENTION_COURSE)["attention-course-graph"]
    marks = {"step", "back", "lever", "asked"}
    assert len(lines) == sum(len(trace["x"]) for trace in figure["data"] if trace["name"] in marks)
    assert lines[0].startswith("11-09 09:12诉求诉求")
    assert lines == sorted(lines, key=lambda line: line[:11])
    assert any("城管执法局退单 R2× 退回" in line for line in lines)
    assert sum("■ 已借" in line for line in lines) == len(TRIED)
    assert LIMIT.zh.format(when="11-16 18:00") in text(told)


def test_who_returned_it_says_unit_reason_and_clause_or_that_there_was_none():
    rows = [text(node) for node in nodes(body(ATTENTION_RETURNS)) if node["type"] == "Tr"][1:]
    assert len(rows) == 2
    for word in ("11-10 16:20", "城管执法局", "R2", "职责清单第7条", "无检测权限"):
        assert word in rows[0]
    assert "未援引条款" in rows[1]


def test_what_was_tried_says_its_result_and_what_goes_with_the_ask():
    said = text(body(ATTENTION_TRIED))
    for word in (
        "点名催办",
        "失效",
        "联席会商",
        "已响应",
        "随附",
        "尚缺",
        "影响说明",
        "何时作罢",
        "上次如何数据不足",
    ):
        assert word in said


def answers(state="active", **given):
    told = {"matter-loans": of_state(state, **given)}
    return {
        node["props"]["data-act"]: node["props"]
        for node in reversed(list(nodes(body(ATTENTION_ASK, **told))))
        if "data-act" in node["props"]
    }


def test_a_leader_accepts_an_option_with_its_sentence_ready():
    said = body(ATTENTION_ASK)
    ways = classed(said, "jq-way")
    assert [text(way)[:9] for way in ways] == ["方案一 街道主办，", "方案二 城管执法局", "方案三 生态环境局"]
    props = answers()["lever.instruct"]
    assert props["data-of-instruction"].startswith("同意方案一：街道主办")
    assert (props["data-of-on"], props["data-right"]) == (LIVE, "instruct lend")


@pytest.mark.parametrize("state", ["suggested", "drafted", "pending", "active", "responded", "effective"])
def test_an_answer_has_a_button_where_the_table_of_moves_allows_it(state):
    found = set(answers(state)) - {"lever.instruct"}
    known = {Move.DELEGATE, Move.DOWNGRADE, Move.REFUSE}
    assert found == {f"lever.{move}" for move in known if possible(state, move)}


def test_an_answer_names_the_rights_of_leaders():
    found = answers()
    assert all(
        "lend" in found[f"lever.{move}"]["data-right"].split() for move in ("delegate", "downgrade", "refuse")
    )


def test_without_a_lever_the_word_of_a_leader_begins_a_new_one_of_the_matter():
    view = frames.busy(ATTENTION_ASK)
    none = view.frames["matter-loans"].iloc[:0]
    said = body(ATTENTION_ASK, **{"matter-loans": none})
    first = next(node["props"] for node in nodes(said) if "data-act" in node["props"])
    assert (first["data-of-on"], first["data-of-seen"], first["data-of-level"]) == (KEY, "0", "L4")
    assert "还没有呈报" in text(said)


def test_each_answer_is_one_sentence_and_says_who_will_read_it():
    for form in forms(frames.ordinary()):
        needed = [entry.name for entry in form.entries if entry.needed]
        assert {"why", "instruction"} & set(needed)
        assert form.says.zh
        assert form.says.en
