"""The board at one moment as known at another: what had happened by the one and was told by the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.board.reader import Then
from tests.histories import after, board, entries, histories

pytestmark = pytest.mark.sweep

WORDS = ("key", "phase", "holder", "open", "closed_at", "returns", "anomalies")


def cases(reader):
    """What a reader finds of every case, without what depends on the order of the ledger."""
    columns = ", ".join(WORDS)
    return sorted(map(repr, reader.rows(f"SELECT {columns} FROM cases")))


def late(facts, delays):
    """The entries of facts, each told so many hours after it happened."""
    told = {
        (fact.key, fact.kind, fact.version): fact.happened_at + timedelta(hours=delays[n % len(delays)])
        for n, fact in enumerate(facts)
    }
    return entries(facts, lambda fact: told[fact.key, fact.kind, fact.version])


@settings(max_examples=12, deadline=None)
@given(
    facts=histories(cases=3, length=10),
    delays=st.lists(st.integers(0, 200), min_size=1, max_size=5),
    at=st.integers(0, 60_000),
    known=st.integers(0, 60_000),
)
def test_it_is_the_board_of_what_had_happened_and_was_known(facts, delays, at, known):
    at, known = after(min(at, known)), after(max(at, known))
    found = late(facts, delays)
    whole, early = board(found), board([one for one in found if one.known_at <= known])
    with whole.reading(at, hindsight=True, known=known) as reader:
        said = cases(reader)
    with early.reading(at, hindsight=True) as reader:
        assert said == cases(reader)
    whole.close()
    early.close()


@settings(max_examples=6, deadline=None)
@given(facts=histories(cases=3, length=10), at=st.integers(0, 60_000))
def test_known_at_the_moment_itself_is_the_board_as_it_was_known(facts, at):
    kept = board(late(facts, [0, 30, 90]))
    with kept.reading(after(at), hindsight=True, known=after(at)) as reader:
        said = cases(reader)
    with kept.reading(after(at), as_known=True) as reader:
        assert said == cases(reader)
    kept.close()


@pytest.mark.parametrize(
    ("known", "said"), [(None, {"happened_at"}), (after(9), {"happened_at", "known_at"})]
)
def test_without_a_moment_of_knowing_only_what_happened_has_a_say(known, said):
    text = Then(at=after(5), known=known).holds("<=", " AND ")
    assert {word for word in ("happened_at", "known_at") if word in text} == said
