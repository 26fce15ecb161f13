"""The judge against a judge who remembers everything and re-reads it all each time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.cases import AHEAD
from dashboard.ledger.judging import KEPT, Judge, Line, Outcome
from dashboard.ledger.tables import MICROSECOND


def line(digest: str, happened_at: int, *, kind: str = "state", key: str = "k") -> Line:
    return Line(key, kind, f"v{happened_at}", happened_at, happened_at, digest, f"text of {digest}")


def heard(*lines: Line) -> tuple[Judge, list[Outcome]]:
    judge = Judge([], [])
    return judge, [judge.hear(one) for one in lines]


def again(judge: Judge) -> Judge:
    """A judge for the next delivery, who knows only what was written."""
    known = [(one.key, one.kind, one.version, one.digest, one.happened_at) for one in judge.stored]
    return Judge(known, judge.remembered.values())


def changes(lines: list[Line]) -> list[tuple[int, str]]:
    """The states in order, each where it begins."""
    found: list[tuple[int, str]] = []
    for one in sorted(lines, key=lambda one: (one.happened_at, one.version, one.digest)):
        if not found or found[-1][1] != one.digest:
            found.append((one.happened_at, one.digest))
    return found


def test_a_confirmation_is_remembered_without_its_text():
    judge, outcomes = heard(line("A", 1), line("A", 2))

    assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE]
    assert [one.text for one in judge.remembered.values()] == [""]


def test_a_late_state_between_makes_the_confirmation_news():
    judge, outcomes = heard(line("A", 1), line("A", 3), line("A", 4), line("B", 2))

    assert outcomes[-1] is Outcome.SUPERSEDED
    assert changes(judge.stored) == [(1, "A"), (2, "B"), (3, "A")]
    assert [one.version for one in judge.remembered.values()] == ["v4"]


def test_a_confirmation_of_an_earlier_delivery_is_forgotten_when_it_becomes_news():
    first, _ = heard(line("A", 1), line("A", 3))
    second = again(first)
    second.hear(line("B", 2))

    assert [(one.digest, one.happened_at) for one in second.stored] == [("B", 2), ("A", 3)]
    assert second.forgotten == {("k", (3, "v3", "A"))}


def test_a_late_state_that_changes_nothing_is_dropped_as_well():
    judge, outcomes = heard(line("A", 1), line("B", 5), line("A", 3))

    assert outcomes[-1] is Outcome.DUPLICATE
    assert changes(judge.stored) == [(1, "A"), (5, "B")]


def test_only_the_newest_confirmations_of_a_key_are_remembered():
    judge, _ = heard(*(line("A", n) for n in range(KEPT + 4)))

    assert sorted(one.happened_at for one in judge.remembered.values()) == list(range(4, KEPT + 4))


def test_forgetting_never_loses_what_is_so_now():
    judge, _ = heard(*(line("A", n) for n in range(0, 2 * KEPT + 8, 2)))
    judge.hear(line("B", 1))

    assert changes(judge.stored)[-1][1] == "A"


def test_events_are_only_ever_new_or_said_before():
    _, outcomes = heard(*(line("A", n, kind="return") for n in (3, 1, 3)))

    assert outcomes == [Outcome.APPLIED, Outcome.APPLIED, Outcome.DUPLICATE]


STATES = st.lists(
    st.builds(line, st.sampled_from("ABC"), st.integers(0, KEPT), key=st.sampled_from("kl")), max_size=16
)


@settings(max_examples=60, deadline=None)
@given(lines=STATES, at=st.integers(0, 16), seed=st.randoms(use_true_random=False))
def test_what_is_stored_amounts_to_all_that_was_said(lines, at, seed):
    shuffled = seed.sample(lines, len(lines))
    first, _ = heard(*shuffled[:at])
    second = again(first)
    for one in shuffled[at:]:
        second.hear(one)

    for key in "kl":
        stored = [one for one in first.stored + second.stored if one.key == key]
        assert changes(stored) == changes([one for one in lines if one.key == key])


def future(digest: str, known_at: int) -> Line:
    """A state stamped in 2099 that came at `known_at`."""
    return line(digest, 4 * 10**15)._replace(known_at=known_at, version=f"v2099-{known_at}")


def test_a_stamp_from_the_future_stands_hardly_later_than_it_came_and_keeps_its_word():
    after = 5 + AHEAD // MICROSECOND + 1
    judge, outcomes = heard(line("A", 1), future("B", 5), line("A", after))

    assert outcomes == [Outcome.APPLIED] * 3, "the state after it is news, not an older one"
    assert [one.happened_at for one in judge.stored] == [1, 4 * 10**15, after]


def test_a_confirmation_from_the_future_that_becomes_news_keeps_its_word():
    judge, outcomes = heard(line("A", 1), future("A", 5), line("B", 3))

    assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE, Outcome.SUPERSEDED]
    assert [(one.digest, one.happened_at, one.known_at) for one in judge.stored][-1] == ("A", 4 * 10**15, 5)
