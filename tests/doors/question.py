"""One question of the matrix: who asks what at which door, and which answers the policy allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dashboard.access import Grant
from dashboard.scope import Scope

OWN, OTHER = Scope(departments=frozenset({"water"})), Scope(departments=frozenset({"ecology"}))
OURS, THEIRS = "771001", "772002"
"""The numbers of a case that the water bureau has, and of one that it never had."""
NEAR, FAR = "自家", "别家"
"""With what every text of either begins, whoever wrote it."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question of the matrix, and which answers the policy allows."""

    kind: str
    role: str
    scope: Scope = OWN
    grants: tuple[Grant, ...] = ()  # of somebody with several roles; else the one role and its scope
    method: str
    path: str
    body: Any = None
    raw: bytes | None = None
    door: str  # the line of the policy that answers it
    headers: Mapping[str, str] = field(default_factory=dict)
    wanted: frozenset[int] = frozenset()
    hidden: tuple[str, ...] = ()  # what its answer must not hold
    held: tuple[str, ...] = ()  # what it must, so that the absence means something

    @property
    def who(self) -> str:
        """Whoever asks, in words."""
        return " + ".join(f"{one.role} of {one.scope.words()}" for one in self.grants) or self.role
