from __future__ import annotations

import pytest

from dashboard.cases import ENDED, EventKind, Phase
from dashboard.fold.machine import BACK, STAY, Happening, steps
from dashboard.fold.moves import EDGES, MOVES, OPEN, START
from dashboard.text import LANGS
from tests.histories import after


def phases(*kinds: str, org: str = "A") -> list[str | None]:
    """The phase after each event, None where it was refused."""
    told = [Happening(after(n), kind, {"org": org, "to_org": org}, n) for n, kind in enumerate(kinds)]
    return [None if step.refused else step.phase for step in steps(told, MOVES, START)]


def last(*kinds: str) -> str | None:
    return phases(*kinds)[-1]


def test_the_whole_road_of_a_case_is_open():
    road = {
        EventKind.REPORT: Phase.REPORTED,
        EventKind.VERIFY: Phase.VERIFYING,
        EventKind.ACCEPT: Phase.ACCEPTED,
        EventKind.REGISTER: Phase.REGISTERED,
        EventKind.DISPATCH: Phase.DISPATCHED,
        EventKind.SIGN: Phase.SIGNED,
        EventKind.CONTACT: Phase.CONTACTED,
        EventKind.PROGRESS: Phase.DISPOSING,
        EventKind.DISPOSE: Phase.DISPOSED,
        EventKind.CHECK_PASS: Phase.DISPOSED,
        EventKind.CLOSE: Phase.CLOSED,
        EventKind.VISIT: Phase.VISITED,
        EventKind.REOPEN: Phase.ACCEPTED,
    }
    assert phases(*road) == list(road.values())
    assert last(EventKind.CLOSE, EventKind.VISIT, EventKind.ARCHIVE) == Phase.ARCHIVED


@pytest.mark.parametrize("kind", EventKind)
def test_every_event_kind_can_happen_somewhere(kind):
    assert MOVES[kind]


@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: f"{edge.kind}→{edge.to}")
def test_every_edge_gives_its_reason_and_leads_to_a_phase(edge):
    assert all(edge.why.to(lang) for lang in LANGS)
    assert edge.to in (*Phase, STAY, BACK)
    assert edge.origins <= frozenset(Phase)


@pytest.mark.parametrize("kind", ["dispatch", "sign", "progress", "dispose", "close"])
def test_a_source_that_skips_steps_is_understood(kind):
    assert last(kind) is not None
    assert last("report", kind) is not None
    assert last("accept", kind) is not None


@pytest.mark.parametrize("phase", sorted(OPEN))
@pytest.mark.parametrize(
    "kind", ["close", "merge", "void", "remind", "supervise", "escalate", "extend_ok", "dispatch"]
)
def test_it_may_end_be_sent_on_or_be_pressed_from_any_open_phase(kind, phase):
    assert phase in MOVES[kind]


@pytest.mark.parametrize("ended", sorted(ENDED))
def test_an_ended_case_takes_no_act_of_a_unit(ended):
    acts = {
        "report",
        "accept",
        "dispatch",
        "sign",
        "return",
        "contact",
        "progress",
        "dispose",
        "suspend",
        "close",
    }
    assert not [kind for kind in acts if ended in MOVES[kind]]


@pytest.mark.parametrize("phase", sorted(OPEN))
def test_an_open_case_cannot_be_reopened_nor_filed(phase):
    assert phase not in MOVES["reopen"]
    assert phase not in MOVES["archive"]


def test_what_nobody_holds_cannot_be_returned():
    assert last("report", "return") is None
    assert last("dispatch", "return", "return") is None


def test_a_pause_ends_where_it_began():
    assert last("dispatch", "sign", "suspend", "resume") == Phase.SIGNED
    assert last("dispatch", "progress", "suspend", "remind", "suspend", "resume") == Phase.DISPOSING
    assert last("dispatch", "resume") is None


def test_refused_only_before_dispatch_or_after_everybody_returned_it():
    assert last("accept", "reject") == Phase.REJECTED
    assert last("dispatch", "return", "reject") == Phase.REJECTED
    assert last("dispatch", "sign", "reject") is None


def test_a_failed_check_sends_it_back_to_work_and_only_while_open():
    assert last("dispatch", "dispose", "check_fail") == Phase.REWORK
    assert last("dispatch", "dispose", "check_fail", "dispose", "check_pass", "close") == Phase.CLOSED
    assert last("close", "check_fail") is None


def test_voiding_merging_and_refusing_can_be_taken_back():
    assert last("void", "reopen") == Phase.ACCEPTED
    assert last("merge", "reopen") == Phase.ACCEPTED
    assert last("close", "void", "reopen") == Phase.ACCEPTED


def test_asking_the_citizen_before_closing_changes_nothing_and_after_closing_does():
    assert last("dispatch", "dispose", "visit") == Phase.DISPOSED
    assert last("close", "visit", "visit") == Phase.VISITED
