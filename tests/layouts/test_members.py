"""The cases of a matter under the head of a case: links, why they are one, acts that part and join."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboard.acts import Group, Ungroup, read
from layouts.members import FORMS, JOIN, PART
from layouts.panels.attention import ATTENTION
from layouts.panels.attention_head import ATTENTION_HEAD
from layouts.panels.attention_list import ATTENTION_LIST
from layouts.panels.one_head import ONE_HEAD
from tests.layouts import frames, frames_case
from tests.layouts.frames_case import KEY
from tests.layouts.panels.reading import classed, links, nodes, text

HEADS = (ONE_HEAD, ATTENTION_HEAD)


def body(panel, lang="zh", **other):
    view = frames.busy(panel, lang)
    return panel.draw(replace(view, frames={**view.frames, **other}))[panel.name]


def shown(panel, matter=None, lang="zh"):
    other = {} if matter is None else {"case-matter": matter}
    (found,) = classed(body(panel, lang, **other), "jq-members")
    return found


@pytest.mark.parametrize("panel", HEADS, ids=lambda panel: panel.name)
def test_the_other_cases_of_a_matter_are_links_and_an_ended_one_says_so(panel):
    found = shown(panel)
    assert links(found) == ["/cases/hotline/m2", "/cases/grid/m3"]
    assert "并为一事 3 件 · 同类重复" in text(found)
    assert "m3（已结）" in text(found)
    assert "one matter of 3 · repeats" in text(shown(panel, lang="en"))


def test_a_matter_that_people_made_says_who_and_why():
    by_hand = frames_case.matter().assign(by_hand=True, rule=None, post="chief", reason="同一家店")
    said = text(shown(ONE_HEAD, by_hand))
    assert "同一家店" in said
    assert "同类重复" not in said


@pytest.mark.parametrize("panel", HEADS, ids=lambda panel: panel.name)
def test_a_case_of_no_matter_can_be_joined_and_not_parted(panel):
    found = shown(panel, frames_case.matter().iloc[:0])
    acts = [node["props"] for node in nodes(found) if "data-act" in node["props"]]
    assert [(one["data-act"], one["data-of-on"]) for one in acts] == [("group", KEY)]
    assert not links(found)


@pytest.mark.parametrize("panel", HEADS, ids=lambda panel: panel.name)
def test_the_buttons_make_acts_that_can_be_read_as_they_are_sent(panel):
    acts = {
        node["props"]["data-act"]: node["props"]
        for node in nodes(shown(panel))
        if "data-act" in node["props"]
    }
    assert {one["data-right"] for one in acts.values()} == {"group"}
    said = {"once": "12345678", "reason": "两回事"}
    part = read(said | {"act": "ungroup", "on": acts["ungroup"]["data-of-on"],
                        "members": acts["ungroup"]["data-of-members"]})  # fmt: skip
    assert isinstance(part, Ungroup)
    assert (part.on, part.members) == ("matter:m1", (KEY,))
    join = read(said | {"act": "group", "on": acts["group"]["data-of-on"], "members": "case:a/1, case:b/2"})
    assert isinstance(join, Group)
    assert (join.on, join.members) == ("matter:m1", ("case:a/1", "case:b/2"))


def test_both_heads_offer_the_forms_of_the_two_acts_and_each_asks_why():
    for panel in HEADS:
        assert all(form in panel.forms(frames.ordinary()) for form in FORMS)
    for form in (PART, JOIN):
        assert "reason" in [entry.name for entry in form.entries if entry.needed]


def test_the_list_and_the_wall_say_how_many_cases_a_row_stands_for():
    waits = classed(body(ATTENTION_LIST), "jq-wait")
    (mine,) = [one for one in waits if one["props"]["data-row"] == KEY]
    assert "并 2 件" in text(mine)
    scored = [one for one in waits if "data-lever" not in one["props"]]  # a lever says it of its own
    assert sum("并 " in text(one) for one in scored) == 1
    view = frames.busy(ATTENTION)
    frame = view.frames["attention"]
    frame = frame.assign(members=[["a", "b", "c"]] + [["x"]] * (len(frame) - 1))
    drawn = text(ATTENTION.draw(replace(view, frames={**view.frames, "attention": frame}))[ATTENTION.name])
    assert drawn.count("并 3 件") == 1
