"""What people have written of a case of one's own and of somebody else's, on every page that tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from dashboard.cases import Fact
from dashboard.desk import Desk
from dashboard.dryrun.result import Flags, keep
from dashboard.handing import draft, link
from dashboard.scope import Scope
from tests.acting_people import act, borrowed, somebody
from tests.doors.question import FAR, NEAR, OTHER, OURS, OWN, THEIRS
from tests.dryrun.found import matter, result, subject
from tests.living import NOON, dispatched, stepped

LATE = (NOON - timedelta(hours=2)).isoformat()
STREET = {OURS: "990101002", THEIRS: "990101003"}
AGAIN = tuple(f"77300{n}" for n in (1, 2, 3))
"""Cases of the other unit for which power was borrowed again and again, so that a rule is missing."""


@dataclass
class Planted:
    """By what the things that were written are asked for."""

    levers: dict[str, str] = field(default_factory=dict)  # by the number of the case that each is about
    silences: dict[str, str] = field(default_factory=dict)  # the same
    rule: str = ""
    sheet: str = ""


def facts() -> list[Fact]:
    """The cases of either side and what their units say; some of the other's are old and led to levers."""
    both = ((OURS, "water", NEAR), (THEIRS, "ecology", FAR))
    told = [
        fact
        for number, unit, whose in both
        for fact in (
            *dispatched(int(number), org=unit, text_short=f"{whose}的案件", street=STREET[number]),
            stepped(int(number), "progress", hours=1, org=unit, note=f"{whose}的说明"),
            stepped(int(number), "escalate", hours=0.5, org="uomc", note=f"{whose}的批转"),
        )
    ]
    for number in AGAIN:
        told += dispatched(int(number), hours=24 * 9, org="ecology", due_at=LATE, street=STREET[THEIRS],
                           text_short=f"{FAR}的旧案")  # fmt: skip
    return told


def lent(number: str, nth: int) -> Fact:
    """A leader's power that was lent for an old case of the other unit."""
    key = f"case:hotline/{number}"
    said = {
        "level": "L4", "kind": "special-report", "unit": "ecology", "cases": [key], "matter": key,
        "for_post": "deputy-urban", "rules": ["T04"], "decision_requested": "owner", "post": "区府办",
        "by": "office", "instruction": f"{FAR}的批示",
    }  # fmt: skip
    when = NOON - timedelta(days=6 - nth)
    return Fact(key=f"lever:L4-{number}", kind="instruct", version="000001", happened_at=when, body=said)


def planted(desk: Desk) -> Planted:
    """What people write of both sides, by the acts themselves; and a dry run that was kept."""
    made = Planted()
    desk.ledger.append("act", [lent(one, n) for n, one in enumerate(AGAIN)], recorded_at=NOON)
    desk.look()
    for number, whose, scope in ((OURS, NEAR, OWN), (THEIRS, FAR, OTHER)):
        made.levers[number], made.silences[number] = written(desk, f"case:hotline/{number}", whose, scope)
    made.rule = act(desk, "duty-chief", "rule.draft", f"lever:L4-{AGAIN[0]}", seen=0).key
    unit = somebody("department-head", OTHER)
    act(desk, unit, "appeal.file", f"case:hotline/{AGAIN[0]}", reason=f"{FAR}的申诉", evidence=f"{FAR}的证据")
    made.sheet = link(draft(desk, somebody("duty-chief"), f"{FAR}的交接"))
    kept_run(desk)
    return made


def written(desk: Desk, key: str, whose: str, scope: Scope) -> tuple[str, str]:
    """A lever asked for and answered, a note and a silence; the keys of lever and silence."""
    lever = borrowed(desk, key, ask=f"{whose}的请求", impact=f"{whose}的影响")
    act(desk, somebody("department-officer", scope), "lever.respond", lever, response_kind="ack",
        why=f"{whose}的答复")  # fmt: skip
    act(desk, "duty-officer", "note", key, note=f"{whose}的备注")
    act(desk, "duty-officer", "remind", key, note=f"{whose}的催办")
    silence = act(desk, "duty-chief", "silence", key, reason=f"{whose}的静默", until="2030-01-01", rule="T01")
    return lever, silence.key


def kept_run(desk: Desk) -> None:
    """A dry run that shows one matter of either side."""
    both = ((OURS, "water"), (THEIRS, "ecology"))
    shown = tuple(
        matter(of=subject(f"case:hotline/{number}", street=STREET[number], unit=unit, held_by=(unit,)))
        for number, unit in both
    )
    keep(desk.settings.home, result(district=desk.district.code, measures=(), flags=flagged(shown)))


def flagged(shown: tuple) -> Flags:  # type: ignore[type-arg]
    """These matters, newly put up."""
    return Flags(before=0, after=len(shown), newly=shown)
