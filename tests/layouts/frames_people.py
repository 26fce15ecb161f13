"""The people of a small centre, one of them disabled, and its walls, one of which ends soon."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.access import Device, Grant, Person
from dashboard.access.policy import shipped
from dashboard.access.standings import PeopleStanding
from dashboard.scope import WHOLE, Scope
from tests.layouts import frames

PAGE = "people"


def busy() -> dict[str, pd.DataFrame]:
    """Nothing of the board."""
    return {}


def extra() -> PeopleStanding:
    """How they stand."""
    roles = {name: role.words for name, role in shipped().roles.items()}
    return PeopleStanding(at=frames.NOW, people=people(), devices=devices(), roles=roles)


def people() -> tuple[Person, ...]:
    """Three accounts."""
    water = Scope(departments=frozenset({"water"}))
    then = frames.NOW - timedelta(days=40)
    return (
        Person(account="chief", post="值班长", grants=(Grant(role="duty-chief", scope=WHOLE),),
               created_at=then, changed_at=then, totp=True),
        Person(account="head", post="水务局局长", created_at=then, local=False,
               grants=(Grant(role="department-head", scope=water), Grant(role="auditor"))),
        Person(account="gone", post="派遣员", grants=(), created_at=then, changed_at=then, disabled=True),
    )  # fmt: skip


def devices() -> tuple[Device, ...]:
    """Three walls."""
    ends = {"hall": 200, "lobby": 9, "cellar": -1}
    return tuple(
        Device(name=name, title=f"{name} 大厅", addresses=("10.1.2.0/24",), created_at=frames.NOW,
               expires_at=frames.NOW + timedelta(days=days), seen_at=frames.NOW)
        for name, days in ends.items()
    )  # fmt: skip
