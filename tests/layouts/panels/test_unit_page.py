"""The page of one unit: how it stands, what drives it, what it can do, what it disputes; others see sums."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest

from layouts.pages import address, at
from layouts.panels.one_appeal import ONE_APPEAL
from layouts.panels.unit_appeals import UNIT_APPEALS
from layouts.panels.unit_costly import UNIT_COSTLY
from layouts.panels.unit_digest import UNIT_DIGEST
from layouts.panels.unit_drivers import SPLIT, UNIT_DRIVERS
from layouts.panels.unit_due import UNIT_DUE
from layouts.panels.unit_head import UNIT_HEAD
from layouts.panels.unit_levers import UNIT_LEVERS
from layouts.panels.unit_returns import UNIT_RETURNS
from layouts.panels.unit_trend import UNIT_TREND
from layouts.sites import DEPARTMENT
from tests.layouts import frames
from tests.layouts.frames_unit import appeals
from tests.layouts.panels.reading import links, nodes, text


def view(panel, lang="zh", unit="eco", **changed):
    seen = frames.busy(panel, lang, department=unit)
    return replace(seen, frames={**seen.frames, **changed})


def said(panel, *args, **more):
    return text(panel.draw(view(panel, *args, **more))[panel.name])


def buttons(panel, **more):
    drawn = panel.draw(view(panel, **more))[panel.name]
    found = [node["props"] for node in nodes(drawn) if node["type"] == "Button"]
    return [(one["data-act"], one["data-right"]) for one in found]


@pytest.mark.parametrize("code", ["eco", "street-001", "甲 局"])
def test_an_address_names_a_unit_and_a_unit_its_address(code):
    page, fixed = at(address(DEPARTMENT, {"department": code})) or (None, {})
    assert (page, fixed) == (DEPARTMENT, {"department": code})


def test_the_head_tells_tier_interval_peers_place_and_what_closing_four_would_do():
    words = said(UNIT_HEAD)
    for part in (
        "生态环境局",
        "▲需关注",
        "可比份额 80.0%",
        "90.6%–92.3%",
        "10–13",
        "→ 90.6%",
        "都误期则 89.6%",
    ):
        assert part in words
    assert "只有合计" in words


def test_of_few_cases_the_head_tells_counts_alone():
    words = said(UNIT_HEAD, unit="jy")
    assert "按时 2 / 3 件" in words
    assert "%–" not in words


def test_an_unknown_unit_is_told_so():
    assert "没有这个单位" in said(UNIT_HEAD, unit="nobody")


def drivers(kind):
    drawn = UNIT_DRIVERS.draw(frames.busy(UNIT_DRIVERS, department="eco", drivers=kind))
    found = [node for node in nodes(drawn[UNIT_DRIVERS.name]) if node["type"] == "Tr"]
    return [[text(cell) for cell in row["props"]["children"]] for row in found], drawn


@pytest.mark.parametrize("kind", SPLIT.values)
def test_drivers_add_up_to_the_total_and_the_total_is_the_same_however_they_are_split(kind):
    (head, *rows), _ = drivers(kind)
    parts = [float(row[4].replace("−", "-")) for row in rows]
    assert head[0] == SPLIT.words(kind).zh
    assert sum(parts[:-1]) == pytest.approx(parts[-1], abs=0.1 * len(parts) / 2)
    assert rows[-1][0] == "合计"
    assert rows[-1][1:] == drivers("category")[0][-1][1:]
    assert parts[:-1] == sorted(parts[:-1]) or kind == "category"


@pytest.mark.parametrize(("kind", "of"), [
    ("category", "fair-comparison"), ("stage", "slowest-stages"), ("street", "fair-comparison"),
])  # fmt: skip
def test_a_driver_leads_to_the_cases_it_counts_those_on_time_and_those_late_as_then_known(kind, of):
    when = {"asof": "2026-11-19T08:00", "window": "7d"}
    drawn = UNIT_DRIVERS.draw(frames.busy(UNIT_DRIVERS, department="eco", drivers=kind, **when))
    lines = [links(node) for node in nodes(drawn[UNIT_DRIVERS.name]) if node["type"] == "Tr"]
    shown = [[dict(parse_qsl(urlsplit(href).query)) for href in line] for line in lines if line]
    assert shown
    for late, hits, every in shown:
        assert (late.pop("outcome"), hits.pop("outcome")) == ("late", "on_time")
        assert late == hits == every
        assert every.pop(kind)
        assert every == {"of": of, "department": "eco", "asof": when["asof"]}  # no window but its own


def test_each_split_asks_for_one_measure_of_all_units():
    asked = {kind: UNIT_DRIVERS.needs({"department": "eco", "drivers": kind}) for kind in SPLIT.values}
    assert {kind: [need.indicator.name for need in found.values()] for kind, found in asked.items()} == {
        "category": ["fair-drivers"], "stage": ["stage-drivers"], "street": ["fair-drivers"],
    }  # fmt: skip
    assert all(need.ask.where == () for found in asked.values() for need in found.values())


def test_eight_weeks_stand_in_order():
    drawn = UNIT_TREND.draw(view(UNIT_TREND))[UNIT_TREND.name]
    days = [text(row["props"]["children"][0]) for row in nodes(drawn) if row["type"] == "Tr"][1:]
    assert len(days) == 8
    assert days == sorted(days)


@pytest.mark.parametrize("panel", [UNIT_DUE, UNIT_COSTLY])
def test_who_may_not_see_the_cases_is_told_how_many_there_are(panel):
    name = "unit-due-list" if panel is UNIT_DUE else "costly"
    seen = view(panel)
    drawn = panel.draw(replace(seen, frames={**seen.frames, name: seen.frames[name].iloc[:0]}))
    assert "只有合计" in text(drawn[panel.name])


def test_replies_owed_can_be_answered_in_place_by_the_unit_alone():
    found = buttons(UNIT_LEVERS)
    assert {act for act, _ in found} == {"lever.respond", "lever.begin"}
    assert "欠答复 2 项" in text(UNIT_LEVERS.draw(view(UNIT_LEVERS))["unit-levers-note"])
    assert "没有对本单位的借权" in said(UNIT_LEVERS, unit="jy")


def test_returns_and_exclusions_have_their_lists():
    drawn = UNIT_RETURNS.draw(view(UNIT_RETURNS))[UNIT_RETURNS.name]
    links = [node["props"]["href"] for node in nodes(drawn) if node["type"] == "A"]
    assert any("to=cg" in link for link in links)
    assert [link.rpartition("why=")[2] for link in links if "of=left-out" in link] == [
        "legacy", "appeal", "simple", "unknown", "voided",
    ]  # fmt: skip
    assert all("department=eco" in link for link in links)


def test_returns_are_told_upheld_rejected_and_undecided_each_with_its_list():
    assert "退单经认定：成立 41 次；不成立（又派回）19 次；未定 12 次" in said(UNIT_RETURNS)
    assert "Of the returns: 41 upheld; 19 rejected, sent back to it; 12 undecided" in said(UNIT_RETURNS, "en")
    found = [
        one for one in links(UNIT_RETURNS.draw(view(UNIT_RETURNS))[UNIT_RETURNS.name]) if "verdict" in one
    ]
    asked = [dict(parse_qsl(urlsplit(one).query)) for one in found]
    assert [one["outcome"] for one in asked] == ["return_upheld", "return_rejected", "return_undecided"]
    assert {(one["of"], one["department"]) for one in asked} == {("return-verdicts", "eco")}


def test_of_no_return_no_verdict_is_told():
    none = pd.DataFrame({"n": [40], "returned": [0]})
    assert "经认定" not in said(UNIT_RETURNS, **{"unit-returned": none})


@pytest.mark.parametrize(
    ("lang", "told"),
    [("zh", "不参与评价：历史遗留 2 件；申诉成立 1 件；简易程序 21 件；无时限 3 件；作废 4 件"),
     ("en", "Left out of judgement: 2: legacy matter; 1: appeal upheld; 21: mended on the spot")],
)  # fmt: skip
def test_each_reason_for_leaving_a_case_out_is_told_with_how_many(lang, told):
    seen = replace(view(UNIT_RETURNS), lang=lang)
    assert told in text(UNIT_RETURNS.draw(seen)[UNIT_RETURNS.name])
    none = replace(seen, frames={**seen.frames, "unit-left-out": seen.frames["unit-left-out"].iloc[:0]})
    nothing = {"zh": "不参与评价：没有。", "en": "Left out of judgement: none."}
    assert nothing[lang] in text(UNIT_RETURNS.draw(none)[UNIT_RETURNS.name])


def test_appeals_tell_both_reviews_and_only_a_pending_one_can_be_reviewed():
    assert buttons(UNIT_APPEALS) == [("appeal.review", "review-appeal")]
    words = said(UNIT_APPEALS)
    for part in ("复核中", "成立，统计剔除", "不成立", "检〔2026〕0号"):
        assert part in words


def case_view(**dates):
    seen = frames.busy(ONE_APPEAL)
    one = seen.frames["case"].assign(**dates)
    return replace(seen, frames={**seen.frames, "case": one})


@pytest.mark.parametrize(("days", "offered"), [(1, True), (20, False), (-1, False)])
def test_a_case_can_be_appealed_from_settlement_for_three_working_days(days, offered):
    settled = pd.Timestamp(frames.NOW) - pd.Timedelta(days=days)
    drawn = ONE_APPEAL.draw(case_view(due_at=settled, closed_at=pd.NaT))[ONE_APPEAL.name]
    acts = [node["props"]["data-act"] for node in nodes(drawn) if node["type"] == "Button"]
    assert acts == (["appeal.file"] if offered else [])


@pytest.mark.parametrize("outcome", ["pending", "upheld", "rejected", "withdrawn"])
def test_a_case_tells_its_last_appeal_however_old_it_is(outcome):
    settled = pd.Timestamp(frames.NOW) - pd.Timedelta(days=400)
    seen = case_view(due_at=settled, closed_at=pd.NaT)
    told = appeals().iloc[:1].assign(outcome=outcome, filed_at=settled, key=seen.frames["case"].key.iloc[0])
    drawn = ONE_APPEAL.draw(replace(seen, frames={**seen.frames, "case-appeal": told}))[ONE_APPEAL.name]
    assert ("检〔2026〕0号" in text(drawn)) == (outcome != "withdrawn")
    assert ("没有申诉" in text(drawn)) == (outcome == "withdrawn")


@pytest.mark.parametrize(
    ("outcome", "episode", "acts"),
    [("upheld", 1, ["appeal.file"]), ("rejected", 1, ["appeal.file"]), ("pending", 1, ["appeal.review"]),
     ("upheld", 2, []), ("withdrawn", 1, ["appeal.file"])],
)  # fmt: skip
def test_what_was_reopened_can_be_appealed_again_once_it_is_settled_anew(outcome, episode, acts):
    settled = pd.Timestamp(frames.NOW) - pd.Timedelta(days=1)
    seen = case_view(due_at=settled, closed_at=pd.NaT, episode=2)
    told = appeals().iloc[:1].assign(outcome=outcome, episode=episode, key=seen.frames["case"].key.iloc[0])
    drawn = ONE_APPEAL.draw(replace(seen, frames={**seen.frames, "case-appeal": told}))[ONE_APPEAL.name]
    found = [node["props"]["data-act"] for node in nodes(drawn) if node["type"] == "Button"]
    assert found == acts
    assert ("检〔2026〕0号" in text(drawn)) == (outcome != "withdrawn")


def test_the_way_to_the_digest_keeps_the_moment_of_the_page_and_not_its_window():
    when = {"asof": "2026-11-19T08:00", "window": "7d", "street": "990101002"}
    (href,) = links(UNIT_DIGEST.draw(frames.busy(UNIT_DIGEST, department="eco", **when))["unit-digest"])
    assert href == "/departments/eco/digest?asof=2026-11-19T08%3A00"
    (now,) = links(UNIT_DIGEST.draw(frames.busy(UNIT_DIGEST, department="eco"))["unit-digest"])
    assert now == "/departments/eco/digest"
