"""What `jiequan check` says of link rules, and that the page on the district file explains their words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from dashboard.checking import problems
from dashboard.district import DistrictError, Link, load
from tests.small_district import connection, district

DOCS = Path(__file__).parents[1] / "docs" / "district-file.md"


def told(*rules: Link) -> list[str]:
    feeds = [connection(), *(connection(name=f"feed-{name}") for name in "abc")]
    home = district(*feeds).model_copy(update={"links": rules})
    return [text.en for text in problems(home, kinds=("events",), today=date(2026, 11, 20))]


def rule(leads: str, follows: str, by: str = "id") -> Link:
    return Link(leads=f"feed-{leads}", follows=f"feed-{follows}", by=by)


@pytest.mark.parametrize(
    "rules",
    [
        (),
        (rule("a", "b"),),
        (rule("a", "b"), rule("a", "c", "reference")),
        (rule("a", "c"), rule("b", "c")),
        (rule("a", "b"), rule("a", "b", "reference")),
    ],
    ids=["none", "one", "two_followers", "two_leaders", "two_ways_to_know"],
)
def test_nothing_is_said_of_sound_rules(rules):
    assert told(*rules) == []


CHAINED = (
    "links: 'feed-a' leads 'feed-b' and follows a source itself: who leads may not follow; "
    "this rule links nothing"
)


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ((rule("a", "x"),), ["links: follows = 'feed-x': feeds has no such source"]),
        ((rule("x", "a"),), ["links: leads = 'feed-x': feeds has no such source"]),
        (
            (rule("a", "b"), rule("b", "a")),
            [CHAINED, "links: 'feed-b' leads 'feed-a' and follows"],
        ),
        ((rule("c", "a"), rule("a", "b")), [CHAINED]),
        ((rule("a", "a"),), ["links: 'feed-a' leads 'feed-a' and follows a source itself"]),
        ((rule("a", "b"), rule("a", "b")), ["links: that 'feed-a' leads 'feed-b' by 'id' stands 2 times"]),
    ],
    ids=["unknown_follower", "unknown_leader", "circle", "chain", "itself", "twice"],
)
def test_wrong_rules_are_told_plainly(rules, said):
    found = told(*rules)
    assert len(found) == len(said)
    assert [one.startswith(wanted) for one, wanted in zip(found, said, strict=True)] == [True] * len(said)


def test_a_rule_by_anything_else_is_refused():
    with pytest.raises(ValidationError, match="'id' or 'reference'"):
        Link(leads="a", follows="b", by="name")


def test_a_rule_in_a_file_is_read_and_a_strange_word_in_it_is_named(tmp_path):
    shipped = Path("dashboard/districts/yunjiang/district.toml")
    text = (Path(__file__).parents[1] / shipped).read_text(encoding="utf-8")
    links = '\n[[links]]\nleads = "hotline"\nfollows = "grid"\nby = "reference"\n'
    file = tmp_path / "district.toml"
    file.write_text(text + links, encoding="utf-8")
    assert load(file).links == (Link(leads="hotline", follows="grid", by="reference"),)
    file.write_text(text + links + 'on = "x"\n', encoding="utf-8")
    with pytest.raises(DistrictError, match="on"):
        load(file)


@pytest.mark.parametrize("word", Link.model_fields)
def test_every_word_of_a_rule_is_explained(word):
    page = DOCS.read_text(encoding="utf-8")
    assert f"| `{word}` |" in page
