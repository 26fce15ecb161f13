"""The words of a proposed rule: which matters, how often, from whom, and the line that is proposed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dashboard.calendar import Limit
from dashboard.district import load
from dashboard.leverage.book import book_of
from dashboard.leverage.rule_kind import RuleKind
from dashboard.leverage.rule_text import line, proposed, within
from dashboard.text import LANGS

YUNJIANG = load("yunjiang")
BOOK = book_of(YUNJIANG)
GAP = {
    "category": "E0116", "unit": "ecology", "times": 3, "matters": 2,
    "instruments": "owner-named special-report owner-named",
    "first": datetime(2026, 10, 12, 17, tzinfo=UTC), "last": datetime(2026, 11, 3, 2, tzinfo=UTC),
    "lenders": "head-ecology deputy-urban head-ecology", "co_units": "enforcement street-003",
    "kind": "catalogue", "grounds": "owner", "resting": 2,
}  # fmt: skip


def said(kind="catalogue", **given):
    return proposed(GAP | given, kind, YUNJIANG, BOOK)


def test_it_says_which_matters_how_often_and_from_whom():
    text = said()
    for word in ("油烟污染", "区生态环境局", "事项2件", "3次", "2026-10-13至2026-11-03"):
        assert word in text.zh
    assert "指定主协办 2 次、专报 1 次" in text.zh
    assert "生态环境值班负责人 2 次、分管城建副区长 1 次" in text.zh
    assert "3 次中 2 次是定由谁主办" in text.zh
    for word in (
        "Cooking fumes",
        "2 matters",
        "3 levers",
        "special report ×1",
        "Deputy head, urban works ×1",
    ):
        assert word in text.en


def test_the_catalogue_names_who_leads_who_helps_and_until_when():
    text = line(GAP, "catalogue", YUNJIANG)
    assert "分派目录" in text.zh
    assert "油烟污染（E0116）→ 主办：区生态环境局；协办：区城管执法局、" in text.zh
    assert "办理时限：5 个工作日" in text.zh
    assert "limit: 5 working days" in text.en


def test_the_duty_list_names_the_post_and_who_stands_in():
    text = line(GAP, "duties", YUNJIANG)
    assert "责任岗位：生态环境值班负责人；B角：生态环境联络员" in text.zh
    assert "post: Duty head, Ecology; stand-in: Liaison, Ecology" in text.en


def test_where_another_list_is_chosen_the_grounds_for_the_first_are_not_told():
    assert "写入分派目录" in said().zh
    assert "写入分派目录" not in said("duties").zh
    assert "dispatch catalogue" not in said("duties").en


def test_what_is_not_known_is_open_and_nobody_helps_where_none_did():
    bare = YUNJIANG.model_copy(update={"duties": (), "categories": ()})
    text = line(GAP | {"co_units": "", "category": "X1"}, "duties", bare)
    assert "责任岗位：待定；B角：待定；协同单位：无；办理时限：待定" in text.zh
    assert "limit: to be settled" in text.en
    assert "出借岗位：无" in said(lenders="").zh


def test_what_is_proposed_says_how_it_will_be_judged_by_the_bounds_of_the_district():
    assert "采纳后 90 天与采纳前 90 天" in said().zh
    bounds = YUNJIANG.bounds
    home = YUNJIANG.model_copy(
        update={
            "bounds": bounds.model_copy(
                update={"triggers": bounds.triggers.model_copy(update={"T18_days": 60})}
            )
        }
    )
    assert "60 days after" in proposed(GAP, "catalogue", home, BOOK).en


@pytest.mark.parametrize("kind", RuleKind)
@pytest.mark.parametrize("lang", LANGS)
def test_it_is_four_plain_lines_that_an_act_can_carry(kind, lang):
    text = said(kind).to(lang)
    assert len(text.splitlines()) == 4
    assert len(text) <= 2000
    assert not {"{", "}"} & {*text}


def test_unknown_codes_stand_as_they_are():
    text = said(unit="X9", instruments="strange", lenders="nobody")
    assert "X9办理" in text.zh
    assert "strange 1 次" in text.zh


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        ("4U", "4 小时（不分昼夜）"),
        ("30m", "0.5 小时（不分昼夜）"),
        ("2H", "2 个工作小时"),
        ("5D", "5 个工作日"),
        ("30N", "30 天"),
    ],
)
def test_limits_are_told_on_their_clocks(limit, words):
    assert within(Limit.parse(limit)).zh == words
