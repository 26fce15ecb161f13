"""Components as JSON: what they look like and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layouts import elements
from layouts.elements import UnsafeLink, div, el, icon, mark, safe_href, span

UNSAFE = [
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x", "vbscript:x", "//evil.example/x", "http://evil.example", "https://evil.example",
    "/\\evil.example", "\\\\evil", "", "wall",
]  # fmt: skip


@pytest.mark.parametrize("address", UNSAFE)
def test_an_address_that_runs_something_or_leaves_this_origin_is_refused(address):
    with pytest.raises(UnsafeLink, match="link"):
        el("A", None, "x", href=address)


@pytest.mark.parametrize("address", ["/wall", "/wall?measure=density", "?lang=en", "#top", "/"])
def test_an_address_of_this_site_is_kept(address):
    assert el("Link", None, "x", href=address)["props"]["href"] == address


@given(st.text(max_size=30))
@settings(max_examples=60, deadline=None)
def test_whatever_passes_stays_on_this_origin(address):
    try:
        kept = safe_href(address)
    except UnsafeLink:
        return
    assert kept[0] in "/?#"
    assert not kept.startswith(("//", "/\\"))
    assert "\\" not in kept


def test_a_picture_has_no_ids():
    with pytest.raises(ValueError, match="static shell"):
        div(None, "x", id="clock")


def test_children_are_flattened_absent_ones_left_out_and_a_sole_text_stays_a_text():
    assert div("a", "x")["props"] == {"className": "a", "children": "x"}
    assert div(None, None, ["x", "y"], None, "z")["props"]["children"] == ["x", "y", "z"]
    assert div(None)["props"]["children"] == []


def test_links_belong_to_the_core_components_and_blocks_to_html():
    assert el("Link", None, "x", href="/")["namespace"] == "dash_core_components"
    assert span(None)["namespace"] == "dash_html_components"


def test_a_drawn_sign_has_a_word_and_a_mark_beside_a_word_is_silent():
    assert icon("hop-pass", "转")["props"]["aria-label"] == "转"
    assert mark("late")["props"]["aria-hidden"] == "true"
    assert mark("late", "已超")["props"] | {} == {
        "role": "img",
        "aria-label": "已超",
        "className": "jq-mark jq-mark-late",
        "children": [],
    }
    assert elements.dashed(data_row="x") == {"data-row": "x"}
