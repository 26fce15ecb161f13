"""The policy: every role is spelled out, and nobody can do what no line says."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, get_args

import pytest

from dashboard.access import NOBODY, Grant, Viewer
from dashboard.access.demo import cast
from dashboard.access.policy import FILE, Policy, PolicyError, missing, shipped, surplus
from dashboard.acts import Act
from dashboard.app import create_app
from dashboard.district import load
from dashboard.leverage.lifecycle import RIGHTS
from dashboard.leverage.rule_moves import ADOPTING, PROPOSING
from dashboard.scope import NOTHING, WHOLE, Scope
from tests.living import desk_in

WATER = Scope(departments=frozenset({"water"}))
APPROVALS = {
    "L1.order", "L1.upward", "L2.1", "L2.2", "L2.3", "L2.head", "L3.consult", "L3.designate", "L3.dispute",
    "L4", "L5",
}  # fmt: skip


TITLE = 'title = { zh = "甲", en = "a" }'


def viewer(*grants):
    return Viewer(account="a", kind="person", grants=tuple(grants))


def written(tmp_path, text):
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_borrowing_has_its_approval_and_every_step_of_it_somebody():
    policy = shipped()
    assert set(policy.approvals) == APPROVALS
    demo = {grant.role for _, grant in cast(policy, load("yunjiang"))}
    for code, approval in policy.approvals.items():
        for step in approval.steps:
            assert demo.intersection(step), f"nobody of the demo gives a step of {code}"
            assert all(code in policy.roles[role].approves for role in step)


def test_a_role_approves_what_names_it_and_nothing_else():
    for name, role in shipped().roles.items():
        named = {code for code, one in shipped().approvals.items() if any(name in step for step in one.steps)}
        assert set(role.approves) == named
    assert not any(
        shipped().roles[name].approves for name in ("wall", "auditor", "leader", "department-head")
    )


@pytest.mark.parametrize("code", ["L1.upward", "L4", "L5"])
def test_what_leaves_the_centre_is_given_by_its_director_and_then_by_an_office_above(code):
    policy = shipped()
    director, office = viewer(Grant(role="director")), viewer(Grant(role="district-office"))
    assert [policy.may_approve(director, code, step) for step in (0, 1)] == [True, False]
    assert [policy.may_approve(office, code, step) for step in (0, 1)] == [False, True]


def test_only_the_roles_of_a_step_give_it():
    policy = shipped()
    chief = viewer(Grant(role="duty-chief"))
    assert policy.may_approve(chief, "L2.3")
    assert not policy.may_approve(chief, "L3.designate")
    assert not policy.may_approve(chief, "L9")
    assert not policy.may_approve(chief, "L2.3", 1)
    assert not policy.may_approve(chief, "L2.3", -1)
    assert not policy.may_approve(NOBODY, "L2.1")


def test_the_three_administrators_share_no_right_but_that_over_their_own_account():
    admins = [shipped().roles[name] for name in ("system-admin", "security-admin", "audit-admin")]
    for n, one in enumerate(admins):
        assert one.sees == "none"
        for other in admins[n + 1 :]:
            assert not one.pages & other.pages
            assert one.acts & other.acts == {"own-account"}


ADMINS = ("system-admin", "security-admin", "audit-admin")
SEEING = sorted(name for name, role in shipped().roles.items() if role.sees != "none")


@pytest.mark.parametrize("admin", ADMINS)
@pytest.mark.parametrize("other", sorted({*ADMINS, *SEEING, "auditor"}))
def test_an_administrator_holds_no_other_role(admin, other):
    for two in ([admin, other], [other, admin], ["no-role", admin, other]):
        assert bool(shipped().together(two)) == (admin != other)


@pytest.mark.parametrize(
    "roles", [["auditor", "director"], ["leader", "director", "duty-chief"], ["wall"], []]
)
def test_roles_that_keep_no_watch_on_one_another_go_together(roles):
    assert shipped().together(roles) is None


@pytest.mark.parametrize("line", ["nobody = ['b']", "b = ['nobody']", "w = ['b']", "b = ['cases', 'w']"])
def test_what_is_kept_apart_are_roles_of_people(tmp_path, line):
    text = f"doors = []\n[roles.b]\n{TITLE}\n[roles.w]\n{TITLE}\ndevice = true\n[apart]\n{line}"
    with pytest.raises(PolicyError, match=r"apart names (nobody|w), which are no roles of people"):
        Policy.load(written(tmp_path, text))
    good = Policy.load(written(tmp_path, text.replace(line, "b = ['cases']")))
    assert good.together(["b", "b"]) is None


def test_a_wall_does_nothing_and_sees_one_page():
    wall = shipped().roles["wall"]
    assert wall.device
    assert not wall.acts
    assert wall.pages == {"wall"}


def test_titles_are_in_both_languages():
    titled = [*shipped().roles.values(), *shipped().approvals.values()]
    assert all(one.title.text.zh and one.title.text.en for one in titled)


@pytest.mark.parametrize(
    ("who", "nobody", "officer"),
    [
        ("anyone", "yes", "yes"),
        ("signature", "yes", "yes"),
        ("closed", "no", "no"),
        ("browser", "no", "no"),
        ("signed-in", "sign-in", "yes"),
        ("act:reveal", "sign-in", "yes"),
        ("act:audit-export", "sign-in", "no"),
        ("page:wall", "sign-in", "yes"),
        ("page:audit", "sign-in", "no"),
    ],
)
def test_who_may_pass(who, nobody, officer):
    policy = shipped()
    assert policy.may(NOBODY, who) == nobody
    assert policy.may(viewer(Grant(role="duty-officer", scope=WHOLE)), who) == officer


def test_the_page_that_is_asked_for_decides_at_a_door_of_pages():
    one = viewer(Grant(role="department-head", scope=WATER))
    assert shipped().may(one, "page", "departments") == "yes"
    assert shipped().may(one, "page", "wall") == "no"
    assert shipped().may(one, "page", "") == "no"


def test_a_refusal_can_name_the_roles_that_may():
    names = [role.title.en for role in shipped().whoever("act:audit-export")]
    assert names == ["Auditor", "Audit administrator"]
    assert "Wall" not in [role.title.en for role in shipped().whoever("page", "wall")]


class Heard(frozenset):
    """Acts that remember which of them somebody has asked for."""

    asked: ClassVar[set[str]] = set()

    def __contains__(self, act):
        self.asked.add(act)
        return super().__contains__(act)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Every act that a door, a callback, the shape of an act, a move or the application itself asks for."""
    desk = desk_in(tmp_path_factory.mktemp("policy"), [])
    policy = shipped()
    desk.policy = replace(policy)
    object.__setattr__(
        desk.policy, "rights", lambda one: (policy.rights(one)[0], Heard(policy.rights(one)[1]))
    )
    app = create_app(desk)  # refuses to start unless doors and callbacks are those of the policy
    Heard.asked = set()
    app.server.test_client().get("/readyz")
    desk.close()
    gates = [*(door.who for door in policy.doors.values()), *policy.callbacks.values()]
    found = {who.removeprefix("act:") for who in gates if who.startswith("act:")}
    found |= {shape.right for shape in get_args(Act) if shape.right}
    found |= {right for rights in RIGHTS.values() for right in rights}
    return found | {PROPOSING, *ADOPTING.values()} | Heard.asked


