"""Words in two languages, and which of them a reader gets."""

from __future__ import annotations

import pytest

from dashboard.text import LANGS, Text, preferred

OVERDUE = Text("{n} 件超期", "{n} overdue")


def test_a_phrase_is_said_in_the_language_asked_for_with_its_values():
    assert OVERDUE.to("zh", n=3) == "3 件超期"
    assert OVERDUE.to("en", n=3) == "3 overdue"


def test_braces_stay_where_no_value_is_given():
    assert Text("{", "{n}").to("zh") == "{"
    assert OVERDUE.to("en") == "{n} overdue"


def test_a_value_that_is_missing_is_a_mistake_of_the_code_and_no_silence():
    with pytest.raises(KeyError):
        OVERDUE.to("en", count=3)


def test_equal_phrases_are_one():
    assert {Text("一", "one"), Text("一", "one")} == {Text("一", "one")}


def test_chinese_comes_first():
    assert LANGS == ("zh", "en")
    assert preferred(None, None) == preferred("", "") == "zh"


@pytest.mark.parametrize(
    ("asked", "accepted", "lang"),
    [
        ("en", "zh-CN,zh;q=0.9", "en"),
        ("zh", "en-US", "zh"),
        ("EN", None, "en"),
        (None, "en-US,en;q=0.9,zh;q=0.8", "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "fr-FR, en;q=0.5", "en"),
        (None, "fr-FR,de", "zh"),
        ("fr", "en", "en"),
        ("<script>", None, "zh"),
    ],
)
def test_the_question_decides_then_the_browser_then_the_house(asked, accepted, lang):
    assert preferred(asked, accepted) == lang
