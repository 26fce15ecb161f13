"""A desk on which one unit needed power three times for one category, and the road of a rule upon it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from dashboard.access import Viewer
from dashboard.acting import Done
from dashboard.cases import Fact
from dashboard.desk import Desk
from tests.acting_people import act, table
from tests.living import NOON, desk_in, dispatched

WATER = ("E0406", "water")


def lent(n: int, *, days: float = 5, unit: str = "water", **body: Any) -> Fact:
    """A lever that was lent so many days ago for the nth case."""
    said = {
        "level": "L4", "kind": "special-report", "unit": unit, "cases": [f"case:hotline/{n:06d}"],
        "matter": f"case:hotline/{n:06d}", "for_post": "deputy-urban", "rules": ["T04"],
        "decision_requested": "owner", "post": "区府办", "by": "office",
    }  # fmt: skip
    return Fact(
        key=f"lever:L4-{n}", kind="instruct", version="000001", happened_at=NOON - timedelta(days=days),
        body=said | body,
    )  # fmt: skip


def needy_desk(folder: Path, *levers: Fact, cases: int = 4) -> Desk:
    """A desk with such cases of water and these levers: three for the first three cases."""
    days = [one for n in range(1, cases + 1) for one in dispatched(n, hours=24 * 9)]
    made = desk_in(folder, [*days, *dispatched(9, org="ecology", hours=24 * 9)])
    made.ledger.append("act", levers or [lent(n, days=6 - n) for n in (1, 2, 3)], recorded_at=NOON)
    made.look()
    return made


def rule(desk: Desk, key: str = "") -> dict[str, Any]:
    """The record of one proposed rule, the only one where none is named."""
    found = [row for row in table(desk, "rule_proposals") if key in ("", row["key"])]
    (row,) = found
    return row


def move(desk: Desk, who: Viewer | str, what: str, key: str, **more: Any) -> Done:
    """A move of a rule as it stands on the screen."""
    return act(desk, who, f"rule.{what}", key, **({"seen": rule(desk, key)["seq"]} | more))


def drafted(desk: Desk, who: Viewer | str = "duty-chief", **more: Any) -> str:
    """The key of a rule that was drafted."""
    return act(desk, who, "rule.draft", "lever:L4-1", seen=0, **more).key


def put_forward(desk: Desk, who: Viewer | str = "deputy-director", **more: Any) -> str:
    """The key of one that was proposed too."""
    key = drafted(desk, **more)
    move(desk, who, "propose", key)
    return key
