"""The page of the audit: which of how many notes are shown, the ways on, what filters and days do."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.ledger import Verdict
from dashboard.ledger.audit_leaves import Leaf
from dashboard.text import Text
from layouts.panels.audit_notes import AUDIT_NOTES, draw
from tests.layouts import frames
from tests.layouts.frames_audit import extra, notes
from tests.layouts.panels.reading import classed, links, nodes, text


def shown(leaf=None, lang="en", **query):
    standing = extra() if leaf is None else replace(extra(), leaf=leaf)
    view = replace(frames.view(AUDIT_NOTES, {}, lang=lang, query=query), extra=standing)
    return draw(view)


def ways(drawn):
    turns = classed(drawn["audit-notes"], "jq-register-turns")
    found = [node for node in nodes(turns) if "href" in node["props"]]
    return {text(node): parse_qs(urlsplit(node["props"]["href"]).query) for node in found}


def test_it_says_which_of_how_many_are_shown():
    assert "1 to 4 of 504, newest first" in text(shown()["audit-notes-note"])
    middle = Leaf(notes=notes(), total=504, newer=200)
    assert "第 201 至 204 条，共 504 条" in text(shown(middle, lang="zh")["audit-notes-note"])


def test_the_newest_leaf_leads_to_the_older_ones_by_the_number_of_its_last_note():
    assert ways(shown()) == {"500 older →": {"before": ["501"]}}


def test_a_leaf_between_leads_both_ways_and_to_the_newest():
    found = ways(shown(Leaf(notes=notes(), total=504, newer=200), before="505", actor="chief"))
    assert found == {
        "The newest": {"actor": ["chief"]},
        "← 200 newer": {"actor": ["chief"], "after": ["504"]},
        "300 older →": {"actor": ["chief"], "before": ["501"]},
    }


def test_all_that_there_is_on_one_leaf_has_no_way_on():
    drawn = shown(Leaf(notes=notes(), total=4, newer=0))
    assert ways(drawn) == {}
    assert "1 to 4 of 4" in text(drawn["audit-notes-note"])


def test_turned_too_far_it_says_how_many_there_are_and_leads_back():
    drawn = shown(Leaf(notes=(), total=504, newer=504), before="1")
    assert "none here, 504 in all" in text(drawn["audit-notes-note"])
    assert ways(drawn) == {"The newest": {}}


@pytest.mark.parametrize("word", ["before", "after"])
def test_another_filter_begins_with_its_newest_notes(word):
    drawn = shown(**{word: "600", "since": "2026-11-03"})
    rows = [node for node in nodes(drawn["audit-notes"]) if node["type"] == "Tbody"]
    chips = classed(drawn["audit-notes"], "jq-filter")
    for address in [*links(rows), *links(chips), *links(drawn["audit-notes-tools"])]:
        assert word not in parse_qs(urlsplit(address).query), address


def test_the_days_of_the_address_are_chips_that_can_be_taken_away():
    drawn = shown(since="2026-11-03", until="2026-11-04", actor="chief")
    chips = classed(drawn["audit-notes"], "jq-filter")
    assert [text(chip) for chip in chips] == ["Account chief✕", "From 2026-11-03✕", "To 2026-11-04✕"]
    assert parse_qs(urlsplit(links(chips)[1]).query) == {"actor": ["chief"], "until": ["2026-11-04"]}


def test_a_button_opens_the_form_for_days_filled_with_those_that_hold():
    (button,) = classed(shown(since="2026-11-03")["audit-notes"], "jq-asks")
    assert button["props"]["data-asks"] == "audit-days"
    assert button["props"]["data-filled"] == '{"since": "2026-11-03"}'
    assert "jq-seg-on" in button["props"]["className"]


def test_the_export_is_of_the_same_days():
    again, address = links(shown(since="2026-11-03", action="export", before="9")["audit-notes-tools"])
    assert parse_qs(urlsplit(again).query) == {"since": ["2026-11-03"], "action": ["export"], "whole": ["1"]}
    assert urlsplit(address).path == "/export/audit.csv"
    assert parse_qs(urlsplit(address).query) == {"since": ["2026-11-03"], "action": ["export"]}


def test_a_chain_that_does_not_hold_is_said_first():
    bad = Verdict(entries=3, head=(3, ""), seq=4, words=Text("第 4 条被改", "note 4 was edited"))
    drawn = draw(
        replace(
            frames.view(AUDIT_NOTES, {}, lang="en", query={}),
            extra=replace(extra(), verdict=bad),
        )
    )
    assert text(drawn["audit-notes-note"]).startswith("◆ the chain does not hold: note 4 was edited")


@pytest.mark.parametrize(("lang", "one", "two"), [
    ("zh", "安全管理员", "值班长、cook"), ("en", "Security administrator", "Duty chief, cook"),
])  # fmt: skip
def test_a_role_is_called_what_people_call_it_and_one_of_an_earlier_policy_by_its_code(lang, one, two):
    view, standing = frames.busy(AUDIT_NOTES, lang), extra()
    past = replace(standing.leaf.notes[2], roles="duty-chief, cook")
    leaf = replace(standing.leaf, notes=(*standing.leaf.notes, past))
    told = text(draw(replace(view, extra=replace(standing, leaf=leaf)))["audit-notes"])
    assert one in told
    assert two in told
    assert "duty-chief" not in told.replace("duty-officer → duty-chief", "")


@pytest.mark.parametrize(("lang", "words"), [("zh", "全链核验于"), ("en", "whole at")])
def test_it_says_when_the_whole_chain_was_walked(lang, words):
    assert words in text(shown(lang=lang)["audit-notes-note"])
    view = replace(frames.view(AUDIT_NOTES, {}, lang=lang, query={}), extra=replace(extra(), whole_at=None))
    assert words not in text(draw(view)["audit-notes-note"])
