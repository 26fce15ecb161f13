"""Buttons that open forms, and the forms as the browser makes them."""

from __future__ import annotations

import json

import pytest

from dashboard.district import load
from dashboard.text import Text
from layouts import Entry, Form, Reader
from layouts.acts import button, told
from layouts.pages import PANELS
from layouts.shell import facts
from layouts.sites import PAGES

RETURN = Form(
    name="hand-back",
    title=Text("还权", "Return"),
    says=Text("写入台账，出借方可见。", "Written into the ledger; the lender sees it."),
    button=Text("确认还权", "Return it"),
    entries=(
        Entry(name="why", title=Text("一句话", "One sentence"), kind="text"),
        Entry(
            name="outcome",
            title=Text("结果", "Outcome"),
            kind="choice",
            values={"resolved": Text("办成", "resolved"), "failed": Text("未成", "failed")},
            needed=False,
            hint=Text("可不填", "may be left out"),
        ),
    ),
)


def test_a_button_says_what_it_opens_about_what_and_for_whom():
    props = button(RETURN, "en", subject="油烟", right="approve:L4", on="lever:7", seen=3, step_code=None)[
        "props"
    ]
    assert props["children"] == "Return"
    assert (props["data-act"], props["data-right"], props["data-subject"]) == (
        "hand-back",
        "approve:L4",
        "油烟",
    )
    assert (props["data-of-on"], props["data-of-seen"]) == ("lever:7", "3")
    assert "data-of-step-code" not in props  # what is not known is not said


def test_a_button_without_a_right_of_its_own_is_for_those_who_may_do_the_act():
    assert button(RETURN, "zh", subject="")["props"]["data-right"] == "hand-back"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_form_speaks_one_language_whole(lang):
    shape = told([RETURN], lang)["hand-back"]
    assert (shape["title"], shape["says"], shape["button"]) == tuple(
        words.to(lang) for words in (RETURN.title, RETURN.says, RETURN.button)
    )
    why, outcome = shape["entries"]
    assert (why["kind"], why["needed"], why["values"]) == ("text", True, [])
    assert outcome["values"] == [[value, words.to(lang)] for value, words in RETURN.entries[1].values.items()]
    assert (outcome["needed"], outcome["hint"]) == (False, RETURN.entries[1].hint.to(lang))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_carries_the_forms_of_its_panels_and_the_rights_of_its_reader(page):
    reader = Reader(pages=frozenset(), rights=frozenset({"remind", "approve:L4"}))
    said = facts(page, load("yunjiang"), "zh", {}, reader)
    assert json.loads(said["data-rights"]) == ["approve:L4", "remind"]
    declared = {form.name for panel in PANELS[page] for form in panel.forms(load("yunjiang"))}
    assert set(json.loads(said["data-forms"])) == declared


def test_an_act_has_one_form_wherever_it_is_offered():
    found: dict[str, Form] = {}
    for panels in PANELS.values():
        for panel in panels:
            for form in panel.forms(load("yunjiang")):
                assert found.setdefault(form.name, form) == form
