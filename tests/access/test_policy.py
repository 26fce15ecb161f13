"""The policy: every role is spelled out, and nobody can do what no line says."""

from __future__ import annotations

import pytest

from dashboard.access import NOBODY, Grant, Viewer
from dashboard.access.policy import Policy, PolicyError, missing, shipped, surplus
from dashboard.scope import NOTHING, WHOLE, Scope

WATER = Scope(departments=frozenset({"water"}))
APPROVALS = {
    "L1.order", "L1.upward", "L2.1", "L2.2", "L2.3", "L2.head", "L3.consult", "L3.designate", "L3.dispute",
    "L4", "L5",
}  # fmt: skip


def viewer(*grants):
    return Viewer(account="a", kind="person", grants=tuple(grants))


def written(tmp_path, text):
    path = tmp_path / "policy.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_lever_has_somebody_who_can_approve_it():
    assert {code for role in shipped().roles.values() for code in role.approves} == APPROVALS


def test_the_three_administrators_share_no_right_but_that_over_their_own_account():
    admins = [shipped().roles[name] for name in ("system-admin", "security-admin", "audit-admin")]
    for n, one in enumerate(admins):
        assert one.sees == "none"
        for other in admins[n + 1 :]:
            assert not one.pages & other.pages
            assert one.acts & other.acts == {"own-account"}


def test_a_wall_does_nothing_and_sees_one_page():
    wall = shipped().roles["wall"]
    assert wall.device
    assert not wall.acts
    assert wall.pages == {"wall"}


def test_titles_are_in_both_languages():
    assert all(role.words.zh and role.words.en for role in shipped().roles.values())


@pytest.mark.parametrize(
    ("who", "nobody", "officer"),
    [
        ("anyone", "yes", "yes"),
        ("signature", "yes", "yes"),
        ("closed", "no", "no"),
        ("browser", "no", "no"),
        ("signed-in", "sign-in", "yes"),
        ("act:reveal", "sign-in", "yes"),
        ("act:people", "sign-in", "no"),
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
    names = [role.title.en for role in shipped().whoever("act:people")]
    assert names == ["Security administrator"]
    assert "Wall" not in [role.title.en for role in shipped().whoever("page", "wall")]


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
    ],
)
def test_a_line_that_cannot_be_used_is_refused(tmp_path, text):
    with pytest.raises(PolicyError, match=r"policy\.toml"):
        Policy.load(written(tmp_path, text))


def test_a_door_that_stands_there_twice_is_refused(tmp_path):
    door = '[[doors]]\npath = "/x"\nmethods = ["GET"]\nwho = "anyone"\n'
    with pytest.raises(PolicyError, match="twice"):
        Policy.load(written(tmp_path, door + door + "[roles]"))
