"""The folds of what people do besides borrowing: acknowledge, note, silence, group cases into a matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import instant

Rows = list[dict[str, Any]]
ACKNOWLEDGE, NOTE = "acknowledge", "note"
SILENCE, UNSILENCE = "silence", "unsilence"
GROUP, UNGROUP, MERGE = "group", "ungroup", "merge"


def acknowledged(key: str, facts: Iterable[Known]) -> Rows:
    """When a case was last acknowledged on the duty queue, and by which post."""
    told = [fact for fact in in_order(facts) if fact.kind == ACKNOWLEDGE]
    return [
        {"key": key.removeprefix("duty:"), "acknowledged_at": fact.happened_at, "post": fact.body.get("post")}
        for fact in told[-1:]
    ]


def notes(key: str, facts: Iterable[Known]) -> Rows:
    """What was noted of a case, in order."""
    told = [fact for fact in in_order(facts) if fact.kind == NOTE]
    return [
        {"key": key.removeprefix("note:"), "n": n, "noted_at": fact.happened_at, "seq": fact.seq}
        | {name: fact.body.get(name) for name in ("post", "note")}
        for n, fact in enumerate(told)
    ]


def silence(key: str, facts: Iterable[Known]) -> Rows:
    """A silence, from when until when, whose and why; once ended it stays listed."""
    row: dict[str, Any] = {}
    for fact in in_order(facts):
        said = fact.body
        if fact.kind == SILENCE and not row:
            row = {"key": key, "since": fact.happened_at, "until": instant(said.get("until"))}
            row |= {name: said.get(name) for name in ("subject", "rule", "post", "reason")}
            row |= {"ended_at": None, "ended_by": None, "seq": fact.seq}
        elif fact.kind == UNSILENCE and row and row["ended_at"] is None:
            row |= {"ended_at": fact.happened_at, "ended_by": said.get("post"), "seq": fact.seq}
    return [row] if row else []


def matter(key: str, facts: Iterable[Known]) -> Rows:
    """A matter with its member cases; one of fewer than two is none, unless somebody has taken it apart.

    What people do stands: a case that they took out comes back by their hand alone, never by the rule.
    """
    members, apart = set[str](), set[str]()
    row: dict[str, Any] = {"key": key, "by_hand": False, "rule": None}
    for fact in in_order(facts):
        said = {str(one) for one in fact.body.get("members") or ()}
        if fact.kind == MERGE:
            members |= said - apart
            row["rule"] = row["rule"] or fact.body.get("rule")
        elif fact.kind == GROUP:
            members, apart, row["by_hand"] = members | said, apart - said, True
        elif fact.kind == UNGROUP:
            out = members & said if said else members
            members, apart = members - out, apart | out
        else:
            continue
        row |= {name: fact.body.get(name) for name in ("post", "reason")}
        row |= {
            "since": row.get("since") or fact.happened_at,
            "changed_at": fact.happened_at,
            "seq": fact.seq,
        }
    kept = sorted(members) if len(members) > 1 else []
    return [row | {"members": kept, "apart": sorted(apart)}] if kept or apart else []


FOLDS: Mapping[str, tuple[str, Callable[[str, Iterable[Known]], Rows]]] = {
    "duty:": ("acknowledged", acknowledged),
    "note:": ("notes", notes),
    "silence:": ("silences", silence),
    "matter:": ("grouped", matter),
}
"""By the beginning of their keys: the table they fill, and the fold."""
