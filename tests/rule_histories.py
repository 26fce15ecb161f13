"""Histories of proposed rules: the straight road of one, and any that hypothesis may think of."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from dashboard.cases import Fact
from dashboard.fold.rule_proposal import RuleMove
from tests.histories import after, fact

RULE = "rule:0123456789abcdef"
SAID: dict[str, Any] = {
    "category": "E0116", "unit": "ecology", "kind": "catalogue", "grounds": "owner", "owner": "lead",
    "text_zh": "油烟污染由区生态环境局主办。", "text_en": "Cooking fumes go to Ecology.", "times": 3,
    "levers": ["lever:L3-1", "lever:L3-2", "lever:L4-1"], "cases": ["case:hotline/1"],
    "co_units": ["enforcement"], "answer_by": "2026-12-04T00:00:00+08:00",
}  # fmt: skip
ROAD: tuple[tuple[RuleMove, str, dict[str, Any]], ...] = (
    (RuleMove.DRAFT, "chief", SAID),
    (RuleMove.PROPOSE, "director", {}),
    (RuleMove.ADOPT, "office", {"adopted_at": "2026-11-09T16:00:00+00:00", "doc_no": "云府办〔2026〕18号"}),
)


def moved(move: str, by: str | None, minute: int, n: int, **body: Any) -> Fact:
    """One move, by a person and from their post."""
    told = {"by": by, "post": f"post of {by}"} | body
    return fact(RULE, move, after(minute), n, {name: value for name, value in told.items() if value})


def road(most: int = len(ROAD)) -> list[Fact]:
    """The first moves of the straight road, an hour apart."""
    return [moved(move, by, 60 * n, n, **body) for n, (move, by, body) in enumerate(ROAD[:most], 1)]


@st.composite
def rule_histories(draw: st.DrawFn) -> list[Fact]:
    """Any moves by any of three people, in any order."""
    told = st.tuples(
        st.sampled_from(RuleMove), st.sampled_from(["chief", "director", "office"]), st.booleans()
    )
    found = draw(st.lists(told, min_size=1, max_size=9))
    minutes = draw(st.lists(st.integers(0, 400), min_size=len(found), max_size=len(found)))
    return [
        moved(
            move,
            by,
            minute,
            n,
            **(SAID if move == RuleMove.DRAFT else {}),
            **({"why": f"why {n}"} if why else {}),
        )
        for n, ((move, by, why), minute) in enumerate(zip(found, sorted(minutes), strict=True), 1)
    ]
