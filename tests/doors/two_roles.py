"""People of two roles for two scopes: what one role may is answered of its own cases alone."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from dashboard.access import Grant
from dashboard.access.policy import Policy
from dashboard.papering import DOOR as PAPER
from dashboard.papers import OF_LEVERS
from dashboard.scope import Scope
from tests.doors.question import FAR, NEAR, OURS, OWN, THEIRS, Case

STREETS = Scope(streets=frozenset({"990101003"}))
"""Where the other's case is: the second role is for this street, the first for a department."""
SIDES = {OURS: NEAR, THEIRS: FAR}
DONE, LATER = 200, 409
"""An act that is done; one that the role and the scope allow, and the state of the thing does not."""
Answers = frozenset[int]
ONE_CASE: Mapping[str, tuple[str, int, Mapping[str, Any]]] = {
    "acknowledge": ("acknowledge", DONE, {}),
    "note": ("note", DONE, {"note": "x"}),
    "remind": ("remind", DONE, {}),
    "silence": ("silence", DONE, {"reason": "x", "until": "2030-01-01"}),
    "appeal.review": ("review-appeal", LATER, {"verdict": "uphold", "reason": "x"}),
}
"""Acts on a case: the right that each takes, and what comes of it where that is held for this case."""


def pairs(policy: Policy) -> Iterator[tuple[Grant, Grant]]:
    """Any two roles that see a scope, neighbours first: in a sample every role is in either place."""
    roles = [name for name, role in policy.roles.items() if role.sees == "scope"]
    for step in range(1, len(roles)):
        for n, name in enumerate(roles):
            other = roles[(n + step) % len(roles)]
            yield Grant(role=name, scope=OWN), Grant(role=other, scope=STREETS)


def seen_by(pair: tuple[Grant, Grant]) -> dict[str, Grant]:
    """By which of the two roles each case is seen."""
    return dict(zip((OURS, THEIRS), pair, strict=True))


def of_two(policy: Policy, levers: Mapping[str, str]) -> Iterator[Case]:
    """Every two roles with every act, closer look, file and paper of either case."""
    for n, pair in enumerate(pairs(policy)):
        asker = Asker(policy, pair, f"pair-{n:04}")
        yield from asker.acts(levers)
        yield from asker.looks()
        yield from asker.files()
        yield from asker.papers(levers)


class Asker:
    """Somebody of two roles, and what the policy says of them by the words of the file."""

    def __init__(self, policy: Policy, pair: tuple[Grant, Grant], name: str) -> None:
        self.policy, self.pair, self.seen = policy, pair, seen_by(pair)
        self.ids = (f"{name}-{nth:04}" for nth in itertools.count())

    def may(self, grant: Grant, right: str) -> bool:
        """Whether a role may do something at all."""
        return right in self.policy.roles[grant.role].acts

    def answer(self, right: str, number: str, done: int = DONE) -> Answers:
        """What is answered where the right is asked first, and then whether its own role sees the case."""
        if self.may(self.seen[number], right):
            return frozenset({done})
        return frozenset({404 if any(self.may(one, right) for one in self.pair) else 403})

    def shut(self, number: str) -> Answers:
        """What is answered where the case is asked first: the other role does not see it, right or not."""
        return frozenset({LATER if self.may(self.seen[number], "borrow") else 404})

    def case(self, kind: str, path: str, wanted: Answers, door: str, **more: Any) -> Case:
        """One question of this person."""
        return Case(kind=f"two roles: {kind}", role=self.pair[0].role, grants=self.pair,
                    method="POST" if "body" in more else "GET", path=path, door=door, wanted=wanted,
                    **more)  # fmt: skip

    def act(self, what: str, on: str, wanted: Answers, **said: Any) -> Case:
        """One act; where nothing is done nothing is told either."""
        body = {"once": next(self.ids), "act": what, "on": on, **said}
        hidden = () if wanted & {DONE, LATER} else (NEAR, FAR)
        return self.case("act", "/act", wanted, f"POST /act {what}", body=body, hidden=hidden)

    def acts(self, levers: Mapping[str, str]) -> Iterator[Case]:
        """Acts on either case, on its lever, and on both cases at once."""
        for number in self.seen:
            key = f"case:hotline/{number}"
            for what, (right, done, said) in ONE_CASE.items():
                yield self.act(what, key, self.answer(right, number, done), **said)
            yield self.act("appeal.file", key, self.appealed(number), reason="x", evidence="x")
            yield self.act("lever.draft", key, self.shut(number), kind="supervision")
            yield self.act("lever.withdraw", levers[number], self.shut(number), why="x", seen=1)
            yield self.act("rule.draft", levers[number], self.answer("propose-rule", number, LATER), seen=0)
        both = [f"case:hotline/{number}" for number in self.seen]
        apart = {404 if any(self.may(one, "group") for one in self.pair) else 403}
        yield self.act("group", both[0], frozenset(apart), members=both, reason="x")

    def appealed(self, number: str) -> Answers:
        """Of a case that is not settled: a unit is told so, a role for streets that it is no unit."""
        right, mine = "appeal", self.seen[number]
        if not self.may(mine, right):
            return self.answer(right, number)
        if mine.scope.departments:
            return frozenset({LATER})
        both = all(self.may(one, right) for one in self.pair)
        return frozenset({403, 404} if both else {403})

    def looks(self) -> Iterator[Case]:
        """A closer look at either case."""
        for number in self.seen:
            wanted = self.answer("reveal", number)
            wish = {"key": f"case:hotline/{number}", "reason": "callback"}
            hidden = () if DONE in wanted else (SIDES[number],)
            yield self.case("look", "/reveal", wanted, "POST /reveal", body=wish, hidden=hidden)

    def files(self) -> Iterator[Case]:
        """Lists and digests to take away: of the cases of the roles that may."""
        own = [number for number, grant in self.seen.items() if self.may(grant, "export")]
        others = [number for number in self.seen if number not in own]
        wanted = frozenset({DONE if own else 403})
        for kind in ("csv", "xlsx"):
            yield self.case("file", f"/export/cases.{kind}?of=open", wanted, f"GET /export/cases.{kind}",
                            held=tuple(own), hidden=told(others))  # fmt: skip
        for unit in ("water", "ecology"):
            yield self.case("file", f"/departments/{unit}/digest?lang=zh", wanted,
                            "GET /departments/<unit>/digest", hidden=told(others))  # fmt: skip

    def papers(self, levers: Mapping[str, str]) -> Iterator[Case]:
        """Papers of the levers of either case."""
        for number, kind in itertools.product(self.seen, OF_LEVERS):
            wanted = self.answer("export", number)
            path = f"/papers/{quote(levers[number], safe=':/')}/{kind}.docx"
            hidden = () if DONE in wanted else told([number])
            yield self.case("paper", path, wanted, f"GET {PAPER}", hidden=hidden)


def told(numbers: Iterable[str]) -> tuple[str, ...]:
    """The marks of cases: their numbers, and with what every text of theirs begins."""
    return tuple(mark for number in numbers for mark in (number, SIDES[number]))
