"""The paper of a proposed rule: what it says in both languages, whom it asks, whom it does not name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dashboard.leverage.rule_kind import KINDS, RuleKind
from dashboard.papers import FIELDS, UNNUMBERED, Kind, number
from dashboard.papers.ruling import rule_drawn
from dashboard.papers.templates import made, template
from dashboard.papers.wording import Head
from tests.papers.small_papers import NOW, YUNJIANG
from tests.papers.test_papers import CANARIES, inside, text_of

WORDS = {"special-report": "专报", "owner-named": "指定主协办"}
HEAD = Head(district=YUNJIANG, now=NOW, number="云城运建〔2026〕3号", words=WORDS)


def rule(**given):
    return {
        "key": "rule:1", "category": "E0116", "unit": "ecology", "co_units": ["enforcement"],
        "kind": "catalogue",
        "owner": "deputy-urban", "answer_by": NOW + timedelta(days=14), "cases": ["case:hotline/000001"],
        "text_zh": "三次借权。\n缺的是规则。\n建议写明主办。\n以每千件借权数检验。",
        "text_en": "Three levers.\nA rule is missing.\nProposed line.\nJudged by levers.",
        "proposed_by": "中心主任", "proposed_at": NOW, "why": None,
    } | given  # fmt: skip


def lever(n, **given):
    return {
        "key": f"lever:{n}", "seq": n, "level": "L4", "kind": "special-report", "unit": "ecology",
        "lender_post": "deputy-urban", "issued_at": NOW - timedelta(days=n),
        "doc_no": "云城运专报〔2026〕8号",
    } | given  # fmt: skip


def fields(*levers, head=HEAD, **given):
    return rule_drawn(
        rule(**given), levers or [lever(2), lever(1, lender_post=None, kind="owner-named", doc_no=None)], head
    )


def test_it_has_every_field_that_a_template_may_speak_of():
    assert fields().keys() == FIELDS.keys()


def test_it_asks_its_owner_by_a_day_and_the_unit_gets_a_copy():
    said = fields()
    assert (said["to"], said["copies"], said["list"]) == ("分管城建副区长", "区生态环境局", "分派目录")
    assert "2026年12月4日" in said["demands"][0]
    assert said["signer"] == "中心主任"
    assert said["title"] == "关于油烟污染问题的制度化建议"


def test_each_lever_that_shows_it_is_a_line_of_evidence():
    assert [(line["who"], line["what"]) for line in fields()["evidence"]] == [
        ("分管城建副区长", "L4 专报（云城运专报〔2026〕8号）"),
        ("区生态环境局", "L4 指定主协办"),
    ]


def test_the_text_stands_line_by_line_in_both_languages():
    text = text_of(made(template(Kind.RULE, YUNJIANG), fields()))
    for line in (*rule()["text_zh"].splitlines(), *rule()["text_en"].splitlines()):
        assert line in text
    assert "一、建议写入分派目录" in text
    assert "云城运建〔2026〕3号" in text
    assert "触发规则：T18" in text


def test_a_draft_has_no_number():
    assert fields(head=Head(district=YUNJIANG, now=NOW))["number"] == UNNUMBERED.zh
    assert number(Kind.RULE, "云城运", 2026, 3) == "云城运建〔2026〕3号"


@pytest.mark.parametrize("kind", RuleKind)
def test_it_names_the_list_it_would_be_written_into(kind):
    assert fields(kind=kind.value)["list"] == KINDS[kind].zh


def test_no_part_of_the_file_carries_a_person():
    said = f"反映人王先生，{'，'.join(CANARIES)}，请联系"
    paper = made(template(Kind.RULE, YUNJIANG), fields(text_zh=said, text_en=said, why=said))
    assert [word for part in inside(paper).values() for word in CANARIES if word in part] == []


def test_an_empty_text_makes_a_paper_all_the_same():
    text = text_of(made(template(Kind.RULE, YUNJIANG), fields(text_zh=None, text_en=None, co_units=None)))
    assert "关于油烟污染问题的制度化建议" in text
    assert "None" not in text
