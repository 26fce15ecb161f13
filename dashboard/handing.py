"""Handing a shift over: the sheet drafted from the board, signed by one who leaves and another who comes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from dashboard.access import Viewer
from dashboard.acting import STREAM, actor
from dashboard.board.reader import Reader
from dashboard.cases import Fact
from dashboard.clock import now as wall
from dashboard.fold.watch import DRAFT, HAND, TAKE, Handing
from dashboard.ledger import Action, LedgerChangedError, Note, Once
from dashboard.ledger.outbox import Outbox, put
from dashboard.ledger.outbox import Standing as Sent
from dashboard.leverage.shift_sheet import Standing, Turn, drafted, turn_of
from dashboard.notices import Occasion, Told, addressed
from dashboard.refusal import Refusal
from dashboard.text import Text, filled

if TYPE_CHECKING:
    from dashboard.desk import Desk

Row = dict[str, Any]
NEXT: Mapping[str, frozenset[Handing | None]] = {
    DRAFT: frozenset({None, Handing.DRAFTED}),
    HAND: frozenset({Handing.DRAFTED}),
    TAKE: frozenset({Handing.HANDED}),
}
"""Where a handover must stand for each move."""
THEN = {DRAFT: Handing.DRAFTED, HAND: Handing.HANDED, TAKE: Handing.TAKEN}
"""Where it stands after each."""
NO_SHIFT = Text("区县文件没有此刻的班次（shifts）", "the district file has no shift at this hour (shifts)")
NOT_THERE = Text("没有这张交接单", "there is no such sheet")
NOT_NOW = Text("交接单现为“{state}”，不能这样办", "the sheet is {state}: this cannot be done")
CHANGED = Text("他人刚刚办理了这张交接单，请重新查看", "somebody else has just acted: look again")
SAME = Text("交班与接班须由两人签字", "two different people must sign")
WORDS = {
    DRAFT: Text("起草", "draft"),
    HAND: Text("交班签字", "hand over"),
    TAKE: Text("接班签字", "take over"),
}

COUNTS = """
SELECT
    count(*) FILTER (reported_at >= $1 AND reported_at < $2) AS received,
    count(*) FILTER (closed_at >= $1 AND closed_at < $2) AS closed,
    count(*) FILTER (open) AS open,
    count(*) FILTER (open AND urgency <> 'normal') AS urgent,
    count(*) FILTER (open AND phase = 'dispatched') AS unsigned,
    count(*) FILTER (open AND due_at < $3) AS overdue
FROM cases
"""
URGENT = """
SELECT key, category, street, holder, phase, due_at FROM cases
WHERE open AND urgency <> 'normal' ORDER BY due_at NULLS LAST, key
"""
SPECIAL = """
SELECT c.key, c.category, c.street, c.holder, c.phase, c.due_at,
    CASE WHEN c.reworks > 0 THEN 'check' WHEN e.key IS NOT NULL THEN 'leader' ELSE 'returned' END AS because
