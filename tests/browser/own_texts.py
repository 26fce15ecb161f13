"""Payloads in the words of our own people: asks, answers, instructions, rules, appeals, notes, names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from dashboard.access.people import POST
from dashboard.cases import Fact
from dashboard.desk import Desk
from dashboard.handing import draft, link
from dashboard.ledger import Action, Note
from dashboard.scope import WHOLE
from dashboard.text import Text
from tests.acting_people import somebody
from tests.browser.payloads import PAYLOADS
from tests.living import NOON

WHEN = NOON - timedelta(hours=1)
LATER = "2030-01-01T00:00:00+08:00"


def case(n: int) -> str:
    """The key of the case of a payload."""
    return f"case:hotline/{n:06d}"


def told(key: str, *moves: tuple[str, dict[str, Any]]) -> Iterator[Fact]:
    """The facts of one thing that people did, one after another."""
    for nth, (kind, body) in enumerate(moves):
        when = WHEN + timedelta(minutes=nth)
        yield Fact(key=key, kind=kind, version=f"{nth:06d}", happened_at=when, body=body)


def facts() -> Iterator[Fact]:
    """Everything that people write of a case, for each payload."""
    for n, said in enumerate(PAYLOADS):
        who = {"post": said, "by": f"a{n}"}
        yield from lever(n, said, who)
        yield from told(f"note:{case(n)}", ("note", who | {"note": said}))
        yield from told(f"duty:{case(n)}", ("acknowledge", who))
        quiet = {"subject": case(n), "reason": said, "until": LATER, "rule": "T01"}
        yield from told(f"silence:x{n}", ("silence", who | quiet))
        review = {"post": said, "by": "b", "verdict": "uphold" if n % 2 else "reject", "reason": said}
        filed = who | {"org": "water", "reason": said, "evidence": said, "reason_code": said}
        yield from told(f"appeal:{case(n)}", ("file", filed), ("review", review))
        yield from told(
            f"matter:x{n}", ("group", who | {"members": [case(n), case(n - n % 2)], "reason": said})
        )
        yield from rule(n, said, who)


def lever(n: int, said: str, who: dict[str, str]) -> Iterator[Fact]:
    """A power that was asked for, one that was lent and answered, or one that was refused."""
    about = {"matter": case(n), "cases": [case(n)], "unit": "water", "level": "L4", "kind": "special-report",
             "ask": said, "impact": said, "decision_requested": "owner", "why": said, "evidence": [said],
             "rules": [said], "missing": [said], "lender_post": said, "lender_org": said}  # fmt: skip
    drafted = ("draft", who | about)
    word = {"for_post": said, "instruction": said, "instruction_no": said, "instruction_date": "2026-11-19"}
    given = ("instruct", who | about | word | {"doc_no": said, "respond_by": LATER, "valid_until": LATER})
    answered = ("respond", who | {"unit": "water", "response_kind": said, "why": said})
    ended = ("refuse", who | {"why": said})
    roads = ((drafted,), (drafted, given, answered), (given, ended))
    yield from told(f"lever:x{n}", *roads[n % 3])


def rule(n: int, said: str, who: dict[str, str]) -> Iterator[Fact]:
    """A proposed rule in words of its own; of every third it was said why not."""
    words = {"category": "E0406", "unit": "water", "kind": ("catalogue", "duties")[n % 2], "grounds": said,
             "owner": said, "text_zh": said, "text_en": said, "answer_by": LATER, "times": 3,
             "levers": [f"lever:x{n}"], "cases": [case(n)], "co_units": [said]}  # fmt: skip
    no = ("decline", {"post": said, "by": "b", "why": said})
    yield from told(f"rule:x{n}", ("draft", who | words), ("propose", who), *((no,) if n % 3 == 0 else ()))


def noted() -> Iterator[Note]:
    """Reasons of closer looks, and all else that a note of the audit says."""
    for said in PAYLOADS:
        yield Note(actor=said, action=Action.REVEAL, roles=said, address=said, object=said, before=said,
                   after=f"other: {said}")  # fmt: skip


def named(desk: Desk) -> None:
    """The district, its streets and its units bear payloads for names."""
    found = desk.district
    odd = [Text(said, said) for said in PAYLOADS]
    orgs = tuple(one.model_copy(update={"name": odd[n % len(odd)], "short": odd[-1 - n % len(odd)]})
                 for n, one in enumerate(found.orgs))  # fmt: skip
    posts = tuple(one.model_copy(update={"name": odd[n % len(odd)]}) for n, one in enumerate(found.posts))
    desk.district = found.model_copy(update={"name": odd[9], "orgs": orgs, "posts": posts})


def written(desk: Desk) -> str:
    """All of it on a desk; the address of a sheet of handover that says every payload."""
    desk.ledger.append("act", list(facts()), recorded_at=NOON)
    desk.ledger.audit(list(noted()), recorded_at=NOON)
    for n, said in enumerate(one for one in PAYLOADS if len(one) <= POST and one.isprintable()):
        desk.accounts.add_device(f"wall-{n}", title=said, addresses=["10.0.0.0/8"], days=3)
        desk.accounts.add(f"p{n}", post=said, grants=[], password=None)
    desk.look()
    sheet = draft(desk, somebody("duty-chief", WHOLE), "\n".join(PAYLOADS))
    named(desk)
    return link(sheet)
