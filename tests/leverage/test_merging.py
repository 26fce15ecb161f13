"""Repeats and one dispute are one matter; what people joined or took apart stands before the rule."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.fold import Known
from dashboard.fold.desk_acts import MERGE, matter
from dashboard.indicators import Ask
from dashboard.indicators.answering import answer
from dashboard.indicators.records import about
from dashboard.leverage.attention import NOMINATIONS, nominated
from dashboard.leverage.case_matter import CASE_MATTER
from dashboard.leverage.merging import MATTER, Rule, merged, merges, returners
from tests import matter_rows
from tests.leverage.test_attention import elapsed
from tests.small_board import NOW, board_tables, case

TWICE = {"hands": ["eco", "cg", "st"], "hops": ["return", "return"]}


def row(key, **given_):
    return matter_rows.matter(key, score=80.0) | given_


def groups(*rows):
    """The members of each matter of a frame."""
    found = merged(matter_rows.frame(*rows))
    return {tuple(members) for members in found["members"]}


def names(*rows):
    found = merged(matter_rows.frame(*rows))
    return list(found["matter"])


def test_a_case_alone_is_its_own_matter():
    assert names(row("a"), row("b")) == ["a", "b"]
    assert groups(row("a"), row("b")) == {("a",), ("b",)}


def test_repeats_are_one_matter_also_with_cases_that_are_not_nominated():
    assert groups(row("a", kin=["b", "quiet"]), row("b"), row("c")) == {("a", "b", "quiet"), ("c",)}


def test_repeats_of_repeats_are_one_matter():
    assert groups(row("a", kin=["x"]), row("b", kin=["x"]), row("c", kin=["b"])) == {("a", "b", "c", "x")}


def test_a_dispute_of_the_same_units_about_the_same_in_a_street_is_one_matter():
    same = row("a", **TWICE), row("b", **TWICE)
    assert groups(*same) == {("a", "b")}
    assert list(merged(matter_rows.frame(*same))["merged"]) == ["", Rule.DISPUTE]


@pytest.mark.parametrize(
    "other",
    [
        {"street": "S02"},
        {"category": "E0301"},
        {"hands": ["eco", "fg", "st"]},
        {"hops": ["return", "pass"]},
        {"hands": ["eco", "st"], "hops": ["return"]},
    ],
    ids=["another street", "another category", "other units", "passed on", "one unit alone"],
)
def test_another_street_category_or_pair_of_units_is_another_dispute(other):
    assert groups(row("a", **TWICE), row("b", **(TWICE | other))) == {("a",), ("b",)}


def test_one_return_alone_is_no_dispute():
    once = {"hands": ["eco", "st"], "hops": ["return"]}
    assert groups(row("a", **once), row("b", **once)) == {("a",), ("b",)}
    assert returners(["eco", "cg"], ["return"]) == {"eco"}


def test_what_is_recorded_stands_and_new_repeats_join_it():
    held = {"grouped": "matter:m", "members": ["a", "old"]}
    assert names(row("a", **held), row("b", kin=["a"])) == ["matter:m", "matter:m"]
    assert groups(row("a", **held), row("b", kin=["a"])) == {("a", "b", "old")}


def test_two_recorded_matters_are_never_made_one_by_the_rule():
    one = row("a", grouped="matter:m", members=["a"], kin=["b"])
    two = row("b", grouped="matter:n", members=["b"], kin=["a"])
    assert names(one, two) == ["matter:m", "matter:n"]


def test_what_was_taken_out_by_hand_is_not_merged_again():
    apart = {"apart": ["b"]}
    assert groups(row("a", kin=["b", "c"], **apart), row("b", kin=["a"], **apart)) == {("a", "c"), ("b",)}
    assert groups(row("a", **TWICE, **apart), row("b", **TWICE, **apart)) == {("a",), ("b",)}


KEYS = [f"k{n}" for n in range(7)]
PAIRS = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=12)


def rows_of(pairs, apart=()):
    kin = {key: [two for one, two in pairs if one == key and two != key] for key in KEYS}
    return [row(key, kin=kin[key], apart=list(apart)) for key in KEYS]


@given(PAIRS, st.sets(st.sampled_from(KEYS)), st.randoms())
@settings(max_examples=30, deadline=None)
def test_matters_part_the_cases_whatever_their_order_and_leave_alone_what_was_taken_out(pairs, apart, chance):
    rows = rows_of(pairs, sorted(apart))
    found = groups(*rows)
    assert sorted(key for members in found for key in members) == KEYS
    for one, two in pairs:
        together = any({one, two} <= {*members} for members in found)
        assert together or {one, two} & apart
    assert all((key,) in found for key in apart)
    chance.shuffle(rows)
    assert groups(*rows) == found


def test_of_one_matter_one_case_stands_for_all_and_takes_one_place():
    rows = [row(f"m{n}", category=f"c{n}", kin=["m0"] if n else []) | {"score": 70.0 + n} for n in range(3)]
    found = nominated(matter_rows.frame(*rows, row("other", category="x"))).set_index("key")
    assert found["rank"].to_dict() == {"other": 1, "m2": 2, "m1": 0, "m0": 0}
    assert found.loc[["m0", "m1"], "withheld"].tolist() == ["member", "member"]
    assert found.loc["m2", "members"] == ["m0", "m1", "m2"]


def test_what_leaders_have_seen_goes_on_to_stand_for_its_matter_and_an_override_before_it():
    worse = row("worse") | {"score": 95.0, "kin": ["seen"]}
    seen = row("seen", standing=True) | {"score": 62.0}
    found = nominated(matter_rows.frame(worse, seen)).set_index("key")
    assert found["rank"].to_dict() == {"worse": 0, "seen": 1}
    alarm = row("alarm", alarm=True, kin=["seen"]) | {"score": 5.0}
    found = nominated(matter_rows.frame(worse, seen, alarm)).set_index("key")
    assert found["rank"].to_dict() == {"alarm": 1, "worse": 0, "seen": 0}


def test_a_silenced_case_leaves_its_matter_to_the_others():
    loud = row("loud") | {"score": 61.0}
    found = nominated(matter_rows.frame(row("quiet", silenced=True, kin=["loud"]), loud)).set_index("key")
    assert found["rank"].to_dict() == {"quiet": 0, "loud": 1}


def nominations(*rows):
    return nominated(matter_rows.frame(*rows))


def facts(frame, *grouped):
    return list(merges(frame, [{"members": [], "apart": [], **one} for one in grouped], NOW))


def test_a_merge_is_recorded_once_with_its_members_and_its_rule():
    frame = nominations(row("a", kin=["b"]), row("b", category="x"))
    (told,) = facts(frame)
    assert told.key.startswith(MATTER)
    assert (told.kind, told.body) == (MERGE, {"members": ["a", "b"], "rule": "repeat"})
    assert facts(frame, {"key": told.key, "members": ["a", "b"]}) == []


def test_nothing_is_recorded_of_a_case_alone_of_one_taken_out_or_of_one_in_another_matter():
    assert facts(nominations(row("a"), row("b"))) == []
    frame = nominations(row("a", kin=["b"]))
    assert facts(frame, {"key": "matter:x", "members": [], "apart": ["b"]}) == []
    assert facts(frame, {"key": "matter:x", "members": ["b", "c"]}) == []


def test_a_new_repeat_is_added_to_the_matter_that_is_recorded():
    frame = nominations(row("a", grouped="matter:m", members=["a", "b"], kin=["c"]))
    (told,) = facts(frame, {"key": "matter:m", "members": ["a", "b"]})
    assert (told.key, told.body["members"]) == ("matter:m", ["a", "b", "c"])


def acts(*told):
    return [
        Known(kind=kind, version=f"{n:03}", digest=f"{n}", happened_at=NOW, seq=n, body={"members": members})
        for n, (kind, *members) in enumerate(told)
    ]


def test_by_the_rule_cases_come_together_and_the_fold_says_that_no_hand_did_it():
    (found,) = matter("matter:1", acts(("merge", "a", "b")))
    assert (found["members"], found["by_hand"], found["apart"]) == (["a", "b"], False, [])
    (found,) = matter("matter:1", acts(("merge", "a", "b"), ("group", "c")))
    assert (found["members"], found["by_hand"]) == (["a", "b", "c"], True)


def test_what_a_hand_took_out_no_rule_puts_back_but_a_hand_does():
    (found,) = matter("matter:1", acts(("merge", "a", "b", "c"), ("ungroup", "b"), ("merge", "a", "b", "d")))
    assert (found["members"], found["apart"]) == (["a", "c", "d"], ["b"])
    (found,) = matter("matter:1", acts(("merge", "a", "b", "c"), ("ungroup", "b"), ("group", "b")))
    assert (found["members"], found["apart"]) == (["a", "b", "c"], [])


def test_a_matter_taken_apart_stays_apart_whatever_the_rule_says_later():
    (found,) = matter("matter:1", acts(("merge", "a", "b"), ("ungroup",), ("merge", "a", "b")))
    assert (found["members"], found["apart"]) == ([], ["a", "b"])


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "group", "ungroup"]),
        st.lists(st.sampled_from("abcd"), min_size=1, unique=True),
    ),
    max_size=8,
)


@given(STEPS)
def test_the_last_word_of_a_hand_about_a_case_stands(steps):
    found = matter("matter:1", acts(*((kind, *members) for kind, members in steps)))
    members = set(found[0]["members"]) if found else set()
    for key in "abcd":
        hands = [kind for kind, said in steps if key in said and kind != "merge"]
        ever = any(key in said for kind, said in steps if kind != "ungroup")
        if hands and hands[-1] == "ungroup" and ever and found:
            in_it = [n for n, (kind, said) in enumerate(steps) if key in said]
            first_in = next(n for n in in_it if steps[n][0] != "ungroup")
            last_out = max(n for n in in_it if steps[n][0] == "ungroup")
            assert key not in members or first_in > last_out
        if hands and hands[-1] == "group":
            assert key in members or len(members) == 0


def loud(key, **given_):
    """A case that is nominated, at one place."""
    return case(
        key, lon=121.4, lat=31.2, place="inside", flags=["public_space", "hot"], ask=True, returns=2,
        returners=2, failed_levers=2, reworks=1, hands=["a", "b", "c"], hops=["return", "pass"], holder="c",
        **elapsed(1.4), **given_,
    )  # fmt: skip


def listed(**tables):
    return answer(NOMINATIONS, Ask(), board_tables(**tables)).set_index("key")


def test_on_the_board_open_repeats_of_a_place_or_a_requester_are_one_matter_and_ended_ones_are_none():
    far = {"lon": 121.5}
    cases = [
        loud("case:f/1", requester_key="p1"),
        case("case:f/2", lon=121.4, lat=31.2, place="inside"),
        case("case:f/3", requester_key="p1", place="inside", lat=31.2, **far),
        case("case:f/4", lon=121.4, lat=31.2, place="inside", closed_at=NOW),
        case("case:f/5", lon=121.4, lat=31.2, place="inside", category="E0301"),
        case("case:f/6", place="inside", lat=31.2, **far),
    ]
    assert listed(cases=cases).loc["case:f/1", "members"] == ["case:f/1", "case:f/2", "case:f/3"]


def test_on_the_board_a_recorded_matter_shows_its_open_members_and_hands_go_before_rules():
    cases = [loud("case:f/1"), loud("case:f/2"), case("case:f/9"), case("case:f/8", closed_at=NOW)]
    recorded = [
        {"key": "matter:auto", "members": ["case:f/1", "case:f/2"], "apart": [], "seq": 9, "by_hand": False},
        {"key": "matter:hand", "members": ["case:f/1", "case:f/8", "case:f/9"], "seq": 3, "by_hand": True},
    ]
    found = listed(cases=cases, grouped=recorded)
    assert found.loc["case:f/1", "matter"] == "matter:hand"
    assert found.loc["case:f/1", "members"] == ["case:f/1", "case:f/9"]
    apart = [{"key": "matter:auto", "members": [], "apart": ["case:f/1", "case:f/2"], "seq": 9}]
    found = listed(cases=cases, grouped=apart)
    assert found["matter"].to_dict() == {key: key for key in found.index}


def test_repeats_of_which_none_is_nominated_are_left_apart_until_one_is():
    quiet = [case(f"case:f/{n}", lon=121.4, lat=31.2, place="inside") for n in (1, 2, 3)]
    calm = answer(NOMINATIONS, Ask(), board_tables(cases=quiet))
    assert calm.empty
    assert list(merges(calm, [], NOW)) == []
    now = answer(NOMINATIONS, Ask(), board_tables(cases=[loud("case:f/0"), *quiet]))
    (fact,) = merges(now, [], NOW)
    assert fact.body == {"members": [f"case:f/{n}" for n in range(4)], "rule": "repeat"}


def test_the_page_of_a_case_lists_its_matter_the_open_ones_first():
    cases = [case("case:f/1", closed_at=NOW), case("case:f/2"), case("case:f/3"), case("case:f/4")]
    grouped = [{"key": "matter:m", "members": ["case:f/1", "case:f/2", "case:f/3"], "rule": "repeat"}]
    reader = board_tables(cases=cases, grouped=grouped)
    found = answer(CASE_MATTER, about("case:f/1"), reader)
    assert found["key"].tolist() == ["case:f/2", "case:f/3", "case:f/1"]
    assert set(found["total"]) == {3}
    assert answer(CASE_MATTER, about("case:f/4"), reader).empty
    assert isinstance(found, pd.DataFrame)