FROM cases c LEFT JOIN (SELECT DISTINCT key FROM facts WHERE kind = 'escalate') e ON c.key = e.key
WHERE c.open AND (c.reworks > 0 OR e.key IS NOT NULL OR c.phase = 'returned')
ORDER BY because, c.due_at NULLS LAST, c.key
"""
LEVERS = """
SELECT key, level, kind, unit, state, respond_by, valid_until FROM levers
WHERE live AND NOT coalesce(notice, false) AND state <> 'suggested' AND responded_at IS NULL
ORDER BY respond_by NULLS LAST, key
"""
PROMISES = """
SELECT key, level, kind, unit, responded_at, valid_until FROM levers
WHERE live AND responded_at IS NOT NULL AND effective_at IS NULL ORDER BY valid_until NULLS LAST, key
"""


class HandingError(Refusal):
    """A sheet cannot be drafted or signed now; `words` in both languages."""

    def __init__(self, words: Text, status: int = 409, **values: Text) -> None:
        self.words = filled(words, **values)
        self.status = status
        super().__init__(self.words.en)


def standing(desk: Desk, reader: Reader, turn: Turn) -> Standing:
    """What there is to be handed over."""
    now = desk.clock.now()
    (counts,) = reader.rows(COUNTS, turn.since, turn.till, now)
    broken = [
        {"name": state.name, "trouble": state.trouble, "since": state.since}
        for state in desk.states()
        if state.state not in ("ok", "new")
    ]
    return Standing(
        counts=counts,
        urgent=reader.rows(URGENT),
        special=reader.rows(SPECIAL),
        levers=reader.rows(LEVERS),
        promises=reader.rows(PROMISES),
        feeds=broken,
        notices=len(Outbox(desk.ledger).listed(Sent.DEAD)),
    )


def sheet_at(desk: Desk, key: str) -> Row | None:
    """A handover as the board has it, its sheet unpacked."""
    with desk.board.reading(desk.clock.now()) as reader:
        found = reader.rows("SELECT * FROM handovers WHERE key = $1", key)
    return found[0] | {"sheet": orjson.loads(found[0]["sheet"])} if found else None


def draft(desk: Desk, viewer: Viewer, note: str = "") -> str:
    """Draft the sheet of the running shift, anew until it is signed; its key."""
    turn = turn_of(desk.district.shifts, desk.clock.now(), desk.district.tz)
    if turn is None:
        raise HandingError(NO_SHIFT, 400)
    desk.look()
    before = sheet_at(desk, turn.key)
    with desk.board.reading(desk.clock.now()) as reader:
        sheet = drafted(turn, standing(desk, reader, turn), note=note)
    return written(desk, viewer, turn.key, DRAFT, before=before, body={"sheet": sheet})


def sign(desk: Desk, viewer: Viewer, key: str, seen: int) -> str:
    """Sign a sheet as it was seen: the first time for the shift that leaves, then for the one that comes."""
    desk.look()
    before = sheet_at(desk, key)
    if before is None:
        raise HandingError(NOT_THERE, 404)
    if before["seq"] != seen:
        raise HandingError(CHANGED)
    return written(
        desk, viewer, key, HAND if before["state"] == Handing.DRAFTED else TAKE, before=before, body={}
    )


def written(desk: Desk, viewer: Viewer, key: str, move: str, *, before: Row | None, body: Row) -> str:
    """Write a move once, while nothing has changed since, with its notices and its note in the audit."""
    state = Handing(before["state"]) if before else None
    if state not in NEXT[move]:
        raise HandingError(NOT_NOW, state=state.words if state else Text("—", "—"))
    who, now = actor(desk, viewer), desk.clock.now()
    told = {**body, "post": who.post, "by": who.by}
    if move == TAKE and who.among([first_signer(desk, key)]):
        raise HandingError(SAME)
    nth = before["version"] if before else 0
    fact = Fact(key=key, kind=move, version=f"{nth:04d}", happened_at=now, body=told)
    once = Once(key=f"{who.by} {key} {nth} {move}", content=orjson.dumps(told))
    seen = {key: before["seq"] if before else 0}
    try:
        desk.ledger.deliver(
            STREAM, [fact], once=once, recorded_at=wall(), known_at=now, actor=viewer.account, seen=seen,
            alongside=put(notices(desk, key, move, nth), at=wall(), settles=[key]),
        )  # fmt: skip
    except LedgerChangedError as error:
        raise HandingError(CHANGED) from error
    note = Note(
        actor=viewer.account, roles=", ".join(sorted(viewer.roles)), address=viewer.address,
        action=Action.ACT, object=key, before=state or "", after=THEN[move],
    )  # fmt: skip
    desk.ledger.audit([note], recorded_at=wall())
    desk.look()
    return key


def first_signer(desk: Desk, key: str) -> str:
    """By what the one who signed first is known again."""
    with desk.board.reading(desk.clock.now()) as reader:
        asked = "SELECT body FROM facts WHERE key = $1 AND kind = $2 ORDER BY seq LIMIT 1"
        found = reader.rows(asked, key, HAND)
    return str(orjson.loads(found[0]["body"]).get("by", "")) if found else ""


def notices(desk: Desk, key: str, move: str, nth: int) -> list[Any]:
    """Whoever is to be told that a sheet waits for the second signature, or has it."""
    if move == DRAFT:
        return []
    words = WORDS[move]
    title = Text(f"交接班：{words.zh}", f"Handover: {words.en}")
    told = Told(
        thing=key, occasion=Occasion.HANDOVER, step=str(nth), title=title,
        text=Text(key.removeprefix("handover:"), key.removeprefix("handover:")), link=link(key),
    )  # fmt: skip
    return addressed(told, desk.district)


def link(key: str) -> str:
    """The address of a sheet."""
    return f"/handover/{key.removeprefix('handover:').replace('/', '-')}"


def key_at(name: str) -> str:
    """The key of the sheet at an address."""
    day, _, number = name.rpartition("-")
    return f"handover:{day}/{number}"
