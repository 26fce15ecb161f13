"""The sheet of a proposed rule: both languages, its evidence for who sees it, before and after with n."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from dashboard.board.schema import RULE_PROPOSALS
from dashboard.leverage.rules_won import COLUMNS
from layouts.rule_forms import rule_forms
from layouts.rule_sheet import figures, rule_page
from tests.layouts.frames import NOW, ordinary

ADOPTED = NOW - timedelta(days=40)
TIMES = {
    "drafted_at": ADOPTED - timedelta(days=9),
    "proposed_at": ADOPTED - timedelta(days=8),
    "ended_at": ADOPTED,
}


def rule(**given):
    return dict.fromkeys(RULE_PROPOSALS) | {
        "key": "rule:1", "state": "adopted", "category": "E0116", "unit": "eco", "kind": "catalogue",
        "times": 3,
        "owner": "lead", "answer_by": NOW, "text_zh": "缺的是规则。\n建议写明主办。",
        "text_en": "A rule is missing.\nProposed <line>.", "drafted_by": "值班长",
        "proposed_by": "中心分管副主任",
        "ended_by": "中心主任", "adopted_at": ADOPTED, "doc_no": "云城运目〔2026〕3号", "seq": 7,
    } | TIMES | given  # fmt: skip


def won(**given):
    told = (6, 210, 28.6, 10.5, 62.2, 1, 95, 10.5, 0.3, 58.6, 0.37, 0.01, 3.0)
    return dict(zip(COLUMNS, ("E0116", "eco", 7, ADOPTED, None, *told), strict=True)) | given


LEVER = {
    "key": "lever:L3-1",
    "level": "L3",
    "kind": "owner-named",
    "lender_post": "chief",
    "issued_at": ADOPTED,
    "doc_no": None,
}


def sheet(lang="zh", levers=(LEVER,), figures_=None, **given):
    shown = None if levers is None else list(levers)
    return rule_page(rule(**given), shown, figures_ or won(), ordinary(), lang)


def words(page):
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_carries_both_languages_whatever_the_reader_s(lang):
    said = words(sheet(lang))
    for line in ("缺的是规则。", "建议写明主办。", "A rule is missing.", "Proposed &lt;line&gt;."):
        assert line in said


def test_it_says_list_owner_day_number_and_who_did_what():
    said = words(sheet())
    for line in ("已采纳", "写入清单 分派目录", "归口岗位 带班 区府办值班室", "采纳日 2026-10-11",
                 "提出 中心分管副主任", "文号 云城运目〔2026〕3号", "拟稿 值班长",
                 "答复 中心主任"):  # fmt: skip
        assert line in said


def test_the_levers_are_for_who_sees_them_all():
    assert "L3 指定主协办 值班长 02 席 — lever:L3-1" in words(sheet())
    hidden = words(sheet(levers=None))
    assert "指定主协办" not in hidden
    assert "只列合计" in hidden


def test_before_and_after_stand_with_interval_and_n():
    said = words(sheet("en"))
    assert "90 days before 28.6 (10.5 … 62.2) 6 / 210" in said
    assert "after ÷ before 0.37 (0.01 … 3.00)" in said


def test_of_few_cases_there_is_no_number():
    rows = figures(won(cases_after=6), ordinary(), "zh")
    assert [row[1] for row in rows] == ["28.6 (10.5 … 62.2)", "数据不足"]
    assert figures(won(cases_before=None), ordinary(), "zh") == []
    assert len(figures(won(cases_after=None), ordinary(), "zh")) == 1


def test_no_upper_end_is_infinite_and_nothing_before_has_no_middle():
    assert figures(won(hi=None, ratio=None), ordinary(), "zh")[-1][1] == "— (0.01 … ∞)"
    assert len(figures(won(lo=None), ordinary(), "zh")) == 2


def test_a_draft_has_neither_day_nor_answer():
    said = words(sheet(state="drafted", adopted_at=None, ended_at=None, ended_by=None, proposed_at=None,
                       proposed_by=None, doc_no=None, answer_by=None))  # fmt: skip
    assert "采纳日 —" in said
    assert "答复期限 —" in said
    assert "None" not in said


def test_why_it_was_declined_stands_on_it():
    assert "须先经编办" in words(sheet(state="declined", why="须先经编办"))


def test_what_is_asked_of_a_place_is_what_the_district_asks():
    district = ordinary()
    triggers = district.bounds.triggers.model_copy(update={"T18_days": 45, "T18_times": 5})
    own = district.model_copy(update={"bounds": district.bounds.model_copy(update={"triggers": triggers})})
    said = words(rule_page(rule(), [LEVER], won(), own, "zh"))
    assert "T18：45 天内同一类别、同一单位 5 次以上" in said
    assert "采纳前 45 天" in said
    assert "90 天" not in said
    forms = " ".join(str(form) for form in rule_forms(own))
    assert "not proposed again for 45 days" in forms
    assert "前后各 45 天" in forms
    assert "90" not in forms
