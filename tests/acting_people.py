"""People who act in tests: a role, its scope, and acts with ids of their own."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from dashboard.access import Grant, Viewer
from dashboard.acting import Done
from dashboard.borrowed import plain
from dashboard.desk import Desk
from dashboard.leverage.refusals import ActError
from dashboard.scope import WHOLE, Scope

IDS = itertools.count(1)
CASE = "case:hotline/000001"


def somebody(role: str, scope: Scope = WHOLE, account: str = "", post: str = "") -> Viewer:
    """A person of one role; a leader has a post of the district file unless another is given."""
    post = post or ("deputy-urban" if role == "leader" else role)
    return Viewer(account=account or role, post=post, kind="person", grants=(Grant(role=role, scope=scope),))


def unit(code: str) -> Scope:
    """The scope of a department."""
    return Scope(departments=frozenset({code}))


def act(desk: Desk, who: Viewer | str, what: str, on: str = CASE, **more: Any) -> Done:
    """One act; `seen` is what stands there now unless it is given."""
    viewer = somebody(who) if isinstance(who, str) else who
    said: dict[str, Any] = {"once": f"test-{next(IDS):08d}", "act": what, "on": on} | more
    if on.startswith("lever:") and "seen" not in more:
        said["seen"] = lever(desk, on)["seq"]
    return desk.act(viewer, said)


def refusal(desk: Desk, who: Viewer | str, what: str, on: str = CASE, **more: Any) -> ActError:
    """Why an act is refused; nothing is written by it."""
    before = desk.ledger.head()
    with pytest.raises(ActError) as told:
        act(desk, who, what, on, **more)
    assert desk.ledger.head() == before
    return told.value


def table(desk: Desk, name: str) -> list[dict[str, Any]]:
    """The rows of a table of the board now."""
    desk.look()
    with desk.board.reading(desk.clock.now()) as reader:
        return plain(reader.frame(f"test {name}", lambda: getattr(reader.tables, name)))


def lever(desk: Desk, key: str) -> dict[str, Any]:
    """One lever."""
    return next(row for row in table(desk, "levers") if row["key"] == key)


def borrowed(desk: Desk, on: str = CASE, **more: Any) -> str:
    """A supervision (L2.2) that was drafted, approved and issued; its key."""
    said = {"kind": "supervision"} | more
    key = act(desk, "duty-officer", "lever.draft", on, **said).key
    act(desk, "duty-officer", "lever.submit", key)
    act(desk, "duty-chief", "lever.approve", key)
    act(desk, "duty-officer", "lever.issue", key, doc_no="云城运督〔2026〕1号")
    return key
