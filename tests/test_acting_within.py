"""What is put together, taken apart, silenced and drafted for lies wholly within the sight of who does it."""

from __future__ import annotations

import pytest

from dashboard.access import Grant, Viewer
from dashboard.leverage.refusals import Why
from dashboard.scope import Scope
from tests.acting_people import act, borrowed, refusal, somebody, table
from tests.living import desk_in, dispatched

NEAR, FAR = "990101002", "990101003"
ONE, TWO, THREE, FOUR = (f"case:hotline/00000{n}" for n in (1, 2, 3, 4))
UNTIL = "2030-01-01"


def scoped(*streets, role="duty-chief"):
    """Somebody who sees the cases of these streets."""
    return somebody(role, Scope(streets=frozenset(streets)), account=f"{role}-{'-'.join(streets)}")


@pytest.fixture
def desk(tmp_path):
    """Two cases of one street, two of another."""
    told = [
        fact
        for n, street in ((1, NEAR), (2, NEAR), (3, FAR), (4, FAR))
        for fact in dispatched(n, street=street)
    ]
    found = desk_in(tmp_path, told)
    yield found
    found.close()


@pytest.fixture
def matter(desk):
    """Both cases of the other street as one matter."""
    return act(desk, "duty-chief", "group", THREE, members=[THREE, FOUR], reason="同一处").key


@pytest.fixture
def mixed(desk):
    """A matter with cases of both streets."""
    return act(desk, "duty-chief", "group", TWO, members=[TWO, THREE], reason="同一处").key


@pytest.mark.parametrize(
    ("what", "more"),
    [
        ("silence", {"reason": "x", "until": UNTIL}),
        ("group", {"reason": "x", "members": [ONE]}),
        ("ungroup", {"reason": "x"}),
        ("ungroup", {"reason": "x", "members": [THREE]}),
        ("lever.draft", {"kind": "supervision"}),
    ],
)
def test_a_matter_beyond_ones_sight_is_not_there_nor_is_one_that_lies_partly_beyond_it(
    desk, matter, what, more
):
    assert refusal(desk, scoped(NEAR), what, matter, **more).why is Why.UNKNOWN
    act(desk, "duty-chief", "group", matter, members=[TWO], reason="x")
    assert refusal(desk, scoped(NEAR), what, matter, **more).why is Why.UNKNOWN
    if what == "ungroup":
        assert act(desk, scoped(NEAR, FAR), what, matter, **more).key == matter


def test_what_lies_within_is_silenced_and_put_together_and_the_silence_ended(desk):
    who = scoped(FAR)
    key = act(desk, who, "group", THREE, members=[THREE, FOUR], reason="x").key
    silence = act(desk, who, "silence", key, reason="x", until=UNTIL).key
    act(desk, who, "unsilence", silence)
    assert table(desk, "silences")[0]["ended_by"]


@pytest.mark.parametrize("subject", [THREE, "matter"])
def test_a_silence_is_read_and_ended_by_those_alone_who_see_what_it_is_of(desk, matter, subject):
    silence = act(
        desk, "duty-chief", "silence", matter if subject == "matter" else subject, reason="事由", until=UNTIL
    )
    assert refusal(desk, scoped(NEAR), "unsilence", silence.key).why is Why.UNKNOWN
    with desk.board.reading(desk.clock.now()) as reader:
        seen = {
            street: reader.within(Scope(streets=frozenset({street}))).rows("FROM own_silences")
            for street in (NEAR, FAR)
        }
    assert (len(seen[NEAR]), len(seen[FAR])) == (0, 1)
    act(desk, scoped(FAR), "unsilence", silence.key)


def test_nobody_joins_a_matter_that_is_together_partly_beyond_their_sight(desk, mixed):
    assert refusal(desk, scoped(NEAR), "group", TWO, members=[ONE], reason="x").why is Why.UNKNOWN


def test_whoever_sees_the_district_ends_the_silence_of_a_matter_that_was_taken_apart(desk, matter):
    silence = act(desk, "duty-chief", "silence", matter, reason="x", until=UNTIL).key
    act(desk, "duty-chief", "ungroup", matter, reason="x")
    assert refusal(desk, scoped(FAR), "unsilence", silence).why is Why.UNKNOWN
    act(desk, "duty-chief", "unsilence", silence)


def test_in_two_roles_one_acts_within_the_scope_of_each_and_never_of_both_together(desk, mixed):
    both = tuple(
        Grant(role=role, scope=Scope(streets=frozenset({street})))
        for role, street in (("duty-chief", NEAR), ("duty-officer", FAR))
    )
    who = Viewer(account="both", post="值班长", kind="person", grants=both)
    assert refusal(desk, who, "silence", mixed, reason="x", until=UNTIL).why is Why.UNKNOWN


def test_a_case_in_which_it_happened_again_is_one_that_is_seen(desk):
    key = borrowed(desk, ONE)
    act(desk, "department-officer", "lever.respond", key, response_kind="ack")
    act(desk, "duty-chief", "lever.effect", key, outcome="resolved")
    assert refusal(desk, scoped(NEAR), "lever.relapse", key, case_key=THREE).why is Why.UNKNOWN
    act(desk, scoped(NEAR), "lever.relapse", key, case_key=TWO)
