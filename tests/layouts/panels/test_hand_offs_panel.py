"""The matrix of returns: every return is in it or told as left out, each number leads to its list."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.district import Org, OrgKind
from dashboard.text import Text
from layouts.panels.hand_offs import HAND_OFFS, MOST, NOBODY, STREETS, grade, matrix
from tests.layouts import frames
from tests.layouts.panels.reading import classed, links, nodes, text

UNITS = ["eco", "cg", "fg", "jg", "sw", "sc", "lh", "jj", "xf", "jt", None]


def view(rows, lang="zh", district=None, page="wall", **query):
    frame = pd.DataFrame(rows, columns=["department", "to", "n"])
    found = replace(frames.view(HAND_OFFS, {"hand-offs": frame}, lang, query), page=page)
    return found if district is None else type(found)(**{**vars(found), "district": district})


def streets(*codes):
    """The district with these units as street offices."""
    offices = tuple(
        Org(code=code, name=Text(code, code), short=Text(code, code), kind=OrgKind.STREET) for code in codes
    )
    return frames.district(orgs=(*frames.district().orgs, *offices))


def printed(drawing):
    return [int(text(link)) for link in nodes(drawing["hand-offs"]) if "href" in link["props"]]


def test_a_number_stands_in_the_row_of_who_returned_and_the_column_of_who_got_it():
    drawing = HAND_OFFS.draw(view([("eco", "cg", 34), ("cg", "eco", 2)]))
    head, *body = [node for node in nodes(drawing["hand-offs"]) if node["type"] == "Tr"]
    assert [text(cell) for cell in head["props"]["children"]] == [
        "退出方",
        "城管执法局",
        "生态环境局",
        "无人接",
    ]
    assert [[text(cell) for cell in row["props"]["children"]] for row in body] == [
        ["城管执法局", "", "2", ""],
        ["生态环境局", "34", "", ""],
    ]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(UNITS[:-1]), st.sampled_from(UNITS)), st.integers(1, 60), min_size=1
    )
)
def test_what_is_printed_and_what_is_left_out_is_everything(found):
    seen = view([(by, to, n) for (by, to), n in found.items()])
    drawing = HAND_OFFS.draw(seen)
    total, shown = sum(found.values()), sum(printed(drawing))
    assert drawing["hand-offs-note"] == f"谁退给谁 · 近 4 周 · {total:,} 次"
    assert matrix(seen).shown == shown
    foot = classed(drawing["hand-offs"], "jq-offs-rest")
    assert [text(one) for one in foot] == (
        [f"图中 {shown} 次，另有 {total - shown} 次涉及其余单位"] if shown < total else []
    )
    assert len(matrix(seen).parties) <= MOST


def test_streets_are_one_party_and_their_number_leads_to_the_list_of_all_of_them():
    seen = view(
        [("cg", "s1", 4), ("cg", "s2", 3), ("s1", "cg", 1), ("s2", None, 2)], district=streets("s1", "s2")
    )
    assert set(matrix(seen).parties) == {"cg", STREETS}
    assert matrix(seen).counts["cg", STREETS] == 7
    said = [parse_qs(urlsplit(link).query) for link in links(HAND_OFFS.draw(seen)["hand-offs"])]
    assert {"of": ["hand-offs"], "department": ["cg"], "to": ["s1,s2"]} in said
    assert {"of": ["hand-offs"], "department": ["s1,s2"], "to": ["-"]} in said
    assert matrix(seen).units[NOBODY] == ("",)


@pytest.mark.parametrize(
    ("n", "level"), [(1, 1), (4, 1), (5, 2), (9, 2), (10, 3), (20, 4), (39, 4), (40, 5), (900, 5)]
)
def test_amounts_have_five_classes(n, level):
    assert grade(n) == level


def test_no_return_is_good_news_and_a_silent_source_is_none():
    assert "这是好事" in text(HAND_OFFS.draw(view([]))["hand-offs"])
    feeds = tuple(feed.model_copy(update={"tells": frozenset({"sign"})}) for feed in frames.district().feeds)
    silent = HAND_OFFS.draw(view([("eco", "cg", 3)], district=frames.district(feeds=feeds)))
    assert "来源未说明经手" in text(silent["hand-offs"])


def test_a_desk_page_keeps_its_window_and_filters_in_the_lists_and_leaves_the_window_to_its_bar():
    seen = view([("eco", "cg", 3)], page="departments", window="7d", street="990101002")
    drawing = HAND_OFFS.draw(seen)
    assert drawing["hand-offs-note"] == "谁退给谁 · 3 次"
    (href,) = links(drawing["hand-offs"])
    assert parse_qs(urlsplit(href).query) == {
        "of": ["hand-offs"], "window": ["7d"], "street": ["990101002"], "department": ["eco"], "to": ["cg"],
    }  # fmt: skip
    assert "窗口内没有退单" in text(HAND_OFFS.draw(view([], page="departments"))["hand-offs"])


def test_filtered_by_a_unit_what_it_returned_and_what_it_got_stand_and_nothing_else():
    seen = view([("eco", "cg", 3), ("fg", "eco", 5), ("fg", "cg", 9)], page="departments", department="eco")
    assert sorted(printed(HAND_OFFS.draw(seen))) == [3, 5]
    assert HAND_OFFS.needs({"department": "eco"}) == HAND_OFFS.needs({})


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["s1", "s2", "s3", "cg"]), st.sampled_from(["s1", "s2", "s3", "cg", None])),
        st.integers(1, 9),
        min_size=1,
    ),
    st.sets(st.sampled_from(["s1", "s2", "cg"]), min_size=1),
)
def test_filtered_by_streets_every_number_is_the_sum_of_what_its_list_says(found, units):
    rows = [(by, to, n) for (by, to), n in found.items()]
    seen = view(rows, district=streets("s1", "s2", "s3"), page="departments", department=",".join(units))
    drawing = HAND_OFFS.draw(seen)
    for link in (node for node in nodes(drawing["hand-offs"]) if "href" in node["props"]):
        asked = parse_qs(urlsplit(link["props"]["href"]).query)
        who, got = (set(asked[name][0].split(",")) for name in ("department", "to"))
        listed = sum(n for by, to, n in rows if by in who and (to or "-") in got)
        assert int(text(link)) == listed