def acts_of(policy):
    return sorted({act for role in policy.roles.values() for act in role.acts})


def unasked(policy, asked):
    """The acts that roles have and nothing asks for."""
    return [act for act in acts_of(policy) if act not in asked]


@pytest.mark.parametrize("act", acts_of(shipped()))
def test_every_act_of_a_role_is_asked_for_somewhere(act, asked):
    assert act in asked


def test_an_act_that_nothing_asks_for_would_be_named(tmp_path, asked):
    text = FILE.read_text("utf-8").replace('"audit-export"]', '"audit-export", "fly"]')
    assert unasked(Policy.load(written(tmp_path, text)), asked) == ["fly"]


def test_whatever_is_asked_for_somebody_may_do(asked):
    assert asked == set(acts_of(shipped()))


def test_a_role_that_no_line_names_gives_nothing():
    stranger = viewer(Grant(role="emperor", scope=WHOLE))
    assert shipped().rights(stranger) == (frozenset(), frozenset())
    assert shipped().sight(stranger).cases == NOTHING


def test_sight_is_the_scope_of_the_roles_that_see_cases():
    head = Grant(role="department-head", scope=WATER)
    admin = Grant(role="security-admin", scope=WHOLE)
    assert shipped().sight(viewer(head, admin)).cases == WATER
    assert shipped().sight(viewer(admin)).cases == NOTHING
    assert shipped().sight(viewer(admin)).text == "none"
    assert shipped().sight(viewer(Grant(role="wall"))).cases == WHOLE


