"""The matrix, asked of the running application: every answer is one the policy allows, no row foreign."""

from __future__ import annotations

from collections import defaultdict

import pytest

from dashboard.access.policy import shipped
from dashboard.scope import WHOLE
from tests.doors.matrix import SAME, SLOW, House, sampled
from tests.doors.opened import opened
from tests.doors.planting import AGAIN
from tests.doors.question import FAR, OURS, THEIRS, Case

pytestmark = [
    pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning"),
    pytest.mark.timeout(1_800),
]
KINDS = tuple(
    """
    door
    rows
    foreign key
    words
    words: slow page
    two roles: act
    two roles: look
    two roles: file
    two roles: paper
    call
    call: spoofed value
    call: renamed property
    call: another's id
    call: odd id
    call: wrong type
    call: missing
    call: oversized
    call: oversized list
    call: extra
    call: extra part
    call: wrong output
    call: changed elsewhere
    call: wrong place
    call: no body
    body: null
    body: number
    body: text
    body: list
    body: nested
    body: truth
    body: names of another
    body: extra
    body: missing
    body: oversized
    body: broken
    paper
    own act
    foreign act
    unsigned
    """.strip().split("\n    ")
)


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    made = House.open(tmp_path_factory.mktemp("matrix"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def by_kind(house):
    found = defaultdict(list)
    for case in house.cases():
        found[case.kind].append(case)
    return found


def wrong(house, case: Case) -> str:
    """What is wrong with the answer to a case; empty if nothing."""
    status, body = house.asked(case)
    text = body.decode(errors="replace")
    said = f"{case.kind}: {case.who} {case.method} {case.path[:90]} {str(case.body)[:160]}"
    if status not in case.wanted:
        return f"{said}: {status}, not {sorted(case.wanted)[:6]}"
    if leaked := [word for word in case.hidden if word in text]:
        return f"{said}: tells {leaked}"
    if status == 200 and (absent := [word for word in case.held if word not in text]):
        return f"{said}: does not tell {absent}"
    return ""


@pytest.fixture(scope="module")
def sample(by_kind):
    return {kind: sampled(cases) for kind, cases in by_kind.items()}


def by_day(kind):
    return pytest.param(kind, marks=pytest.mark.thorough) if "slow" in kind else kind


@pytest.mark.sweep
@pytest.mark.parametrize("kind", [by_day(kind) for kind in KINDS])
def test_of_each_kind_each_role_and_each_door_get_the_answer_that_the_policy_allows(house, sample, kind):
    assert sample[kind], "nothing was asked"
    assert [one for case in sample[kind] if (one := wrong(house, case))][:5] == []


@pytest.mark.proof
@pytest.mark.parametrize("kind", KINDS)
def test_every_answer_of_the_matrix_is_one_that_the_policy_allows(house, by_kind, kind):
    assert by_kind[kind], "nothing was asked"
    assert [one for case in by_kind[kind] if (one := wrong(house, case))][:5] == []


def test_the_sample_leaves_out_no_kind_no_role_and_no_door(by_kind, sample):
    for kind, cases in by_kind.items():
        for what in ("role", "door"):
            assert {getattr(case, what) for case in sample[kind]} == {getattr(case, what) for case in cases}
    asked = {case.door for cases in sample.values() for case in cases}
    doors = {f"{method} {path}" for (path, method), door in shipped().doors.items() if door.who != "callback"}
    assert doors <= asked


def test_the_matrix_asks_all_kinds_for_all_roles_and_says_how_many(by_kind, capsys):
    assert set(by_kind) == set(KINDS)
    for kind in ("door", "call", "body: extra"):
        assert {case.role for case in by_kind[kind]} == {"nobody", *shipped().roles}
    total = sum(map(len, by_kind.values()))
    with capsys.disabled():
        print(f"\nmatrix: {total} cases of {len(by_kind)} kinds")
    assert total > 14_000


def test_the_matrix_would_see_a_row_that_is_anothers(house):
    """Else it would prove nothing: somebody who sees the district is told both."""
    case = Case(kind="rows", role="director", scope=WHOLE, method="GET", path="/lists/cases?of=open",
                door="GET /lists/cases", wanted=frozenset({200}),
                hidden=(THEIRS,), held=(OURS,))  # fmt: skip
    assert "tells" in wrong(house, case)


TELLING = {
    "GET /handover/<name>": (FAR, THEIRS), "GET /rules/<name>": AGAIN,
    "page case": (FAR,), "page cases": (FAR, THEIRS), "page dry-run": (THEIRS,), "page levers": (FAR, THEIRS),
    "page attention": AGAIN, "page department": AGAIN, "page duty": AGAIN, "page places": (THEIRS,),
    "page wall": (THEIRS, *AGAIN),
}  # fmt: skip
"""What stands there of the other's for somebody who sees the whole district."""


@pytest.mark.parametrize("door", [pytest.param(one, marks=pytest.mark.thorough) if one in SLOW else one
                                  for one in sorted(TELLING)])  # fmt: skip
def test_what_is_hidden_stands_there_for_whoever_sees_the_whole(house, door):
    """Else its absence would prove nothing."""
    asked = [path for one, path, _ in house.told("director", THEIRS) if one == door]
    said = [house.client("director", WHOLE).get(f"{path}lang=zh", headers=SAME) for path in asked]
    text = "".join(opened(reply.data).decode(errors="replace") for reply in said)
    assert [mark for mark in TELLING[door] if mark not in text] == []


def test_of_two_roles_each_right_is_judged_in_its_own_scope_and_every_pair_is_asked(by_kind):
    acts = by_kind["two roles: act"]
    pairs = {tuple(grant.role for grant in case.grants) for case in acts}
    seeing = [name for name, role in shipped().roles.items() if role.sees == "scope" and not role.device]
    assert pairs == {(one, two) for one in seeing for two in seeing if one != two}
    assert {200, 403, 404, 409} == {status for case in acts for status in case.wanted}


def test_neither_auditor_nor_administrator_has_a_door_by_which_a_note_is_written_or_goes():
    acts = {
        name: shipped().roles[name].acts
        for name in ("auditor", "audit-admin", "system-admin", "security-admin")
    }
    changing = {
        door.who for (path, method), door in shipped().doors.items()
        if method != "GET" and door.who.startswith("act:") and path != "/me/<act>"
    }  # fmt: skip
    assert changing
    assert not [name for name, held in acts.items() if {f"act:{act}" for act in held} & changing]
    audit = [(path, method) for path, method in shipped().doors if "audit" in path]
    assert audit == [("/export/audit.csv", "GET")]
