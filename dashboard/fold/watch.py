"""The folds of the watch: a handover with its two signatures, and the lists of posts, duties and roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson

from dashboard.fold import Known, in_order
from dashboard.fold.attributes import instant, text
from dashboard.fold.machine import STAY, Anomaly, Edge, Happening, Holder, moves, steps
from dashboard.text import Text

Rows = list[dict[str, Any]]
NONE = "none"


class Handing(StrEnum):
    """Where a handover stands."""

    DRAFTED = "drafted"
    HANDED = "handed"
    TAKEN = "taken"

    @property
    def words(self) -> Text:
        """What it is called."""
        return STANDS[self]


STANDS = {
    Handing.DRAFTED: Text("待交班签字", "to be signed by the outgoing shift"),
    Handing.HANDED: Text("待接班签字", "to be signed by the incoming shift"),
    Handing.TAKEN: Text("已交接", "handed over"),
}
DRAFT, HAND, TAKE = "draft", "hand", "take"


def signs(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """Whoever signs for the outgoing shift is remembered."""
    return text(body.get("by")) or Anomaly.UNNAMED


def countersigns(holder: Holder, body: Mapping[str, Any]) -> Holder | Anomaly:
    """Only somebody else signs for the incoming shift."""
    by = text(body.get("by"))
    if by is None:
        return Anomaly.UNNAMED
    return Anomaly.SAME if by == holder else by


MOVES = moves(
    [
        Edge(DRAFT, frozenset({NONE}), Handing.DRAFTED, Text("按看板起草", "drafted from the board")),
        Edge(DRAFT, frozenset({Handing.DRAFTED}), STAY, Text("签字前可重新起草", "anew, until it is signed")),
        Edge(
            HAND,
            frozenset({Handing.DRAFTED}),
            Handing.HANDED,
            Text("交班人签字", "who leaves signs"),
            signs,
        ),
        Edge(
            TAKE,
            frozenset({Handing.HANDED}),
            Handing.TAKEN,
            Text("接班人签字，此后不可更改", "the incoming signs; nothing changes it any more"),
            countersigns,
        ),
    ]
)


def handover(key: str, facts: Iterable[Known]) -> Rows:
    """A handover as it stands; what came after the first signature changes nothing of its sheet."""
    told = [Happening(fact.happened_at, fact.kind, fact.body, fact.seq) for fact in in_order(facts)]
    row: dict[str, Any] = dict.fromkeys(("sheet", "handed_at", "handed_by", "taken_at", "taken_by"))
    row |= {"key": key, "version": 0, "refused": 0}
    for step in steps(told, MOVES, NONE):
        if step.refused:
            row["refused"] += 1
            continue
        row |= {"state": step.phase, "version": row["version"] + 1, "seq": step.seq}
        post = text(step.body.get("post"))
        if step.kind == DRAFT:
            row |= {"drafted_at": step.when, "drafted_by": post}
            row["sheet"] = orjson.dumps(step.body.get("sheet") or {}).decode()
        else:
            name = "handed" if step.kind == HAND else "taken"
            row |= {f"{name}_at": step.when, f"{name}_by": post}
    return [row] if row["version"] else []


def latest(facts: Iterable[Known]) -> tuple[datetime | None, Rows]:
    """The rows of the newest list, and when it was last confirmed."""
    known = in_order(facts)
    body = known[-1].body if known else {}
    return instant(body.get("as_of")), [
        dict(row) for row in body.get("rows") or () if isinstance(row, Mapping)
    ]


def listed(*names: str) -> Callable[[str, Iterable[Known]], Rows]:
    """The fold of a list whose rows have these texts."""

    def rows(key: str, facts: Iterable[Known]) -> Rows:
        as_of, found = latest(facts)
        return [
            {"n": n, "as_of": as_of, **{name: text(row.get(name)) for name in names}}
            for n, row in enumerate(found)
        ]

    return rows


POST = ("code", "name_zh", "name_en", "org", "line")
DUTY = ("org", "post", "deputy", "categories", "streets", "clause", "confirmed")
TURN = ("day", "shift", "post", "line")
WATCH: Mapping[str, tuple[str, Callable[[str, Iterable[Known]], Rows]]] = {
    "handover:": ("handovers", handover),
    "list:posts": ("posts", listed(*POST)),
    "list:duties": ("duties", listed(*DUTY)),
    "list:roster": ("roster", listed(*TURN)),
}
"""By the beginning of their keys: the table they fill, and the fold."""
