"""The one pure fold: a key's facts, sorted by (happened_at, version, digest), become what they amount to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Known:
    """One fact as the fold sees it."""

    kind: str
    version: str
    digest: str
    happened_at: datetime
    body: Mapping[str, Any]
    seq: int = 0


@dataclass(frozen=True, kw_only=True)
class Folded:
    """What a key's facts amount to: rows for the board, without ordinals (the board adds them by column)."""

    case: dict[str, Any]
    spans: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    stages: list[dict[str, Any]] = field(default_factory=list)
    closings: list[dict[str, Any]] = field(default_factory=list)
    reopenings: list[dict[str, Any]] = field(default_factory=list)
    delays: list[dict[str, Any]] = field(default_factory=list)
    anomalies: list[dict[str, Any]] = field(default_factory=list)
    pauses: list[tuple[datetime, datetime | None]] = field(default_factory=list)


ORDER = attrgetter("happened_at", "version", "digest", "kind")


def in_order(facts: Iterable[Known]) -> list[Known]:
    """The facts of one key in the only order there is, each once however often it came."""
    return list({ORDER(fact): fact for fact in sorted(facts, key=ORDER)}.values())


def settled(facts: Sequence[Known]) -> tuple[Sequence[Known], Sequence[Known]]:
    """The facts that stand, and those that said another thing of the same version; facts are in order.

    Of all that one version says of itself the last in order stands, whichever came first. One that differs
    only in the attributes of its case contradicts nothing.
    """
    last = {(fact.kind, fact.version): fact for fact in facts}
    if len(last) == len(facts):
        return facts, ()
    stand = [fact for fact in facts if last[fact.kind, fact.version] is fact]
    return stand, [fact for fact in facts if deed(fact.body) != deed(last[fact.kind, fact.version].body)]


def deed(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a body says besides the attributes of its case."""
    return {name: value for name, value in body.items() if name != "case"}
