"""The same case from two feeds: counted once, shown as a pair, and nothing of it lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dashboard.indicators
import dashboard.leverage
from dashboard.board import links, tables
from dashboard.board.links import sound
from dashboard.board.store import Board
from dashboard.board.tables import NO
from dashboard.board.views import ASIDE, MARKED
from dashboard.cases import STATE, Fact
from dashboard.district import District, Link
from dashboard.indicators import Ask, Indicator
from dashboard.indicators.answering import answer
from dashboard.parts import collect
from tests.histories import (
    HORIZON,
    MONDAY,
    after,
    calendar,
    cuts,
    district,
    entries,
    histories,
    ledger,
)

pytestmark = pytest.mark.sweep

NOW = MONDAY + HORIZON
INDICATORS = {**collect(dashboard.indicators, Indicator), **collect(dashboard.leverage, Indicator)}
NAMES = (*MARKED, "pairs", *ASIDE)
ARRIVAL = ("seq", "known_at", NO)
TEXTS: dict[str, str] = {}
"""The SQL of every question, built once for all boards."""
BY_ID = Link(leads="hotline", follows="grid", by="id")
BY_REFERENCE = Link(leads="hotline", follows="grid", by="reference")
COPIES = (
    Link(leads="hotline", follows="hotline-copy"),
    Link(leads="folder", follows="folder-copy"),
)


@cache
def linked(*rules: Link) -> District:
    """The test district with more connections, and rules between them."""
    feeds = {feed.name: feed for feed in district().feeds}
    more = [feeds["hotline"].model_copy(update={"name": name}) for name in ("grid", "police")]
    more += [feed.model_copy(update={"name": f"{feed.name}-copy"}) for feed in district().feeds]
    return district().model_copy(update={"feeds": (*district().feeds, *more), "links": rules})


def board(found, pages: Iterable[int] = (), *, rules: tuple[Link, ...] = (BY_ID,), **options: Any) -> Board:
    made = Board(linked(*rules), calendar(), **options)
    made.texts = TEXTS
    for page in (*pages, len(found)):
        made.catch_up(ledger(found[:page]))
    return made


def fact(minutes, kind, key, **body):
    return Fact(key=key, kind=kind, version=f"{key} {minutes:08d}", happened_at=after(minutes), body=body)


def case(feed="hotline", number="1", minutes=0, unit="A", **said):
    key = f"case:{feed}/{number}"
    return [
        fact(minutes, "report", key, case={"category": "pipe", "street": "S1", **said}),
        fact(minutes + 5, "dispatch", key, to_org=unit),
    ]


def rows(kept: Board, name: str, now=NOW, **options) -> pd.DataFrame:
    with kept.reading(now, **options) as reader:
        return reader.frame(name, lambda: getattr(reader.tables, name))


def keys(kept: Board, name: str, now=NOW, **options) -> list[str]:
    return sorted(rows(kept, name, now, **options)["key"].unique())


def pairs(kept: Board, now=NOW, **options) -> list[tuple[str, str, str]]:
    found = rows(kept, "pairs", now, **options)
    return sorted(found.itertuples(index=False, name=None))


def contents(kept: Board, now=NOW, **options) -> dict[str, list[str]]:
    """Every row of every table that links touch, in an order of its own."""
    found = {}
    with kept.reading(now, **options) as reader:
        for name in NAMES:
            frame = reader.cursor.sql(f"FROM {name}").to_arrow_table().to_pandas()
            plain = frame.drop(columns=[column for column in ARRIVAL if column in frame.columns])
            found[name] = sorted(map(str, plain.to_dict("records")))
    return found


PAIR = [("case:hotline/1", "case:grid/1", "id")]


def test_a_case_that_two_feeds_tell_of_is_counted_once_and_shown_as_a_pair():
    kept = board(entries([*case(), *case("grid", unit="B"), *case("grid", "2")]))
    assert keys(kept, "cases") == ["case:grid/2", "case:hotline/1"]
    for name in ("spans", "assignments", "stages", "facts"):
        assert "case:grid/1" not in keys(kept, name), name
    assert pairs(kept) == PAIR
    assert kept.cases() == 2


def test_what_the_follower_tells_stays_under_its_own_key():
    kept = board(entries([*case(), *case("grid", unit="B", minutes=9, street="S2")]))
    (follower,) = rows(kept, "followers").itertuples()
    assert (follower.key, follower.street, follower.holder) == ("case:grid/1", "S2", "B")
    assert rows(kept, "follower_facts")["kind"].tolist() == ["report", "dispatch"]
    (leader,) = rows(kept, "cases").itertuples()
    assert (leader.key, leader.street, leader.holder) == ("case:hotline/1", "S1", "A")


def test_a_leader_that_comes_later_takes_over_at_that_moment():
    found = entries([*case("grid"), *case("grid", "2"), *case(minutes=50)])
    kept = board(found[:4])
    assert keys(kept, "cases") == ["case:grid/1", "case:grid/2"]
    assert pairs(kept) == []
    kept.catch_up(ledger(found))
    assert keys(kept, "cases") == ["case:grid/2", "case:hotline/1"]
    assert keys(kept, "facts") == ["case:grid/2", "case:hotline/1"]
    assert pairs(kept) == PAIR


def test_what_the_follower_tells_afterwards_is_aside_at_once():
    found = entries([*case(), *case("grid"), fact(60, "close", "case:grid/1")])
    kept = board(found, [2, 4])
    assert keys(kept, "facts") == ["case:hotline/1"]
    assert len(rows(kept, "follower_facts")) == 3
    assert rows(kept, "followers")["phase"].tolist() == ["closed"]
    assert rows(kept, "cases")["phase"].tolist() == ["dispatched"]


@pytest.mark.parametrize(
    ("leader", "follower"),
    [({}, {"reference": "H-7"}), ({"reference": "G-7"}, {}), ({"reference": "G-7"}, {"reference": "H-7"})],
    ids=["follower_says", "leader_says", "both_say"],
)
@pytest.mark.parametrize("late", ["leader", "follower"])
def test_either_may_say_what_its_number_is_in_the_others_system(leader, follower, late):
    one, other = case(number="H-7", **leader), case("grid", "G-7", **follower)
    found = entries([*other, *one] if late == "leader" else [*one, *other])
    for kept in (board(found, rules=(BY_REFERENCE,)), board(found, [2], rules=(BY_REFERENCE,))):
        assert pairs(kept) == [("case:hotline/H-7", "case:grid/G-7", "reference")]
        assert keys(kept, "cases") == ["case:hotline/H-7"]


def test_a_reference_that_is_told_later_links_then_and_one_that_changes_links_anew():
    said = [*case(), *case(number="2"), *case("grid", "G")]
    said += [fact(30, "progress", "case:grid/G", case={"reference": "1"})]
    said += [fact(40, "progress", "case:grid/G", case={"reference": "2"})]
    found = entries(said)
    kept = board(found[:6], rules=(BY_REFERENCE,))
    assert pairs(kept) == []
    for upto, wanted in ((7, "case:hotline/1"), (8, "case:hotline/2")):
        kept.catch_up(ledger(found[:upto]))
        assert pairs(kept) == [(wanted, "case:grid/G", "reference")]
        assert keys(kept, "cases") == ["case:hotline/1", "case:hotline/2"]


def test_a_reference_to_nobody_sets_its_case_free_again():
    said = [*case(), *case("grid", "G", reference="1"), fact(9, "sign", "case:grid/G", org="A")]
    said += [fact(40, "progress", "case:grid/G", case={"reference": "unknown"})]
    found = entries(said)
    kept = board(found, [5], rules=(BY_REFERENCE,))
    assert pairs(kept) == []
    assert keys(kept, "cases") == keys(kept, "facts") == ["case:grid/G", "case:hotline/1"]
    assert rows(kept, "followers").empty
    assert len(rows(kept, "facts")) == 6


def test_one_leader_may_have_several_followers_and_one_follower_two_leaders():
    rules = (BY_ID, Link(leads="hotline", follows="police"), Link(leads="folder", follows="grid"))
    told = fact(0, STATE, "case:folder/1", phase="open", holder="A")
    kept = board(entries([*case(), *case("grid"), *case("police"), told]), rules=rules)
    assert [pair[:2] for pair in pairs(kept)] == [
        ("case:folder/1", "case:grid/1"),
        ("case:hotline/1", "case:grid/1"),
        ("case:hotline/1", "case:police/1"),
    ]
    assert keys(kept, "cases") == ["case:folder/1", "case:hotline/1"]


def test_a_follower_of_two_leaders_stays_aside_while_one_of_them_is_there():
    rules = (BY_REFERENCE, Link(leads="folder", follows="grid"))
    folder = fact(0, STATE, "case:folder/G", phase="open", holder="A")
    said = [*case(number="7"), folder, *case("grid", "G", reference="7")]
    found = entries([*said, fact(20, "progress", "case:grid/G", case={"reference": "none"})])
    kept = board(found, [5], rules=rules)
    assert pairs(kept) == [("case:folder/G", "case:grid/G", "id")]
    assert "case:grid/G" not in keys(kept, "cases")


def test_two_rules_that_find_the_same_pair_make_one():
    kept = board(entries([*case(), *case("grid", reference="1")]), rules=(BY_REFERENCE, BY_ID))
    assert pairs(kept) == PAIR


def test_districts_without_rules_have_the_tables_and_do_nothing_for_them(monkeypatch):
    def unwanted(*_args):
        raise AssertionError("nothing is to be linked")

    for name in ("renew", "lay", "pairs"):
        monkeypatch.setattr(links.Links, name, unwanted)
    kept = board(entries([*case(), *case("grid")]), rules=())
    assert keys(kept, "cases") == ["case:grid/1", "case:hotline/1"]
    for name in ("pairs", "followers", "follower_facts"):
        assert rows(kept, name).empty
        assert rows(kept, name, as_known=True).empty
        number = [NO] if name in tables.NUMBERED else []
        assert list(rows(kept, name).columns) == [*tables.columns(name), *number]


def test_rules_that_go_round_in_a_circle_or_in_a_chain_link_nothing():
    both = (BY_ID, Link(leads="grid", follows="hotline"))
    assert sound(linked(*both)) == ()
    assert sound(linked(Link(leads="grid", follows="grid"))) == ()
    chain = (BY_ID, Link(leads="grid", follows="police"))
    assert sound(linked(*chain)) == (BY_ID,)
    kept = board(entries([*case(), *case("grid"), *case("police")]), rules=chain)
    assert keys(kept, "cases") == ["case:hotline/1", "case:police/1"]


def test_other_rules_make_another_board(tmp_path):
    found = entries([*case(), *case("grid")])
    path = tmp_path / "board.duckdb"
    for rules, counted in (((), 2), ((BY_ID,), 1), ((BY_ID,), 1), ((), 2)):
        kept = board(found, rules=rules, path=path)
        assert kept.cases() == counted
        kept.close()


def test_a_kept_board_goes_on_linking(tmp_path):
    found = entries([*case("grid", "G", reference="1"), *case()])
    path = tmp_path / "board.duckdb"
    board(found[:2], rules=(BY_REFERENCE,), path=path).close()
    kept = board(found, rules=(BY_REFERENCE,), path=path)
    assert pairs(kept) == [("case:hotline/1", "case:grid/G", "reference")]
    kept.close()


def test_a_board_that_starts_again_forgets_its_pairs():
    found = entries([*case(), *case("grid")])
    kept = board(found)
    kept._empty()
    kept.catch_up(ledger(entries(case("grid"))))
    assert (pairs(kept), keys(kept, "cases")) == ([], ["case:grid/1"])


def test_default_geocodes_are_counted_without_followers():
    said = [part for n in range(12) for part in case(number=str(n), lon=121.5, lat=31.2, place="inside")]
    copies = [part for n in range(12) for part in case("grid", str(n), lon=121.5, lat=31.2, place="inside")]
    assert board(entries(said + copies)).default_points() == []
    assert board(entries(said + copies), rules=()).default_points() == [(121.5, 31.2, 24)]


def test_a_past_that_did_not_know_the_leader_counts_the_follower():
    said = [*case("grid"), *case(minutes=100)]
    kept = board(entries(said))
    then = {"now": after(50), "as_known": True}
    assert keys(kept, "cases", **then) == keys(kept, "facts", **then) == ["case:grid/1"]
    assert pairs(kept, **then) == []
    assert rows(kept, "followers", **then).empty
    assert pairs(kept, after(200), as_known=True) == PAIR


def copied(facts: Iterable[Fact]) -> list[Fact]:
    """The same facts from feeds of other names."""
    return [replace(one, key=one.key.replace("/", "-copy/", 1)) for one in facts]


def told(kept: Board, name: str, now=NOW) -> pd.DataFrame:
    with kept.reading(now) as reader:
        return answer(INDICATORS[name], Ask(), reader)


@pytest.mark.thorough
@settings(max_examples=4, deadline=None)
@given(data=st.data())
def test_a_feed_told_twice_under_another_name_changes_no_indicator(data):
    """reliability.md §6: per-feed counts double, linked cases do not."""
    facts = data.draw(histories(noise=0.1))
    order = data.draw(st.permutations([*facts, *copied(facts)]))
    once = board(entries([one for one in order if "-copy/" not in one.key]), rules=COPIES)
    twice = board(entries(order), cuts(data.draw, len(order)), rules=COPIES)
    now = after(data.draw(st.integers(0, 20_000)))
    for name in INDICATORS.keys() - {"linked"}:
        pd.testing.assert_frame_equal(told(once, name, now), told(twice, name, now), check_dtype=False)
    found, alone = contents(twice), contents(once)
    for name in MARKED:
        assert found[name] == alone[name], name
    assert len(found["followers"]) == len(found["pairs"]) == len(found["cases"])
    assert len(found["follower_facts"]) == len(found["facts"]) == len(facts)
    assert not alone["pairs"]


@st.composite
def linked_histories(draw: st.DrawFn) -> list[Fact]:
    """Histories of two feeds that refer to one another now and then."""
    facts = draw(histories(noise=0.1))
    found = facts + copied(facts)
    said = [f"case:{feed}/{n}" for feed in ("hotline", "hotline-copy") for n in range(3)]
    for n in range(draw(st.integers(0, 6))):
        body = {"case": {"reference": draw(st.sampled_from(("0", "1", "2", "9")))}}
        key, when = draw(st.sampled_from(said)), draw(st.integers(0, 9_000))
        found.append(Fact(key=key, kind="progress", version=f"r{n}", happened_at=after(when), body=body))
    return draw(st.permutations(found))


RULES = [
    COPIES,
    (Link(leads="hotline", follows="hotline-copy", by="reference"),),
    (Link(leads="hotline-copy", follows="hotline", by="reference"), *COPIES[1:]),
]


@settings(max_examples=8, deadline=None)
@given(facts=linked_histories(), rules=st.sampled_from(RULES), data=st.data())
def test_any_order_any_pages_and_few_or_many_at_once_give_the_same_pairs(facts, rules, data):
    expected = contents(board(entries(sorted(facts, key=lambda one: one.version)), rules=rules))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(links, "FEW", data.draw(st.sampled_from((1, 2_000))))
        patch.setattr("dashboard.board.store.BATCH", data.draw(st.sampled_from((1, 50_000))))
        patch.setattr("dashboard.board.refolding.CHUNK", data.draw(st.sampled_from((2, 5_000))))
        assert contents(board(entries(facts), cuts(data.draw, len(facts)), rules=rules)) == expected


@settings(max_examples=8, deadline=None)
@given(facts=linked_histories(), rules=st.sampled_from(RULES), data=st.data())
def test_pairs_as_known_then_are_those_of_then(facts, rules, data):
    delay = {one.version: timedelta(minutes=data.draw(st.sampled_from((0, 0, 90, 9_000)))) for one in facts}
    found = entries(facts, known=lambda one: one.happened_at + delay[one.version])
    then = after(data.draw(st.integers(-10, 12_000)))
    early = [e for e in found if e.known_at <= then and e.happened_at <= then]
    renumbered = [replace(e, seq=seq) for seq, e in enumerate(early, 1)]
    expected = contents(board(renumbered, rules=rules), then)
    whole = board(found, cuts(data.draw, len(found)), rules=rules)
    assert contents(whole, then, as_known=True) == expected
    assert contents(board(found, rules=rules, until=then), then) == expected


@settings(max_examples=8, deadline=None)
@given(facts=linked_histories(), rules=st.sampled_from(RULES))
def test_pairs_equal_a_naive_search(facts, rules):
    """Every case with every other: one of them says the other's number, or they have the same."""
    kept = board(entries(facts), rules=rules)
    cases = pd.concat([rows(kept, "cases"), rows(kept, "followers")])
    found = {
        (leader.key, follower.key)
        for rule in rules
        for leader in cases[cases.feed == rule.leads].itertuples()
        for follower in cases[cases.feed == rule.follows].itertuples()
        if (leader.id == follower.id if rule.by == "id" else refers(leader, follower))
    }
    assert {pair[:2] for pair in pairs(kept)} == found
    assert set(rows(kept, "followers")["key"]) == {follower for _, follower in found}
    assert len(cases) == len({one.key for one in facts})


def refers(one, other) -> bool:
    return one.reference == other.id or other.reference == one.id