def test_sight_for_an_act_is_that_of_the_roles_that_may_do_it():
    both = viewer(Grant(role="leader", scope=WHOLE), Grant(role="department-head", scope=WATER))
    policy = shipped()
    assert policy.sight(both).cases == WHOLE
    assert policy.sight(both, "export") == policy.sight(viewer(both.grants[1]))
    assert policy.sight(both, "lend").cases == WHOLE
    assert policy.sight(both, "reveal") == replace(policy.sight(both), cases=NOTHING, text="none")


def test_what_the_application_has_and_the_policy_has_not_is_named_and_the_other_way_round():
    policy = Policy.load()
    there = [*policy.doors, ("/secret", "GET")]
    assert missing(policy, there, ["new.children"]) == ["GET /secret", "callback new.children"]
    pages = {page for role in policy.roles.values() for page in role.pages}
    left = surplus(policy, [("/healthz", "GET")], policy.callbacks, pages - {"audit"})
    assert left[-1].startswith("page audit")
    assert "GET /readyz" in left


@pytest.mark.parametrize(
    "text",
    [
        "doors = 3",
        '[[doors]]\npath = "/x"\nmethods = ["GET"]\nwho = "everyone"\n[roles]',
        '[[doors]]\npath = "/x"\nmethods = ["LOOK"]\nwho = "anyone"\n[roles]',
        '[[doors]]\npath = "/x"\nmethods = []\nwho = "anyone"\n[roles]',
        "[[doors]]\n[",
        'doors = []\n[roles.a]\ntitle = { zh = "甲", en = "a" }\nsees = "all"',
        'doors = []\n[roles.a]\ntitle = { zh = "甲", en = "a" }\nflies = true',
        'doors = []\n[roles.a]\ntitle = { zh = "甲", en = "a" }\napproves = ["L4"]',
        f'doors = []\n[approvals.L4]\n{TITLE}\nsteps = [["b"]]\n[roles.a]\n{TITLE}',
        f'doors = []\n[approvals.L4]\n{TITLE}\nsteps = [["a"]]\n[roles.a]\n{TITLE}\ndevice = true',
        f"doors = []\n[approvals.L4]\n{TITLE}\nsteps = []\n[roles.a]\n{TITLE}",
        f"doors = []\n[approvals.L4]\n{TITLE}\nsteps = [[]]\n[roles.a]\n{TITLE}",
    ],
)
def test_a_line_that_cannot_be_used_is_refused(tmp_path, text):
    with pytest.raises(PolicyError, match=r"policy\.toml"):
        Policy.load(written(tmp_path, text))


def test_a_door_that_stands_there_twice_is_refused(tmp_path):
    door = '[[doors]]\npath = "/x"\nmethods = ["GET"]\nwho = "anyone"\n'
    with pytest.raises(PolicyError, match="twice"):
        Policy.load(written(tmp_path, door + door + "[roles]"))
