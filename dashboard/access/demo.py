"""The people of a demo: one of every role, made with the demo's own ledger, with passwords drawn by lot."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import orjson

from dashboard.access import Grant
from dashboard.access.accounts import Accounts
from dashboard.access.policy import Policy
from dashboard.district import District, OrgKind
from dashboard.scope import NOTHING, WHOLE, Scope

FILE = "people.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
WALL = "wall-1"


def cast(policy: Policy, district: District) -> Iterator[tuple[str, Grant]]:
    """Somebody for every role of people, with a scope that fits it."""
    unit = next(org.code for org in district.orgs if org.kind is OrgKind.DEPARTMENT)
    led = next((org.led_by for org in district.orgs if org.led_by), "")
    portfolio = frozenset(org.code for org in district.orgs if led and org.led_by == led)
    scopes = {
        "department-head": Scope(departments=frozenset({unit})),
        "department-officer": Scope(departments=frozenset({unit})),
        "leader": Scope(departments=portfolio) if portfolio else WHOLE,
    }
    for name, role in policy.roles.items():
        if not role.device:
            own = scopes.get(name, WHOLE)
            yield name, Grant(role=name, scope=own if role.sees == "scope" else NOTHING)


def leading(district: District) -> dict[str, str]:
    """The post of the demo's leader as the district file names it, under which alone a word is given."""
    led = next((org.led_by for org in district.orgs if org.led_by), "")
    found = next((post.name.zh for post in district.posts if post.code == led), "")
    return {"leader": found} if found else {}


def settle(accounts: Accounts, policy: Policy, district: District, home: Path) -> str:
    """Make the people and the wall of a demo; the token of the wall."""
    told, posts = [], leading(district)
    for name, grant in cast(policy, district):
        password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
        post = posts.get(name, policy.roles[name].title.zh)
        accounts.add(name, post=post, grants=[grant], password=password)
        roles = policy.roles[name].title
        told.append(
            {
                "account": name,
                "password": password,
                "zh": roles.zh,
                "en": roles.en,
                "scope": grant.scope.words(),
            }
        )
    path = home / FILE
    path.touch(0o600)
    path.write_bytes(orjson.dumps(told))
    return accounts.add_device(WALL, title=district.name.zh, addresses=["127.0.0.1", "::1"], days=30)


def demo_people(home: Path) -> list[dict[str, str]]:
    """Who can be picked at the door of a demo, with the passwords; nobody where there is no demo."""
    path = home / FILE
    found: list[dict[str, str]] = orjson.loads(path.read_bytes()) if path.is_file() else []
    return found
