"""What the centre does with a case before it sends it out: the check on the spot, the registration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard.cases import EventKind, Phase
from dashboard.fold.closings import when
from dashboard.fold.machine import Step


def intake(done: Sequence[Step]) -> dict[str, Any]:
    """When a case was first registered, and when its first check on the spot began and ended."""
    registered = next((step for step in done if step.kind == EventKind.REGISTER), None)
    asked = next((n for n, step in enumerate(done) if step.phase == Phase.VERIFYING), len(done))
    ended = next((step for step in done[asked + 1 :] if step.phase != Phase.VERIFYING), None)
    return {
        "registered_at": when(registered),
        "verify_at": when(done[asked]) if asked < len(done) else None,
        "verified_at": when(ended),
    }
